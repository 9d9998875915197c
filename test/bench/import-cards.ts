// tsx test/bench/import-cards.ts [lines]: a list of a million cards, cut as the console cuts a file and imported part by
// part; then the same list again, of which nothing is new. Prints seconds and the program's memory at its most.

import { importCards } from '../../src/app/card/import-cards.ts'
import { createPlan } from '../../src/app/catalogue/edit-plan.ts'
import type { Fen } from '../../src/core/money.ts'
import { partsOf } from '../../web/admin/src/pages/catalogue/card-list.ts'
import { onStage } from './stage.ts'

const lines = Number(process.argv[2] ?? 1_000_000)
const by = { operator: 'bench', address: 'local', requestId: '' }
const plan = { productId: 'demo-app', planId: 'card' }
const sold = {
  name: { zh: '卡', en: 'Card' },
  priceFen: 100 as Fen,
  validDays: null,
  maxDevices: 1,
  onSale: true,
  terms: {},
  tiers: [],
  stockLeft: null,
  stockWarning: null,
  phoneLimit: null,
}

await onStage(async ({ app }) => {
  await createPlan(app, plan.productId, { planId: plan.planId, kind: 'card' }, sold, by)
  const text = `card,pin\n${Array.from({ length: lines }, (_, at) => `CARD-${at},${at * 7}`).join('\n')}\n`
  const parts = partsOf(text, 'csv')
  for (const what of ['first', 'again']) {
    const began = performance.now()
    const found = { imported: 0, known: 0, twice: 0, unreadable: 0 }
    let mostBytes = 0
    for (const part of parts) {
      const typed = {
        text: part.text,
        form: 'csv',
        firstLine: part.first_line,
        batch: 'bench',
      } as const
      const one = await importCards(app, plan, typed, by)
      found.imported += one.imported
      found.known += one.known.length
      found.twice += one.twice.length
      found.unreadable += one.unreadable.length
      mostBytes = Math.max(mostBytes, process.memoryUsage().rss)
    }
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    console.log(
      `${what}: ${JSON.stringify(found)} in ${seconds} s, ${(mostBytes / 2 ** 20).toFixed(0)} MiB`,
    )
  }
})
