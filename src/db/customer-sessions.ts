// Signed-in buyers as rows: their browsers and their programs. Real time, so that moving the demo's clock signs
// nobody out.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type SessionKind = 'browser' | 'program'

export type CustomerSession = Readonly<{
  sessionId: string
  customerId: string
  phone: string | null
  email: string | null
  hasPassword: boolean
  /** Alipay signs it in too */
  hasAlipay: boolean
  kind: SessionKind
  /** it was opened, by a proof of who one is, within the last fifteen minutes */
  isFresh: boolean
  /** it was last noted as seen more than an hour ago */
  isStale: boolean
}>

const isAlive = `s.created_at > real_now() - interval '30 days'`

const selectOne = statement(
  'find_customer_session',
  `select s.session_id as "sessionId", s.customer_id as "customerId", c.phone, c.email,
     c.password_hash is not null as "hasPassword", c.alipay_id is not null as "hasAlipay", s.kind,
     s.created_at > real_now() - interval '15 minutes' as "isFresh",
     s.seen_at < real_now() - interval '1 hour' as "isStale"
   from customer_session s
   join customer c on c.merchant_id = s.merchant_id and c.customer_id = s.customer_id
   where s.merchant_id = $1 and s.token_hash = $2 and c.state = 'active' and ${isAlive}`,
)

/** The living session a token (its SHA-256) opens. */
export async function findCustomerSession(
  db: Db,
  merchantId: number,
  tokenHash: Buffer,
): Promise<CustomerSession | undefined> {
  return (await db.rows<CustomerSession>(selectOne, [merchantId, tokenHash]))[0]
}

const touch = statement(
  'touch_customer_session',
  `update customer_session set seen_at = real_now() where merchant_id = $1 and session_id = $2`,
)

export async function touchCustomerSession(
  db: Db,
  merchantId: number,
  sessionId: string,
): Promise<void> {
  await db.rows(touch, [merchantId, sessionId])
}

export type NewCustomerSession = Readonly<{
  sessionId: string
  customerId: string
  tokenHash: Buffer
  kind: SessionKind
  address: string
  userAgent: string
}>

const insertOne = statement(
  'insert_customer_session',
  `insert into customer_session (merchant_id, session_id, customer_id, token_hash, kind, created_at, seen_at,
     address, user_agent)
   values ($1, $2, $3, $4, $5, real_now(), real_now(), $6, $7)`,
)
const deletePast = statement(
  'drop_past_customer_sessions',
  `delete from customer_session s where s.merchant_id = $1 and s.customer_id = $2 and (not (${isAlive})
     or s.session_id in (select session_id from customer_session
       where merchant_id = $1 and customer_id = $2 order by created_at desc, session_id offset 49))`,
)

/** Adds a session, dropping the account's dead ones and the oldest of more than fifty. */
export async function insertCustomerSession(
  tx: Db,
  merchantId: number,
  session: NewCustomerSession,
): Promise<void> {
  const { sessionId, customerId, tokenHash, kind, address, userAgent } = session
  await tx.rows(deletePast, [merchantId, customerId])
  const values = [merchantId, sessionId, customerId, tokenHash, kind, address, userAgent]
  await tx.rows(insertOne, values)
}

export type CustomerSessionRow = Readonly<{
  sessionId: string
  kind: SessionKind
  createdAt: Instant
  seenAt: Instant
  address: string
  userAgent: string
}>

const selectAll = statement(
  'list_customer_sessions',
  `select s.session_id as "sessionId", s.kind, s.created_at as "createdAt", s.seen_at as "seenAt", s.address,
     s.user_agent as "userAgent"
   from customer_session s
   where s.merchant_id = $1 and s.customer_id = $2 and ${isAlive}
   order by s.seen_at desc, s.session_id limit 50`,
)

/** The living sessions of an account, the one seen last first. */
export async function listCustomerSessions(
  db: Db,
  merchantId: number,
  customerId: string,
): Promise<CustomerSessionRow[]> {
  return db.rows<CustomerSessionRow>(selectAll, [merchantId, customerId])
}

const deleteOne = statement(
  'delete_customer_session',
  `delete from customer_session where merchant_id = $1 and customer_id = $2 and session_id = $3
   returning 1 as ended`,
)

/** False: the account has no such session. */
export async function deleteCustomerSession(
  db: Db,
  merchantId: number,
  customerId: string,
  sessionId: string,
): Promise<boolean> {
  return (await db.rows(deleteOne, [merchantId, customerId, sessionId])).length === 1
}

const deleteAll = statement(
  'delete_customer_sessions',
  `delete from customer_session
   where merchant_id = $1 and customer_id = $2 and session_id is distinct from $3`,
)

/** Ends all sessions of an account, but the one to keep. */
export async function deleteCustomerSessions(
  db: Db,
  merchantId: number,
  customerId: string,
  keptId: string | null = null,
): Promise<void> {
  await db.rows(deleteAll, [merchantId, customerId, keptId])
}
