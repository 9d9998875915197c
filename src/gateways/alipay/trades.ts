// What can be asked and told about a trade that may exist: its QR code, its state, and closing it (fact sheet
// Alipay, sections 12.4, 12.7 and 12.8).

import { parseYuan } from '../../core/money.ts'
import { type Instant, parseShanghai } from '../../core/time.ts'
import type { Closed, Queried, Refused, Traced, Unknown } from '../gateway.ts'
import { textIn } from '../json.ts'
import { callAlipay, codeSays, type Judged, readAbout, unknown } from './call.ts'
import { type AlipayOrder, numberOf, precreateCall } from './orders.ts'
import type { ReplyNode } from './reply.ts'
import type { Account } from './request.ts'

export type Precreated = Readonly<{ outcome: 'qr'; code: string }> | Refused | Unknown

/** The trade exists, and is not one that waits for its buyer. */
const notClosable = [
  'TRADE_STATUS_ERROR',
  'REASON_TRADE_STATUS_INVALID',
  'REASON_ILLEGAL_STATUS',
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_FINISHED',
  'TRADE_HAS_CLOSE',
]

export async function precreate(
  account: Account,
  order: AlipayOrder,
  deadlineMs: number,
): Promise<Precreated> {
  const call = precreateCall(account.config, order)
  const judged = await callAlipay(account, call, deadlineMs)
  return readAbout(judged, { out_trade_no: order.outTradeNo }, (node) => {
    const code = textIn(node, 'qr_code')
    return code ? { outcome: 'qr', code } : unknown('no qr_code')
  })
}

export async function queryTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Queried> {
  const content = { out_trade_no: numberOf(outTradeNo) }
  const judged = await callAlipay(account, { method: 'alipay.trade.query', content }, deadlineMs)
  if (isAbsent(judged)) return { outcome: 'absent' }
  return readAbout(judged, content, (node) => readTrade(node, outTradeNo, account.clock.now()))
}

/** Which order a trade of Alipay's own number belongs to, whatever became of it. */
export async function traceTrade(
  account: Account,
  tradeNo: string,
  deadlineMs: number,
): Promise<Traced> {
  const content = { trade_no: numberOf(tradeNo) }
  const judged = await callAlipay(account, { method: 'alipay.trade.query', content }, deadlineMs)
  if (isAbsent(judged)) return { outcome: 'absent' }
  return readAbout(judged, content, (node) => {
    const outTradeNo = textIn(node, 'out_trade_no')
    return outTradeNo ? { outcome: 'traced', outTradeNo } : unknown('no out_trade_no')
  })
}

export async function closeTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Closed> {
  const content = { out_trade_no: numberOf(outTradeNo) }
  const judged = await callAlipay(account, { method: 'alipay.trade.close', content }, deadlineMs)
  if (isAbsent(judged)) return { outcome: 'absent' }
  if (judged.outcome === 'refused' && codeSays(judged.code, ...notClosable))
    return { outcome: 'not-closable' }
  return readAbout(judged, content, () => ({ outcome: 'closed' }))
}

/** Paid means TRADE_SUCCESS or TRADE_FINISHED, and nothing else (section 13). */
export function isPaidStatus(status: string | undefined): boolean {
  return status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED'
}

function readTrade(node: ReplyNode, outTradeNo: string, now: Instant): Queried {
  const status = textIn(node, 'trade_status')
  if (status === 'WAIT_BUYER_PAY') return { outcome: 'waiting' }
  if (status === 'TRADE_CLOSED') return { outcome: 'closed' }
  if (!isPaidStatus(status)) return unknown(`trade_status ${status}`)

  return readPaid(node, outTradeNo, now)
}

/** The payment a reply affirms; its time is Alipay's, or `now` in a reply that tells none. */
export function readPaid(
  node: ReplyNode,
  outTradeNo: string,
  now: Instant,
): Extract<Queried, { outcome: 'paid' }> | Unknown {
  const gatewayTradeNo = textIn(node, 'trade_no')
  const amountFen = parseYuan(textIn(node, 'total_amount') ?? '')
  if (!gatewayTradeNo || amountFen === undefined) return unknown('paid, but a number is unreadable')
  // Money is believed only of a reply that names the order itself.
  if (textIn(node, 'out_trade_no') !== outTradeNo) return unknown('paid, but no order is named')
  const paidAt =
    parseShanghai(textIn(node, 'send_pay_date') ?? textIn(node, 'gmt_payment') ?? '') ?? now
  return { outcome: 'paid', fact: { outTradeNo, gatewayTradeNo, amountFen, paidAt } }
}

function isAbsent(judged: Judged): boolean {
  return judged.outcome === 'refused' && codeSays(judged.code, 'TRADE_NOT_EXIST')
}
