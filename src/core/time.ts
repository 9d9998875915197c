// An Instant is milliseconds since 1970 UTC. There is no "now" here: time comes from a port. Everything
// a person or a gateway reads is the wall clock of Asia/Shanghai (UTC+8, no summer time since 1991),
// whatever zone the machine runs in.

declare const instant: unique symbol
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instant]: true }

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

const shanghaiOffsetMs = 8 * hourMs
const shanghaiText = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.\d{1,3})?$/

export function instantOf(ms: number): Instant {
  return Math.round(ms) as Instant
}

export function later(at: Instant, ms: number): Instant {
  return instantOf(at + ms)
}

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai. */
export function formatShanghai(at: Instant): string {
  return new Date(at + shanghaiOffsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** The inverse of formatShanghai; milliseconds are dropped (`gmt_refund` carries them). Undefined for anything else. */
export function parseShanghai(text: string): Instant | undefined {
  const match = shanghaiText.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const at = instantOf(Date.UTC(year, month - 1, day, hour, minute, second) - shanghaiOffsetMs)
  return formatShanghai(at) === text.slice(0, 19) ? at : undefined
}
