// Plans of which there are only so many. What an order keeps is taken under the plan's row lock and given back when
// the order ends unpaid (`mark_closed`); the payment itself moves nothing.

import { type Db, statement, unindexed } from './connect.ts'

/**
 * How many units of a plan may still be sold, as SQL over its row; null: as many as are asked for. Cards that are held
 * since a restore are sold to nobody new.
 */
export function leftToSell(plan: string): string {
  return `case when ${plan}.stock is not null then greatest(0, ${plan}.stock - ${plan}.stock_taken - (
       select count(*)::integer from card held where held.merchant_id = ${plan}.merchant_id
         and held.product_id = ${plan}.product_id and held.plan_id = ${plan}.plan_id and held.state = 'held')) end`
}

// Locked in one order, so that two orders of the same plans never wait for each other in a circle. The new count is
// made of what the lock saw: an update first tries its sum, and the table's checks, on the row of its snapshot.
const take = statement(
  'take_stock',
  `with locked as materialized (
     select l.line_no, p.product_id, p.plan_id, l.quantity, p.stock_taken, ${leftToSell('p')} as left
     from order_line l
     join plan p using (merchant_id, product_id, plan_id)
     where l.merchant_id = $1 and l.order_number = $2 and l.stock is not distinct from $3
       and (p.stock is not null or l.stock is not null)
       -- more time for a licence that was sold is not sold out with the licences
       and not exists (select from line_terms t where t.merchant_id = $1 and t.order_number = $2
         and t.line_no = l.line_no and t.act = 'renew')
     order by p.product_id, p.plan_id
     for no key update of p),
   taken as (
     update plan p set stock_taken = k.stock_taken + k.quantity
     from locked k
     where p.merchant_id = $1 and p.product_id = k.product_id and p.plan_id = k.plan_id
       and coalesce(k.left >= k.quantity, true)
     returning k.line_no),
   marked as (
     update order_line l set stock = 'taken'
     from taken t
     where l.merchant_id = $1 and l.order_number = $2 and l.line_no = t.line_no)
   select line_no as "lineNo", k.left from locked k
   where line_no not in (select line_no from taken) order by line_no`,
)

/** A line there is not enough for, and how many units are left. */
export type ShortLine = Readonly<{ lineNo: number; left: number }>

/**
 * Takes the units of an order's lines out of their stock: those that were never counted (`since` null), or those
 * that were given back. Any line in the answer is not taken; the caller's transaction must not commit then.
 */
export async function takeStock(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  since: 'returned' | null,
): Promise<readonly ShortLine[]> {
  return tx.rows<ShortLine>(take, [merchantId, orderNumber, since])
}

/**
 * Parts of a statement that take what an order's lines gave back, when its part `won` has a row. The table refuses
 * to be oversold, and with it the whole statement.
 */
export const stockTakenAgain = `
   kept as (
     update order_line l set stock = 'taken'
     from won where l.merchant_id = $1 and l.order_number = $2 and l.stock = 'returned'
     returning l.product_id, l.plan_id, l.quantity),
   counted as (
     update plan p set stock_taken = p.stock_taken + k.quantity
     from kept k where p.merchant_id = $1 and p.product_id = k.product_id and p.plan_id = k.plan_id)`

/** Parts of a statement that give back what the order of its part `closed` had taken. */
export const stockGivenBack = `
   freed as (
     update order_line l set stock = 'returned'
     from closed where l.merchant_id = $1 and l.order_number = closed.order_number and ${unindexed('l.stock')} = 'taken'
     returning l.product_id, l.plan_id, l.quantity),
   freed_in_order as materialized (
     select p.product_id, p.plan_id, p.stock_taken, f.quantity
     from freed f join plan p on p.merchant_id = $1 and p.product_id = f.product_id and p.plan_id = f.plan_id
     order by 1, 2
     for no key update of p),
   given_back as (
     update plan p set stock_taken = f.stock_taken - f.quantity
     from freed_in_order f
     where p.merchant_id = $1 and p.product_id = f.product_id and p.plan_id = f.plan_id)`

/** Whether a statement failed because there is less left than the books said a moment before. */
export function isOversold(error: unknown): boolean {
  return (
    error instanceof Error && 'constraint' in error && error.constraint === 'plan_never_oversold'
  )
}

const countBought = statement(
  'count_units_of_phone',
  `select coalesce(sum(l.quantity), 0)::integer as units
   from orders o
   join order_line l using (merchant_id, order_number)
   where o.merchant_id = $1 and o.phone = $2 and l.product_id = $3 and l.plan_id = $4
     and o.state in ('waiting', 'closing', 'paid', 'part_refunded')`,
)

/** Units of a plan a phone has or may still pay for; what was given back in full does not count. */
export async function countUnitsOfPhone(
  db: Db,
  merchantId: number,
  phone: string,
  { productId, planId }: Readonly<{ productId: string; planId: string }>,
): Promise<number> {
  const values = [merchantId, phone, productId, planId]
  return (await db.rows<{ units: number }>(countBought, values))[0]?.units ?? 0
}

const selectLow = statement(
  'list_low_stock',
  `select p.product_id as "productId", p.plan_id as "planId", t.name || jsonb_build_object(
       'zh', t.name->>'zh' || ' · ' || (p.name->>'zh'), 'en', t.name->>'en' || ' · ' || (p.name->>'en')) as name,
     ${leftToSell('p')} as left
   from plan p
   join product t using (merchant_id, product_id)
   where p.merchant_id = $1 and p.on_sale and t.on_sale and ${leftToSell('p')} <= p.stock_warning
   order by 4, 1, 2
   limit 100`,
)

export type LowStock = Readonly<{
  productId: string
  planId: string
  name: Readonly<{ zh: string; en: string }>
  left: number
}>

/** Plans on sale of which no more are left than the merchant wants to be warned at, the emptiest first. */
export async function listLowStock(db: Db, merchantId: number): Promise<LowStock[]> {
  return db.rows<LowStock>(selectLow, [merchantId])
}

const countOwed = statement(
  'count_owed_units',
  `select count(*) filter (where kind not in ('renewal', 'upgrade')) as cards,
     count(*) filter (where kind in ('renewal', 'upgrade')) as licenses
   from fulfilment where merchant_id = $1 and state = 'owed'`,
)

/** Units that are paid for and wait: for a card, or, bought for a licence that could not take them, for a person. */
export async function countOwedUnits(
  db: Db,
  merchantId: number,
): Promise<Readonly<{ cards: number; licenses: number }>> {
  const [row] = await db.rows<{ cards: number; licenses: number }>(countOwed, [merchantId])
  return row ?? { cards: 0, licenses: 0 }
}
