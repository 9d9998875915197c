// Cards that were made elsewhere: imported, sealed, sold once each, shown to their buyer and to nobody else without a
// trace.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { planRefund } from '../../../src/app/refund/plan-refund.ts'
import { findBroken } from '../../../src/db/audit.ts'
import { deliveryInvariants } from '../../../src/db/audit-delivery.ts'
import { goodsInvariants } from '../../../src/db/audit-goods.ts'
import { markRefundDone } from '../../../src/db/refund-ends.ts'
import { holdFreeCards } from '../../../src/db/restore.ts'
import { type Person, raised, signedIn, stepUp } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'
import { CardPool } from './card-pool.ts'

let shop: Shop
let owner: Person
let made = 0
let pool: CardPool
let product = ''
beforeAll(async () => {
  shop = await Shop.open()
  owner = await raised(shop)
})
afterAll(() => shop?.close())

beforeEach(async () => {
  made += 1
  pool = await CardPool.open(shop, owner.browser, made)
  product = pool.product
})

const at = '/catalogue/products'
const cards = () => pool.path
const some = (count: number) => pool.some(count)
const bring = (text: string, more?: object) => pool.bring(text, more)
const order = (quantity?: number) => pool.order(quantity)
const paid = (quantity?: number) => pool.paid(quantity)
const wrongs = () => findBroken(shop.database.db, 1, [...goodsInvariants, ...deliveryInvariants])

describe('an import', () => {
  it('tells by line what came twice, what was known and what is no card', async () => {
    // The last but one was read as another alphabet than it was written in.
    const text = ['A-1', '', ' A-2 ', 'A-1', 'bell\u0007', '\ufffd\ufffdabc', 'A-3'].join('\r\n')
    expect(await bring(text)).toEqual({
      imported: 3,
      twice: { count: 1, lines: [4] },
      known: { count: 0, lines: [] },
      unreadable: { count: 2, lines: [5, 6] },
    })
    const again = await bring('A-9\nA-2', { batch: 'second', first_line: 20_001 })
    expect(again).toMatchObject({ imported: 1, known: { lines: [20_002] } })
    const part = await bring('A-9\nA-8', { batch: 'second', first_line: 40_001 })
    expect(part).toMatchObject({ imported: 1, twice: { lines: [40_001] }, known: { count: 0 } })
    expect(await pool.left()).toBe(5)
    expect(await wrongs()).toEqual([])
  })

  it('reads the column of a CSV, with its password behind it', async () => {
    const csv = '编号,卡号,密码\n1,"C,1",p1\n2,C-2,"p""2"\n3,,\n'
    expect(await bring(csv, { form: 'csv' })).toMatchObject({ imported: 2 })
    expect(await pool.textsOf(await paid(2))).toEqual(expect.arrayContaining(['C,1 p1', 'C-2 p"2']))
    const nameless = await owner.browser.post(`${cards()}/import`, {
      text: '编号,名称\n1,a',
      form: 'csv',
      batch: 'x',
    })
    expect(nameless.json.error).toMatchObject({ code: 'invalid_request', field: 'text' })
  })

  it('takes thousands of lines at once, and refuses more than 20,000 and a package that sells licences', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => `M${made}-${n}`).join('\n')
    expect(await bring(many(3_000))).toMatchObject({ imported: 3_000 })
    const body = { text: many(20_001), form: 'lines', batch: 'b' }
    const tooMany = await owner.browser.post(`${cards()}/import`, body)
    expect(tooMany.json.error).toMatchObject({ code: 'invalid_request', field: 'text' })
    const year = `${at}/demo-app/packages/year/cards/import`
    const wrong = await owner.browser.post(year, { ...body, text: 'x' })
    expect(wrong.json.error).toMatchObject({ code: 'invalid_request', field: 'package_id' })
    expect(await pool.left()).toBe(3_000)
  })

  it('keeps cards sealed: a stolen table shows none of them', async () => {
    await bring(some(1).join('\n'))
    const rows = await shop.rows<{ row: string; batch: string }>(
      'select c::text as row, batch from card c where product_id = $1',
      [product],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.row).not.toContain('CARD-0')
  })
})

