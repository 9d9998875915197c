// Undoing a charge by code at its gateway. Nobody may be asked to pay again before the gateway has said that the
// charge is over; if it had been taken after all and was given back, the books show both.

import { chargePatienceMs } from '../../core/backoff.ts'
import type { Instant } from '../../core/time.ts'
import type { Attempt } from '../../db/attempts.ts'
import { findCodeCharge, markUndoAsked } from '../../db/code-charges.ts'
import type { Undone } from '../../gateways/gateway.ts'
import { type App, findChannel } from '../app.ts'
import { noteReturned } from './note-returned.ts'

/**
 * `done`: nothing was taken. `absent`: the gateway has never heard of it. `paid`: it had been taken, and went back.
 * `unresolved`: undo it again later.
 */
export type ChargeUndone = 'done' | 'absent' | 'paid' | 'unresolved'

/** Asks the gateway to undo the charge, unless it is too early for that. */
export async function undoCharge(
  app: App,
  attempt: Attempt,
  deadlineMs: number,
): Promise<ChargeUndone> {
  const codes = findChannel(app, attempt.channelId)?.gateway.codes
  if (!codes || !(await mayBeUndone(app, attempt, codes.undoableAfterMs))) return 'unresolved'
  await markUndoAsked(app.db, app.merchantId, attempt)
  const undone = await codes.undo(attempt.outTradeNo, deadlineMs)
  return take(app, attempt, undone)
}

/** A charge whose call may still be under way is left alone: it could arrive after its own undoing. */
async function mayBeUndone(
  app: App,
  { channelId, outTradeNo }: Attempt,
  undoableAfterMs: number,
): Promise<boolean> {
  const charge = await findCodeCharge(app.db, app.merchantId, channelId, outTradeNo)
  if (!charge) return false
  const ageMs = charge.now - charge.askedAt
  return ageMs >= (charge.answer === null ? chargePatienceMs : undoableAfterMs)
}

async function take(app: App, attempt: Attempt, undone: Undone): Promise<ChargeUndone> {
  const { outTradeNo } = attempt
  switch (undone.outcome) {
    case 'undone':
      app.log.info('charge_undone', { out_trade_no: outTradeNo })
      return 'done'
    case 'absent':
      return 'absent'
    case 'returned': {
      const { gatewayTradeNo, returnedAt = app.clock.now() as Instant } = undone
      await noteReturned(app, attempt, gatewayTradeNo, returnedAt)
      return 'paid'
    }
    case 'again':
    case 'refused':
    case 'unknown':
      app.log.warn('charge_not_undone', { out_trade_no: outTradeNo, answer: undone })
      return 'unresolved'
  }
}
