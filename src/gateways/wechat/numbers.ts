// The merchant's own numbers at WeChat Pay, and what both versions of the API take as one.

import { assert } from '../../kit/assert.ts'

/** Digits, letters and `_ - | *` (fact sheet WeChat Pay, section 6). */
const orderForm = /^[0-9A-Za-z_\-|*]{6,32}$/
/** The same and `@` (section 9). */
const refundForm = /^[0-9A-Za-z_\-|*@]{1,64}$/

/** An order number as it is; throws for one WeChat Pay would refuse. */
export function orderNumber(text: string): string {
  assert(orderForm.test(text), 'an order number at WeChat Pay has 6 to 32 letters, digits or _-|*')
  return text
}

/** A refund number as it is; throws for one WeChat Pay would refuse. */
export function refundNumber(text: string): string {
  assert(
    refundForm.test(text),
    'a refund number at WeChat Pay has 1 to 64 letters, digits or _-|*@',
  )
  return text
}
