// The result's script: copying keys, printing, and turning by itself while the payment is being confirmed.

import { wireCopying } from './parts/copy.ts'
import { followOrder } from './parts/live.ts'

const longWaitMs = 15_000

wireCopying()
followOrder()
for (const button of document.querySelectorAll('[data-print]'))
  button.addEventListener('click', () => print())
const choice = document.querySelector<HTMLInputElement>('[data-print-goods]')
choice?.addEventListener('change', () => {
  document.body.classList.toggle('paper-bare', !choice.checked)
})

/** What takes longer than usual is explained, and read out. */
const wait = document.querySelector<HTMLElement>('[data-long-wait]')
if (wait) {
  setTimeout(() => {
    wait.textContent = wait.dataset.longWait ?? ''
  }, longWaitMs)
}
