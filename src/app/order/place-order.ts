// Placing an order: prices come from the catalogue, everything the delivery needs is frozen, and a request
// sent twice is one order.

import { createHash } from 'node:crypto'
import { newOrderNumber } from '../../core/ids.ts'
import { type Fen, formatYuan } from '../../core/money.ts'
import { lineAmount, type OrderLine, orderTotal } from '../../core/order.ts'
import type { Instant } from '../../core/time.ts'
import { insertFreeAttempt } from '../../db/attempts.ts'
import { findMerchant, findProduct } from '../../db/catalogue.ts'
import type { Db } from '../../db/connect.ts'
import {
  countOpenOrders,
  findOrderByKey,
  insertOrder,
  lockBuyer,
  type NewOrder,
} from '../../db/orders.ts'
import { countUnitsOfPhone, takeStock } from '../../db/stock.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { takeCall } from '../limits.ts'
import { applyFact, freeChannelId } from '../payment/apply-fact.ts'

/** Open orders a phone or an address may have at once, times the configured factor. */
const openByPhoneMax = 5
const openByAddressMax = 20

export type OrderRequest = Readonly<{
  lines: readonly Readonly<{ productId: string; planId: string; quantity: number }>[]
  contactPerson: string
  /** folded to 11 digits */
  phone: string
  email: string | undefined
  /** what the caller believes it costs; refused when it does not */
  totalFen: Fen | undefined
  returnUrl: string | undefined
  clientAddress: string
  idempotency: Readonly<{ key: string; body: unknown }> | undefined
}>

export type PlacedOrder = Readonly<{ orderNumber: string; dueFen: Fen; expiresAt: Instant }>

/**
 * Places the order, or answers the one placed before under the same key. An order of 0 is paid and
 * delivered in the same commit. Refuses with product_not_found, package_not_found,
 * price_mismatch, invalid_request, conflict, rate_limited, out_of_stock, purchase_limit.
 */
export async function placeOrder(app: App, request: OrderRequest): Promise<PlacedOrder> {
  const idempotency = request.idempotency && {
    key: request.idempotency.key,
    bodyHash: hashOfBody(request.idempotency.body),
  }
  const before = await findPlaced(app, request.phone, idempotency)
  if (before) return before

  await checkReturnUrl(app, request.returnUrl)
  const { lines, limits } = await priceLines(app, request)
  const dueFen = totalOf(lines)
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
    returnUrl: request.returnUrl ?? null,
    clientAddress: request.clientAddress,
    lifeMs: app.settings.orderLifeMs,
    lines,
    idempotency,
  }
  return app.db.tx((tx) => insertOnce(app, tx, order, limits))
}

/**
 * Inserts the order while nobody else of the same phone or address does, so that limits hold and a request
 * sent twice at the same moment is one order.
 */
async function insertOnce(app: App, tx: Db, order: NewOrder, limits: Limits): Promise<PlacedOrder> {
  await lockBuyer(tx, app.merchantId, order.phone, order.clientAddress)
  const twin = await findPlaced(app, order.phone, order.idempotency, tx)
  if (twin) return twin
  await takeCall(app, 'place', [`phone ${order.phone}`, `address ${order.clientAddress}`], tx)
  await checkOpenOrders(app, tx, order)
  for (const limit of limits.phones) await checkPhoneLimit(app, tx, order.phone, limit)
  const placed = await insert(app, tx, order)
  // Last, so that others who want the same plan wait for one commit and nothing else.
  if (limits.isStockLimited) await takeAll(app, tx, order)
  if (order.dueFen === 0) await settleFree(app, tx, placed)
  app.log.info('order_placed', { order_number: placed.orderNumber, amount_fen: order.dueFen })
  return placed
}

async function insert(app: App, tx: Db, order: NewOrder): Promise<PlacedOrder> {
  const { expiresAt, lineCount } = await insertOrder(tx, app.merchantId, order)
  if (lineCount < order.lines.length)
    throw new Refusal('product_not_found', { field: 'product_id' })
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

type PhoneLimit = Readonly<{ line: OrderLine; most: number }>
/** What the plans of an order allow; nearly always nothing is limited, and then nothing is asked. */
type Limits = Readonly<{ isStockLimited: boolean; phones: readonly PhoneLimit[] }>

async function priceLines(
  app: App,
  request: OrderRequest,
): Promise<Readonly<{ lines: readonly OrderLine[]; limits: Limits }>> {
  const lines: OrderLine[] = []
  const phones: PhoneLimit[] = []
  let isStockLimited = false
  for (const wanted of request.lines) {
    const product = await findProduct(app.db, app.merchantId, wanted.productId)
    if (!product) throw new Refusal('product_not_found', { field: 'product_id' })
    const plan = product.plans.find((one) => one.planId === wanted.planId)
    if (!plan) throw new Refusal('package_not_found', { field: 'package_id' })
    const line = {
      lineNo: lines.length + 1,
      productId: plan.productId,
      planId: plan.planId,
      name: {
        zh: `${product.name.zh} · ${plan.name.zh}`,
        en: `${product.name.en} · ${plan.name.en}`,
      },
      quantity: wanted.quantity,
      unitFen: plan.priceFen,
      amountFen: lineAmount(plan.priceFen, wanted.quantity),
      fulfilmentKind: plan.fulfilmentKind,
      validDays: plan.validDays,
      maxDevices: plan.maxDevices,
    }
    lines.push(line)
    if (plan.phoneLimit !== null) phones.push({ line, most: plan.phoneLimit })
    if (plan.stockLeft !== null) isStockLimited = true
  }
  return { lines, limits: { isStockLimited, phones } }
}

function totalOf(lines: readonly OrderLine[]): Fen {
  try {
    return orderTotal(lines)
  } catch (error) {
    // More than any gateway takes in one payment.
    if (error instanceof RangeError) throw new Refusal('invalid_request', { field: 'quantity' })
    throw error
  }
}

async function checkReturnUrl(app: App, returnUrl: string | undefined): Promise<void> {
  if (returnUrl === undefined) return
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : undefined
  if (
    url &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password
  ) {
    if (url.origin === new URL(app.publicUrl()).origin) return
    const merchant = await findMerchant(app.db, app.merchantId)
    if (merchant?.returnHosts.includes(url.host)) return
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
