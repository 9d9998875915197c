// What the console is told about refunds: rows, one refund with its history, and what of an order may go back.

import { Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { refundStates } from '../../../core/refund.ts'
import { formatShanghai } from '../../../core/time.ts'
import type { Done, Refundable, RefundRow, RefundView } from '../../../db/console-money.ts'
import type { Lang } from '../../../errors.ts'
import { textOrNull } from '../../console-route.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { amountOrNull, oneOf } from './money-fields.ts'

export const State = oneOf(refundStates)
export const Why = oneOf(['duplicate', 'late', 'asked'])
export const Effect = oneOf(['none', 'suspend', 'revoke'])

export const Row = Type.Object({
  refund_no: Type.String(),
  order_number: Type.String(),
  channel: Type.String(),
  amount: Type.Number(),
  state: State,
  why: Why,
  asked_by: Type.String(),
  planned_at: Type.String(),
  settled_at: textOrNull,
})
const Line = Type.Object({ line_no: Type.Integer(), name: Type.String(), amount: Type.Number() })
export const View = Type.Intersect([
  Row,
  Type.Object({
    out_trade_no: Type.String(),
    gateway_trade_no: Type.String(),
    trouble: textOrNull,
    note: Type.String(),
    effect: Type.Union([Effect, Type.Null()], {
      description: 'of the goods; null: as their product says',
    }),
    by_hand: Type.Boolean({ description: 'returned by a person, not by the gateway' }),
    lines: Type.Array(Line),
    order: Type.Object({
      state: Type.String(),
      paid: Type.Number(),
      refunded: Type.Number(),
      reserved: Type.Number(),
    }),
    next_at: Type.Union([Type.String(), Type.Null()], {
      description: 'when it is sent, or the gateway asked again',
    }),
    tries: Type.Integer(),
    case: Type.Union([Type.Object({ kind: Type.String(), ref: Type.String() }), Type.Null()]),
    history: Type.Array(
      Type.Object({
        at: Type.String(),
        what: oneOf(['ask', 'approve', 'reject', 'cancel', 'done', 'failed']),
        by: textOrNull,
        reason: Type.String(),
      }),
    ),
  }),
])
export const RefundableReply = Type.Object({
  order_number: Type.String(),
  state: Type.String(),
  paid: Type.Number(),
  refunded: Type.Number(),
  reserved: Type.Number({ description: 'promised to refunds that have not ended' }),
  left: Type.Number(),
  approval_above: amountOrNull,
  lines: Type.Array(
    Type.Object({
      line_no: Type.Integer(),
      name: Type.String(),
      quantity: Type.Integer(),
      amount: Type.Number(),
      left: Type.Number(),
      effect: Effect,
    }),
  ),
})
export function rowOf(refund: RefundRow) {
  return {
    refund_no: refund.refundNo,
    order_number: refund.orderNumber,
    channel: refund.channelId,
    amount: yuan(refund.amountFen),
    state: refund.state,
    why: refund.reason,
    asked_by: refund.askedBy,
    planned_at: formatShanghai(refund.plannedAt),
    settled_at: timeOrNull(refund.settledAt),
  }
}

export function viewOf(refund: RefundView, done: readonly Done[], lang: Lang) {
  const { caseKind, caseRef } = refund
  return {
    ...rowOf(refund),
    out_trade_no: refund.outTradeNo,
    gateway_trade_no: refund.gatewayTradeNo,
    trouble: refund.trouble,
    note: refund.note,
    effect: refund.refundEffect,
    by_hand: refund.byHand,
    lines: refund.lines.map((line) => ({
      line_no: line.lineNo,
      name: line.name[lang],
      amount: yuan(line.amountFen),
    })),
    order: {
      state: refund.orderState,
      paid: yuan(refund.paidFen),
      refunded: yuan(refund.refundedFen),
      reserved: yuan(refund.reservedFen),
    },
    next_at: timeOrNull(refund.nextAt),
    tries: refund.tries,
    case: caseKind === null || caseRef === null ? null : { kind: caseKind, ref: caseRef },
    history: historyOf(refund, done),
  }
}

/** The refund's own row knows its end; who decided and why is in the audit log, unless it was by command. */
function historyOf(refund: RefundView, done: readonly Done[]) {
  const { state, plannedAt, askedBy, note, decidedBy, decidedAt, settledAt } = refund
  const told = done.flatMap(({ action, operator, at, reason }) => {
    const what = decided.find((one) => action === `refund.${one}`)
    return what ? [{ at, what, by: operator, reason }] : []
  })
  const isTold = told.some((one) => one.by === decidedBy)
  const undone = state === 'rejected' ? ('reject' as const) : ('cancel' as const)
  const isUndone = state === 'rejected' || state === 'cancelled'
  const byCommand =
    decidedBy === null || decidedAt === null || isTold
      ? []
      : [
          {
            at: decidedAt,
            what: isUndone ? undone : ('approve' as const),
            by: decidedBy,
            reason: '',
          },
        ]
  const end =
    settledAt !== null && (state === 'done' || state === 'failed')
      ? [{ at: settledAt, what: state, by: null, reason: '' }]
      : []
  const asked = { at: plannedAt, what: 'ask' as const, by: askedBy, reason: note }
  return [asked, ...told, ...byCommand, ...end].map((one) => ({
    ...one,
    at: formatShanghai(one.at),
  }))
}

const decided = ['approve', 'reject', 'cancel'] as const

export function refundableOf(app: App, order: Refundable, lang: Lang) {
  const { paidFen, refundedFen, reservedFen } = order
  const limit = app.settings.refundApprovalFen
  return {
    order_number: order.orderNumber,
    state: order.state,
    paid: yuan(paidFen),
    refunded: yuan(refundedFen),
    reserved: yuan(reservedFen),
    left: yuan((paidFen - refundedFen - reservedFen) as typeof paidFen),
    approval_above: limit === undefined ? null : yuan(limit),
    lines: order.lines.map((line) => ({
      line_no: line.lineNo,
      name: line.name[lang],
      quantity: line.quantity,
      amount: yuan(line.amountFen),
      left: yuan((line.amountFen - line.refundFen) as typeof line.amountFen),
      effect: line.effect,
    })),
  }
}
