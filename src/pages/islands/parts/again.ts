// A button that may be pressed again only after some seconds, which it counts down in its own words.

/** Holds every `[data-again]` button until its seconds are over. */
export function countDownAgain(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-again]')) {
    const word = button.querySelector('[data-word]')
    const { again = '0', againWords = '' } = button.dataset
    const words = word?.textContent ?? ''
    const endsAt = Date.now() + Number(again) * 1_000
    const show = () => {
      const left = Math.ceil((endsAt - Date.now()) / 1_000)
      button.disabled = left > 0
      if (word) word.textContent = left > 0 ? againWords.replace('{n}', String(left)) : words
      if (left <= 0) clearInterval(timer)
    }
    const timer = setInterval(show, 1_000)
    show()
  }
}
