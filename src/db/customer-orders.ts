// Which orders and licences are an account's.

import type { ClaimProof, Reach } from '../core/customer.ts'
import type { LicenseState } from '../core/license.ts'
import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

const insertOne = statement(
  'claim_order',
  `insert into customer_order (merchant_id, order_number, customer_id, how, at)
   select $1, o.order_number, c.customer_id, $4,
     case when $4 = 'placed' then o.created_at else greatest(app_now(), o.created_at, c.created_at) end
   from orders o join customer c on c.merchant_id = o.merchant_id
   where o.merchant_id = $1 and o.order_number = $2 and c.customer_id = $3 and c.state = 'active'
   on conflict do nothing`,
)

/** Makes an order an account's; one that is somebody's already stays theirs. */
export async function claimOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
  customerId: string,
  how: ClaimProof,
): Promise<void> {
  await db.rows(insertOne, [merchantId, orderNumber, customerId, how])
}

const ordersOfReach = `insert into customer_order as held (merchant_id, order_number, customer_id, how, at)
   select $1, o.order_number, c.customer_id, case when $3::text is null then 'email' else 'phone' end,
     greatest(app_now(), o.created_at, c.created_at)
   from orders o join customer c on c.merchant_id = o.merchant_id and c.customer_id = $2
   where o.merchant_id = $1 and not o.is_test and (o.phone = $3 or lower(o.email) = $4)`

const insertAll = statement(
  'claim_orders',
  `${ordersOfReach} on conflict do nothing returning 1 as claimed`,
)

/** Makes all orders of a proven phone or e-mail address an account's that are nobody's yet; answers how many. */
export async function claimOrdersOf(
  db: Db,
  merchantId: number,
  customerId: string,
  reach: Reach,
): Promise<number> {
  const phone = 'phone' in reach ? reach.phone : null
  const email = 'email' in reach ? reach.email : null
  return (await db.rows(insertAll, [merchantId, customerId, phone, email])).length
}

const selectLastPayType = statement(
  'find_last_pay_type',
  `select o.pay_type as "payType" from customer_order m
   join orders o on o.merchant_id = m.merchant_id and o.order_number = m.order_number
   where m.merchant_id = $1 and m.customer_id = $2 and o.pay_type in ('alipay', 'wechat')
   order by o.paid_at desc limit 1`,
)

/** With which gateway an account paid last; undefined: with none yet. */
export async function findLastPayType(
  db: Db,
  merchantId: number,
  customerId: string,
): Promise<string | undefined> {
  const [row] = await db.rows<{ payType: string }>(selectLastPayType, [merchantId, customerId])
  return row?.payType
}

// An account of before gives it up: it came by a token or a code, and neither proves more than this one does.
const takeAll = statement(
  'take_orders_back',
  `${ordersOfReach}
   on conflict (merchant_id, order_number) do update
     set customer_id = excluded.customer_id, how = excluded.how, at = excluded.at
     where held.how <> 'placed' and held.customer_id <> excluded.customer_id
   returning 1 as claimed`,
)

/**
 * As claimOrdersOf, and of the others those that are not an account's because it placed them: whoever has the phone or
 * the address an order was placed with has the last word about it.
 */
export async function takeOrdersOf(
  db: Db,
  merchantId: number,
  customerId: string,
  reach: Reach,
): Promise<number> {
  const phone = 'phone' in reach ? reach.phone : null
  const email = 'email' in reach ? reach.email : null
  return (await db.rows(takeAll, [merchantId, customerId, phone, email])).length
}

const selectOwner = statement(
  'find_order_owner',
  `select customer_id as "customerId" from customer_order where merchant_id = $1 and order_number = $2`,
)

