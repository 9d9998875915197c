// Attempts, facts and the paid columns of orders: the statements behind "paid". Each verdict of settle is
// written by one statement, guarded by the version the snapshot was read at; SQL decides nothing.

import type { PaidFact, Witness } from '../core/fact.ts'
import type { GrantedUnit } from '../core/license.ts'
import type { Fen } from '../core/money.ts'
import type { OrderState, OwedLine } from '../core/order.ts'
import type { Snapshot } from '../core/settle.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { goodsGranted, goodsOfAnyKindGranted } from './goods.ts'
import { clearingByHand, onlyByHand } from './manual-confirmations.ts'
import type { NoticeRow } from './notices.ts'
import { isOversold, stockTakenAgain } from './stock.ts'

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
// it knows the tables' sizes, leads to a few rows and not to every notice of the channel.
const readSnapshot = statement(
  'read_snapshot',
  `select o.order_number as "orderNumber", o.state, o.due_fen as "dueFen", o.version,
     a.amount_fen as "amountFen", app_now() as now,
     (select jsonb_agg(jsonb_build_object(
         'lineNo', l.line_no, 'productId', l.product_id, 'planId', l.plan_id, 'name', l.name,
         'quantity', l.quantity, 'unitFen', l.unit_fen, 'amountFen', l.amount_fen,
         'fulfilmentKind', l.fulfilment_kind, 'validDays', l.valid_days, 'maxDevices', l.max_devices,
         'latePolicy', l.late_policy) || case l.stock when 'returned' then jsonb_build_object('stockLeft',
           (select p.stock - p.stock_taken from plan p where p.merchant_id = l.merchant_id
             and p.product_id = l.product_id and p.plan_id = l.plan_id)) else '{}' end
         order by l.line_no)
       from order_line l
       where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as lines,
     f.out_trade_no as "knownNumber", f.amount_fen as "knownFen", h.paid_at as "handPaidAt",
     coalesce(h.channel_id = a.channel_id and h.out_trade_no = a.out_trade_no, false) as "isHandNumber",
     coalesce(n.state = 'applied', false) as "newsApplied",
     exists (select from money_case c where c.merchant_id = a.merchant_id and c.kind = 'mismatch'
       and c.ref = a.channel_id || ':account_gone:' || a.out_trade_no || '::' || a.amount_fen and c.state = 'open') as "isMissed",
     exists (select from code_charge u where u.merchant_id = a.merchant_id and u.channel_id = a.channel_id
       and u.out_trade_no = a.out_trade_no and u.undo_asked_at is not null) as "isUndoAsked"
   from attempt a
   join orders o on o.merchant_id = a.merchant_id and o.order_number = a.order_number
   left join payment_fact f on f.merchant_id = a.merchant_id and f.channel_id = a.channel_id
     and f.gateway_trade_no = $4
   left join payment_fact h on h.merchant_id = a.merchant_id and h.order_number = a.order_number
     and h.verdict = 'accepted' and ${onlyByHand('h')}
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

// Fact, witness and inbox row are written by the same words under every verdict; the ledger entry is one of money
// that moves. What a person alone says is at no gateway yet.
const factTold = (verdict: string) => `
   attempt_told as (
     update attempt set state = 'paid', seen = 'paid', gateway_trade_no = $5, news_at = won.at
     from won
     where attempt.merchant_id = $1 and attempt.channel_id = $4 and attempt.out_trade_no = $6),
   fact as (
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
       amount_fen, paid_at, verdict, recorded_at)
     select $1, $4, $5, $6, $2, $7, to_timestamp($8::float8 / 1000), ${verdict}, won.at from won),
   witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select $1, $4, $5, $10, won.at from won),
   inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, $4, $11, $6, 'applied', $12, $13, $14, won.at from won where $11::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'applied')`

const factAndInbox = `${factTold('$9')},
   entered as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, $15, $4 || ':' || $5::text, 'clearing:' || case $10 when 'manual' then $10 else $4 end, $16, $7, $2,
       (to_timestamp($8::float8 / 1000) at time zone 'Asia/Shanghai')::date, won.at
     from won where $7 > 0)`

/** A case that records what is special about this money. */
const caseOpened = `
   opened as (
     insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, opened_at, resolved_at, refund_no)
     select $1, $17, $4 || ':' || $5::text, $18, $2, $4, $6, $5, $7, $19, won.at,
       case when $19 = 'resolved' then won.at end, $20
     from won
     on conflict do nothing)`

/**
 * The refund that ends the case, and the job that sends it once the time to undo it is over; without such a time a
 * person agrees first.
 */
const refundPlanned = `
   planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at)
     select $1, $20, $17, $2, $4, $6, $5, $7, case when $21::float8 is null then 'awaiting' else 'planned' end, won.at
     from won),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', $20, won.at + $21 * interval '1 millisecond', won.at from won where $21 is not null)`

