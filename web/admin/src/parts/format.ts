// Amounts, counts and moments as people read them, for the few places that cannot hold a component.

import { computed } from 'vue'
import { lang } from '../text/lang.ts'
import { shellText } from '../text/shell.ts'

// The same in every language: an amount is compared with what the gateway's own pages show.
const amounts = new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' })
const counts = new Intl.NumberFormat('zh-CN')
const tenths = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })
const ago = computed(
  () => new Intl.RelativeTimeFormat(lang.value, { numeric: 'auto', style: 'short' }),
)

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Yuan as the server sends them: 99 is ¥99.00. */
export function formatMoney(yuan: number): string {
  return amounts.format(yuan)
}

export function formatCount(count: number): string {
  return counts.format(count)
}

/** With one place after the point, where it is not nought. */
export function formatTenths(value: number): string {
  return tenths.format(value)
}

/** How long ago (or ahead) the server's `yyyy-MM-dd HH:mm:ss` (Asia/Shanghai) lies; past a week, its day. */
export function formatAgo(at: string, now = Date.now()): string {
  const ms = Date.parse(`${at.replace(' ', 'T')}+08:00`) - now
  const size = Math.abs(ms)
  if (Number.isNaN(ms)) return at
  const words = ago.value
  if (size < minuteMs) return ms > 0 ? shellText.value.withinMinute : words.format(0, 'second')
  if (size < hourMs) return words.format(Math.trunc(ms / minuteMs), 'minute')
  if (size < dayMs) return words.format(Math.trunc(ms / hourMs), 'hour')
  if (size < 7 * dayMs) return words.format(Math.trunc(ms / dayMs), 'day')
  return at.slice(0, 10)
}
