// The routes a payer's phone meets: the payment behind a QR code, and the link of an H5 order with its own
// conditions (fact sheet WeChat Pay, section 6). What they do to an order is the model's decision.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../charset.ts'
import { pageHeaders } from '../page-frame.ts'
import { bodyOf } from '../request-body.ts'
import { speechOf } from '../speech.ts'
import { addLogin } from './login.ts'
import { findPayer, type Payer, payTrade, type Ticket, type Trade } from './model.ts'
import { h5ProblemOf } from './pages-h5.ts'
import { addJsapi } from './pages-jsapi.ts'
import { pageTexts } from './pages-text.ts'
import { greenStyleSheet, payPage, problemPage, type Situation } from './pages-view.ts'
import { Refusal } from './refusal.ts'
import { h5Path, type Surroundings } from './surroundings.ts'

interface TicketRoute {
  Params: { code: string }
}

/** One look at one ticket by one browser. */
interface Visit {
  readonly ticket: Ticket
  readonly trade: Trade
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Whose phone it is, where the scanner said so. */
  readonly scanner: Payer | null
  readonly backUrl: string | null
}

/** Adds every page and call of the WeChat side that a payer's browser meets. */
export function addWechatPages(server: FastifyInstance, around: Surroundings): void {
  server.get('/style.css', (_request, reply) =>
    reply
      .header('cache-control', 'max-age=3600')
      .type('text/css;charset=utf-8')
      .send(greenStyleSheet),
  )
  addPayPages(server, around)
  addH5Link(server, around)
  addJsapi(server, around)
  addLogin(server, around)
}

function addPayPages(server: FastifyInstance, around: Surroundings): void {
  const { books, clock } = around
  // A code belongs to the account that scanned it first; by its code, so that a new one begins anew.
  const scanners = new Map<string, Payer>()

  const situationOf = ({ ticket, trade, scanner }: Visit, payer: Payer | null): Situation => {
    const who = payer ?? scanner
    if (trade.payment) {
      const isOwn = who?.openId === trade.payment.openId
      return { kind: isOwn ? 'paid' : 'alreadyPaid' }
    }
    if (trade.state === 'CLOSED') {
      const isLate = trade.closedAt !== null && trade.closedAt >= trade.expiresAt
      return { kind: isLate ? 'expired' : 'closed' }
    }
    // The five minutes of an H5 link are over once it has been opened.
    const isDead = trade.order.tradeType === 'NATIVE' && ticket.goodUntil <= clock.now()
    if (isDead) return { kind: 'codeExpired' }
    const first = scanners.get(ticket.code)
    if (who && first && who !== first) return { kind: 'otherAccount' }
    // The rules are pure, so what the last payer was told can be asked again.
    const now = { at: clock.now(), transactionId: '' }
    const refused = payer && refusalOf(() => payTrade(trade, payer, now))
    return { kind: 'open', scanner, refused: refused ?? null }
  }

  const show = (visit: Visit, situation: Situation) => showPage(visit, situation, around)

  const scan = (visit: Visit) => {
    const { ticket, scanner, request } = visit
    if (scanner && !scanners.has(ticket.code)) scanners.set(ticket.code, scanner)
    return show(visit, situationOf(visit, payerNamed(queryOf(request).get('payer'))))
  }

  const pay = (visit: Visit) => {
    const { trade, reply, request, backUrl } = visit
    const payer = payerNamed(new Map(readForm(bodyOf(request), 'utf-8')).get('payer'))
    if (payer && situationOf(visit, payer).kind === 'open') {
      const refusal = refusalOf(() => books.pay(trade, payer))
      if (!refusal && backUrl !== null) return goTo(reply, backUrl)
    }
    const query = keptQuery(request)
    if (payer) query.set('payer', payer.openId)
    return goTo(reply, `${pathOf(visit.ticket, around)}?${query}`)
  }

  const leave = (visit: Visit) => {
    const { ticket, reply, request, backUrl } = visit
    const here = `${pathOf(ticket, around)}/left?${keptQuery(request)}`
    return goTo(reply, backUrl ?? here)
  }

  const found =
    (visited: (visit: Visit) => FastifyReply) =>
    (request: FastifyRequest<TicketRoute>, reply: FastifyReply): FastifyReply => {
      const ticket = books.findTicketByCode(request.params.code)
      const trade = ticket && books.find(ticket.mchId, ticket.outTradeNo)
      if (!ticket || !trade) return showProblem(request, reply, 'unknown', around, 404)
      const query = queryOf(request)
      const scanner = payerNamed(query.get('buyer'))
      const backUrl = query.get('redirect_url')
      const isSafe = backUrl !== null && /^https?:/i.test(backUrl) && URL.canParse(backUrl)
      return visited({ ticket, trade, request, reply, scanner, backUrl: isSafe ? backUrl : null })
    }

  const root = '/cashier/:code'
  server.get<TicketRoute>(root, found(scan))
  server.post<TicketRoute>(`${root}/pay`, found(pay))
  server.post<TicketRoute>(`${root}/leave`, found(leave))
  server.get<TicketRoute>(
    `${root}/left`,
    found((visit) => show(visit, { kind: 'left' })),
  )
}