describe('a sale', () => {
  it('34, 44: shows the buyer whole cards, others masked ones, and everybody what is left', async () => {
    await bring(some(3).join('\n'))
    const mine = await paid(2)
    const texts = await pool.textsOf(mine)
    expect(new Set(texts).size).toBe(2)
    expect(some(3)).toEqual(expect.arrayContaining(texts))
    const [masked] = (await pool.look(mine, false)).cards
    expect(masked).toEqual({
      card_masked: `${product.slice(0, 4)}******`,
      product_id: product,
      package_id: 'card',
      status: 'delivered',
    })
    expect((await pool.look(mine)).licenses).toEqual([])
    expect(await pool.left()).toBe(1)
    const token = { 'x-order-token': mine.token }
    const page = await shop.get(`/payment/result?order_number=${mine.number}`, token)
    for (const text of texts) expect(page.text).toContain(text)
    const file = await shop.get(`/orders/${mine.number}/keys.txt`, token)
    expect(file.text.trim().split('\r\n').sort()).toEqual([...texts].sort())
  })

  it('gives each card to one buyer, whoever pays at the same moment, and refuses the next', async () => {
    await bring(some(12).join('\n'))
    const orders = await Promise.all(
      Array.from({ length: 6 }, () => order(2).catch(() => undefined)),
    )
    const placed = orders.filter((one) => one !== undefined)
    await Promise.all(placed.map((one) => pool.pay(one)))
    const texts = (await Promise.all(placed.map((one) => pool.textsOf(one)))).flat()
    expect(texts).toHaveLength(2 * placed.length)
    expect(new Set(texts).size).toBe(texts.length)
    expect(await pool.left()).toBe(12 - texts.length)
    expect(await wrongs()).toEqual([])
  })

  it('voids a card whose money went back, and never sells it again', async () => {
    await bring(some(1).join('\n'))
    const mine = await paid()
    const { app } = shop.running
    const { refundNo } = await planRefund(app, { orderNumber: mine.number, asked: 'rest', by: 'A' })
    await markRefundDone(shop.database.db, 1, refundNo, undefined)
    expect((await pool.look(mine, false)).cards).toMatchObject([{ status: 'void' }])
    const token = { 'x-order-token': mine.token }
    expect((await shop.get(`/orders/${mine.number}/keys.txt`, token)).text.trim()).toBe('')
    expect(await pool.left()).toBe(0)
    expect((await bring(some(1).join('\n'))).imported).toBe(0)
    expect(await wrongs()).toEqual([])
  })

  it('stands when the card is gone, and delivers by itself once one comes', async () => {
    await bring(some(2).join('\n'))
    const mine = await order(2)
    // An accident: somebody took a card out of the table behind the program's back.
    await shop.rows(
      'delete from card where ctid = (select ctid from card where product_id = $1 limit 1)',
      [product],
    )
    await pool.pay(mine)
    expect(await pool.look(mine)).toMatchObject({ status: 1 })
    expect(await pool.textsOf(mine)).toHaveLength(1)
    const page = await shop.get(`/payment/result?order_number=${mine.number}`, {
      'x-order-token': mine.token,
    })
    expect(page.text).toContain('还有 1 张卡密正在补货')
    const owed = await shop.rows(
      `select f.state, j.kind from fulfilment f join job j on j.ref = f.order_number and j.kind = 'deliver-owed'
       where f.order_number = $1 order by 1`,
      [mine.number],
    )
    expect(owed).toEqual([
      { state: 'done', kind: 'deliver-owed' },
      { state: 'owed', kind: 'deliver-owed' },
    ])
    const warned = (await owner.browser.get('/dashboard/warnings')).json.data.rows
    expect(warned).toContainEqual(expect.objectContaining({ check: 'cards_owed', level: 'bad' }))
    // The overview counts the order, and leads to a list with it.
    const owing = async () => {
      const { rows, total } = (await owner.browser.get('/orders?goods=owed')).json.data
      const { waiting } = (await owner.browser.get('/dashboard')).json.data
      expect(waiting.goods_owed).toBe(total)
      return rows.map((row: Record<string, unknown>) => [row.order_number, row.owed])
    }
    expect(await owing()).toContainEqual([mine.number, 1])
    await bring('LATE-COMER')
    await shop.until('it came', async () => (await pool.textsOf(mine)).length === 2)
    expect(await pool.textsOf(mine)).toContain('LATE-COMER')
    expect(await owing()).not.toContainEqual([mine.number, expect.anything()])
    await shop.until(
      'the job is done',
      async () => (await shop.count('job', `kind = 'deliver-owed'`)) === 0,
    )
    await shop.rows('update plan set stock = stock - 1 where product_id = $1', [product])
    expect(await wrongs()).toEqual([])
  })
})

