// A form is sent once: a second press while the first is under way does nothing.

const heldMs = 8_000

/** Holds the submit buttons of the matching forms after the first press. */
export function sendOnce(selector: string, pressed?: (form: HTMLFormElement) => void): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(selector)) {
    const hold = (held: boolean) => {
      for (const button of form.querySelectorAll<HTMLButtonElement>('[type=submit]'))
        button.disabled = held
    }
    form.addEventListener('submit', () => {
      // After the browser has read the form, so that nothing is left out of it.
      setTimeout(() => {
        hold(true)
        pressed?.(form)
      })
      setTimeout(() => hold(false), heldMs)
    })
    // Back from the next page by the back button: the form is a fresh one again.
    addEventListener('pageshow', () => hold(false))
  }
}
