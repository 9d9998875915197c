// Every order the simulated WeChat Pay knows and every way in to it. Whatever happens is written to the
// journal first, then applied, then told to whoever listens.

import type { Clock, Random } from '../../core/ports.ts'
import { formatShanghai, type Instant, later } from '../../core/time.ts'
import { earliest } from '../moments.ts'
import { digits, letters } from '../names.ts'
import type { Payout, PayoutEntry } from '../payouts.ts'
import {
  applyEvent,
  lapse,
  lapseAt,
  type Order,
  type Payer,
  payTrade,
  placeOrder,
  type Ticket,
  type Trade,
  type TradeEvent,
  ticketLifeMs,
} from './model.ts'
import type { Refund } from './refunds.ts'

export type BookEntry =
  | TradeEvent
  | PayoutEntry
  | { readonly type: 'ticket'; readonly ticket: Ticket }

export interface Books {
  /** Places an order, or finds the same one placed before, and hands out a new way in. Throws a Refusal. */
  place(order: Order): Ticket
  /** The way in that a code_url's `pr` names, dead ones included. */
  findTicketByCode(code: string): Ticket | undefined
  findTicketByPrepayId(prepayId: string): Ticket | undefined
  /** An order by its merchant and number, lapsed if its time is over. */
  find(mchId: string, outTradeNo: string): Trade | undefined
  findByTransactionId(mchId: string, transactionId: string): Trade | undefined
  /** The youngest order under a number, whoever sells. */
  findByOutTradeNo(outTradeNo: string): Trade | undefined
  findRefund(mchId: string, by: RefundName): { trade: Trade; refund: Refund } | undefined
  /** Every order, oldest first, lapsed if its time is over. */
  list(): readonly Trade[]
  /** Takes the payment of an order. Throws a Refusal. */
  pay(trade: Trade, payer: Payer, terms?: PayTerms): Trade
  commit(event: TradeEvent): Trade
  payOut(payout: Payout): void
  payouts(): readonly Payout[]
  /** Does what time alone does, to every order. */
  lapseDue(): void
  /** Nothing lapses before this moment; after a `lapseDue` it is exact. */
  nextLapse(): Instant | undefined
  replay(entry: BookEntry): void
  clear(): void
}

export type RefundName = { readonly outRefundNo: string } | { readonly refundId: string }
export type PayTerms = Pick<Parameters<typeof payTrade>[2], 'coupon' | 'evenClosed'>

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly record: (entry: BookEntry) => void
  readonly onEvent: (event: TradeEvent, trade: Trade) => void
}