describe('cards that are held since a restore', () => {
  const free = async () =>
    (await owner.browser.post(`${cards()}/export`, { reason: '盘点' })).text.trim().split('\r\n')

  it('go to nobody who pays and are offered to nobody new, until they are released', async () => {
    await bring(some(4).join('\n'))
    const inOrder = await free()
    const before = await order()
    expect(await holdFreeCards(shop.database.db)).toBeGreaterThanOrEqual(4)
    expect(await pool.left()).toBe(0)
    await expect(order()).rejects.toThrow()
    await pool.pay(before)
    expect(await pool.textsOf(before)).toEqual([])
    expect(await free()).toEqual([''])

    const held = await owner.browser.post(`${cards()}/export`, {
      reason: '核对备份',
      state: 'held',
    })
    expect(held.text.trim().split('\r\n')).toEqual(inOrder)
    const released = await owner.browser.post(`${cards()}/release`, { kept_back: 1 })
    expect(released.json.data).toEqual({ released: 3 })
    await shop.until('it came', async () => (await pool.textsOf(before)).length === 1)
    expect(await pool.textsOf(before)).toEqual(inOrder.slice(1, 2))
    // The one that stays held was most likely sold: it is sold again to nobody.
    expect(await pool.left()).toBe(2)
    expect(await free()).toEqual(inOrder.slice(2))
    expect((await owner.browser.get(`${cards()}/batches`)).json.data.rows).toMatchObject([
      { free: 2, held: 1, delivered: 1 },
    ])
    const [entry] = await shop.rows<{ details: object }>(
      `select details from audit_log where action = 'card.release' and subject = $1`,
      [product],
    )
    expect(entry?.details).toEqual({ package: 'card', released: 3, keptBack: 1 })
    const removed = await owner.browser.post(`${cards()}/remove`, {
      reason: '已经发出',
      state: 'held',
    })
    expect(removed.json.data).toEqual({ removed: 1 })
    expect(await pool.left()).toBe(2)
    expect(await wrongs()).toEqual([])
  })
})

