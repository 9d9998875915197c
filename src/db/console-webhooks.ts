// Webhooks as the console sees and changes them: endpoints with their health, messages, and each message's tries.

import type { Instant } from '../core/time.ts'
import type { WebhookEvent } from '../core/webhook.ts'
import { type Db, statement } from './connect.ts'
import type { EndpointState, MessageState, TryOutcome } from './webhooks.ts'

export type Endpoint = Readonly<{
  endpointId: string
  name: string
  url: string
  events: readonly WebhookEvent[]
  state: EndpointState
  createdAt: Instant
  succeededAt: Instant | null
  failingSince: Instant | null
  /** until when the secret before the last rotation signs as well; null: it does not */
  previousUntil: Instant | null
  /** messages that wait for it */
  waiting: number
  /** messages given up */
  failed: number
}>

const columns = `
  select e.endpoint_id as "endpointId", e.name, e.url, e.events, e.state, e.created_at as "createdAt",
     e.succeeded_at as "succeededAt", e.failing_since as "failingSince",
     case when e.previous_until > app_now() then e.previous_until end as "previousUntil",
     (select count(*) from webhook_message m where m.merchant_id = $1 and m.endpoint_id = e.endpoint_id
       and m.state = 'pending') as waiting,
     (select count(*) from webhook_message m where m.merchant_id = $1 and m.endpoint_id = e.endpoint_id
       and m.state = 'failed') as failed
   from webhook_endpoint e where e.merchant_id = $1 and e.state <> 'removed'`

const selectAll = statement(
  'list_webhook_endpoints',
  `${columns} order by e.created_at, e.endpoint_id`,
)
const selectOne = statement('find_webhook_endpoint', `${columns} and e.endpoint_id = $2`)

/** Those that were not removed, the oldest first. */
export async function listEndpoints(db: Db, merchantId: number): Promise<Endpoint[]> {
  return db.rows<Endpoint>(selectAll, [merchantId])
}

export async function findEndpoint(
  db: Db,
  merchantId: number,
  endpointId: string,
): Promise<Endpoint | undefined> {
  return (await db.rows<Endpoint>(selectOne, [merchantId, endpointId]))[0]
}

export type NewEndpoint = Readonly<{
  endpointId: string
  name: string
  url: string
  events: readonly WebhookEvent[]
  secretSealed: string
}>

const insert = statement(
  'insert_webhook_endpoint',
  `insert into webhook_endpoint (merchant_id, endpoint_id, name, url, events, secret_sealed, created_at, complete_since)
   select $1, $2, $3, $4, $5, $6, app_now(), app_now()
   where (select count(*) from webhook_endpoint where merchant_id = $1 and state <> 'removed') < $7
   returning 1 as made`,
)

/** False: there are `max` of them. */
export async function insertEndpoint(
  db: Db,
  merchantId: number,
  endpoint: NewEndpoint,
  max: number,
): Promise<boolean> {
  const { endpointId, name, url, events, secretSealed } = endpoint
  const values = [merchantId, endpointId, name, url, events, secretSealed, max]
  return (await db.rows(insert, values)).length === 1
}

export type EndpointChange = Readonly<{
  name: string
  url: string
  events: readonly WebhookEvent[]
  state: EndpointState
}>

// What is wanted now and was not before has messages from now on; a new start forgets old failures.
const update = statement(
  'change_webhook_endpoint',
  `update webhook_endpoint set name = $3, url = $4, events = $5, state = $6,
     complete_since = case when state = 'active' and events @> $5::text[] then complete_since else app_now() end,
     failing_since = case when state = $6 and url = $4 then failing_since end
   where merchant_id = $1 and endpoint_id = $2 and state <> 'removed'`,
)

export async function updateEndpoint(
  db: Db,
  merchantId: number,
  endpointId: string,
  { name, url, events, state }: EndpointChange,
): Promise<void> {
  await db.rows(update, [merchantId, endpointId, name, url, events, state])
}

const rotate = statement(
  'rotate_webhook_secret',
  `update webhook_endpoint set previous_sealed = secret_sealed, secret_sealed = $3,
     previous_until = app_now() + $4 * interval '1 millisecond'
   where merchant_id = $1 and endpoint_id = $2 and state <> 'removed' returning 1 as rotated`,
)

