// Attempts, facts and the paid columns of orders: the statements behind "paid". Each verdict of settle is
// written by one statement, guarded by the version the snapshot was read at; SQL decides nothing.

import type { PaidFact, Witness } from '../core/fact.ts'
import type { GrantedUnit } from '../core/granted.ts'
import { type Db, statement } from './connect.ts'
import { goodsGranted, goodsOfAnyKindGranted } from './goods.ts'
import { columnsOf, licenseColumns, licensesGranted } from './goods-together.ts'
import { clearingByHand } from './manual-confirmations.ts'
import type { NoticeRow } from './notices.ts'
import {
  caseOpened,
  factAndEntry,
  factTold,
  ofEach,
  ofOne,
  plansOver,
  refundPlanned,
} from './payment-parts.ts'
import { isOversold, stockTakenAgain } from './stock.ts'

const factAndInbox = factAndEntry(ofOne)
const inTime = orderPaid({ late: 'false', reserved: '0', payType: '$17', tradeNo: '$18' })
const writePaid = statement(
  'write_paid',
  `with won as (${inTime}),
   ${factAndInbox},
   ${plansOver(ofOne)},
   ${goodsGranted('$19')}
   select 1 from won`,
)
/**
 * The same for many that came together, each by itself: an order that somebody else moved meanwhile, or holds, is left
 * out and keeps nobody waiting.
 */
const writePaidTogether = statement(
  'write_paid_together',
  `with told as materialized (
     select t.*, substring($11::bytea from t."bodyFrom" for t."bodyLength") as body, free.place
     from unnest((select $2::text[]), (select $3::integer[]), (select $4::text[]), (select $5::text[]),
       (select $6::text[]), (select $7::bigint[]), (select $8::float8[]), (select $9::text[]),
       (select $10::text[]), (select $12::integer[]), (select $13::integer[]), (select $14::jsonb[]),
       (select $15::text[]), (select $16::text[]), (select $17::text[])) with ordinality
       as t("orderNumber", version, "channelId", "gatewayTradeNo", "outTradeNo", "amountFen", "paidAt", witness,
         "newsId", "bodyFrom", "bodyLength", headers, sender, "payType", "tradeNo", payment)
     cross join lateral (
       select o.ctid as place from orders o
       where o.merchant_id = $1 and o.order_number = t."orderNumber" and o.version = t.version
       limit 1 for no key update of o skip locked) free),
   won as (
     update orders o set state = 'paid', closing_to = null, paid_fen = o.paid_fen + t."amountFen", paid_late = false,
       paid_at = to_timestamp(t."paidAt" / 1000), pay_type = t."payType", trade_no = t."tradeNo",
       version = o.version + 1
     from told t where o.ctid = t.place
     returning t.*, (select app_now()) as at),
   ${factAndEntry(ofEach)},
   ${plansOver(ofEach)},
   ${licensesGranted(18)}
   select "orderNumber" from won`,
)
// New licences alone, which is nearly always, need not look at the pools of cards nor at what is there.
const writePaidWithOthers = statement(
  'write_paid_with_others',
  `with won as (${inTime}),
   ${factAndInbox},
   ${plansOver(ofOne)},
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
   ${factTold(ofOne)},
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
  const stmt = isLicensesAlone(paid) ? writePaid : writePaidWithOthers
  return (await db.rows(stmt, values)).length === 1
}

export type PaidWrite = Readonly<{ write: FactWrite; paid: Paid }>

/**
 * Marks many orders paid in one transaction, each with new licences alone; answers the numbers of those that are. The
 * others' books changed since they were read, or are being changed. No two are of one order.
 */
export async function markPaidTogether(
  db: Db,
  merchantId: number,
  all: readonly PaidWrite[],
): Promise<ReadonlySet<string>> {
  const bodies = all.map(({ write }) => write.notice?.body)
  const lengths = bodies.map((body) => body?.length)
  let next = 1
  const told = all.map(({ write, paid }, at) => {
    const bodyFrom = next
    next += lengths[at] ?? 0
    return [
      ...[write.orderNumber, write.version, write.channelId, write.fact.gatewayTradeNo],
      ...[write.fact.outTradeNo, write.fact.amountFen, write.fact.paidAt, write.witness],
      ...[write.notice?.newsId, bodyFrom, lengths[at], write.notice?.headers],
      ...[write.notice?.senderAddress, paid.payType, paid.tradeNo],
    ]
  })
  const columns = columnsOf(told, 15)
  // In one piece, as the bytes they are: as an array each byte would be written in two digits and read again.
  columns.splice(9, 0, Buffer.concat(bodies.flatMap((body) => body ?? [])))
  columns.push(...licenseColumns(all.map(({ paid }) => paid.units)))
  const rows = await db.rows<{ orderNumber: string }>(writePaidTogether, [merchantId, ...columns])
  return new Set(rows.map(({ orderNumber }) => orderNumber))
}

/** Whether all that is delivered are new licences. */
export function isLicensesAlone({ units }: Pick<Paid, 'units'>): boolean {
  return units.every(({ kind }) => kind === 'license')
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
