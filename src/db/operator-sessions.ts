// Signed-in browsers as rows. Real time, so that moving the demo's clock signs nobody out.

import type { Role } from '../core/rights.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** What is still missing before anything may be done; `open`: nothing. */
export type SessionState = 'second_factor' | 'new_password' | 'open'

export type Session = Readonly<{
  sessionId: string
  operatorId: string
  email: string
  name: string
  role: Role
  state: SessionState
  raisedUntil: Instant | null
  isRaised: boolean
  /** it was last noted as seen more than a minute ago */
  isStale: boolean
}>

/** 12 hours in all, 30 minutes without a request; half an hour to finish signing in. */
const isAlive = `s.created_at > real_now() - interval '12 hours'
     and s.seen_at > real_now() - interval '30 minutes'`

const selectOne = statement(
  'find_operator_session',
  `select s.session_id as "sessionId", s.operator_id as "operatorId", o.email, o.name, o.role, s.state,
     s.raised_until as "raisedUntil",
     s.token_hash = $2 and coalesce(s.raised_until > real_now(), false) as "isRaised",
     s.seen_at < real_now() - interval '1 minute' as "isStale"
   from operator_session s
   join operator o on o.merchant_id = s.merchant_id and o.operator_id = s.operator_id
   where s.merchant_id = $1 and o.state = 'active' and ${isAlive}
     and (s.token_hash = $2
       or (s.previous_hash = $2 and s.replaced_at > real_now() - interval '10 seconds'))`,
)

/**
 * The living session a token (its SHA-256) opens. For 10 s after a rise of rights the old token still opens it,
 * without those rights, because requests may be under way.
 */
export async function findSession(
  db: Db,
  merchantId: number,
  tokenHash: Buffer,
): Promise<Session | undefined> {
  return (await db.rows<Session>(selectOne, [merchantId, tokenHash]))[0]
}

const touch = statement(
  'touch_operator_session',
  `update operator_session set seen_at = real_now() where merchant_id = $1 and session_id = $2`,
)

export async function touchSession(db: Db, merchantId: number, sessionId: string): Promise<void> {
  await db.rows(touch, [merchantId, sessionId])
}

export type NewSession = Readonly<{
  sessionId: string
  operatorId: string
  tokenHash: Buffer
  state: SessionState
  address: string
  userAgent: string
}>

const insertOne = statement(
  'insert_operator_session',
  `insert into operator_session (merchant_id, session_id, operator_id, token_hash, state, created_at, seen_at,
     address, user_agent)
   values ($1, $2, $3, $4, $5, real_now(), real_now(), $6, $7)`,
)
const deletePast = statement(
  'prune_operator_sessions',
  `delete from operator_session s where s.merchant_id = $1 and s.operator_id = $2 and not (${isAlive})`,
)

/** Adds a session and drops the operator's dead ones. */
export async function insertSession(
  tx: Db,
  merchantId: number,
  session: NewSession,
): Promise<void> {
  const { sessionId, operatorId, tokenHash, state, address, userAgent } = session
  await tx.rows(deletePast, [merchantId, operatorId])
  const values = [merchantId, sessionId, operatorId, tokenHash, state, address, userAgent]
  await tx.rows(insertOne, values)
}

const advance = statement(
  'advance_operator_session',
  `update operator_session set token_hash = $3, previous_hash = null, state = $4
   where merchant_id = $1 and session_id = $2 and state <> 'open' returning 1 as done`,
)

/** The next step of signing in, under a new token. False: the session is gone or open already. */
export async function advanceSession(
  tx: Db,
  merchantId: number,
  sessionId: string,
  { tokenHash, state }: Pick<NewSession, 'tokenHash' | 'state'>,
): Promise<boolean> {
  return (await tx.rows(advance, [merchantId, sessionId, tokenHash, state])).length === 1
}

const raise = statement(
  'raise_operator_session',
  `update operator_session set previous_hash = token_hash, token_hash = $3, replaced_at = real_now(),
     raised_until = real_now() + $4 * interval '1 millisecond'
   where merchant_id = $1 and session_id = $2 and state = 'open' returning raised_until as "raisedUntil"`,
)

/** Raises one session for so many ms, under a new token; undefined when it has ended. */
export async function raiseSession(
  tx: Db,
  merchantId: number,
  sessionId: string,
  tokenHash: Buffer,
  forMs: number,
): Promise<Instant | undefined> {
  type Row = Readonly<{ raisedUntil: Instant }>
  const rows = await tx.rows<Row>(raise, [merchantId, sessionId, tokenHash, forMs])
  return rows[0]?.raisedUntil
}

export type SessionRow = Readonly<{
  sessionId: string
  createdAt: Instant
  seenAt: Instant
  address: string
  userAgent: string
}>

const selectAll = statement(
  'list_operator_sessions',
  `select s.session_id as "sessionId", s.created_at as "createdAt", s.seen_at as "seenAt", s.address,
     s.user_agent as "userAgent"
   from operator_session s
   where s.merchant_id = $1 and s.operator_id = $2 and s.state = 'open' and ${isAlive}
   order by s.seen_at desc limit 100`,
)

/** The operator's open sessions, the one seen last first. */
export async function listSessions(
  db: Db,
  merchantId: number,
  operatorId: string,
): Promise<SessionRow[]> {
  return db.rows<SessionRow>(selectAll, [merchantId, operatorId])
}

const deleteOne = statement(
  'delete_operator_session',
  `delete from operator_session where merchant_id = $1 and operator_id = $2 and session_id = $3
   returning 1 as ended`,
)

/** False: the operator has no such session. */
export async function deleteSession(
  tx: Db,
  merchantId: number,
  operatorId: string,
  sessionId: string,
): Promise<boolean> {
  return (await tx.rows(deleteOne, [merchantId, operatorId, sessionId])).length === 1
}

const deleteAll = statement(
  'delete_operator_sessions',
  `delete from operator_session
   where merchant_id = $1 and operator_id = $2 and session_id is distinct from $3`,
)

/** Ends all sessions of an operator, but the one to keep. */
export async function deleteSessions(
  tx: Db,
  merchantId: number,
  operatorId: string,
  keptId: string | null = null,
): Promise<void> {
  await tx.rows(deleteAll, [merchantId, operatorId, keptId])
}
