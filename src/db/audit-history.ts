// A small lawful history for the audit's self-test: ten orders, each with another story, as rows.

import { lawfulCoupons } from './audit-coupons.ts'
import { lawfulCourses } from './audit-courses.ts'
import { lawfulCustomers } from './audit-customers.ts'
import { lawfulGoods } from './audit-goods.ts'
import { lawfulLedgerHours } from './audit-ledger-hours.ts'
import { lawfulLicenses } from './audit-licenses.ts'
import { lawfulPeople } from './audit-people.ts'
import { type Statement, statement } from './connect.ts'

/** What each tenth order went through, by the last digit of its number. */
const state = `(array['paid', 'waiting', 'cancelled', 'expired', 'paid', 'paid', 'refunded', 'paid', 'part_refunded',
  'refunded'])[s + 1]`
const isPaid = 's in (0, 4, 5, 6, 7, 8, 9)'
/** Paid after it was closed: delivered, held for a person, given back. */
const isLate = 's in (4, 5, 6)'
const hasGoods = 's in (0, 4, 7, 8, 9)'
const number = `'K' || lpad(n::text, 18, '0')`
const paidAt = `made + case when ${isLate} then interval '40 minutes' else interval '5 minutes' end`
const fen = 9_900
const trade = `'alipay:T' || n`

/** Statements that write the history `times` over into an empty schema. They take no values. */
export function lawfulHistory(times: number): readonly Statement[] {
  // The first order is old enough for its bill; of the others one still waits.
  const told = `(select n, n % 10 as s, (select app_now()) - case when n = 0 then interval '40 days'
      when n % 10 = 1 then interval '1 minute' when n % 10 = 3 then interval '3 days'
      else interval '3 hours' end as made
    from generate_series(0, ${times * 10 - 1}) as n) as told`
  return [
    ...historyOf(told),
    ...[
      ...billOf(told),
      ...lawfulGoods,
      ...lawfulCoupons,
      ...lawfulLicenses,
      ...lawfulCourses,
      ...lawfulPeople,
      ...lawfulCustomers,
      ...lawfulLedgerHours,
    ].map(toStatement),
  ]
}

/**
 * Statements that write the orders of `told`, a table expression with that alias: their numbers `n`, the story
 * `s` of each, by the last digit above, and when it was `made`.
 */
export function historyOf(told: string): readonly Statement[] {
  return [
    ...ordersOf(told),
    ...factsOf(told),
    ...refundsOf(told),
    ...casesOf(told),
    ...goodsOf(told),
    ...jobsOf(told),
  ].map(toStatement)
}

function toStatement(text: string): Statement {
  return statement('', text)
}

function ordersOf(told: string): readonly string[] {
  return [
    `insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, client_address,
       created_at, expires_at, closed_at, paid_fen, paid_at, paid_late, pay_type, trade_no, duplicate_fen,
       refunded_fen, reserved_fen)
     select 1, ${number}, ${state}, ${fen}, 'A', '13800138000', '127.0.0.1', made, made + interval '30 minutes',
       case when s in (2, 3, 4, 5, 6) then made + interval '30 minutes' end,
       case when ${isPaid} then ${fen} else 0 end, case when ${isPaid} then ${paidAt} end, ${isLate},
       case when ${isPaid} then 'alipay' end, case when ${isPaid} then 'T' || n end,
       case s when 7 then ${fen} else 0 end, case when s in (6, 9) then ${fen} when s = 8 then 3000 else 0 end,
       case s when 8 then 1000 else 0 end from ${told}`,
    `insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen,
       amount_fen, fulfilment_kind, max_devices, refund_fen)
     select 1, ${number}, 1, 'app', 'year', '{}', 1, ${fen}, ${fen}, 'license', 2,
       case when s in (6, 9) then ${fen} when s = 8 then 4000 else 0 end from ${told}`,
    `insert into idempotency_key (merchant_id, phone, key, body_hash, order_number, created_at)
     select 1, '13800138000', 'key' || n, sha256('body'), ${number}, made from ${told}`,
    `insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, seen, amount_fen, subject,
       gateway_expires_at, created_at, chosen_at)
     select 1, channel, ${number}, ${number},
       case when ${isPaid} then 'paid' when s = 1 then 'open' else 'closed' end,
       case when ${isPaid} then 'paid' when s = 1 then 'waiting' else 'closed' end, ${fen}, 'A',
       made + interval '29 minutes', made, made
     from ${told}, unnest(case s when 7 then array['alipay', 'wechat'] else array['alipay'] end) as channel`,
  ]
}

