// What API v2 says no with: a fault of the transport, which nobody signs, or a signed result with a code (fact
// sheet WeChat Pay, sections 19 and 24).

import type { Refusal, Rule } from './refusal.ts'

/** `return_code` FAIL: the request is unreadable or from nobody we know. Goes out unsigned. */
export class V2Fault extends Error {
  override name = 'V2Fault'
  /** Downloads of bills have one. */
  readonly errorCode: string | undefined

  constructor(message: string, errorCode?: string) {
    super(message)
    this.errorCode = errorCode
  }
}

/** `result_code` FAIL: understood and refused. */
export class V2Error extends Error {
  override name = 'V2Error'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const codeOfRule = {
  order_unknown: 'ORDERNOTEXIST',
  order_to_refund_unknown: 'ORDERNOTEXIST',
  number_used: 'ORDERPAID',
  order_paid: 'ORDERPAID',
  order_closed: 'ORDERCLOSED',
  order_differs: 'INVALID_REQUEST',
  order_unpaid: 'TRADE_ERROR',
  time_over: 'ORDERCLOSED',
  refund_unknown: 'REFUNDNOTEXIST',
  refund_differs: 'INVALID_REQUEST',
  refund_total_differs: 'INVALID_REQUEST',
  refund_too_much: 'ERROR',
  refund_too_often: 'ERROR',
  refund_too_soon: 'FREQUENCY_LIMITED',
  refund_too_late: 'TRADE_OVERDUE',
  refund_not_abnormal: 'INVALID_REQUEST',
  balance_short: 'NOTENOUGH',
  payer_differs: 'BUYER_MISMATCH',
  payer_poor: 'NOTENOUGH',
  must_be_reversed: 'INVALID_REQUEST',
  reverse_too_soon: 'INVALID_REQUEST',
  reverse_too_late: 'REVERSE_EXPIRE',
  code_invalid: 'AUTH_CODE_INVALID',
  payer_restricted: 'USER_ACCOUNT_ABNORMAL',
} satisfies Record<Rule, string>

/** A broken rule of trade in API v2's words. */
export function v2ErrorOf({ rule, message }: Refusal): V2Error {
  return new V2Error(codeOfRule[rule], message)
}

export function lacksParameter(name: string): V2Error {
  return new V2Error('LACK_PARAMS', `缺少参数${name}`)
}

export function wrongV2Parameter(name: string, issue = '格式错误'): V2Error {
  return new V2Error('PARAM_ERROR', `参数错误：${name}${issue}`)
}