/** The old secret signs beside the new one for `overlapMs`. False: no such endpoint. */
export async function rotateSecret(
  db: Db,
  merchantId: number,
  endpointId: string,
  secretSealed: string,
  overlapMs: number,
): Promise<boolean> {
  return (await db.rows(rotate, [merchantId, endpointId, secretSealed, overlapMs])).length === 1
}

export type MessageFilter = Readonly<{
  endpointId?: string | undefined
  state?: MessageState | undefined
  type?: string | undefined
  orderNumber?: string | undefined
  /** the last row of the page before */
  after?: Readonly<{ at: string; messageId: string }> | undefined
  limit: number
}>

export type MessageRow = Readonly<{
  messageId: string
  endpointId: string
  endpointName: string
  type: string
  orderNumber: string | null
  ref: string
  createdAt: Instant
  /** as the database writes it, for the next page */
  createdText: string
  state: MessageState
  triesInAll: number
  dueAt: Instant
  deliveredAt: Instant | null
  /** of the last try; null: none yet, or nothing answered */
  lastStatus: number | null
  lastError: string | null
}>

const messageColumns = `
  select m.message_id as "messageId", m.endpoint_id as "endpointId", e.name as "endpointName", m.type,
     m.order_number as "orderNumber", m.ref, m.created_at as "createdAt", m.created_at::text as "createdText",
     m.state, m.tries_in_all as "triesInAll", m.due_at as "dueAt", m.delivered_at as "deliveredAt",
     t.status as "lastStatus", t.error as "lastError"`
const messageSource = `
  from webhook_message m
   join webhook_endpoint e on e.merchant_id = m.merchant_id and e.endpoint_id = m.endpoint_id
   left join webhook_try t on t.merchant_id = m.merchant_id and t.message_id = m.message_id
     and t.try_no = m.tries_in_all`

const selectMessages = statement(
  'list_webhook_messages',
  `${messageColumns} ${messageSource}
   where m.merchant_id = $1 and m.endpoint_id = coalesce($2, m.endpoint_id) and m.state = coalesce($3, m.state)
     and m.type = coalesce($4, m.type) and ($5::text is null or m.order_number = $5)
     and ($6::timestamptz is null or (m.created_at, m.message_id) < ($6::timestamptz, $7::text))
   order by m.created_at desc, m.message_id desc limit $8`,
)

/** The newest first. */
export async function listMessages(
  db: Db,
  merchantId: number,
  { endpointId, state, type, orderNumber, after, limit }: MessageFilter,
): Promise<MessageRow[]> {
  const filters = [endpointId, state, type, orderNumber].map((one) => one ?? null)
  const values = [merchantId, ...filters, after?.at ?? null, after?.messageId ?? null, limit]
  return db.rows<MessageRow>(selectMessages, values)
}

export type MessageView = MessageRow &
  Readonly<{ body: string | null; endpointState: EndpointState }>

const selectMessage = statement(
  'find_webhook_message',
  `${messageColumns}, m.body, e.state as "endpointState" ${messageSource}
   where m.merchant_id = $1 and m.message_id = $2`,
)

export async function findMessage(
  db: Db,
  merchantId: number,
  messageId: string,
): Promise<MessageView | undefined> {
  return (await db.rows<MessageView>(selectMessage, [merchantId, messageId]))[0]
}

export type Try = Readonly<{
  tryNo: number
  at: Instant
  url: string
  byHand: boolean
  ms: number
  outcome: TryOutcome
  status: number | null
  answer: string
  error: string | null
}>

const selectTries = statement(
  'list_webhook_tries',
  `select try_no as "tryNo", at, url, by_hand as "byHand", ms, outcome, status, answer, error
   from webhook_try where merchant_id = $1 and message_id = $2 order by try_no desc limit 100`,
)

/** The newest first, a hundred at most. */
export async function listTries(db: Db, merchantId: number, messageId: string): Promise<Try[]> {
  return db.rows<Try>(selectTries, [merchantId, messageId])
}
