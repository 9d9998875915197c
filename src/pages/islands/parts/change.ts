// Another way to pay is another page: the server closes the first one at its gateway, so nothing of what was
// chosen before stays to be scanned or pressed.

/** Added to the address of a page that was chosen by keyboard, so that the focus stays with the choices. */
const keyed = '#choose'

/** Makes the page's `[data-methods]` change by a press or by the arrow keys; `say` shows that it is under way. */
export function changeMethods(say: (words: string | undefined) => void): void {
  const form = document.querySelector<HTMLFormElement>('[data-methods]')
  if (!form) return
  let byKey = false
  for (const type of ['keydown', 'pointerdown'])
    form.addEventListener(type, () => {
      byKey = type === 'keydown'
    })
  form.addEventListener('change', (event) => {
    const { load = '' } = (event.target as HTMLInputElement).dataset
    for (const part of document.querySelectorAll<HTMLElement>('[data-chosen]')) part.hidden = true
    say(form.dataset.changing)
    location.replace(byKey ? load + keyed : load)
  })
  if (location.hash === keyed)
    form.querySelector<HTMLElement>(':checked')?.focus({ preventScroll: true })
}
