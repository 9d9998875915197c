// Money that came for an order in another amount than was asked. It is on no books until a person gives it back: then it
// is money that came beside the order's, with a case and an end like any second payment.

import { type Db, statement } from './connect.ts'

const takeUp = statement(
  'take_up_odd_money',
  `with won as (
     update money_case c set state = 'resolved', reason = 'taken_up', resolved_at = app_now(),
       decided_by = $4, note = $5, waive_asked_by = null
     where c.merchant_id = $1 and c.kind = $2 and c.ref = $3 and c.state = 'open' and c.paid_at is not null
       and not exists (select from payment_fact f where f.merchant_id = $1 and f.channel_id = c.channel_id
         and f.gateway_trade_no = c.gateway_trade_no)
     returning c.order_number, c.channel_id, c.out_trade_no, c.gateway_trade_no, c.amount_fen, c.paid_at,
       c.witness, app_now() as at),
   attempt_told as (
     update attempt a set state = 'paid', seen = 'paid', gateway_trade_no = won.gateway_trade_no, news_at = won.at
     from won
     where a.merchant_id = $1 and a.channel_id = won.channel_id and a.out_trade_no = won.out_trade_no),
   fact as (
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
       amount_fen, paid_at, verdict, recorded_at)
     select $1, channel_id, gateway_trade_no, out_trade_no, order_number, amount_fen, paid_at, 'duplicate', at
     from won),
   witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select $1, channel_id, gateway_trade_no, witness, at from won),
   inbox as (
     update notice n set state = 'applied'
     from won
     where won.witness = 'notice' and n.merchant_id = $1 and n.channel_id = won.channel_id and n.news_id = (
       select news_id from notice
       where merchant_id = $1 and channel_id = won.channel_id and out_trade_no = won.out_trade_no and state = 'refused'
       order by received_at limit 1)),
   entered as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
     select $1, 'duplicate', channel_id || ':' || gateway_trade_no, 'clearing:' || channel_id, 'suspense', amount_fen,
       order_number, (paid_at at time zone 'Asia/Shanghai')::date, at
     from won),
   counted as (
     update orders o set duplicate_fen = o.duplicate_fen + won.amount_fen, version = o.version + 1
     from won where o.merchant_id = $1 and o.order_number = won.order_number),
   compared as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select distinct $1::integer, 'reconcile', b.channel_id || ':' || b.day, at, at
     from won join bill_file b on b.merchant_id = $1 and b.channel_id = won.channel_id
       and b.day = (won.paid_at at time zone 'Asia/Shanghai')::date and b.kind = 'trade'
     on conflict (merchant_id, kind, ref) do update set run_at = excluded.run_at)
   insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
     gateway_trade_no, amount_fen, state, opened_at)
   select $1, 'duplicate', channel_id || ':' || gateway_trade_no, 'not_as_asked', order_number, channel_id,
     out_trade_no, gateway_trade_no, amount_fen, 'open', at
   from won
   returning ref`,
)

/**
 * Takes the money of an open case on the books, in suspense, and answers the reference of the case of kind `duplicate`
 * that stands for it from now on. Undefined: the case has ended, or this payment is on the books already. Under the
 * locks of its order and the case.
 */
export async function takeUpOddMoney(
  tx: Db,
  merchantId: number,
  { kind, ref }: Readonly<{ kind: string; ref: string }>,
  by: string,
  note: string,
): Promise<string | undefined> {
  const [opened] = await tx.rows<{ ref: string }>(takeUp, [merchantId, kind, ref, by, note])
  return opened?.ref
}

const linkTaken = statement(
  'link_taken_up',
  `update money_case c set refund_no = d.refund_no
   from money_case d
   where c.merchant_id = $1 and c.kind = $2 and c.ref = $3 and d.merchant_id = $1 and d.kind = 'duplicate' and d.ref = $4`,
)

/** Has the case that was taken up name the refund its money goes back by. */
export async function linkTakenUp(
  tx: Db,
  merchantId: number,
  { kind, ref }: Readonly<{ kind: string; ref: string }>,
  duplicateRef: string,
): Promise<void> {
  await tx.rows(linkTaken, [merchantId, kind, ref, duplicateRef])
}

const resolveReturned = statement(
  'resolve_case_returned',
  `update money_case set state = 'resolved', reason = 'returned_by_hand', resolved_at = app_now(), decided_by = $4,
     note = $5
   where merchant_id = $1 and kind = $2 and ref = $3 and state = 'open'
   returning 1 as resolved`,
)

/** A person has returned money that is on no books of ours. False: the case is not open. */
export async function markCaseReturned(
  tx: Db,
  merchantId: number,
  { kind, ref }: Readonly<{ kind: string; ref: string }>,
  by: string,
  note: string,
): Promise<boolean> {
  return (await tx.rows(resolveReturned, [merchantId, kind, ref, by, note])).length === 1
}
