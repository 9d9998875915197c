// The error catalogue against the contract, and the sentences people read.

import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorStatus, messageOf, Refusal } from '../../src/errors.ts'

/** CONTRACT section 2, "Error codes used by callers", with the status each has there. */
const contract: Readonly<Partial<Record<ErrorCode, number>>> = {
  invalid_request: 400,
  product_not_found: 404,
  package_not_found: 404,
  out_of_stock: 409,
  price_mismatch: 400,
  order_not_found: 404,
  order_not_payable: 409,
  payment_disabled: 503,
  gateway_not_configured: 503,
  gateway_unavailable: 503,
  rate_limited: 429,
  unauthorized: 401,
  forbidden: 403,
  conflict: 409,
  license_not_found: 404,
  license_expired: 400,
  license_revoked: 400,
  license_suspended: 400,
  device_limit_reached: 409,
  device_not_found: 404,
}
const ours = {
  busy: 503,
  other_person_needed: 403,
  changed_meanwhile: 409,
  account_in_use: 409,
  pay_code_unknown: 400,
  license_unchangeable: 409,
  license_refunded: 409,
  trial_used: 409,
  seat_held: 409,
  file_needs_device: 409,
  version_not_covered: 400,
  license_not_upgradable: 409,
  license_built_upon: 409,
  batch_not_found: 404,
  file_not_found: 404,
  release_limit: 409,
  license_not_started: 409,
  job_not_found: 404,
  webhook_not_found: 404,
  webhook_url_refused: 400,
  webhook_limit: 409,
  order_not_refundable: 409,
  order_not_paid: 409,
  nothing_owed: 409,
  order_paid: 409,
  reference_used: 409,
  refund_too_much: 409,
  refund_not_found: 404,
  case_not_found: 404,
  sign_in_failed: 401,
  code_wrong: 400,
  code_over: 400,
  code_unavailable: 503,
  letter_not_found: 404,
  step_up_required: 403,
  confirmation_required: 409,
  operator_not_found: 404,
  last_owner: 409,
  passkey_not_found: 404,
  passkey_refused: 400,
  session_not_found: 404,
  credentials_wrong: 401,
  sign_in_again: 403,
  reach_taken: 409,
  alipay_taken: 409,
  last_sign_in: 409,
  customer_not_found: 404,
  purchase_limit: 409,
  coupon_not_found: 404,
  coupon_not_begun: 400,
  coupon_over: 400,
  coupon_used_up: 409,
  coupon_used_by_phone: 409,
  coupon_minimum: 400,
  coupon_other_products: 400,
  coupon_nothing_off: 400,
  coupon_uses_taken: 409,
  id_taken: 409,
  host_taken: 409,
  host_of_console: 409,
  main_host_unset: 409,
  cards_left: 409,
  card_not_found: 404,
  course_not_found: 404,
  chapter_not_found: 404,
  course_ended: 403,
  course_closed: 403,
  course_unchangeable: 409,
  already_ordered: 409,
  picture_refused: 400,
  bill_unreadable: 400,
  bill_of_other_account: 400,
  bill_of_other_day: 400,
  bill_contradicts_itself: 400,
  bill_kept_differs: 409,
  not_found: 404,
  payload_too_large: 413,
  not_ready: 503,
  internal_error: 500,
}
const codes = Object.keys(errorStatus) as ErrorCode[]

describe('the error catalogue', () => {
  it('holds every code of the contract with its status, and those of our own', () => {
    expect(errorStatus).toEqual({ ...contract, ...ours })
  })

  it.each(codes)('%s reads well in both languages, with and without details', (code) => {
    const all = { field: 'phone', seconds: 30, amount: '9.90', left: 2, max: 3 }
    for (const params of [undefined, all]) {
      const zh = messageOf(code, 'zh', params)
      const en = messageOf(code, 'en', params)
      expect(zh).toMatch(/^[\u4e00-\u9fff][\u4e00-\u9fff，。；（）、0-9a-z. ]*$/)
      expect(zh.length).toBeLessThanOrEqual(60)
      expect(en).toMatch(/^[A-Z][A-Za-z0-9 ,.;:()-]*$/)
      expect(en.length).toBeLessThanOrEqual(150)
      expect(zh + en).not.toMatch(/[!！[\]{}]|undefined| {2}| [,.]/)
    }
  })
})

describe('a refusal', () => {
  it('names its field and its waiting time in the message', () => {
    const wrong = new Refusal('invalid_request', { field: 'phone' })
    expect(messageOf(wrong.code, 'zh', wrong.params)).toBe('提交的内容有误（phone），请检查后重试')
    const busy = new Refusal('rate_limited', { retryAfterSeconds: 30 })
    expect(busy).toMatchObject({ retryAfterSeconds: 30, field: undefined })
    expect(messageOf(busy.code, 'en', busy.params)).toBe(
      'Too many requests. Please wait a moment (30 seconds) and try again',
    )
  })

  it('leaves a part out when it does not know what belongs there', () => {
    expect(messageOf('price_mismatch', 'en')).toMatch(/^The price has changed\. Nothing/)
    expect(messageOf('price_mismatch', 'en', { amount: '9.90' })).toMatch(/changed to 9\.90 yuan\./)
  })

  it('shows what a caller sent as it was sent', () => {
    const { code, params } = new Refusal('invalid_request', { field: '[{seconds}] $& {field}' })
    expect(messageOf(code, 'en', params)).toContain('([{seconds}] $& {field})')
  })

  it('is an error with its code', () => {
    const refusal = new Refusal('conflict')
    expect(refusal).toBeInstanceOf(Error)
    expect(refusal).toMatchObject({
      name: 'Refusal',
      message: 'conflict',
      code: 'conflict',
      params: {},
    })
  })
})
