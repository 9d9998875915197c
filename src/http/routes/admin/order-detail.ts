// One order as its page in the console shows it, and the moments of its timeline.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { licenseStanding } from '../../../core/license.ts'
import { momentKinds } from '../../../core/moment.ts'
import { formatShanghai } from '../../../core/time.ts'
import { listAttempts } from '../../../db/attempts.ts'
import { listLettersOfOrder } from '../../../db/letters.ts'
import { listManualConfirmations } from '../../../db/manual-confirmations.ts'
import { findOrderFigures, listCasesOfOrder, listGoodsOfLines } from '../../../db/order-detail.ts'
import type { Moment } from '../../../db/order-timeline.ts'
import { findOrder, type OrderView } from '../../../db/orders.ts'
import { listRefundsOfOrder } from '../../../db/refunds.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import { decodeText } from '../../../kit/decode-text.ts'
import { textOrNull } from '../../console-route.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { words } from './order-query.ts'

const text = Type.String()
const amount = Type.Number({ description: 'yuan' })

export const OrderReply = Type.Object({
  order_number: text,
  state: text,
  is_test: Type.Boolean(),
  amount,
  paid: amount,
  refunded: amount,
  reserved: Type.Number({ description: 'promised to refunds that have not ended' }),
  duplicate: Type.Number({ description: 'came again after the order was paid' }),
  contact: text,
  phone: text,
  email: textOrNull,
  address: text,
  created_at: text,
  expires_at: text,
  closed_at: textOrNull,
  paid_at: textOrNull,
  paid_late: Type.Boolean(),
  pay_type: textOrNull,
  trade_no: textOrNull,
  owed: Type.Integer({ description: 'units paid for that were not delivered' }),
  coupon: Type.Union([Type.Object({ coupon_id: text, code: text, discount: amount }), Type.Null()]),
  shop: Type.Union([Type.Object({ shop_id: text, name: text, host: text }), Type.Null()], {
    description: 'where it was placed; null: in the main one',
  }),
  lines: Type.Array(
    Type.Object({
      line_no: Type.Integer(),
      name: text,
      quantity: Type.Integer(),
      amount,
      kind: words(['license', 'card', 'content', 'course']),
      act: words(['new', 'renew', 'upgrade']),
      days: Type.Union([Type.Integer(), Type.Null()]),
      state: Type.Union([words(['done', 'owed', 'undone']), Type.Null()], {
        description: 'of renewals, upgrades and content; null: nothing was delivered yet',
      }),
      license: Type.Union([Type.Object({ license_id: text, key_masked: text }), Type.Null()], {
        description: 'what it is bought for',
      }),
      from_name: { ...textOrNull, description: 'of an upgrade, what that licence was before' },
      closed: Type.Union([Type.Object({ at: text, reason: text }), Type.Null()], {
        description: 'of a course that was closed for its buyer by hand',
      }),
      credit: Type.Number({ description: 'taken off an upgrade for the time that was left' }),
    }),
  ),
  licenses: Type.Array(
    Type.Object({
      license_id: text,
      key_masked: text,
      state: text,
      valid_until: textOrNull,
      awaiting_days: Type.Union([Type.Integer(), Type.Null()], {
        description: 'days that begin to count at the first activation',
      }),
      max_devices: Type.Integer(),
    }),
  ),
  cards: Type.Array(
    Type.Object({
      card_id: text,
      card_masked: text,
      product_id: text,
      package_id: text,
      state: words(['delivered', 'void']),
    }),
  ),
  attempts: Type.Array(
    Type.Object({ channel: text, out_trade_no: text, state: text, seen: text, amount }),
  ),
  refunds: Type.Array(
    Type.Object({ refund_no: text, state: text, reason: text, amount, planned_at: text }),
  ),
  cases: Type.Array(
    Type.Object({
      kind: text,
      ref: text,
      reason: text,
      state: text,
      amount: Type.Union([Type.Number(), Type.Null()]),
      opened_at: text,
    }),
  ),
  confirmations: Type.Array(
    Type.Object({
      state: Type.Union([
        Type.Literal('awaiting'),
        Type.Literal('applied'),
        Type.Literal('rejected'),
      ]),
      channel: text,
      out_trade_no: text,
      reference: text,
      amount,
      paid_at: text,
      evidence: text,
      asked_by: text,
      asked_at: text,
      decided_by: textOrNull,
    }),
  ),
  letters: Type.Array(
    Type.Object({
      kind: words(['code', 'delivered', 'owed', 'refunded']),
      way: words(['mail', 'sms']),
      state: words(['pending', 'sent', 'failed']),
      tries: Type.Integer(),
      created_at: text,
      ended_at: textOrNull,
      recipient: textOrNull,
      note: textOrNull,
    }),
    { description: 'mails and messages to the buyer, the newest first' },
  ),
  approval_above: Type.Union([Type.Number(), Type.Null()], {
    description: 'money confirmed or refunded above this needs a second person',
  }),
})

