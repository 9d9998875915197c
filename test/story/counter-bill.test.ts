// A day at the counter held against the gateways' own bills: what was charged by code, and what a gateway gave back
// while a charge was undone.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteReturned } from '../../src/app/counter/note-returned.ts'
import { findAttempt } from '../../src/db/attempts.ts'
import { type Person, signedIn } from '../support/console.ts'
import { BillDays, type Kind } from './bill-days.ts'

let days: BillDays
let cashier: Person
beforeAll(async () => {
  days = await BillDays.open()
})
afterAll(() => days?.shop.close())

it('balances, with the money that came and went back', async () => {
  const day = await days.newDay()
  cashier = await signedIn(days.shop, 'support')
  await charge('alipay', 'paid')
  await charge('wechat', 'paid')
  await returned(await charge('alipay', 'password'))
  for (const kind of ['alipay', 'wechat'] as const) {
    await days.reconcile(kind, day)
    expect(await days.differencesOf(kind, day), kind).toEqual([])
  }
  const compared = await days.shop.rows<{ channel: string; state: string }>(
    'select channel_id as channel, state from reconciliation where day = $1 order by 1',
    [day],
  )
  expect(compared).toEqual([
    { channel: 'alipay-demo', state: 'balanced' },
    { channel: 'wechat-demo', state: 'balanced' },
  ])
})

/** Charges a fresh code for a fresh order; answers the number at the gateway. */
async function charge(gateway: Kind, outcome: 'paid' | 'password'): Promise<string> {
  const { shop } = days
  const placed = await cashier.browser.post('/counter/orders', {
    product_id: 'demo-app',
    package_id: 'year',
    quantity: 1,
    phone: '13800138000',
    key: crypto.randomUUID(),
  })
  const number: string = placed.json.data.order_number
  const made = await shop.post('/simulator/control/codes', { gateway, outcome })
  const code: string = made.json.auth_code
  const charged = await cashier.browser.post(`/counter/orders/${number}/charge`, { code })
  expect(charged.json.data.state).toBe(outcome)
  const rows = await shop.rows<{ out: string }>(
    'select out_trade_no as out from code_charge where order_number = $1',
    [number],
  )
  return rows[0]?.out ?? ''
}

/** The buyer confirms in the very moment in which the shop cancels. */
async function returned(out: string): Promise<void> {
  const { app } = days.shop.running
  // Nobody else asks meanwhile.
  await days.shop.rows("delete from job where ref like $1 and kind <> 'send-letter'", [`%${out}`])
  await days.control('faults', { fault: 'lose_notice', times: 1 })
  await days.control('pay', { gateway: 'alipay', out_trade_no: out })
  const channel = app.channels.find(({ id }) => id === 'alipay-demo')
  const attempt = await findAttempt(app.db, app.merchantId, 'alipay-demo', out)
  const undone = await channel?.gateway.codes?.undo(out, 5_000)
  if (!attempt || undone?.outcome !== 'returned' || !undone.returnedAt)
    throw new Error(`not given back: ${JSON.stringify(undone)}`)
  await noteReturned(app, attempt, undone.gatewayTradeNo, undone.returnedAt)
}
