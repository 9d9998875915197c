// Orders in the console: found, looked into down to the bytes, put right by hand, taken home as a spreadsheet.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatShanghai } from '../../../src/core/time.ts'
import { findBroken } from '../../../src/db/audit.ts'
import { listEntries, readEntry } from '../../../src/kit/zip.ts'
import { type Browser, type Person, raised } from '../../support/console.ts'
import { type PlacedOrder, type Reply, Shop } from '../../support/shop.ts'

let shop: Shop
let owner: Person
let support: Browser
beforeAll(async () => {
  shop = await Shop.open({ env: { REFUND_APPROVAL: '150' } })
  owner = await raised(shop)
  support = (await raised(shop, 'support')).browser
})
afterAll(() => shop?.close())

const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]
const numbersOf = (reply: Reply) =>
  reply.json.data.rows.map((row: { order_number: string }) => row.order_number)
const because = { reason: 'the buyer asked for it' }

async function paidOrder(): Promise<PlacedOrder> {
  const order = await shop.openedOrder()
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  return order
}

/** What the audit finds wrong about an order; the stand-in's payments are not dated by this shop's clock. */
async function brokenOf({ number }: PlacedOrder) {
  const broken = await findBroken(shop.database.db, 1)
  return broken.filter(({ id, ref }) => ref.includes(number.slice(0, 12)) && id !== 'INV-18.time')
}

async function find(query: Record<string, string>): Promise<Reply> {
  return support.get(`/orders?${new URLSearchParams(query)}`)
}

async function timeline(number: string): Promise<Record<string, string>[]> {
  return (await support.get(`/orders/${number}/timeline`)).json.data.rows
}

describe('the list of orders', () => {
  it('54: finds an order by whatever a person has at hand', async () => {
    const order = await shop.openedOrder()
    const phone = '13912345678'
    const other = await shop.order({ phone, contact_person: '李春花', email: 'Chunhua@Shop.test' })
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const seen = (await shop.look(order)).json.data
    const key = seen.licenses[0].license_key
    for (const search of [
      order.number,
      order.number.slice(0, 8).toLowerCase(),
      seen.trade_no,
      key,
      key.toLowerCase().replaceAll('-', ' '),
      key.slice(0, 5),
      seen.licenses[0].license_id,
    ])
      expect([search, numbersOf(await find({ search }))]).toEqual([search, [order.number]])
    for (const search of [phone, '139 1234 5678', '1391', '5678', '李春', 'chunhua@'])
      expect([search, numbersOf(await find({ search }))]).toEqual([search, [other.number]])
    for (const search of ['nobody', '%', '_', "' or 1=1 --", '0'.repeat(20)])
      expect([search, numbersOf(await find({ search }))]).toEqual([search, []])
  })

  it('54: pages through every order once, by time and by amount, both ways', async () => {
    for (let made = 0; made < 3; made += 1)
      await shop.order({ quantity: made + 2, phone: `1370000000${made}` })
    const all = await shop.count('orders', 'not is_test')
    for (const sort of ['created_at', '-created_at', 'amount', '-amount']) {
      const seen: string[] = []
      let after: string | null = ''
      while (after !== null) {
        const reply = await find({ sort, limit: '2', ...(after === '' ? {} : { after }) })
        expect(reply.json.data.total).toBe(all)
        seen.push(...numbersOf(reply))
        after = reply.json.data.next
      }
      expect([sort, new Set(seen).size, seen.length]).toEqual([sort, all, all])
      const column = sort.replace('-', '') === 'amount' ? 'due_fen' : 'created_at'
      const way = sort.startsWith('-') ? 'desc' : 'asc'
      const wanted = await shop.rows<{ n: string }>(
        `select order_number as n from orders order by ${column} ${way}, order_number ${way}`,
      )
      expect(seen).toEqual(wanted.map(({ n }) => n))
    }
    expect(codeOf(await find({ after: 'bm90IGEgY3Vyc29y' }))).toEqual([400, 'invalid_request'])
    const byTime = (await find({ limit: '1' })).json.data.next
    expect(codeOf(await find({ after: byTime, sort: 'amount' }))).toEqual([400, 'invalid_request'])
  })

  it('60: filters by state, channel, product, case and days of Shanghai, and adds up what it shows', async () => {
    const paid = await find({ status: 'paid' })
    const [sums] = await shop.rows<{ fen: number; n: number }>(
      `select sum(paid_fen)::bigint as fen, count(*) as n from orders where state = 'paid'`,
    )
    expect(paid.json.data.total).toBe(sums?.n)
    expect(paid.json.data.sums.paid).toBeCloseTo((sums?.fen ?? 0) / 100, 5)
    expect(numbersOf(await find({ status: 'paid', channel: 'nowhere' }))).toEqual([])
    expect(numbersOf(await find({ status: 'paid', product: 'nothing' }))).toEqual([])
    expect(numbersOf(await find({ cases: 'open' }))).toEqual([])
    const channel = paid.json.data.rows[0].channel
    expect((await find({ status: 'paid', channel })).json.data.total).toBe(sums?.n)

    const old = await shop.order({ phone: '13700000009' })
    await shop.rows(
      `update orders set created_at = '2024-02-29 15:59:59.5+00', expires_at = '2024-02-29 16:30:00+00'
       where order_number = $1`,
      [old.number],
    )
    const on = (day: string) => find({ from: day, to: day })
    expect(numbersOf(await on('2024-02-29'))).toEqual([old.number])
    expect(numbersOf(await on('2024-03-01'))).toEqual([])
    expect(numbersOf(await find({ from: '2024-02-29', to: '2024-02-29', days: 'paid' }))).toEqual(
      [],
    )
    expect(codeOf(await on('2024-02-30'))).toEqual([400, 'invalid_request'])
  })
})

