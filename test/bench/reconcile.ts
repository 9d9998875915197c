// tsx test/bench/reconcile.ts [lines]: one day's bill of a million lines, fetched, kept, read and compared with
// as many payments on the books. Prints seconds, the program's largest memory, and what was found of what was
// put in wrong.

import type { Channel } from '../../src/app/app.ts'
import { downloadBill } from '../../src/app/books/download-bill.ts'
import { reconcileDay } from '../../src/app/books/reconcile-day.ts'
import { startOfDay } from '../../src/core/bill.ts'
import { formatShanghai, later, secondMs } from '../../src/core/time.ts'
import { type BillRow, longBill } from '../support/alipay-bill.ts'
import { onStage, type Stage } from './stage.ts'

const lines = Number(process.argv[2] ?? 1_000_000)
/** Every thousandth payment is altered, left out or made a stranger's in turn. */
const wrongEvery = 1_000
const day = '2026-01-01'

await onStage(async (stage) => {
  await fill(stage)
  const bytes = await bill()
  const channel = offering(stage.channel, bytes)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const began = performance.now()
  await downloadBill(stage.app, channel, day)
  const imported = performance.now()
  const result = await reconcileDay(stage.app, channel, day)
  const ended = performance.now()
  const again = await reconcileDay(stage.app, channel, day)
  const repeated = performance.now()
  clearInterval(watch)
  console.log({
    lines,
    billMiB: mebi(bytes.length),
    importSeconds: seconds(imported - began),
    compareSeconds: seconds(ended - imported),
    compareAgainSeconds: seconds(repeated - ended),
    rssBeforeMiB: mebi(before),
    rssPeakMiB: mebi(peak),
    result: result.counts,
    same: JSON.stringify(again.counts) === JSON.stringify(result.counts),
  })
})

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

function mebi(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}

/** As many paid orders as the bill has lines, written behind the program's back: selling them would take hours. */
async function fill({ app, channel }: Stage): Promise<void> {
  const at = `timestamptz '${day} 12:00:00+08'`
  const number = "'BENCH' || lpad(i::text, 15, '0')"
  const trade = "'20260101220014' || lpad(i::text, 14, '0')"
  await app.db.script(`
    begin;
    set local statement_timeout = 0;
    set local session_replication_role = replica;
    insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address,
      created_at, expires_at, paid_fen, paid_at, pay_type, trade_no)
    select 1, ${number}, 'paid', 9900, '', '13800138000', '', ${at}, ${at} + interval '1 hour', 9900, ${at},
      'alipay', ${trade} from generate_series(1, ${lines}) i;
    insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen, subject,
      gateway_expires_at, created_at, chosen_at)
    select 1, '${channel.id}', ${number}, ${number}, 'paid', 9900, '', ${at}, ${at}, ${at}
    from generate_series(1, ${lines}) i;
    insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
      amount_fen, paid_at, verdict, recorded_at)
    select 1, '${channel.id}', ${trade}, ${number}, ${number}, 9900, ${at}, 'accepted', ${at}
    from generate_series(1, ${lines}) i;
    insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
    select 1, 'payment', '${channel.id}:' || ${trade}, 'clearing:${channel.id}', 'payable', 9900, ${number},
      '${day}', ${at} from generate_series(1, ${lines}) i;
    commit;
    set statement_timeout = 0;
    analyze;
    reset statement_timeout`)
}

function bill(): Promise<Buffer> {
  const all = [...Array(3).keys()].map((turn) => Math.floor((lines / wrongEvery + 2 - turn) / 3))
  const [altered = 0, left = 0] = all
  const fen = (lines - left) * 9_900 + altered
  return longBill(rows(), {
    paid: lines - left,
    paidYuan: `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`,
  })
}

function* rows(): Generator<BillRow> {
  const start = startOfDay(day)
  for (let i = 1; i <= lines; i += 1) {
    const turn = i % wrongEvery === 0 ? (i / wrongEvery - 1) % 3 : -1
    if (turn === 1) continue
    const suffix = String(i).padStart(14, '0')
    yield {
      tradeNo: `20260101220014${turn === 2 ? `9${suffix.slice(1)}` : suffix}`,
      outTradeNo: turn === 2 ? `STRANGER${i}` : `BENCH0${suffix}`,
      amount: turn === 0 ? '99.01' : '99.00',
      fee: '-0.59',
      at: formatShanghai(later(start, (i % 86_400) * secondMs)),
    }
  }
}

/** The gateway has this bill, and knows nothing else. */
function offering(channel: Channel, bytes: Buffer): Channel {
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
