// Alipay's side as control API and console see it.

import { formatYuan } from '../../core/money.ts'
import type { Clock, Random } from '../../core/ports.ts'
import { WrongRequest } from '../control-fields.ts'
import { earliest } from '../moments.ts'
import type { Notice } from '../notices.ts'
import type { PayCodes } from '../pay-codes.ts'
import { newPayout } from '../payouts.ts'
import { type NoticeView, noSuchTrade, type Side, type TradeView } from '../side.ts'
import { balanceOf } from './bill-tables.ts'
import { accountOf } from './bills.ts'
import type { Books } from './books.ts'
import {
  type Buyer,
  buyers,
  closeTrade,
  finishTrade,
  payTrade,
  refundTrade,
  richBuyer,
  type Trade,
} from './model.ts'
import type { AlipayNotices, Content } from './notices.ts'
import { Refusal } from './refusal.ts'

interface Surroundings {
  readonly books: Books
  readonly notices: AlipayNotices
  readonly codes: PayCodes
  readonly clock: Clock
  readonly random: Random
  readonly addTo: Side['addTo']
  readonly closeJournal: () => void
  readonly clearJournal: () => void
}

export function createAlipaySide(around: Surroundings): Side {
  const { books, notices, codes, clock, random, addTo, closeJournal, clearJournal } = around
  const { queue } = notices

  const tradeNamed = (outTradeNo: string): Trade =>
    books.findByOutTradeNo(outTradeNo) ?? noSuchTrade()

  const openLast = (outTradeNo: string, evenClosed: boolean): Trade => {
    const offer = books.lastOffer(outTradeNo)
    if (!offer) throw new WrongRequest(404, 'no such order: nobody has opened its payment address')
    return books.open(offer, { evenClosed })
  }

  const holdingOf = (account: string) => ({
    account,
    balance: balanceOf(accountOf(books, account)),
  })

  return {
    gateway: 'alipay',
    addTo,
    knows: (outTradeNo) =>
      books.lastOffer(outTradeNo) !== undefined || books.findByOutTradeNo(outTradeNo) !== undefined,
    trades: () => books.list().map(viewTrade),
    findTrade: (outTradeNo) => {
      const trade = books.findByOutTradeNo(outTradeNo)
      return trade && viewTrade(trade)
    },
    pay: (outTradeNo, { buyerId, evenClosed, coupon }) =>
      orRefusal(() => {
        if (coupon !== null) throw new WrongRequest(400, 'coupon_fen: only WeChat Pay has coupons')
        const trade = books.findByOutTradeNo(outTradeNo) ?? openLast(outTradeNo, evenClosed)
        const event = payTrade(trade, buyerNamed(buyerId), clock.now(), { evenClosed })
        return viewTrade(books.commit(event))
      }),
    holdings: () => [...new Set(books.list().map(({ order }) => order.sellerId))].map(holdingOf),
    payOut: (account, amount) => {
      books.payOut(newPayout(holdingOf(account), amount, clock.now(), random))
      return holdingOf(account)
    },
    payCode: (outcome) => codes.make(outcome),
    decline: (outTradeNo) =>
      orRefusal(() => viewTrade(books.commit(closeTrade(tradeNamed(outTradeNo), clock.now())))),
    finish: (outTradeNo) =>
      orRefusal(() => viewTrade(books.commit(finishTrade(tradeNamed(outTradeNo), clock.now())))),
    refund: (outTradeNo, refund) =>
      orRefusal(() => {
        const trade = tradeNamed(outTradeNo)
        const event = refundTrade(trade, { ...refund, reason: null }, clock.now())
        return viewTrade(event ? books.commit(event) : trade)
      }),
    repeatRefunds: () => {
      throw new WrongRequest(409, 'at Alipay a refund reaches the payer or is refused')
    },
    notices: () => queue.list().map(viewNotice),
    sendNotice: (outTradeNo, fields) => {
      const notice = notices.send(tradeNamed(outTradeNo), fields)
      if (!notice) throw new WrongRequest(409, 'the trade names no notify_url')
      return viewNotice(notice)
    },
    resend: (id) => {
      const notice = queue.resend(id)
      return notice && viewNotice(notice)
    },
    startDue: () => {
      books.lapseDue()
      queue.startDue()
    },
    runDue: async () => {
      books.lapseDue()
      await queue.deliverDue()
    },
    nextDue: () => earliest([queue.nextDue(), books.nextLapse()]),
    clear: async () => {
      await queue.clear()
      books.clear()
      codes.clear()
      clearJournal()
    },
    stop: async () => {
      await queue.stop()
      closeJournal()
    },
  }
}

function buyerNamed(buyerId: string | null): Buyer {
  if (buyerId === null) return richBuyer
  const buyer = buyers.find(({ id }) => id === buyerId)
  if (!buyer) throw new WrongRequest(400, 'buyer_id: no such buyer')
  return buyer
}

function orRefusal<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof Refusal) throw new WrongRequest(409, error.message, error.subCode)
    throw error
  }
}

function viewTrade(trade: Trade): TradeView {
  const { order } = trade
  return {
    gateway: 'alipay',
    outTradeNo: order.outTradeNo,
    tradeNo: trade.tradeNo,
    account: order.appId,
    appId: order.appId,
    sellerId: order.sellerId,
    scene: order.scene,
    status: trade.status,
    canFinish: trade.status === 'TRADE_SUCCESS',
    canDecline: order.scene === 'code' && trade.status === 'WAIT_BUYER_PAY',
    amount: order.amount,
    subject: order.subject,
    notifyUrl: order.notifyUrl,
    buyerId: trade.buyer?.id ?? null,
    createdAt: trade.createdAt,
    expiresAt: trade.expiresAt,
    paidAt: trade.paidAt,
    closedAt: trade.closedAt,
    refunds: trade.refunds.map((refund) => ({
      requestNo: refund.requestNo,
      amount: refund.amount,
      status: 'REFUND_SUCCESS',
      at: refund.at,
    })),
    noticeFields: {
      state: 'trade_status',
      states: ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'],
      amount: 'total_amount',
      amountText: formatYuan(order.amount),
    },
  }
}

function viewNotice(notice: Notice<Content>): NoticeView {
  const { id, appId, outTradeNo, url, madeAt, dueAt, attempts, fields } = notice
  const status = fields.trade_status ?? ''
  return { gateway: 'alipay', id, account: appId, outTradeNo, status, url, madeAt, dueAt, attempts }
}
