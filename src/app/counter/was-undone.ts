// A notice tells of money by a code whose charge we had asked to undo, and perhaps never heard what came of that: the
// gateway is asked whether it still has the money before anything is delivered for it.

import type { PaidFact } from '../../core/fact.ts'
import { findAttempt } from '../../db/attempts.ts'
import type { App } from '../app.ts'
import { patientMs, queryPayment } from '../payment/query-payment.ts'
import { noteReturned } from './note-returned.ts'

/**
 * Brings the books to where the gateway is: paid where it has the money, paid and returned where a payment it affirmed
 * is closed there now. False: it does not say, so nothing may follow from the notice yet.
 */
export async function lookAtUndone(app: App, channelId: string, fact: PaidFact): Promise<boolean> {
  const attempt = await findAttempt(app.db, app.merchantId, channelId, fact.outTradeNo)
  if (!attempt) return false
  const news = await queryPayment(app, attempt, patientMs)
  if (news === 'closed')
    await noteReturned(app, attempt, fact.gatewayTradeNo, app.clock.now(), fact.paidAt)
  return news === 'paid' || news === 'closed'
}
