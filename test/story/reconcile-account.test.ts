// What a day's bills say of the account as a whole: what others sold on it is one remark, the bill of movements must
// have moved the same sums, and what went to the bank leaves the books as it leaves the account.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { App, Channel } from '../../src/app/app.ts'
import { reconcileDay } from '../../src/app/books/reconcile-day.ts'
import { dayAfter } from '../../src/core/bill.ts'
import { findBroken } from '../../src/db/audit.ts'
import { ledgerInvariants } from '../../src/db/audit-ledger.ts'
import type { Shop } from '../support/shop.ts'
import { BillDays, type Kind } from './bill-days.ts'

let days: BillDays
let shop: Shop
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(() => shop?.close())

describe.each<Kind>(['alipay', 'wechat'])('the account at %s', (kind) => {
  let day: string
  const id = `${kind}-demo`
  beforeEach(async () => {
    day = await days.newDay()
    await days.paidOrder(kind)
    expect(await days.reconcile(kind, day)).toMatchObject({ state: 'balanced' })
    expect(await days.differencesOf(kind, day)).toEqual([])
  })

  it('also takes the money of other sales, which are one remark a day and no case', async () => {
    await sellElsewhere()
    expect(await compare()).toMatchObject({ state: 'balanced', counts: { healed: 1, case: 0 } })
    expect(await days.differencesOf(kind, day)).toEqual(['foreign_sale sold_elsewhere healed'])
    const [remark] = await shop.rows<{ en: string; fen: number }>(
      `select explanation->>'en' as en, bill_fen::int as fen from bill_difference
       where kind = 'foreign_sale' and channel_id = $1 and day = $2`,
      [id, day],
    )
    expect(remark?.fen).toBe(12_000)
    expect(remark?.en).toContain('3 payments and refunds of other sales that day, 120.00 yuan')
    expect(
      await shop.count('money_case', "kind = 'unmatched_bill' and channel_id = $1", [id]),
    ).toBe(0)
    const matched = ledgerInvariants.filter((one) => one.id === 'INV-13.matched')
    expect(await findBroken(shop.database.db, 1, matched)).toEqual([])
  })

  it('has a case for each of them where the merchant wants that', async () => {
    await sellElsewhere()
    await compare({ foreignSales: 'each' })
    expect(await days.differencesOf(kind, day)).toEqual([
      'unknown_payment not_ours case',
      'unknown_payment not_ours case',
      'unknown_refund refund_not_ours case',
    ])
    await compare()
    expect(await shop.count('money_case', "state = 'open' and channel_id = $1", [id])).toBe(0)
  })

  it('that moved another sum than trades and ledger is waited for, and then is a case', async () => {
    await move('payment', -100)
    expect(await compare()).toMatchObject({ state: 'different' })
    expect(await days.differencesOf(kind, day)).toEqual(['funds funds_in_yet waiting'])
    await move('payment', 100)
    await move('fee', 7)
    await shop.advance(3 * 86_400_000)
    expect(await compare()).toMatchObject({ counts: { case: 1, resolved: 1 } })
    expect(await shop.count('money_case', "reason = 'funds_out' and state = 'open'")).toBe(1)
    await move('fee', -7)
    expect(await compare()).toMatchObject({ state: 'balanced' })
    expect(await shop.count('money_case', "reason = 'funds_out' and state = 'open'")).toBe(0)
  })

  it('whose movements cannot be had is said to be compared by its trades alone', async () => {
    await shop.rows("delete from bill_file where kind = 'funds' and channel_id = $1 and day = $2", [
      id,
      day,
    ])
    expect(await compare()).toMatchObject({ state: 'balanced' })
    const trouble =
      'select funds_trouble as why from reconciliation where channel_id = $1 and day = $2'
    expect(await shop.rows(trouble, [id, day])).toEqual([{ why: 'no bill of movements' }])
  })

  it('leaves in the books what it holds after a payout, however often the bill is read', async () => {
    const next = dayAfter(day, 1)
    await days.paidOrder(kind)
    await days.control('payouts', { gateway: kind, amount_fen: 5_000 })
    const held = await inBooks()
    expect(await days.reconcile(kind, next)).toMatchObject({
      state: 'balanced',
      counts: { payoutFen: 5_000, closingFen: held - 5_059, closingBookedFen: held - 5_059 },
    })
    await shop.rows("update bill_file set parser = 0 where kind = 'funds' and day = $1", [next])
    expect(await days.reconcile(kind, next)).toMatchObject({ state: 'balanced' })
    const payouts = `kind = 'payout' and day = $1 and debit = 'bank' and credit = 'clearing:' || $2::text`
    expect(await shop.count('ledger_entry', payouts, [next, id])).toBe(1)
    expect(await inBooks()).toBe(held - 5_059)
    const asked = ledgerInvariants.filter(
      ({ id }) => id === 'INV-04.clearing' || /payout|closing|cause/.test(id),
    )
    expect(await findBroken(shop.database.db, 1, asked)).toEqual([])
  })

  it('that holds another sum than before and what moved since is waited for, and then is a case', async () => {
    const next = dayAfter(day, 1)
    await days.paidOrder(kind)
    await hold(100)
    expect(await days.reconcile(kind, next)).toMatchObject({ state: 'different' })
    expect(await days.differencesOf(kind, next)).toEqual(['funds closing_yet waiting'])
    await shop.advance(3 * 86_400_000)
    expect(await compare({}, next)).toMatchObject({ counts: { case: 1 } })
    expect(await shop.count('money_case', "reason = 'closing' and state = 'open'")).toBe(1)
    await hold(-100)
    expect(await compare({}, next)).toMatchObject({ state: 'balanced' })
    expect(await shop.count('money_case', "reason = 'closing' and state = 'open'")).toBe(0)
  })

  /** Fen that the ledger says are at the channel. */
  async function inBooks(): Promise<number> {
    const [row] = await shop.rows<{ fen: number }>(
      `select sum(amount_fen)::int as fen from ledger_posting where account = 'clearing:' || $1::text`,
      [id],
    )
    return row?.fen ?? 0
  }

  /** The day's bill of movements says that so many fen more were left. */
  async function hold(fen: number): Promise<void> {
    await shop.rows(
      `update bill_file set sums = jsonb_set(sums, '{closing}', to_jsonb((sums->>'closing')::bigint + $3))
       where kind = 'funds' and channel_id = $1 and day = $2`,
      [id, day, fen],
    )
  }

  /** Once more, with the bill that was fetched. */
  function compare(settings: Partial<App['settings']> = {}, of = day) {
    const { app } = shop.running
    return reconcileDay({ ...app, settings: { ...app.settings, ...settings } }, channel(), of)
  }

  function channel(): Channel {
    const found = shop.running.app.channels.find((one) => one.id === id)
    if (!found) throw new Error(`no ${id}`)
    return found
  }

  async function sellElsewhere(): Promise<void> {
    await shop.rows(
      `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, out_trade_no, gateway_trade_no,
         refund_no, amount_fen, fee_fen, at)
       select 1, $1, $2::date, 'trade', 100 + n, entry, 'POS-2026-' || n, 'T' || $2::text || n,
         case entry when 'refund' then 'POSR' || $2::text || n end, fen, 0, app_now()
       from (values (1, 'payment', 10000), (2, 'payment', 5000), (3, 'refund', 3000)) as sold(n, entry, fen)`,
      [id, day],
    )
    await move('payment', 15_000)
    await move('refund', 3_000)
  }

  /** So many fen moved in this way by the bill of movements, and not in another. */
  async function move(entry: 'payment' | 'refund' | 'fee', fen: number): Promise<void> {
    await shop.rows(
      `update bill_file set sums = sums || jsonb_build_object($3::text, (sums->>$3)::bigint + $4::bigint,
         'other', (sums->>'other')::bigint - $5::bigint)
       where kind = 'funds' and channel_id = $1 and day = $2`,
      [id, day, entry, fen, entry === 'payment' ? fen : -fen],
    )
  }
})
