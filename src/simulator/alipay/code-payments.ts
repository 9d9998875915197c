// Paying by the code a buyer shows: what `alipay.trade.pay` does and answers (fact sheet Alipay, section 12.5).

import { formatYuan } from '../../core/money.ts'
import type { Clock } from '../../core/ports.ts'
import { formatShanghai } from '../../core/time.ts'
import type { PayCodeOutcome, PayCodes } from '../pay-codes.ts'
import type { Books } from './books.ts'
import { type Buyer, buyers, payTrade, richBuyer, type Trade } from './model.ts'
import { readOrder, readText } from './order-request.ts'
import { businessRefusal } from './refusal.ts'
import type { Call } from './request-check.ts'

/** The business members of a reply; those of one that is pending name their own code. */
type Members = Readonly<Record<string, unknown>>

interface Surroundings {
  readonly books: Books
  readonly clock: Clock
  readonly codes: PayCodes
}

const scenes = ['bar_code', 'wave_code', 'security_code']

/** Throws a Refusal. One for the buyer's sake leaves a trade behind that still waits, and must be cancelled. */
export function payByCode(call: Call, { books, clock, codes }: Surroundings): Members {
  const order = readOrder(call, 'code', clock.now())
  if (!scenes.includes(readText(call.content, 'scene', 32)))
    throw businessRefusal('ACQ.INVALID_PARAMETER', '参数无效：scene')
  const code = readText(call.content, 'auth_code', 64)
  const offer = books.offer(order, { returnUrl: null, leaveUrl: null, goodForMs: null })
  const outcome = codes.use(code)
  if (outcome === undefined) throw businessRefusal('ACQ.PAYMENT_AUTH_CODE_INVALID')
  const trade = books.open(offer)
  if (outcome === 'password')
    return { code: '10003', msg: 'order success pay inprocess', ...members(trade) }
  return members(books.commit(payTrade(trade, buyerOf(outcome), clock.now())))
}

function buyerOf(outcome: Exclude<PayCodeOutcome, 'password'>): Buyer {
  if (outcome === 'paid') return richBuyer
  return buyers.find(({ standing }) => standing === outcome) ?? richBuyer
}

function members({ order, tradeNo, buyer, paidAt }: Trade): Members {
  const amount = formatYuan(order.amount)
  return {
    trade_no: tradeNo,
    out_trade_no: order.outTradeNo,
    total_amount: amount,
    ...(buyer ? { buyer_logon_id: buyer.logonId, buyer_user_id: buyer.id } : {}),
    ...(paidAt === null
      ? {}
      : {
          receipt_amount: amount,
          buyer_pay_amount: amount,
          gmt_payment: formatShanghai(paidAt),
          fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount }],
        }),
  }
}
