// Opening payments, and the gateways' notices.

import { Type } from 'typebox'
import { type App, type Channel, noticeChannel } from '../../app/app.ts'
import { openPayment } from '../../app/payment/open-payment.ts'
import { receiveNotice } from '../../app/payment/receive-notice.ts'
import type { ErrorCode } from '../../errors.ts'
import type { GatewayKind } from '../../gateways/gateway.ts'
import { noticeFailure } from '../notice-failure.ts'
import {
  AlipayWay,
  openedData,
  type PaymentWay,
  readWay,
  WechatWay,
  wayRefusals,
  ways,
} from '../payment-way.ts'
import { yuan } from '../reply.ts'
import { type Answer, type Call, ok, type Route, route } from '../route.ts'

const order = { order_number: Type.String({ minLength: 1, maxLength: 64 }) }
const told = { order_number: Type.String(), amount: Type.Number({ description: 'yuan' }) }
const { payment_url, qr_code, code_url, jsapi } = ways
const errors: readonly ErrorCode[] = [
  'invalid_request',
  'order_not_found',
  'order_not_payable',
  'conflict',
  ...wayRefusals,
  'gateway_unavailable',
  'rate_limited',
]

const AlipayBody = Type.Object({ ...order, ...AlipayWay }, { additionalProperties: false })
const WechatBody = Type.Object({ ...order, ...WechatWay }, { additionalProperties: false })

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
    reply: Type.Object({ payment_url, qr_code, ...told }),
    errors,
    run: (call) => answerOpened(call, { method: 'alipay', ...call.body }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/user/pay/wechat',
    summary: 'Open the payment of an order at WeChat Pay',
    body: WechatBody,
    reply: Type.Object({ code_url, payment_url, jsapi, ...told }),
    errors,
    run: (call) => answerOpened(call, { method: 'wechat', ...call.body }),
  }),
  ...(['alipay', 'wechat'] as const).flatMap((kind) =>
    [`/api/v1/pay/${kind}/notify`, `/payment/${kind}/notify`].flatMap((path) => [
      noticeRoute(path, kind, (app) => noticeChannel(app, kind)),
      noticeRoute(`${path}/:channel`, kind, (app, id) => noticeChannel(app, kind, id)),
    ]),
  ),
]

async function answerOpened(
  call: Call<unknown, unknown, unknown>,
  { order_number: orderNumber, ...way }: PaymentWay & Readonly<{ order_number: string }>,
): Promise<Answer> {
  const asked = readWay(call, way)
  const opened = await openPayment(call.app, { ...asked, orderNumber, isPressed: true })
  return ok('paymentOpened', {
    ...openedData(asked.kind, opened),
    order_number: opened.order.orderNumber,
    amount: yuan(opened.order.dueFen),
  })
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
