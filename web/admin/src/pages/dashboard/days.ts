// Days of Asia/Shanghai as the range picker reckons with them, whatever zone the browser is in.

const dayMs = 86_400_000
const shanghaiMs = 8 * 3_600_000

/** yyyy-MM-dd, so many days from today. */
export function dayFromToday(by: number, now = Date.now()): string {
  return new Date(now + shanghaiMs + by * dayMs).toISOString().slice(0, 10)
}

export type RangeName = 'today' | 'yesterday' | 'week' | 'month'
export type Days = Readonly<{ from: string; to: string }>

export function rangeOf(name: RangeName, today: string): Days {
  const ranges: Readonly<Record<RangeName, readonly [number, number]>> = {
    today: [0, 0],
    yesterday: [-1, -1],
    week: [-6, 0],
    month: [-29, 0],
  }
  const [from, to] = ranges[name]
  const start = Date.parse(`${today}T00:00:00+08:00`)
  return { from: dayFromToday(from, start), to: dayFromToday(to, start) }
}
