// Placing orders: their lines, with everything the delivery needs frozen, in one statement for all that come at once.

import type { Fen } from '../core/money.ts'
import type { OrderLine } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { lineTermsKept } from './line-terms.ts'

export type NewOrder = Readonly<{
  orderNumber: string
  dueFen: Fen
  contactPerson: string
  phone: string
  email: string | null
  /** the buyer's, where it is not Chinese */
  lang?: string | undefined
  returnUrl: string | null
  /** where it is placed; null or absent: in the main shop */
  shopId?: string | null
  clientAddress: string
  lifeMs: number
  lines: readonly (OrderLine & Readonly<{ discountFen?: Fen }>)[]
  /** what makes a repeated request the same request */
  idempotency: Readonly<{ key: string; bodyHash: Buffer }> | undefined
}>

/**
 * As SQL, how many orders with this value are open. Nobody can pay one whose time is over for an hour, whoever has not
 * closed it yet; and whatever was bought here before, only what was placed of late is looked at.
 */
const openOf = (column: string, value: string) =>
  `(select count(*) from orders o where o.merchant_id = $1 and o.${column} = ${value}
            and o.expires_at > (select app_now()) - interval '1 hour' and o.state in ('waiting', 'closing'))`

const insert = statement(
  'insert_orders',
  `with asked as materialized (
     select * from jsonb_to_recordset((select $2::jsonb)) as a("orderNumber" text, "dueFen" bigint, "contactPerson" text,
       phone text, email text, lang text, "returnUrl" text, "shopId" text, "clientAddress" text, "lifeMs" float8, key text,
       "bodyHash" text)),
   free as materialized (
     select a.* from asked a
     where (select $3::float8) is null
       or ${openOf('phone', 'a.phone')} < $3::float8 and ${openOf('client_address', 'a."clientAddress"')} < $4::float8),
   claim as (
     insert into idempotency_key as k (merchant_id, phone, key, body_hash, order_number, created_at)
     select $1, a.phone, a.key, decode(a."bodyHash", 'hex'), a."orderNumber", (select app_now())
     from free a where a.key is not null
     on conflict (merchant_id, phone, key) do update
       set body_hash = excluded.body_hash, order_number = excluded.order_number,
         created_at = excluded.created_at),
   placed as (
     insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone, email,
       return_url, client_address, created_at, expires_at)
     select $1, a."orderNumber", 'waiting', a."dueFen", a."contactPerson", a.phone, a.email, a."returnUrl",
       a."clientAddress", (select app_now()), (select app_now()) + a."lifeMs" * interval '1 millisecond'
     from free a
     returning order_number, expires_at),
   wanted as (
     select l."orderNumber" as order_number, l.*
     from jsonb_to_recordset((select $5::jsonb)) as l("orderNumber" text, "lineNo" integer, "productId" text, "planId" text,
       name jsonb, quantity integer, "unitFen" bigint, "amountFen" bigint, "discountFen" bigint,
       "fulfilmentKind" text, "validDays" integer, "maxDevices" integer, license jsonb)
     where l."orderNumber" in (select f."orderNumber" from free f)),
   lines as (
     insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity,
       unit_fen, amount_fen, discount_fen, fulfilment_kind, valid_days, max_devices, late_policy, refund_effect)
     select $1, l.order_number, l."lineNo", l."productId", l."planId", l.name, l.quantity, l."unitFen", l."amountFen",
       coalesce(l."discountFen", 0), l."fulfilmentKind", l."validDays", l."maxDevices", p.late_policy, p.refund_effect
     from wanted l
     cross join lateral (
       select p.late_policy, p.refund_effect from product p
       where p.merchant_id = $1 and p.product_id = l."productId"
       -- a product that is ordered is not deleted
       limit 1 for key share of p) p
     returning order_number),
   ${lineTermsKept},
   languages as (
     insert into order_language (merchant_id, order_number, lang)
     select $1, a."orderNumber", a.lang from free a where a.lang is not null),
   shops as (
     insert into order_shop (merchant_id, order_number, shop_id)
     select $1, a."orderNumber", a."shopId" from free a where a."shopId" is not null),
   expiry as (
     insert into job (merchant_id, kind, ref, run_at, created_at)
     select $1, 'expire-order', order_number, expires_at, (select app_now()) from placed)
   select p.order_number as "orderNumber", p.expires_at as "expiresAt", coalesce(l.count, 0) as "lineCount"
   from placed p left join (select order_number, count(*) from lines group by 1) l using (order_number)`,
)

export type Inserted = Readonly<{ expiresAt: Instant; lineCount: number }>

/** Orders a phone or an address may have open; an order that would be one more is not placed. */
export type OpenMax = Readonly<{ byPhone: number; byAddress: number }>

/**
 * Places orders with their lines, expiry and idempotency keys in one statement, while nobody else of the same phones or
 * addresses does: a key that stands already is an old one, and is taken over. Answers by number. Fewer lines than
 * wanted: a product was deleted meanwhile.
 */
export async function insertOrders(
  db: Db,
  merchantId: number,
  orders: readonly NewOrder[],
  openMax?: OpenMax,
): Promise<ReadonlyMap<string, Inserted>> {
  if (orders.length === 0) return new Map()
  const lines = orders.flatMap(({ orderNumber, lines }) =>
    lines.map((line) => ({ orderNumber, ...line })),
  )
  const asked = orders.map(askedOf)
  const { byPhone = null, byAddress = null } = openMax ?? {}
  const values = [merchantId, JSON.stringify(asked), byPhone, byAddress, JSON.stringify(lines)]
  const rows = await db.rows<Inserted & { orderNumber: string }>(insert, values)
  return new Map(rows.map(({ orderNumber, ...inserted }) => [orderNumber, inserted]))
}

/** What its row is made of, and nothing else an order may bring along. */
function askedOf(order: NewOrder) {
  return {
    orderNumber: order.orderNumber,
    dueFen: order.dueFen,
    contactPerson: order.contactPerson,
    phone: order.phone,
    email: order.email,
    lang: order.lang,
    returnUrl: order.returnUrl,
    shopId: order.shopId,
    clientAddress: order.clientAddress,
    lifeMs: order.lifeMs,
    key: order.idempotency?.key,
    bodyHash: order.idempotency?.bodyHash.toString('hex'),
  }
}
