// The coupon of the order form: the server is asked what a code takes off, and says why not. The code travels in the
// body of a POST, so that no log and no history keeps it.

import { type Fen, formatYuan, parseYuan } from '../../../core/money.ts'

/** So long after the last change of what is ordered, in ms; a code itself is asked for at once. */
const settledMs = 300
const none = 0 as Fen

type Answer = Readonly<{ offFen: Fen } | { refused: string }>

/**
 * Watches the form's coupon field; `shown` is told what is off, in fen. Answers what to call when something else is
 * ordered, or more of it.
 */
export function watchCoupon(form: HTMLFormElement, shown: (offFen: Fen) => void): () => void {
  const input = form.querySelector<HTMLInputElement>('[name=coupon_code]')
  const note = form.querySelector<HTMLElement>('[data-coupon-note]')
  if (!input || !note) return () => {}
  // What the server has just refused is not asked again.
  let last = input.getAttribute('aria-invalid') === 'true' ? input.value.trim() : ''
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = (answer: Answer | undefined) => {
    const isRefused = answer !== undefined && 'refused' in answer
    const offFen = answer && !isRefused ? answer.offFen : none
    shown(offFen)
    if (isRefused) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
    note.classList.toggle('field-error', isRefused)
    const good = offFen > 0 ? `${note.dataset.word ?? ''} ¥${formatYuan(offFen)}` : ''
    note.textContent = isRefused ? answer.refused : good
  }
  const ask = async () => {
    asked += 1
    const mine = asked
    last = input.value.trim()
    // Where the network fails nothing is said: the order itself will tell.
    const answer = last === '' ? undefined : await quote(form).catch(() => undefined)
    // Only the last question counts. What is shown stays until its answer comes: whoever leaves the field for the
    // button below must not find it moved.
    if (mine !== asked) return
    form.querySelector('#coupon_code-error')?.remove()
    tell(answer)
  }
  const askNew = () => {
    if (input.value.trim() !== last) void ask()
  }
  input.addEventListener('change', askNew)
  input.addEventListener('input', () => {
    if (input.value.trim() === '') askNew()
  })
  form.querySelector('[name=phone]')?.addEventListener('change', () => {
    // Each phone number has its own uses.
    if (last !== '') void ask()
  })
  form.querySelector('[data-apply]')?.addEventListener('click', askNew)
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    // It would order at once; whoever types a code wants to see the price first.
    event.preventDefault()
    askNew()
  })
  addEventListener('pageshow', askNew)
  return () => {
    if (last === '') return
    // An answer under way is about the order as it was.
    asked += 1
    tell(undefined)
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), settledMs)
  }
}

/** What the order as it is typed now would cost; undefined when the server says nothing of use. */
async function quote(form: HTMLFormElement): Promise<Answer | undefined> {
  const typed = new FormData(form)
  const text = (name: string) => {
    const value = typed.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const phone = text('phone')
  const license_key = text('license_key')
  const reply = await fetch('/api/v1/user/orders/quote', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': document.documentElement.lang,
    },
    body: JSON.stringify({
      ...wantedOf(text),
      coupon_code: text('coupon_code'),
      ...(phone === '' ? {} : { phone }),
      ...(license_key === '' ? {} : { license_key }),
    }),
  })
  const { data, error, message } = await reply.json()
  if (reply.ok) return { offFen: parseYuan(String(data.discount)) ?? none }
  return error?.field === 'coupon_code' ? { refused: String(message) } : undefined
}

/** One plan, or those of a basket. */
function wantedOf(text: (name: string) => string) {
  const items = text('items')
  if (items === '')
    return {
      product_id: text('product_id'),
      package_id: text('package_id'),
      quantity: Number(text('quantity').normalize('NFKC')),
    }
  return {
    items: items.split('~').map((item) => {
      const [product_id, package_id] = item.split('.')
      return { product_id, package_id, quantity: 1 }
    }),
  }
}
