// Webhooks: a merchant's own servers that are told what happens in the shop, the messages, and every try of each.

import { type Static, Type } from 'typebox'
import {
  addEndpoint,
  changeEndpoint,
  rotateEndpointSecret,
} from '../../../app/webhook/edit-endpoint.ts'
import { sendMessageAgain, sendTestMessage } from '../../../app/webhook/send-again.ts'
import { formatShanghai } from '../../../core/time.ts'
import { testEvent, webhookEvents } from '../../../core/webhook.ts'
import {
  type Endpoint,
  findMessage,
  listEndpoints,
  listMessages,
  listTries,
  type MessageRow,
  type Try,
} from '../../../db/console-webhooks.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { oneOf, Reason } from './money-fields.ts'

const path = '/api/v1/admin/webhooks'
const one = `${path}/:endpoint_id` as const
const read = 'system.read' as const
const write = 'settings.write' as const

const Event = oneOf(webhookEvents)
const MessageType = oneOf([...webhookEvents, testEvent])
const EndpointState = oneOf(['active', 'paused', 'gone', 'failing', 'removed'])
const MessageState = oneOf(['pending', 'delivered', 'failed'])
const integerOrNull = Type.Union([Type.Integer(), Type.Null()])
const EndpointParams = Type.Object({ endpoint_id: Type.String({ maxLength: 64 }) })
const MessageParams = Type.Object({ message_id: Type.String({ maxLength: 64 }) })
const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })
const Secret = Type.Object({ secret: Type.String({ description: 'told this once' }) })

const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const Url = Type.String({ minLength: 1, maxLength: 500 })
const Events = Type.Array(Event, { minItems: 1, maxItems: webhookEvents.length })

const EndpointRow = Type.Object({
  endpoint_id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Event),
  state: EndpointState,
  created_at: Type.String(),
  succeeded_at: textOrNull,
  failing_since: textOrNull,
  old_secret_until: textOrNull,
  waiting: Type.Integer(),
  failed: Type.Integer(),
})
const message = {
  message_id: Type.String(),
  endpoint_id: Type.String(),
  endpoint_name: Type.String(),
  type: MessageType,
  order_number: textOrNull,
  about: Type.String(),
  state: MessageState,
  created_at: Type.String(),
  tries: Type.Integer(),
  next_try_at: textOrNull,
  delivered_at: textOrNull,
  last_status: integerOrNull,
  last_error: textOrNull,
}
const TryRow = Type.Object({
  try_no: Type.Integer(),
  at: Type.String(),
  url: Type.String(),
  by_hand: Type.Boolean(),
  ms: Type.Integer(),
  outcome: oneOf(['delivered', 'refused', 'unreachable', 'blocked']),
  status: integerOrNull,
  answer: Type.String({ description: 'its beginning' }),
  error: textOrNull,
})

const MessageQuery = Type.Object(
  {
    ...listQuery,
    endpoint: Type.Optional(Type.String({ maxLength: 64 })),
    state: Type.Optional(MessageState),
    type: Type.Optional(MessageType),
    search: Type.Optional(Type.String({ maxLength: 64, description: 'a whole order number' })),
  },
  { additionalProperties: false },
)

