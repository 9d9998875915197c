// Copies what a button carries, with or without the clipboard API: over plain HTTP in a local network there
// is none. Says so in the button and aloud.

const shownMs = 2_000

/** Makes every `[data-copy]` button of the page work. */
export function wireCopying(): void {
  const announcer = document.querySelector<HTMLElement>('[data-announce]')
  for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) {
    button.addEventListener('click', () => {
      const value = button.dataset.copy ?? ''
      void copy(value).then((done) => {
        const said = (done ? announcer?.dataset.copied : announcer?.dataset.selected) ?? ''
        if (done) flash(button, said)
        else selectShown(value)
        if (announcer) announce(announcer, said)
      })
    })
  }
}

async function copy(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    // No such API here, or it was refused: the old way may still work.
    return copyBySelection(value)
  }
}

function copyBySelection(value: string): boolean {
  const carrier = document.createElement('textarea')
  carrier.value = value
  carrier.readOnly = true
  carrier.className = 'unseen'
  document.body.append(carrier)
  carrier.select()
  let done = false
  try {
    done = document.execCommand('copy')
  } catch {
    // The buyer copies by hand then.
  }
  carrier.remove()
  return done
}

/** Selects the text on the page, so that the system's own copy command takes it. */
function selectShown(value: string): void {
  for (const shown of document.querySelectorAll('.key, .code')) {
    if (shown.textContent === value) getSelection()?.selectAllChildren(shown)
  }
}

function flash(button: HTMLElement, word: string): void {
  const place = button.querySelector<HTMLElement>('[data-word]')
  if (!place) return
  // A second press while the word is shown must not take it for the button's own.
  place.dataset.word ||= place.textContent ?? ''
  place.textContent = word
  setTimeout(() => {
    place.textContent = place.dataset.word ?? ''
  }, shownMs)
}

/** Emptied first: the same word twice in a row is read out twice. */
function announce(announcer: HTMLElement, word: string): void {
  announcer.textContent = ''
  setTimeout(() => {
    announcer.textContent = word
  }, 50)
  setTimeout(() => {
    announcer.textContent = ''
  }, shownMs)
}
