// Webhooks being sent: which messages are due, the bytes a message is frozen to, and what became of each try. The
// messages themselves are written by the database, in the transaction of what they tell of (migration 0013).

import type { Instant } from '../core/time.ts'
import { type WebhookEvent, webhooksAtOnce } from '../core/webhook.ts'
import { type Db, statement, unindexed } from './connect.ts'

export type EndpointState = 'active' | 'paused' | 'gone' | 'failing' | 'removed'
export type MessageState = 'pending' | 'delivered' | 'failed'
export type TryOutcome = 'delivered' | 'refused' | 'unreachable' | 'blocked'

// The messages say what is due; the job is the lease on their slot, so that whoever pays locks nothing.
const plan = statement(
  'plan_webhook_sending',
  `insert into job (merchant_id, kind, ref, run_at, created_at)
   select e.merchant_id, 'send-webhooks', e.endpoint_id || ':' || slot, app_now(), app_now()
   from webhook_endpoint e cross join generate_series(0, $1::integer - 1) as slot
   where e.state = 'active'
     and exists (select from webhook_message m where m.merchant_id = e.merchant_id
       and m.endpoint_id = e.endpoint_id and m.state = 'pending' and m.slot = slot.slot
       and m.due_at <= app_now())
     and not exists (select from job j where j.merchant_id = e.merchant_id and j.kind = 'send-webhooks'
       and j.ref = e.endpoint_id || ':' || slot)
   on conflict do nothing`,
)

/** Has every endpoint served that something is due for. Called again and again; it misses nothing, for it remembers nothing. */
export async function planWebhookSending(db: Db): Promise<void> {
  await db.rows(plan, [webhooksAtOnce])
}

export type SendingEndpoint = Readonly<{
  endpointId: string
  url: string
  state: EndpointState
  secretSealed: string
  /** null as well once its time is over */
  previousSealed: string | null
  failingSince: Instant | null
}>

const selectSending = statement(
  'find_sending_endpoint',
  `select endpoint_id as "endpointId", url, state, secret_sealed as "secretSealed",
     case when previous_until > app_now() then previous_sealed end as "previousSealed",
     failing_since as "failingSince"
   from webhook_endpoint where merchant_id = $1 and endpoint_id = $2`,
)

export async function findSendingEndpoint(
  db: Db,
  merchantId: number,
  endpointId: string,
): Promise<SendingEndpoint | undefined> {
  return (await db.rows<SendingEndpoint>(selectSending, [merchantId, endpointId]))[0]
}

export type DueMessage = Readonly<{
  messageId: string
  type: WebhookEvent | 'webhook.test'
  orderNumber: string | null
  ref: string
  createdAt: Instant
  body: string | null
  tries: number
  triesInAll: number
  byHand: boolean
}>

const selectDue = statement(
  'list_due_webhooks',
  `select message_id as "messageId", type, order_number as "orderNumber", ref, created_at as "createdAt",
     body, tries, tries_in_all as "triesInAll", by_hand as "byHand"
   from webhook_message
   where merchant_id = $1 and endpoint_id = $2 and state = 'pending' and slot = $3 and due_at <= app_now()
   order by due_at, message_id limit $4`,
)

/** Of one of an endpoint's slots, the longest due first. */
export async function listDueMessages(
  db: Db,
  merchantId: number,
  endpointId: string,
  slot: number,
  limit: number,
): Promise<DueMessage[]> {
  return db.rows<DueMessage>(selectDue, [merchantId, endpointId, slot, limit])
}

const freeze = statement(
  'freeze_webhook_body',
  `update webhook_message set body = coalesce(body, $3)
   where merchant_id = $1 and message_id = $2 returning body`,
)

/** Keeps the bytes before they are sent first; answers those that are kept, which are the first ones ever. */
export async function freezeBody(
  db: Db,
  merchantId: number,
  messageId: string,
  body: string,
): Promise<string> {
  const [row] = await db.rows<{ body: string }>(freeze, [merchantId, messageId, body])
  return row?.body ?? body
}

/** What became of one try, and what follows from it. */
export type TriedMessage = Readonly<{
  messageId: string
  endpointId: string
  triesBefore: number
  byHand: boolean
  url: string
  ms: number
  outcome: TryOutcome
  status: number | null
  answer: string
  error: string | null
  /** `pending`: tried again in so many ms */
  next: Readonly<{ state: 'pending'; waitMs: number }> | Readonly<{ state: 'delivered' | 'failed' }>
  /** what the endpoint is from now on; undefined: what it was */
  endpointState: 'gone' | 'failing' | undefined
}>