/** Throws order_not_found. */
export async function orderView(
  app: App,
  orderNumber: string,
  lang: Lang,
): Promise<Static<typeof OrderReply>> {
  const { db, merchantId } = app
  const order = await findOrder(db, merchantId, orderNumber)
  const figures = order && (await findOrderFigures(db, merchantId, orderNumber))
  if (!order || !figures) throw new Refusal('order_not_found')
  const limit = app.settings.refundApprovalFen
  return {
    order_number: order.orderNumber,
    state: order.state,
    is_test: figures.isTest,
    amount: yuan(order.dueFen),
    paid: yuan(figures.paidFen),
    refunded: yuan(figures.refundedFen),
    reserved: yuan(figures.reservedFen),
    duplicate: yuan(order.duplicateFen),
    contact: figures.contactPerson,
    phone: order.phone,
    email: figures.email,
    address: figures.clientAddress,
    created_at: formatShanghai(order.createdAt),
    expires_at: formatShanghai(order.expiresAt),
    closed_at: timeOrNull(order.closedAt),
    paid_at: timeOrNull(order.paidAt),
    paid_late: order.paidLate,
    pay_type: order.payType,
    trade_no: order.tradeNo,
    owed: figures.owed,
    coupon: figures.coupon && {
      coupon_id: figures.coupon.couponId,
      code: figures.coupon.code,
      discount: yuan(figures.coupon.discountFen),
    },
    shop: figures.shop && {
      shop_id: figures.shop.shopId,
      name: figures.shop.name,
      host: figures.shop.host,
    },
    lines: await linesOf(app, order, lang),
    licenses: order.licenses.map((license) => ({
      license_id: license.licenseId,
      key_masked: license.keyMasked,
      state: licenseStanding(license, order.now),
      valid_until: timeOrNull(license.validUntil),
      awaiting_days: license.awaitingDays,
      max_devices: license.maxDevices,
    })),
    cards: order.cards.map((card) => ({
      card_id: card.cardHash,
      card_masked: card.cardMasked,
      product_id: card.productId,
      package_id: card.planId,
      state: card.state,
    })),
    ...(await aroundOrder(app, orderNumber)),
    approval_above: limit === undefined ? null : yuan(limit),
  }
}

async function linesOf({ db, merchantId }: App, order: OrderView, lang: Lang) {
  const goods = await listGoodsOfLines(db, merchantId, order.orderNumber)
  return order.lines.flatMap((line) =>
    goods
      .filter(({ lineNo }) => lineNo === line.lineNo)
      .map((one) => ({
        line_no: line.lineNo,
        name: line.name[lang],
        quantity: line.quantity,
        amount: yuan(line.amountFen),
        kind: one.kind,
        act: one.act,
        days: one.validDays,
        state: one.state,
        license: one.license && {
          license_id: one.license.licenseId,
          key_masked: one.license.keyMasked,
        },
        from_name: one.fromName?.[lang] ?? null,
        closed:
          one.closedAt === null || one.closedReason === null
            ? null
            : { at: formatShanghai(one.closedAt), reason: one.closedReason },
        credit: yuan(one.creditFen),
      })),
  )
}

async function aroundOrder({ db, merchantId }: App, orderNumber: string) {
  const [attempts, refunds, cases, confirmations, letters] = await Promise.all([
    listAttempts(db, merchantId, orderNumber),
    listRefundsOfOrder(db, merchantId, orderNumber),
    listCasesOfOrder(db, merchantId, orderNumber),
    listManualConfirmations(db, merchantId, orderNumber),
    listLettersOfOrder(db, merchantId, orderNumber),
  ])
  return {
    attempts: attempts.map(({ channelId, outTradeNo, state, seen, amountFen }) => ({
      channel: channelId,
      out_trade_no: outTradeNo,
      state,
      seen,
      amount: yuan(amountFen),
    })),
    refunds: refunds.map(({ refundNo, state, reason, amountFen, plannedAt }) => ({
      refund_no: refundNo,
      state,
      reason,
      amount: yuan(amountFen),
      planned_at: formatShanghai(plannedAt),
    })),
    cases: cases.map(({ amountFen, openedAt, ...one }) => ({
      ...one,
      amount: amountFen === null ? null : yuan(amountFen),
      opened_at: formatShanghai(openedAt),
    })),
    letters: letters.map(({ letterId: _id, createdAt, endedAt, ...letter }) => ({
      ...letter,
      created_at: formatShanghai(createdAt),
      ended_at: timeOrNull(endedAt),
    })),
    confirmations: confirmations.map((one) => ({
      state: one.state,
      channel: one.channelId,
      out_trade_no: one.outTradeNo,
      reference: one.reference,
      amount: yuan(one.amountFen),
      paid_at: formatShanghai(one.paidAt),
      evidence: one.evidence,
      asked_by: one.askedBy,
      asked_at: formatShanghai(one.askedAt),
      decided_by: one.decidedBy,
    })),
  }
}

export const MomentReply = Type.Object({
  at: text,
  kind: words(momentKinds),
  channel: textOrNull,
  ref: textOrNull,
  outcome: textOrNull,
  amount: Type.Union([Type.Number(), Type.Null()]),
  who: textOrNull,
  note: textOrNull,
  ms: Type.Union([Type.Integer(), Type.Null()]),
  request: textOrNull,
  answer: textOrNull,
})

/** A notice's bytes are shown as text; they came in as a request. */
export function momentData(moment: Moment): Static<typeof MomentReply> {
  const { at, kind, channelId, ref, outcome, amountFen, who, note, ms, request, answer } = moment
  const body = moment.body === null ? '' : decodeText(Buffer.from(moment.body, 'base64'))
  return {
    at: formatShanghai(at),
    kind,
    channel: channelId,
    ref,
    outcome,
    amount: amountFen === null ? null : yuan(amountFen),
    who,
    note,
    ms,
    request: moment.body === null ? request : `${request ?? ''}\n\n${body}`.trim(),
    answer,
  }
}