describe('the page of an order', () => {
  it('56: tells everything that happened, with the notice’s bytes and every call to the gateway', async () => {
    const order = await shop.openedOrder('qr')
    const asked = await shop.until('a call on the tape', async () =>
      (await timeline(order.number)).find(({ kind }) => kind === 'call'),
    )
    expect(asked).toMatchObject({ note: 'open', outcome: 'qr', ref: order.number })
    expect(asked?.request).toMatch(/^POST http/)
    expect(asked?.answer).toMatch(/^HTTP 200/)
    const notice = shop.standIn.notice(shop.pay(order))
    await shop.notify(notice)
    const moments = await timeline(order.number)
    const kinds = moments.map(({ kind }) => kind)
    for (const kind of [
      'placed',
      'attempt',
      'call',
      'notice',
      'fact',
      'witness',
      'paid',
      'delivery',
    ])
      expect(kinds).toContain(kind)
    const told = moments.find(({ kind }) => kind === 'notice')
    expect(told?.outcome).toBe('applied')
    expect(told?.request).toContain(notice.body)
    const key = (await shop.look(order)).json.data.licenses[0].license_key
    expect(JSON.stringify(moments)).not.toContain(key)
    const page = await support.get(`/orders/${order.number}`)
    expect(page.json.data).toMatchObject({ state: 'paid', paid: order.amount, owed: 0 })
    expect(page.text).not.toContain(key)
    expect(codeOf(await support.get('/orders/NO0SUCH0ORDER000'))).toEqual([404, 'order_not_found'])
  })

  it('56: is written beside the payment, which goes on when nothing can be written', async () => {
    await shop.rows('alter table gateway_call rename to gateway_call_away')
    const order = await shop.openedOrder('qr')
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    await shop.rows('alter table gateway_call_away rename to gateway_call')
    expect((await shop.look(order)).json.data.status).toBe(1)
  })
})

describe('a person of the shop', () => {
  it('58: sees a key again with a fresh proof, and the order tells who did', async () => {
    const order = await paidOrder()
    const { license_key: key, license_id: id } = (await shop.look(order)).json.data.licenses[0]
    const seen = await support.post(`/licenses/${id}/reveal`)
    expect(seen.json.data.license_key).toBe(key)
    const done = (await timeline(order.number)).find(({ kind }) => kind === 'action')
    expect(done).toMatchObject({ outcome: 'license.reveal', ref: id })
  })

  it('58: cancels an order that waits, and cannot cancel one that is paid', async () => {
    const order = await shop.openedOrder()
    expect((await support.post(`/orders/${order.number}/cancel`, because)).status).toBe(200)
    expect((await shop.look(order)).json.data.status).toBe(2)
    const paid = await paidOrder()
    const path = `/orders/${paid.number}/cancel`
    expect(codeOf(await support.post(path, because))).toEqual([409, 'order_not_payable'])
    const rows = await shop.count('audit_log', `action = 'order.cancel' and subject = $1`, [
      paid.number,
    ])
    expect(rows).toBe(0)
  })

  it('58: makes up for goods that are missing, once', async () => {
    await shop.rows(`update product set late_policy = 'hold'`)
    const order = await shop.openedOrder()
    await shop.rows(`update product set late_policy = 'deliver'`)
    await support.post(`/orders/${order.number}/cancel`, because)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const path = `/orders/${order.number}/redeliver`
    expect((await support.get(`/orders/${order.number}`)).json.data.owed).toBe(1)
    expect(codeOf(await support.post(path, because))).toEqual([409, 'nothing_owed'])
    await shop.rows(
      `update money_case set state = 'waived', resolved_at = now() where order_number = $1`,
      [order.number],
    )
    const both = await Promise.all([support.post(path, because), support.post(path, because)])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await shop.count('license', 'order_number = $1', [order.number])).toBe(1)
    expect(codeOf(await support.post(path, because))).toEqual([409, 'nothing_owed'])
    expect(await brokenOf(order)).toEqual([])
  })
})

