// How far a test payment is, told from what the server says of it.

import type { GetSettingsTestPaymentsByOrderNumberResponse } from '../../api/generated/types.gen.ts'

export type TestPayment = GetSettingsTestPaymentsByOrderNumberResponse['data']

/** Paid, told of by the gateway's own notice, and delivered. */
export function isGood(payment: TestPayment | undefined): boolean {
  return Boolean(payment?.paid_at && payment.notice_at && payment.delivered)
}

export function hasEndedUnpaid(payment: TestPayment | undefined): boolean {
  return payment?.state === 'cancelled' || payment?.state === 'expired'
}

/** Nothing more will happen by itself. */
export function isOver(payment: TestPayment | undefined): boolean {
  const isMoving = ['awaiting', 'planned', 'processing', 'unknown'].includes(
    payment?.refund_state ?? '',
  )
  return hasEndedUnpaid(payment) || (isGood(payment) && !isMoving)
}
