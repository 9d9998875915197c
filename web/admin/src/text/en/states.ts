// What a state is called, in English: one word for one state, on whatever page it stands.

import type { words as standard } from '../zh-CN/states.ts'

export const words: typeof standard = {
  order: {
    waiting: 'Waiting',
    closing: 'Closing',
    paid: 'Paid',
    cancelled: 'Cancelled',
    expired: 'Expired',
    refunded: 'Refunded',
    part_refunded: 'Partly refunded',
  },
  license: {
    active: 'Active',
    not_begun: 'Not begun',
    expired: 'Expired',
    suspended: 'Suspended',
    revoked: 'Revoked',
  },
  refund: {
    awaiting: 'Awaits agreement',
    planned: 'About to go out',
    processing: 'Being refunded',
    unknown: 'Outcome pending',
    done: 'Refunded',
    failed: 'Refund failed',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
  },
  caseKind: {
    late: 'Late payment',
    duplicate: 'Paid twice',
    over: 'Overpaid',
    mismatch: 'Wrong amount or number',
    unmatched_bill: 'Only in the bill',
    missing_in_bill: 'Missing in the bill',
    refund_unknown: 'Refund without outcome',
    refund_failed: 'Refund failed',
  },
  case: { open: 'To decide', acting: 'Under way', resolved: 'Resolved', waived: 'Left as it is' },
}
