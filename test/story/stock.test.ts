// Plans of which there are only so many: never oversold, given back exactly once, and what becomes of money that
// comes after the last one went.

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { findBroken } from '../../src/db/audit.ts'
import { deliveryInvariants } from '../../src/db/audit-delivery.ts'
import { goodsInvariants } from '../../src/db/audit-goods.ts'
import type { Database, Db } from '../../src/db/connect.ts'
import { type Person, signedIn } from '../support/console.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

let shop: Shop
let owner: Person
let made = 0
let product = ''
beforeAll(async () => {
  shop = await Shop.open()
  owner = await signedIn(shop)
})
afterAll(() => shop?.close())
beforeEach(() => {
  made += 1
  product = `limited-${made}`
})

/** Puts a product on sale with plan `one`, limited as said. */
async function onSale(limits: object, changes: object = {}): Promise<void> {
  const at = '/catalogue/products'
  const name = { zh: '限量版' }
  const rules = { late_policy: 'deliver', refund_effect: 'revoke', ...changes }
  await owner.browser.post(at, { product_id: product, name, description: { zh: '' }, ...rules })
  await owner.browser.post(`${at}/${product}/packages`, {
    package_id: 'one',
    name,
    price: 1,
    validity_days: null,
    max_devices: 1,
    on_sale: true,
    ...limits,
  })
  await owner.browser.post(`${at}/${product}/change`, { on_sale: true })
}

const phoneOf = (n: number) => `139${String(n).padStart(8, '0')}`
const body = (quantity = 1, phone = phoneOf(made)) => ({
  product_id: product,
  package_id: 'one',
  quantity,
  contact_person: '张三',
  phone,
})
const buy = (quantity = 1, phone?: string) =>
  shop.post('/api/v1/user/orders', body(quantity, phone))
const order = (quantity = 1) => shop.order(body(quantity))
const cancel = ({ number, token }: PlacedOrder) =>
  shop.post(`/api/v1/user/orders/${number}/cancel`, {}, { 'x-order-token': token })
const left = async (): Promise<number | undefined> =>
  (await shop.get(`/api/v1/products/${product}`)).json.data.packages[0].stock
const wrongs = () => findBroken(shop.database.db, 1, [...goodsInvariants, ...deliveryInvariants])

async function closedAfterOpening(quantity = 1): Promise<PlacedOrder> {
  const late = await order(quantity)
  await shop.open(late)
  expect((await cancel(late)).status).toBe(200)
  return late
}

async function payLate(late: PlacedOrder): Promise<void> {
  const answer = await shop.notify(shop.standIn.notice(shop.pay(late)))
  expect(answer.text).toBe('success')
}

it('shows what is left, keeps it for an order, and says so when it is too little', async () => {
  await onSale({ stock_left: 3 })
  expect(await left()).toBe(3)
  await order(2)
  expect(await left()).toBe(1)
  const short = await buy(2)
  expect(short.status).toBe(409)
  expect(short.json.error).toMatchObject({ code: 'out_of_stock', field: 'quantity' })
  expect(short.json.message).toContain('现有 1 件')
  expect((await buy(1)).status).toBe(201)
  expect((await buy(1)).json.message).toContain('现有 0 件')
})

it('says nothing of stock where there is no limit', async () => {
  await onSale({})
  const [pack] = (await shop.get(`/api/v1/products/${product}`)).json.data.packages
  expect(Object.keys(pack)).toEqual(['id', 'name', 'price', 'validity_days', 'max_devices'])
  await order(100)
  expect(await shop.count('order_line', `product_id = '${product}' and stock is not null`)).toBe(0)
})

it('asks the database nothing more for an order without limits', async () => {
  const asked = async (limits: object): Promise<readonly string[]> => {
    product = `${product}-x`
    await onSale(limits)
    const names: string[] = []
    const noted = (db: Db): Db => ({
      rows: (stmt, values) => {
        names.push(stmt.name)
        return db.rows(stmt, values)
      },
    })
    const { app } = shop.running
    const tx: Database['tx'] = (work) => app.db.tx((inner) => work(noted(inner)))
    await placeOrder(
      { ...app, db: { ...app.db, ...noted(app.db), tx } },
      {
        lines: [{ productId: product, planId: 'one', quantity: 1 }],
        contactPerson: '张三',
        phone: phoneOf(80_000 + made),
        email: undefined,
        totalFen: undefined,
        returnUrl: undefined,
        lang: undefined,
        customerId: undefined,
        clientAddress: '203.0.113.7',
        idempotency: undefined,
      },
    )
    return names
  }
  const free = await asked({})
  const limited = await asked({ stock_left: 1, phone_limit: 1 })
  expect(limited.filter((name) => !free.includes(name))).toEqual([
    'count_units_of_phone',
    'take_stock',
  ])
  expect(limited.length).toBe(free.length + 2)
})

