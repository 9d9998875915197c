// Placing an order: prices come from the catalogue, everything the delivery needs is frozen, and a request
// sent twice is one order.

import { createHash } from 'node:crypto'
import { newOrderNumber } from '../../core/ids.ts'
import { standardLanguage } from '../../core/letter.ts'
import { type Fen, formatYuan } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import { insertFreeAttempt } from '../../db/attempts.ts'
import type { Db } from '../../db/connect.ts'
import { claimOrder } from '../../db/customer-orders.ts'
import { findOrderByKey } from '../../db/idempotency.ts'
import { insertOrderLanguage } from '../../db/letters.ts'
import { countOpenOrders, insertOrder, lockBuyer, type NewOrder } from '../../db/orders.ts'
import { countUnitsOfPhone, takeStock } from '../../db/stock.ts'
import { Refusal } from '../../errors.ts'
import { addressBlock } from '../../kit/address-block.ts'
import type { App } from '../app.ts'
import { type Discount, discountOf, useCoupon } from '../coupon/apply-coupon.ts'
import { takeCall } from '../limits.ts'
import { applyFact, freeChannelId } from '../payment/apply-fact.ts'
import {
  type Limits,
  type PhoneLimit,
  priceLines,
  totalOf,
  type WantedLine,
} from './price-lines.ts'

/** Open orders a phone or an address may have at once, times the configured factor. */
const openByPhoneMax = 5
const openByAddressMax = 20

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
}>

export type PlacedOrder = Readonly<{ orderNumber: string; dueFen: Fen; expiresAt: Instant }>

/**
 * Places the order, or answers the one placed before under the same key. An order of 0 is paid and
 * delivered in the same commit. Refuses with product_not_found, package_not_found,
 * price_mismatch, invalid_request, conflict, rate_limited, out_of_stock, purchase_limit, and as priceLines, discountOf
 * and useCoupon do.
 */
export async function placeOrder(app: App, request: OrderRequest): Promise<PlacedOrder> {
  const idempotency = request.idempotency && {
    key: request.idempotency.key,
    bodyHash: hashOfBody(request.idempotency.body),
  }
  const before = await findPlaced(app, request.phone, idempotency)
  if (before) return before

  checkReturnUrl(app, request.returnUrl)
  const { lines: fullLines, limits } = await priceLines(app, request.lines, request.clientAddress)
  const fullFen = totalOf(fullLines)
  const { couponCode, clientAddress } = request
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

  const order: NewOrder = {
    orderNumber: newOrderNumber(app.random),
    dueFen,
    contactPerson: request.contactPerson,
    phone: request.phone,
    email: request.email ?? null,
    lang: request.lang === standardLanguage ? undefined : request.lang,
    returnUrl: request.returnUrl ?? null,
    // Those of one line count as one caller, so they are kept as one.
    clientAddress: addressBlock(clientAddress),
    lifeMs: app.settings.orderLifeMs,
    lines: discount?.lines ?? fullLines,
    idempotency,
  }
  return app.db.tx(async (tx) => {
    const placed = await insertOnce(app, tx, order, limits, discount)
    const { customerId } = request
    // A repeat answers the order of the first call, which has its owner already, or none.
    if (customerId !== undefined && placed.orderNumber === order.orderNumber)
      await claimOrder(tx, app.merchantId, placed.orderNumber, customerId, 'placed')
    return placed
  })
}

/**
 * Inserts the order while nobody else of the same phone or address does, so that limits hold and a request
 * sent twice at the same moment is one order.
 */
async function insertOnce(
  app: App,
  tx: Db,
  order: NewOrder,
  limits: Limits,
  discount: Discount | undefined,
): Promise<PlacedOrder> {
  await lockBuyer(tx, app.merchantId, order.phone, order.clientAddress)
  const twin = await findPlaced(app, order.phone, order.idempotency, tx)
  if (twin) return twin
  await takeCall(app, 'place', [`phone ${order.phone}`, { address: order.clientAddress }], tx)
  await checkOpenOrders(app, tx, order)
  for (const limit of limits.phones) await checkPhoneLimit(app, tx, order.phone, limit)
  const placed = await insert(app, tx, order)
  // Last, and always in this order, so that others who want the same wait for one commit and nothing else.
  if (discount) await useCoupon(app, tx, order, discount)
  if (limits.isStockLimited) await takeAll(app, tx, order)
  if (order.dueFen === 0) await settleFree(app, tx, placed)
  app.log.info('order_placed', { order_number: placed.orderNumber, amount_fen: order.dueFen })
  return placed
}

