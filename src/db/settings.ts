// What the installation keeps about itself: the check of its secret, its signing keys, its clock.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

const selectCheck = statement('find_secret_check', 'select sealed from secret_check')
const insertCheck = statement(
  'insert_secret_check',
  'insert into secret_check (sealed) values ($1) on conflict do nothing',
)

export async function findSecretCheck(db: Db): Promise<string | undefined> {
  return (await db.rows<{ sealed: string }>(selectCheck, []))[0]?.sealed
}

export async function insertSecretCheck(db: Db, sealed: string): Promise<void> {
  await db.rows(insertCheck, [sealed])
}

export type SigningKeyRow = Readonly<{
  kid: string
  publicKey: Buffer
  privateSealed: string
  validFrom: Instant
  validUntil: Instant | null
  endorsedBy: string | null
  endorsement: Buffer | null
}>

const selectKeys = statement(
  'list_signing_keys',
  `select kid, public_key as "publicKey", private_sealed as "privateSealed", valid_from as "validFrom",
     valid_until as "validUntil", endorsed_by as "endorsedBy", endorsement
   from signing_key order by valid_from desc, kid`,
)

/** Newest first. */
export async function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.rows<SigningKeyRow>(selectKeys, [])
}

const insertKey = statement(
  'insert_first_signing_key',
  `insert into signing_key (kid, public_key, private_sealed, valid_from)
   select $1, $2, $3, app_now() where not exists (select from signing_key)`,
)
const lockKeys = statement(
  'lock_signing_keys',
  'lock table signing_key in share row exclusive mode',
)

/** Keeps the first signing key; a process that comes second keeps the first one's. */
export async function insertFirstSigningKey(
  db: Db,
  key: Readonly<{ kid: string; publicKey: Buffer; privateSealed: string }>,
): Promise<void> {
  await db.rows(lockKeys, [])
  await db.rows(insertKey, [key.kid, key.publicKey, key.privateSealed])
}

const insertNext = statement(
  'insert_next_signing_key',
  `insert into signing_key (kid, public_key, private_sealed, valid_from, endorsed_by, endorsement)
   values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6)`,
)
const endKey = statement(
  'end_signing_key',
  'update signing_key set valid_until = to_timestamp($2::float8 / 1000) where kid = $1',
)

/** All keys, newest first; nobody else adds one until this transaction ends. */
export async function lockSigningKeys(tx: Db): Promise<SigningKeyRow[]> {
  await tx.rows(lockKeys, [])
  return listSigningKeys(tx)
}

/** Keeps the key that comes next, and until when the one before it stays among those that verify. */
export async function insertNextSigningKey(
  tx: Db,
  next: Omit<SigningKeyRow, 'validUntil' | 'endorsedBy'> & Readonly<{ endorsedBy: string }>,
  formerUntil: Instant,
): Promise<void> {
  const { kid, publicKey, privateSealed, validFrom, endorsedBy, endorsement } = next
  await tx.rows(insertNext, [kid, publicKey, privateSealed, validFrom, endorsedBy, endorsement])
  await tx.rows(endKey, [endorsedBy, formerUntil])
}

const selectOffset = statement('find_clock_offset', 'select ms from clock_offset')
const addOffset = statement('advance_clock', 'update clock_offset set ms = ms + $1 returning ms')

/** How far the clock was moved, in ms. */
export async function findClockOffset(db: Db): Promise<number> {
  return (await db.rows<{ ms: number }>(selectOffset, []))[0]?.ms ?? 0
}

/** Moves app_now() forward; answers the new offset in ms. Demo mode and tests only. */
export async function advanceClock(db: Db, ms: number): Promise<number> {
  return (await db.rows<{ ms: number }>(addOffset, [ms]))[0]?.ms ?? 0
}

const ping = statement('find_database', 'select 1')

/** Throws when the database does not answer. */
export async function findDatabase(db: Db): Promise<void> {
  await db.rows(ping, [])
}

const selectBegin = statement(
  'find_shop_begin',
  'select created_at as "createdAt" from merchant where merchant_id = $1',
)

/** When the shop began. Throws when there is no such merchant. */
export async function findShopBegin(db: Db, merchantId: number): Promise<Instant> {
  const [row] = await db.rows<{ createdAt: Instant }>(selectBegin, [merchantId])
  if (!row) throw new Error(`there is no merchant ${merchantId}`)
  return row.createdAt
}

const clearOffset = statement(
  'reset_clock',
  `with before as (select ms from clock_offset)
   update clock_offset set ms = 0 where ms <> 0 returning (select ms from before) as ms`,
)

/** Puts app_now() back to real time; answers how far it was off, in ms. */
export async function resetClock(db: Db): Promise<number> {
  return (await db.rows<{ ms: number }>(clearOffset, []))[0]?.ms ?? 0
}
