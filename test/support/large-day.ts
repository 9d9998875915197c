// A day with very many payments, on the books and in the bill, and what is wrong between the two on purpose.

import type { App, Channel } from '../../src/app/app.ts'
import { startOfDay } from '../../src/core/bill.ts'
import { formatShanghai, later, secondMs } from '../../src/core/time.ts'
import { type BillRow, longBill } from './alipay-bill.ts'

export const largeDay = '2026-01-01'

/** Every thousandth payment is altered, left out of the bill, or a stranger's there, in turn. */
const wrongEvery = 1_000
const wrongs = ['altered', 'left_out', 'stranger'] as const

function wrongOf(i: number): (typeof wrongs)[number] | undefined {
  return i % wrongEvery === 0 ? wrongs[(i / wrongEvery - 1) % wrongs.length] : undefined
}

/** How many payments are wrong in which way. */
export function countWrongs(lines: number): Readonly<Record<(typeof wrongs)[number], number>> {
  const counts = { altered: 0, left_out: 0, stranger: 0 }
  for (let i = wrongEvery; i <= lines; i += wrongEvery) {
    const wrong = wrongOf(i)
    if (wrong) counts[wrong] += 1
  }
  return counts
}

/** What one transaction writes: more would outgrow the server's memory. */
const piece = 100_000

/** Paid orders of 99.00, written behind the program's back: selling them would take hours. */
export async function fillBooks({ db }: App, channelId: string, lines: number): Promise<void> {
  for (let first = 1; first <= lines; first += piece) {
    const last = Math.min(first + piece - 1, lines)
    await db.script(patient(ordersPaid(channelId, `generate_series(${first}, ${last}) i`)))
  }
}

/** In one transaction without limits or triggers, and known to the planner afterwards. */
function patient(text: string): string {
  return `
    begin;
    set local statement_timeout = 0;
    set local session_replication_role = replica;
    ${text}
    analyze orders, attempt, payment_fact, ledger_entry;
    commit`
}

function ordersPaid(channelId: string, all: string): string {
  const at = `timestamptz '${largeDay} 12:00:00+08'`
  const number = "'LARGE0' || lpad(i::text, 14, '0')"
  const trade = "'20260101220014' || lpad(i::text, 14, '0')"
  return `
    insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address,
      created_at, expires_at, paid_fen, paid_at, pay_type, trade_no)
    select 1, ${number}, 'paid', 9900, '', '13800138000', '', ${at}, ${at} + interval '1 hour', 9900, ${at},
      'alipay', ${trade} from ${all};
    insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
      gateway_expires_at, created_at, chosen_at)
    select 1, '${channelId}', ${number}, ${number}, 'paid', 9900, '', ${at}, ${at}, ${at} from ${all};
    insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
      amount_fen, paid_at, verdict, recorded_at)
    select 1, '${channelId}', ${trade}, ${number}, ${number}, 9900, ${at}, 'accepted', ${at} from ${all};
    insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
    select 1, 'payment', '${channelId}:' || ${trade}, 'clearing:${channelId}', 'payable', 9900, ${number},
      '${largeDay}', ${at} from ${all};`
}

/** Alipay's bill of the day. */
export function largeBill(lines: number): Promise<Buffer> {
  const { altered, left_out } = countWrongs(lines)
  const fen = (lines - left_out) * 9_900 + altered
  const paidYuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
  return longBill(rows(lines), { paid: lines - left_out, paidYuan })
}

function* rows(lines: number): Generator<BillRow> {
  const start = startOfDay(largeDay)
  for (let i = 1; i <= lines; i += 1) {
    const wrong = wrongOf(i)
    if (wrong === 'left_out') continue
    const suffix = String(i).padStart(14, '0')
    const isStranger = wrong === 'stranger'
    yield {
      tradeNo: `20260101220014${isStranger ? `9${suffix.slice(1)}` : suffix}`,
      outTradeNo: isStranger ? `STRANGER${String(i).padStart(12, '0')}` : `LARGE0${suffix}`,
      amount: wrong === 'altered' ? '99.01' : '99.00',
      fee: '-0.59',
      at: formatShanghai(later(start, (i % 86_400) * secondMs)),
    }
  }
}

/** The same channel at a gateway that has this bill of trades and answers nothing else. */
export function offering(channel: Channel, bytes: Buffer): Channel {
  const { gateway } = channel
  return {
    ...channel,
    gateway: {
      ...gateway,
      fetchBill: async (_day, kind) =>
        kind === 'trade' ? { outcome: 'fetched', bytes } : { outcome: 'not-ready' },
      query: async () => ({ outcome: 'unknown', reason: 'nobody answers' }),
    },
  }
}
