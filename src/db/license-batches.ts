// Licences made in one go for a reseller: no order stands behind them.

import type { GrantedLicense } from '../core/granted.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type LicenseBatch = Readonly<{
  batchId: string
  productId: string
  planId: string
  note: string
  quantity: number
  madeAt: Instant
  /** licences a device was ever activated for, or that were taken back */
  used: number
}>

export type NewBatch = Omit<LicenseBatch, 'madeAt' | 'used'>

const insertOne = statement(
  'insert_license_batch',
  `insert into license_batch (merchant_id, batch_id, product_id, plan_id, note, quantity, made_at)
   values ($1, $2, $3, $4, $5, $6, app_now()) on conflict do nothing returning 1`,
)

/** False when there is one of that id. */
export async function insertBatch(tx: Db, merchantId: number, batch: NewBatch): Promise<boolean> {
  const { batchId, productId, planId, note, quantity } = batch
  const values = [merchantId, batchId, productId, planId, note, quantity]
  return (await tx.rows(insertOne, values)).length > 0
}

const insertUnits = statement(
  'insert_batch_licenses',
  `insert into license (merchant_id, license_id, batch_id, batch_seq, key_hash, key_sealed, key_masked, product_id,
     plan_id, state, valid_from, valid_until, max_devices, awaiting_days, terms)
   select $1, g."licenseId", $2, g.seq, decode(g."keyHash", 'base64'), g."keySealed", g."keyMasked", g."productId",
     g."planId", 'active', to_timestamp(g."validFrom" / 1000), to_timestamp(g."validUntil" / 1000), g."maxDevices",
     g."awaitingDays", coalesce(g.terms, '{}')
   from jsonb_to_recordset($3::jsonb) as g(seq integer, "licenseId" text, "keyHash" text, "keySealed" text,
     "keyMasked" text, "productId" text, "planId" text, "validFrom" float8, "validUntil" float8, "maxDevices" integer,
     "awaitingDays" integer, terms jsonb)`,
)

export async function insertBatchLicenses(
  tx: Db,
  merchantId: number,
  batchId: string,
  units: readonly GrantedLicense[],
): Promise<void> {
  await tx.rows(insertUnits, [merchantId, batchId, JSON.stringify(units)])
}

const columns = `b.batch_id as "batchId", b.product_id as "productId", b.plan_id as "planId", b.note, b.quantity,
  b.made_at as "madeAt", (select count(*)::integer from license l where l.merchant_id = b.merchant_id
    and l.batch_id = b.batch_id and (l.devices_used > 0 or l.state <> 'active')) as used`
const selectOne = statement(
  'find_license_batch',
  `select ${columns} from license_batch b where b.merchant_id = $1 and b.batch_id = $2`,
)
const selectPage = statement(
  'list_license_batches',
  `select ${columns} from license_batch b where b.merchant_id = $1 and ($2::text is null or (b.made_at, b.batch_id) <
     (select made_at, batch_id from license_batch where merchant_id = $1 and batch_id = $2))
   order by b.made_at desc, b.batch_id desc limit $3`,
)

export async function findBatch(
  db: Db,
  merchantId: number,
  batchId: string,
): Promise<LicenseBatch | undefined> {
  return (await db.rows<LicenseBatch>(selectOne, [merchantId, batchId]))[0]
}

/** The newest first, after the batch named. */
export async function listBatches(
  db: Db,
  merchantId: number,
  after: string | undefined,
  limit: number,
): Promise<LicenseBatch[]> {
  return db.rows<LicenseBatch>(selectPage, [merchantId, after ?? null, limit])
}

const selectKeys = statement(
  'list_batch_keys',
  `select license_id as "licenseId", key_sealed as "keySealed" from license
   where merchant_id = $1 and batch_id = $2 and state = 'active' order by batch_seq`,
)

/** Of those that hold, in the order they were made in. */
export async function listBatchKeys(
  db: Db,
  merchantId: number,
  batchId: string,
): Promise<Readonly<{ licenseId: string; keySealed: string }>[]> {
  return db.rows(selectKeys, [merchantId, batchId])
}
