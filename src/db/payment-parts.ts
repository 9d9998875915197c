// Parts of the statements that write a payment: the fact with who told it and the notice that did, the ledger's entry,
// the case and the refund that follow. Each reads the row `won`, of the order whose books had not moved.

/** Where a statement finds what it writes of a fact. */
export type Told = Readonly<
  Record<
    | 'order'
    | 'channel'
    | 'trade'
    | 'out'
    | 'amount'
    | 'paidAt'
    | 'verdict'
    | 'witness'
    | 'news'
    | 'body'
    | 'headers'
    | 'sender'
    | 'entry'
    | 'credit',
    string
  >
>

/** Of one payment: its values, as toldValues and factValues list them. */
export const ofOne: Told = {
  order: '$2',
  channel: '$4',
  trade: '$5',
  out: '$6',
  amount: '$7',
  paidAt: '$8::float8',
  verdict: '$9',
  witness: '$10',
  news: '$11',
  body: '$12',
  headers: '$13',
  sender: '$14',
  entry: '$15',
  credit: '$16',
}

/** Of many that were accepted: the row each won with. */
export const ofEach: Told = {
  order: 'won."orderNumber"',
  channel: 'won."channelId"',
  trade: 'won."gatewayTradeNo"',
  out: 'won."outTradeNo"',
  amount: 'won."amountFen"',
  paidAt: 'won."paidAt"',
  verdict: "'accepted'",
  witness: 'won.witness',
  news: 'won."newsId"',
  body: 'won.body',
  headers: 'won.headers',
  sender: 'won.sender',
  entry: "'payment'",
  credit: "'payable'",
}

// Fact, witness and inbox row are written by the same words under every verdict; the ledger entry is one of money
// that moves. What a person alone says is at no gateway yet.
export const factTold = (told: Told) => `
   attempt_told as (
     update attempt set state = 'paid', seen = 'paid', gateway_trade_no = ${told.trade}, news_at = won.at
     from won
     where attempt.merchant_id = $1 and attempt.channel_id = ${told.channel} and attempt.out_trade_no = ${told.out}),
   fact as (
     insert into payment_fact (merchant_id, channel_id, gateway_trade_no, out_trade_no, order_number,
       amount_fen, paid_at, verdict, recorded_at)
     select $1, ${told.channel}, ${told.trade}, ${told.out}, ${told.order}, ${told.amount},
       to_timestamp(${told.paidAt} / 1000), ${told.verdict}, won.at
     from won),
   witness as (
     insert into fact_witness (merchant_id, channel_id, gateway_trade_no, witness, seen_at)
     select $1, ${told.channel}, ${told.trade}, ${told.witness}, won.at from won),
   inbox as (
     insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
       sender_address, received_at)
     select $1, ${told.channel}, ${told.news}, ${told.out}, 'applied', ${told.body}, ${told.headers}, ${told.sender}, won.at
     from won where ${told.news}::text is not null
     on conflict (merchant_id, channel_id, news_id) do update set state = 'applied')`

export const factAndEntry = (told: Told) => `${factTold(told)},
   entered as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, ${told.entry}, ${told.channel} || ':' || ${told.trade}::text,
       'clearing:' || case ${told.witness} when 'manual' then ${told.witness} else ${told.channel} end, ${told.credit},
       ${told.amount}, ${told.order}, (to_timestamp(${told.paidAt} / 1000) at time zone 'Asia/Shanghai')::date, won.at
     from won where ${told.amount} > 0)`

/**
 * What was planned in case nobody told us has nothing left to do: to ask about this number, and to close its order. A job
 * whose row somebody has locked is passed over and keeps no payment waiting; one that is at work loses its row, and finds
 * nothing to do. Of what a person alone says the gateway may still have news.
 */
export const plansOver = (told: Told) => `
   over as (
     select planned.place from won
     cross join lateral (values ('query-attempt', ${told.channel} || ':' || ${told.out}), ('expire-order', ${told.order}))
       as of_order(kind, ref)
     cross join lateral (
       select j.ctid as place from job j
       where j.merchant_id = $1 and j.kind = of_order.kind and j.ref = of_order.ref
       limit 1 for update skip locked) planned
     where ${told.witness} <> 'manual'),
   unplanned as (delete from job j using over where j.ctid = over.place)`

/** A case that records what is special about this money. */
export const caseOpened = `
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
export const refundPlanned = `
   planned as (
     insert into refund (merchant_id, refund_no, reason, order_number, channel_id, out_trade_no,
       gateway_trade_no, amount_fen, state, planned_at)
     select $1, $20, $17, $2, $4, $6, $5, $7, case when $21::float8 is null then 'awaiting' else 'planned' end, won.at
     from won),
   job as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'refund', $20, won.at + $21 * interval '1 millisecond', won.at from won where $21 is not null)`
