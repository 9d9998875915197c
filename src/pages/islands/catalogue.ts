// The front page's script where several courses can be chosen: how many they are and what they cost together.

import { type Fen, formatYuan } from '../../core/money.ts'

const form = document.querySelector<HTMLFormElement>('#pick')
const boxes = [...document.querySelectorAll<HTMLInputElement>('[form=pick]')]

function tell(inside: HTMLFormElement) {
  const chosen = boxes.filter((box) => box.checked)
  const sum = chosen.reduce((fen, box) => fen + Number(box.dataset.price), 0) as Fen
  const put = (place: string, words: string) => {
    const found = inside.querySelector(place)
    if (found) found.textContent = words
  }
  put('[data-count]', String(chosen.length))
  put('[data-sum]', formatYuan(sum))
  inside.querySelector('[data-none]')?.toggleAttribute('hidden', chosen.length > 0)
  inside.querySelector('[data-some]')?.toggleAttribute('hidden', chosen.length === 0)
  inside.querySelector('[data-submit]')?.toggleAttribute('disabled', chosen.length === 0)
}

if (form) {
  for (const box of boxes) box.addEventListener('change', () => tell(form))
  // Back from the next page a browser ticks again what was ticked.
  addEventListener('pageshow', () => tell(form))
}