function factsOf(told: string): readonly string[] {
  const fact = (channel: string, letter: string, verdict: string, when: string) => `
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number, amount_fen,
       paid_at, verdict, recorded_at)
     select 1, '${channel}', '${letter}' || n, ${number}, ${number}, ${fen}, ${paidAt}, '${verdict}',
       ${paidAt} + interval '1 second' from ${told} where ${when}`
  return [
    fact('alipay', 'T', 'accepted', isPaid),
    fact('wechat', 'W', 'duplicate', 's = 7'),
    `insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select 1, channel_id, gateway_trade_no, 'notice', recorded_at from payment_fact`,
    `insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers, sender_address,
       received_at)
     select 1, channel_id, gateway_trade_no, out_trade_no, 'applied', '', '{}', '127.0.0.1', recorded_at
     from payment_fact`,
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
     select 1, case verdict when 'accepted' then 'payment' else 'duplicate' end,
       channel_id || ':' || gateway_trade_no,
       'clearing:' || case when order_number in (select ${number} from ${told} where n = 0) then 'manual' else channel_id end,
       case when verdict = 'duplicate' or order_number in (select ${number} from ${told} where s = 5) then 'suspense'
         else 'payable' end, amount_fen, order_number,
       (paid_at at time zone 'Asia/Shanghai')::date, recorded_at from payment_fact`,
    ...byHandOf(told),
  ]
}

/** The first order's money was confirmed by hand before the gateway told of it. */
function byHandOf(told: string): readonly string[] {
  const first = `payment_fact where order_number in (select ${number} from ${told} where n = 0)`
  return [
    `insert into manual_confirmation (merchant_id, confirmation_id, order_number, channel_id, out_trade_no, reference,
       amount_fen, paid_at, evidence, state, asked_by, asked_at)
     select 1, 'con_' || gateway_trade_no, order_number, channel_id, out_trade_no, gateway_trade_no, amount_fen, paid_at,
       'statement', 'applied', 'A', recorded_at from ${first}`,
    `insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select 1, channel_id, gateway_trade_no, 'manual', recorded_at from ${first}`,
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
     select 1, 'found', channel_id || ':' || gateway_trade_no, 'clearing:' || channel_id, 'clearing:manual', amount_fen,
       order_number, (paid_at at time zone 'Asia/Shanghai')::date, recorded_at from ${first}`,
  ]
}

