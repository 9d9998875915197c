// Which state follows which, for everything that has money in it or is given for money. The statements in `db` keep to these tables, and
// the databases of tests refuse every other step.

import type { LicenseState } from './license.ts'
import type { OrderState } from './order.ts'
import { refundSteps } from './refund.ts'

type Steps<State extends string> = Readonly<Record<State, readonly State[]>>

/** A number at a gateway. Money may come by one that was closed, and nothing opens it again. */
export type AttemptState = 'open' | 'closed' | 'paid'

/** `acting`: a refund or a delivery is under way. */
export type CaseState = 'open' | 'acting' | 'resolved' | 'waived'

const orderSteps: Steps<OrderState> = {
  waiting: ['closing', 'paid'],
  closing: ['paid', 'cancelled', 'expired'],
  // Late money makes an order paid, whatever becomes of the money.
  cancelled: ['paid'],
  expired: ['paid'],
  paid: ['part_refunded', 'refunded'],
  part_refunded: ['refunded'],
  refunded: [],
}

const attemptSteps: Steps<AttemptState> = {
  open: ['closed', 'paid'],
  closed: ['paid'],
  paid: [],
}

const caseSteps: Steps<CaseState> = {
  open: ['acting', 'resolved', 'waived'],
  // A refund that failed or was undone gives the case back.
  acting: ['open', 'resolved'],
  // Bill and books that agreed may differ again. A refund that was let lie may fail for good, and late money that was
  // let lie may be delivered on after all.
  resolved: ['open'],
  waived: ['open', 'resolved'],
}

/** `revoked` for good: what was given back is given again under another key. */
const licenseSteps: Steps<LicenseState> = {
  active: ['suspended', 'revoked'],
  suspended: ['active', 'revoked'],
  revoked: [],
}

/** `owed`: paid for, and the card is yet to come. */
const fulfilmentSteps: Steps<'owed' | 'done' | 'revoked'> = {
  owed: ['done', 'revoked'],
  done: ['revoked'],
  revoked: [],
}

/** A card that a buyer has seen is never sold again. `held`: somebody may have seen it before a restore. */
const cardSteps: Steps<'free' | 'held' | 'delivered' | 'void'> = {
  free: ['held', 'delivered'],
  held: ['free'],
  delivered: ['void'],
  void: [],
}

/** Between a bill and the books. */
const differenceSteps: Steps<'waiting' | 'case' | 'resolved' | 'healed'> = {
  waiting: ['case', 'resolved', 'healed'],
  // Found in the bill of another day, it may wait for the next one again.
  case: ['waiting', 'resolved', 'healed'],
  resolved: ['waiting', 'case', 'healed'],
  healed: [],
}

/** A person may have anything sent again. */
const webhookSteps: Steps<'pending' | 'delivered' | 'failed'> = {
  pending: ['delivered', 'failed'],
  delivered: ['pending'],
  failed: ['pending'],
}

/** One that is sent again by hand is another letter. */
const letterSteps: Steps<'pending' | 'sent' | 'failed'> = {
  pending: ['sent', 'failed'],
  sent: [],
  failed: [],
}

/** Money that a person says has come. */
const confirmationSteps: Steps<'awaiting' | 'applied' | 'rejected'> = {
  awaiting: ['applied', 'rejected'],
  applied: [],
  rejected: [],
}

/** By the name of the table. A state may always stay what it is. */
export const lifecycles = {
  orders: orderSteps,
  attempt: attemptSteps,
  refund: refundSteps,
  money_case: caseSteps,
  license: licenseSteps,
  fulfilment: fulfilmentSteps,
  card: cardSteps,
  bill_difference: differenceSteps,
  webhook_message: webhookSteps,
  letter: letterSteps,
  manual_confirmation: confirmationSteps,
} as const
