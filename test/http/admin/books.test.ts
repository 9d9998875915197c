// Reconciliation in the console: a day's bill against the books, equal to the fen or with every difference named.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayAfter } from '../../../src/core/bill.ts'
import { encodeText } from '../../../src/simulator/charset.ts'
import { BillDays } from '../../story/bill-days.ts'
import { billOf, emptyDay } from '../../support/alipay-bill.ts'
import { type Person, signedIn, stepUp } from '../../support/console.ts'
import type { Shop } from '../../support/shop.ts'

let days: BillDays
let shop: Shop
let ann: Person
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
  ann = await signedIn(shop, 'finance')
})
afterAll(() => shop?.close())
beforeEach(() => days.control('faults/clear', {}))

const dayOf = async (day: string, lang = 'zh') => {
  const path = `/api/v1/admin/books/days/alipay-demo/${day}`
  const cookie = [...ann.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return (await shop.get(path, { cookie, 'accept-language': lang })).json.data
}

describe('a day whose bill and books agree (59)', () => {
  it('shows both sides equal to the fen, with what the gateway kept and what went to the bank', async () => {
    const day = await days.newDay()
    await days.paidOrder('alipay')
    await days.returnedOrder('alipay')
    await days.control('payouts', { gateway: 'alipay', amount_fen: 3_000 })
    await days.reconcile('alipay', day)
    const seen = await dayOf(day)
    expect(seen).toMatchObject({ state: 'balanced', open: 0, waiting: 0, differences: [] })
    expect(seen.bill).toEqual(seen.books)
    expect(seen.bill).toEqual(seen.matched_sums)
    expect(seen.bill).toMatchObject({ payments: 2, payments_amount: 198, refunds: 1 })
    expect(seen.fee).toBe(seen.ledger_fee)
    expect(seen.fee).toBeGreaterThan(0)
    expect(seen).toMatchObject({ payouts: 30, ledger_payouts: 30, closing: seen.ledger_closing })

    const { rows } = (await ann.browser.get('/books/ledger?channel=alipay-demo')).json.data
    const [latest] = rows
    expect(latest).toMatchObject({ day, payments: 2, payments_amount: 198, refunds_amount: 99 })
    expect(latest).toMatchObject({ payouts: 30, balance: seen.closing })
    const [sum] = await shop.rows<{ fen: number }>(
      "select sum(amount_fen)::bigint as fen from ledger_posting where account = 'clearing:alipay-demo'",
    )
    expect(Math.round(latest.balance * 100)).toBe(sum?.fen)
  })
})

describe('a day with differences (59)', () => {
  it('names each kind with what it means, and the case that is open for it', async () => {
    const day = await days.newDay()
    const refundNo = await days.returnedOrder('alipay')
    const other = await days.paidOrder('alipay')
    const missing = await days.paidOrder('alipay')
    const healed = await days.lostOrder('alipay')
    await days.control('faults', { fault: 'bill_other_amount', method: other.number })
    await days.control('faults', { fault: 'bill_leaves_out', method: missing.number })
    await days.control('faults', { fault: 'bill_leaves_out', method: refundNo })
    await days.reconcile('alipay', day, 4)
    const seen = await dayOf(day)
    expect(seen.state).toBe('different')
    const kinds = seen.differences.map(({ kind, state }: { kind: string; state: string }) => [
      kind,
      state,
    ])
    expect(kinds).toEqual([
      ['amount', 'case'],
      ['missing_payment', 'case'],
      ['missing_refund', 'case'],
      ['unknown_payment', 'healed'],
    ])
    const [amount, gone, kept, mended] = seen.differences
    expect(kept).toMatchObject({ ours: 99, bill: null, refund_no: refundNo })
    expect(seen.is_cut).toBe(false)
    expect(amount).toMatchObject({ ours: 99, order_number: other.number })
    expect(amount.bill).not.toBe(99)
    expect(gone).toMatchObject({ ours: 99, bill: null, order_number: missing.number })
    expect(mended).toMatchObject({ bill: 99, order_number: healed.number, case: null })
    expect(mended.says).toContain('核实并入账')
    expect((await dayOf(day, 'en')).differences[3].says).toContain('confirmed it')

    const { kind, ref } = gone.case
    const found = await ann.browser.get(`/cases/${kind}?ref=${encodeURIComponent(ref)}`)
    expect(found.json.data).toMatchObject({ state: 'open', difference: { day, says: gone.says } })
    const { rows } = (await ann.browser.get('/books/days?state=different')).json.data
    expect(rows[0]).toMatchObject({ day, channel: 'alipay-demo', open: 3, healed: 1 })
  })
})

describe('a bill brought as a file (59)', () => {
  const seller = '2088000000000001'
  const bring = (bytes: Buffer, day: string, channel = 'alipay-demo') =>
    ann.browser.post(`/books/days/${channel}/${day}/import`, { file: bytes.toString('base64') })
  const refusal = async (...brought: Parameters<typeof bring>) =>
    (await bring(...brought)).json.error?.code
  const fileOf = async (channelId: string, day: string): Promise<Buffer> => {
    const channel = shop.running.app.channels.find(({ id }) => id === channelId)
    const fetched = await channel?.gateway.fetchBill(day, 'trade', 5_000)
    if (fetched?.outcome !== 'fetched') throw new Error(`no file: ${fetched?.outcome}`)
    return fetched.bytes
  }
  const kept = (channelId: string, day: string) =>
    shop.count('bill_file', 'channel_id = $1 and day = $2', [channelId, day])

  it.each(['alipay', 'wechat'] as const)(
    'of %s is compared like one that was fetched',
    async (kind) => {
      const channel = `${kind}-demo`
      const day = await days.newDay()
      await days.paidOrder(kind)
      await shop.advance(86_400_000)
      const file = await fileOf(channel, day)
      await stepUp(ann.browser)
      expect(await refusal(file, dayAfter(day, -1), channel)).toBe('bill_of_other_day')
      expect(await kept(channel, day)).toBe(0)

      expect((await bring(file, day, channel)).text).toContain('账单已导入')
      const compared = `state = 'balanced' and channel_id = $1 and day = $2`
      await shop.until(
        'it is compared',
        async () => (await shop.count('reconciliation', compared, [channel, day])) === 1,
      )
      expect((await bring(file, day, channel)).status).toBe(200)
      expect(await kept(channel, day)).toBe(1)
      const told = `action = 'books.import' and subject = $1`
      expect(await shop.count('audit_log', told, [`${channel}:${day}`])).toBe(2)
    },
  )

  it('is refused, and nothing of it kept, when it is no bill, of another account, wrong, or not the one that is kept', async () => {
    const day = await days.newDay()
    await shop.advance(86_400_000)
    await stepUp(ann.browser)
    const table = emptyDay(seller, day, dayAfter(day, 1))
    expect(await refusal(Buffer.from('<html>登录</html>'), day)).toBe('bill_unreadable')
    expect(await refusal(billOf(table), day, 'wechat-demo')).toBe('bill_unreadable')
    const others = emptyDay('2088999999999999', day, dayAfter(day, 1))
    expect(await refusal(billOf(others), day)).toBe('bill_of_other_account')
    const month = emptyDay(seller, day, dayAfter(day, 30))
    expect(await refusal(billOf(month), day)).toBe('bill_of_other_day')
    const short = table.map((line) => line.replace('交易合计：0笔', '交易合计：1笔'))
    expect(await refusal(billOf(short), day)).toBe('bill_contradicts_itself')
    expect(await kept('alipay-demo', day)).toBe(0)

    // Unpacked it is the same bill, but other bytes.
    expect((await bring(encodeText(table.join('\n'), 'gbk'), day)).status).toBe(200)
    expect(await refusal(billOf(table), day)).toBe('bill_kept_differs')
    expect(await kept('alipay-demo', day)).toBe(1)
  })
})

describe('fetching a day again', () => {
  it('has its bill fetched and compared, with a row in the audit log', async () => {
    const day = await days.newDay()
    await days.paidOrder('alipay')
    await days.control('faults', { fault: 'bill_not_ready' })
    await days.reconcile('alipay', day)
    expect((await dayOf(day)).state).toBe('waiting')
    await days.control('faults/clear', {})
    const asked = await ann.browser.post(`/books/days/alipay-demo/${day}/fetch`)
    expect(asked.status).toBe(200)
    await shop.until('it is compared', async () => (await dayOf(day)).state === 'balanced')
    expect((await dayOf(day)).matched).toBe(1)
    expect(
      await shop.count('audit_log', "action = 'books.fetch' and subject = $1", [
        `alipay-demo:${day}`,
      ]),
    ).toBe(1)
  })

  it('is refused for a day that is not over, a channel there is none of, and a reader', async () => {
    const fetchDay = (person: Person, channel: string, day: string) =>
      person.browser.post(`/books/days/${channel}/${day}/fetch`)
    const today = await days.newDay()
    expect((await fetchDay(ann, 'alipay-demo', today)).json.error.field).toBe('day')
    expect((await fetchDay(ann, 'alipay-demo', '2026-02-30')).status).toBe(400)
    expect((await fetchDay(ann, 'nobody', '2026-01-01')).json.error.code).toBe(
      'gateway_not_configured',
    )
    const reader = await signedIn(shop, 'reader')
    expect((await fetchDay(reader, 'alipay-demo', today)).json.error.code).toBe('forbidden')
  })
})
