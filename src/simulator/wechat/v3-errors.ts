// What API v3 says no with: HTTP status, code, the number behind its Request-ID, and sometimes a detail
// (fact sheet WeChat Pay, section 12).

import type { Refusal, Rule } from './refusal.ts'

export interface Detail {
  readonly field?: string
  readonly value?: unknown
  readonly issue: string
  readonly location: 'authorization' | 'body' | 'header' | 'query' | 'path'
  readonly sign_information?: Readonly<Record<string, unknown>>
}

export class V3Error extends Error {
  override name = 'V3Error'
  readonly status: number
  readonly code: string
  /** Follows the last `-` of Request-ID. */
  readonly number: number
  readonly detail: Detail | undefined

  constructor(status: number, code: string, number: number, message: string, detail?: Detail) {
    super(message)
    this.status = status
    this.code = code
    this.number = number
    this.detail = detail
  }

  get body(): Readonly<Record<string, unknown>> {
    const { code, message, detail } = this
    return { code, message, ...(detail === undefined ? {} : { detail }) }
  }
}

/** The fact sheet knows no number of its own for these. */
const unnumbered = 268_435_456

const ofRule = {
  order_unknown: [404, 'ORDER_NOT_EXIST', 268_512_771],
  order_to_refund_unknown: [404, 'RESOURCE_NOT_EXISTS', 268_512_771],
  number_used: [403, 'OUT_TRADE_NO_USED', 268_498_689],
  order_paid: [400, 'ORDERPAID', 268_449_538],
  order_closed: [400, 'ORDER_CLOSED', 268_447_914],
  order_differs: [400, 'INVALID_REQUEST', 268_498_688],
  order_unpaid: [400, 'INVALID_REQUEST', unnumbered],
  time_over: [400, 'ORDER_CLOSED', 268_447_914],
  refund_unknown: [404, 'RESOURCE_NOT_EXISTS', unnumbered],
  refund_differs: [400, 'INVALID_REQUEST', unnumbered],
  refund_total_differs: [400, 'INVALID_REQUEST', unnumbered],
  refund_too_much: [400, 'INVALID_REQUEST', unnumbered],
  refund_too_often: [403, 'RULE_LIMIT', unnumbered],
  refund_too_soon: [429, 'FREQUENCY_LIMITED', 268_447_840],
  refund_too_late: [400, 'INVALID_REQUEST', unnumbered],
  refund_not_abnormal: [400, 'INVALID_REQUEST', unnumbered],
  balance_short: [403, 'NOT_ENOUGH', unnumbered],
  payer_differs: [500, 'OPENID_MISMATCH', unnumbered],
  payer_poor: [403, 'NOT_ENOUGH', unnumbered],
  must_be_reversed: [400, 'INVALID_REQUEST', 268_449_641],
  reverse_too_soon: [400, 'INVALID_REQUEST', unnumbered],
  reverse_too_late: [400, 'INVALID_REQUEST', unnumbered],
  code_invalid: [400, 'AUTH_CODE_INVALID', unnumbered],
  payer_restricted: [403, 'USER_ACCOUNT_ABNORMAL', unnumbered],
} satisfies Record<Rule, readonly [number, string, number]>

/** A broken rule of trade in API v3's words. */
export function errorOfRefusal({ rule, message }: Refusal): V3Error {
  const [status, code, number] = ofRule[rule]
  return new V3Error(status, code, number, message)
}

/** A parameter is missing or malformed. `field` is a JSON pointer in a body, a name elsewhere. */
export function wrongParameter(
  field: string,
  value: unknown,
  issue: string,
  location: Detail['location'] = 'body',
  number = 268_435_461,
): V3Error {
  const detail = { field, ...(value === undefined ? {} : { value }), issue, location }
  return new V3Error(400, 'PARAM_ERROR', number, `参数错误：${field} ${issue}`, detail)
}

export function outOfRange(field: string, value: unknown, issue: string): V3Error {
  return wrongParameter(field, value, issue, 'body', 268_435_464)
}

/** The request comes from nobody we know, or not as it was signed. */
export function notAuthorized(message: string, detail: Omit<Detail, 'location'>): V3Error {
  return new V3Error(401, 'SIGN_ERROR', 268_443_699, message, {
    ...detail,
    location: 'authorization',
  })
}

/** The signer acts for somebody else. */
export function notYours(message: string): V3Error {
  return new V3Error(403, 'NO_AUTH', 268_447_843, message)
}

export function appMismatch(): V3Error {
  const message = '商户号 mchid 与 appid 不匹配'
  return new V3Error(400, 'APPID_MCHID_NOT_MATCH', 268_445_527, message)
}

export function resourceUnknown(message: string): V3Error {
  return new V3Error(404, 'RESOURCE_NOT_EXISTS', unnumbered, message)
}
