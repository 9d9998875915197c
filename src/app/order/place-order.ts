// Placing an order: prices come from the catalogue, everything the delivery needs is frozen, and a request
// sent twice is one order.

import { createHash } from 'node:crypto'
import { newOrderNumber } from '../../core/ids.ts'
import { standardLanguage } from '../../core/letter.ts'
import { type Fen, formatYuan } from '../../core/money.ts'
import { type Storefront, wholeShop } from '../../core/storefront.ts'
import { findOrderByKey } from '../../db/idempotency.ts'
import type { NewOrder } from '../../db/place-orders.ts'
import { Refusal } from '../../errors.ts'
import { addressBlock } from '../../kit/address-block.ts'
import type { App } from '../app.ts'
import { shopUrl } from '../catalogue/find-shop.ts'
import { discountOf } from '../coupon/apply-coupon.ts'
import { findWay, type PayersWay } from '../payment/open-payment.ts'
import { insertOrder, type OrderWanted, type PlacedOrder, repeatOf } from './insert-order.ts'
import { priceLines, totalOf, type WantedLine } from './price-lines.ts'

export type OrderRequest = Readonly<{
  lines: readonly WantedLine[]
  contactPerson: string
  /** folded to 11 digits */
  phone: string
  email: string | undefined
  /** the id of the language that letters about the order are written in */
  lang: string | undefined
  /** what the caller believes it costs; refused when it does not */
  totalFen: Fen | undefined
  /** as typed */
  couponCode?: string | undefined
  returnUrl: string | undefined
  clientAddress: string
  idempotency: Readonly<{ key: string; body: unknown }> | undefined
  /** the account that is signed in; the order becomes its own */
  customerId: string | undefined
  /** where it is placed; absent: with the merchant himself, who sells everything */
  shop?: Storefront
  /** how it is going to be paid: the number for it is committed with the order */
  way?: PayersWay | undefined
}>

/**
 * Places the order, or answers the one placed before under the same key. An order of 0 is paid and
 * delivered in the same commit. Refuses with product_not_found, package_not_found,
 * price_mismatch, invalid_request, and as findWay, priceLines, discountOf and insertOrder do.
 */
export async function placeOrder(app: App, request: OrderRequest): Promise<PlacedOrder> {
  const { clientAddress, couponCode, shop = wholeShop, way } = request
  const idempotency = request.idempotency && {
    key: request.idempotency.key,
    bodyHash: hashOfRequest(request.idempotency.body, shop),
  }
  const before = await findPlaced(app, request.phone, idempotency)
  if (before) return before

  checkReturnUrl(app, shop, request.returnUrl)
  const { lines: fullLines, limits } = await priceLines(app, request.lines, clientAddress, shop)
  const fullFen = totalOf(fullLines)
  const discount =
    couponCode === undefined
      ? undefined
      : await discountOf(app, couponCode, fullLines, clientAddress)
  const dueFen = (fullFen - (discount?.discountFen ?? 0)) as Fen
  if (request.totalFen !== undefined && request.totalFen !== dueFen) {
    throw new Refusal('price_mismatch', {
      field: 'total_amount',
      params: { amount: formatYuan(dueFen) },
    })
  }

  const firstWay = way && dueFen > 0 ? { ...way, channel: findWay(app, way) } : undefined

  const order: OrderWanted = {
    orderNumber: newOrderNumber(app.random),
    dueFen,
    contactPerson: request.contactPerson,
    phone: request.phone,
    email: request.email ?? null,
    lang: request.lang === standardLanguage ? undefined : request.lang,
    returnUrl: request.returnUrl ?? null,
    shopId: shop.shopId,
    // Those of one line count as one caller, so they are kept as one.
    clientAddress: addressBlock(clientAddress),
    lifeMs: app.settings.orderLifeMs,
    lines: discount?.lines ?? fullLines,
    idempotency,
    firstWay,
  }
  const { customerId } = request
  const placed = await insertOrder(app, order, { limits, discount, customerId })
  if (placed.orderNumber === order.orderNumber)
    app.log.info('order_placed', { order_number: placed.orderNumber, amount_fen: dueFen })
  return placed
}

async function findPlaced(
  { db, merchantId }: App,
  phone: string,
  idempotency: NewOrder['idempotency'],
): Promise<PlacedOrder | undefined> {
  if (!idempotency) return undefined
  const found = await findOrderByKey(db, merchantId, { phone, key: idempotency.key })
  const placed = found && repeatOf(found, idempotency)
  if (placed instanceof Refusal) throw placed
  return placed
}

function checkReturnUrl(app: App, shop: Storefront, returnUrl: string | undefined): void {
  if (returnUrl === undefined) return
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : undefined
  if (
    url &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password
  ) {
    const own = [app.publicUrl(), shopUrl(app, shop)].map((site) => new URL(site).origin)
    if (own.includes(url.origin)) return
    if (app.settings.returnHosts.includes(url.host)) return
  }
  throw new Refusal('invalid_request', { field: 'return_url' })
}

/**
 * The same parsed body gives the same hash in one shop, whatever the order of its members. In the main shop it is the
 * body's alone, as it was kept before there were others.
 */
function hashOfRequest(body: unknown, { shopId }: Storefront): Buffer {
  const sorted = JSON.stringify(
    shopId === null ? body : { body, shopId },
    (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  )
  return createHash('sha256').update(sorted).digest()
}
