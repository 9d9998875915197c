// One-time codes and recovery codes as rows: each is taken once, by one conditional statement.

import { type Db, statement } from './connect.ts'

const updatePending = statement(
  'start_totp',
  `update operator set totp_pending = $3 where merchant_id = $1 and operator_id = $2`,
)

/** Keeps the sealed secret of an app that is being set up. */
export async function updatePendingTotp(
  tx: Db,
  merchantId: number,
  operatorId: string,
  sealed: string,
): Promise<void> {
  await tx.rows(updatePending, [merchantId, operatorId, sealed])
}

const confirm = statement(
  'confirm_totp',
  `update operator set totp_sealed = totp_pending, totp_pending = null, totp_last_step = $4
   where merchant_id = $1 and operator_id = $2 and totp_pending = $3 returning 1 as done`,
)

/** The pending secret (sealed) has proved itself with the code of `step`. False: another one is pending now. */
export async function confirmTotp(
  tx: Db,
  merchantId: number,
  operatorId: string,
  sealed: string,
  step: number,
): Promise<boolean> {
  return (await tx.rows(confirm, [merchantId, operatorId, sealed, step])).length === 1
}

const takeStep = statement(
  'take_totp_step',
  `update operator set totp_last_step = $3
   where merchant_id = $1 and operator_id = $2 and totp_last_step < $3 returning 1 as taken`,
)

/** Uses up the code of a 30 s step and of all before it. False: it was used. */
export async function takeTotpStep(
  tx: Db,
  merchantId: number,
  operatorId: string,
  step: number,
): Promise<boolean> {
  return (await tx.rows(takeStep, [merchantId, operatorId, step])).length === 1
}

const clearTotp = statement(
  'clear_totp',
  `update operator set totp_sealed = null, totp_pending = null
   where merchant_id = $1 and operator_id = $2`,
)

/** One-time codes are asked for no more. */
export async function deleteTotp(tx: Db, merchantId: number, operatorId: string): Promise<void> {
  await tx.rows(clearTotp, [merchantId, operatorId])
}

const deleteCodes = statement(
  'delete_recovery_codes',
  'delete from recovery_code where merchant_id = $1 and operator_id = $2',
)
const insertCodes = statement(
  'insert_recovery_codes',
  `insert into recovery_code (merchant_id, operator_id, code_hash)
   select $1, $2, code_hash from unnest($3::bytea[]) as code_hash`,
)

/** Puts new recovery codes (their SHA-256) in place of the old ones; none at all is fine. */
export async function replaceRecoveryCodes(
  tx: Db,
  merchantId: number,
  operatorId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.rows(deleteCodes, [merchantId, operatorId])
  await tx.rows(insertCodes, [merchantId, operatorId, hashes])
}

const takeCode = statement(
  'take_recovery_code',
  `update recovery_code set used_at = app_now()
   where merchant_id = $1 and operator_id = $2 and code_hash = $3 and used_at is null
   returning 1 as taken`,
)

/** Uses a recovery code up. False: there is none such, or it was used. */
export async function takeRecoveryCode(
  tx: Db,
  merchantId: number,
  operatorId: string,
  hash: Buffer,
): Promise<boolean> {
  return (await tx.rows(takeCode, [merchantId, operatorId, hash])).length === 1
}

const selectSecured = statement(
  'count_secured_owners',
  `select count(*)::int as owners,
     count(*) filter (where totp_sealed is not null or exists (
       select from passkey k where k.merchant_id = o.merchant_id and k.operator_id = o.operator_id
     ))::int as secured
   from operator o where merchant_id = $1 and role = 'owner' and state = 'active'`,
)

/** How many owners there are, and how many of them need more than a password to sign in. */
export async function countSecondFactors(
  db: Db,
  merchantId: number,
): Promise<Readonly<{ owners: number; secured: number }>> {
  const rows = await db.rows<{ owners: number; secured: number }>(selectSecured, [merchantId])
  return rows[0] ?? { owners: 0, secured: 0 }
}
