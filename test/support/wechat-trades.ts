// The trades of WeChat's stand-ins, v3 and v2 alike, set by hand.

import { newPayment, type Payment, paidAt, type TradeState } from './stand-in.ts'

export type WechatTrade = {
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
  amountFen: number
  /** WeChat's own number and time, once it is paid */
  tradeNo?: string
  /** RFC 3339; `paidAtRfc3339` when nobody said */
  paidAt?: string
  /** the whole order as it was asked for; the same number asked for otherwise is refused */
  asked?: string
  refunds: Map<string, number>
}

const states: Readonly<Record<WechatTrade['state'], TradeState>> = {
  NOTPAY: 'waiting',
  SUCCESS: 'paid',
  REFUND: 'paid',
  CLOSED: 'closed',
}

/** `2026-11-21T12:00:03+08:00` */
export const paidAtRfc3339 = `${paidAt.replace(' ', 'T')}+08:00`
/** `20261121120003` */
export const paidAtDigits = paidAt.replace(/\D/g, '')

export class WechatTrades {
  readonly all = new Map<string, WechatTrade>()

  /** An order is asked for. The reason when it cannot be opened. */
  open(
    outTradeNo: string,
    amountFen: number,
    asked: string,
  ): 'paid' | 'closed' | 'other' | undefined {
    const known = this.all.get(outTradeNo)
    if (!known) {
      this.all.set(outTradeNo, { state: 'NOTPAY', amountFen, asked, refunds: new Map() })
      return undefined
    }
    if (known.state === 'CLOSED') return 'closed'
    if (known.state !== 'NOTPAY') return 'paid'
    return known.asked === asked ? undefined : 'other'
  }

  enter(outTradeNo: string, amountFen: number): void {
    if (!this.all.has(outTradeNo))
      this.all.set(outTradeNo, { state: 'NOTPAY', amountFen, refunds: new Map() })
  }

  pay(outTradeNo: string, amountFen: number, tradeNo?: string, paidAt = paidAtRfc3339): Payment {
    const payment = newPayment(outTradeNo, amountFen, tradeNo)
    const known = this.all.get(outTradeNo)
    this.all.set(outTradeNo, {
      refunds: new Map(),
      ...known,
      state: 'SUCCESS',
      amountFen,
      tradeNo: payment.tradeNo,
      paidAt,
    })
    return payment
  }

  stateOf(outTradeNo: string): TradeState {
    const trade = this.all.get(outTradeNo)
    return trade ? states[trade.state] : 'absent'
  }

  /** Gives money back; what is back by then. Undefined when there is not that much, or the number says otherwise. */
  refund(trade: WechatTrade, refundNo: string, amountFen: number): number | undefined {
    const before = trade.refunds.get(refundNo)
    if (before !== undefined) return before === amountFen ? amountFen : undefined
    const back = [...trade.refunds.values()].reduce((sum, each) => sum + each, 0)
    if (!trade.tradeNo || back + amountFen > trade.amountFen) return undefined
    trade.refunds.set(refundNo, amountFen)
    trade.state = 'REFUND'
    return amountFen
  }
}
