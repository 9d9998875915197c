// Money taken by the code a buyer shows, and undoing it while nobody knows whether it was taken (fact sheet Alipay,
// sections 12.5 and 12.9).

import { type Instant, parseShanghai } from '../../core/time.ts'
import type {
  Charged,
  ChargeRefusal,
  CodePayable,
  CodePayments,
  Refused,
  Undone,
  Unknown,
} from '../gateway.ts'
import { textIn } from '../json.ts'
import { callAlipay, codeSays, isPending, readAbout, unknown } from './call.ts'
import { type BarcodeOrder, barcodeCall, isAuthCode, numberOf } from './orders.ts'
import type { ReplyNode } from './reply.ts'
import type { Account } from './request.ts'
import { readPaid } from './trades.ts'

export type Cancelled =
  /** `close`: unpaid and closed; `refund`: was paid, the money went back; `none`: nothing was found */
  | Readonly<{
      outcome: 'cancelled'
      action: 'close' | 'refund' | 'none'
      /** Alipay's number of the trade, where there is one */
      tradeNo?: string | undefined
      /** when the money went back, where Alipay tells */
      returnedAt?: Instant | undefined
    }>
  /** nothing is decided yet; cancel again */
  | Readonly<{ outcome: 'again' }>
  | Refused
  | Unknown

/** An Alipay account's part in payments by code. */
export function codePayments(account: Account): CodePayments {
  return {
    takes: isAuthCode,
    undoableAfterMs: 0,
    charge: ({ code, ...payable }: CodePayable, deadlineMs) =>
      payByCode(account, { ...payable, authCode: code }, deadlineMs),
    undo: async (outTradeNo, deadlineMs) =>
      undoneOf(await cancelTrade(account, outTradeNo, deadlineMs)),
  }
}

export async function payByCode(
  account: Account,
  order: BarcodeOrder,
  deadlineMs: number,
): Promise<Charged> {
  const { outTradeNo } = order
  const judged = await callAlipay(account, barcodeCall(account.config, order), deadlineMs)
  const told = readAbout<Charged>(judged, { out_trade_no: outTradeNo }, (node) =>
    isPending(node) ? { outcome: 'waiting' } : readPaid(node, outTradeNo, account.clock.now()),
  )
  return told.outcome === 'refused' ? { ...told, why: whyOf(told.code) } : told
}

/** Whose affair each of Alipay's refusals is; the first that fits (section 12.5). */
const refusals: readonly (readonly [why: ChargeRefusal, words: readonly string[]])[] = [
  ['code', ['PAYMENT_AUTH_CODE_INVALID']],
  ['balance', ['BALANCE_NOT_ENOUGH', 'BALANCE_PAYMENT_DISABLE', 'NO_PAYMENT_INSTRUMENTS']],
  ['shop', ['ACCESS_FORBIDDEN', 'PARTNER_ERROR', 'MERCHANT_', 'TOTAL_FEE_EXCEED', 'isv.', 'aop.']],
  ['shop', ['BEYOND_PAY_RESTRICTION', 'BEYOND_PER_RECEIPT_RESTRICTION']],
  ['buyer', ['BUYER_', 'USER_', 'MOBILE_', 'PAYMENT_REQUEST_HAS_RISK', 'PAYMENT_FAIL']],
]

function whyOf(code: string): ChargeRefusal {
  return refusals.find(([, words]) => codeSays(code, ...words))?.[0] ?? 'other'
}

export async function cancelTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Cancelled> {
  const content = { out_trade_no: numberOf(outTradeNo) }
  const judged = await callAlipay(account, { method: 'alipay.trade.cancel', content }, deadlineMs)
  return readAbout(judged, content, readCancelled)
}

function readCancelled(node: ReplyNode): Cancelled {
  if (textIn(node, 'retry_flag') === 'Y') return { outcome: 'again' }
  const action = textIn(node, 'action')
  const tradeNo = textIn(node, 'trade_no')
  const returnedAt = parseShanghai(textIn(node, 'gmt_refund_pay') ?? '')
  if (action === 'close') return { outcome: 'cancelled', action, tradeNo }
  if (action === 'refund') return { outcome: 'cancelled', action, tradeNo, returnedAt }
  return action ? unknown(`action ${action}`) : { outcome: 'cancelled', action: 'none' }
}

function undoneOf(cancelled: Cancelled): Undone {
  if (cancelled.outcome !== 'cancelled') return cancelled
  const { action, tradeNo, returnedAt } = cancelled
  switch (action) {
    case 'close':
      return { outcome: 'undone' }
    case 'none':
      return { outcome: 'absent' }
    case 'refund':
      // Money is believed to have come and gone only where the trade it came by is named.
      return tradeNo
        ? { outcome: 'returned', gatewayTradeNo: tradeNo, returnedAt }
        : unknown('returned, but no trade is named')
  }
}
