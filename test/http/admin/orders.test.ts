// Orders in the console: found, looked into down to the bytes, put right by hand, taken home as a spreadsheet.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideCase } from '../../../src/app/case/decide-case.ts'
import { formatShanghai } from '../../../src/core/time.ts'
import { findBroken } from '../../../src/db/audit.ts'
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

/** What the overview says waits for a person. */
async function waiting(): Promise<object> {
  return (await support.get('/dashboard')).json.data.waiting
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

  it('56: tells what people wanted to be done about its money, and what the webhooks were told', async () => {
    const wish = { name: '发货', url: 'https://127.0.0.1:9/hook', events: ['order.paid'] }
    const hook = (await owner.browser.post('/webhooks', wish)).json.data.endpoint_id
    await shop.rows(`update product set late_policy = 'hold'`)
    const order = await shop.order({ quantity: 2, phone: '13600000007' })
    await shop.open(order)
    await shop.rows(`update product set late_policy = 'deliver'`)
    await support.post(`/orders/${order.number}/cancel`, because)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const [late] = (await owner.browser.get(`/cases?search=${order.number}`)).json.data.rows
    const leave = { ref: late.ref, decision: 'waive', reason: 'too little to bother' }
    await owner.browser.post(`/cases/${late.kind}/decide`, leave)
    // Above the limit another person must say the same, and hears of it.
    expect(await waiting()).toMatchObject({ waivers: 1 })
    const [asked] = (await owner.browser.get('/cases?state=open')).json.data.rows
    expect(asked).toMatchObject({ ref: late.ref, waive_asked_by: owner.email })

    const moments = await shop.until('the message was tried', async () => {
      const found = await timeline(order.number)
      return found.some(({ kind }) => kind === 'message_try') && found
    })
    const momentOf = (kind: string, outcome?: string) =>
      moments.find((one) => one.kind === kind && (!outcome || one.outcome === outcome))
    expect(momentOf('action', 'case.waive')).toMatchObject({ who: owner.email, note: leave.reason })
    expect(momentOf('message')).toMatchObject({ note: 'order.paid', who: '发货' })
    expect(momentOf('message_try')).toMatchObject({
      outcome: 'blocked',
      request: expect.stringContaining(order.number),
    })
    await owner.browser.post(`/webhooks/${hook}/state`, { state: 'removed', ...because })
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
    const [late] = await shop.rows<{ kind: string; ref: string }>(
      'select kind, ref from money_case where order_number = $1',
      [order.number],
    )
    const left = { kind: '', ref: '', ...late, decision: 'waive', by: 'ann', note: 'left' } as const
    await decideCase(shop.running.app, left)
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
    // Whoever may agree hears of it without knowing the number.
    expect(await waiting()).toMatchObject({ confirmations: 1 })
    const listed = await find({ confirmation: 'awaiting' })
    expect(listed.json.data).toMatchObject({
      total: 1,
      rows: [{ order_number: order.number, awaits_confirmation: true }],
    })
    expect(codeOf(await confirm(order))).toEqual([409, 'conflict'])
    const path = `/orders/${order.number}/confirm/decide`
    const agrees = { agree: true, reason: 'seen it too' }
    expect(codeOf(await owner.browser.post(path, agrees))).toEqual([403, 'other_person_needed'])
    const second = (await raised(shop, 'finance')).browser
    expect((await second.post(path, agrees)).status).toBe(200)
    expect((await shop.look(order)).json.data.status).toBe(1)
    expect(codeOf(await second.post(path, agrees))).toEqual([409, 'conflict'])
    expect(await waiting()).toMatchObject({ confirmations: 0 })
    expect(numbersOf(await find({ confirmation: 'awaiting' }))).toEqual([])

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

describe('a buyer who lost everything', () => {
  it('is sent a link that opens the order with its keys, for three days, and nothing else', async () => {
    const order = await paidOrder()
    const made = await support.post(`/orders/${order.number}/link`, because)
    const { url } = made.json.data
    const path = String(url).slice(new URL(url).origin.length)
    const opened = await shop.get(path)
    expect([opened.status, opened.headers.get('location')]).toEqual([
      303,
      `/payment/result?order_number=${order.number}`,
    ])
    const [cookie = ''] = opened.headers.getSetCookie()
    expect(cookie).toMatch(/HttpOnly/i)
    const [pair = ''] = cookie.split(';')
    const key = (await shop.look(order)).json.data.licenses[0].license_key
    const page = await shop.get(`/payment/result?order_number=${order.number}`, { cookie: pair })
    expect(page.text).toContain(key)

    const other = await paidOrder()
    const refused = [
      path.replace(order.number, other.number),
      path.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A')),
    ]
    for (const wrong of [...refused, path.split('?')[0] ?? '']) {
      const reply = await shop.get(wrong)
      expect([wrong, reply.status, reply.headers.getSetCookie()]).toEqual([wrong, 401, []])
    }
    await shop.advance(3 * 86_400_000 + 1_000)
    expect((await shop.get(path)).status).toBe(401)
    const [row] = await shop.rows<{ text: string }>(
      `select a::text as text from audit_log a where action = 'order.link' and subject = $1`,
      [order.number],
    )
    expect(row?.text).toContain(because.reason)
    expect(row?.text).not.toContain(path.split('=')[1])
  })

  it("has the merchant's own server told once more of payment and delivery, and of nothing else", async () => {
    const endpoint = { name: '发货', url: 'https://shop.example/hook' }
    const events = ['order.paid', 'order.delivered', 'license.revoked']
    await owner.browser.post('/webhooks', { ...endpoint, events })
    const order = await paidOrder()
    const states = () =>
      shop.rows(
        'select type, by_hand as again from webhook_message where order_number = $1 order by type',
        [order.number],
      )
    expect(await states()).toEqual([
      { type: 'order.delivered', again: false },
      { type: 'order.paid', again: false },
    ])
    const reply = await support.post(`/orders/${order.number}/resend`, because)
    expect(reply.json.data).toEqual({ messages: 2 })
    expect(await states()).toEqual([
      { type: 'order.delivered', again: true },
      { type: 'order.paid', again: true },
    ])
    const unpaid = await shop.order()
    expect(codeOf(await support.post(`/orders/${unpaid.number}/resend`, because))).toEqual([
      404,
      'webhook_not_found',
    ])
  })
})
