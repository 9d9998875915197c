// What makes a repeated order the same order: the caller's key, kept for a day.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { gather } from './gather.ts'

const pruneKeys = statement(
  'prune_idempotency_keys',
  `delete from idempotency_key where created_at < app_now() - interval '48 hours'`,
)

/** Drops idempotency keys that protect nobody any more. */
export async function pruneIdempotencyKeys(db: Db): Promise<void> {
  await db.rows(pruneKeys, [])
}

const selectByKeys = statement(
  'find_orders_by_idempotency_key',
  `select k.body_hash as "bodyHash", o.order_number as "orderNumber", o.due_fen as "dueFen",
     o.expires_at as "expiresAt"
   from unnest((select $2::text[]), (select $3::text[])) with ordinality as asked (phone, key, at)
   left join lateral (
     select k.body_hash, k.order_number from idempotency_key k
     where k.merchant_id = $1 and k.phone = asked.phone and k.key = asked.key
       and k.created_at >= app_now() - interval '24 hours'
     limit 1) k on true
   left join lateral (
     select o.order_number, o.due_fen, o.expires_at from orders o
     where o.merchant_id = $1 and o.order_number = k.order_number
     limit 1) o on true
   order by asked.at`,
)

export type OrderOfKey = Readonly<{
  bodyHash: Buffer
  orderNumber: string
  dueFen: Fen
  expiresAt: Instant
}>

export type KeyAsked = Readonly<{ phone: string; key: string }>

/** The order each of these keys of a phone stands for, in their order. */
export async function findOrdersByKeys(
  db: Db,
  merchantId: number,
  asked: readonly KeyAsked[],
): Promise<readonly (OrderOfKey | undefined)[]> {
  const rows = await db.rows<OrderOfKey | Readonly<{ orderNumber: null }>>(selectByKeys, [
    merchantId,
    asked.map(({ phone }) => phone),
    asked.map(({ key }) => key),
  ])
  return rows.map((row) => (row.orderNumber === null ? undefined : row))
}

/** The order a key of a phone stands for. */
export const findOrderByKey = gather(findOrdersByKeys)
