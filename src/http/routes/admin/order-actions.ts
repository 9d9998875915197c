// What a person does about an order: deliver what is missing, cancel, confirm money by hand. Refunds and licences
// have routes of their own.

import { Type } from 'typebox'
import { audited } from '../../../app/audited.ts'
import { cancelByHand } from '../../../app/order/cancel-by-hand.ts'
import { confirmByHand, decideConfirmation } from '../../../app/order/confirm-by-hand.ts'
import { redeliver } from '../../../app/order/redeliver.ts'
import { parseShanghai } from '../../../core/time.ts'
import { Refusal } from '../../../errors.ts'
import { consoleRoute, nothing } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { Amount, fenIn, Reason } from './money-fields.ts'

const path = '/api/v1/admin/orders/:order_number'
const OrderParams = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 40 }) })
const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })

export const orderActionRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: `${path}/redeliver`,
    summary: 'Deliver what a paid order is still owed',
    right: 'orders.write',
    params: OrderParams,
    body: ReasonBody,
    reply: Type.Object({ delivered: Type.Integer() }),
    errors: [
      'invalid_request',
      'order_not_found',
      'order_not_paid',
      'nothing_owed',
      'out_of_stock',
    ],
    async run({ app, params, body, by }) {
      const delivered = await audited(
        app,
        by,
        (inside) => redeliver(inside, params.order_number, by.operator),
        (units) => ({
          action: 'order.redeliver',
          subject: params.order_number,
          reason: body.reason,
          details: { units },
        }),
      )
      return ok({ zh: '已补发', en: 'Delivered' }, { delivered })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/cancel`,
    summary: 'Cancel an order that waits, at the gateway first',
    right: 'orders.write',
    params: OrderParams,
    body: ReasonBody,
    reply: nothing,
    errors: ['invalid_request', 'order_not_found', 'order_not_payable', 'gateway_unavailable'],
    async run({ app, params, body, by }) {
      await cancelByHand(app, params.order_number, by, body.reason)
      return ok({ zh: '订单已取消', en: 'Order cancelled' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/confirm`,
    summary: 'Confirm by hand, with evidence, that the money of an attempt arrived',
    right: 'money.write',
    stepUp: true,
    params: OrderParams,
    body: Type.Object(
      {
        channel: Type.String({ minLength: 1, maxLength: 40 }),
        out_trade_no: Type.String({ minLength: 1, maxLength: 64 }),
        reference: Type.String({
          pattern: '^[0-9A-Za-z_.-]{4,64}$',
          description: "the gateway's trade number, or your own word for this money",
        }),
        amount: Amount,
        paid_at: Type.String({ description: 'yyyy-MM-dd HH:mm:ss, Asia/Shanghai' }),
        evidence: Reason,
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      state: Type.Union([Type.Literal('applied'), Type.Literal('awaiting')]),
    }),
    errors: ['invalid_request', 'order_not_found', 'order_paid', 'conflict', 'reference_used'],
    async run({ app, params, body, by }) {
      const paidAt = parseShanghai(body.paid_at)
      if (paidAt === undefined) throw new Refusal('invalid_request', { field: 'paid_at' })
      const claim = {
        orderNumber: params.order_number,
        channelId: body.channel,
        outTradeNo: body.out_trade_no,
        reference: body.reference,
        amountFen: fenIn('amount', body.amount),
        paidAt,
        evidence: body.evidence.trim(),
      }
      const state = await confirmByHand(app, claim, by)
      const message =
        state === 'applied'
          ? { zh: '已记为到账', en: 'Written down as paid' }
          : { zh: '已提交，等待另一人同意', en: 'Asked for; another person must agree' }
      return ok(message, { state })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/confirm/decide`,
    summary: 'Agree, as the second person, to money confirmed by hand, or reject it',
    right: 'money.write',
    stepUp: true,
    params: OrderParams,
    body: Type.Object({ agree: Type.Boolean(), reason: Reason }, { additionalProperties: false }),
    reply: nothing,
    errors: [
      'invalid_request',
      'order_not_found',
      'order_paid',
      'conflict',
      'other_person_needed',
      'reference_used',
    ],
    async run({ app, params, body, by }) {
      const decision = body.agree ? 'applied' : 'rejected'
      await decideConfirmation(app, params.order_number, decision, by, body.reason)
      return ok(
        body.agree
          ? { zh: '已同意，记为到账', en: 'Agreed; written down as paid' }
          : { zh: '已驳回，没有记入', en: 'Rejected; nothing was written' },
        {},
      )
    },
  }),
]
