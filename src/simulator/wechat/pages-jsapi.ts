// Paying from a page inside WeChat. The real one puts a bridge into the page; here whoever stands in for that
// bridge passes the page's signed parameters on (fact sheet WeChat Pay, section 7).

import type { FastifyInstance } from 'fastify'
import { bodyOf } from '../request-body.ts'
import { buyerIn } from './login.ts'
import type { Merchant } from './merchants.ts'
import { findPayer, type Order } from './model.ts'
import { Refusal } from './refusal.ts'
import { isRightlySigned } from './sign.ts'
import type { Surroundings } from './surroundings.ts'
import { signFields } from './v2-sign.ts'

/** What a page hands to `getBrandWCPayRequest`. */
interface PageParameters {
  readonly appId: string
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: string
  readonly paySign: string
}

/** A bridge may stand in a page of any site. */
const fromAnywhere = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'POST',
}

/**
 * Adds `POST /jsapi`: JSON of the six parameters in, `{err_msg, err_desc?}` out, `err_msg` as the real bridge
 * words it. `?answer=cancel` is a payer who looks and does not pay. The phone is that of the payer the order is
 * for, unless `?buyer=` or the scanner's cookie names another, whose payment fails.
 */
export function addJsapi(server: FastifyInstance, around: Surroundings): void {
  server.options('/jsapi', (_request, reply) => reply.code(204).headers(fromAnywhere).send())
  server.post<{ Querystring: { answer?: string } }>('/jsapi', (request, reply) => {
    const isCancelled = request.query.answer === 'cancel'
    const gesture = { isCancelled, buyer: buyerIn(request) }
    return reply.headers(fromAnywhere).send(answerTo(bodyOf(request), gesture, around))
  })
}

/** What the hand that holds the phone does. */
interface Gesture {
  readonly isCancelled: boolean
  readonly buyer: string | undefined
}

function answerTo(body: Buffer, { isCancelled, buyer }: Gesture, around: Surroundings) {
  const { books } = around
  const failed = (why: string) => ({ err_msg: 'get_brand_wcpay_request:fail', err_desc: why })
  const parameters = readParameters(body)
  if (!parameters) return failed('缺少参数，或不是 JSON')
  const order = orderOf(parameters, around)
  if (typeof order === 'string') return failed(order)
  if (isCancelled) return { err_msg: 'get_brand_wcpay_request:cancel' }
  const trade = books.find(order.mchId, order.outTradeNo)
  if (!trade) return failed('订单不存在')
  const payer = findPayer(buyer ?? order.openId)
  if (!payer) return failed(new Refusal('payer_differs').message)
  try {
    books.pay(trade, payer)
    return { err_msg: 'get_brand_wcpay_request:ok' }
  } catch (error) {
    if (error instanceof Refusal) return failed(error.message)
    throw error
  }
}

/** The order that rightly signed parameters open, or why they open none. */
function orderOf(parameters: PageParameters, around: Surroundings): Order | string {
  const { books, clock, merchants } = around
  const [, prepayId = ''] = /^prepay_id=(\w+)$/.exec(parameters.package) ?? []
  const ticket = books.findTicketByPrepayId(prepayId)
  const order = ticket && books.find(ticket.mchId, ticket.outTradeNo)?.order
  const merchant = ticket && merchants.get(ticket.mchId)
  if (!order || !merchant) return '支付验证签名失败：prepay_id 不存在'
  if (order.tradeType !== 'JSAPI') return '该 prepay_id 不是 JSAPI 下单得到的'
  if (order.appId !== parameters.appId) return 'appId 与下单的 appid 不一致'
  if (!isSignedBy(merchant, order, parameters)) return '支付验证签名失败'
  return ticket.goodUntil <= clock.now() ? '该 prepay_id 已超过 2 小时有效期' : order
}

/** By the rule of the API version the order was placed with. */
function isSignedBy(
  { publicKey, mchKey }: Merchant,
  { version }: Order,
  parameters: PageParameters,
): boolean {
  const { paySign, ...signed } = parameters
  const { appId, timeStamp, nonceStr, signType } = signed
  if (!/^\d{10}$/.test(timeStamp)) return false
  if (version === 'v3') {
    const text = `${appId}\n${timeStamp}\n${nonceStr}\n${signed.package}\n`
    return signType === 'RSA' && isRightlySigned(Buffer.from(text, 'utf8'), paySign, publicKey)
  }
  if (signType !== 'MD5' && signType !== 'HMAC-SHA256') return false
  return mchKey !== null && signFields(Object.entries(signed), mchKey, signType) === paySign
}

function readParameters(body: Buffer): PageParameters | undefined {
  const names = ['appId', 'timeStamp', 'nonceStr', 'package', 'signType', 'paySign'] as const
  try {
    const given = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>> | null
    const values = names.map((name) => [name, given?.[name]] as const)
    if (values.some(([, value]) => typeof value !== 'string')) return undefined
    // Every name is there with a text.
    return Object.fromEntries(values) as unknown as PageParameters
  } catch {
    return undefined
  }
}
