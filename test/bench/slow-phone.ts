// A phone far from a mast, as browsers' own tools name it, for the bench of the pages and for the test that counts
// what they ask for.

/** Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms to an answer. */
export const slow4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1_600 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
}

/** So many times slower than this machine's processor. */
export const slowdown = 4

/** In the page, before anything else of it: adds up how much of what was painted jumps, into `window.jumped`. */
export function watchShifts(): void {
  const shop = window as unknown as { jumped: number }
  shop.jumped = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number }[])
      shop.jumped += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
}

/** In the page, before anything else of it: the last big thing that was painted, and how long the script held it up. */
export function watchWaits(): void {
  const shop = window as unknown as { largest: number; blocked: number }
  Object.assign(shop, { largest: 0, blocked: 0 })
  const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
    })
  watch('largest-contentful-paint', ({ startTime }) => {
    shop.largest = startTime
  })
  // What a task takes beyond 50 ms is felt.
  watch('longtask', ({ duration }) => {
    shop.blocked += duration - 50
  })
}
