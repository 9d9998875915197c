// Counts down to the server's expiry. Only the time passed since the server answered is taken from this machine's
// clock, so a wrong clock, a long sleep in the background and a script that came late all come out right.

import { clockText } from '../../clock.ts'

const tickMs = 250

/** Starts the page's `[data-countdown]`, if there is one; `ended` is called once at 00:00. */
export function countDown(ended: () => void): void {
  const clock = document.querySelector<HTMLElement>('[data-countdown]')
  if (!clock) return
  const life = Number(clock.dataset.expires) - Number(clock.dataset.now)
  // A browser that does not tell lets the script's own moment stand for the answer's.
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const came = Date.now() - (load ? performance.now() - load.responseStart : 0)
  const timer = setInterval(() => {
    const left = life - (Date.now() - came)
    const words = clockText(left)
    if (clock.textContent !== words) clock.textContent = words
    if (left > 0) return
    clearInterval(timer)
    ended()
  }, tickMs)
}
