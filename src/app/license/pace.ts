// How often one licence may be asked about, by all its devices together. What it guards is the time of this process, so each process counts for
// itself: a program that goes astray costs each no more than its pace, and a right call is not worth a row that is
// written and waited for. What must be true of all processes together (new devices, keys that are tried) stands in the
// database (limits.ts), as do the seats themselves.

import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

const perMinute = 240
/** Whoever renews the lease of a minute does so three times in it. */
const perMinuteAndSeat = 6
const minuteMs = 60_000
const licensesMax = 50_000

/** Of each shop this process runs, when each licence's calls of late would be used up at the allowed pace. */
const usedOf = new WeakMap<App['signingKeys'], Map<string, number>>()

/**
 * Refuses with rate_limited when this licence has called 240 times within a minute, and 6 times more for each seat it
 * has, times the configured factor.
 */
export function keepPace(
  app: App,
  { licenseId, maxDevices }: Readonly<{ licenseId: string; maxDevices: number }>,
): void {
  const used = usedOf.get(app.signingKeys) ?? new Map<string, number>()
  usedOf.set(app.signingKeys, used)
  const now = app.clock.now()
  const mayAsk = perMinute + perMinuteAndSeat * maxDevices
  const stepMs = minuteMs / (mayAsk * app.settings.rateLimitFactor)
  const usedUntil = Math.max(used.get(licenseId) ?? 0, now)
  const aheadMs = usedUntil + stepMs - now - minuteMs
  if (aheadMs > 0)
    throw new Refusal('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(aheadMs / 1000)) })
  // The one that was quiet for longest goes first.
  used.delete(licenseId)
  used.set(licenseId, usedUntil + stepMs)
  const [oldest] = used.keys()
  if (used.size > licensesMax && oldest !== undefined) used.delete(oldest)
}
