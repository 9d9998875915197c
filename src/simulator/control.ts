// The control API: what a test or a curious person does to the simulated world. JSON in and out; the same
// addresses take the console page's forms and lead back to it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formatYuan } from '../core/money.ts'
import type { MovableClock } from '../core/ports.ts'
import { dayMs, formatShanghai, type Instant } from '../core/time.ts'
import type { Books } from './books.ts'
import { type ControlFields, readControlFields, WrongRequest } from './control-fields.ts'
import { consolePage } from './control-page.ts'
import { type FaultKind, type Faults, isFaultKind } from './faults.ts'
import { buyers, finishTrade, payTrade, richBuyer, type Trade } from './model.ts'
import type { Notice, Notices } from './notices.ts'
import { pageHeaders } from './page-frame.ts'
import { bodyOf, speechOf } from './pages.ts'
import { Refusal } from './refusal.ts'

export interface ControlSurroundings {
  readonly books: Books
  readonly notices: Notices
  readonly faults: Faults
  readonly clock: MovableClock
  readonly basePath: () => string
  /** Moves the clock, stopping at everything that falls due on the way. */
  readonly advance: (ms: number) => Promise<void>
  readonly reset: () => Promise<void>
}

type Verb = (fields: ControlFields) => unknown

const longestAdvanceMs = 400 * dayMs

export function addControl(server: FastifyInstance, around: ControlSurroundings): void {
  const { books, notices, faults, clock, basePath } = around
  const trade = (outTradeNo: string) => {
    const found = books.findByOutTradeNo(outTradeNo)
    return found && tradeJson(found, notices)
  }

  for (const [path, verb] of Object.entries(verbs(around))) {
    server.post(`/control/${path}`, async (request, reply) => {
      const fields = readControlFields(bodyOf(request), request.headers['content-type'])
      const answer = await verb(fields)
      return fields.isForm ? reply.redirect(`${basePath()}/`, 303) : reply.send(answer)
    })
  }
  server.get('/control/clock', () => clockJson(clock.now()))
  server.get('/control/faults', () => ({ faults: faultsJson(faults) }))
  server.get('/control/trades', () => ({
    trades: books.list().map((each) => tradeJson(each, notices)),
  }))
  server.get<{ Params: { number: string } }>('/control/trades/:number', (request) => {
    const found = trade(request.params.number)
    if (!found) throw new WrongRequest(404, 'no such trade: the buyer has not reached the cashier')
    return found
  })
  server.get('/', (request, reply) =>
    reply
      .headers(pageHeaders)
      .type('text/html;charset=utf-8')
      .send(consolePage({ ...around, base: basePath(), speech: speechOf(request) })),
  )
}

/** JSON answers for what the control API refuses; anything unexpected is left to the server. */
export function answerControlError(
  error: unknown,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof WrongRequest) return reply.code(error.status).send({ error: error.message })
  if (error instanceof Refusal) {
    return reply.code(409).send({ error: error.message, sub_code: error.subCode })
  }
  throw error
}

