// Moments as API v3 writes them: RFC 3339 in Shanghai's time, whole seconds (fact sheet WeChat Pay, section 6).

import { formatShanghai, type Instant, instantOf } from '../../core/time.ts'

/** `2018-06-08T10:34:56+08:00`. */
export function formatRfc3339(at: Instant): string {
  return `${formatShanghai(at).replace(' ', 'T')}+08:00`
}

/** The inverse, for any offset; undefined for anything else. */
export function parseRfc3339(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : instantOf(ms)
}
