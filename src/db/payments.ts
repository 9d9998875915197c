// Attempts, facts and the paid columns of orders: the statements behind "paid". Each verdict of settle is
// written by one statement, guarded by the version the snapshot was read at; SQL decides nothing.

import type { PaidFact, Witness } from '../core/fact.ts'
import type { GrantedUnit } from '../core/license.ts'
import type { Fen } from '../core/money.ts'
import type { OrderLine, OrderState } from '../core/order.ts'
import type { MismatchReason, Snapshot } from '../core/settle.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import type { NoticeRow } from './notices.ts'

/** The books about one number at one channel, with what the write needs to know it is still true. */
export type VersionedSnapshot = Snapshot &
  Readonly<{ version: number; now: Instant; newsApplied: boolean }>

type SnapshotRow = Readonly<{
  orderNumber: string
  state: OrderState
  dueFen: Fen
  version: number
  amountFen: Fen
  now: Instant
  lines: readonly OrderLine[]
  knownNumber: string | null
  knownFen: Fen | null
  newsApplied: boolean
}>

// The notice's number repeats what its news_id implies, so that any index PostgreSQL may choose, even before
// it knows the tables' sizes, leads to a few rows and not to every notice of the channel.
const readSnapshot = statement(
  'read_snapshot',
  `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.version,
     a.amount_fen as "amountFen", app_now() as now,
     (select jsonb_agg(jsonb_build_object(
         'lineNo', l.line_no, 'productId', l.product_id, 'planId', l.plan_id, 'name', l.name,
         'quantity', l.quantity, 'unitFen', l.unit_fen, 'amountFen', l.amount_fen,
         'fulfilmentKind', l.fulfilment_kind, 'validDays', l.valid_days, 'maxDevices', l.max_devices)
         order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines,
     f.out_trade_no as "knownNumber", f.amount_fen as "knownFen",
     coalesce(n.state = 'applied', false) as "newsApplied"
   from attempt a
   join orders o on o.merchant_id = a.merchant_id and o.order_number = a.order_number
   left join payment_fact f on f.merchant_id = a.merchant_id and f.channel_id = a.channel_id
     and f.gateway_trade_no = $4
   left join notice n on n.merchant_id = a.merchant_id and n.channel_id = a.channel_id
     and n.out_trade_no = a.out_trade_no and n.news_id = $5
   where a.merchant_id = $1 and a.channel_id = $2 and a.out_trade_no = $3`,
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
  if (!row) return undefined
  return {
    order: { number: row.orderNumber, state: row.state, dueFen: row.dueFen },
    attempt: { outTradeNo: fact.outTradeNo, amountFen: row.amountFen },
    lines: row.lines,
    known:
      row.knownNumber === null || row.knownFen === null
        ? undefined
        : { outTradeNo: row.knownNumber, amountFen: row.knownFen },
    version: row.version,
    now: row.now,
    newsApplied: row.newsApplied,
  }
}

// Fact, witness and inbox row are written by the same words under both verdicts that move money.
const factAndInbox = `
   attempt_told as (
     update attempt set state = 'paid', seen = 'paid', gateway_trade_no = $5, news_at = won.at
     from won
     where attempt.merchant_id = $1 and attempt.channel_id = $4 and attempt.out_trade_no = $6),
   fact as (
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
       amount_fen, paid_at, verdict, recorded_at)
     select $1, $4, $5, $6, $2, $7, to_timestamp($8::float8 / 1000), $9, won.at from won),
   witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select $1, $4, $5, $10, won.at from won),
   inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, $4, $11, $6, 'applied', $12, $13, $14, won.at from won where $11::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'applied'),
   opened as (
     insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, opened_at, resolved_at)
     select $1, $15, $4 || ':' || $5::text, $16, $2, $4, $6, $5, $7, $17, won.at,
       case when $17 = 'resolved' then won.at end
     from won where $15::text is not null
     on conflict do nothing)`

const writePaid = statement(
  'write_paid',
  `with won as (
     update orders set state = 'paid', closing_to = null, paid_fen = paid_fen + $7, paid_late = $18,
       paid_at = to_timestamp($8::float8 / 1000), pay_type = $19, trade_no = $20, version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at),
   ${factAndInbox},
   granted as (
     insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select $1, $2, g."lineNo", g.seq, g.kind, 'done', won.at
     from won, jsonb_to_recordset($21::jsonb) as g("lineNo" integer, seq integer, kind text)),
   issued as (
     insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed,
       key_masked, product_id, plan_id, state, valid_from, valid_until, max_devices)
     select $1, g."licenseId", $2, g."lineNo", g.seq, decode(g."keyHash", 'base64'), g."keySealed",
       g."keyMasked", g."productId", g."planId", 'active', to_timestamp(g."validFrom" / 1000),
       to_timestamp(g."validUntil" / 1000), g."maxDevices"
     from won, jsonb_to_recordset($21::jsonb) as g("lineNo" integer, seq integer, "licenseId" text,
       "keyHash" text, "keySealed" text, "keyMasked" text, "productId" text, "planId" text,
       "validFrom" float8, "validUntil" float8, "maxDevices" integer))
   select 1 from won`,
)

