// Passkeys as rows, and the challenges they are asked to sign.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type Passkey = Readonly<{
  credentialId: string
  operatorId: string
  name: string
  publicKey: Buffer
  counter: number
  transports: readonly string[]
  createdAt: Instant
  usedAt: Instant | null
}>

const columns = `
  select credential_id as "credentialId", operator_id as "operatorId", name, public_key as "publicKey", counter,
     transports, created_at as "createdAt", used_at as "usedAt" from passkey`

const selectOne = statement(
  'find_passkey',
  `${columns} where merchant_id = $1 and credential_id = $2`,
)
const selectAll = statement(
  'list_passkeys',
  `${columns} where merchant_id = $1 and operator_id = $2 order by created_at, credential_id`,
)

export async function findPasskey(
  db: Db,
  merchantId: number,
  credentialId: string,
): Promise<Passkey | undefined> {
  return (await db.rows<Passkey>(selectOne, [merchantId, credentialId]))[0]
}

export async function listPasskeys(
  db: Db,
  merchantId: number,
  operatorId: string,
): Promise<Passkey[]> {
  return db.rows<Passkey>(selectAll, [merchantId, operatorId])
}

const insertOne = statement(
  'insert_passkey',
  `insert into passkey (merchant_id, credential_id, operator_id, name, public_key, counter, transports, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, app_now()) on conflict do nothing returning 1 as made`,
)

/** False: this passkey is registered already. */
export async function insertPasskey(
  tx: Db,
  merchantId: number,
  passkey: Omit<Passkey, 'createdAt' | 'usedAt'>,
): Promise<boolean> {
  const { credentialId, operatorId, name, publicKey, counter, transports } = passkey
  const values = [merchantId, credentialId, operatorId, name, publicKey, counter, transports]
  return (await tx.rows(insertOne, values)).length === 1
}

const markUsed = statement(
  'mark_passkey_used',
  `update passkey set counter = $3, used_at = app_now()
   where merchant_id = $1 and credential_id = $2 and (counter < $3 or ($3 = 0 and counter = 0))
   returning 1 as done`,
)

/** Notes a use. False: its counter did not rise, so there may be a copy of the key. */
export async function markPasskeyUsed(
  tx: Db,
  merchantId: number,
  credentialId: string,
  counter: number,
): Promise<boolean> {
  return (await tx.rows(markUsed, [merchantId, credentialId, counter])).length === 1
}

const deleteOne = statement(
  'delete_passkey',
  `delete from passkey where merchant_id = $1 and operator_id = $2 and credential_id = $3
   returning name`,
)

/** The name of the removed passkey; undefined when the operator has no such one. */
export async function deletePasskey(
  tx: Db,
  merchantId: number,
  operatorId: string,
  credentialId: string,
): Promise<string | undefined> {
  const rows = await tx.rows<{ name: string }>(deleteOne, [merchantId, operatorId, credentialId])
  return rows[0]?.name
}

const deleteAll = statement(
  'delete_passkeys',
  'delete from passkey where merchant_id = $1 and operator_id = $2',
)

export async function deletePasskeys(
  tx: Db,
  merchantId: number,
  operatorId: string,
): Promise<void> {
  await tx.rows(deleteAll, [merchantId, operatorId])
}

export type ChallengePurpose = 'register' | 'sign_in' | 'step_up'

const insertChallenge = statement(
  'insert_passkey_challenge',
  `insert into passkey_challenge (merchant_id, challenge, purpose, operator_id, expires_at)
   values ($1, $2, $3, $4, real_now() + interval '5 minutes')`,
)
const pruneChallenges = statement(
  'prune_passkey_challenges',
  'delete from passkey_challenge where expires_at < real_now()',
)

/** Keeps a challenge for five minutes; `operatorId` null lets any operator answer it. */
export async function insertPasskeyChallenge(
  db: Db,
  merchantId: number,
  challenge: string,
  purpose: ChallengePurpose,
  operatorId: string | null,
): Promise<void> {
  await db.rows(pruneChallenges, [])
  await db.rows(insertChallenge, [merchantId, challenge, purpose, operatorId])
}

const takeChallenge = statement(
  'take_passkey_challenge',
  `delete from passkey_challenge
   where merchant_id = $1 and challenge = $2 and purpose = $3 and operator_id is not distinct from $4
     and expires_at > real_now()
   returning 1 as taken`,
)

/** Uses a challenge up. False: it was never asked, asked of another, answered already, or is too old. */
export async function takePasskeyChallenge(
  db: Db,
  merchantId: number,
  challenge: string,
  purpose: ChallengePurpose,
  operatorId: string | null,
): Promise<boolean> {
  return (await db.rows(takeChallenge, [merchantId, challenge, purpose, operatorId])).length === 1
}
