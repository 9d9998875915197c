// Coupons in a shop that sells: what is paid, who may use one how often, what becomes of a use, and what goes back.

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type OrderRequest, placeOrder } from '../../src/app/order/place-order.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { couponInvariants } from '../../src/db/audit-coupons.ts'
import { orderInvariants } from '../../src/db/audit-orders.ts'
import { refundInvariants } from '../../src/db/audit-refunds.ts'
import type { Database, Db, Statement } from '../../src/db/connect.ts'
import { type Person, signedIn } from '../support/console.ts'
import { anOrder, type PlacedOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
let owner: Person
let made = 0
let code = ''
beforeAll(async () => {
  shop = await Shop.open({ env: { TRUST_PROXY: '127.0.0.1' } })
  owner = await signedIn(shop)
})
afterAll(() => shop?.close())
beforeEach(() => {
  made += 1
  code = `CODE${made}`
})

/** Makes a coupon of 10 yuan off with one code, or as the changes say, and answers its id. */
async function coupon(changes: object = {}): Promise<string> {
  const rules = {
    note: '春节',
    off: { kind: 'amount', amount: 10 },
    minimum: 0,
    from: null,
    until: null,
    uses_max: null,
    phone_max: null,
    product_ids: null,
    codes: { code },
  }
  const reply = await owner.browser.post('/coupons', { ...rules, ...changes })
  expect(reply.status, reply.text).toBe(201)
  return reply.json.data.coupon_id
}

const phoneOf = (n: number) => `138${String(n).padStart(8, '0')}`
const buy = (changes: object = {}, headers: Record<string, string> = {}): Promise<Reply> => {
  const body = { ...anOrder, phone: phoneOf(made), coupon_code: code, ...changes }
  return shop.post('/api/v1/user/orders', body, headers)
}
async function bought(changes: object = {}): Promise<PlacedOrder> {
  const reply = await buy(changes)
  expect(reply.status, reply.text).toBe(201)
  const { order_number: number, access_token: token, amount } = reply.json.data
  return { number, token, amount, expiresAt: '' }
}
/** The same as the program takes it, from a buyer of any number. */
const requestWith = (couponCode: string | undefined, buyer = made): OrderRequest => ({
  lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
  contactPerson: '张三',
  phone: phoneOf(buyer),
  email: undefined,
  totalFen: undefined,
  couponCode,
  returnUrl: undefined,
  lang: undefined,
  customerId: undefined,
  clientAddress: `203.0.113.${buyer % 250}`,
  idempotency: undefined,
})
const cancel = ({ number, token }: PlacedOrder) =>
  shop.post(`/api/v1/user/orders/${number}/cancel`, {}, { 'x-order-token': token })
async function pay(order: PlacedOrder): Promise<void> {
  const answer = await shop.notify(shop.standIn.notice(shop.pay(order)))
  expect(answer.text).toBe('success')
}
const usesOf = async (id: string) => {
  const { uses, given, state } = (await owner.browser.get(`/coupons/${id}`)).json.data
  return { uses, given, state }
}
// The stand-in's payments are all dated the same, whenever an order was placed.
const asked = [...couponInvariants, ...orderInvariants, ...refundInvariants].filter(
  ({ id }) => id !== 'INV-18.time',
)
const wrongs = () => findBroken(shop.database.db, 1, asked)

it('is paid at the lower price, and every page and list says what was taken off', async () => {
  const id = await coupon()
  const order = await bought({ coupon_code: ` ${code.toLowerCase()} `, total_amount: 89 })
  expect(order.amount).toBe(89)
  const cookie = { cookie: `keytill_order_${order.number}=${order.token}` }
  expect((await shop.get(`/cashier/${order.number}`, cookie)).text).toContain('优惠 −¥10.00')
  expect((await shop.open(order)).json.data.amount).toBe(89)
  await pay(order)
  const query = `order_number=${order.number}&phone=${phoneOf(made)}`
  const looked = await shop.get(`/api/v1/user/orders/query?${query}`)
  expect(looked.json.data).toMatchObject({
    status: 1,
    amount: 89,
    discount: 10,
    items: [{ amount: 89 }],
  })
  const found = await shop.post('/orders', query, {
    'content-type': 'application/x-www-form-urlencoded',
  })
  expect(found.text).toContain('−¥10.00')
  const shown = await shop.get(`/payment/result?order_number=${order.number}`, {
    'x-order-token': order.token,
  })
  expect(shown.text).toContain('−¥10.00')
  expect(await usesOf(id)).toEqual({ uses: 1, given: 10, state: 'on' })
  const detail = await owner.browser.get(`/orders/${order.number}`)
  expect(detail.json.data.coupon).toEqual({ coupon_id: id, code, discount: 10 })
  const uses = await owner.browser.get(`/coupons/${id}/uses`)
  expect(uses.json.data.rows).toMatchObject([{ order_number: order.number, state: 'paid', code }])
  expect(await wrongs()).toEqual([])
})

it('asks the database nothing more for an order without a coupon', async () => {
  await coupon()
  const statementsFor = async (couponCode?: string): Promise<readonly string[]> => {
    const names: string[] = []
    const noted = (db: Db): Db => ({
      rows: (stmt, values) => {
        names.push(stmt.name)
        return db.rows(stmt, values)
      },
    })
    const { app } = shop.running
    const tx: Database['tx'] = (work) => app.db.tx((inner) => work(noted(inner)))
    await placeOrder({ ...app, db: { ...app.db, ...noted(app.db), tx } }, requestWith(couponCode))
    return names
  }
  const plain = await statementsFor()
  expect(plain.filter((name) => name.includes('coupon'))).toEqual([])
  const more = (await statementsFor(code)).filter((name) => !plain.includes(name))
  expect(more).toEqual(['find_coupon', 'give_limit_back', 'lock_coupon', 'insert_coupon_use'])
})

it('is the same order when it is sent twice, and a conflict with another coupon', async () => {
  const id = await coupon({ uses_max: 1 })
  const headers = { 'idempotency-key': `key-${made}` }
  const body = { ...anOrder, phone: phoneOf(made), coupon_code: code }
  const send = (changes: object = {}) =>
    shop.post('/api/v1/user/orders', { ...body, ...changes }, headers)
  const [one, other] = await Promise.all([send(), send()])
  expect([one.status, other.status]).toEqual([201, 201])
  expect(one.json.data.order_number).toBe(other.json.data.order_number)
  expect((await send({ coupon_code: 'ANOTHER' })).json.error.code).toBe('conflict')
  expect(await usesOf(id)).toMatchObject({ uses: 1, state: 'used_up' })
})

it('gives a use back when the order ends unpaid, once, and counts it again when it is paid late', async () => {
  const id = await coupon({ uses_max: 1 })
  const late = await bought()
  await shop.open(late)
  expect((await buy()).json.error.code).toBe('coupon_used_up')
  expect((await cancel(late)).status).toBe(200)
  expect((await cancel(late)).status).toBe(200)
  expect(await usesOf(id)).toMatchObject({ uses: 0, state: 'on' })

  const second = await bought()
  expect((await buy()).json.error.code).toBe('coupon_used_up')
  await pay(late)
  // One more than the code allows, which is told and not refused.
  expect(await usesOf(id)).toEqual({ uses: 2, given: 10, state: 'used_up' })
  await shop.open(second)
  await pay(second)
  expect(await usesOf(id)).toEqual({ uses: 2, given: 20, state: 'used_up' })
  expect((await buy()).json.error.code).toBe('coupon_used_up')
  expect(await wrongs()).toEqual([])
  // Fewer than it was used in time is refused; late money is not held against the merchant.
  const change = (uses_max: number | null) =>
    owner.browser.post(`/coupons/${id}/change`, { uses_max })
  expect((await change(null)).status).toBe(200)
  expect((await change(1)).status).toBe(200)
})

it('expires with its order', async () => {
  const id = await coupon({ uses_max: 1 })
  const order = await bought()
  await shop.advance(31 * 60_000)
  await shop.untilState(order, 'expired')
  expect(await usesOf(id)).toMatchObject({ uses: 0, state: 'on' })
})

it('holds a phone to its limit, with whichever codes of a batch', async () => {
  const id = await coupon({ codes: { count: 3 }, uses_max: 1, phone_max: 1 })
  const drawn = await owner.browser.get(`/coupons/${id}/codes`)
  const codes: string[] = drawn.json.data.rows.map((row: { code: string }) => row.code)
  expect(new Set(codes).size).toBe(3)
  const race = await Promise.all(codes.map((coupon_code) => buy({ coupon_code })))
  expect(race.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(race.find(({ status }) => status === 409)?.json.error.code).toBe('coupon_used_by_phone')
  const free = codes.filter((_, at) => race[at]?.status === 409)
  expect((await buy({ coupon_code: free[0], phone: phoneOf(90_000) })).status).toBe(201)
})

it('sends back by the line what was paid for it, and never more than was paid', async () => {
  await coupon({ off: { kind: 'percent', percent: 33, cap: null }, product_ids: ['demo-app'] })
  const items = [
    { product_id: 'demo-app', package_id: 'month', quantity: 1 },
    { product_id: 'demo-app', package_id: 'year', quantity: 1 },
  ]
  const whole = { items, product_id: undefined, package_id: undefined, quantity: undefined }
  const order = await bought(whole)
  // 33 % of 108.90 is 35.937, of which the part of a fen is dropped: 3.27 and 32.66 off the lines.
  expect(order.amount).toBe(72.97)
  await shop.open(order)
  await pay(order)
  const lines = await shop.rows<{ amount: number; discount: number }>(
    `select amount_fen as amount, discount_fen as discount from order_line
     where order_number = $1 order by line_no`,
    [order.number],
  )
  expect(lines).toEqual([
    { amount: 663, discount: 327 },
    { amount: 6_634, discount: 3_266 },
  ])
  const ask = (lineNo: number, amountFen: number) =>
    planRefund(shop.running.app, {
      orderNumber: order.number,
      asked: { lines: [{ lineNo, amountFen: amountFen as Fen }] },
      by: 'ann',
    })
  await expect(ask(1, 664)).rejects.toMatchObject({ code: 'refund_too_much' })
  await ask(1, 663)
  await expect(ask(2, 6_635)).rejects.toMatchObject({ code: 'refund_too_much' })
  await ask(2, 6_634)
  await expect(ask(2, 1)).rejects.toMatchObject({ code: 'order_not_refundable' })
  expect(await wrongs()).toEqual([])
})

it('asks again when the coupon is changed while an order with it is being placed', async () => {
  const id = await coupon()
  const { app } = shop.running
  let isChanged = false
  const tx: Database['tx'] = (work) =>
    app.db.tx(async (inner) => {
      if (!isChanged) {
        isChanged = true
        const off = { kind: 'amount', amount: 5 }
        expect((await owner.browser.post(`/coupons/${id}/change`, { off })).status).toBe(200)
      }
      return work(inner)
    })
  const placing = placeOrder({ ...app, db: { ...app.db, tx } }, requestWith(code))
  await expect(placing).rejects.toMatchObject({ code: 'price_mismatch', field: 'coupon_code' })
  expect(await usesOf(id)).toMatchObject({ uses: 0 })
  expect((await bought()).amount).toBe(94)
})

it('lets orders with one code pass one by one, whoever they come from', async () => {
  await coupon({ uses_max: 1 })
  const { app } = shop.running
  let counted = 0
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const slow = (db: Db): Db => ({
    async rows<Row>(stmt: Statement, values: readonly unknown[]) {
      const rows = await db.rows<Row>(stmt, values)
      if (stmt.name === 'count_coupon_uses') {
        counted += 1
        await held
      }
      return rows
    },
  })
  const tx: Database['tx'] = (work) => app.db.tx((inner) => work(slow(inner)))
  const placings = [70_001, 70_002].map((buyer) =>
    placeOrder({ ...app, db: { ...app.db, tx } }, requestWith(code, buyer)),
  )
  await shop.until('one has counted; the other waits for it, or has counted too', async () => {
    const [row] = await shop.rows<{ waiting: number }>(
      `select count(*) as waiting from pg_stat_activity
       where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    )
    return counted + (row?.waiting ?? 0) === 2
  })
  goOn()
  const ends = await Promise.allSettled(placings)
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'coupon_used_up' },
  })
})

it('is never used more often than it may be, whoever comes at the same moment', async () => {
  let phone = 10_000
  const wish = fc.constantFrom('cancel', 'cancel twice', 'pay', 'nothing')
  /** Whether the use stays; it ends only when the buyer has done everything. */
  async function live(coupon_code: string, does: string): Promise<number> {
    phone += 1
    // From an address of their own, or the orders of one address would pass one by one anyway.
    const from = { 'x-forwarded-for': `10.0.${phone >> 8}.${phone & 255}` }
    const placed = await buy({ coupon_code, phone: phoneOf(phone) }, from)
    if (placed.status !== 201) {
      expect(placed.json.error.code).toBe('coupon_used_up')
      return 0
    }
    const { order_number: number, access_token: token, amount } = placed.json.data
    const mine = { number, token, amount, expiresAt: '' }
    if (does === 'nothing') return 1
    if (does === 'pay') {
      await shop.open(mine)
      await pay(mine)
      return 1
    }
    const answers = await Promise.all(
      does === 'cancel' ? [cancel(mine)] : [cancel(mine), cancel(mine)],
    )
    expect(answers.map(({ status }) => status)).toContain(200)
    return 0
  }
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(wish, { minLength: 2, maxLength: 8 }),
      async (uses_max, wishes) => {
        code = `RACE${phone}`
        const id = await coupon({ uses_max })
        const mine = code
        const kept = await Promise.all(wishes.map((does) => live(mine, does)))
        const uses = kept.reduce((sum, one) => sum + one, 0)
        expect(uses).toBeLessThanOrEqual(uses_max)
        expect(await usesOf(id)).toMatchObject({ uses })
      },
    ),
    { numRuns: 4, endOnFailure: true },
  )
  expect(await wrongs()).toEqual([])
})
