// Which state follows which, for everything that has money in it. The statements in `db` keep to these tables, and
// the databases of tests refuse every other step.

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

/** By the name of the table. A state may always stay what it is. */
export const lifecycles = {
  orders: orderSteps,
  attempt: attemptSteps,
  refund: refundSteps,
  money_case: caseSteps,
} as const
