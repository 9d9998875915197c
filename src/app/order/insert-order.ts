// Writing an order down. Those that want nothing others may want too are written together with what comes at the same
// moment; one that takes of a stock, a coupon or a limit has a transaction of its own.

import type { Fen } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import { insertAttempts, insertFreeAttempt } from '../../db/attempts.ts'
import { type Database, type Db, isSaidNo, isTooSlow } from '../../db/connect.ts'
import { claimOrder } from '../../db/customer-orders.ts'
import { gather } from '../../db/gather.ts'
import { findOrdersByKeys, type OrderOfKey } from '../../db/idempotency.ts'
import type { OrderToPay } from '../../db/orders.ts'
import { type Inserted, insertOrders, type NewOrder, type OpenMax } from '../../db/place-orders.ts'
import { countUnitsOfPhone, takeStock } from '../../db/stock.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { type Discount, useCoupon } from '../coupon/apply-coupon.ts'
import { forgiveCall, type Subject, takeCallOfEach } from '../limits.ts'
import { applyFact, freeChannelId } from '../payment/apply-fact.ts'
import { attemptOf, beginLink, type FirstPayment, type FirstWay } from '../payment/open-payment.ts'
import type { Limits, PhoneLimit } from './price-lines.ts'

/** Open orders a phone or an address may have at once, times the configured factor. */
const openByPhoneMax = 5
const openByAddressMax = 20

export type PlacedOrder = Readonly<{
  orderNumber: string
  dueFen: Fen
  expiresAt: Instant
  /** absent: it was placed without one, or before, or costs nothing */
  first?: FirstPayment | undefined
}>

/** An order, and how its first payment is opened, where it is placed with one. */
export type OrderWanted = NewOrder & Readonly<{ firstWay?: FirstWay | undefined }>

/** What an order may want besides its lines. */
export type Wants = Readonly<{
  limits: Limits
  discount: Discount | undefined
  /** the account it is to be of */
  customerId: string | undefined
}>

/**
 * Inserts the order, or answers the one its idempotency key has been used for meanwhile. An order of 0 is paid and
 * delivered in the same commit. Refuses with product_not_found, conflict, rate_limited, out_of_stock, purchase_limit, and
 * as useCoupon does.
 */
export async function insertOrder(
  app: App,
  order: OrderWanted,
  wants: Wants,
): Promise<PlacedOrder> {
  const { limits, discount, customerId } = wants
  const isLimited = limits.isStockLimited || limits.phones.length > 0
  const isPlain = !isLimited && !discount && customerId === undefined && order.dueFen > 0
  const placed = isPlain
    ? await insertTogether(app.db, app.merchantId, { app, order })
    : await app.db.tx((tx) => insertWanting(app, tx, order, wants))
  if (placed instanceof Refusal) throw placed
  return placed
}

type Outcome = PlacedOrder | Refusal

const insertTogether = gather<Readonly<{ app: App; order: OrderWanted }>, Outcome, Database>(
  async (db, _merchantId, asked) => {
    const [first] = asked
    const orders = asked.map(({ order }) => order)
    return first ? db.tx((tx) => insertAll(first.app, tx, orders, { arePlain: true })) : []
  },
  {
    namesOf: ({ order }) => [order.phone, order.clientAddress],
    isOfOne: (error) => error instanceof Refusal || isSaidNo(error) || isTooSlow(error),
  },
)

async function insertWanting(
  app: App,
  tx: Db,
  order: OrderWanted,
  { limits, discount, customerId }: Wants,
): Promise<PlacedOrder> {
  const [placed] = await insertAll(app, tx, [order], { phoneLimits: limits.phones })
  if (!placed || placed instanceof Refusal) throw placed
  // The order of a repeated call has taken all this, and has its owner, or none.
  if (placed.orderNumber !== order.orderNumber) return placed
  // Last, and always in this order, so that others who want the same wait for one commit and nothing else.
  if (discount) await useCoupon(app, tx, order, discount)
  if (limits.isStockLimited) await takeAll(app, tx, order)
  if (order.dueFen === 0) await settleFree(app, tx, placed)
  if (customerId !== undefined)
    await claimOrder(tx, app.merchantId, placed.orderNumber, customerId, 'placed')
  return placed
}

type More = Readonly<{ phoneLimits?: readonly PhoneLimit[]; arePlain?: boolean }>

/**
 * Inserts orders, no two of one phone or address. Counting the call keeps everybody else of these out until the
 * transaction ends, so that limits hold and a request sent twice at the same moment is one order. Those that are
 * plain want nothing more, so that nothing refuses them once they are inserted.
 */
async function insertAll(
  app: App,
  tx: Db,
  orders: readonly OrderWanted[],
  { phoneLimits = [], arePlain = false }: More = {},
): Promise<readonly Outcome[]> {
  const limited = await takeCallOfEach(app, 'place', orders.map(callerOf), tx)
  const twins = await findTwins(app, tx, orders)
  const wanted = orders.filter((_, at) => !twins[at] && !limited[at])
  for (const { phone } of wanted)
    for (const limit of phoneLimits) await checkPhoneLimit(app, tx, phone, limit)
  const inserted = await insertOrders(tx, app.merchantId, wanted, openMax(app))
  for (const order of wanted) checkLines(order, inserted.get(order.orderNumber))
  const firsts = await insertFirsts(app, tx, wanted, { inserted, arePlain })
  // What places nothing counts nothing.
  const idle = orders.filter((order, at) => !limited[at] && !inserted.has(order.orderNumber))
  if (idle.length > 0) await forgiveCall(app, 'place', idle.flatMap(callerOf), tx)
  return orders.map((order, at) => {
    const { orderNumber } = order
    const placed = () => placedOf(order, inserted.get(orderNumber), firsts.get(orderNumber))
    return twins[at] ?? limited[at] ?? placed()
  })
}

