// Paying by the code a payer shows, and reversing it, in words of neither API version (fact sheet WeChat Pay,
// section 17).

import { dayMs, secondMs } from '../../core/time.ts'
import { digits } from '../names.ts'
import { type Order, payers, richPayer, type Trade } from './model.ts'
import { refundableOf } from './refunds.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings } from './surroundings.ts'

const reversibleFromMs = 15 * secondMs
const reversibleUntilMs = 7 * dayMs

/** The order as it is now: paid, or waiting for its payer's password. Throws a Refusal. */
export function chargeByCode(order: Order, code: string, around: Surroundings): Trade {
  const { books, codes } = around
  const before = books.find(order.mchId, order.outTradeNo)
  if (before?.payment) throw new Refusal('number_used')
  const outcome = codes.use(code)
  if (outcome === undefined) throw new Refusal('code_invalid')
  books.place(order)
  const { mchId, outTradeNo } = order
  const trade = books.find(mchId, outTradeNo)
  if (!trade) throw new Refusal('order_unknown')
  if (outcome === 'password') return trade
  const payer = payers.find(({ standing }) => standing === outcome) ?? richPayer
  try {
    return books.pay(trade, payer)
  } catch (error) {
    if (error instanceof Refusal) decline(trade, around)
    throw error
  }
}

/** The payer cannot or will not. Throws a Refusal for an order that waits for nobody's password. */
export function decline(
  trade: Trade,
  { books, clock }: Pick<Surroundings, 'books' | 'clock'>,
): Trade {
  if (trade.state !== 'USERPAYING') throw new Refusal('order_closed')
  const { mchId, outTradeNo } = trade.order
  return books.commit({ type: 'closed', mchId, outTradeNo, at: clock.now(), as: 'PAYERROR' })
}

/**
 * Ends a charge: closed if it was not paid, given back whole if it was. True: it has to be asked for again. Throws
 * a Refusal.
 */
export function reverse(
  trade: Trade | undefined,
  { books, faults, clock, random }: Surroundings,
): boolean {
  if (!trade) throw new Refusal('order_unknown')
  const { mchId, outTradeNo, tradeType } = trade.order
  const at = clock.now()
  const ageMs = at - trade.createdAt
  if (tradeType === 'MICROPAY' && ageMs < reversibleFromMs) throw new Refusal('reverse_too_soon')
  if (ageMs > reversibleUntilMs) throw new Refusal('reverse_too_late')
  if (trade.state === 'REVOKED') return false
  if (faults.take('undo_again', mchId)) return true
  if (!trade.payment) {
    books.commit({ type: 'closed', mchId, outTradeNo, at, as: 'REVOKED' })
    return false
  }
  const amount = refundableOf(trade)
  const refund = {
    refundId: `50300${digits(random, 23)}`,
    outRefundNo: outTradeNo,
    amount,
    total: trade.order.amount,
    reason: null,
    notifyUrl: null,
    isFromBalance: false,
    status: 'SUCCESS',
    createdAt: at,
    end: null,
    endedAt: at,
  } as const
  books.commit({ type: 'reversed', mchId, outTradeNo, refund })
  return false
}
