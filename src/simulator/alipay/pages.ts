// The routes a buyer's browser or phone meets: the cashier behind a payment link and the page behind a QR
// code. What they do to a trade is the model's decision; here it becomes pages and redirects.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../core/ports.ts'
import { decodeText, readForm, writeForm } from '../charset.ts'
import type { Faults } from '../faults.ts'
import type { Keyring } from '../keyring.ts'
import { pageHeaders } from '../page-frame.ts'
import { bodyOf } from '../request-body.ts'
import { speechOf } from '../speech.ts'
import type { Apps } from './apps.ts'
import type { Books } from './books.ts'
import { cashierPage, type Situation, unknownPage } from './cashier-view.ts'
import { appResultMembers, successFields, writeReply } from './gateway-api.ts'
import {
  type Buyer,
  buyers,
  checkReuse,
  isSameOrder,
  type Offer,
  payTrade,
  type Trade,
} from './model.ts'
import { returnFields } from './notice-fields.ts'
import { pageTexts } from './page-text.ts'
import { Refusal } from './refusal.ts'
import { withSignature } from './sign.ts'

export interface PageSurroundings {
  readonly apps: Apps
  readonly books: Books
  readonly clock: Clock
  readonly faults: Faults
  readonly keyring: Keyring
  /** Path of the simulator's mount, without a slash at its end. */
  readonly basePath: () => string
}

interface CodeRoute {
  Params: { code: string }
}
type Visit = (
  offer: Offer,
  request: FastifyRequest<CodeRoute>,
  reply: FastifyReply,
) => Promise<FastifyReply>

/** Where an offer is opened, below the mount. */
export function pathOf(offer: Offer): string {
  return `${offer.order.scene === 'qr' ? '/qr' : '/cashier'}/${offer.code}`
}

export function addPages(server: FastifyInstance, around: PageSurroundings): void {
  const { books, clock, basePath } = around

  const show = async (
    offer: Offer,
    request: FastifyRequest,
    reply: FastifyReply,
    situation: Situation,
  ): Promise<FastifyReply> => {
    const base = basePath()
    const view = {
      base,
      speech: speechOf(request, pageTexts),
      path: base + pathOf(offer),
      offer,
      situation,
    }
    return reply.headers(pageHeaders).type('text/html;charset=utf-8').send(cashierPage(view))
  }

  const visit: Visit = async (offer, request, reply) => {
    const situation = await situationOf(offer, around)
    const buyer = buyerNamed(new URLSearchParams(request.url.split('?')[1]).get('buyer'))
    if (situation.kind !== 'open' || !situation.trade || !buyer) {
      return show(offer, request, reply, situation)
    }
    // The rules are pure, so what the last buyer was told can be asked again.
    const { trade } = situation
    const refusal = tryTo(() => payTrade(trade, buyer, clock.now()))
    return show(offer, request, reply, { ...situation, refused: refusal ?? null })
  }

  const scan: Visit = async (offer, request, reply) => {
    tryTo(() => openInTime(offer, around))
    return visit(offer, request, reply)
  }

  const logIn: Visit = async (offer, request, reply) => {
    tryTo(() => openInTime(offer, around))
    return toSelf(offer, request, reply)
  }

  const pay: Visit = async (offer, request, reply) => {
    const buyer = buyerNamed(new Map(readForm(bodyOf(request), 'utf-8')).get('buyer'))
    if (!buyer) return toSelf(offer, request, reply)
    const refusal = tryTo(() => {
      books.commit(payTrade(openInTime(offer, around), buyer, clock.now()))
    })
    const situation = await situationOf(offer, around)
    if (situation.kind === 'open' && refusal) {
      const { suffix } = speechOf(request, pageTexts)
      const query = `${suffix}${suffix === '' ? '?' : '&'}buyer=${buyer.id}`
      return reply.headers(pageHeaders).redirect(basePath() + pathOf(offer) + query, 303)
    }
    if (situation.kind !== 'paid' || situation.nextUrl === null)
      return toSelf(offer, request, reply)
    return reply.headers(pageHeaders).redirect(situation.nextUrl, 303)
  }

  const leave: Visit = async (offer, request, reply) => {
    const there = `${basePath()}${pathOf(offer)}/left${speechOf(request, pageTexts).suffix}`
    return reply.headers(pageHeaders).redirect(offer.leaveUrl ?? there, 303)
  }

  const left: Visit = async (offer, request, reply) => {
    const appResult = offer.order.scene === 'app' ? clientResult('6001', '') : null
    return show(offer, request, reply, { kind: 'left', appResult })
  }

  const toSelf: Visit = async (offer, request, reply) =>
    reply
      .headers(pageHeaders)
      .redirect(`${basePath()}${pathOf(offer)}${speechOf(request, pageTexts).suffix}`, 303)

  const found =
    (visited: Visit) =>
    async (request: FastifyRequest<CodeRoute>, reply: FastifyReply): Promise<FastifyReply> => {
      const offer = books.findOffer(request.params.code)
      const belongsHere = offer && request.url.startsWith(`${server.prefix}${pathOf(offer)}`)
      if (belongsHere) return visited(offer, request, reply)
      const html = unknownPage(basePath(), speechOf(request, pageTexts))
      return reply.code(404).headers(pageHeaders).type('text/html;charset=utf-8').send(html)
    }

  for (const [root, first] of [
    ['/cashier', visit],
    ['/qr', scan],
  ] as const) {
    server.get<CodeRoute>(`${root}/:code`, found(first))
    server.get<CodeRoute>(`${root}/:code/left`, found(left))
    server.post<CodeRoute>(`${root}/:code/login`, found(logIn))
    server.post<CodeRoute>(`${root}/:code/pay`, found(pay))
    server.post<CodeRoute>(`${root}/:code/leave`, found(leave))
  }
}

