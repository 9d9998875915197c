// How a program says which way it wants to pay, and how it is told of the way that was opened.

import { type Static, Type } from 'typebox'
import { defaultChannel } from '../app/app.ts'
import type { PayersWay, PaymentOpened } from '../app/payment/open-payment.ts'
import { type ErrorCode, Refusal } from '../errors.ts'
import type { GatewayKind, Scene } from '../gateways/gateway.ts'
import { autoScene } from './environment.ts'
import type { Call } from './route.ts'

const openid = Type.Optional(
  Type.String({ pattern: '^[0-9A-Za-z_-]{1,128}$', description: 'whom jsapi cannot do without' }),
)
const ofAlipay = [Type.Literal('pc'), Type.Literal('wap'), Type.Literal('qr')] as const
const ofWechat = [Type.Literal('native'), Type.Literal('h5'), Type.Literal('jsapi')] as const
const auto = Type.Literal('auto', { description: 'what fits the program that asks' })

/** Beside the gateway, which the path names. */
export const AlipayWay = { payment_type: Type.Union([...ofAlipay, auto]) }
export const WechatWay = { payment_type: Type.Union([...ofWechat, auto]), openid }

/** The way to pay, within the body of an order. */
export const PaymentWay = Type.Object(
  {
    method: Type.Union([Type.Literal('alipay'), Type.Literal('wechat')]),
    payment_type: Type.Union([...ofAlipay, ...ofWechat, auto]),
    openid,
  },
  { additionalProperties: false },
)
export type PaymentWay = Static<typeof PaymentWay>

/** The gateways' own words for the ways in. */
const scenesOf: Readonly<
  Record<GatewayKind, Readonly<Partial<Record<PaymentWay['payment_type'], Scene | 'auto'>>>>
> = {
  alipay: { pc: 'pc', wap: 'wap', qr: 'qr', auto: 'auto' },
  wechat: { native: 'qr', h5: 'wap', jsapi: 'jsapi', auto: 'auto' },
}

type Caller = Pick<Call<unknown, unknown, unknown>, 'app' | 'request' | 'address'>

/** Why a way to pay is not to be had. */
export const wayRefusals: readonly ErrorCode[] = ['payment_disabled', 'gateway_not_configured']

/** Where the buyer goes on: one of them. */
export const ways = {
  payment_url: Type.Optional(Type.String({ description: 'a page of the gateway' })),
  qr_code: Type.Optional(Type.String({ description: 'of Alipay, to be shown as a code' })),
  code_url: Type.Optional(Type.String({ description: 'of WeChat Pay, to be shown as a code' })),
  jsapi: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'for the bridge in WeChat' }),
  ),
}

/**
 * The way that is asked for, and who pays. Refuses with invalid_request, naming the field, where the gateway has no such
 * way in, or jsapi is not told for whom.
 */
export function readWay(
  call: Caller,
  { method, payment_type: word, openid }: PaymentWay,
  within = '',
): PayersWay {
  const refuse = (field: string) => new Refusal('invalid_request', { field: `${within}${field}` })
  const asked = scenesOf[method][word]
  if (asked === undefined) throw refuse('payment_type')
  const scene = asked === 'auto' ? autoSceneOf(call, method) : asked
  if (scene === 'jsapi' && openid === undefined) throw refuse('openid')
  if (method === 'alipay' && openid !== undefined) throw refuse('openid')
  return { kind: method, scene, payer: { address: call.address, openid } }
}

/** The same within the body of an order. What was sent once may be sent again from anywhere, so auto asks for no openid. */
export function readOrderWay(call: Caller, way: PaymentWay): PayersWay {
  const isForNobody = way.payment_type === 'auto' && way.openid === undefined
  const fits =
    isForNobody && autoSceneOf(call, way.method) === 'jsapi' ? 'native' : way.payment_type
  return readWay(call, { ...way, payment_type: fits }, 'payment.')
}

/** The scene for a request that left the choice to us. */
export function autoSceneOf({ app, request }: Omit<Caller, 'address'>, kind: GatewayKind): Scene {
  const scenes = defaultChannel(app, kind)?.gateway.scenes ?? []
  return autoScene(kind, request.headers['user-agent'], scenes)
}

export function openedData(kind: GatewayKind, opened: PaymentOpened) {
  switch (opened.kind) {
    case 'redirect':
      return { payment_url: opened.url }
    case 'jsapi':
      return { jsapi: opened.parameters }
    case 'qr':
      return kind === 'wechat' ? { code_url: opened.code } : { qr_code: opened.code }
  }
}
