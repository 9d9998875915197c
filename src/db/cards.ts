// Cards: made elsewhere, imported into the pool of a plan, each delivered once. This is the buyer's side of them; the
// merchant's is in console-cards.ts, and goods.ts has the claim that goes with a payment.

import { type Db, statement } from './connect.ts'
import { freeCards } from './goods.ts'

/** A card as an order shows it; its text stays sealed here. */
export type OrderCard = Readonly<{
  /** hex */
  cardHash: string
  lineNo: number
  cardMasked: string
  cardSealed: string
  productId: string
  planId: string
  state: 'delivered' | 'void'
}>

const selectOfOrder = statement(
  'list_cards_of_order',
  `select encode(card_hash, 'hex') as "cardHash", line_no as "lineNo", card_masked as "cardMasked",
     card_sealed as "cardSealed", product_id as "productId", plan_id as "planId", state
   from card where merchant_id = $1 and order_number = $2 order by line_no, seq`,
)

/** In the order of the lines. */
export async function listCardsOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<OrderCard[]> {
  return db.rows<OrderCard>(selectOfOrder, [merchantId, orderNumber])
}

// The order's lock comes first, as everywhere.
const handOver = statement(
  'hand_over_cards',
  `with won as materialized (
     select order_number from orders where merchant_id = $1 and order_number = $2 for no key update),
   owing as materialized (
     select f.line_no, f.seq, l.product_id, l.plan_id
     from won
     join fulfilment f on f.merchant_id = $1 and f.order_number = won.order_number and f.state = 'owed'
     join order_line l on l.merchant_id = $1 and l.order_number = f.order_number and l.line_no = f.line_no
     for no key update of f),
   picked as materialized (
     select wanted.line_no, free.card_hash,
       wanted.seqs[row_number() over (partition by wanted.line_no)] as seq
     from (select line_no, product_id, plan_id, array_agg(seq order by seq) as seqs, count(*) as units
       from owing group by 1, 2, 3) wanted
     cross join lateral (${freeCards('wanted.product_id', 'wanted.plan_id', 'wanted.units')}) free),
   handed as (
     update card c set state = 'delivered', order_number = $2, line_no = p.line_no, seq = p.seq
     from picked p where c.merchant_id = $1 and c.card_hash = p.card_hash),
   done as (
     update fulfilment f set state = 'done', done_at = app_now()
     from picked p
     where f.merchant_id = $1 and f.order_number = $2 and f.line_no = p.line_no and f.seq = p.seq),
   seen as (
     update orders set version = version + 1
     where merchant_id = $1 and order_number = $2 and exists (select from picked))
   select (select count(*) from picked)::integer as delivered,
     ((select count(*) from owing) - (select count(*) from picked))::integer as owed`,
)

/** Units that got their card just now, and units that still wait for one. */
export type HandedOver = Readonly<{ delivered: number; owed: number }>

/** Gives owed units of an order the cards there are. */
export async function handOverCards(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<HandedOver> {
  const [row] = await db.rows<HandedOver>(handOver, [merchantId, orderNumber])
  return row ?? { delivered: 0, owed: 0 }
}