function verbs(around: ControlSurroundings): Readonly<Record<string, Verb>> {
  const { books, notices, faults, clock, advance, reset } = around

  const tradeNamed = (fields: ControlFields): Trade => {
    const trade = books.findByOutTradeNo(fields.text('out_trade_no'))
    if (!trade) throw new WrongRequest(404, 'no such trade: the buyer has not reached the cashier')
    return trade
  }

  return {
    pay: (fields) => {
      fields.allow('out_trade_no', 'buyer_id', 'even_closed')
      const evenClosed = fields.flag('even_closed')
      const outTradeNo = fields.text('out_trade_no')
      const trade = books.findByOutTradeNo(outTradeNo) ?? openLast(books, outTradeNo, evenClosed)
      const buyerId = fields.optionalText('buyer_id') ?? richBuyer.id
      const buyer = buyers.find(({ id }) => id === buyerId)
      if (!buyer) throw new WrongRequest(400, 'buyer_id: no such buyer')
      const paid = books.commit(payTrade(trade, buyer, clock.now(), { evenClosed }))
      return tradeJson(paid, notices)
    },
    finish: (fields) => {
      fields.allow('out_trade_no')
      return tradeJson(books.commit(finishTrade(tradeNamed(fields), clock.now())), notices)
    },
    notices: (fields) => {
      fields.allow('out_trade_no', 'fields')
      const notice = notices.send(tradeNamed(fields), fields.texts('fields'))
      if (!notice) throw new WrongRequest(409, 'the trade names no notify_url')
      return noticeJson(notice)
    },
    resend: (fields) => {
      fields.allow('notify_id')
      const notice = notices.resend(fields.text('notify_id'))
      if (!notice) throw new WrongRequest(404, 'no such notice')
      return noticeJson(notice)
    },
    faults: (fields) => {
      fields.allow('fault', 'app_id', 'method', 'times', 'ms')
      faults.set({
        kind: faultKind(fields.text('fault')),
        appId: fields.optionalText('app_id'),
        method: fields.optionalText('method'),
        times: fields.optionalCount('times', 1_000_000),
        ms: fields.optionalCount('ms', longestAdvanceMs) ?? 0,
      })
      return { faults: faultsJson(faults) }
    },
    'faults/clear': (fields) => {
      fields.allow()
      faults.clear()
      return { faults: [] }
    },
    clock: async (fields) => {
      fields.allow('advance_ms')
      await advance(fields.count('advance_ms', longestAdvanceMs))
      return clockJson(clock.now())
    },
    reset: async (fields) => {
      fields.allow()
      await reset()
      return {}
    },
  }
}

function openLast(books: Books, outTradeNo: string, evenClosed: boolean): Trade {
  const offer = books.lastOffer(outTradeNo)
  if (!offer) throw new WrongRequest(404, 'no such order: nobody has opened its payment address')
  return books.open(offer, { evenClosed })
}

function faultKind(text: string): FaultKind {
  if (isFaultKind(text)) return text
  throw new WrongRequest(400, 'fault: no such fault')
}

function clockJson(now: Instant): unknown {
  return { now, now_text: formatShanghai(now) }
}

function faultsJson(faults: Faults): unknown {
  return faults.list().map(({ kind, appId, method, times, ms }) => ({
    fault: kind,
    app_id: appId,
    method,
    times,
    ms,
  }))
}

function tradeJson(trade: Trade, notices: Notices): unknown {
  const { order } = trade
  const text = (at: Instant | null) => (at === null ? null : formatShanghai(at))
  return {
    out_trade_no: order.outTradeNo,
    trade_no: trade.tradeNo,
    app_id: order.appId,
    seller_id: order.sellerId,
    scene: order.scene,
    trade_status: trade.status,
    total_amount: formatYuan(order.amount),
    subject: order.subject,
    notify_url: order.notifyUrl,
    buyer_id: trade.buyer?.id ?? null,
    created_at: text(trade.createdAt),
    expires_at: text(trade.expiresAt),
    paid_at: text(trade.paidAt),
    closed_at: text(trade.closedAt),
    refunds: trade.refunds.map((refund) => ({
      out_request_no: refund.requestNo,
      refund_amount: formatYuan(refund.amount),
      at: text(refund.at),
    })),
    notices: notices
      .list()
      .filter(({ outTradeNo, appId }) => outTradeNo === order.outTradeNo && appId === order.appId)
      .map(noticeJson),
  }
}

function noticeJson(notice: Notice): unknown {
  return {
    notify_id: notice.id,
    trade_status: notice.fields.trade_status,
    notify_url: notice.url,
    due_at: notice.dueAt === null ? null : formatShanghai(notice.dueAt),
    attempts: notice.attempts.map(({ at, answer, isAccepted }) => ({
      at: formatShanghai(at),
      answer,
      accepted: isAccepted,
    })),
  }
}