function buyerNamed(id: string | null | undefined): Buyer | undefined {
  return buyers.find((buyer) => buyer.id === id)
}

function isDead(offer: Offer, now: number): boolean {
  const { lifetime } = offer.order
  const isOver = lifetime.kind === 'until' && lifetime.at <= now
  return isOver || (offer.goodUntil !== null && offer.goodUntil <= now)
}

function openInTime(offer: Offer, { books, clock }: PageSurroundings): Trade {
  const mayOpen = !isDead(offer, clock.now())
  const trade = books.find(offer.order.sellerId, offer.order.outTradeNo)
  if (mayOpen || trade) return books.open(offer)
  throw new Refusal(40004, 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR')
}

async function situationOf(offer: Offer, around: PageSurroundings): Promise<Situation> {
  const { books, clock } = around
  const { order } = offer
  const trade = books.find(order.sellerId, order.outTradeNo)
  if (!trade) {
    return isDead(offer, clock.now()) ? { kind: 'late' } : { kind: 'open', trade, refused: null }
  }
  if (trade.status === 'TRADE_CLOSED') return { kind: 'closed' }
  if (trade.status !== 'WAIT_BUYER_PAY' && isSameOrder(trade.order, order)) {
    return paidSituation(offer, trade, around)
  }
  const refusal = tryTo(() => checkReuse(trade, order))
  return refusal ? { kind: 'unusable', refusal } : { kind: 'open', trade, refused: null }
}

async function paidSituation(
  offer: Offer,
  trade: Trade,
  around: PageSurroundings,
): Promise<Situation> {
  const { apps, clock, keyring } = around
  const { scene, charset } = offer.order
  const app = apps.get(offer.order.appId)
  if (!app) return { kind: 'closed' }
  if (scene === 'app') {
    const asked = { method: 'alipay.trade.app.pay', app, charset, replyKey: null }
    const fields = successFields(appResultMembers(trade, clock.now()))
    const result = decodeText(await writeReply(asked, fields, around), charset)
    return { kind: 'paid', nextUrl: null, appResult: clientResult('9000', result) }
  }
  if (offer.returnUrl === null) return { kind: 'paid', nextUrl: null, appResult: null }
  const fields = Object.entries(returnFields(trade, scene, app, clock.now()))
  const signed = await withSignature(fields, charset, keyring.privateKey, app.signType)
  const glue = offer.returnUrl.includes('?') ? '&' : '?'
  const nextUrl = offer.returnUrl + glue + writeForm(signed, charset)
  return { kind: 'paid', nextUrl, appResult: null }
}

function clientResult(resultStatus: string, result: string): string {
  return JSON.stringify({ resultStatus, result, memo: '' }, null, 2)
}

function tryTo(step: () => unknown): Refusal | undefined {
  try {
    step()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
