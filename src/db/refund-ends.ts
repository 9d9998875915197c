// How refunds end. Each end is one statement: the refund, the order's sums, the goods, the ledger, the case.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { isHeld } from './held-money.ts'
import { boughtForLicenseUndone } from './line-terms.ts'

/** What of held money another refund has promised may yet be let go: then somebody must decide about it. */
const staysHeld = `(c.kind = 'late' and m.order_number is null and ${isHeld('c.ref')})`

// Late money nobody has decided about is decided once all of it is back, by whatever road.
// A line counts as given back in full when its settled refunds, this one included, make up its amount. Lines that
// cost nothing go with the order. What an earlier refund decided about another line's goods stands. A card cannot be
// suspended, for its text was seen, nor can time: either effect takes it back.
const updateDone = statement(
  'mark_refund_done',
  `with settled as (
     update refund set state = 'done', trouble = null, settled_at = app_now(), by_hand = by_hand or $4::text is not null,
       note = concat_ws('; ', nullif(note, ''), $4),
       returned_at = coalesce(to_timestamp($3::float8 / 1000), app_now())
     where merchant_id = $1 and refund_no = $2 and state in ('planned', 'processing', 'unknown')
     returning order_number, reason, amount_fen, refund_effect, returned_at, by_hand,
       'clearing:' || case when by_hand then 'manual' else channel_id end as paid_from,
       case when reason = 'duplicate' or ${isHeld("channel_id || ':' || gateway_trade_no")} then 'suspense' else 'payable' end
         as owed_by),
   moved as (
     update orders o set refunded_fen = o.refunded_fen + s.amount_fen,
       reserved_fen = o.reserved_fen - s.amount_fen, version = o.version + 1,
       state = case when o.refunded_fen + s.amount_fen = o.paid_fen then 'refunded' else 'part_refunded' end
     from settled s
     where o.merchant_id = $1 and o.order_number = s.order_number and s.reason <> 'duplicate'
     returning o.order_number, o.state),
   entered as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, case reason when 'duplicate' then 'return' else 'refund' end, $2,
       owed_by, paid_from, amount_fen,
       order_number, (returned_at at time zone 'Asia/Shanghai')::date, app_now()
     from settled),
   ended as (
     select l.line_no, coalesce(s.refund_effect, l.refund_effect) as effect
     from settled s
     join moved m on m.order_number = s.order_number
     join order_line l on l.merchant_id = $1 and l.order_number = s.order_number
     left join refund_line mine on mine.merchant_id = $1 and mine.refund_no = $2 and mine.line_no = l.line_no
     where (m.state = 'refunded' and l.amount_fen = 0)
       or (mine.line_no is not null and (s.refund_effect is not null or l.amount_fen = (
         select sum(rl.amount_fen)
         from refund_line rl
         join refund r on r.merchant_id = rl.merchant_id and r.refund_no = rl.refund_no
         where rl.merchant_id = $1 and rl.line_no = l.line_no and r.order_number = s.order_number
           and (r.state = 'done' or r.refund_no = $2))))),
   taken_back as (
     update license c set state = case e.effect when 'revoke' then 'revoked' else 'suspended' end
     from ended e, settled s
     where c.merchant_id = $1 and c.order_number = s.order_number and c.line_no = e.line_no
       and ((e.effect = 'revoke' and c.state <> 'revoked') or (e.effect = 'suspend' and c.state = 'active'))
     returning c.license_id, case e.effect when 'revoke' then 'revoked' else 'suspended' end as kind),
   ${boughtForLicenseUndone},
   told as (
     insert into license_event (merchant_id, license_id, at, kind, by_kind, by_name, reason)
     select $1, taken.license_id, app_now(), taken.kind, 'money', s.order_number, 'refunded'
     from (select license_id, kind from taken_back union all select license_id, 'undone' from undone) taken, settled s),
   revoked as (
     update fulfilment f set state = 'revoked'
     from ended e, settled s
     where f.merchant_id = $1 and f.order_number = s.order_number and f.line_no = e.line_no
       and (e.effect = 'revoke' or (e.effect = 'suspend' and f.kind <> 'license')) and f.state <> 'revoked'),
   voided as (
     update card c set state = 'void'
     from ended e, settled s
     where c.merchant_id = $1 and c.order_number = s.order_number and c.line_no = e.line_no
       and e.effect <> 'none' and c.state = 'delivered'),
   closed_case as (
     update money_case c set refund_no = $2, state = case when ${staysHeld} then 'open' else 'resolved' end,
       resolved_at = case when ${staysHeld} then null else app_now() end,
       reason = case when ${staysHeld} then 'held' when s.by_hand then 'returned_by_hand' else 'refunded' end
     from settled s left join moved m on m.state = 'refunded'
     where c.merchant_id = $1 and ((c.refund_no = $2 and c.state in ('open', 'acting'))
       or (c.order_number = m.order_number and c.kind = 'late' and c.state = 'open')))
   select order_number as "orderNumber" from settled`,
)

/**
 * The money is back, since `returnedAt` or just now; with `evidence` a person brought it instead of the gateway that
 * was to. False: it had come to its end before.
 */
export async function markRefundDone(
  db: Db,
  merchantId: number,
  refundNo: string,
  returnedAt: Instant | undefined,
  evidence?: string,
): Promise<boolean> {
  const values = [merchantId, refundNo, returnedAt ?? null, evidence ?? null]
  return (await db.rows(updateDone, values)).length === 1
}

