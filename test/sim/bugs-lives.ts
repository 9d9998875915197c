// Planted bugs about what else happens to a shop: sellers' servers that are told of things, coupons that few may use,
// and a machine that sleeps for days.

import type { PlantedBug } from './bugs.ts'

const cases = 'src/db/cases.ts'
const decideCase = 'src/app/case/decide-case.ts'
const returnMoney = 'src/app/case/return-money.ts'
const webhook = 'src/core/webhook.ts'
const sendMessage = 'src/app/webhook/send-message.ts'
const webhooks = 'src/db/webhooks.ts'
const applyCoupon = 'src/app/coupon/apply-coupon.ts'
const coupons = 'src/db/coupons.ts'
const placeOrder = 'src/app/order/place-order.ts'
const kinds = 'src/jobs/kinds.ts'

export const livesBugs: readonly PlantedBug[] = [
  {
    name: 'what a person says came once stays on the books as come twice',
    on: 'by-hand',
    source: '07 INV-13',
    file: cases,
    find: "select $1, 'found', ref, 'suspense',",
    replace: "select $1, 'found', ref, 'payable',",
  },
  {
    name: 'one person alone lets much money lie',
    on: 'by-hand',
    source: '03 section 7',
    file: decideCase,
    find: 'if (!isAboveLimit(desk, found.amountFen)) return false',
    replace: 'if (found.amountFen !== undefined) return false',
  },
  {
    name: 'what a person gives back goes out by its gateway as well',
    on: 'by-hand',
    source: '07 INV-16',
    file: returnMoney,
    find: "if (planned?.state === 'planned') await",
    replace: "if (planned?.state === 'gone') await",
  },
  {
    name: 'a message nobody took is not sent again',
    on: 'hooks',
    source: '07 section 5',
    file: sendMessage,
    find: "return waitMs === undefined ? { state: 'failed' } : { state: 'pending', waitMs }",
    replace: "return waitMs === undefined ? { state: 'failed' } : { state: 'failed' }",
  },
  {
    name: 'any answer means that a message was taken',
    on: 'hooks',
    source: '07 section 5',
    file: webhook,
    find: 'if (status >= 200 && status < 300)',
    replace: 'if (status >= 200 && status < 600)',
  },
  {
    name: 'an endpoint that is gone is told all the same',
    on: 'hooks',
    source: 'Standard Webhooks, "Deliverability and reliability"',
    file: webhook,
    find: "return status === 410 ? 'gone' : 'refused'",
    replace: "return 'refused'",
  },
  {
    name: 'a message says something else each time it is sent',
    on: 'hooks',
    source: 'Standard Webhooks, "Idempotency"',
    file: sendMessage,
    find: 'message.body ??\n    (await freezeBody(db, merchantId, messageId, await composeMessage(db, merchantId, message)))',
    replace:
      '(await freezeBody(db, merchantId, messageId, await composeMessage(db, merchantId, message))) &&\n    (await composeMessage(db, merchantId, message))',
  },
  {
    name: 'one slot of messages is served by nobody',
    on: 'hooks',
    source: '04 section 3.5',
    file: webhooks,
    find: 'generate_series(0, $1::integer - 1)',
    replace: 'generate_series(0, $1::integer - 2)',
  },
  {
    name: 'a code is used once more than it may be',
    on: 'coupons',
    source: '07 INV-30',
    file: applyCoupon,
    find: 'used.ofCode >= usesMax',
    replace: 'used.ofCode > usesMax',
  },
  {
    name: 'an order that ends keeps its coupon',
    on: 'coupons',
    source: '07 INV-30',
    file: coupons,
    find: "state not in ('cancelled', 'expired')`",
    replace: "state not in ('nothing')`",
  },
  {
    name: 'a coupon is shown and not taken off',
    on: 'coupons',
    source: '07 INV-30',
    file: placeOrder,
    find: 'const dueFen = (fullFen - (discount?.discountFen ?? 0)) as Fen',
    replace: 'const dueFen = (fullFen - 0 * (discount?.discountFen ?? 0)) as Fen',
  },
  {
    name: 'an order is over when its time is, whatever the gateway says',
    on: 'asleep',
    source: '03 section 4.4',
    file: kinds,
    find: "  const closing = await closeOrder(app, ref, order.closingTo ?? 'expired', patientMs)\n",
    replace:
      "  if (order.now - order.expiresAt > 3_600_000) return 'done'\n  const closing = await closeOrder(app, ref, order.closingTo ?? 'expired', patientMs)\n",
  },
  {
    name: 'a watch that comes too late looks no more',
    on: 'asleep',
    source: '03 section 4.4',
    file: kinds,
    find: "  if (unpaid.length === 0) return 'done'\n",
    replace: "  if (unpaid.length === 0 || next === undefined) return 'done'\n",
  },
  {
    name: 'another account is asked about what was begun with the first',
    on: 'account',
    source: '03 section 4.2',
    file: 'src/app/app.ts',
    find: 'return app.channels.find((channel) => channel.id === channelId)',
    replace: 'return app.channels.find((channel) => channel.id.startsWith(channelId))',
  },
  {
    name: 'what nobody can be asked about was never paid',
    on: 'account',
    source: '03 section 4.2',
    file: 'src/app/payment/close-attempt.ts',
    find: 'if (!channel) return endWithoutAccount(app, attempt)',
    replace: "if (!channel) return endWithoutAccount(app, attempt).then(() => 'absent')",
  },
]
