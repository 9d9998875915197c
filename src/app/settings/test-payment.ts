// A real payment of one fen, made by the merchant to see that paying works from end to end: the same door as
// any other order, through a channel that buyers need not be offered yet.

import { newOrderNumber } from '../../core/ids.ts'
import type { Fen } from '../../core/money.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { insertOrders } from '../../db/place-orders.ts'
import { findTestPayment, markTestOrder } from '../../db/test-payments.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Scene } from '../../gateways/gateway.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'
import { openPayment, type PaymentAsked } from '../payment/open-payment.ts'
import { planRefund } from '../refund/plan-refund.ts'

export const testProductId = 'payment-test'
const testPlanId = 'one'
/** No buyer has this number. */
const testPhone = '10000000000'
const priceFen = 1 as Fen

export type TestOpened = Readonly<{
  orderNumber: string
  channelId: string
  /** a page of the gateway; undefined where the account has none */
  payUrl: string | undefined
  /** what the phone scans */
  qrCode: string | undefined
}>

/**
 * Places a marked order of 0.01 and opens it every way that needs no payer: a page and a code. Refuses with
 * gateway_not_configured, gateway_unavailable.
 */
export async function startTestPayment(
  app: App,
  by: Author,
  kind: GatewayKind,
): Promise<TestOpened> {
  const channel = app.channels.findLast(({ gateway }) => gateway.kind === kind)
  if (!channel) throw new Refusal('gateway_not_configured')
  const orderNumber = newOrderNumber(app.random)
  await app.db.tx(async (tx) => {
    await insertOrders(tx, app.merchantId, [testOrder(app, orderNumber, by.address)])
    await markTestOrder(tx, app.merchantId, orderNumber)
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'settings.test_payment',
      subject: orderNumber,
      details: { channel: channel.id },
    })
  })
  const payer = { address: by.address }
  const open = (scene: Scene) =>
    openIfOffered(app, { orderNumber, kind, scene, payer, channelId: channel.id })
  // One after the other: both share the order's number.
  const code = await open('qr')
  const page = await open('pc')
  if (!code && !page) throw new Refusal('gateway_unavailable')
  return {
    orderNumber,
    channelId: channel.id,
    payUrl: page?.kind === 'redirect' ? page.url : undefined,
    qrCode: code?.kind === 'qr' ? code.code : undefined,
  }
}

/** Sends the fen back. Refuses with order_not_found, order_not_refundable. */
export async function refundTestPayment(app: App, by: Author, orderNumber: string): Promise<void> {
  const payment = await findTestPayment(app.db, app.merchantId, orderNumber)
  if (!payment) throw new Refusal('order_not_found')
  const request = { orderNumber, asked: 'rest', by: by.operator, requestKey: 'test' } as const
  await audited(
    app,
    by,
    (inside) => planRefund(inside, request),
    ({ refundNo, amountFen }) => ({
      action: 'refund.ask',
      subject: refundNo,
      reason: '支付测试',
      details: { order_number: orderNumber, amount_fen: amountFen },
    }),
  )
}

/** An account need not have every product; the other way may still work. */
async function openIfOffered(app: App, asked: PaymentAsked) {
  try {
    return await openPayment(app, asked)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function testOrder(app: App, orderNumber: string, clientAddress: string) {
  const line = {
    lineNo: 1,
    productId: testProductId,
    planId: testPlanId,
    name: { zh: '支付测试', en: 'Payment test' },
    quantity: 1,
    unitFen: priceFen,
    amountFen: priceFen,
    fulfilmentKind: 'license' as const,
    validDays: 1,
    maxDevices: 1,
  }
  return {
    orderNumber,
    dueFen: priceFen,
    contactPerson: '支付测试',
    phone: testPhone,
    email: null,
    returnUrl: null,
    clientAddress,
    lifeMs: app.settings.orderLifeMs,
    lines: [line],
    idempotency: undefined,
  }
}