it('gives back what was never paid for, once, and keeps what was', async () => {
  await onSale({ stock_left: 5 })
  const [kept, cancelled] = [await order(1), await order(3)]
  expect((await cancel(cancelled)).status).toBe(200)
  expect((await cancel(cancelled)).status).toBe(200)
  expect(await left()).toBe(4)
  await shop.open(kept)
  await payLate(kept)
  await shop.untilState(kept, 'paid')
  expect((await cancel(kept)).status).toBe(409)
  expect(await left()).toBe(4)
  expect(await wrongs()).toEqual([])
})

it('gives an order of several packages all of them or none', async () => {
  await onSale({ stock_left: 1 })
  const items = [
    { product_id: product, package_id: 'one', quantity: 2 },
    { product_id: 'demo-app', package_id: 'month', quantity: 1 },
  ]
  const whole = { items, contact_person: '张三', phone: phoneOf(made) }
  const refused = await shop.post('/api/v1/user/orders', whole)
  expect(refused.json.error).toMatchObject({ code: 'out_of_stock', field: 'items' })
  expect(await left()).toBe(1)
  expect(await shop.count('orders', 'phone = $1', [phoneOf(made)])).toBe(0)
})

it('takes late money for a delivery while there is something left', async () => {
  await onSale({ stock_left: 2 })
  const late = await closedAfterOpening(2)
  expect(await left()).toBe(2)
  await payLate(late)
  expect(await left()).toBe(0)
  expect((await shop.look(late)).json.error.code).toBe('order_not_found')
  expect(await shop.count('license', 'order_number = $1', [late.number])).toBe(2)
  expect(await wrongs()).toEqual([])
})

it('opens a case for late money when others have bought what there was', async () => {
  await onSale({ stock_left: 1 })
  const late = await closedAfterOpening()
  const other = await order()
  await payLate(late)
  await shop.untilState(late, 'paid')
  expect(await shop.count('fulfilment', 'order_number = $1', [late.number])).toBe(0)
  const cases = await shop.rows('select reason, state from money_case where order_number = $1', [
    late.number,
  ])
  expect(cases).toEqual([{ reason: 'sold_out', state: 'open' }])
  expect(await wrongs()).toEqual([])

  const [{ ref } = { ref: '' }] = await shop.rows<{ ref: string }>(
    'select ref from money_case where order_number = $1',
    [late.number],
  )
  const deliver = () =>
    decideCase(shop.running.app, { kind: 'late', ref, decision: 'deliver', by: 'A', note: 'ok' })
  await expect(deliver()).rejects.toMatchObject({ code: 'out_of_stock', params: { left: 0 } })
  expect((await cancel(other)).status).toBe(200)
  await deliver()
  expect(await left()).toBe(0)
  expect(await shop.count('license', 'order_number = $1', [late.number])).toBe(1)
  expect(await wrongs()).toEqual([])
})

it('delivers the last one once when two who were late pay at the same moment', async () => {
  await onSale({ stock_left: 1 })
  const [one, other] = [await closedAfterOpening(), await closedAfterOpening()]
  await Promise.all([payLate(one), payLate(other)])
  const goods = await shop.count('license', 'product_id = $1', [product])
  const cases = await shop.rows<{ reason: string }>(
    'select reason from money_case where order_number in ($1, $2) order by reason',
    [one.number, other.number],
  )
  expect({ goods, cases }).toEqual({
    goods: 1,
    cases: [{ reason: 'delivered' }, { reason: 'sold_out' }],
  })
  expect(await wrongs()).toEqual([])
})

it('holds a phone to its limit over all its orders, but for those that came to nothing', async () => {
  await onSale({ phone_limit: 3 })
  const [pack] = (await shop.get(`/api/v1/products/${product}`)).json.data.packages
  expect(pack).toMatchObject({ limit_per_phone: 3 })
  const given = await order(2)
  const refused = await buy(2)
  expect(refused.status).toBe(409)
  expect(refused.json.error).toMatchObject({ code: 'purchase_limit', field: 'quantity' })
  expect(refused.json.message).toContain('限购 3 件，还可购买 1 件')
  expect((await buy(3, phoneOf(90_000))).status).toBe(201)
  await cancel(given)
  expect((await buy(3)).status).toBe(201)
})

