// The control API: what a test or a curious person does to the simulated world. JSON in and out; the same
// addresses take the console page's forms and lead back to it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fenMax, fenOf, formatYuan } from '../core/money.ts'
import type { MovableClock } from '../core/ports.ts'
import { dayMs, formatShanghai, type Instant } from '../core/time.ts'
import { consoleTexts } from './console-text.ts'
import { type ControlFields, readControlFields, WrongRequest } from './control-fields.ts'
import { consolePage } from './control-page.ts'
import { type FaultKind, type Faults, isFaultKind } from './faults.ts'
import { pageHeaders } from './page-frame.ts'
import { payCodeOutcomes } from './pay-codes.ts'
import { bodyOf } from './request-body.ts'
import { type NoticeView, noSuchTrade, type Side, type TradeView } from './side.ts'
import { speechOf } from './speech.ts'

export interface ControlSurroundings {
  /** The first one is asked where a request names no gateway and several know its number. */
  readonly sides: readonly [Side, ...Side[]]
  readonly faults: Faults
  /** whether there is a page of what the shop would have sent */
  readonly hasMessages?: boolean
  readonly clock: MovableClock
  readonly basePath: () => string
  /** Moves the clock, stopping at everything that falls due on the way. */
  readonly advance: (ms: number) => Promise<void>
  readonly reset: () => Promise<void>
  /** Plans the switch to a new platform certificate; undefined without WeChat Pay. */
  readonly rotateCertificate: ((rotation: Rotation) => Promise<string>) | undefined
}

interface Rotation {
  readonly switchInMs: number
  readonly overlapMs: number
}

type Verbs = Readonly<Record<string, (fields: ControlFields) => unknown>>

const longestAdvanceMs = 400 * dayMs

export function addControl(server: FastifyInstance, around: ControlSurroundings): void {
  const { sides, faults, clock, basePath } = around
  const verbs = { ...orderVerbs(around), ...personVerbs(around), ...worldVerbs(around) }

  for (const [path, verb] of Object.entries(verbs)) {
    server.post(`/control/${path}`, async (request, reply) => {
      const fields = readControlFields(bodyOf(request), request.headers['content-type'])
      const answer = await verb(fields)
      return fields.isForm ? reply.redirect(`${basePath()}/`, 303) : reply.send(answer)
    })
  }
  server.get('/control/clock', () => clockJson(clock.now()))
  server.get('/control/faults', () => ({ faults: faultsJson(faults) }))
  server.get('/control/trades', () => ({
    trades: sides.flatMap((side) => side.trades().map((trade) => tradeJson(trade, side))),
  }))
  server.get<{ Params: { number: string }; Querystring: { gateway?: string } }>(
    '/control/trades/:number',
    (request) => {
      const { number } = request.params
      const side = sideNamed(sides, request.query.gateway ?? null, number)
      return tradeJson(side.findTrade(number) ?? noSuchTrade(), side)
    },
  )
  server.get('/', (request, reply) =>
    reply
      .headers(pageHeaders)
      .type('text/html;charset=utf-8')
      .send(consolePage({ ...around, base: basePath(), speech: speechOf(request, consoleTexts) })),
  )
}

/** JSON answers for what the control API refuses; anything unexpected is left to the server. */
export function answerControlError(
  error: unknown,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (!(error instanceof WrongRequest)) throw error
  const { status, message, subCode } = error
  return reply
    .code(status)
    .send({ error: message, ...(subCode === undefined ? {} : { sub_code: subCode }) })
}

/** What is done to one order. */
function orderVerbs({ sides }: ControlSurroundings): Verbs {
  /** The side and the order number a request is about. */
  const aim = (fields: ControlFields): { readonly side: Side; readonly number: string } => {
    const number = fields.text('out_trade_no')
    return { side: sideNamed(sides, fields.optionalText('gateway'), number), number }
  }

  return {
    pay: (fields) => {
      fields.allow('out_trade_no', 'gateway', 'buyer_id', 'even_closed', 'coupon_fen')
      const { side, number } = aim(fields)
      const how = {
        buyerId: fields.optionalText('buyer_id'),
        evenClosed: fields.flag('even_closed'),
        coupon: fenOf(fields.optionalCount('coupon_fen', fenMax) ?? 0) || null,
      }
      return tradeJson(side.pay(number, how), side)
    },
    decline: (fields) => {
      fields.allow('out_trade_no', 'gateway')
      const { side, number } = aim(fields)
      return tradeJson(side.decline(number), side)
    },
    finish: (fields) => {
      fields.allow('out_trade_no', 'gateway')
      const { side, number } = aim(fields)
      return tradeJson(side.finish(number), side)
    },
    refunds: (fields) => {
      fields.allow('out_trade_no', 'gateway', 'refund_no', 'amount_fen')
      const { side, number } = aim(fields)
      const amount = fenOf(fields.count('amount_fen', fenMax))
      if (!amount) throw new WrongRequest(400, 'amount_fen: nothing to give back')
      return tradeJson(side.refund(number, { requestNo: fields.text('refund_no'), amount }), side)
    },
    'refunds/again': (fields) => {
      fields.allow('out_trade_no', 'gateway')
      const { side, number } = aim(fields)
      return tradeJson(side.repeatRefunds(number), side)
    },
    notices: (fields) => {
      fields.allow('out_trade_no', 'gateway', 'fields')
      const { side, number } = aim(fields)
      return noticeJson(side.sendNotice(number, fields.texts('fields')))
    },
    resend: (fields) => {
      fields.allow('notify_id')
      const id = fields.text('notify_id')
      for (const side of sides) {
        const notice = side.resend(id)
        if (notice) return noticeJson(notice)
      }
      throw new WrongRequest(404, 'no such notice')
    },
  }
}

