// Planted bugs that only rare days find: a person's word and a gateway's, money that went back by other roads, the
// counter, and goods that run out.

import type { PlantedBug } from './bugs.ts'

const settle = 'src/core/settle.ts'
const confirm = 'src/app/order/confirm-by-hand.ts'
const sendRefund = 'src/app/refund/send-refund.ts'
const ends = 'src/db/refund-ends.ts'
const charge = 'src/app/counter/charge-code.ts'
const follow = 'src/app/counter/follow-charge.ts'
const undo = 'src/app/counter/undo-charge.ts'
const stock = 'src/db/stock.ts'
const cards = 'src/app/card/import-cards.ts'

export const rareBugs: readonly PlantedBug[] = [
  {
    name: 'money confirmed by hand comes again as a second payment',
    on: 'by-hand',
    source: '03 section 7, 6',
    file: settle,
    find: "if (!byHand) return { verdict: 'duplicate' }",
    replace: "if (!byHand || byHand) return { verdict: 'duplicate' }",
  },
  {
    name: 'whatever comes after a confirmation by hand is the same money',
    on: 'by-hand',
    source: '07 INV-03',
    file: settle,
    find: 'const isSame = byHand.isSameNumber && apartMs <= sameMomentMs',
    replace: 'const isSame = byHand.isSameNumber && apartMs >= 0',
  },
  {
    name: 'a confirmation that was rejected is applied',
    on: 'by-hand',
    source: '07 T60',
    file: confirm,
    find: "      if (decision === 'applied') await apply(inside, waiting)\n",
    replace: '      await apply(inside, waiting)\n',
  },
  {
    name: 'a refund that lies at its gateway has failed',
    on: 'stranded',
    source: '07 F32',
    file: sendRefund,
    find: "    case 'stranded':\n",
    replace:
      "    case 'stranded':\n      await fail(app, refund, answer.code)\n      if (refundNo !== '') return true\n",
  },
  {
    name: 'what a person gave back was paid by the gateway',
    on: 'stranded',
    source: '03 section 4.8',
    file: ends,
    find: "'clearing:' || case when by_hand then 'manual' else channel_id end as paid_from",
    replace: "'clearing:' || channel_id as paid_from",
  },
  {
    name: 'a second code is charged while the first may be paid',
    on: 'counter',
    source: '07 F14',
    file: charge,
    find: "      if (attempts.some((one) => one.byCode && one.state === 'open')) return undefined\n",
    replace: '',
  },
  {
    name: 'a charge that was refused has left nothing behind',
    on: 'counter',
    source: '07 F17',
    file: follow,
    find: "if (isRefused && news === 'absent') return close(app, attempt)",
    replace: 'if (isRefused) return close(app, attempt)',
  },
  {
    name: 'what a gateway gave back when a charge was undone is not entered',
    on: 'counter',
    source: '03 section 7, 3',
    file: undo,
    find: '      await noteReturned(app, attempt, gatewayTradeNo, returnedAt)\n',
    replace: '      void noteReturned, gatewayTradeNo, returnedAt\n',
  },
  {
    name: 'an order that ends keeps its stock',
    on: 'goods',
    source: '07 INV-28',
    file: stock,
    find: "} = 'taken'\n     returning l.product_id",
    replace: "} = 'kept'\n     returning l.product_id",
  },
  {
    name: 'more is sold than there is',
    on: 'goods',
    source: '07 INV-28',
    file: 'src/app/order/insert-order.ts',
    find: '  if (!short) return\n',
    replace: '  if (!short || short) return\n',
  },
  {
    name: 'late money takes what others have bought',
    on: 'goods',
    source: '07 INV-28',
    file: settle,
    find: "if (late === 'deliver' && books.lines.some(isGone))",
    replace: "if (late === 'deliver' && books.lines.length === 0 && books.lines.some(isGone))",
  },
  {
    name: 'a list of cards sent again counts again',
    on: 'goods',
    source: '07 INV-29',
    file: cards,
    find: 'await addStock(tx, app.merchantId, plan, found.imported)',
    replace: 'await addStock(tx, app.merchantId, plan, list.cards.length)',
  },
]
