// What settle needs to know of the books, read in one statement, for one payment or for many that came together.

import type { PaidFact } from '../core/fact.ts'
import type { Fen } from '../core/money.ts'
import type { OrderState, OwedLine } from '../core/order.ts'
import type { Snapshot } from '../core/settle.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement, unindexed } from './connect.ts'
import { lineLicense } from './line-terms.ts'
import { onlyByHand } from './manual-confirmations.ts'

/**
 * The books about one number at one channel, with what the write needs to know it is still true. Missed: a case asks
 * a person about this number, because its account could not be asked. Undo asked: the number is a charge by code the
 * gateway was asked to undo.
 */
export type VersionedSnapshot = Snapshot &
  Readonly<{
    version: number
    now: Instant
    newsApplied: boolean
    isMissed: boolean
    isUndoAsked: boolean
  }>

type SnapshotRow = Readonly<{
  orderNumber: string
  state: OrderState
  dueFen: Fen
  version: number
  amountFen: Fen
  now: Instant
  lines: readonly OwedLine[]
  knownNumber: string | null
  knownFen: Fen | null
  handPaidAt: Instant | null
  isHandNumber: boolean
  newsApplied: boolean
  isMissed: boolean
  isUndoAsked: boolean
}>

// The notice's number repeats what its news_id implies, so that any index PostgreSQL may choose, even before
// it knows the tables' sizes, leads to a few rows and not to every notice of the channel. The limit of the fact by hand
// has it looked for at this order alone: a plan made while the tables were empty joined all facts with all witnesses.
const snapshotOf = (
  told: Readonly<Record<'channel' | 'out' | 'trade' | 'news', string>>,
) => `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.version,
     a.amount_fen as "amountFen", (select app_now()) as now,
     (select jsonb_agg(jsonb_build_object(
         'lineNo', l.line_no, 'productId', l.product_id, 'planId', l.plan_id, 'name', l.name,
         'quantity', l.quantity, 'unitFen', l.unit_fen, 'amountFen', l.amount_fen,
         'fulfilmentKind', l.fulfilment_kind, 'validDays', l.valid_days, 'maxDevices', l.max_devices,
         'latePolicy', l.late_policy, 'license', ${lineLicense('l')}) || case l.stock when 'returned' then jsonb_build_object('stockLeft',
           (select p.stock - p.stock_taken from plan p where p.merchant_id = l.merchant_id
             and p.product_id = l.product_id and p.plan_id = l.plan_id)) else '{}' end
         order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines,
     f.out_trade_no as "knownNumber", f.amount_fen as "knownFen", h.paid_at as "handPaidAt",
     coalesce(h.channel_id = a.channel_id and h.out_trade_no = a.out_trade_no, false) as "isHandNumber",
     coalesce(n.state = 'applied', false) as "newsApplied",
     exists (select from money_case c where c.merchant_id = a.merchant_id and c.kind = 'mismatch'
       and c.ref = a.channel_id || ':account_gone:' || a.out_trade_no || '::' || a.amount_fen and ${unindexed('c.state')} = 'open') as "isMissed",
     exists (select from code_charge u where u.merchant_id = a.merchant_id and u.channel_id = a.channel_id
       and u.out_trade_no = a.out_trade_no and u.undo_asked_at is not null) as "isUndoAsked"
   from attempt a
   join orders o on o.merchant_id = a.merchant_id and o.order_number = a.order_number
   left join payment_fact f on f.merchant_id = a.merchant_id and f.channel_id = a.channel_id
     and f.gateway_trade_no = ${told.trade}
   left join lateral (
     select h.paid_at, h.channel_id, h.out_trade_no from payment_fact h
     where h.merchant_id = a.merchant_id and h.order_number = a.order_number
       and h.verdict = 'accepted' and ${onlyByHand('h')}
     limit 1) h on true
   left join notice n on n.merchant_id = a.merchant_id and n.channel_id = a.channel_id
     and n.out_trade_no = a.out_trade_no and n.news_id = ${told.news}
   where a.merchant_id = $1 and a.channel_id = ${told.channel} and a.out_trade_no = ${told.out}`

const readSnapshot = statement(
  'read_snapshot',
  snapshotOf({ channel: '$2', out: '$3', trade: '$4', news: '$5' }),
)
const readSnapshots = statement(
  'read_snapshots',
  `select t.at, books.*
   from unnest((select $2::text[]), (select $3::text[]), (select $4::text[]), (select $5::text[]))
     with ordinality as t(channel, out, trade, news, at)
   cross join lateral (
     ${snapshotOf({ channel: 't.channel', out: 't.out', trade: 't.trade', news: 't.news' })}
     limit 1) books`,
)

/** Reads everything settle needs in one statement; undefined when the number is not ours. */
export async function findSnapshot(
  db: Db,
  merchantId: number,
  channelId: string,
  fact: PaidFact,
  newsId: string | null,
): Promise<VersionedSnapshot | undefined> {
  const values = [merchantId, channelId, fact.outTradeNo, fact.gatewayTradeNo, newsId]
  const [row] = await db.rows<SnapshotRow>(readSnapshot, values)
  return row && snapshotIn(row, fact)
}

/** Of one payment that is told of. */
export type Asked = Readonly<{ channelId: string; fact: PaidFact; newsId: string | null }>

/** The same of many in one statement, each in its place. */
export async function findSnapshots(
  db: Db,
  merchantId: number,
  all: readonly Asked[],
): Promise<readonly (VersionedSnapshot | undefined)[]> {
  const rows = await db.rows<SnapshotRow & Readonly<{ at: number }>>(readSnapshots, [
    merchantId,
    all.map(({ channelId }) => channelId),
    all.map(({ fact }) => fact.outTradeNo),
    all.map(({ fact }) => fact.gatewayTradeNo),
    all.map(({ newsId }) => newsId),
  ])
  const byPlace = new Map(rows.map((row) => [row.at, row]))
  return all.map(({ fact }, at) => {
    const row = byPlace.get(at + 1)
    return row && snapshotIn(row, fact)
  })
}

function snapshotIn(row: SnapshotRow, fact: PaidFact): VersionedSnapshot {
  return {
    order: { number: row.orderNumber, state: row.state, dueFen: row.dueFen },
    attempt: { outTradeNo: fact.outTradeNo, amountFen: row.amountFen },
    lines: row.lines,
    known:
      row.knownNumber === null || row.knownFen === null
        ? undefined
        : { outTradeNo: row.knownNumber, amountFen: row.knownFen },
    byHand:
      row.handPaidAt === null
        ? undefined
        : { isSameNumber: row.isHandNumber, paidAt: row.handPaidAt },
    version: row.version,
    now: row.now,
    newsApplied: row.newsApplied,
    isMissed: row.isMissed,
    isUndoAsked: row.isUndoAsked,
  }
}
