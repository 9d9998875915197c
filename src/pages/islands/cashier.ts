// The cashier's script: the countdown, the order's live state, changing methods, sending forms once.

import { wireCopying } from './parts/copy.ts'
import { countDown } from './parts/countdown.ts'
import { followOrder } from './parts/live.ts'
import { sendOnce } from './parts/once.ts'

wireCopying()
wireMethods()
sendOnce('[data-once]')
sendOnce('[data-pay]', (form) => say(form.dataset.opened))
followOrder()
countDown(showExpired)

/** Everything of the chosen method is in the page already, or the page is asked for again. */
function wireMethods(): void {
  const form = document.querySelector<HTMLFormElement>('[data-methods]')
  form?.addEventListener('change', (event) => {
    const { value, dataset } = event.target as HTMLInputElement
    if (dataset.load) return location.assign(dataset.load)
    for (const part of document.querySelectorAll<HTMLElement>('[data-for]'))
      part.hidden = part.dataset.for !== value
  })
}

function say(words: string | undefined): void {
  const line = document.querySelector('[data-status]')
  if (line && words) line.textContent = words
}

/** At 00:00 nothing can be paid any more, whether or not the network is there to say so. */
function showExpired(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-open]')) part.hidden = true
  for (const part of document.querySelectorAll<HTMLElement>('[data-over]')) part.hidden = false
}
