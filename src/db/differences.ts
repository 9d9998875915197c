// What reconciling a day writes: differences and their cases, witnesses, the gateway's fees, and the day's
// result. Everything can be written again and comes to the same.

import type { Difference, DifferenceState } from '../core/reconcile.ts'
import { type BillScope, keyOf } from './bills.ts'
import { bePatient, type Database, type Db, statement } from './connect.ts'
import { clearingByHand } from './manual-confirmations.ts'

/** Our own cases about bills are named so; others belong to whoever opened them. */
function caseRefOf({ channelId }: BillScope, { kind, ref }: Difference): string {
  return `bill:${channelId}:${kind}:${ref}`
}

// One that was mended stays on record as such, and ends the case it had. A case that a person has ended stays ended,
// see `closeDecided`.
const upsertDifferences = statement(
  'put_differences',
  `with mended as (
     update money_case c set state = 'resolved', reason = 'matched', resolved_at = app_now()
     from jsonb_to_recordset($4::jsonb) as d(state text, "caseRef" text)
     where d.state = 'healed' and c.merchant_id = $1 and c.kind = 'unmatched_bill' and c.ref = d."caseRef"
       and c.state = 'open')
   insert into bill_difference (merchant_id, channel_id, day, kind, ref, ours_fen, bill_fen, state,
     explanation, found_at, settled_at)
   select $1, $2, $3, d.kind, d.ref, d."oursFen", d."billFen", d.state, d.explanation, app_now(),
     case d.state when 'healed' then app_now() end
   from jsonb_to_recordset($4::jsonb) as d(kind text, ref text, "oursFen" bigint, "billFen" bigint,
     state text, explanation jsonb)
   on conflict (merchant_id, channel_id, kind, ref) do update
     set day = excluded.day, ours_fen = excluded.ours_fen, bill_fen = excluded.bill_fen,
       state = excluded.state, explanation = excluded.explanation, settled_at = excluded.settled_at
     where bill_difference.state <> 'healed' or bill_difference.kind = 'foreign_sale'`,
)

// A case that ended because bill and books agreed opens again when they do not; a person's word is final.
const insertCases = statement(
  'open_bill_cases',
  `insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at)
   select $1, c.kind, c.ref, c.reason, a.order_number, $2, coalesce(c."outTradeNo", ''),
     c."gatewayTradeNo", c."amountFen", 'open', app_now()
   from jsonb_to_recordset($3::jsonb) as c(kind text, ref text, reason text, "outTradeNo" text,
     "gatewayTradeNo" text, "amountFen" bigint)
   left join attempt a on a.merchant_id = $1 and a.channel_id = $2
     and a.out_trade_no = c."outTradeNo"
   on conflict (merchant_id, kind, ref) do update
     set state = 'open', reason = excluded.reason, amount_fen = excluded.amount_fen, resolved_at = null,
       waive_asked_by = null
     where money_case.state = 'resolved' and money_case.reason = 'matched'`,
)

/** Records what was found, and opens the cases it leads to. */
export async function putDifferences(
  db: Db,
  scope: BillScope,
  found: readonly Difference[],
): Promise<void> {
  if (found.length === 0) return
  // A line that comes twice in the bill is the same difference twice.
  const differences = [...new Map(found.map((one) => [`${one.kind} ${one.ref}`, one])).values()]
  const rows = differences.map((one) => ({
    kind: one.kind,
    ref: one.ref,
    oursFen: one.evidence.oursFen ?? null,
    billFen: one.evidence.billFen ?? null,
    state: one.state,
    caseRef: caseRefOf(scope, one),
    explanation: {
      reason: one.reason,
      zh: one.zh,
      en: one.en,
      evidence: one.evidence,
      ...(one.opens ? { case: { kind: one.opens, ref: caseRefOf(scope, one) } } : {}),
    },
  }))
  const cases = differences.flatMap((one) =>
    one.opens
      ? [
          {
            kind: one.opens,
            ref: caseRefOf(scope, one),
            reason: one.reason,
            outTradeNo: one.evidence.outTradeNo ?? null,
            gatewayTradeNo: one.evidence.gatewayTradeNo ?? null,
            amountFen: one.evidence.billFen ?? one.evidence.oursFen ?? null,
          },
        ]
      : [],
  )
  await db.rows(upsertDifferences, [...keyOf(scope), JSON.stringify(rows)])
  if (cases.length > 0)
    await db.rows(insertCases, [scope.merchantId, scope.channelId, JSON.stringify(cases)])
}

const closeGone = statement(
  'close_gone_differences',
  `with gone as (
     update bill_difference d set state = 'resolved', settled_at = app_now()
     where merchant_id = $1 and channel_id = $2 and day = $3 and state in ('waiting', 'case')
       and not exists (
         select 1 from unnest($4::text[], $5::text[]) as f(kind, ref)
         where f.kind = d.kind and f.ref = d.ref)
     returning explanation)
   update money_case c set state = 'resolved', reason = 'matched', resolved_at = app_now()
   from gone
   where c.merchant_id = $1 and c.kind = gone.explanation->'case'->>'kind'
     and c.ref = gone.explanation->'case'->>'ref' and c.state = 'open'`,
)