/** What a buyer or a merchant does without an order. */
function personVerbs({ sides }: ControlSurroundings): Verbs {
  return {
    codes: (fields) => {
      fields.allow('gateway', 'outcome')
      const text = fields.optionalText('outcome') ?? 'paid'
      const outcome = payCodeOutcomes.find((each) => each === text)
      if (outcome === undefined) throw new WrongRequest(400, 'outcome: no such outcome')
      const side = sideNamed(sides, fields.text('gateway'), '')
      return { gateway: side.gateway, outcome, auth_code: side.payCode(outcome) }
    },
    payouts: (fields) => {
      fields.allow('gateway', 'account', 'amount_fen')
      const side = sideNamed(sides, fields.text('gateway'), '')
      const account = fields.optionalText('account') ?? side.holdings()[0]?.account ?? ''
      const { balance } = side.payOut(account, fields.optionalCount('amount_fen', fenMax))
      return { gateway: side.gateway, account, balance_fen: balance }
    },
  }
}

/** What is done to the whole simulated world. */
function worldVerbs(around: ControlSurroundings): Verbs {
  const { faults, clock, advance, reset, rotateCertificate } = around

  return {
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
    rotate: async (fields) => {
      fields.allow('switch_in_ms', 'overlap_ms')
      if (!rotateCertificate) throw new WrongRequest(404, 'no merchant of WeChat Pay is registered')
      const serial = await rotateCertificate({
        switchInMs: fields.count('switch_in_ms', longestAdvanceMs),
        overlapMs: fields.count('overlap_ms', longestAdvanceMs),
      })
      return { serial_no: serial }
    },
    reset: async (fields) => {
      fields.allow()
      await reset()
      return {}
    },
  }
}

/** The gateway a request names, else the first that knows the number, else the first. */
function sideNamed(
  sides: readonly [Side, ...Side[]],
  gateway: string | null,
  outTradeNo: string,
): Side {
  if (gateway === null) return sides.find((side) => side.knows(outTradeNo)) ?? sides[0]
  const named = sides.find((side) => side.gateway === gateway)
  if (!named) throw new WrongRequest(400, 'gateway: no such gateway')
  return named
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

function tradeJson(trade: TradeView, side: Side): unknown {
  const text = (at: Instant | null) => (at === null ? null : formatShanghai(at))
  return {
    gateway: trade.gateway,
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    app_id: trade.appId,
    seller_id: trade.sellerId,
    scene: trade.scene,
    trade_status: trade.status,
    total_amount: formatYuan(trade.amount),
    subject: trade.subject,
    notify_url: trade.notifyUrl,
    buyer_id: trade.buyerId,
    created_at: text(trade.createdAt),
    expires_at: text(trade.expiresAt),
    paid_at: text(trade.paidAt),
    closed_at: text(trade.closedAt),
    refunds: trade.refunds.map((refund) => ({
      out_request_no: refund.requestNo,
      refund_amount: formatYuan(refund.amount),
      refund_status: refund.status,
      at: text(refund.at),
    })),
    notices: side
      .notices()
      .filter((each) => each.outTradeNo === trade.outTradeNo && each.account === trade.account)
      .map(noticeJson),
  }
}

function noticeJson(notice: NoticeView): unknown {
  return {
    notify_id: notice.id,
    trade_status: notice.status,
    notify_url: notice.url,
    due_at: notice.dueAt === null ? null : formatShanghai(notice.dueAt),
    attempts: notice.attempts.map(({ at, answer, isAccepted }) => ({
      at: formatShanghai(at),
      answer,
      accepted: isAccepted,
    })),
  }
}
