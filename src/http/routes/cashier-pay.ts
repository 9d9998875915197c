// The ways from the cashier to a gateway: a form that leads on, the combined code, and WeChat's login, which
// a payment inside WeChat needs before it.

import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type App, defaultChannel } from '../../app/app.ts'
import { shopUrl } from '../../app/catalogue/find-shop.ts'
import { takeCall } from '../../app/limits.ts'
import { openPayment } from '../../app/payment/open-payment.ts'
import { impatientMs } from '../../app/payment/query-payment.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind, Scene } from '../../gateways/gateway.ts'
import { paysInside } from '../cashier-view.ts'
import { goTo, type PageCall } from '../page-answer.ts'
import { environmentOfPage } from '../page-views.ts'
import { beginLogin, endsLogin, methodCookies, openidCookie, openidOf } from '../payer.ts'
import { autoSceneOf } from '../payment-way.ts'
import { type Answer, type Cookie, type Route, route } from '../route.ts'
import { shopOf } from '../shop.ts'

const OrderParams = Type.Object({ order_number: Type.String() })

type PayCall = PageCall & Readonly<{ address: string; params: { order_number: string } }>

export const cashierPayRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/cashier/:order_number/pay',
    bodyForm: 'form',
    summary: 'Leads on to the gateway',
    params: OrderParams,
    body: Type.Object({
      method: Type.Optional(Type.String()),
      scene: Type.Optional(Type.String()),
    }),
    run: (call) =>
      orTrouble(call, async () => {
        const kind = call.body.method === 'wechat' ? 'wechat' : 'alipay'
        const { scene: asked } = call.body
        const isScene = asked === 'pc' || asked === 'wap' || asked === 'jsapi'
        const scene = isScene ? asked : autoSceneOf(call, kind)
        return leadOn(call, kind, scene)
      }),
  }),
  route({
    method: 'GET',
    path: '/cashier/:order_number/scan',
    bodyForm: 'form',
    summary: 'The combined code: opens the method of the app that scanned it',
    params: OrderParams,
    opensPayment: true,
    run: (call) =>
      orTrouble(call, async () => {
        const { app, request, params } = call
        const environment = environmentOfPage(request)
        if (looksAhead(request)) return goTo(`/cashier/${params.order_number}`)
        if (environment === 'alipay') return leadOn(call, 'alipay', 'wap')
        const wechat = defaultChannel(app, 'wechat')
        if (environment === 'wechat' && wechat && paysInside(wechat))
          return leadOn(call, 'wechat', 'jsapi')
        return goTo(`/cashier/${params.order_number}`)
      }),
  }),
  route({
    method: 'GET',
    path: '/cashier/:order_number/payer',
    bodyForm: 'form',
    summary: 'Where WeChat sends a payer back to after its login',
    params: OrderParams,
    opensPayment: true,
    query: Type.Object({
      code: Type.Optional(Type.String({ maxLength: 512 })),
      state: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    run: (call) => orTrouble(call, () => takeLogin(call, call.query)),
  }),
]

/** To the gateway's page, or to ours with what the page needs to pay. */
async function leadOn(call: PayCall, kind: GatewayKind, scene: Scene): Promise<Answer> {
  const { app, request, address, params } = call
  const { order_number: orderNumber } = params
  const cookies = methodCookies(request, orderNumber, kind)
  const openid = openidOf(app, request, defaultChannel(app, kind)?.gateway.login)
  if (scene === 'jsapi') {
    await takeCall(app, 'pay', [{ address }])
    if (openid !== undefined) return goTo(startUrl(orderNumber), cookies)
    const { state, cookie } = beginLogin(app, orderNumber)
    // Back to the host it is asked at, where the cookie is.
    const site = shopUrl(app, await shopOf(call))
    return goTo(loginUrl(app, site, orderNumber, state), [...cookies, cookie])
  }
  const payer = { address, openid }
  const opened = await openPayment(app, { orderNumber, kind, scene, payer, isPressed: true })
  return goTo(opened.kind === 'redirect' ? opened.url : `/cashier/${orderNumber}`, cookies)
}

/** The cashier inside WeChat, which begins to pay by itself. */
function startUrl(orderNumber: string): string {
  return `/cashier/${orderNumber}?method=wechat&start=jsapi`
}

function loginUrl(app: App, site: string, orderNumber: string, state: string): string {
  const login = defaultChannel(app, 'wechat')?.gateway.login
  if (!login) throw new Refusal('gateway_not_configured')
  return login.url(`${site}/cashier/${orderNumber}/payer`, state)
}

/** The code is used up at once and the browser is led to an address without it. */
async function takeLogin(
  { app, request, params }: PayCall,
  { code, state = '' }: Readonly<{ code?: string; state?: string }>,
): Promise<Answer> {
  const { order_number: orderNumber } = params
  const login = defaultChannel(app, 'wechat')?.gateway.login
  if (!login || code === undefined || !endsLogin(app, request, orderNumber, state))
    throw new Refusal('gateway_unavailable')
  const known = await login.openid(code, impatientMs * 2)
  if (known.outcome !== 'known') {
    app.log.warn('payer_login_failed', { order_number: orderNumber, answer: known })
    throw new Refusal('gateway_unavailable')
  }
  return goTo(startUrl(orderNumber), [openidCookie(app, login, known.openid)])
}

/** A browser that fetches pages before anybody asked for them. */
function looksAhead({ headers }: FastifyRequest): boolean {
  return [headers['sec-purpose'], headers.purpose].some((purpose) =>
    /prefetch|preview/i.test(String(purpose ?? '')),
  )
}

/** A refusal on the way to the gateway leads back to the cashier, which shows what stands now. */
export async function orTrouble(
  call: PageCall,
  act: () => Promise<Answer>,
  cookies: readonly Cookie[] = [],
): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'order_not_found') throw error
    const { order_number: orderNumber } = call.request.params as { order_number: string }
    const speaksForItself = error.code === 'order_not_payable' || error.code === 'conflict'
    const trouble = speaksForItself ? '' : `?trouble=${call.request.id}`
    return goTo(`/cashier/${orderNumber}${trouble}`, cookies)
  }
}