const closeDecided = statement(
  'close_decided_differences',
  `update bill_difference d set state = 'resolved', settled_at = c.resolved_at
   from money_case c
   where d.merchant_id = $1 and d.channel_id = $2 and d.day = $3 and d.state = 'case'
     and c.merchant_id = $1 and c.kind = d.explanation->'case'->>'kind'
     and c.ref = d.explanation->'case'->>'ref'
     and (c.state = 'waived' or (c.state = 'resolved' and c.reason <> 'matched'))`,
)

/** Ends the day's differences that were not found again, with their cases, and those a person has ended. */
export async function closeDifferences(
  db: Db,
  scope: BillScope,
  found: readonly Pick<Difference, 'kind' | 'ref'>[],
): Promise<void> {
  const kinds = found.map(({ kind }) => kind)
  const refs = found.map(({ ref }) => ref)
  await db.rows(closeGone, [...keyOf(scope), kinds, refs])
  await db.rows(closeDecided, keyOf(scope))
}

const selectFoundHere = statement(
  'list_days_found_here',
  `select distinct to_char(d.day, 'YYYY-MM-DD') as day
   from bill_difference d
   where d.merchant_id = $1 and d.channel_id = $2 and d.day <> $3 and d.state in ('waiting', 'case')
     and case d.kind
       when 'missing_payment' then exists (select 1 from bill_line l
         where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
           and l.entry = 'payment' and l.gateway_trade_no = d.ref)
       when 'missing_refund' then exists (select 1 from bill_line l
         where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
           and l.entry = 'refund' and l.refund_no = d.ref)
       else false end`,
)

/** Other days that miss in their bills what this day's bill has. */
export async function listDaysFoundHere(db: Db, scope: BillScope): Promise<readonly string[]> {
  const rows = await db.rows<{ day: string }>(selectFoundHere, keyOf(scope))
  return rows.map(({ day }) => day)
}

// The time is asked for once, not for each row. Who was told of already is left out first: a bill that is compared
// again has them all.
const insertWitnesses = statement(
  'note_bill_witnesses',
  `insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
   select f.merchant_id, f.channel_id, f.gateway_trade_no, 'bill', (select app_now())
   from bill_line l
   join payment_fact f on f.merchant_id = l.merchant_id and f.channel_id = l.channel_id
     and f.gateway_trade_no = l.gateway_trade_no and f.amount_fen = l.amount_fen
     and f.out_trade_no = l.out_trade_no
   where l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
     and l.entry = 'payment' and l.line_no > $4 and l.line_no <= $5
     and not exists (
       select 1 from fact_witness w
       where w.merchant_id = f.merchant_id and w.channel_id = f.channel_id
         and w.gateway_trade_no = f.gateway_trade_no and w.witness = 'bill')
   on conflict do nothing`,
)
/** The database has more than one processor, and each statement uses one. */
const sideBySide = 2

/** Every payment that matches has the bill for a witness; `lines` is how many the bill has. */
export async function noteBillWitnesses(
  db: Database,
  scope: BillScope,
  lines: number,
): Promise<void> {
  const share = Math.ceil(lines / sideBySide)
  const lane = (at: number) =>
    db.tx(async (tx) => {
      await bePatient(tx)
      await tx.rows(insertWitnesses, [...keyOf(scope), at * share, (at + 1) * share])
    })
  await Promise.all(Array.from({ length: sideBySide }, (_, at) => lane(at)))
}

const insertFound = statement(
  'post_found_by_bill',
  `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
   select $1, 'found', f.channel_id || ':' || f.gateway_trade_no, 'clearing:' || f.channel_id, '${clearingByHand}',
     f.amount_fen, f.order_number, l.day, app_now()
   from manual_confirmation m
   join payment_fact f on f.merchant_id = $1 and f.channel_id = $2 and f.gateway_trade_no = m.reference
     and f.verdict = 'accepted'
   join bill_line l on l.merchant_id = $1 and l.channel_id = $2 and l.day = $3 and l.kind = 'trade'
     and l.entry = 'payment' and l.gateway_trade_no = f.gateway_trade_no and l.amount_fen = f.amount_fen
     and l.out_trade_no = f.out_trade_no
   where m.merchant_id = $1 and m.channel_id = $2 and m.state = 'applied'
   on conflict do nothing`,
)

/** What was confirmed by hand and stands in the bill is at the gateway. Before the bill becomes its witness. */
export async function postFound(db: Db, scope: BillScope): Promise<void> {
  await db.rows(insertFound, keyOf(scope))
}

