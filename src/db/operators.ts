// The people who run the shop, as rows: their passwords, their one-time codes and the places they are known from.

import type { Role } from '../core/rights.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type OperatorState = 'active' | 'disabled'

export type Operator = Readonly<{
  operatorId: string
  email: string
  name: string
  role: Role
  state: OperatorState
  passwordHash: string
  passwordOnce: boolean
  totpSealed: string | null
  totpPending: string | null
  passkeys: number
  recoveryCodesLeft: number
  createdAt: Instant
  signedInAt: Instant | null
  /** real time, which one-time codes are counted by */
  realNow: Instant
}>

const columns = `
  select o.operator_id as "operatorId", o.email, o.name, o.role, o.state, o.password_hash as "passwordHash",
     o.password_once as "passwordOnce", o.totp_sealed as "totpSealed", o.totp_pending as "totpPending",
     (select count(*) from passkey p
       where p.merchant_id = o.merchant_id and p.operator_id = o.operator_id) as passkeys,
     (select count(*) from recovery_code c
       where c.merchant_id = o.merchant_id and c.operator_id = o.operator_id and c.used_at is null
     ) as "recoveryCodesLeft",
     o.created_at as "createdAt", o.signed_in_at as "signedInAt", real_now() as "realNow"
   from operator o`

const selectByEmail = statement(
  'find_operator_by_email',
  `${columns} where o.merchant_id = $1 and o.email = $2`,
)
const selectOne = statement(
  'find_operator',
  `${columns} where o.merchant_id = $1 and o.operator_id = $2`,
)
const selectAll = statement(
  'list_operators',
  `${columns} where o.merchant_id = $1 order by o.email limit 1000`,
)

/** `email` in lower case. */
export async function findOperatorByEmail(
  db: Db,
  merchantId: number,
  email: string,
): Promise<Operator | undefined> {
  return (await db.rows<Operator>(selectByEmail, [merchantId, email]))[0]
}

export async function findOperator(
  db: Db,
  merchantId: number,
  operatorId: string,
): Promise<Operator | undefined> {
  return (await db.rows<Operator>(selectOne, [merchantId, operatorId]))[0]
}

export async function listOperators(db: Db, merchantId: number): Promise<Operator[]> {
  return db.rows<Operator>(selectAll, [merchantId])
}

export type NewOperator = Readonly<{
  operatorId: string
  email: string
  name: string
  role: Role
  passwordHash: string
  passwordOnce: boolean
}>

const insertOne = statement(
  'insert_operator',
  `insert into operator (merchant_id, operator_id, email, name, role, password_hash, password_once, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, app_now()) on conflict (merchant_id, email) do nothing
   returning 1 as made`,
)

/** False: the e-mail address is somebody's already. */
export async function insertOperator(
  db: Db,
  merchantId: number,
  operator: NewOperator,
): Promise<boolean> {
  const { operatorId, email, name, role, passwordHash, passwordOnce } = operator
  const values = [merchantId, operatorId, email, name, role, passwordHash, passwordOnce]
  return (await db.rows(insertOne, values)).length === 1
}

const lockAll = statement(
  'lock_operators',
  `select operator_id as "operatorId", role, state from operator where merchant_id = $1
   order by operator_id for update`,
)

/** Locks every operator until the transaction ends, so that two owners cannot remove each other. */
export async function lockOperators(
  tx: Db,
  merchantId: number,
): Promise<Pick<Operator, 'operatorId' | 'role' | 'state'>[]> {
  return tx.rows(lockAll, [merchantId])
}

const updateStanding = statement(
  'change_operator',
  `update operator set name = $3, role = $4, state = $5 where merchant_id = $1 and operator_id = $2`,
)

export async function updateOperator(
  tx: Db,
  merchantId: number,
  { operatorId, name, role, state }: Pick<Operator, 'operatorId' | 'name' | 'role' | 'state'>,
): Promise<void> {
  await tx.rows(updateStanding, [merchantId, operatorId, name, role, state])
}

const updatePassword = statement(
  'change_operator_password',
  `update operator set password_hash = $3, password_once = $4 where merchant_id = $1 and operator_id = $2`,
)

export async function updateOperatorPassword(
  tx: Db,
  merchantId: number,
  operatorId: string,
  { passwordHash, passwordOnce }: Pick<Operator, 'passwordHash' | 'passwordOnce'>,
): Promise<void> {
  await tx.rows(updatePassword, [merchantId, operatorId, passwordHash, passwordOnce])
}

const updateSignedIn = statement(
  'note_operator_signed_in',
  `with known as (
     insert into operator_familiar (merchant_id, operator_id, mark, seen_at)
     select $1, $2, mark, real_now() from unnest($3::bytea[]) as mark
     on conflict (merchant_id, operator_id, mark) do update set seen_at = excluded.seen_at)
   update operator set signed_in_at = app_now() where merchant_id = $1 and operator_id = $2`,
)
const dropUnfamiliar = statement(
  'drop_operator_familiar',
  `delete from operator_familiar where merchant_id = $1 and operator_id = $2
     and seen_at < real_now() - interval '90 days'`,
)

/** Notes that somebody signed in, and remembers for 90 days where from (SHA-256 of address and device). */
export async function markSignedIn(
  tx: Db,
  merchantId: number,
  operatorId: string,
  marks: readonly Buffer[],
): Promise<void> {
  await tx.rows(updateSignedIn, [merchantId, operatorId, marks])
  await tx.rows(dropUnfamiliar, [merchantId, operatorId])
}

const selectFamiliar = statement(
  'list_familiar_marks',
  `select f.mark from operator o join operator_familiar f
     on f.merchant_id = o.merchant_id and f.operator_id = o.operator_id
   where o.merchant_id = $1 and o.email = $2 and f.mark = any($3)
     and f.seen_at > real_now() - interval '90 days'`,
)

/** Those of the given marks an account was signed in from before. */
export async function listFamiliarMarks(
  db: Db,
  merchantId: number,
  email: string,
  marks: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await db.rows<{ mark: Buffer }>(selectFamiliar, [merchantId, email, marks])
  return rows.map(({ mark }) => mark)
}