// One case for money that did not go back: the one it came with (late, a second payment), or else one of its own.
// A refund that took the place of one that failed ends that one's case when it fails too, and opens its own.
const updateEnded = statement(
  'mark_refund_ended',
  `with ended as (
     update refund set state = $3, trouble = $4, settled_at = app_now(),
       decided_by = coalesce($5, decided_by), decided_at = case when $5::text is null then decided_at else app_now() end
     where merchant_id = $1 and refund_no = $2 and state = any($6)
     returning order_number, channel_id, out_trade_no, gateway_trade_no, reason, amount_fen),
   released as (
     update orders o set reserved_fen = o.reserved_fen - e.amount_fen, version = o.version + 1
     from ended e
     where o.merchant_id = $1 and o.order_number = e.order_number and e.reason <> 'duplicate'),
   released_lines as (
     update order_line l set refund_fen = l.refund_fen - rl.amount_fen
     from ended e
     join refund_line rl on rl.merchant_id = $1 and rl.refund_no = $2
     where l.merchant_id = $1 and l.order_number = e.order_number and l.line_no = rl.line_no),
   job_gone as (
     delete from job where merchant_id = $1 and kind = 'refund' and ref = $2 and lease_until is null
       and exists (select 1 from ended)),
   case_open as (
     update money_case c set state = 'open', reason = 'refund_' || $3
     from ended
     where c.merchant_id = $1 and c.refund_no = $2 and c.state = 'acting'
       and (c.kind in ('late', 'duplicate') or (c.kind = 'refund_failed' and $3 <> 'failed'))
     returning c.kind),
   case_ended as (
     update money_case c set state = 'resolved', reason = $3, resolved_at = app_now()
     from ended
     where c.merchant_id = $1 and c.refund_no = $2
       and ((c.kind = 'refund_unknown' and c.state = 'open')
         or (c.kind = 'refund_failed' and c.ref = $2 and c.state = 'open'
           and ($3 <> 'failed' or exists (select 1 from case_open)))
         or (c.kind = 'refund_failed' and c.state = 'acting' and $3 = 'failed'))),
   case_failed as (
     insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, opened_at, refund_no, note)
     select $1, 'refund_failed', $2, 'gateway', order_number, channel_id, out_trade_no, gateway_trade_no,
       amount_fen, 'open', app_now(), $2, coalesce($4, '')
     from ended where $3 = 'failed' and not exists (select 1 from case_open)
     on conflict (merchant_id, kind, ref) do update set reason = 'gateway', state = 'open',
       resolved_at = null, decided_by = null, note = excluded.note)
   select 1 from ended`,
)

/** The gateway gave it up for good: what was promised is free again, and a person must look. */
export async function markRefundFailed(
  db: Db,
  merchantId: number,
  refundNo: string,
  trouble: string,
): Promise<boolean> {
  const from = ['planned', 'processing', 'unknown']
  const values = [merchantId, refundNo, 'failed', trouble, null, from]
  return (await db.rows(updateEnded, values)).length === 1
}

/** A person says no before anything was sent. False: it is too late for that. */
export async function markRefundUndone(
  db: Db,
  merchantId: number,
  refundNo: string,
  state: 'rejected' | 'cancelled',
  by: string,
): Promise<boolean> {
  const from = state === 'rejected' ? ['awaiting'] : ['awaiting', 'planned']
  const values = [merchantId, refundNo, state, null, by, from]
  return (await db.rows(updateEnded, values)).length === 1
}

const openStuck = statement(
  'open_refund_stuck',
  `insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at, refund_no)
   select merchant_id, case state when 'planned' then 'refund_failed' else 'refund_unknown' end, refund_no,
     case when $3 then 'no_account' when state = 'planned' then 'gateway_refuses'
       when state = 'processing' then 'gateway_slow' else 'gateway_silent' end,
     order_number, channel_id, out_trade_no, gateway_trade_no, amount_fen, 'open', app_now(), refund_no
   from refund where merchant_id = $1 and refund_no = $2 and state in ('unknown', 'processing', 'planned')
   on conflict do nothing`,
)

/**
 * The gateway has been silent, slow, or has refused, for long, or its account is in the settings no more: a person
 * should know. Trying goes on.
 */
export async function openRefundStuck(
  db: Db,
  merchantId: number,
  refundNo: string,
  hasAccount: boolean,
): Promise<void> {
  await db.rows(openStuck, [merchantId, refundNo, !hasAccount])
}

// What somebody said while nobody knew more than that it took long is not a word about this.
const openStranded = statement(
  'open_refund_stranded',
  `insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at, refund_no)
   select merchant_id, 'refund_unknown', refund_no, 'stranded', order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, 'open', app_now(), refund_no
   from refund where merchant_id = $1 and refund_no = $2 and state = 'unknown'
   on conflict (merchant_id, kind, ref) do update set reason = 'stranded', state = 'open', resolved_at = null,
     decided_by = null, note = '', waive_asked_by = null
     where money_case.reason <> 'stranded' and money_case.state in ('open', 'waived')`,
)

/** The money lies at the gateway until a person sends it on there. Asking goes on. */
export async function openRefundStranded(
  db: Db,
  merchantId: number,
  refundNo: string,
): Promise<void> {
  await db.rows(openStranded, [merchantId, refundNo])
}