const writeDuplicate = statement(
  'write_duplicate',
  `with won as (
     update orders set duplicate_fen = duplicate_fen + $7, version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at),
   ${factAndInbox},
   planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at)
     select $1, $18, 'duplicate', $2, $4, $6, $5, $7, 'planned', won.at from won),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', $18, won.at + $19 * interval '1 millisecond', won.at from won)
   select 1 from won`,
)

/** What moves money: where it came from, what it is, and the bytes that said so. */
export type FactWrite = Readonly<{
  merchantId: number
  channelId: string
  orderNumber: string
  version: number
  fact: PaidFact
  witness: Witness
  notice: NoticeRow | undefined
}>

/** Marks the order paid and writes all that follows. False: the books changed since they were read. */
export async function markPaid(
  db: Db,
  write: FactWrite,
  paid: Readonly<{
    late: boolean
    payType: string
    tradeNo: string | null
    units: readonly GrantedUnit[]
  }>,
): Promise<boolean> {
  const opened = paid.late ? ['late', 'delivered', 'resolved'] : [null, null, null]
  const values = [
    ...factValues(write, 'accepted'),
    ...opened,
    paid.late,
    paid.payType,
    paid.tradeNo,
    JSON.stringify(paid.units),
  ]
  return (await db.rows(writePaid, values)).length === 1
}

/**
 * Records money that came again, with its case and the refund that is to end it, which starts `waitMs` later.
 * False: the books changed since they were read.
 */
export async function markDuplicate(
  db: Db,
  write: FactWrite,
  refund: Readonly<{ refundNo: string; waitMs: number }>,
): Promise<boolean> {
  const opened = ['duplicate', 'paid_twice', 'open']
  const values = [...factValues(write, 'duplicate'), ...opened, refund.refundNo, refund.waitMs]
  return (await db.rows(writeDuplicate, values)).length === 1
}

function factValues(write: FactWrite, verdict: 'accepted' | 'duplicate'): unknown[] {
  const { fact, notice } = write
  return [
    write.merchantId,
    write.orderNumber,
    write.version,
    write.channelId,
    fact.gatewayTradeNo,
    fact.outTradeNo,
    fact.amountFen,
    fact.paidAt,
    verdict,
    write.witness,
    notice?.newsId ?? null,
    notice?.body ?? null,
    notice ? JSON.stringify(notice.headers) : null,
    notice?.senderAddress ?? null,
  ]
}

const writeRepeat = statement(
  'write_repeat',
  `with witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     values ($1, $2, $3, $4, app_now())
     on conflict do nothing)
   insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
     sender_address, received_at)
   select $1, $2, $5, $6, 'applied', $7, $8, $9, app_now() where $5::text is not null
   on conflict (merchant_id, channel_id, news_id) do update set state = 'applied'
     where notice.state <> 'applied'`,
)

/** Notes one more witness of a known fact. */
export async function noteWitness(
  db: Db,
  write: Omit<FactWrite, 'version' | 'orderNumber'>,
): Promise<void> {
  const { fact, notice } = write
  await db.rows(writeRepeat, [
    write.merchantId,
    write.channelId,
    fact.gatewayTradeNo,
    write.witness,
    notice?.newsId ?? null,
    fact.outTradeNo,
    notice?.body ?? null,
    notice ? JSON.stringify(notice.headers) : null,
    notice?.senderAddress ?? null,
  ])
}

const writeMismatch = statement(
  'write_mismatch',
  `with inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, $2, $3, $4, 'refused', $5, $6, $7, app_now() where $3::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'refused'
       where notice.state = 'retry')
   insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at)
   values ($1, 'mismatch', $8, $9, $10, $2, $4, $11, $12, 'open', app_now())
   on conflict do nothing`,
)

/** Opens a case for news that contradicts our books; told again, it stays one case. Nothing else moves. */
export async function openMismatch(
  db: Db,
  wrong: Readonly<{
    merchantId: number
    channelId: string
    outTradeNo: string
    gatewayTradeNo: string | null
    amountFen: Fen | null
    orderNumber: string | null
    reason: MismatchReason
    notice: NoticeRow | undefined
  }>,
): Promise<void> {
  const { notice } = wrong
  const ref = [
    wrong.channelId,
    wrong.reason,
    wrong.outTradeNo,
    wrong.gatewayTradeNo,
    wrong.amountFen,
  ]
  await db.rows(writeMismatch, [
    wrong.merchantId,
    wrong.channelId,
    notice?.newsId ?? null,
    wrong.outTradeNo,
    notice?.body ?? null,
    notice ? JSON.stringify(notice.headers) : null,
    notice?.senderAddress ?? null,
    ref.join(':'),
    wrong.reason,
    wrong.orderNumber,
    wrong.gatewayTradeNo,
    wrong.amountFen,
  ])
}