export const webhookRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Webhooks with their health, the oldest first',
    right: read,
    reply: Type.Object({ rows: Type.Array(EndpointRow) }),
    async run({ app }) {
      const rows = await listEndpoints(app.db, app.merchantId)
      return ok(found, { rows: rows.map(endpointRow) })
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary: 'Add a webhook; answers its secret, once',
    right: write,
    stepUp: true,
    body: Type.Object({ name: Name, url: Url, events: Events }, { additionalProperties: false }),
    reply: Type.Object({ endpoint_id: Type.String(), ...Secret.properties }),
    errors: ['webhook_url_refused', 'webhook_limit', 'invalid_request'],
    async run({ app, body, by }) {
      const { endpointId, secret } = await addEndpoint(app, body, by)
      const said = { zh: '已添加，请立即保存密钥', en: 'Added. Please keep the secret now' }
      return ok(said, { endpoint_id: endpointId, secret })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: one,
    summary: 'Change where a webhook is and what it is told',
    right: write,
    stepUp: true,
    params: EndpointParams,
    body: Type.Object({ name: Name, url: Url, events: Events }, { additionalProperties: false }),
    reply: nothing,
    errors: ['webhook_not_found', 'webhook_url_refused', 'invalid_request'],
    async run({ app, params, body, by }) {
      await changeEndpoint(app, params.endpoint_id, body, by, '')
      return ok({ zh: '已保存', en: 'Saved' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/state`,
    summary: 'Pause, resume or remove a webhook',
    right: write,
    params: EndpointParams,
    body: Type.Object(
      { state: oneOf(['active', 'paused', 'removed']), reason: Reason },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['webhook_not_found', 'webhook_url_refused', 'invalid_request'],
    async run({ app, params, body, by }) {
      await changeEndpoint(app, params.endpoint_id, { state: body.state }, by, body.reason)
      return ok({ zh: '已保存', en: 'Saved' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/rotate`,
    summary: 'Give a webhook a new secret; the old one signs beside it for a week',
    right: write,
    stepUp: true,
    params: EndpointParams,
    body: ReasonBody,
    reply: Secret,
    errors: ['webhook_not_found', 'invalid_request'],
    async run({ app, params, body, by }) {
      const secret = await rotateEndpointSecret(app, params.endpoint_id, by, body.reason)
      return ok(
        { zh: '已更换，请立即保存新密钥', en: 'Rotated. Please keep the new secret now' },
        { secret },
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/test`,
    summary: 'Send a webhook a message about nothing',
    right: write,
    params: EndpointParams,
    body: nothing,
    reply: Type.Object({ message_id: Type.String() }),
    errors: ['webhook_not_found', 'invalid_request'],
    async run({ app, params, by }) {
      const messageId = await sendTestMessage(app, params.endpoint_id, by)
      return ok(
        { zh: '测试消息已发出', en: 'The test message is on its way' },
        { message_id: messageId },
      )
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/messages`,
    summary: 'Messages to webhooks, the newest first; kept for 30 days',
    right: read,
    query: MessageQuery,
    reply: listReply(Type.Object(message)),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const rows = await listMessages(app.db, app.merchantId, {
        ...filterIn(query),
        limit: limit + 1,
      })
      return ok(found, pageOf(rows, limit, messageRow, cursorOf))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/messages/:message_id`,
    summary: 'A message with its bytes and every try of it',
    right: read,
    params: MessageParams,
    reply: Type.Object({
      ...message,
      endpoint_state: EndpointState,
      body: Type.Union([Type.String(), Type.Null()], { description: 'null until the first try' }),
      all_tries: Type.Array(TryRow),
    }),
    errors: ['webhook_not_found'],
    async run({ app, params }) {
      const { db, merchantId } = app
      // The tries first: what is said of the message is then never older than they are.
      const tries = await listTries(db, merchantId, params.message_id)
      const view = await findMessage(db, merchantId, params.message_id)
      if (!view) throw new Refusal('webhook_not_found')
      return ok(found, {
        ...messageRow(view),
        endpoint_state: view.endpointState,
        body: view.body,
        all_tries: tries.map(tryRow),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/messages/:message_id/send`,
    summary: 'Send a message again, under the same id',
    right: write,
    params: MessageParams,
    body: ReasonBody,
    reply: nothing,
    errors: ['webhook_not_found', 'invalid_request'],
    async run({ app, params, body, by }) {
      await sendMessageAgain(app, params.message_id, by, body.reason)
      return ok({ zh: '已安排立即发送', en: 'It is sent now' }, {})
    },
  }),
]

function endpointRow(endpoint: Endpoint) {
  const { name, url, events, state, waiting, failed } = endpoint
  return {
    endpoint_id: endpoint.endpointId,
    name,
    url,
    events,
    state,
    created_at: formatShanghai(endpoint.createdAt),
    succeeded_at: timeOrNull(endpoint.succeededAt),
    failing_since: timeOrNull(endpoint.failingSince),
    old_secret_until: timeOrNull(endpoint.previousUntil),
    waiting,
    failed,
  }
}

function messageRow(row: MessageRow) {
  return {
    message_id: row.messageId,
    endpoint_id: row.endpointId,
    endpoint_name: row.endpointName,
    type: row.type,
    order_number: row.orderNumber,
    about: row.ref,
    state: row.state,
    created_at: formatShanghai(row.createdAt),
    tries: row.triesInAll,
    next_try_at: row.state === 'pending' ? formatShanghai(row.dueAt) : null,
    delivered_at: timeOrNull(row.deliveredAt),
    last_status: row.lastStatus,
    last_error: row.lastError,
  }
}

function tryRow({ tryNo, at, byHand, ...rest }: Try) {
  return { try_no: tryNo, at: formatShanghai(at), by_hand: byHand, ...rest }
}

function filterIn({ endpoint, state, type, search, after }: Static<typeof MessageQuery>) {
  const orderNumber = search?.trim() || undefined
  return {
    endpointId: endpoint,
    state,
    type,
    orderNumber,
    after: after === undefined ? undefined : cursorIn(after),
  }
}

function cursorOf({ createdText, messageId }: MessageRow): string {
  return Buffer.from(`${createdText}|${messageId}`).toString('base64url')
}

/** Refuses with invalid_request what is no cursor of ours. */
function cursorIn(text: string): Readonly<{ at: string; messageId: string }> {
  const form = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00)\|(msg_[0-9a-f]{32})$/
  const [, at, messageId] = form.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? []
  if (at === undefined || messageId === undefined)
    throw new Refusal('invalid_request', { field: 'after' })
  return { at, messageId }
}