export function createBooks({ clock, random, record, onEvent }: Surroundings): Books {
  const tickets = new Map<string, Ticket>()
  const trades = new Map<string, Trade>()
  const tradesByNumber = new Map<string, string>()
  const tradesByTransaction = new Map<string, string>()
  const tradesByRefund = new Map<string, string>()
  const waiting = new Set<string>()
  const payouts: Payout[] = []
  // Never later than the next lapse, so that most ticks need not look at any trade.
  let soonest: Instant | undefined

  const keepTicket = (ticket: Ticket): void => {
    tickets.set(ticket.code, ticket)
    tickets.set(ticket.prepayId, ticket)
  }

  const apply = (event: TradeEvent): Trade => {
    const { mchId, outTradeNo } = event
    const key = keyOf(mchId, outTradeNo)
    const trade = applyEvent(trades.get(key), event)
    trades.set(key, trade)
    tradesByNumber.set(outTradeNo, key)
    if (trade.payment) tradesByTransaction.set(keyOf(mchId, trade.payment.transactionId), key)
    for (const { outRefundNo, refundId } of trade.refunds) {
      tradesByRefund.set(keyOf(mchId, outRefundNo), key)
      tradesByRefund.set(keyOf(mchId, refundId), key)
    }
    const lapsesAt = lapseAt(trade)
    soonest = earliest([soonest, lapsesAt])
    if (lapsesAt === undefined) waiting.delete(key)
    else waiting.add(key)
    return trade
  }

  const commit = (event: TradeEvent): Trade => {
    record(event)
    const trade = apply(event)
    onEvent(event, trade)
    return trade
  }

  const findByKey = (key: string | undefined): Trade | undefined => {
    let trade = trades.get(key ?? '')
    // Several refunds may have ended since somebody last looked.
    for (let due = trade && lapse(trade, clock.now()); due; due = lapse(trade, clock.now())) {
      trade = commit(due)
    }
    return trade
  }

  const find = (mchId: string, outTradeNo: string) => findByKey(keyOf(mchId, outTradeNo))

  return {
    place: (order) => {
      const now = clock.now()
      const { mchId, outTradeNo, tradeType } = order
      const placed = placeOrder(find(mchId, outTradeNo), order, now)
      if (placed) commit(placed)
      const ticket: Ticket = {
        prepayId: `wx${stamp(now)}${letters(random, 18)}0000`,
        code: letters(random, 9),
        mchId,
        outTradeNo,
        goodUntil: later(now, ticketLifeMs[tradeType]),
      }
      record({ type: 'ticket', ticket })
      keepTicket(ticket)
      return ticket
    },
    findTicketByCode: (code) => only(tickets.get(code), (ticket) => ticket.code === code),
    findTicketByPrepayId: (id) => only(tickets.get(id), (ticket) => ticket.prepayId === id),
    find,
    findByTransactionId: (mchId, transactionId) =>
      findByKey(tradesByTransaction.get(keyOf(mchId, transactionId))),
    findByOutTradeNo: (outTradeNo) => findByKey(tradesByNumber.get(outTradeNo)),
    findRefund: (mchId, by) => {
      const number = 'refundId' in by ? by.refundId : by.outRefundNo
      const trade = findByKey(tradesByRefund.get(keyOf(mchId, number)))
      const refund = trade?.refunds.find((each) =>
        'refundId' in by ? each.refundId === number : each.outRefundNo === number,
      )
      return trade && refund && { trade, refund }
    },
    list: () => [...trades.keys()].flatMap((key) => findByKey(key) ?? []),
    pay: (trade, payer, terms) => {
      const at = clock.now()
      const transactionId = `42000${digits(random, 5)}${stamp(at).slice(0, 8)}${digits(random, 10)}`
      return commit(payTrade(trade, payer, { ...terms, at, transactionId }))
    },
    commit,
    payOut: (payout) => {
      record({ type: 'paid_out', payout })
      payouts.push(payout)
    },
    payouts: () => payouts,
    lapseDue: () => {
      if (soonest === undefined || soonest > clock.now()) return
      for (const key of [...waiting]) findByKey(key)
      soonest = earliest([...waiting].map((key) => lapseOf(trades.get(key))))
    },
    nextLapse: () => soonest,
    replay: (entry) => {
      if (entry.type === 'ticket') keepTicket(entry.ticket)
      else if (entry.type === 'paid_out') payouts.push(entry.payout)
      else apply(entry)
    },
    clear: () => {
      for (const kept of [
        tickets,
        trades,
        tradesByNumber,
        tradesByTransaction,
        tradesByRefund,
        waiting,
      ])
        kept.clear()
      payouts.length = 0
      soonest = undefined
    },
  }
}

function lapseOf(trade: Trade | undefined): Instant | undefined {
  return trade && lapseAt(trade)
}

function keyOf(mchId: string, number: string): string {
  return `${mchId}/${number}`
}

/** `yyyyMMddHHmmss`. */
function stamp(at: Instant): string {
  return formatShanghai(at).replace(/\D/g, '')
}

function only<T>(found: T | undefined, isMeant: (found: T) => boolean): T | undefined {
  return found !== undefined && isMeant(found) ? found : undefined
}
