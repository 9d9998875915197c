// The ways that are open now, told to the database: it writes letters for these and for no others.

import { keepLetterWays } from '../../db/letters.ts'
import type { App } from '../app.ts'

export async function keepOpenWays(app: Pick<App, 'db' | 'merchantId' | 'letters'>): Promise<void> {
  const ways = Object.values(app.letters).map(({ way, kinds }) => ({ way, kinds }))
  await keepLetterWays(app.db, app.merchantId, ways)
}
