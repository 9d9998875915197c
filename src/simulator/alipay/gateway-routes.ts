// The gateway's own addresses: `/gateway.do` for servers and browsers, and `/app` where a phone app opens
// an order string. Calls are answered here; what they mean is decided elsewhere.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Charset, charsetOf } from '../charset.ts'
import { pageHeaders } from '../page-frame.ts'
import { bodyOf } from '../request-body.ts'
import { speechOf } from '../speech.ts'
import type { App } from './apps.ts'
import { debugErrorPage } from './debug-page.ts'
import type { GatewayApi } from './gateway-api.ts'
import { successFields, writeReply } from './gateway-api.ts'
import type { Scene } from './model.ts'
import { readOptionalText, readOrder } from './order-request.ts'
import { pageTexts } from './page-text.ts'
import { type PageSurroundings, pathOf } from './pages.ts'
import { Refusal } from './refusal.ts'
import { checkCall, claimedApp, mergeParams, type Params } from './request-check.ts'

const sceneOf: ReadonlyMap<string, Scene> = new Map([
  ['alipay.trade.page.pay', 'page'],
  ['alipay.trade.wap.pay', 'wap'],
  ['alipay.trade.app.pay', 'app'],
])
const pageMethods = new Set(sceneOf.keys())

interface GatewaySurroundings extends PageSurroundings {
  readonly api: GatewayApi
  /** Waits until the simulator stops or the caller hangs up. */
  readonly hang: (request: FastifyRequest) => Promise<void>
}

export function addGateway(server: FastifyInstance, around: GatewaySurroundings): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = Buffer.from(request.url.split('?').slice(1).join('?'), 'latin1')
    const params = mergeParams(query, bodyOf(request))
    const scene = sceneOf.get(params.get('method') ?? '')
    if (scene) return openCashier(params, scene, request, reply, around)
    return answerServer(params, request, reply, around)
  }
  server.route({ method: ['GET', 'POST'], url: '/gateway.do', handler: answer })
  server.route({ method: ['GET', 'POST'], url: '/app', handler: answer })
}

/** A browser or app comes with a signed order: a wrong one is shown to the buyer (section 4). */
async function openCashier(
  params: Params,
  scene: Scene,
  request: FastifyRequest,
  reply: FastifyReply,
  { apps, books, clock, basePath }: GatewaySurroundings,
): Promise<FastifyReply> {
  const base = basePath()
  const speech = speechOf(request, pageTexts)
  try {
    const call = checkCall(params, claimedApp(params, apps), pageMethods)
    const order = readOrder(call, scene, clock.now())
    const quitUrl = scene === 'wap' ? readOptionalText(call.content, 'quit_url', 400) : null
    const returnUrl = scene === 'app' ? null : call.returnUrl
    const leaveUrl = webAddress(quitUrl) ?? webAddress(request.headers.referer)
    const offer = books.offer(order, { returnUrl, leaveUrl, goodForMs: null })
    return reply.headers(pageHeaders).redirect(base + pathOf(offer) + speech.suffix, 303)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const body = debugErrorPage(base, error)
    return reply.headers(pageHeaders).type('text/html;charset=GBK').send(body)
  }
}

async function answerServer(
  params: Params,
  request: FastifyRequest,
  reply: FastifyReply,
  around: GatewaySurroundings,
): Promise<FastifyReply> {
  const { faults, hang } = around
  const method = params.get('method')
  const appId = params.get('app_id') ?? ''
  if (faults.take('hang', appId, method)) {
    reply.hijack()
    await hang(request)
    return reply
  }
  if (faults.take('server_error', appId, method)) return reply.code(502).send('Bad Gateway')
  const body = await callApi(params, around)
  if (faults.take('accept_then_server_error', appId, method)) {
    return reply.code(500).send('Internal Server Error')
  }
  return reply.type(`text/html;charset=${charsetNamed(params)}`).send(body)
}

/** Runs one call and writes its reply, a refusal included. */
async function callApi(params: Params, around: GatewaySurroundings): Promise<Buffer> {
  const { apps, api } = around
  const method = params.get('method')
  const isKnown = method !== undefined && api.methods.has(method)
  let replyTo = {
    method: isKnown ? method : undefined,
    app: undefined as App | undefined,
    charset: charsetNamed(params),
    replyKey: null as Buffer | null,
  }
  try {
    const app = claimedApp(params, apps)
    replyTo = { ...replyTo, app }
    const call = checkCall(params, app, api.methods)
    replyTo = { ...replyTo, replyKey: call.replyKey }
    return await writeReply(replyTo, successFields(api.run(call)), around)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return writeReply(replyTo, error.fields, around)
  }
}

function charsetNamed(params: Params): Charset {
  return charsetOf(params.get('charset') ?? '') ?? 'utf-8'
}

function webAddress(address: string | null | undefined): string | null {
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null
}
