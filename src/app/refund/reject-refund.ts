// The second person says no to a refund.

import { findRefund } from '../../db/refunds.ts'
import { Refusal } from '../../errors.ts'
import { type RefundDesk, undoRefund } from './plan-refund.ts'

/**
 * Rejects a refund that awaits a second person. Whoever asked for it takes it back instead, so that "rejected"
 * always means another's word. Refuses with refund_not_found, other_person_needed, conflict.
 */
export async function rejectRefund(desk: RefundDesk, refundNo: string, by: string): Promise<void> {
  const refund = await findRefund(desk.db, desk.merchantId, refundNo)
  if (refund?.askedBy === by) throw new Refusal('other_person_needed')
  await undoRefund(desk, refundNo, 'rejected', by)
}
