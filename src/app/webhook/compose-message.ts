// The body of a message: the order as it stands, and what the event is about. No secret, no whole key, nothing that
// tells who the buyer is: whoever may know more asks the console with the order's number.

import { licenseStatus } from '../../core/license.ts'
import { addFen, type Fen, formatYuan } from '../../core/money.ts'
import { wireStatus } from '../../core/order.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { findCase } from '../../db/cases.ts'
import type { Db } from '../../db/connect.ts'
import { findLicenseEvent } from '../../db/license-events.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { findRefund } from '../../db/refunds.ts'
import type { DueMessage } from '../../db/webhooks.ts'

type Facts = Readonly<Record<string, unknown>>

/** The JSON text that is sent. Amounts are yuan with two decimals as text, times Asia/Shanghai. */
export async function composeMessage(
  db: Db,
  merchantId: number,
  message: Pick<DueMessage, 'messageId' | 'type' | 'orderNumber' | 'ref' | 'createdAt'>,
): Promise<string> {
  const { messageId, type, orderNumber, createdAt } = message
  const order = orderNumber === null ? undefined : await findOrder(db, merchantId, orderNumber)
  const about = await subjectOf(db, merchantId, message, order)
  const facts = { ...(order ? { order: orderFacts(order) } : {}), ...about }
  return JSON.stringify({
    id: messageId,
    type,
    created_at: formatShanghai(createdAt),
    data: facts,
  })
}

async function subjectOf(
  db: Db,
  merchantId: number,
  { type, ref }: Pick<DueMessage, 'type' | 'ref'>,
  order: OrderView | undefined,
): Promise<Facts> {
  switch (type) {
    case 'order.paid':
    case 'order.expired':
    case 'order.cancelled':
      return {}
    case 'order.delivered':
      return order ? { licenses: order.licenses.map((one) => licenseFacts(one, order.now)) } : {}
    case 'order.refunded':
    case 'refund.failed':
      return { refund: await refundFacts(db, merchantId, ref) }
    case 'case.opened':
      return { case: await caseFacts(db, merchantId, ref) }
    case 'course.closed':
    case 'course.opened':
      return { course: courseFacts(order, Number(ref)) }
    case 'license.activated': {
      const [licenseId = '', fingerprint] = splitAt(ref)
      return { license: ofOrder(order, licenseId), device: { fingerprint } }
    }
    case 'license.revoked':
      return { license: ofOrder(order, ref) }
    case 'license.suspended':
    case 'license.resumed':
    case 'license.extended':
    case 'license.renewed':
    case 'license.upgraded':
    case 'license.transferred':
    case 'license.reissued':
    case 'license.limited':
    case 'license.undone':
    case 'license.deactivated':
    case 'license.filed':
    case 'license.expiring':
    case 'license.expired':
      return happenedFacts(db, merchantId, ref, order)
    case 'webhook.test':
      return { test: true }
  }
}

/** What happened to a licence, by whom and why; never who has it. */
async function happenedFacts(
  db: Db,
  merchantId: number,
  ref: string,
  order: OrderView | undefined,
): Promise<Facts> {
  const [licenseId = '', eventNo] = splitAt(ref)
  const event = await findLicenseEvent(db, merchantId, licenseId, Number(eventNo))
  return {
    license: ofOrder(order, licenseId),
    event: event && { at: formatShanghai(event.at), by: event.byKind, reason: event.reason },
  }
}

function orderFacts(order: OrderView): Facts {
  const returned = order.refunds.filter(
    ({ state, reason }) => state === 'done' && reason !== 'duplicate',
  )
  return {
    order_number: order.orderNumber,
    status: wireStatus[order.state],
    amount: formatYuan(order.dueFen),
    refunded_amount: formatYuan(addFen(...returned.map(({ amountFen }) => amountFen))),
    created_at: formatShanghai(order.createdAt),
    payment_time: timeOrNull(order.paidAt),
    pay_type: order.payType,
    trade_no: order.tradeNo,
    items: order.lines.map(({ productId, planId, quantity, amountFen }) => ({
      product_id: productId,
      package_id: planId,
      quantity,
      amount: formatYuan(amountFen),
    })),
  }
}

/** As it stands when the message is first sent. */
function courseFacts(order: OrderView | undefined, lineNo: number): Facts {
  const course = order?.courses.find((one) => one.lineNo === lineNo)
  return {
    product_id: course?.productId ?? null,
    package_id: course?.planId ?? null,
    status: course?.state ?? null,
    reason: course?.closedReason ?? null,
  }
}

function licenseFacts(license: OrderView['licenses'][number], now: Instant): Facts {
  return {
    license_id: license.licenseId,
    license_key_masked: license.keyMasked,
    product_id: license.productId,
    package_id: license.planId,
    status: licenseStatus(license.state, license.validUntil, now),
    valid_from: formatShanghai(license.validFrom),
    valid_until: timeOrNull(license.validUntil),
    max_devices: license.maxDevices,
  }
}

function ofOrder(order: OrderView | undefined, licenseId: string): Facts {
  const license = order?.licenses.find((one) => one.licenseId === licenseId)
  return order && license ? licenseFacts(license, order.now) : { license_id: licenseId }
}

async function refundFacts(db: Db, merchantId: number, refundNo: string): Promise<Facts> {
  const refund = await findRefund(db, merchantId, refundNo)
  return {
    refund_no: refundNo,
    amount: amountOrNull(refund?.amountFen ?? null),
    reason: refund?.reason ?? null,
    state: refund?.state ?? null,
  }
}

async function caseFacts(db: Db, merchantId: number, about: string): Promise<Facts> {
  const [kind = '', ref = ''] = splitAt(about)
  const found = await findCase(db, merchantId, kind, ref)
  return {
    kind,
    ref,
    reason: found?.reason ?? null,
    state: found?.state ?? null,
    amount: amountOrNull(found?.amountFen ?? null),
  }
}

/** At the first space; what stands after it may hold more of them. */
function splitAt(text: string): readonly string[] {
  const at = text.indexOf(' ')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function amountOrNull(amount: Fen | null): string | null {
  return amount === null ? null : formatYuan(amount)
}

function timeOrNull(at: Instant | null): string | null {
  return at === null ? null : formatShanghai(at)
}
