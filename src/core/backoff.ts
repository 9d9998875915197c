// When to try again, as tables: each number is the wait before the next try, the last one repeats.

import { dayMs, hourMs, minuteMs, secondMs } from './time.ts'

/** Asking the gateway about an attempt nobody told us about, until the order is closed. */
export const queryWaits = [30, 60, 180, 300, 600, 1_800].map((seconds) => seconds * secondMs)

/** Closing that met a silent gateway. The order stays as it is until the gateway has answered. */
export const closeWaits = [5, 10, 30, 60, 120, 300, 600].map((seconds) => seconds * secondMs)

/** Closing an attempt the buyer does not want any more; somebody might pay it by mistake. */
export const unwantedWaits = [5, 15, 60, 180].map((seconds) => seconds * secondMs)

/** Asking what became of a charge by code: this often, for so long (fact sheets, Alipay 12.5 and WeChat Pay 17). */
export const chargeQueryMs = 3 * secondMs
export const chargePatienceMs = minuteMs

/** Undoing a charge by code, until the gateway says that it is over. */
export const undoWaits = [3, 5, 10, 30, 60].map((seconds) => seconds * secondMs)

/** Applying a notice that failed on our side; the gateway will also send it again. */
export const noticeWaits = [10, 60, 300, 1_800].map((seconds) => seconds * secondMs)

/** After an order was closed: the gateway's last notice comes within 25 hours, so money is looked for until 26. */
export const watchAfterMs = [5 * minuteMs, 30 * minuteMs, 2 * hourMs, 12 * hourMs, 26 * hourMs]

/** A gateway that is silent at the last look is asked again for so long after the order was closed. */
export const watchSilentMs = 72 * hourMs

/** Money that came twice goes back by itself after this; until then somebody may still decide otherwise. */
export const refundUndoMs = 2 * minuteMs

/** Asking what became of a refund. There is no last try. */
export const refundWaits = [10, 60, 300, 1_800, 3_600, 21_600, 86_400].map(
  (seconds) => seconds * secondMs,
)

/** Asking again a gateway that gave no answer at all. */
export const silentRefundWaits = [10, 30, 60, 120, 300, 600].map((seconds) => seconds * secondMs)

/** A gateway that has not said for so long what became of a refund is a person's affair as well. */
export const refundSilenceMs = 24 * hourMs

/** Banks take some working days; what a gateway has been at for longer is a person's affair as well. */
export const refundSlowMs = 7 * dayMs

/** Looking for a card for a unit that is owed; an import of cards does not wait for it. */
export const owedWaits = [60, 300, 600].map((seconds) => seconds * secondMs)

/** Fetching or comparing a bill that failed on our side. */
export const billWaits = [60, 300, 1_800, 3_600].map((seconds) => seconds * secondMs)

export function waitOf(waits: readonly number[], tries: number): number {
  return waits[Math.min(tries, waits.length - 1)] ?? minuteMs
}
