// Opening payments, and the gateways' notices.

import { type Static, Type } from 'typebox'
import { type App, type Channel, defaultChannel, noticeChannel } from '../../app/app.ts'
import { openPayment, type PaymentOpened } from '../../app/payment/open-payment.ts'
import { receiveNotice } from '../../app/payment/receive-notice.ts'
import type { ErrorCode } from '../../errors.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Scene } from '../../gateways/gateway.ts'
import { autoScene } from '../environment.ts'
import { noticeFailure } from '../notice-failure.ts'
import { yuan } from '../reply.ts'
import { type Answer, type Call, ok, type Route, route } from '../route.ts'

const order = { order_number: Type.String({ minLength: 1, maxLength: 64 }) }
const opened = { order_number: Type.String(), amount: Type.Number({ description: 'yuan' }) }
const errors: readonly ErrorCode[] = [
  'invalid_request',
  'order_not_found',
  'order_not_payable',
  'conflict',
  'payment_disabled',
  'gateway_not_configured',
  'gateway_unavailable',
  'rate_limited',
]

const AlipayBody = Type.Object(
  {
    ...order,
    payment_type: Type.Union([
      Type.Literal('pc'),
      Type.Literal('wap'),
      Type.Literal('qr'),
      Type.Literal('auto'),
    ]),
  },
  { additionalProperties: false },
)

const WechatBody = Type.Object(
  {
    ...order,
    payment_type: Type.Union([
      Type.Literal('native'),
      Type.Literal('h5'),
      Type.Literal('jsapi'),
      Type.Literal('auto'),
    ]),
    openid: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z_-]{1,128}$' })),
  },
  { additionalProperties: false },
)

/** WeChat Pay's own words for the ways in. */
const wechatScenes = { native: 'qr', h5: 'wap', jsapi: 'jsapi' } as const

const noticeSummaries: Readonly<Record<GatewayKind, string>> = {
  alipay: 'A notice of Alipay: always 200, text/plain, success or failure',
  wechat: 'A notice of WeChat Pay: v3 204, or 4xx/5xx with {"code","message"}; v2 XML',
}

export const paymentRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/user/pay/alipay',
    summary: 'Open the payment of an order at Alipay',
    body: AlipayBody,
    reply: Type.Object({
      payment_url: Type.Optional(Type.String()),
      qr_code: Type.Optional(Type.String()),
      ...opened,
    }),
    errors,
    run: (call) => {
      const { payment_type: wanted } = call.body
      const scene = wanted === 'auto' ? autoSceneOf(call, 'alipay') : wanted
      return answerOpened(call, 'alipay', scene)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/user/pay/wechat',
    summary: 'Open the payment of an order at WeChat Pay',
    body: WechatBody,
    reply: Type.Object({
      code_url: Type.Optional(Type.String()),
      payment_url: Type.Optional(Type.String()),
      jsapi: Type.Optional(Type.Record(Type.String(), Type.String())),
      ...opened,
    }),
    errors,
    run: (call) => {
      const { payment_type: wanted, openid } = call.body
      const scene = wanted === 'auto' ? autoSceneOf(call, 'wechat') : wechatScenes[wanted]
      if (scene === 'jsapi' && openid === undefined)
        throw new Refusal('invalid_request', { field: 'openid' })
      return answerOpened(call, 'wechat', scene, openid)
    },
  }),
  ...(['alipay', 'wechat'] as const).flatMap((kind) =>
    [`/api/v1/pay/${kind}/notify`, `/payment/${kind}/notify`].flatMap((path) => [
      noticeRoute(path, kind, (app) => noticeChannel(app, kind)),
      noticeRoute(`${path}/:channel`, kind, (app, id) => noticeChannel(app, kind, id)),
    ]),
  ),
]

/** The scene for a request that left the choice to us. */
export function autoSceneOf(
  { app, request }: Pick<Call<unknown, unknown, unknown>, 'app' | 'request'>,
  kind: GatewayKind,
): Scene {
  const scenes = defaultChannel(app, kind)?.gateway.scenes ?? []
  return autoScene(kind, request.headers['user-agent'], scenes)
}

type OpenCall = Call<Static<typeof AlipayBody> | Static<typeof WechatBody>, unknown, unknown>

async function answerOpened(
  { app, body, address }: OpenCall,
  kind: GatewayKind,
  scene: Scene,
  openid?: string,
): Promise<Answer> {
  const payer = { address, openid }
  const asked = { orderNumber: body.order_number, kind, scene, payer, isPressed: true } as const
  const opened = await openPayment(app, asked)
  return ok('paymentOpened', {
    ...wayOf(kind, opened),
    order_number: opened.order.orderNumber,
    amount: yuan(opened.order.dueFen),
  })
}

function wayOf(kind: GatewayKind, opened: PaymentOpened) {
  switch (opened.kind) {
    case 'redirect':
      return { payment_url: opened.url }
    case 'jsapi':
      return { jsapi: opened.parameters }
    case 'qr':
      return kind === 'wechat' ? { code_url: opened.code } : { qr_code: opened.code }
  }
}

function noticeRoute(
  path: string,
  kind: GatewayKind,
  find: (app: App, channelId: string) => Channel | undefined,
): Route {
  const named = path.endsWith('/:channel')
  return route({
    method: 'POST',
    path,
    summary: noticeSummaries[kind],
    caller: 'gateway',
    bodyForm: 'raw',
    ...(named ? { params: Type.Object({ channel: Type.String() }) } : {}),
    async run({ app, request, body, params, address }): Promise<Answer> {
      const channel = find(app, (params as { channel?: string }).channel ?? '')
      // The gateway's repeat may find it configured.
      if (!channel) return { kind: 'text', ...noticeFailure(kind, 503) }
      const answer = await receiveNotice(app, channel, {
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        headers: oneEach(request.headers),
        senderAddress: address,
      })
      return { kind: 'text', ...answer }
    },
  })
}

/** A header sent twice arrives joined, and then no signature fits it. */
function oneEach(headers: Call<unknown, unknown, unknown>['request']['headers']) {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) texts[name] = String(headers[name] ?? '')
  return texts
}