// A sender that was thought dead and wakes up late finds another number of tries, and writes nothing.
const note = statement(
  'note_webhook_try',
  `with mine as (
     update webhook_message set state = $10::text, tries = tries + 1, tries_in_all = tries_in_all + 1,
       due_at = app_now() + $11 * interval '1 millisecond',
       delivered_at = case when $10::text = 'delivered' then coalesce(delivered_at, app_now()) else delivered_at end,
       by_hand = by_hand and $10::text = 'pending'
     where merchant_id = $1 and message_id = $2 and ${unindexed('state')} = 'pending' and tries_in_all = $4
     returning tries_in_all),
   tried as (
     insert into webhook_try (merchant_id, message_id, try_no, at, url, by_hand, ms, outcome, status, answer, error)
     select $1, $2, mine.tries_in_all, app_now(), $5, $14, $6, $7::text, $8, $9, $12 from mine)
   update webhook_endpoint e set
     succeeded_at = case when $7::text = 'delivered' then app_now() else e.succeeded_at end,
     failing_since = case when $7::text = 'delivered' then null else coalesce(e.failing_since, app_now()) end,
     state = case when e.state = 'active' then coalesce($13::text, e.state) else e.state end
   from mine where e.merchant_id = $1 and e.endpoint_id = $3
   returning e.state`,
)

/** Writes down a try with all that follows. Undefined when somebody else did so before. */
export async function noteTry(
  db: Db,
  merchantId: number,
  tried: TriedMessage,
): Promise<EndpointState | undefined> {
  const { next } = tried
  const [row] = await db.rows<{ state: EndpointState }>(note, [
    merchantId,
    tried.messageId,
    tried.endpointId,
    tried.triesBefore,
    tried.url,
    tried.ms,
    tried.outcome,
    tried.status,
    tried.answer,
    next.state,
    next.state === 'pending' ? next.waitMs : 0,
    tried.error,
    tried.endpointState ?? null,
    tried.byHand,
  ])
  return row?.state
}

const resend = statement(
  'send_webhook_again',
  `update webhook_message m set state = 'pending', tries = 0, by_hand = true, due_at = app_now()
   where merchant_id = $1 and message_id = $2
     and exists (select from webhook_endpoint e where e.merchant_id = $1 and e.endpoint_id = m.endpoint_id
       and e.state = 'active')
   returning endpoint_id as "endpointId"`,
)

/** Has a message sent now, with a schedule of its own from the beginning. Undefined: none, or its endpoint is not active. */
export async function sendAgain(
  db: Db,
  merchantId: number,
  messageId: string,
): Promise<string | undefined> {
  return (await db.rows<{ endpointId: string }>(resend, [merchantId, messageId]))[0]?.endpointId
}

const resendOfOrder = statement(
  'send_order_messages_again',
  `update webhook_message set state = 'pending', tries = 0, by_hand = true, due_at = app_now()
   where merchant_id = $1 and message_id in (
     select distinct on (m.endpoint_id, m.type) m.message_id from webhook_message m
     join webhook_endpoint e on e.merchant_id = $1 and e.endpoint_id = m.endpoint_id and e.state = 'active'
     where m.merchant_id = $1 and m.order_number = $2 and m.type in ('order.paid', 'order.delivered')
     order by m.endpoint_id, m.type, m.created_at desc, m.message_id desc)
   returning 1`,
)

/** The newest message of each kind about an order's payment and delivery, once more; answers how many. */
export async function sendOrderAgain(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<number> {
  return (await db.rows(resendOfOrder, [merchantId, orderNumber])).length
}

const insertTest = statement(
  'insert_webhook_test',
  `insert into webhook_message (merchant_id, endpoint_id, type, ref, created_at, due_at)
   select merchant_id, endpoint_id, 'webhook.test', endpoint_id, app_now(), app_now()
   from webhook_endpoint where merchant_id = $1 and endpoint_id = $2 and state = 'active'
   returning message_id as "messageId"`,
)

/** A message about nothing. Undefined when there is no such endpoint that is active. */
export async function insertTestMessage(
  db: Db,
  merchantId: number,
  endpointId: string,
): Promise<string | undefined> {
  return (await db.rows<{ messageId: string }>(insertTest, [merchantId, endpointId]))[0]?.messageId
}