// The ledger is append-only and a bill may be corrected, so what is posted is the rest. Two who post at once
// take the same number, and one of them posts nothing.
const postFees = statement(
  'post_fees',
  `with posted as (
     select coalesce(sum(case kind when 'fee' then amount_fen else -amount_fen end), 0)::bigint as fen,
       count(*) as times
     from ledger_entry
     where merchant_id = $1 and day = $3::text::date and kind in ('fee', 'fee_return')
       and starts_with(ref, $2 || ':' || $3::text || ':bill:')),
   rest as (select $4::bigint - fen as fen, times from posted)
   insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at)
   select $1, case when fen > 0 then 'fee' else 'fee_return' end,
     $2 || ':' || $3::text || ':bill:' || (times + 1)::text,
     case when fen > 0 then 'fee' else 'clearing:' || $2 end,
     case when fen > 0 then 'clearing:' || $2 else 'fee' end, abs(fen), $3::text::date, app_now()
   from rest where fen <> 0
   on conflict do nothing`,
)

/** Brings the fees on the ledger to what the day's bill says, `feeFen` in all. */
export async function postDayFees(db: Db, scope: BillScope, feeFen: number): Promise<void> {
  await db.rows(postFees, [...keyOf(scope), feeFen])
}

export type ReconciliationState = 'waiting' | 'balanced' | 'different' | 'unavailable'

const upsertReconciliation = statement(
  'put_reconciliation',
  `insert into reconciliation (merchant_id, channel_id, day, state, counts, trouble, funds_trouble, ran_at)
   values ($1, $2, $3, $4, $5, $6, $7, app_now())
   on conflict (merchant_id, channel_id, day) do update
     set state = excluded.state, counts = excluded.counts, trouble = excluded.trouble,
       funds_trouble = excluded.funds_trouble, ran_at = excluded.ran_at`,
)

/** Records how a day came out; `fundsTrouble` is why its bill of movements was not compared. */
export async function putReconciliation(
  db: Db,
  scope: BillScope,
  state: ReconciliationState,
  counts: Readonly<Record<string, number>>,
  trouble: string | null,
  fundsTrouble: string | null,
): Promise<void> {
  const came = [state, JSON.stringify(counts), trouble, fundsTrouble]
  await db.rows(upsertReconciliation, [...keyOf(scope), ...came])
}

// A day that was compared once keeps its result while a newer bill is not to be had.
const insertUnbilled = statement(
  'put_unbilled_day',
  `insert into reconciliation (merchant_id, channel_id, day, state, trouble, ran_at)
   values ($1, $2, $3, $4, $5, app_now())
   on conflict (merchant_id, channel_id, day) do update
     set state = excluded.state, trouble = excluded.trouble, ran_at = excluded.ran_at
     where reconciliation.state in ('waiting', 'unavailable')`,
)

/** Records that a day has no bill yet, or will have none. */
export async function putUnbilledDay(
  db: Db,
  scope: BillScope,
  state: 'waiting' | 'unavailable',
  trouble: string,
): Promise<void> {
  await db.rows(insertUnbilled, [...keyOf(scope), state, trouble])
}

export type ListedDifference = Readonly<{
  kind: string
  ref: string
  state: DifferenceState
  oursFen: number | null
  billFen: number | null
  explanation: Readonly<{ reason: string; zh: string; en: string; evidence: unknown }>
}>

const selectDifferences = statement(
  'list_differences',
  `select kind, ref, state, ours_fen as "oursFen", bill_fen as "billFen", explanation
   from bill_difference
   where merchant_id = $1 and channel_id = $2 and day = $3
   order by kind, ref limit $4`,
)

/** The day's differences, those that are over included. */
export async function listDifferences(
  db: Db,
  scope: BillScope,
  limit: number,
): Promise<readonly ListedDifference[]> {
  return db.rows<ListedDifference>(selectDifferences, [...keyOf(scope), limit])
}

const countStates = statement(
  'count_differences',
  `select state, count(*) as n from bill_difference
   where merchant_id = $1 and channel_id = $2 and day = $3 group by state`,
)

/** How many of the day's differences are in which state. */
export async function countDifferences(
  db: Db,
  scope: BillScope,
): Promise<Readonly<Record<DifferenceState, number>>> {
  const rows = await db.rows<{ state: DifferenceState; n: number }>(countStates, keyOf(scope))
  const counts = { healed: 0, waiting: 0, case: 0, resolved: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}

const countEntries = statement(
  'count_day_entries',
  `select count(*) as n from ledger_entry
   where merchant_id = $1 and day = $3::text::date and 'clearing:' || $2::text in (debit, credit)`,
)

/** How often money moved at a channel on a day, by our books. */
export async function countDayEntries(db: Db, scope: BillScope): Promise<number> {
  return (await db.rows<{ n: number }>(countEntries, keyOf(scope)))[0]?.n ?? 0
}
