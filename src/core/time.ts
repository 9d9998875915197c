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
/** No year below 100, which Date.UTC would take for one of the 1900s. */
const shanghaiText =
  /^(?!00)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,3})?$/

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
  if (!shanghaiText.test(text)) return undefined
  const wallClock = wallClockMs(text)
  // The 30th of February would be a day in March.
  const isDay = new Date(wallClock).getUTCDate() === twoDigitsAt(text, 8)
  return isDay ? instantOf(wallClock - shanghaiOffsetMs) : undefined
}

/** Of a text that begins with `yyyy-MM-dd HH:mm:ss`, from the year 100 on, milliseconds since 1970 where it is that time. */
export function wallClockMs(text: string): number {
  return Date.UTC(
    100 * twoDigitsAt(text, 0) + twoDigitsAt(text, 2),
    twoDigitsAt(text, 5) - 1,
    twoDigitsAt(text, 8),
    twoDigitsAt(text, 11),
    twoDigitsAt(text, 14),
    twoDigitsAt(text, 17),
  )
}

const zero = '0'.charCodeAt(0)

function twoDigitsAt(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - zero) + text.charCodeAt(at + 1) - zero
}
