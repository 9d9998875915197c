// Opening payments, and the gateways' notices.

import { Type } from 'typebox'
import { type App, type Channel, defaultChannel, findChannel } from '../../app/app.ts'
import { takeCall } from '../../app/limits.ts'
import { openPayment } from '../../app/payment/open-payment.ts'
import { receiveNotice } from '../../app/payment/receive-notice.ts'
import type { Scene } from '../../gateways/gateway.ts'
import { environmentOf } from '../environment.ts'
import { yuan } from '../reply.ts'
import { type Answer, type Call, ok, type Route, route } from '../route.ts'

const AlipayBody = Type.Object(
  {
    order_number: Type.String({ minLength: 1, maxLength: 64 }),
    payment_type: Type.Union([
      Type.Literal('pc'),
      Type.Literal('wap'),
      Type.Literal('qr'),
      Type.Literal('auto'),
    ]),
  },
  { additionalProperties: false },
)

/** The scene that works where the request comes from (reference table: desktop and tablet the page, phones wap). */
export function autoScene(userAgent: string | undefined): Scene {
  const environment = environmentOf(userAgent)
  return environment === 'desktop' || environment === 'tablet' ? 'pc' : 'wap'
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
      order_number: Type.String(),
      amount: Type.Number({ description: 'yuan' }),
    }),
    errors: [
      'invalid_request',
      'order_not_found',
      'order_not_payable',
      'payment_disabled',
      'gateway_not_configured',
      'gateway_unavailable',
      'rate_limited',
    ],
    async run({ app, body, request, address }) {
      await takeCall(app, 'pay', [address])
      const { payment_type: wanted } = body
      const scene = wanted === 'auto' ? autoScene(request.headers['user-agent']) : wanted
      const opened = await openPayment(app, body.order_number, 'alipay', scene)
      const way =
        opened.kind === 'redirect' ? { payment_url: opened.url } : { qr_code: opened.code }
      return ok(
        { zh: '支付链接创建成功', en: 'Payment opened' },
        { ...way, order_number: opened.order.orderNumber, amount: yuan(opened.order.dueFen) },
      )
    },
  }),
  ...['/api/v1/pay/alipay/notify', '/payment/alipay/notify'].flatMap((path) => [
    noticeRoute(path, (app) => defaultChannel(app, 'alipay')),
    noticeRoute(`${path}/:channel`, (app, channelId) => findChannel(app, channelId)),
  ]),
]

function noticeRoute(
  path: string,
  find: (app: App, channelId: string) => Channel | undefined,
): Route {
  const named = path.endsWith('/:channel')
  return route({
    method: 'POST',
    path,
    summary: 'A notice of Alipay: always 200, text/plain, success or failure',
    caller: 'gateway',
    bodyForm: 'raw',
    ...(named ? { params: Type.Object({ channel: Type.String() }) } : {}),
    run: (call) => answerNotice(call, find),
  })
}

async function answerNotice(
  { app, request, body, params, address }: Call<unknown, unknown, unknown>,
  find: (app: App, channelId: string) => Channel | undefined,
): Promise<Answer> {
  const channel = find(app, (params as { channel?: string }).channel ?? '')
  // Without a channel nothing can be verified; the gateway's repeat may find it configured.
  if (!channel)
    return { kind: 'text', status: 200, contentType: 'text/plain; charset=utf-8', body: 'failure' }
  const answer = await receiveNotice(app, channel, {
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    contentType: request.headers['content-type'],
    senderAddress: address,
  })
  return { kind: 'text', ...answer }
}