describe('money confirmed by hand', () => {
  const claim = (order: PlacedOrder, changes: object = {}) => ({
    channel: 'alipay',
    out_trade_no: order.number,
    reference: `2026${order.number.slice(0, 12)}`,
    amount: order.amount,
    paid_at: formatShanghai(shop.running.clock.now()),
    evidence: 'seen in the account, line 14 of the statement',
    ...changes,
  })
  const confirm = (order: PlacedOrder, changes: object = {}) =>
    owner.browser.post(`/orders/${order.number}/confirm`, claim(order, changes))

  it('goes through the same door: paid, delivered, and the books hold', async () => {
    const order = await shop.openedOrder()
    expect(codeOf(await support.post(`/orders/${order.number}/confirm`, claim(order)))).toEqual([
      403,
      'forbidden',
    ])
    expect((await confirm(order, { amount: order.amount + 1 })).json.error.field).toBe('amount')
    expect((await confirm(order, { out_trade_no: 'ANOTHER0NUMBER00' })).json.error.field).toBe(
      'out_trade_no',
    )
    expect((await confirm(order, { paid_at: '2999-01-01 00:00:00' })).json.error.field).toBe(
      'paid_at',
    )
    expect((await confirm(order)).json.data.state).toBe('applied')
    const seen = (await shop.look(order)).json.data
    expect([seen.status, seen.licenses.length]).toEqual([1, 1])
    expect(codeOf(await confirm(order))).toEqual([409, 'order_paid'])
    expect(
      (await confirm(await shop.openedOrder(), { paid_at: '2020-01-01 00:00:00' })).json.error
        .field,
    ).toBe('paid_at')
    const moments = await timeline(order.number)
    expect(moments).toContainEqual(expect.objectContaining({ kind: 'witness', outcome: 'manual' }))
    expect(moments).toContainEqual(
      expect.objectContaining({ kind: 'action', outcome: 'order.confirm', who: owner.email }),
    )
    const other = await shop.openedOrder()
    const again = await confirm(other, { reference: `2026${order.number.slice(0, 12)}` })
    expect(codeOf(again)).toEqual([409, 'reference_used'])
    expect(await shop.count('manual_confirmation', 'order_number = $1', [other.number])).toBe(0)
    expect(await brokenOf(order)).toEqual([])
  })

  it('above the limit waits for a second person, and never for the same one', async () => {
    const order = await shop.order({ quantity: 3 })
    await shop.open(order)
    expect((await confirm(order)).json.data.state).toBe('awaiting')
    expect((await shop.look(order)).json.data.status).toBe(0)
    expect(codeOf(await confirm(order))).toEqual([409, 'conflict'])
    const path = `/orders/${order.number}/confirm/decide`
    const agrees = { agree: true, reason: 'seen it too' }
    expect(codeOf(await owner.browser.post(path, agrees))).toEqual([403, 'forbidden'])
    const second = (await raised(shop, 'finance')).browser
    expect((await second.post(path, agrees)).status).toBe(200)
    expect((await shop.look(order)).json.data.status).toBe(1)
    expect(codeOf(await second.post(path, agrees))).toEqual([409, 'conflict'])

    const refused = await shop.order({ quantity: 3 })
    await shop.open(refused)
    await confirm(refused)
    const rejects = { agree: false, reason: 'not in the account' }
    expect((await second.post(`/orders/${refused.number}/confirm/decide`, rejects)).status).toBe(
      200,
    )
    expect((await shop.look(refused)).json.data.status).toBe(0)
  })
})

describe('the export', () => {
  it('61: is a CSV a spreadsheet opens as it is meant, and leaves a row in the log', async () => {
    const order = await shop.order({ contact_person: '=HYPERLINK("x"),1', phone: '13500000001' })
    const reply = await support.get(`/orders/export?format=csv&search=13500000001`)
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="orders-\d/)
    const bytes = Buffer.from(await (await fetchExport('csv', '13500000001')).arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const [head, line, end] = bytes.subarray(3).toString('utf8').split('\r\n')
    expect([head?.split(',')[0], end]).toEqual(['订单号', ''])
    expect(line).toContain(order.number)
    expect(line).toContain(`"'=HYPERLINK(""x""),1"`)
    expect(line).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00,/)
    expect(line).toMatch(/,\d+\.\d\d,0\.00,0\.00,/)
    expect(await shop.count('audit_log', `action = 'order.export'`)).toBeGreaterThan(0)
  })

  it('61: is a workbook whose cells are texts and amounts', async () => {
    const bytes = Buffer.from(await (await fetchExport('xlsx', '13500000001')).arrayBuffer())
    const sheet = listEntries(bytes).find(({ name }) => name.toString().endsWith('sheet1.xml'))
    if (!sheet) throw new Error('no sheet')
    let xml = ''
    for await (const piece of readEntry(sheet, 1e6)) xml += piece.toString('utf8')
    expect(xml.match(/<row>/g)).toHaveLength(2)
    expect(xml).toContain('=HYPERLINK("x"),1</t></is></c>')
    expect(xml).toContain('<c s="1"><v>0.00</v></c>')
  })

  function fetchExport(format: string, search: string): Promise<Response> {
    const cookie = [...support.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const query = new URLSearchParams({ format, search })
    const headers = { cookie, 'accept-language': 'zh-CN' }
    return fetch(`${shop.url}/api/v1/admin/orders/export?${query}`, { headers })
  }
})
