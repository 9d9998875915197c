// "I paid and got nothing": any number of the bill finds the order. The gateways are asked about it, and what they
// affirm comes in by the door every payment takes.

import { foldOrderNumber } from '../../core/ids.ts'
import { isPaid } from '../../core/order.ts'
import { type Attempt, findAttempt, listAttempts } from '../../db/attempts.ts'
import { findOrderNumber } from '../../db/order-numbers.ts'
import { findOrder, findOrderOfPhone, type OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { type App, findChannel } from '../app.ts'
import { forgiveCall, takeCall, takesCall } from '../limits.ts'
import { impatientMs, type PaymentNews, queryPayment } from '../payment/query-payment.ts'

export type Asked = Readonly<{
  /** as typed: the gateway's number, the one we gave it, or the order's own */
  number: string
  /** undefined: none was typed */
  phone: string | undefined
  address: string
}>

/**
 * `told`: the order stands as the gateways say. `silent`: one of them did not answer. `contradicted`: the money is
 * there, but not as it was asked for, and a case has it.
 */
export type RescueNews = 'told' | 'silent' | 'contradicted'

export type Rescued = Readonly<{ order: OrderView; news: RescueNews }>

/**
 * Finds the order, asks the gateways and answers how it stands. An unknown number and a wrong phone are refused alike,
 * with order_not_found, and count as a wrong look-up of the address; a call that turns out right does not.
 */
export async function rescueOrder(app: App, { number, phone, address }: Asked): Promise<Rescued> {
  const typed = foldOrderNumber(number.normalize('NFKC'))
  await takeCall(app, 'rescue', [{ address }])
  await takeCall(app, 'lookup-miss', [{ address }])
  if (phone !== undefined) await takeCall(app, 'lookup-miss-order', [typed])
  const giveBack = async () => {
    await forgiveCall(app, 'lookup-miss', [{ address }])
    if (phone !== undefined) await forgiveCall(app, 'lookup-miss-order', [typed])
  }
  const found = await find(app, typed).catch(async (error: unknown) => {
    // Nobody said that the number is wrong: whoever is told to come back later has not guessed.
    await giveBack()
    throw error
  })
  if (!found || !(await isOf(app, found.orderNumber, phone))) throw new Refusal('order_not_found')
  await giveBack()

  const news = await askGateways(app, found)
  const order = await findOrder(app.db, app.merchantId, found.orderNumber)
  if (!order) throw new Refusal('order_not_found')
  return { order, news }
}

type Found = Readonly<{
  orderNumber: string
  /** the attempt a gateway led to: it may have brought money a second time */
  traced?: Attempt
}>

async function find(app: App, number: string): Promise<Found | undefined> {
  const orderNumber = await findOrderNumber(app.db, app.merchantId, number)
  if (orderNumber !== undefined) return { orderNumber }
  if (!isGatewayNumber(number)) return undefined
  const traced = await trace(app, number)
  return traced && { orderNumber: traced.orderNumber, traced }
}

/** Alipay and WeChat Pay count in 28 digits. */
function isGatewayNumber(number: string): boolean {
  return /^\d{24,32}$/.test(number)
}

/** Asks every account at once, for a number does not say whose it is. */
async function trace(app: App, gatewayTradeNo: string): Promise<Attempt | undefined> {
  await takeCall(app, 'rescue-trace', ['all'])
  const answers = await Promise.all(
    app.channels.map(async ({ id, gateway }) => ({
      id,
      told: await gateway.trace(gatewayTradeNo, impatientMs),
    })),
  )
  for (const { id, told } of answers) {
    if (told.outcome !== 'traced') continue
    const attempt = await findAttempt(app.db, app.merchantId, id, told.outTradeNo)
    if (attempt) return attempt
  }
  // Perhaps the one that says nothing has it.
  if (answers.some(({ told }) => told.outcome === 'unknown'))
    throw new Refusal('gateway_unavailable')
  return undefined
}

async function isOf(app: App, orderNumber: string, phone: string | undefined): Promise<boolean> {
  return phone === undefined || findOrderOfPhone(app.db, app.merchantId, orderNumber, phone)
}

/** About every number that may have brought money, closed ones too: notices get lost, and money comes late. */
async function askGateways(app: App, { orderNumber, traced }: Found): Promise<RescueNews> {
  const order = await findOrder(app.db, app.merchantId, orderNumber)
  const open = async () =>
    (await listAttempts(app.db, app.merchantId, orderNumber)).filter(
      ({ state, channelId }) => state !== 'paid' && findChannel(app, channelId),
    )
  const attempts = order && isPaid(order.state) ? (traced ? [traced] : []) : await open()
  if (attempts.length === 0) return 'told'
  if (!(await takesCall(app, 'rescue-order', orderNumber))) return 'told'
  const news = await Promise.all(attempts.map((attempt) => queryPayment(app, attempt, impatientMs)))
  return newsOf(news)
}

function newsOf(news: readonly PaymentNews[]): RescueNews {
  if (news.includes('paid')) return 'told'
  if (news.includes('contradicted')) return 'contradicted'
  return news.includes('unknown') ? 'silent' : 'told'
}