/**
 * Opens the first number of each order that is placed with one; of plain ones the links are begun, too. Answers by order
 * number.
 */
async function insertFirsts(
  app: App,
  tx: Db,
  orders: readonly OrderWanted[],
  { inserted, arePlain }: Readonly<{ inserted: ReadonlyMap<string, Inserted>; arePlain: boolean }>,
): Promise<ReadonlyMap<string, FirstPayment>> {
  const asked = orders.flatMap((order) => {
    const { firstWay, orderNumber } = order
    const placed = inserted.get(orderNumber)
    if (!placed || !firstWay) return []
    const toPay = toPayOf(order, placed)
    const attempt = attemptOf(toPay, firstWay.channel.id, orderNumber)
    if (!attempt) return []
    const link = arePlain ? beginLink(app, firstWay, toPay, attempt) : undefined
    return [{ toPay, attempt, link }]
  })
  const made = await insertAttempts(
    tx,
    app.merchantId,
    asked.map(({ attempt }) => attempt),
  )
  return new Map(
    asked.flatMap(({ toPay, link }, at) => {
      const attempt = made[at]
      return attempt ? [[toPay.orderNumber, { order: toPay, attempt, link }] as const] : []
    }),
  )
}

/** As it would be read now. */
function toPayOf(
  { orderNumber, dueFen, shopId = null, lines, lifeMs }: NewOrder,
  { expiresAt }: Inserted,
): OrderToPay {
  const now = (expiresAt - lifeMs) as Instant
  const placed = { orderNumber, dueFen, shopId, lines, expiresAt, now }
  return { ...placed, state: 'waiting', hasAttempts: true }
}

function callerOf({ phone, clientAddress }: NewOrder): readonly Subject[] {
  return [`phone ${phone}`, { address: clientAddress }]
}

/** For each order the one its key stands for already, or what the key is refused with. */
async function findTwins(
  { merchantId }: App,
  tx: Db,
  orders: readonly NewOrder[],
): Promise<readonly (Outcome | undefined)[]> {
  const keyed = orders.flatMap(({ phone, idempotency }) =>
    idempotency ? [{ phone, key: idempotency.key }] : [],
  )
  if (keyed.length === 0) return []
  const found = [...(await findOrdersByKeys(tx, merchantId, keyed))]
  return orders.map(({ idempotency }) => {
    const twin = idempotency && found.shift()
    return twin && repeatOf(twin, idempotency)
  })
}

/** What a key that was used before answers: the same order to the same request, a refusal to another. */
export function repeatOf(
  { bodyHash, ...placed }: OrderOfKey,
  idempotency: NonNullable<NewOrder['idempotency']>,
): Outcome {
  return bodyHash.equals(idempotency.bodyHash)
    ? placed
    : new Refusal('conflict', { field: 'Idempotency-Key' })
}

function openMax({ settings: { rateLimitFactor } }: App): OpenMax {
  return {
    byPhone: openByPhoneMax * rateLimitFactor,
    byAddress: openByAddressMax * rateLimitFactor,
  }
}

/** Throws where a product was deleted meanwhile: nothing of the transaction may stay. */
function checkLines({ lines }: NewOrder, inserted: Inserted | undefined): void {
  if (inserted && inserted.lineCount < lines.length)
    throw new Refusal('product_not_found', { field: 'product_id' })
}

function placedOf(
  { orderNumber, dueFen }: NewOrder,
  inserted: Inserted | undefined,
  first: FirstPayment | undefined,
): Outcome {
  if (!inserted) return new Refusal('rate_limited', { retryAfterSeconds: 60 })
  return { orderNumber, dueFen, expiresAt: inserted.expiresAt, first }
}

/** While nobody else of the phone orders. */
async function checkPhoneLimit(
  { merchantId }: App,
  tx: Db,
  phone: string,
  { line, most }: PhoneLimit,
): Promise<void> {
  const left = most - (await countUnitsOfPhone(tx, merchantId, phone, line))
  if (line.quantity > left)
    throw new Refusal('purchase_limit', {
      field: 'quantity',
      params: { max: most, left: Math.max(0, left) },
    })
}

/** Takes the units the order wants; refuses with out_of_stock, saying what is left of the first that is short. */
async function takeAll(app: App, tx: Db, { orderNumber, lines }: NewOrder): Promise<void> {
  const [short] = await takeStock(tx, app.merchantId, orderNumber, null)
  if (!short) return
  const field = lines.length === 1 ? 'quantity' : 'items'
  throw new Refusal('out_of_stock', { field, params: { left: short.left } })
}

/** An order of 0 is settled by one fact of our own, through the same door as money. */
async function settleFree(app: App, tx: Db, { orderNumber, dueFen }: PlacedOrder): Promise<void> {
  const paidAt = await insertFreeAttempt(tx, app.merchantId, freeChannelId, orderNumber)
  const fact = { outTradeNo: orderNumber, gatewayTradeNo: orderNumber, amountFen: dueFen, paidAt }
  await applyFact(app, { channelId: freeChannelId, fact, witness: 'internal' }, tx)
}