/** The link an H5 order is paid by; what opens it leads to the same page as a code. */
function addH5Link(server: FastifyInstance, around: Surroundings): void {
  server.get(h5Path, (request, reply) => {
    const query = queryOf(request)
    const ticket = around.books.findTicketByPrepayId(query.get('prepay_id') ?? '')
    const problem = h5ProblemOf(ticket, query, request.headers, around)
    if (problem !== undefined || !ticket) {
      return showProblem(request, reply, problem ?? 'h5Format', around)
    }
    return goTo(reply, `${pathOf(ticket, around)}?${keptQuery(request)}`)
  })
}

/** Where a ticket is opened: a path of this host. */
function pathOf({ code }: Ticket, { basePath }: Surroundings): string {
  return `${basePath()}/wechat/cashier/${code}`
}

function showPage(visit: Visit, situation: Situation, around: Surroundings): FastifyReply {
  const { ticket, trade, request, reply, backUrl } = visit
  const kept = keptQuery(request)
  kept.delete('lang')
  const content = payPage({
    base: `${around.basePath()}/wechat`,
    speech: speechOf(request, pageTexts),
    path: pathOf(ticket, around),
    query: kept.toString(),
    trade,
    situation,
    backUrl,
  })
  return reply.headers(pageHeaders).type('text/html;charset=utf-8').send(content)
}

type Problem = 'unknown' | NonNullable<ReturnType<typeof h5ProblemOf>>

function showProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  { basePath }: Surroundings,
  status = 200,
): FastifyReply {
  const speech = speechOf(request, pageTexts)
  const { text } = speech
  const query = queryOf(request)
  query.delete('lang')
  const frame = { base: `${basePath()}/wechat`, speech, query: query.toString() }
  const content = problemPage(frame, text[`${problem}Title`], text[`${problem}Text`])
  return reply.code(status).headers(pageHeaders).type('text/html;charset=utf-8').send(content)
}

/** What every address of one visit carries on. */
function keptQuery(request: FastifyRequest): URLSearchParams {
  const kept = [...queryOf(request)].filter(([name]) =>
    ['buyer', 'redirect_url', 'lang'].includes(name),
  )
  return new URLSearchParams(kept)
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'))
}

function goTo(reply: FastifyReply, url: string): FastifyReply {
  return reply.headers(pageHeaders).redirect(url, 303)
}

function payerNamed(openId: string | null | undefined): Payer | null {
  return findPayer(openId ?? null) ?? null
}

function refusalOf(step: () => unknown): Refusal | undefined {
  try {
    step()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
