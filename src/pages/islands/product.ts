// The order form's script: the total that follows the choice, the steps of the quantity, sending once.

import { type Fen, fenOf, formatYuan } from '../../core/money.ts'
import { unitPrice } from '../../core/price-tiers.ts'
import { watchCoupon } from './parts/coupon.ts'
import { sendOnce } from './parts/once.ts'

const quantityMax = 100
/** The fields that say what is ordered. */
const ordered = ['package_id', 'quantity']
const form = document.querySelector<HTMLFormElement>('[data-order-form]')
const submit = form?.querySelector<HTMLButtonElement>('[data-submit]')
const quantity = form?.querySelector<HTMLInputElement>('[name=quantity]')

if (form && submit && quantity) {
  let offFen = 0 as Fen
  const show = () => showTotal(form, submit, quantity, offFen)
  const orderChanged = watchCoupon(form, (fen) => {
    offFen = fen
    show()
  })
  form.addEventListener('input', (event) => {
    const { target } = event
    const isOrdered = target instanceof HTMLInputElement && ordered.includes(target.name)
    if (isOrdered) orderChanged()
    show()
  })
  for (const step of form.querySelectorAll<HTMLElement>('[data-step]')) {
    step.addEventListener('click', () => {
      const next = (units(quantity) || 1) + Number(step.dataset.step)
      quantity.value = String(Math.min(quantityMax, Math.max(1, next)))
      orderChanged()
      show()
    })
  }
  sendOnce('[data-order-form]', () => {
    submit.textContent = submit.dataset.busyWord ?? ''
  })
  addEventListener('pageshow', show)
  show()
}

/** A whole number of 1 to 100, full-width digits included; 0 for anything else. */
function units(input: HTMLInputElement): number {
  const typed = input.value.normalize('NFKC').trim()
  const value = /^\d{1,3}$/.test(typed) ? Number(typed) : 0
  return value <= quantityMax ? value : 0
}

/** What cannot be counted shows no total; the server has the last word either way. */
function showTotal(
  form: HTMLFormElement,
  submit: HTMLElement,
  input: HTMLInputElement,
  offFen: Fen,
): void {
  const plan = form.querySelector<HTMLInputElement>('[name=package_id]:checked')
  const count = units(input)
  const full = count > 0 && plan ? fenOf(unitOf(plan, count) * count) : undefined
  const total = full === undefined ? undefined : fenOf(full - offFen)
  form.querySelector('[data-off]')?.toggleAttribute('hidden', offFen === 0)
  put(form, '[data-off-amount]', formatYuan(offFen))
  const { word = '', freeWord = '' } = submit.dataset
  if (!plan || total === undefined) {
    put(form, '[data-total]', '—')
    put(form, '[data-chosen]', '')
    submit.textContent = word
    return
  }
  put(form, '[data-total]', formatYuan(total))
  put(form, '[data-chosen]', `· ${plan.dataset.name ?? ''} × ${count}`)
  submit.textContent = total > 0 ? `${word} ¥${formatYuan(total)}` : freeWord
}

/** `data-tiers` is `10:800 50:700`. */
function unitOf({ dataset: { price, tiers } }: HTMLElement, count: number): Fen {
  const read = (tiers ?? '').split(' ').map((tier) => tier.split(':').map(Number))
  const known = read.map(([from = 0, fen = 0]) => ({
    from: from || Infinity,
    priceFen: fen as Fen,
  }))
  return unitPrice(Number(price) as Fen, known, count)
}

function put(form: HTMLFormElement, selector: string, words: string): void {
  const place = form.querySelector(selector)
  if (place && place.textContent !== words) place.textContent = words
}
