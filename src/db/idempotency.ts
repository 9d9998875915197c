// What makes a repeated order the same order: the caller's key, kept for a day.

import type { Fen } from '../core/money.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

const pruneKeys = statement(
  'prune_idempotency_keys',
  `delete from idempotency_key where created_at < app_now() - interval '48 hours'`,
)

/** Drops idempotency keys that protect nobody any more. */
export async function pruneIdempotencyKeys(db: Db): Promise<void> {
  await db.rows(pruneKeys, [])
}

const selectByKey = statement(
  'find_order_by_idempotency_key',
  `select k.body_hash as "bodyHash", o.order_number as "orderNumber", o.due_fen as "dueFen",
     o.expires_at as "expiresAt"
   from idempotency_key k
   join orders o on o.merchant_id = k.merchant_id and o.order_number = k.order_number
   where k.merchant_id = $1 and k.phone = $2 and k.key = $3
     and k.created_at >= app_now() - interval '24 hours'`,
)

export type OrderOfKey = Readonly<{
  bodyHash: Buffer
  orderNumber: string
  dueFen: Fen
  expiresAt: Instant
}>

export async function findOrderByKey(
  db: Db,
  merchantId: number,
  phone: string,
  key: string,
): Promise<OrderOfKey | undefined> {
  return (await db.rows<OrderOfKey>(selectByKey, [merchantId, phone, key]))[0]
}
