// Refunds: what waits for a second person, what became of each, and the four things a person does about one.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { audited } from '../../../app/audited.ts'
import { approveRefund, planRefund, undoRefund } from '../../../app/refund/plan-refund.ts'
import { rejectRefund } from '../../../app/refund/reject-refund.ts'
import { type RefundAsked, refundStates } from '../../../core/refund.ts'
import type { Author } from '../../../db/audit-log.ts'
import {
  countRefundRows,
  findRefundable,
  findRefundView,
  listDoneAbout,
  listRefundRows,
  type RefundFilter,
} from '../../../db/console-money.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
} from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { Amount, dayQuery, fenIn, oneOf, Reason, spanIn } from './money-fields.ts'
import {
  Effect,
  RefundableReply,
  Row,
  refundableOf,
  rowOf,
  State,
  View,
  viewOf,
  Why,
} from './refund-answers.ts'

const path = '/api/v1/admin/refunds'
const Params = Type.Object({ refund_no: Type.String({ minLength: 1, maxLength: 64 }) })
const OrderParams = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 32 }) })
const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })

const Ask = Type.Object(
  {
    order_number: Type.String({ minLength: 1, maxLength: 32 }),
    amount: Type.Optional(Amount),
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          { line_no: Type.Integer({ minimum: 1, maximum: 20 }), amount: Amount },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 20 },
      ),
    ),
    effect: Type.Optional(Effect),
    reason: Reason,
    request_key: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
)

export const refundRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Refunds, those that await a second person first',
    right: 'money.read',
    query: Type.Object(
      {
        ...listQuery,
        ...dayQuery,
        after: Type.Optional(Type.String({ pattern: '^[01]\\.[0-9A-Za-z_-]{1,64}$' })),
        search: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        state: Type.Optional(oneOf([...refundStates, 'open'])),
        why: Type.Optional(Why),
        min: Type.Optional(Type.String({ maxLength: 20 })),
        max: Type.Optional(Type.String({ maxLength: 20 })),
      },
      { additionalProperties: false },
    ),
    reply: listReply(Row),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const { search, state, why, min, max, after = '' } = query
      const filter: RefundFilter = {
        ...spanIn(query),
        search: search?.trim(),
        state,
        reason: why,
        minFen: min === undefined ? undefined : fenIn('min', min),
        maxFen: max === undefined ? undefined : fenIn('max', max),
      }
      const cursor =
        after === '' ? undefined : { isAwaiting: after.startsWith('1'), refundNo: after.slice(2) }
      const limit = limitOf(query)
      const refunds = await listRefundRows(app.db, app.merchantId, filter, cursor, limit + 1)
      const total = await countRefundRows(app.db, app.merchantId, filter)
      const cursorOf = (last: (typeof refunds)[number]) =>
        `${last.state === 'awaiting' ? 1 : 0}.${last.refundNo}`
      return ok(found, { ...pageOf(refunds, limit, rowOf, cursorOf), total })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/:refund_no`,
    summary: 'A refund with its history and what happens next',
    right: 'money.read',
    params: Params,
    reply: View,
    errors: ['refund_not_found'],
    async run({ app, params, lang }) {
      const refund = await findRefundView(app.db, app.merchantId, params.refund_no)
      if (!refund) throw new Refusal('refund_not_found')
      const done = await listDoneAbout(app.db, app.merchantId, 'refund', refund.refundNo)
      return ok(found, viewOf(refund, done, lang))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/orders/:order_number/refundable',
    summary: 'What was paid for an order, what went back, and what may still',
    right: 'money.read',
    params: OrderParams,
    reply: RefundableReply,
    errors: ['order_not_found'],
    async run({ app, params, lang }) {
      const order = await findRefundable(app.db, app.merchantId, params.order_number)
      if (!order) throw new Refusal('order_not_found')
      return ok(found, refundableOf(app, order, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary:
      'Ask for a refund: all that is left, an amount, or by line. The same request_key is the same refund',
    right: 'money.write',
    stepUp: true,
    status: 201,
    body: Ask,
    reply: Type.Object({ refund_no: Type.String(), state: State }),
    errors: [
      'invalid_request',
      'order_not_found',
      'order_not_refundable',
      'license_built_upon',
      'refund_too_much',
      'conflict',
    ],
    async run({ app, body, by }) {
      const { refundNo, state } = await ask(app, by, body)
      const message =
        state === 'awaiting'
          ? { zh: '已提交，等待另一人同意', en: 'Asked for; another person must agree' }
          : { zh: '已提交，两分钟后退出', en: 'Asked for; it goes out in two minutes' }
      return { kind: 'data', status: 201, message, data: { refund_no: refundNo, state } }
    },
  }),
  decision('approve', 'Agree to a refund as the second person; it goes out at once', {
    zh: '已同意，退款正在发出',
    en: 'Agreed; the refund goes out now',
  }),
  decision('reject', 'Refuse a refund as the second person', {
    zh: '已驳回，款项不再占用',
    en: 'Rejected; the money is free again',
  }),
  decision('cancel', 'Take a refund back before it is sent', {
    zh: '已撤销，没有退出任何款项',
    en: 'Cancelled; nothing was sent back',
  }),
]

const deeds = {
  approve: approveRefund,
  reject: rejectRefund,
  cancel: (app: App, refundNo: string, by: string) => undoRefund(app, refundNo, 'cancelled', by),
} as const

function decision(
  deed: keyof typeof deeds,
  summary: string,
  message: Readonly<{ zh: string; en: string }>,
): Route {
  return consoleRoute({
    method: 'POST',
    path: `${path}/:refund_no/${deed}`,
    summary,
    right: 'money.write',
    stepUp: true,
    params: Params,
    body: ReasonBody,
    reply: nothing,
    errors: ['refund_not_found', 'conflict', 'other_person_needed', 'invalid_request'],
    async run({ app, by, params, body }) {
      await audited(
        app,
        by,
        (inside) => deeds[deed](inside, params.refund_no, by.operator),
        () => ({ action: `refund.${deed}`, subject: params.refund_no, reason: body.reason }),
      )
      return ok(message, {})
    },
  })
}

function ask(app: App, by: Author, body: Static<typeof Ask>) {
  const { order_number: orderNumber, effect, reason, request_key: requestKey } = body
  const request = {
    orderNumber,
    asked: askedIn(body),
    effect,
    note: reason,
    requestKey,
    by: by.operator,
  }
  return audited(
    app,
    by,
    (inside) => planRefund(inside, request),
    ({ refundNo, amountFen }) => ({
      action: 'refund.ask',
      subject: refundNo,
      reason,
      details: { order_number: orderNumber, amount_fen: amountFen },
    }),
  )
}

function askedIn({ amount, lines }: Static<typeof Ask>): RefundAsked {
  if (amount !== undefined && lines !== undefined)
    throw new Refusal('invalid_request', { field: 'lines' })
  if (amount !== undefined) return { amountFen: fenIn('amount', amount) }
  if (lines === undefined) return 'rest'
  return {
    lines: lines.map((line) => ({ lineNo: line.line_no, amountFen: fenIn('lines', line.amount) })),
  }
}
