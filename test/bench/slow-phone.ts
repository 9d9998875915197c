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
