// Every offer and trade the simulated gateway knows. Whatever happens is written to the journal first,
// then applied, then told to whoever listens.

import type { Clock, Random } from '../../core/ports.ts'
import { formatShanghai, type Instant, later } from '../../core/time.ts'
import { earliest } from '../moments.ts'
import { digits, letters } from '../names.ts'
import type { Payout, PayoutEntry } from '../payouts.ts'
import {
  applyEvent,
  checkInTime,
  checkReuse,
  lapse,
  lapseAt,
  newTrade,
  type Offer,
  type Order,
  type Trade,
  type TradeEvent,
} from './model.ts'

export type BookEntry =
  | TradeEvent
  | PayoutEntry
  | { readonly type: 'offered'; readonly offer: Offer }

export interface Books {
  /** Puts an order on the counter, refusing a number that cannot be paid any more. */
  offer(order: Order, terms: OfferTerms): Offer
  findOffer(code: string): Offer | undefined
  /** The youngest offer of an order, whoever sells it. */
  lastOffer(outTradeNo: string): Offer | undefined
  /** The offer's trade, made now if there is none: the buyer has logged in or scanned. */
  open(offer: Offer, late?: { readonly evenClosed: boolean }): Trade
  /** A trade by its seller and the merchant's number, lapsed if its time is over. */
  find(sellerId: string, outTradeNo: string): Trade | undefined
  findByTradeNo(tradeNo: string): Trade | undefined
  /** The youngest trade under a merchant's number, whoever sells it. */
  findByOutTradeNo(outTradeNo: string): Trade | undefined
  list(): readonly Trade[]
  commit(event: TradeEvent): Trade
  payOut(payout: Payout): void
  payouts(): readonly Payout[]
  /** Lapses every trade whose time is over. */
  lapseDue(): void
  /** No trade lapses before this moment; after a `lapseDue` it is exact. */
  nextLapse(): Instant | undefined
  replay(entry: BookEntry): void
  clear(): void
}

export interface OfferTerms {
  readonly returnUrl: string | null
  readonly leaveUrl: string | null
  /** How long the code can be opened; null: as long as the order. */
  readonly goodForMs: number | null
}

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly record: (entry: BookEntry) => void
  readonly onEvent: (event: TradeEvent, trade: Trade) => void
}

export function createBooks({ clock, random, record, onEvent }: Surroundings): Books {
  const offers = new Map<string, Offer>()
  const offersByNumber = new Map<string, Offer>()
  const trades = new Map<string, Trade>()
  const tradeNos = new Map<string, string>()
  const tradeNosByNumber = new Map<string, string>()
  const waiting = new Set<string>()
  const payouts: Payout[] = []
  // Never later than the next lapse, so that most ticks need not look at any trade.
  let soonest: Instant | undefined

  const keepOffer = (offer: Offer): void => {
    offers.set(offer.code, offer)
    offersByNumber.set(offer.order.outTradeNo, offer)
  }

  const apply = (event: TradeEvent): Trade => {
    const tradeNo = event.type === 'created' ? event.trade.tradeNo : event.tradeNo
    const trade = applyEvent(trades.get(tradeNo), event)
    trades.set(tradeNo, trade)
    tradeNos.set(keyOf(trade.order.sellerId, trade.order.outTradeNo), tradeNo)
    tradeNosByNumber.set(trade.order.outTradeNo, tradeNo)
    const lapsesAt = lapseAt(trade)
    soonest = earliest([soonest, lapsesAt])
    if (lapsesAt === undefined) waiting.delete(tradeNo)
    else waiting.add(tradeNo)
    return trade
  }

  const commit = (event: TradeEvent): Trade => {
    record(event)
    const trade = apply(event)
    onEvent(event, trade)
    return trade
  }

  const findByTradeNo = (tradeNo: string): Trade | undefined => {
    const trade = trades.get(tradeNo)
    const lapsed = trade && lapse(trade, clock.now())
    return lapsed ? commit(lapsed) : trade
  }

  const find = (sellerId: string, outTradeNo: string): Trade | undefined => {
    const tradeNo = tradeNos.get(keyOf(sellerId, outTradeNo))
    return tradeNo === undefined ? undefined : findByTradeNo(tradeNo)
  }

  return {
    offer: (order, { returnUrl, leaveUrl, goodForMs }) => {
      const at = clock.now()
      checkReuse(find(order.sellerId, order.outTradeNo), order)
      checkInTime(order, at)
      const goodUntil = goodForMs === null ? null : later(at, goodForMs)
      const offer = { code: letters(random, 18), order, returnUrl, leaveUrl, at, goodUntil }
      record({ type: 'offered', offer })
      keepOffer(offer)
      return offer
    },
    findOffer: (code) => offers.get(code),
    lastOffer: (outTradeNo) => offersByNumber.get(outTradeNo),
    open: (offer, { evenClosed } = { evenClosed: false }) => {
      const now = clock.now()
      const trade = find(offer.order.sellerId, offer.order.outTradeNo)
      if (trade && evenClosed) return trade
      checkReuse(trade, offer.order)
      if (trade) return trade
      if (!evenClosed) checkInTime(offer.order, now)
      const tradeNo = `${formatShanghai(now).slice(0, 10).replaceAll('-', '')}22001${digits(random, 15)}`
      return commit(newTrade(offer.order, tradeNo, now))
    },
    find,
    findByTradeNo,
    findByOutTradeNo: (outTradeNo) => findByTradeNo(tradeNosByNumber.get(outTradeNo) ?? ''),
    list: () => [...trades.values()],
    commit,
    payOut: (payout) => {
      record({ type: 'paid_out', payout })
      payouts.push(payout)
    },
    payouts: () => payouts,
    lapseDue: () => {
      if (soonest === undefined || soonest > clock.now()) return
      for (const tradeNo of [...waiting]) findByTradeNo(tradeNo)
      soonest = earliest([...waiting].map((tradeNo) => lapseOf(trades.get(tradeNo))))
    },
    nextLapse: () => soonest,
    replay: (entry) => {
      if (entry.type === 'offered') keepOffer(entry.offer)
      else if (entry.type === 'paid_out') payouts.push(entry.payout)
      else apply(entry)
    },
    clear: () => {
      for (const kept of [offers, offersByNumber, trades, tradeNos, tradeNosByNumber, waiting])
        kept.clear()
      payouts.length = 0
      soonest = undefined
    },
  }
}

function lapseOf(trade: Trade | undefined): Instant | undefined {
  return trade && lapseAt(trade)
}

function keyOf(sellerId: string, outTradeNo: string): string {
  return `${sellerId}/${outTradeNo}`
}