async function insert(app: App, tx: Db, order: NewOrder): Promise<PlacedOrder> {
  const { expiresAt, lineCount } = await insertOrder(tx, app.merchantId, order)
  if (lineCount < order.lines.length)
    throw new Refusal('product_not_found', { field: 'product_id' })
  if (order.lang) await insertOrderLanguage(tx, app.merchantId, order.orderNumber, order.lang)
  return { orderNumber: order.orderNumber, dueFen: order.dueFen, expiresAt }
}

/** An order of 0 is settled by one fact of our own, through the same door as money. */
async function settleFree(app: App, tx: Db, { orderNumber, dueFen }: PlacedOrder): Promise<void> {
  const paidAt = await insertFreeAttempt(tx, app.merchantId, freeChannelId, orderNumber)
  const fact = { outTradeNo: orderNumber, gatewayTradeNo: orderNumber, amountFen: dueFen, paidAt }
  await applyFact(app, { channelId: freeChannelId, fact, witness: 'internal' }, tx)
}

/** Takes the units the order wants; refuses with out_of_stock, saying what is left of the first that is short. */
async function takeAll(app: App, tx: Db, { orderNumber, lines }: NewOrder): Promise<void> {
  const [short] = await takeStock(tx, app.merchantId, orderNumber, null)
  if (!short) return
  const field = lines.length === 1 ? 'quantity' : 'items'
  throw new Refusal('out_of_stock', { field, params: { left: short.left } })
}

/** Under the buyer's lock. */
async function checkPhoneLimit(
  app: App,
  tx: Db,
  phone: string,
  { line, most }: PhoneLimit,
): Promise<void> {
  const left = most - (await countUnitsOfPhone(tx, app.merchantId, phone, line))
  if (line.quantity > left)
    throw new Refusal('purchase_limit', {
      field: 'quantity',
      params: { max: most, left: Math.max(0, left) },
    })
}

async function findPlaced(
  app: App,
  phone: string,
  idempotency: NewOrder['idempotency'],
  db: Db = app.db,
): Promise<PlacedOrder | undefined> {
  if (!idempotency) return undefined
  const found = await findOrderByKey(db, app.merchantId, phone, idempotency.key)
  if (!found) return undefined
  if (!found.bodyHash.equals(idempotency.bodyHash))
    throw new Refusal('conflict', { field: 'Idempotency-Key' })
  return { orderNumber: found.orderNumber, dueFen: found.dueFen, expiresAt: found.expiresAt }
}

function checkReturnUrl(app: App, returnUrl: string | undefined): void {
  if (returnUrl === undefined) return
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : undefined
  if (
    url &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password
  ) {
    if (url.origin === new URL(app.publicUrl()).origin) return
    if (app.settings.returnHosts.includes(url.host)) return
  }
  throw new Refusal('invalid_request', { field: 'return_url' })
}

async function checkOpenOrders(app: App, tx: Db, order: NewOrder): Promise<void> {
  const open = await countOpenOrders(tx, app.merchantId, order.phone, order.clientAddress)
  const { rateLimitFactor } = app.settings
  if (
    open.byPhone >= openByPhoneMax * rateLimitFactor ||
    open.byAddress >= openByAddressMax * rateLimitFactor
  ) {
    throw new Refusal('rate_limited', { retryAfterSeconds: 60 })
  }
}

/** The same parsed body gives the same hash, whatever the order of its members. */
function hashOfBody(body: unknown): Buffer {
  const sorted = JSON.stringify(body, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(sorted).digest()
}
