// Attempts, facts and the paid columns of orders: the statements behind "paid". Each verdict of settle is
// written by one statement, guarded by the version the snapshot was read at; SQL decides nothing.

import type { PaidFact, Witness } from '../core/fact.ts'
import type { GrantedUnit } from '../core/license.ts'
import type { Fen } from '../core/money.ts'
import type { OrderState, OwedLine } from '../core/order.ts'
import type { MismatchReason, Snapshot } from '../core/settle.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { goodsGranted } from './goods.ts'
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
  lines: readonly OwedLine[]
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
         'fulfilmentKind', l.fulfilment_kind, 'validDays', l.valid_days, 'maxDevices', l.max_devices,
         'latePolicy', l.late_policy)
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

// Fact, ledger entry, witness and inbox row are written by the same words under every verdict that moves money.
const factAndInbox = `
   attempt_told as (
     update attempt set state = 'paid', seen = 'paid', gateway_trade_no = $5, news_at = won.at
     from won
     where attempt.merchant_id = $1 and attempt.channel_id = $4 and attempt.out_trade_no = $6),
   fact as (
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
       amount_fen, paid_at, verdict, recorded_at)
     select $1, $4, $5, $6, $2, $7, to_timestamp($8::float8 / 1000), $9, won.at from won),
   entered as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, $15, $4 || ':' || $5::text, 'clearing:' || $4, $16, $7, $2,
       (to_timestamp($8::float8 / 1000) at time zone 'Asia/Shanghai')::date, won.at
     from won where $7 > 0),
   witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select $1, $4, $5, $10, won.at from won),
   inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, $4, $11, $6, 'applied', $12, $13, $14, won.at from won where $11::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'applied')`

/** A case that records what is special about this money. */
const caseOpened = `
   opened as (
     insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, opened_at, resolved_at, refund_no)
     select $1, $17, $4 || ':' || $5::text, $18, $2, $4, $6, $5, $7, $19, won.at,
       case when $19 = 'resolved' then won.at end, $20
     from won
     on conflict do nothing)`

/** The refund that ends the case, and the job that sends it once the time to undo it is over. */
const refundPlanned = `
   planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at)
     select $1, $20, $17, $2, $4, $6, $5, $7, 'planned', won.at from won),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', $20, won.at + $21 * interval '1 millisecond', won.at from won)`

const writePaid = statement(
  'write_paid',
  `with won as (${orderPaid({ late: 'false', reserved: '0', payType: '$17', tradeNo: '$18' })}),
   ${factAndInbox},
   ${goodsGranted('$19')}
   select 1 from won`,
)

const writePaidLate = statement(
  'write_paid_late',
  `with won as (${orderPaid({ late: 'true', reserved: '0', payType: '$21', tradeNo: '$22' })}),
   ${factAndInbox},
   ${caseOpened},
   ${goodsGranted('$23')}
   select 1 from won`,
)

// All of it is promised to the refund, line by line.
const writePaidReturning = statement(
  'write_paid_returning',
  `with won as (${orderPaid({ late: 'true', reserved: '$7', payType: '$22', tradeNo: '$23' })}),
   ${factAndInbox},
   ${caseOpened},
   ${refundPlanned},
   promised as (
     update order_line l set refund_fen = l.amount_fen
     from won where l.merchant_id = $1 and l.order_number = $2
     returning l.line_no, l.amount_fen),
   planned_lines as (
     insert into refund_line (merchant_id, refund_no, line_no, amount_fen)
     select $1, $20, line_no, amount_fen from promised where amount_fen > 0)
   select 1 from won`,
)

const writeDuplicate = statement(
  'write_duplicate',
  `with won as (
     update orders set duplicate_fen = duplicate_fen + $7, version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at),
   ${factAndInbox},
   ${caseOpened},
   ${refundPlanned}
   select 1 from won`,
)

function orderPaid(values: Readonly<Record<'late' | 'reserved' | 'payType' | 'tradeNo', string>>) {
  return `
     update orders set state = 'paid', closing_to = null, paid_fen = paid_fen + $7,
       reserved_fen = reserved_fen + ${values.reserved}, paid_late = ${values.late},
       paid_at = to_timestamp($8::float8 / 1000), pay_type = ${values.payType},
       trade_no = ${values.tradeNo}, version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at`
}

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

/** How the order shows who was paid, and what was made for the buyer. */
export type Paid = Readonly<{
  payType: string
  tradeNo: string | null
  units: readonly GrantedUnit[]
}>

/** A refund planned in the same commit, and how long it may still be undone, in ms. */
export type PlannedReturn = Readonly<{ refundNo: string; waitMs: number }>

/** Marks the order paid and writes all that follows. False: the books changed since they were read. */
export async function markPaid(db: Db, write: FactWrite, paid: Paid): Promise<boolean> {
  const values = [...factValues(write, 'accepted'), ...paidValues(paid)]
  return (await db.rows(writePaid, values)).length === 1
}

/** The same for money that came late and is delivered, or is held for a person to decide. */
export async function markPaidLate(
  db: Db,
  write: FactWrite,
  paid: Paid,
  policy: 'deliver' | 'hold',
): Promise<boolean> {
  const opened =
    policy === 'deliver' ? ['late', 'delivered', 'resolved', null] : ['late', 'held', 'open', null]
  const values = [...factValues(write, 'accepted'), ...opened, ...paidValues(paid)]
  return (await db.rows(writePaidLate, values)).length === 1
}

/** The same for money that came late and goes back: nothing is delivered, all of it is promised to a refund. */
export async function markPaidReturning(
  db: Db,
  write: FactWrite,
  { payType, tradeNo }: Omit<Paid, 'units'>,
  { refundNo, waitMs }: PlannedReturn,
): Promise<boolean> {
  const opened = ['late', 'returning', 'acting', refundNo, waitMs]
  const values = [...factValues(write, 'accepted'), ...opened, payType, tradeNo]
  return (await db.rows(writePaidReturning, values)).length === 1
}

/**
 * Records money that came again, with its case and the refund that is to end it. False: the books changed since
 * they were read.
 */
export async function markDuplicate(
  db: Db,
  write: FactWrite,
  { refundNo, waitMs }: PlannedReturn,
): Promise<boolean> {
  const opened = ['duplicate', 'paid_twice', 'acting', refundNo, waitMs]
  const values = [...factValues(write, 'duplicate'), ...opened]
  return (await db.rows(writeDuplicate, values)).length === 1
}

function paidValues({ payType, tradeNo, units }: Paid): unknown[] {
  return [payType, tradeNo, JSON.stringify(units)]
}

function factValues(write: FactWrite, verdict: 'accepted' | 'duplicate'): unknown[] {
  const { fact, notice } = write
  const entry = verdict === 'accepted' ? ['payment', 'payable'] : ['duplicate', 'suspense']
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
    ...entry,
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
   values ($1, $13, $8, $9, $10, $2, $4, $11, $12, 'open', app_now())
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
    wrong.reason === 'overpaid' ? 'over' : 'mismatch',
  ])
}
