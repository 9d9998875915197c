// All that is known of one order, as one list of moments: what the buyer, the gateways, the program and the
// people of the shop did about it.

import type { MomentKind } from '../core/moment.ts'
import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type Moment = Readonly<{
  /** a job's moment lies ahead */
  at: Instant
  kind: MomentKind
  channelId: string | null
  /** the number it is about: of the attempt, trade, refund, licence, or a job's kind */
  ref: string | null
  /** the state or the verdict */
  outcome: string | null
  amountFen: Fen | null
  /** a person, or an address */
  who: string | null
  note: string | null
  ms: number | null
  /** as it went over the wire */
  request: string | null
  answer: string | null
  /** a notice's body in base64, byte by byte as it came */
  body: string | null
}>

const selectMoments = statement(
  'list_order_moments',
  `with o as (select * from orders where merchant_id = $1 and order_number = $2),
   a as (select * from attempt where merchant_id = $1 and order_number = $2),
   r as (select * from refund where merchant_id = $1 and order_number = $2),
   l as (select * from license where merchant_id = $1 and order_number = $2),
   f as (select * from payment_fact where merchant_id = $1 and order_number = $2),
   k as (select * from money_case where merchant_id = $1 and order_number = $2),
   m as (select * from manual_confirmation where merchant_id = $1 and order_number = $2),
   w as (select * from webhook_message where merchant_id = $1 and order_number = $2),
   b as (select * from letter where merchant_id = $1 and order_number = $2),
   n as (select n.* from notice n join a on n.merchant_id = a.merchant_id and n.channel_id = a.channel_id
     and n.out_trade_no = a.out_trade_no),
   moment (at, rank, kind, channel_id, ref, outcome, amount_fen, who, note, ms, request, answer, body) as (
     select created_at, 1, 'placed', null::text, order_number, null::text, due_fen, client_address,
       null::text, null::integer, null::text, null::text, null::text from o
     union all
     select created_at, 2, 'attempt', channel_id, out_trade_no, state, amount_fen, null, subject, null, null,
       null, null from a where channel_id <> 'free'
     union all
     select returned_at, 3, 'returned', channel_id, out_trade_no, null, null, null, null, null, null, null, null
     from a where returned_at is not null
     union all
     select c.at, 4, 'call', c.channel_id, coalesce(c.refund_no, c.out_trade_no), c.outcome, null, null, c.verb,
       c.ms, c.request, c.answer, null
     from gateway_call c join a on c.merchant_id = a.merchant_id and c.channel_id = a.channel_id
       and c.out_trade_no = a.out_trade_no
     union all
     select received_at, 5, 'notice', channel_id, out_trade_no, state, null, sender_address, null, null,
       (select string_agg(key || ': ' || value, e'\\n' order by key) from jsonb_each_text(headers)), null,
       encode(body, 'base64')
     from n
     union all
     select recorded_at, 6, 'fact', channel_id, gateway_trade_no, verdict, amount_fen, null, null, null, null,
       null, null from f
     union all
     select w.seen_at, 7, 'witness', w.channel_id, w.gateway_trade_no, w.witness, null, null, null, null, null,
       null, null
     from fact_witness w join f on w.merchant_id = f.merchant_id and w.channel_id = f.channel_id
       and w.gateway_trade_no = f.gateway_trade_no
     union all
     -- When we knew it: the gateway's own moment knows only seconds, and would stand before the order.
     select coalesce((select min(recorded_at) from f where verdict = 'accepted'), paid_at), 8, 'paid', null, trade_no, case when paid_late then 'late' end, paid_fen, null, pay_type,
       null, null, null, null from o where paid_at is not null
     union all
     select closed_at, 8, 'closed', null, null, coalesce(closing_to, 'closed'), null, null, null, null, null,
       null, null from o where closed_at is not null
     union all
     select opened_at, 9, 'case', channel_id, ref, kind, amount_fen, null, reason, null, null, null, null from k
     union all
     select resolved_at, 15, 'case_end', channel_id, ref, state, amount_fen, decided_by, note, null, null, null,
       null from k where resolved_at is not null
     union all
     select planned_at, 10, 'refund', channel_id, refund_no, reason, amount_fen, asked_by, note, null, null, null,
       null from r
     union all
     select decided_at, 11, 'refund_decided', channel_id, refund_no, state, amount_fen, decided_by, null, null,
       null, null, null from r where decided_at is not null
     union all
     select settled_at, 14, 'refund_end', channel_id, refund_no, state, amount_fen, null, trouble, null, null,
       null, null from r where settled_at is not null
     union all
     select asked_at, 5, 'confirmation', channel_id, reference, state, amount_fen, asked_by, evidence, null, null,
       null, null from m
     union all
     select decided_at, 5, 'confirmation_decided', channel_id, reference, state, amount_fen, decided_by, null,
       null, null, null, null from m where decided_at is not null
     union all
     select g.done_at, 9, 'delivery', null, l.license_id, g.state, null, null,
       coalesce(l.key_masked, c.card_masked), null, null, null, null
     from fulfilment g left join l on l.merchant_id = g.merchant_id and l.line_no = g.line_no and l.seq = g.seq
     left join card c on c.merchant_id = g.merchant_id and c.order_number = g.order_number
       and c.line_no = g.line_no and c.seq = g.seq
     where g.merchant_id = $1 and g.order_number = $2
     union all
     select d.activated_at, 12, 'device', null, d.license_id, null, null, null, coalesce(d.name, d.fingerprint),
       null, null, null, null
     from device d join l on l.merchant_id = d.merchant_id and l.license_id = d.license_id
     union all
     select g.at, 13, 'action', null, g.subject, g.action, null, g.operator, g.reason, null, null, null, null
     from audit_log g
     where g.merchant_id = $1 and (g.subject = $2 or g.subject in (select license_id from l)
       or g.subject in (select refund_no from r) or g.subject in (select kind || ':' || ref from k))
     union all
     select w.created_at, 12, 'message', null, w.message_id, w.state, null, e.name, w.type, null, null, null, null
     from w join webhook_endpoint e on e.merchant_id = $1 and e.endpoint_id = w.endpoint_id
     union all
     select t.at, 13, 'message_try', null, t.message_id, t.outcome, null, case when t.by_hand then 'again' end,
       coalesce(t.error, t.status::text), t.ms, t.url || e'\\n\\n' || w.body, t.answer, null
     from webhook_try t join w on w.merchant_id = t.merchant_id and w.message_id = t.message_id
     union all
     select b.created_at, 12, 'letter', null, b.kind, b.state, null, null, b.way, null, null, null, null from b
     union all
     select t.at, 13, 'letter_try', null, b.kind, t.outcome, null, t.recipient, t.note, t.ms, null, null, null
     from letter_try t join b on b.merchant_id = t.merchant_id and b.letter_id = t.letter_id
     union all
     select j.run_at, 16, 'job', null, j.kind,
       case when j.parked_at is not null then 'parked' when j.failures > 0 then 'failing' else 'planned' end,
       null, null, j.last_error, null, null, null, null
     from job j
     where j.merchant_id = $1 and (
       (j.kind in ('expire-order', 'watch-order', 'deliver-owed') and j.ref = $2)
       or (j.kind = 'send-letter' and j.ref in (select letter_id from b))
       or (j.kind = 'query-attempt' and j.ref in (select channel_id || ':' || out_trade_no from a))
       or (j.kind = 'refund' and j.ref in (select refund_no from r))
       or (j.kind = 'retry-notice' and j.ref in (select channel_id || ':' || news_id from n))))
   select at, kind, channel_id as "channelId", ref, outcome, amount_fen as "amountFen", who, note, ms, request,
     answer, body
   from moment order by at desc, rank desc limit $3`,
)

/** The moments of an order, the newest first, at most so many. */
export async function listOrderMoments(
  db: Db,
  merchantId: number,
  orderNumber: string,
  limit: number,
): Promise<Moment[]> {
  return db.rows<Moment>(selectMoments, [merchantId, orderNumber, limit])
}
