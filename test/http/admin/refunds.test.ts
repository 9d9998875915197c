// Refunds in the console: asked for once however often it is sent, agreed to by another person who proved again who
// they are, undone in time, and every step in the audit log.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Browser, type Person, raised, signedIn, stepUp } from '../../support/console.ts'
import { type PlacedOrder, Shop } from '../../support/shop.ts'

const minute = 60_000

let shop: Shop
let ann: Person
let bob: Person
let clerk: Person
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '50' } })
  ann = await raised(shop, 'finance')
  bob = await raised(shop)
  clerk = await raised(shop, 'support')
})
afterAll(() => shop?.close())

async function paid(changes: Record<string, unknown> = {}): Promise<PlacedOrder> {
  const order = await shop.order(changes)
  const body = { order_number: order.number, payment_type: 'qr' }
  await shop.post('/api/v1/user/pay/alipay', body)
  await shop.post('/simulator/control/pay', { gateway: 'alipay', out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}

const ask = (person: Person, order: PlacedOrder, more: Record<string, unknown> = {}) =>
  person.browser.post('/refunds', { order_number: order.number, reason: '客户申请', ...more })

async function asked(order: PlacedOrder, more: Record<string, unknown> = {}): Promise<string> {
  const reply = await ask(ann, order, more)
  expect(reply.status, reply.text).toBe(201)
  return reply.json.data.refund_no
}

const decide = (person: Person, refundNo: string, deed: string, reason = '已核对') =>
  person.browser.post(`/refunds/${refundNo}/${deed}`, { reason })

const view = async (refundNo: string) => (await bob.browser.get(`/refunds/${refundNo}`)).json.data
const codeOf = ({ status, json }: Awaited<ReturnType<typeof ask>>) => [status, json?.error?.code]
const auditOf = (subject: string) =>
  shop.rows<{ action: string; operator: string; reason: string }>(
    'select action, operator, reason from audit_log where subject = $1 order by seq',
    [subject],
  )

describe('asking for a refund', () => {
  it('shows what was paid, what went back and what may still (57)', async () => {
    const order = await paid()
    await asked(order, { amount: '10.00' })
    const { json } = await bob.browser.get(`/orders/${order.number}/refundable`)
    expect(json.data).toMatchObject({ paid: 99, refunded: 0, reserved: 10, left: 89 })
    expect(json.data.lines).toMatchObject([{ line_no: 1, amount: 99, left: 89 }])
    expect(json.data.approval_above).toBe(50)
  })

  it('for more than is left is refused and reserves nothing (57)', async () => {
    const order = await paid()
    expect(codeOf(await ask(ann, order, { amount: '99.01' }))).toEqual([409, 'refund_too_much'])
    expect(codeOf(await ask(ann, order, { amount: '1.001' }))).toEqual([400, 'invalid_request'])
    expect((await bob.browser.get(`/orders/${order.number}/refundable`)).json.data.left).toBe(99)
  })

  it('by line gives back what each line cost with its price by quantity and its share of a coupon', async () => {
    await shop.rows(
      `update plan set price_tiers = '[{"from": 3, "priceFen": 777}]' where plan_id = 'month'`,
    )
    const off = { kind: 'amount', amount: '10.01' }
    const none = { from: null, until: null, uses_max: null, phone_max: null, product_ids: null }
    const rules = { note: 'lines', off, minimum: 0, codes: { code: 'LINES' }, ...none }
    expect((await bob.browser.post('/coupons', rules)).status).toBe(201)
    const month = { product_id: 'demo-app', package_id: 'month', quantity: 3 }
    const year = { product_id: 'demo-app', package_id: 'year', quantity: 1 }
    const one = { product_id: undefined, package_id: undefined, quantity: undefined }
    const order = await paid({ ...one, items: [month, year], coupon_code: 'LINES' })
    expect(order.amount).toBe(112.3)
    const books = async () =>
      (await bob.browser.get(`/orders/${order.number}/refundable`)).json.data
    const [first, second] = (await books()).lines
    expect(Math.round((first.amount + second.amount) * 100)).toBe(11_230)
    const lines = [{ line_no: 1, amount: first.amount }]
    await asked(order, { lines })
    expect(codeOf(await ask(ann, order, { lines }))).toEqual([409, 'refund_too_much'])
    const rest = await asked(order, { lines: [{ line_no: 2, amount: second.amount }] })
    expect(await books()).toMatchObject({ paid: 112.3, reserved: 112.3, left: 0 })
    expect((await decide(ann, rest, 'cancel')).status).toBe(200)
    await shop.rows(`update plan set price_tiers = '[]'`)
  })

  it('24, 39: is on the buyer’s page with its amount, the key marked, and an old cashier leads there', async () => {
    const order = await paid({ package_id: 'month' })
    const cookie = { cookie: `order_${order.number}=${order.token}` }
    const result = async () =>
      (await shop.get(`/payment/result?order_number=${order.number}`, cookie)).text
    await asked(order)
    expect(await result()).toMatch(/退款处理中.*9\.90/s)
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    const page = await result()
    expect(page).toContain('已退款')
    expect(page).toMatch(/9\.90.{0,20}已退回原支付账户/s)
    expect(page).toContain('已作废')
    const old = await shop.get(`/cashier/${order.number}`)
    expect([old.status, old.headers.get('location')]).toEqual([
      303,
      `/payment/result?order_number=${order.number}`,
    ])
  })

  it('sent again under its own number is the same refund (57)', async () => {
    const order = await paid()
    const more = { amount: 20, request_key: 'one-click' }
    expect(await asked(order, more)).toBe(await asked(order, more))
    expect(await shop.count('refund', 'order_number = $1', [order.number])).toBe(1)
  })

  it('does not happen when it cannot be written into the audit log', async () => {
    const order = await paid()
    await shop.rows(`create trigger full_disk before insert on audit_log
      for each row when (new.action = 'refund.ask') execute function refuse_change()`)
    expect((await ask(ann, order)).status).toBe(500)
    await shop.rows('drop trigger full_disk on audit_log')
    expect(await shop.count('refund', 'order_number = $1', [order.number])).toBe(0)
    expect((await bob.browser.get(`/orders/${order.number}/refundable`)).json.data.left).toBe(99)
  })

  it('is not for a clerk, whatever the page would show (48)', async () => {
    const order = await paid()
    expect(codeOf(await ask(clerk, order))).toEqual([403, 'forbidden'])
    expect(await shop.count('refund', 'order_number = $1', [order.number])).toBe(0)
  })
})

describe('a refund above the limit', () => {
  it('waits for another person, and goes out once they agree', async () => {
    const order = await paid()
    const refundNo = await asked(order)
    expect((await view(refundNo)).state).toBe('awaiting')
    expect(codeOf(await decide(ann, refundNo, 'approve'))).toEqual([403, 'other_person_needed'])
    expect(codeOf(await decide(clerk, refundNo, 'approve'))).toEqual([403, 'forbidden'])
    expect((await decide(bob, refundNo, 'approve')).status).toBe(200)
    await shop.untilState(order, 'refunded')
    const { history, state } = await view(refundNo)
    expect(state).toBe('done')
    expect(history.map((one: { what: string; by: string }) => [one.what, one.by])).toEqual([
      ['ask', ann.email],
      ['approve', bob.email],
      ['done', null],
    ])
    expect(await auditOf(refundNo)).toEqual([
      { action: 'refund.ask', operator: ann.email, reason: '客户申请' },
      { action: 'refund.approve', operator: bob.email, reason: '已核对' },
    ])
  })

  it('is rejected by another person only; whoever asked takes it back', async () => {
    const order = await paid()
    const rejected = await asked(order)
    expect(codeOf(await decide(ann, rejected, 'reject'))).toEqual([403, 'other_person_needed'])
    expect((await decide(bob, rejected, 'reject')).status).toBe(200)
    const cancelled = await asked(order)
    expect((await decide(ann, cancelled, 'cancel')).status).toBe(200)
    expect([(await view(rejected)).state, (await view(cancelled)).state]).toEqual([
      'rejected',
      'cancelled',
    ])
    expect(codeOf(await decide(bob, cancelled, 'approve'))).toEqual([409, 'conflict'])
    expect((await auditOf(cancelled)).map(({ action }) => action)).toEqual([
      'refund.ask',
      'refund.cancel',
    ])
  })

  it('stands first in the list, before newer ones', async () => {
    const waiting = await asked(await paid())
    const newer = await asked(await paid(), { amount: 1 })
    const { rows } = (await bob.browser.get('/refunds?limit=1')).json.data
    expect(rows[0]).toMatchObject({ refund_no: waiting, state: 'awaiting', amount: 99 })
    const byNumber = (await bob.browser.get(`/refunds?search=${newer}`)).json.data
    expect(byNumber).toMatchObject({ rows: [{ refund_no: newer, amount: 1 }], total: 1 })
    expect((await bob.browser.get('/refunds?min=50&state=awaiting')).json.data.rows).toMatchObject([
      { refund_no: waiting },
    ])
  })

  it('cannot be agreed to with a stolen session: another browser has to prove who it is', async () => {
    const refundNo = await asked(await paid())
    const owner = await signedIn(shop)
    const thief = new Browser(shop, { 'user-agent': 'Mozilla/5.0 (another machine)' })
    for (const [name, value] of owner.browser.cookies) thief.cookies.set(name, value)
    const stolen = { ...owner, browser: thief }
    expect(codeOf(await decide(stolen, refundNo, 'approve'))).toEqual([403, 'step_up_required'])
    const wrong = await thief.post('/session/step-up', { password: 'not the password 12' })
    expect(wrong.status).toBe(400)
    expect(codeOf(await decide(stolen, refundNo, 'approve'))).toEqual([403, 'step_up_required'])
    expect((await view(refundNo)).state).toBe('awaiting')
    await stepUp(owner.browser)
    expect((await decide(owner, refundNo, 'approve')).status).toBe(200)
  })
})

describe('a refund on its way', () => {
  it('can be undone for two minutes and not afterwards', async () => {
    const order = await paid()
    const first = await asked(order, { amount: 30 })
    expect((await view(first)).next_at).not.toBeNull()
    expect((await decide(bob, first, 'cancel')).status).toBe(200)
    const second = await asked(order, { amount: 30 })
    await shop.advance(3 * minute)
    await shop.untilState(order, 'part_refunded')
    expect(codeOf(await decide(bob, second, 'cancel'))).toEqual([409, 'conflict'])
    expect((await auditOf(second)).map(({ action }) => action)).toEqual(['refund.ask'])
  })

  it('that the gateway is silent about is unknown, with the time it is asked again (57)', async () => {
    const order = await paid()
    await shop.post('/simulator/control/faults', { fault: 'server_error' })
    const refundNo = await asked(order, { amount: 5 })
    await shop.advance(3 * minute)
    await shop.until('it is unknown', async () => (await view(refundNo)).state === 'unknown')
    expect((await view(refundNo)).next_at).toMatch(/^\d{4}-/)
    await shop.post('/simulator/control/faults/clear', {})
  })

  it('is listed page after page, none twice and none left out', async () => {
    const seen: string[] = []
    for (let after = ''; ; ) {
      const { rows, next, total } = (await bob.browser.get(`/refunds?limit=3${after}`)).json.data
      seen.push(...rows.map((row: { refund_no: string }) => row.refund_no))
      if (next === null) {
        expect([seen.length, new Set(seen).size]).toEqual([total, total])
        return
      }
      after = `&after=${next}`
    }
  })
})
