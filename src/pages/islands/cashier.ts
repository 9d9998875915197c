// The cashier's script: the countdown, the order's live state, changing the way to pay, sending forms once, and
// paying inside WeChat.

import { payByBridge } from './parts/bridge.ts'
import { changeMethods } from './parts/change.ts'
import { wireCopying } from './parts/copy.ts'
import { countDown } from './parts/countdown.ts'
import { followOrder } from './parts/live.ts'
import { sendOnce } from './parts/once.ts'

wireCopying()
changeMethods(say)
sendOnce('[data-once]')
sendOnce('[data-pay]', (form) => say(form.dataset.opened))
askAfterReturn()
payByBridge()
followOrder()
countDown(showExpired)

/** Whoever leaves for the gateway's page in this tab and comes back by hand is asked whether it is paid. */
function askAfterReturn(): void {
  document.querySelector('[data-asks]')?.addEventListener('submit', () => {
    history.replaceState(null, '', `${location.pathname}?checked=1`)
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
