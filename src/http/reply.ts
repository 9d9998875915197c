// Our words to the wire's: envelopes, order numbers of states, yuan, Shanghai time.

import type { App } from '../app/app.ts'
import { openText } from '../app/catalogue/plan-content.ts'
import type { LicenseAnswer } from '../app/license/find-usable.ts'
import { licenseStatus } from '../core/license.ts'
import { type Fen, formatYuan } from '../core/money.ts'
import { orderDiscount, wireStatus } from '../core/order.ts'
import { formatShanghai, type Instant } from '../core/time.ts'
import type { OrderCourse } from '../db/courses.ts'
import type { License } from '../db/licenses.ts'
import type { OrderView } from '../db/orders.ts'
import type { OrderContent } from '../db/plan-content.ts'
import { languageOf } from '../languages/languages.ts'
import { filesData } from './goods-file.ts'

/** Yuan as the JSON number its two decimals read as: 990 → 9.9. No arithmetic: the text is the number. */
export function yuan(amount: Fen): number {
  return Number(formatYuan(amount))
}

export function timeOrNull(at: Instant | null): string | null {
  return at === null ? null : formatShanghai(at)
}

/** The order as CONTRACT section 2 shows it. Full keys only for whoever holds the order's token. */
export function orderData(app: App, order: OrderView, language: string, withKeys: boolean) {
  const { answers, names: lang } = languageOf(language)
  const discountFen = orderDiscount(order.lines)
  return {
    order_number: order.orderNumber,
    status: wireStatus[order.state],
    status_name: answers.states[order.state],
    amount: yuan(order.dueFen),
    ...(discountFen === 0 ? {} : { discount: yuan(discountFen) }),
    payment_time: timeOrNull(order.paidAt),
    trade_no: order.tradeNo,
    pay_type: order.payType,
    expires_at: formatShanghai(order.expiresAt),
    items: order.lines.map((line) => ({
      product_id: line.productId,
      package_id: line.planId,
      name: line.name[lang],
      quantity: line.quantity,
      amount: yuan(line.amountFen),
    })),
    licenses: order.licenses.map((license) => ({
      license_id: license.licenseId,
      license_key_masked: license.keyMasked,
      ...(withKeys && license.keySealed !== null
        ? { license_key: app.licenseKeys.unseal(license.keySealed, license.licenseId) }
        : {}),
      product_id: license.productId,
      package_id: license.planId,
      valid_from: formatShanghai(license.validFrom),
      valid_until: timeOrNull(license.validUntil),
      max_devices: license.maxDevices,
      status: licenseStatus(license.state, license.validUntil, order.now),
      ...unstarted(license.awaitingDays),
    })),
    ...(order.cards.length === 0
      ? {}
      : {
          cards: order.cards.map((card) => ({
            card_masked: card.cardMasked,
            ...(withKeys ? { card: app.cardKeys.unseal(card.cardSealed, card.cardHash) } : {}),
            product_id: card.productId,
            package_id: card.planId,
            status: card.state,
          })),
        }),
    ...(order.contents.length === 0
      ? {}
      : { contents: order.contents.map((one) => contentData(app, one, withKeys)) }),
    ...(order.courses.length === 0 ? {} : { courses: order.courses.map(courseData) }),
  }
}

/** How a course stands; its chapters are read elsewhere. */
export function courseData({ productId, planId, state, validUntil, chapters, read }: OrderCourse) {
  return {
    product_id: productId,
    package_id: planId,
    status: state,
    valid_until: timeOrNull(validUntil),
    chapters,
    chapters_read: read.length,
  }
}

function contentData(app: App, content: OrderContent, withKeys: boolean) {
  const { productId, planId, state, textSealed, files } = content
  const told = { product_id: productId, package_id: planId, status: state }
  if (!withKeys || state === 'revoked') return told
  return {
    ...told,
    text: openText(app, content, textSealed),
    files: filesData(files),
  }
}

/** What a licensed program is told. */
export function licenseData({ license, devicesUsed, device }: LicenseAnswer) {
  return {
    license: {
      status: licenseStatus(license.state, license.validUntil, license.now),
      product_id: license.productId,
      package_id: license.planId,
      valid_until: timeOrNull(license.validUntil),
      max_devices: license.maxDevices,
      devices_used: devicesUsed,
      ...termsTold(license, devicesUsed),
    },
    device: {
      fingerprint: device.fingerprint,
      name: device.name,
      activated_at: formatShanghai(device.activatedAt),
      ...(device.leaseUntil === null ? {} : { lease_until: formatShanghai(device.leaseUntil) }),
    },
  }
}

/** What a plan decided beside days and devices; of a plain one nothing. */
export function termsTold(
  { terms, awaitingDays, maxDevices }: Pick<License, 'terms' | 'awaitingDays' | 'maxDevices'>,
  devicesUsed: number,
) {
  const { mayExceed, seats, features, isTrial, versionMax } = terms
  return {
    ...unstarted(awaitingDays),
    ...(mayExceed ? { over_limit: devicesUsed > maxDevices } : {}),
    ...(seats === 'floating' ? { seats } : {}),
    ...(features ? { features } : {}),
    ...(isTrial ? { trial: isTrial } : {}),
    ...(versionMax ? { version_max: versionMax } : {}),
  }
}

/** A licence whose time begins with its first activation has no end yet. */
export function unstarted(awaitingDays: number | null) {
  return awaitingDays === null ? {} : { starts: 'activation', validity_days: awaitingDays }
}