it('is the cards there are, where cards are sold: it is no number to type', async () => {
  await onSale({})
  const at = `/catalogue/products/${product}/packages`
  const card = { package_id: 'card', kind: 'card', name: { zh: '月卡' }, price: 5, on_sale: true }
  const fields = { ...card, validity_days: null, max_devices: 1, stock_left: 9 }
  const { json } = await owner.browser.post(at, fields)
  expect(json.error).toMatchObject({ code: 'invalid_request', field: 'stock_left' })
})

it('takes nothing for more time of a licence, also beside what is taken', async () => {
  await onSale({ stock_left: 1, validity_days: 30 })
  const at = `/catalogue/products/${product}/packages`
  const two = { package_id: 'two', name: { zh: '另一版' }, validity_days: 30, max_devices: 1 }
  await owner.browser.post(at, { ...two, price: 1, on_sale: true, stock_left: 1 })
  const first = await order()
  await shop.open(first)
  await payLate(first)
  const { contact_person, phone } = body()
  const query = `/api/v1/user/orders/query?order_number=${first.number}&phone=${phone}`
  const [{ license_key }] = (await shop.get(query, { 'x-order-token': first.token })).json.data
    .licenses
  const of = (package_id: string) => ({ product_id: product, package_id, quantity: 1 })
  const items = [{ ...of('one'), license_key }, of('two')]
  const placed = await shop.post('/api/v1/user/orders', { contact_person, phone, items })
  expect([placed.status, placed.json.error?.code]).toEqual([201, undefined])
  const told = (await shop.get(`/api/v1/products/${product}`)).json.data.packages
  expect(told.map(({ stock }: { stock: number }) => stock)).toEqual([0, 0])
})

it('shows a buyer in the form what is left, what is sold out, and why an order was refused', async () => {
  await onSale({ stock_left: 2, phone_limit: 5 })
  const page = await shop.get(`/products/${product}`)
  expect(page.text).toContain('库存 2 份')
  expect(page.text).toContain('每个手机号限购 5 份')
  const form = new URLSearchParams({ ...body(), quantity: '3' }).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const refused = await shop.post('/buy', form, type)
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('库存不足，现有 2 份')
  const limited = await shop.post(
    '/buy',
    new URLSearchParams({ ...body(), quantity: '6' }).toString(),
    type,
  )
  expect(limited.text).toContain('您还可以购买 5 份')
  await order(2)
  expect((await shop.get(`/products/${product}`)).text).toContain('已售罄')
})

it('never sells more than there is, whoever comes at the same moment, and what comes to nothing comes back', async () => {
  await onSale({ stock_left: 0 })
  const set = async (stock_left: number) => {
    const path = `/catalogue/products/${product}/packages/one/change`
    expect((await owner.browser.post(path, { stock_left })).status).toBe(200)
  }
  const wish = fc.record({
    quantity: fc.integer({ min: 1, max: 4 }),
    gives: fc.constantFrom('cancel', 'cancel twice', 'pay', 'nothing'),
  })
  let phone = 10_000
  /** How many units stay with the buyer; it ends only when the buyer has done everything. */
  async function live(quantity: number, gives: string): Promise<number> {
    phone += 1
    const placed = await buy(quantity, phoneOf(phone))
    if (placed.status !== 201) {
      expect(placed.json.error.code).toBe('out_of_stock')
      return 0
    }
    const { order_number: number, access_token: token } = placed.json.data
    const mine = { number, token, amount: quantity, expiresAt: '' }
    if (gives === 'nothing') return quantity
    if (gives === 'pay') {
      expect((await shop.open(mine)).status).toBe(200)
      await payLate(mine)
      return quantity
    }
    const cancels = gives === 'cancel' ? [cancel(mine)] : [cancel(mine), cancel(mine)]
    const answers = await Promise.all(cancels)
    expect(answers.map(({ status }) => status)).toContain(200)
    return 0
  }
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.array(wish, { minLength: 2, maxLength: 8 }),
      async (stock, wishes) => {
        await set(stock)
        const lives = wishes.map(({ quantity, gives }) => live(quantity, gives))
        // All have come to their end before anything is said, so that one round never reaches into the next.
        await Promise.allSettled(lives)
        const kept = (await Promise.all(lives)).reduce((sum, units) => sum + units, 0)
        expect(kept).toBeLessThanOrEqual(stock)
        expect(await left()).toBe(stock - kept)
      },
    ),
    { numRuns: 8, endOnFailure: true },
  )
  expect(await wrongs()).toEqual([])
})
