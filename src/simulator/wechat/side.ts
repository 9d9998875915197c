// WeChat Pay's side as control API and console see it.

import { WrongRequest } from '../control-fields.ts'
import { earliest } from '../moments.ts'
import type { Notice } from '../notices.ts'
import { newPayout } from '../payouts.ts'
import { type NoticeView, noSuchTrade, type Side, type TradeView } from '../side.ts'
import { balanceOf } from './bill-funds.ts'
import { accountOf } from './bills.ts'
import { decline } from './code-desk.ts'
import type { Message } from './dialect.ts'
import { findPayer, type Payer, richPayer, type Trade, type TradeType } from './model.ts'
import type { WechatNotices } from './notices.ts'
import { type Desk, repeatRefund, requestRefund } from './refund-desk.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings as AllSurroundings } from './surroundings.ts'
import { errorOfRefusal } from './v3-errors.ts'

interface Surroundings extends Pick<AllSurroundings, 'books' | 'clock' | 'codes' | 'random'> {
  readonly notices: WechatNotices
  readonly addTo: Side['addTo']
  readonly desk: Desk
  readonly closeJournal: () => void
  readonly clearJournal: () => void
}

export function createWechatSide(around: Surroundings): Side {
  const { books, codes, notices, addTo, closeJournal, clearJournal } = around
  const { queue } = notices

  return {
    gateway: 'wechat',
    addTo,
    knows: (outTradeNo) => books.findByOutTradeNo(outTradeNo) !== undefined,
    trades: () => books.list().map(viewTrade),
    findTrade: (outTradeNo) => {
      const trade = books.findByOutTradeNo(outTradeNo)
      return trade && viewTrade(trade)
    },
    pay: (outTradeNo, { buyerId, ...terms }) => {
      const trade = books.findByOutTradeNo(outTradeNo)
      if (!trade) throw new WrongRequest(404, 'no such order: nobody has placed it')
      if (terms.coupon !== null && terms.coupon >= trade.order.amount) {
        throw new WrongRequest(400, 'coupon_fen: worth as much as the order')
      }
      return orRefusal(() => viewTrade(books.pay(trade, payerNamed(buyerId, trade), terms)))
    },
    payCode: (outcome) => codes.make(outcome),
    decline: (outTradeNo) =>
      orRefusal(() =>
        viewTrade(decline(books.findByOutTradeNo(outTradeNo) ?? noSuchTrade(), around)),
      ),
    finish: () => {
      throw new WrongRequest(409, 'WeChat Pay does not finish its orders')
    },
    ...inMerchantConsole(around),
    notices: () => queue.list().map(viewNotice),
    sendNotice: (outTradeNo, fields) => {
      const notice = notices.send(books.findByOutTradeNo(outTradeNo) ?? noSuchTrade(), fields)
      if (!notice)
        throw new WrongRequest(409, 'the merchant has no APIv3 key, so it gets no notice')
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

type InConsole = Pick<Side, 'refund' | 'repeatRefunds' | 'holdings' | 'payOut'>

/** What a merchant does with its money without its program. */
function inMerchantConsole({ books, clock, random, desk }: Surroundings): InConsole {
  const holdingOf = (account: string) => ({
    account,
    balance: balanceOf(accountOf(books, account)),
  })
  const tradeNamed = (outTradeNo: string): Trade =>
    books.findByOutTradeNo(outTradeNo) ?? noSuchTrade()
  return {
    holdings: () => [...new Set(books.list().map(({ order }) => order.mchId))].map(holdingOf),
    payOut: (account, amount) => {
      books.payOut(newPayout(holdingOf(account), amount, clock.now(), random))
      return holdingOf(account)
    },
    refund: (outTradeNo, { requestNo, amount }) =>
      orRefusal(() => {
        const { order } = tradeNamed(outTradeNo)
        const inConsole = { reason: null, notifyUrl: null, isFromBalance: false }
        const asked = { outRefundNo: requestNo, amount, total: order.amount, ...inConsole }
        const name = { transactionId: null, outTradeNo }
        return viewTrade(requestRefund(desk, order.mchId, name, asked).trade)
      }),
    repeatRefunds: (outTradeNo) =>
      orRefusal(() => {
        const { order, refunds } = tradeNamed(outTradeNo)
        for (const { refundId, status } of refunds)
          if (status === 'ABNORMAL') repeatRefund(desk, order.mchId, refundId)
        return viewTrade(tradeNamed(outTradeNo))
      }),
  }
}

/** Unnamed, it is whom the order is for, or whoever has money. */
function payerNamed(openId: string | null, { order }: Trade): Payer {
  if (openId === null) return findPayer(order.openId) ?? richPayer
  const payer = findPayer(openId)
  if (!payer) throw new WrongRequest(400, 'buyer_id: no such payer')
  return payer
}

function orRefusal<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new WrongRequest(409, error.message, errorOfRefusal(error).code)
  }
}

const scenes = {
  NATIVE: 'native',
  JSAPI: 'jsapi',
  MWEB: 'h5',
  APP: 'app',
  MICROPAY: 'micropay',
} satisfies Record<TradeType, string>

function viewTrade(trade: Trade): TradeView {
  const { order, payment } = trade
  return {
    gateway: 'wechat',
    outTradeNo: order.outTradeNo,
    tradeNo: payment?.transactionId ?? null,
    account: order.mchId,
    appId: order.appId,
    sellerId: order.mchId,
    scene: scenes[order.tradeType],
    status: trade.state,
    canFinish: false,
    canDecline: trade.state === 'USERPAYING',
    amount: order.amount,
    subject: order.description,
    notifyUrl: order.notifyUrl,
    buyerId: payment?.openId ?? null,
    createdAt: trade.createdAt,
    expiresAt: trade.expiresAt,
    paidAt: payment?.at ?? null,
    closedAt: trade.closedAt,
    refunds: trade.refunds.map((refund) => ({
      requestNo: refund.outRefundNo,
      amount: refund.amount,
      status: refund.status,
      at: refund.createdAt,
    })),
    noticeFields: noticeFieldsOf(trade),
  }
}

/** API v2 words both differently. */
function noticeFieldsOf({ order }: Trade): TradeView['noticeFields'] {
  const amountText = String(order.amount)
  return order.version === 'v3'
    ? {
        state: 'trade_state',
        states: ['SUCCESS', 'NOTPAY', 'REFUND', 'CLOSED'],
        amount: 'amount.total',
        amountText,
      }
    : { state: 'result_code', states: ['SUCCESS', 'FAIL'], amount: 'total_fee', amountText }
}

function viewNotice(notice: Notice<Message>): NoticeView {
  const { id, appId, outTradeNo, url, madeAt, dueAt, attempts, event } = notice
  const status = event
  return { gateway: 'wechat', id, account: appId, outTradeNo, status, url, madeAt, dueAt, attempts }
}
