// Counts down to the server's expiry. Only the time passed since the page came is taken from this machine's
// clock, so a wrong clock and a long sleep in the background both come out right.

import { clockText } from '../../clock.ts'

const tickMs = 250

/** Starts the page's `[data-countdown]`, if there is one; `ended` is called once at 00:00. */
export function countDown(ended: () => void): void {
  const clock = document.querySelector<HTMLElement>('[data-countdown]')
  if (!clock) return
  const life = Number(clock.dataset.expires) - Number(clock.dataset.now)
  const came = Date.now()
  const timer = setInterval(() => {
    const left = life - (Date.now() - came)
    const words = clockText(left)
    if (clock.textContent !== words) clock.textContent = words
    if (left > 0) return
    clearInterval(timer)
    ended()
  }, tickMs)
}
