// Cases in the console: what a person may decide about money that is not simply an order's, and what comes of it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, raised, signedIn } from '../../support/console.ts'
import { type PlacedOrder, Shop } from '../../support/shop.ts'

const minute = 60_000

let shop: Shop
let ann: Person
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '150' } })
  ann = await raised(shop, 'finance')
})
afterAll(() => shop?.close())

const control = (path: string, body: unknown) => shop.post(`/simulator/control/${path}`, body)

async function opened(): Promise<PlacedOrder> {
  const order = await shop.order()
  await shop.post('/api/v1/user/pay/alipay', { order_number: order.number, payment_type: 'qr' })
  return order
}

/** Money for an order that was cancelled, of goods whose late money waits for a person. */
async function paidLate(): Promise<PlacedOrder> {
  await shop.rows("update product set late_policy = 'hold'", [])
  const order = await opened()
  const token = { 'x-order-token': order.token }
  await shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, token)
  const payment = { gateway: 'alipay', out_trade_no: order.number, even_closed: true }
  await control('pay', payment)
  await shop.untilState(order, 'paid')
  return order
}

async function caseOf(order: PlacedOrder): Promise<{ kind: string; ref: string }> {
  const { json } = await ann.browser.get(`/cases?search=${order.number}`)
  return json.data.rows[0]
}

async function view({ kind, ref }: { kind: string; ref: string }, person = ann) {
  return (await person.browser.get(`/cases/${kind}?ref=${encodeURIComponent(ref)}`)).json.data
}

const decide = (
  { kind, ref }: { kind: string; ref: string },
  decision: string,
  more: Record<string, unknown> = {},
  person = ann,
) =>
  person.browser.post(`/cases/${kind}/decide`, { ref, decision, reason: '客户来电确认', ...more })

const auditOf = ({ kind, ref }: { kind: string; ref: string }) =>
  shop.rows<{ action: string; reason: string }>(
    'select action, reason from audit_log where subject = $1 order by seq',
    [`${kind}:${ref}`],
  )

describe('late money that waits for a person', () => {
  it('may be delivered after all, and the case keeps who decided and why', async () => {
    const order = await paidLate()
    const found = await caseOf(order)
    const before = await view(found)
    expect(before).toMatchObject({ kind: 'late', state: 'open', amount: 99 })
    expect(before.decisions).toEqual(['deliver', 'refund', 'returned', 'waive'])
    expect((await decide(found, 'deliver')).status).toBe(200)
    expect(await shop.count('license', 'order_number = $1', [order.number])).toBe(1)
    expect(await view(found)).toMatchObject({
      state: 'resolved',
      decisions: [],
      history: [{ decision: 'deliver', by: ann.email, reason: '客户来电确认' }],
    })
    const again = await decide(found, 'refund')
    expect([again.status, again.json.error.code]).toEqual([409, 'conflict'])
    expect(await auditOf(found)).toEqual([{ action: 'case.deliver', reason: '客户来电确认' }])
  })

  it('may go back the way it came, and the case leads to the refund', async () => {
    const order = await paidLate()
    const found = await caseOf(order)
    expect((await decide(found, 'refund')).status).toBe(200)
    const acting = await view(found)
    expect(acting).toMatchObject({ state: 'acting', refund: { state: 'planned' } })
    expect(acting.decisions).toEqual(['deliver'])
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    expect(await view(found)).toMatchObject({ state: 'resolved', refund: { state: 'done' } })
    const refund = await ann.browser.get(`/refunds/${acting.refund.refund_no}`)
    expect(refund.json.data).toMatchObject({ why: 'late', case: found && { kind: 'late' } })
  })

  it('may have been returned by hand: all of it, or the case stays as it is', async () => {
    const order = await paidLate()
    const found = await caseOf(order)
    const less = await decide(found, 'returned', { amount: '98.00' })
    expect([less.status, less.json.error.field]).toEqual([400, 'amount'])
    expect((await view(found)).state).toBe('open')
    expect(await auditOf(found)).toEqual([])
    expect((await decide(found, 'returned', { amount: '99.00' })).status).toBe(200)
    expect(await view(found)).toMatchObject({ state: 'resolved', order: { refunded: 99 } })
  })

  it('needs a reason, a right and a second proof', async () => {
    const found = await caseOf(await paidLate())
    expect((await decide(found, 'waive', { reason: '  ' })).status).toBe(400)
    const clerk = await raised(shop, 'support')
    expect((await decide(found, 'waive', {}, clerk)).json.error.code).toBe('forbidden')
    const fresh = await signedIn(shop, 'finance')
    expect((await decide(found, 'waive', {}, fresh)).json.error.code).toBe('step_up_required')
    expect((await view(found, clerk)).state).toBe('open')
    expect((await decide(found, 'waive')).status).toBe(200)
  })
})

it('above the limit, two persons who decide differently have decided nothing', async () => {
  const bob = await raised(shop, 'finance')
  const strange = { kind: 'unmatched_bill', ref: 'bill:alipay-demo:unknown_payment:T300' }
  await shop.rows(
    `insert into money_case (merchant_id, kind, ref, reason, channel_id, out_trade_no, amount_fen, state, opened_at)
     values (1, $1, $2, 'not_ours', 'alipay-demo', '', 30000, 'open', app_now())`,
    [strange.kind, strange.ref],
  )
  const outcomeOf = async (...how: Parameters<typeof decide>) => {
    const { json } = await decide(...how)
    return json.data?.outcome ?? json.error.code
  }
  const whole = { amount: '300.00' }
  expect(await outcomeOf(strange, 'waive')).toBe('asked')
  expect(await outcomeOf(strange, 'returned', whole, bob)).toBe('asked')
  expect(await view(strange)).toMatchObject({
    state: 'open',
    waive_asked_by: bob.email,
    waive_asked_for: 'returned',
  })
  expect(await outcomeOf(strange, 'returned', whole, bob)).toBe('other_person_needed')
  expect(await outcomeOf(strange, 'returned', whole)).toBe('decided')
  expect(await view(strange)).toMatchObject({ state: 'resolved', reason: 'returned_by_hand' })
})

it('the list has what a person must decide first, and finds a case by any of its numbers', async () => {
  const open = await paidLate()
  const ended = await paidLate()
  await decide(await caseOf(ended), 'waive')
  const { rows, total } = (await ann.browser.get('/cases')).json.data
  const states = rows.map((row: { state: string }) => row.state)
  const rank = (state: string) => ['open', 'acting', 'resolved', 'waived'].indexOf(state)
  expect(states[0]).toBe('open')
  expect(states.lastIndexOf('open')).toBeLessThan(
    states.findIndex((state: string) => rank(state) > 1),
  )
  expect(total).toBe(rows.length)
  const { json } = await ann.browser.get('/cases?limit=2')
  const more = await ann.browser.get(`/cases?limit=2&after=${encodeURIComponent(json.data.next)}`)
  expect(more.json.data.rows.map((row: { ref: string }) => row.ref)).toEqual(
    rows.slice(2, 4).map((row: { ref: string }) => row.ref),
  )
  const { ref } = await caseOf(open)
  const byRef = await ann.browser.get(`/cases?search=${encodeURIComponent(ref)}`)
  expect(byRef.json.data.rows).toMatchObject([{ ref, order_number: open.number }])
})
