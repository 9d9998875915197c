// Money taken by the code a buyer shows, and reversing it while nobody knows whether it was taken: the API v3 twin
// of micropay (fact sheet WeChat Pay, section 17). WeChat Pay tells of these payments by no notice.

import { assert } from '../../kit/assert.ts'
import type {
  Charged,
  ChargeRefusal,
  CodePayable,
  CodePayments,
  Refused,
  Undone,
} from '../gateway.ts'
import { textIn } from '../json.ts'
import { type Account, callWechat } from './call.ts'
import { orderNumber } from './numbers.ts'
import { cutText } from './orders.ts'
import { isCode, isRefusedWith, readAbout } from './reply.ts'
import { readTrade } from './trades.ts'

/** 18 digits that begin with 10 to 15. */
const codeForm = /^1[0-5]\d{16}$/
/** WeChat wants to know the shop, and a merchant with one counter has no number for it. */
const storeId = 'counter'
const descriptionMax = 127

/** Whether a scanned text has the form of a code in WeChat. */
export function isPayCode(text: string): boolean {
  return codeForm.test(text)
}

/** Not sooner after the charge than this may it be reversed (section 17). */
export const undoableAfterMs = 15_000

/** An API v3 account's part in payments by code. */
export function codePayments(account: Account): CodePayments {
  return {
    takes: isPayCode,
    undoableAfterMs,
    charge: (payable, deadlineMs) => payByCode(account, payable, deadlineMs),
    undo: (outTradeNo, deadlineMs) => reverseTrade(account, outTradeNo, deadlineMs),
  }
}

/** Throws for what is no code of WeChat's. */
export async function payByCode(
  account: Account,
  { outTradeNo, amountFen, subject, code, address }: CodePayable,
  deadlineMs: number,
): Promise<Charged> {
  assert(isPayCode(code), 'a code at WeChat Pay has 18 digits and begins with 10 to 15')
  assert(amountFen > 0, 'an amount at WeChat Pay is more than zero')
  const { mchId, appId } = account.config
  const content = {
    appid: appId,
    mchid: mchId,
    description: cutText(subject.replace(/\p{Cc}/gu, ' '), descriptionMax),
    out_trade_no: orderNumber(outTradeNo),
    amount: { total: amountFen, currency: 'CNY' },
    payer: { auth_code: code },
    scene_info: { device_ip: address, store_info: { out_id: storeId } },
  }
  const call = { method: 'POST', path: '/v3/pay/transactions/codepay', content } as const
  const judged = await callWechat(account, call, deadlineMs)
  if (isRefusedWith(judged, 'USERPAYING')) return { outcome: 'waiting' }
  const ours = { out_trade_no: outTradeNo, mchid: mchId, appid: appId }
  const told = readAbout(judged, ours, (node) => readTrade(node, ours, account.clock.now()))
  if (told.outcome === 'refused') return chargeRefused(told)
  // Another state than paid or under way is for the query to confirm.
  if (told.outcome === 'closed' || told.outcome === 'absent')
    return { outcome: 'unknown', reason: `the charge is ${told.outcome}` }
  return told
}

/** Whose affair each of WeChat's refusals is, in both versions of the API (sections 12 and 24). */
const refusals: readonly (readonly [why: ChargeRefusal, words: readonly string[]])[] = [
  ['code', ['AUTHCODEEXPIRE', 'AUTH_CODE_INVALID', 'AUTH_CODE_ERROR']],
  ['balance', ['NOT_ENOUGH', 'NOTSUPORTCARD']],
  ['buyer', ['USER_ACCOUNT_ABNORMAL', 'BUYER_MISMATCH', 'ACCOUNT_ERROR']],
  ['shop', ['NO_AUTH', 'APPID_NOT_EXIST', 'MCHID_NOT_EXIST', 'MCH_NOT_EXISTS', 'RULE_LIMIT']],
  ['shop', ['APPID_MCHID_NOT_MATCH', 'SIGN_ERROR', 'REQUEST_BLOCKED']],
]

/** A refusal, and whose affair it is. */
export function chargeRefused(refused: Refused): Charged {
  const why = refusals.find(([, words]) => isCode(refused.code, ...words))?.[0] ?? 'other'
  return { ...refused, why }
}

/** WeChat does not say whether money went back: the query before it told what was known. */
export async function reverseTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Undone> {
  const { mchId, appId } = account.config
  const number = encodeURIComponent(orderNumber(outTradeNo))
  const path = `/v3/pay/transactions/out-trade-no/${number}/reverse`
  const content = { appid: appId, mchid: mchId }
  const judged = await callWechat(account, { method: 'POST', path, content }, deadlineMs)
  if (isRefusedWith(judged, 'ORDER_NOT_EXIST')) return { outcome: 'absent' }
  if (isRefusedWith(judged, 'USERPAYING')) return { outcome: 'again' }
  return readAbout(judged, { out_trade_no: outTradeNo }, (node) =>
    textIn(node, 'recall') === 'Y' ? { outcome: 'again' } : { outcome: 'undone' },
  )
}
