// What must be true of the books at every commit, as SQL that names each row for which it is not. The audit,
// the simulation and the kill tests all ask these same questions.

import { deliveryInvariants } from './audit-delivery.ts'
import { moneyInvariants } from './audit-money.ts'
import { orderInvariants } from './audit-orders.ts'
import { proofInvariants } from './audit-proof.ts'
import type { Db, Statement } from './connect.ts'

type Words = Readonly<{ zh: string; en: string }>

export type Invariant = Readonly<{
  /** stable; the part before the dot groups those of one rule */
  id: string
  /** what holds */
  says: Words
  /** what may be done about a row that breaks it, without making it worse */
  safeAction: Words
  /** $1 is the merchant; answers `ref` and `detail` of each row that breaks it */
  statement: Statement
  /** true once all that waits has been worked off; until then it may not hold for moments */
  afterHealing: boolean
}>

export type Broken = Readonly<{ id: string; ref: string; detail: string }>

export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...orderInvariants,
  ...deliveryInvariants,
  ...proofInvariants,
]

/** Asks the given invariants, all but those of healed books by default, and names every row that breaks one. */
export async function findBroken(
  db: Db,
  merchantId: number,
  asked: readonly Invariant[] = invariants.filter((one) => !one.afterHealing),
): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const { id, statement } of asked) {
    const rows = await db.rows<Omit<Broken, 'id'>>(statement, [merchantId])
    broken.push(...rows.map((row) => ({ id, ...row })))
  }
  return broken
}