const inTime = orderPaid({ late: 'false', reserved: '0', payType: '$17', tradeNo: '$18' })
const writePaid = statement(
  'write_paid',
  `with won as (${inTime}),
   ${factAndInbox},
   ${goodsGranted('$19')}
   select 1 from won`,
)
// Licences alone, which is nearly always, need not look at the pools of cards.
const writePaidWithCards = statement(
  'write_paid_with_cards',
  `with won as (${inTime}),
   ${factAndInbox},
   ${goodsOfAnyKindGranted('$19')}
   select 1 from won`,
)

const late = orderPaid({ late: 'true', reserved: '0', payType: '$21', tradeNo: '$22' })
const writePaidHeld = statement(
  'write_paid_held',
  `with won as (${late}),
   ${factAndInbox},
   ${caseOpened}
   select 1 from won`,
)
// Closing gave the stock back; what is delivered after all is taken again.
const writePaidLate = statement(
  'write_paid_late',
  `with won as (${late}),
   ${factAndInbox},
   ${caseOpened},
   ${stockTakenAgain},
   ${goodsOfAnyKindGranted('$23')}
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

const writeUnclear = statement(
  'write_unclear',
  `with won as (
     update orders set duplicate_fen = duplicate_fen + $7, version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at),
   ${factAndInbox},
   ${caseOpened}
   select 1 from won`,
)

const writeConfirmed = statement(
  'write_confirmed',
  `with won as (
     update orders set version = version + 1
     where merchant_id = $1 and order_number = $2 and version = $3
     returning app_now() as at),
   ${factTold('$9')},
   found as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, 'found', $4 || ':' || $5::text, 'clearing:' || $4, '${clearingByHand}', $7::bigint, $2,
       (to_timestamp($8::float8 / 1000) at time zone 'Asia/Shanghai')::date, won.at
     from won)
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

/** A refund planned in the same commit, and how long it may still be undone, in ms; null: a person must agree first. */
export type PlannedReturn = Readonly<{ refundNo: string; waitMs: number | null }>

/** Marks the order paid and writes all that follows. False: the books changed since they were read. */
export async function markPaid(db: Db, write: FactWrite, paid: Paid): Promise<boolean> {
  const values = [...factValues(write, 'accepted'), ...paidValues(paid)]
  const hasCards = paid.units.some(({ kind }) => kind === 'card')
  return (await db.rows(hasCards ? writePaidWithCards : writePaid, values)).length === 1
}

/** The same for money that came late and is held, nobody's until a person decides. */
export async function markPaidHeld(
  db: Db,
  write: FactWrite,
  { payType, tradeNo }: Omit<Paid, 'units'>,
  reason: 'held' | 'sold_out' | 'gone_back',
): Promise<boolean> {
  const opened = ['late', reason, 'open', null]
  const told = [...toldValues(write, 'accepted'), 'payment', 'suspense']
  return (await db.rows(writePaidHeld, [...told, ...opened, payType, tradeNo])).length === 1
}

/** The same for money that came late and is delivered. False also when less is left than the books said. */
export async function markPaidLate(db: Db, write: FactWrite, paid: Paid): Promise<boolean> {
  const opened = ['late', 'delivered', 'resolved', null]
  const values = [...factValues(write, 'accepted'), ...opened, ...paidValues(paid)]
  try {
    return (await db.rows(writePaidLate, values)).length === 1
  } catch (error) {
    if (isOversold(error)) return false
    throw error
  }
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

/** The same, while a person is to say whether it came again; no refund is planned. */
export async function markUnclear(db: Db, write: FactWrite): Promise<boolean> {
  const opened = ['duplicate', 'after_hand', 'open', null]
  return (await db.rows(writeUnclear, [...factValues(write, 'duplicate'), ...opened])).length === 1
}

/** Records the gateway's own word for money that was confirmed by hand. False: the books changed meanwhile. */
export async function markConfirmed(db: Db, write: FactWrite): Promise<boolean> {
  return (await db.rows(writeConfirmed, toldValues(write, 'confirmed'))).length === 1
}

function paidValues({ payType, tradeNo, units }: Paid): unknown[] {
  return [payType, tradeNo, JSON.stringify(units)]
}

function factValues(write: FactWrite, verdict: 'accepted' | 'duplicate'): unknown[] {
  const entry = verdict === 'accepted' ? ['payment', 'payable'] : ['duplicate', 'suspense']
  return [...toldValues(write, verdict), ...entry]
}

function toldValues(write: FactWrite, verdict: 'accepted' | 'duplicate' | 'confirmed'): unknown[] {
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