function refundsOf(told: string): readonly string[] {
  return [
    `insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no, gateway_trade_no,
       amount_fen, state, planned_at, settled_at)
     select 1, letter || n, case s when 6 then 'late' when 7 then 'duplicate' else 'asked' end, ${number},
       case s when 7 then 'wechat' else 'alipay' end, ${number}, case s when 7 then 'W' else 'T' end || n,
       case when letter = 'Q' then 1000 when s = 8 then 3000 else ${fen} end,
       case when letter = 'Q' or s = 7 then 'planned' else 'done' end, made + interval '1 hour',
       case when letter = 'R' and s <> 7 then made + interval '2 hours' end
     from ${told}, unnest(case s when 8 then array['R', 'Q'] else array['R'] end) as letter where s in (6, 7, 8, 9)`,
    `insert into refund_line (merchant_id, refund_no, line_no, amount_fen)
     select 1, refund_no, 1, amount_fen from refund where reason <> 'duplicate'`,
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
     select 1, 'refund', refund_no, 'payable', 'clearing:' || channel_id, amount_fen, order_number,
       (settled_at at time zone 'Asia/Shanghai')::date, settled_at from refund where state = 'done'`,
  ]
}

function casesOf(told: string): readonly string[] {
  return [
    `insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, opened_at, resolved_at, refund_no)
     select 1, case s when 7 then 'duplicate' else 'late' end,
       case s when 7 then 'wechat:W' || n else ${trade} end,
       (array['delivered', 'held', 'refunded', 'paid_twice'])[s - 3], ${number},
       case s when 7 then 'wechat' else 'alipay' end, ${number}, case s when 7 then 'W' else 'T' end || n, ${fen},
       (array['resolved', 'open', 'resolved', 'acting'])[s - 3], ${paidAt},
       case when s in (4, 6) then made + interval '2 hours' end, case when s in (6, 7) then 'R' || n end
     from ${told} where s in (4, 5, 6, 7)`,
  ]
}

function goodsOf(told: string): readonly string[] {
  return [
    `insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
     select 1, ${number}, 1, 1, 'license', case s when 9 then 'revoked' else 'done' end,
       ${paidAt} + interval '1 second' from ${told} where ${hasGoods}`,
    `insert into license (merchant_id, license_id, order_number, line_no, seq, key_hash, key_sealed, key_masked,
       product_id, plan_id, state, valid_from, max_devices, devices_used)
     select 1, 'L' || n, ${number}, 1, 1, sha256(('key' || n)::bytea),
       'v1.k.' || repeat('a', 16) || '.sealed.' || repeat('b', 22), 'K', 'app', 'year',
       case s when 9 then 'revoked' else 'active' end, made, 2, case s when 0 then 1 else 0 end
     from ${told} where ${hasGoods}`,
    `insert into device (merchant_id, license_id, fingerprint, activated_at, last_seen_at)
     select 1, 'L' || n, 'f', made, made from ${told} where s = 0`,
  ]
}

function jobsOf(told: string): readonly string[] {
  return [
    `insert into job (merchant_id, kind, ref, run_at, created_at)
     select 1, kind, case kind when 'query-attempt' then 'alipay:' || ${number}
       when 'refund' then case s when 7 then 'R' else 'Q' end || n else ${number} end,
       app_now() + interval '1 hour', made
     from ${told}, unnest(case s when 1 then array['expire-order', 'query-attempt']
       when 2 then array['watch-order'] when 7 then array['refund'] when 8 then array['refund'] end) as kind`,
  ]
}

/** The first order's day, with its bill and a fee; and a line in another bill that nobody knows. */
function billOf(told: string): readonly string[] {
  const day = `((${paidAt}) at time zone 'Asia/Shanghai')::date`
  const first = `from ${told} where n = 0`
  return [
    `insert into bill_file (merchant_id, channel_id, day, kind, sha256, bytes, parser, lines, declared, computed,
       fetched_at) select 1, 'alipay', ${day}, 'trade', sha256(''), '', 1, 1, '{}', '{}', app_now() ${first}`,
    `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, out_trade_no, gateway_trade_no,
       amount_fen, fee_fen) select 1, 'alipay', ${day}, 'trade', 1, 'payment', ${number}, 'T0', ${fen}, 59 ${first}`,
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at)
     select 1, 'fee', 'alipay:' || ${day} || ':bill:1', 'fee', 'clearing:alipay', 59, ${day}, app_now() ${first}`,
    `insert into reconciliation (merchant_id, channel_id, day, state, ran_at)
     select 1, channel, ${day}, case channel when 'alipay' then 'balanced' else 'different' end, app_now()
     from ${told}, unnest(array['alipay', 'wechat']) as channel where n = 0`,
    `insert into bill_difference (merchant_id, channel_id, kind, ref, day, bill_fen, state, explanation, found_at)
     select 1, 'wechat', 'unknown_payment', 'X1', ${day}, 1, 'case',
       '{"case": {"kind": "unmatched_bill", "ref": "bill:X1"}}', app_now() ${first}`,
    `insert into money_case (merchant_id, kind, ref, reason, channel_id, out_trade_no, amount_fen, state, opened_at)
     values (1, 'unmatched_bill', 'bill:X1', 'gateway_denies', 'wechat', '', 1, 'open', app_now())`,
    ...movementsOf(told, day),
  ]
}

/** What the account held that day and the next, when all of it went to the bank. */
function movementsOf(told: string, day: string): readonly string[] {
  const first = `from ${told} where n = 0`
  const paidOut = `(${day} + 1 + time '12:00') at time zone 'Asia/Shanghai'`
  return [
    `insert into bill_file (merchant_id, channel_id, day, kind, sha256, bytes, parser, lines, declared, computed, sums,
       fetched_at)
     select 1, 'alipay', ${day} + later, 'funds', sha256(''), '', 1, 1, '{}', '{}',
       jsonb_build_object('payment', (1 - later) * 9900, 'refund', 0, 'fee', (1 - later) * 59, 'payout', later * 9841,
         'other', 0, 'opening', later * 9841, 'closing', (1 - later) * 9841), app_now()
     from ${told}, unnest(array[0, 1]) as later where n = 0`,
    `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, gateway_trade_no, amount_fen, at)
     select 1, 'alipay', ${day} + 1, 'funds', 1, 'payout', 'PAYOUT0', 9841, ${paidOut} ${first}`,
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at)
     select 1, 'payout', 'alipay:PAYOUT0', 'bank', 'clearing:alipay', 9841, ${day} + 1, app_now() ${first}`,
    `insert into reconciliation (merchant_id, channel_id, day, state, ran_at)
     select 1, 'alipay', ${day} + 1, 'different', app_now() ${first}`,
  ]
}
