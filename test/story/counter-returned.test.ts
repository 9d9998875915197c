// Money that comes in while a charge at the counter is being undone: the gateway gives it back by itself, and the
// books show that it came and went. Nothing is delivered for it, and what was is taken back.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { noteReturned } from '../../src/app/counter/note-returned.ts'
import { findAttempt } from '../../src/db/attempts.ts'
import { findBroken } from '../../src/db/audit.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type Person, signedIn } from '../support/console.ts'
import { Shop } from '../support/shop.ts'
import type { Payment } from '../support/stand-in.ts'

const alipay = new AlipayStandIn()
const price = 9900
const second = 1_000
let shop: Shop
let cashier: Person
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay] })
  cashier = await signedIn(shop, 'support')
})
afterAll(() => shop?.close())
afterEach(() => {
  alipay.before = undefined
  alipay.mood = 'well'
})

it('is a payment and a refund, with a case that says so; news of it changes nothing any more', async () => {
  const { number, out } = await scanned()
  let payment: Payment | undefined
  alipay.before = ({ verb }) => {
    // Between our last question and the cancelling the buyer enters the password.
    if (verb === 'undo') payment ??= alipay.pay(out, price)
  }
  await shop.advance(60 * second)
  await shop.until('the money has gone back', async () => {
    await shop.advanceBetween('query-attempt', 5 * second)
    return (await stateOf(number)) === 'returned'
  })
  if (!payment) throw new Error('nobody paid')
  const booked = {
    licenses: 0,
    refunds: [{ refund_no: out, reason: 'late', state: 'done', fen: price }],
    ledger: [
      { kind: 'payment', fen: price },
      { kind: 'refund', fen: price },
    ],
    cases: [{ kind: 'late', reason: 'refunded', state: 'resolved' }],
  }
  expect(await books(number)).toEqual(booked)
  expect(alipay.heard(await shop.notify(alipay.notice(payment)))).toBe('taken')
  expect(await books(number)).toEqual(booked)
  expect(alipay.complaints).toEqual([])
  expect(await broken()).toEqual([])
})

it('is found out when the answer to the undoing was lost and the payment is told of after: nothing is delivered', async () => {
  const { number, out } = await scanned()
  let payment: Payment | undefined
  alipay.before = ({ verb }) => {
    if (verb !== 'undo' || payment) return
    payment = alipay.pay(out, price)
    // What comes back now proves nothing.
    alipay.mood = 'forged'
  }
  await shop.advance(60 * second)
  await shop.until('it was undone there', async () => {
    await shop.advanceBetween('query-attempt', 5 * second)
    return payment !== undefined
  })
  if (!payment) throw new Error('nobody paid')
  const notice = () => shop.notify(alipay.notice(payment as Payment))
  // While the gateway gives no answer that can be believed, nothing follows from the notice.
  expect(alipay.heard(await notice())).toBe('refused')
  expect(await books(number)).toMatchObject({ licenses: 0, ledger: [] })
  alipay.mood = 'well'
  expect(alipay.heard(await notice())).toBe('taken')
  expect(await books(number)).toEqual({
    licenses: 0,
    refunds: [{ refund_no: out, reason: 'late', state: 'done', fen: price }],
    ledger: [
      { kind: 'payment', fen: price },
      { kind: 'refund', fen: price },
    ],
    cases: [{ kind: 'late', reason: 'refunded', state: 'resolved' }],
  })
  expect(await stateOf(number)).toBe('returned')
  expect(await broken()).toEqual([])
})

it('after the goods were delivered: the refund takes them back', async () => {
  const { number, out } = await scanned()
  const payment = alipay.pay(out, price)
  expect(alipay.heard(await shop.notify(alipay.notice(payment)))).toBe('taken')
  expect(await stateOf(number)).toBe('paid')
  const { app } = shop.running
  const attempt = await findAttempt(app.db, app.merchantId, 'alipay', out)
  if (!attempt) throw new Error('no attempt')
  for (const _ of ['told once', 'told again'])
    await noteReturned(app, attempt, payment.tradeNo, app.clock.now())
  expect(await stateOf(number)).toBe('returned')
  expect(await books(number)).toMatchObject({
    refunds: [{ refund_no: out, state: 'done', fen: price }],
    ledger: [{ kind: 'payment' }, { kind: 'refund' }],
  })
  expect(await shop.count('license', "order_number = $1 and state = 'revoked'", [number])).toBe(1)
  expect(await broken()).toEqual([])
})

it('a cashier who gives up: the order is cancelled once the charge has been undone', async () => {
  const { number, out } = await scanned()
  const reply = await cashier.browser.post(`/orders/${number}/cancel`, { reason: '顾客不买了' })
  expect(reply.status).toBe(200)
  expect(alipay.calls.filter((call) => call.outTradeNo === out).map(({ verb }) => verb)).toEqual([
    'charge',
    'query',
    'undo',
    'query',
  ])
  expect(await stateOf(number)).toBe('over')
  expect(await broken()).toEqual([])
})

async function scanned(): Promise<Readonly<{ number: string; out: string }>> {
  const placed = await cashier.browser.post('/counter/orders', {
    product_id: 'demo-app',
    package_id: 'year',
    quantity: 1,
    phone: '13800138000',
    key: crypto.randomUUID(),
  })
  const number: string = placed.json.data.order_number
  const path = `/counter/orders/${number}/charge`
  const charged = await cashier.browser.post(path, { code: '281234567890123456' })
  expect(charged.json.data.state).toBe('password')
  const rows = await shop.rows<{ out: string }>(
    'select out_trade_no as out from code_charge where order_number = $1',
    [number],
  )
  return { number, out: rows[0]?.out ?? '' }
}

async function stateOf(number: string): Promise<string> {
  return (await cashier.browser.get(`/counter/orders/${number}`)).json.data.state
}

async function books(number: string) {
  return {
    licenses: await shop.count('license', 'order_number = $1', [number]),
    refunds: await shop.rows(
      'select refund_no, reason, state, amount_fen as fen from refund where order_number = $1',
      [number],
    ),
    ledger: await shop.rows(
      'select kind, amount_fen as fen from ledger_entry where order_number = $1 order by kind',
      [number],
    ),
    cases: await shop.rows('select kind, reason, state from money_case where order_number = $1', [
      number,
    ]),
  }
}

async function broken(): Promise<unknown> {
  const found = await findBroken(shop.database.db, shop.running.app.merchantId)
  // Every payment at a stand-in was made at one and the same moment, before the order.
  return found.filter(({ id }) => id !== 'INV-18.time')
}