/** Whose order it is; undefined: nobody's. */
export async function findOrderOwner(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<string | undefined> {
  const rows = await db.rows<{ customerId: string }>(selectOwner, [merchantId, orderNumber])
  return rows[0]?.customerId
}

const selectOwnedAmong = statement(
  'list_owned_among',
  `select order_number as "orderNumber" from customer_order where merchant_id = $1 and order_number = any($2)`,
)

/** Those of the orders that are some account's. */
export async function listOwnedAmong(
  db: Db,
  merchantId: number,
  orderNumbers: readonly string[],
): Promise<string[]> {
  const values = [merchantId, orderNumbers]
  const rows = await db.rows<{ orderNumber: string }>(selectOwnedAmong, values)
  return rows.map(({ orderNumber }) => orderNumber)
}

/** Orders whose session may be asked about; of more the oldest are reached by their tokens. */
const ownedMax = 5_000

const selectOwned = statement(
  'list_owned_orders',
  `select o.order_number as "orderNumber"
   from customer_order m join orders o on o.merchant_id = m.merchant_id and o.order_number = m.order_number
   where m.merchant_id = $1 and m.customer_id = $2
   order by o.created_at desc, o.order_number limit ${ownedMax}`,
)

/** The numbers of an account's orders, the newest first. */
export async function listOwnedOrders(
  db: Db,
  merchantId: number,
  customerId: string,
): Promise<string[]> {
  const rows = await db.rows<{ orderNumber: string }>(selectOwned, [merchantId, customerId])
  return rows.map(({ orderNumber }) => orderNumber)
}

/** A licence of an account's with the devices it is active on. */
export type OwnedLicense = Readonly<{
  licenseId: string
  orderNumber: string
  keyMasked: string
  keySealed: string
  productId: string
  planId: string
  name: LocalText
  state: LicenseState
  validFrom: Instant
  validUntil: Instant | null
  awaitingDays: number | null
  maxDevices: number
  devicesUsed: number
  now: Instant
  devices: readonly Readonly<{
    deviceId: string
    name: string | null
    activatedAt: number
    lastSeenAt: number
  }>[]
}>

const selectLicenses = statement(
  'list_owned_licenses',
  `select l.license_id as "licenseId", l.order_number as "orderNumber", l.key_masked as "keyMasked",
     l.key_sealed as "keySealed", l.product_id as "productId", l.plan_id as "planId", n.name, l.state,
     l.valid_from as "validFrom", l.valid_until as "validUntil", l.awaiting_days as "awaitingDays",
     l.max_devices as "maxDevices", l.devices_used as "devicesUsed", app_now() as now,
     coalesce((select jsonb_agg(jsonb_build_object('deviceId', d.device_id, 'name', d.name,
         'activatedAt', round(extract(epoch from d.activated_at) * 1000),
         'lastSeenAt', round(extract(epoch from d.last_seen_at) * 1000)) order by d.activated_at, d.device_id)
       from (select * from device d where d.merchant_id = l.merchant_id and d.license_id = l.license_id
         order by d.activated_at, d.device_id limit 100) as d), '[]') as devices
   from customer_order m
   join license l on l.merchant_id = m.merchant_id and l.order_number = m.order_number
   join order_line n on n.merchant_id = l.merchant_id and n.order_number = l.order_number and n.line_no = l.line_no
   where m.merchant_id = $1 and m.customer_id = $2 and l.transferred_at is null
     and ($3::text is null or (l.valid_from, l.license_id) < (
       select a.valid_from, a.license_id from license a
       join customer_order ma on ma.merchant_id = a.merchant_id and ma.order_number = a.order_number
       where a.merchant_id = $1 and a.license_id = $3 and ma.customer_id = $2))
   order by l.valid_from desc, l.license_id desc limit $4`,
)

/**
 * Licences bought by an account's orders and not given to others since, the newest first; behind the licence `after`,
 * which is one of them.
 */
export async function listOwnedLicenses(
  db: Db,
  merchantId: number,
  customerId: string,
  { after, limit }: Readonly<{ after: string | undefined; limit: number }>,
): Promise<OwnedLicense[]> {
  const values = [merchantId, customerId, after ?? null, limit]
  return db.rows<OwnedLicense>(selectLicenses, values)
}