describe('in the console', () => {
  it('cards are listed masked, and each look at one is proved, written down and shown', async () => {
    await bring(some(2).join('\n'))
    const mine = await paid()
    const { rows } = (await owner.browser.get(`${cards()}?limit=1`)).json.data
    expect(rows).toHaveLength(1)
    const all = (await owner.browser.get(cards())).json.data
    expect(all).toMatchObject({ next: null })
    expect(all.rows.map(({ state }: { state: string }) => state).sort()).toEqual([
      'delivered',
      'free',
    ])
    const [sold] = (await owner.browser.get(`${cards()}?state=delivered`)).json.data.rows
    expect(sold).toMatchObject({
      order_number: mine.number,
      card_masked: expect.stringMatching(/\*{6}$/),
    })

    const other = await signedIn(shop)
    const body = { card_id: sold.card_id }
    expect((await other.browser.post(`${cards()}/reveal`, body)).json.error.code).toBe(
      'step_up_required',
    )
    const shown = await owner.browser.post(`${cards()}/reveal`, body)
    expect([shown.json.data.card]).toEqual(await pool.textsOf(mine))
    const [entry] = await shop.rows<{ operator: string; details: { card: string } }>(
      `select operator, details from audit_log where action = 'card.reveal' and subject = $1`,
      [mine.number],
    )
    expect(entry).toMatchObject({ operator: owner.email, details: { card: sold.card_masked } })
    const missing = await owner.browser.post(`${cards()}/reveal`, { card_id: 'ab'.repeat(32) })
    expect(missing.json.error.code).toBe('card_not_found')
  })

  it('a whole card leads to its order, to its line in the pool, and stands nowhere as text', async () => {
    await bring(some(2).join('\n'))
    const mine = await paid()
    const [sold = ''] = await pool.textsOf(mine)
    const ordersOf = async (search: string) =>
      (await owner.browser.get(`/orders?${new URLSearchParams({ search })}`)).json.data.rows.map(
        (row: { order_number: string }) => row.order_number,
      )
    expect(await ordersOf(` ${sold} `)).toEqual([mine.number])
    expect(await ordersOf(some(2).find((one) => one !== sold) ?? '')).toEqual([])
    expect(await ordersOf(sold.slice(0, -1))).toEqual([])
    const listed = await owner.browser.get(`${cards()}?${new URLSearchParams({ search: sold })}`)
    expect(listed.json.data.rows).toMatchObject([{ order_number: mine.number, state: 'delivered' }])
    await owner.browser.post('/orders/export', { format: 'csv', search: sold })
    expect(await shop.count('audit_log', "details::text like '%' || $1 || '%'", [sold])).toBe(0)
  })

  it('imports are told apart: each with what became of its cards, listed and taken out alone', async () => {
    await bring(some(2).join('\n'), { batch: 'good' })
    await bring('W-1\nW-2', { batch: 'wrong' })
    await paid()
    const batches = async () => (await owner.browser.get(`${cards()}/batches`)).json.data.rows
    expect(await batches()).toMatchObject([
      { batch: 'wrong', free: 2, delivered: 0, void: 0 },
      { batch: 'good', free: 1, delivered: 1, void: 0 },
    ])
    const { rows } = (await owner.browser.get(`${cards()}?batch=wrong`)).json.data
    expect(rows.map(({ batch }: { batch: string }) => batch)).toEqual(['wrong', 'wrong'])
    await owner.browser.post(`${cards()}/remove`, { reason: '导错了', batch: 'wrong' })
    expect(await batches()).toMatchObject([{ batch: 'good', free: 1 }])
  })

  it('a clerk shows a buyer their own card again: proved, with a reason, written down, and no other card', async () => {
    await bring(some(2).join('\n'))
    const mine = await paid()
    const clerk = await signedIn(shop, 'support')
    const [{ card_id }] = (await clerk.browser.get(`/orders/${mine.number}`)).json.data.cards
    const body = { card_id, reason: '买家换了手机' }
    const show = (order: string, more: object = {}) =>
      clerk.browser.post(`/orders/${order}/cards/reveal`, { ...body, ...more })
    expect((await show(mine.number)).json.error.code).toBe('step_up_required')
    await stepUp(clerk.browser)
    expect((await show(mine.number, { reason: ' ' })).status).toBe(400)
    expect([(await show(mine.number)).json.data.card]).toEqual(await pool.textsOf(mine))
    const entries = await shop.rows(
      `select operator, reason from audit_log where action = 'card.reveal' and subject = $1`,
      [mine.number],
    )
    expect(entries).toEqual([{ operator: clerk.email, reason: '买家换了手机' }])
    const [free] = (await owner.browser.get(`${cards()}?state=free`)).json.data.rows
    expect((await show(mine.number, { card_id: free.card_id })).json.error.code).toBe(
      'card_not_found',
    )
    expect((await show((await order()).number)).json.error.code).toBe('card_not_found')
  })

  it('unsold cards are exported as text, and taken out but for those an order will need', async () => {
    await bring(some(3).join('\n'))
    await bring('X-1\nX-2', { batch: 'wrong' })
    await order(4)
    const exported = await owner.browser.post(`${cards()}/export`, { reason: '盘点' })
    expect(exported.headers.get('content-disposition')).toContain('.txt')
    expect(exported.text.trim().split('\r\n').sort()).toEqual([...some(3), 'X-1', 'X-2'].sort())
    const removed = await owner.browser.post(`${cards()}/remove`, {
      reason: '导错了',
      batch: 'wrong',
    })
    expect(removed.json.data).toEqual({ removed: 1 })
    expect(await pool.left()).toBe(0)
    expect((await owner.browser.post(`${cards()}/remove`, { reason: '清空' })).json.data).toEqual({
      removed: 0,
    })
    expect(await wrongs()).toEqual([])
  })

  it('unsold cards leave the shop for a reason, which stands in the log', async () => {
    await bring(some(1).join('\n'))
    for (const verb of ['export', 'remove']) {
      const silent = await owner.browser.post(`${cards()}/${verb}`, { reason: ' ' })
      expect(silent.json.error).toMatchObject({ code: 'invalid_request', field: 'reason' })
    }
    expect(await pool.left()).toBe(1)
    await owner.browser.post(`${cards()}/export`, { reason: '盘点' })
    await owner.browser.post(`${cards()}/remove`, { reason: '供应商召回' })
    const told = await shop.rows(
      `select action, reason from audit_log where subject = $1 and reason <> '' order by seq`,
      [product],
    )
    expect(told).toEqual([
      { action: 'card.export', reason: '盘点' },
      { action: 'card.remove', reason: '供应商召回' },
    ])
  })

  it('a package with cards is not deleted, and its stock is its cards', async () => {
    await bring(some(1).join('\n'))
    const remove = await owner.browser.post(`${at}/${product}/packages/card/delete`)
    expect(remove.json.error.code).toBe('cards_left')
    expect((await owner.browser.post(`${at}/${product}/delete`)).json.error.code).toBe('cards_left')
    const change = await owner.browser.post(`${at}/${product}/packages/card/change`, {
      stock_left: 9,
    })
    expect(change.json.error).toMatchObject({ code: 'invalid_request', field: 'stock_left' })
    const { packages } = (await owner.browser.get(`${at}/${product}`)).json.data
    expect(packages).toMatchObject([{ kind: 'card', stock_left: 1, taken: 0, stock_warning: 1 }])
  })

  it('a package that runs out is a warning on the first page', async () => {
    await bring(some(2).join('\n'))
    const named = async () =>
      (await owner.browser.get('/dashboard/warnings')).json.data.rows.filter(
        ({ check }: { check: string }) => check === `stock:${product}/card`,
      )
    expect(await named()).toEqual([])
    await paid()
    expect(await named()).toMatchObject([
      { level: 'warn', says: expect.stringContaining('只剩 1 份') },
    ])
    await paid()
    expect(await named()).toMatchObject([{ says: expect.stringContaining('已售罄') }])
  })
})

it('an order of licences alone shows no cards', async () => {
  const mine = await shop.order()
  const reply = await shop.look(mine)
  expect(Object.keys(reply.json.data)).not.toContain('cards')
})
