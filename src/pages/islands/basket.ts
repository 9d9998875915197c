// The basket's script: what a coupon takes off the total, and sending once.

import { type Fen, formatYuan } from '../../core/money.ts'
import { watchCoupon } from './parts/coupon.ts'
import { sendOnce } from './parts/once.ts'

const form = document.querySelector<HTMLFormElement>('[data-order-form]')
const submit = form?.querySelector<HTMLButtonElement>('[data-submit]')
const total = form?.querySelector<HTMLElement>('[data-total]')

if (form && submit && total) {
  const fullFen = Number(total.dataset.full)
  const show = (offFen: Fen) => {
    const due = (fullFen - offFen) as Fen
    total.textContent = formatYuan(due)
    form.querySelector('[data-off]')?.toggleAttribute('hidden', offFen === 0)
    const off = form.querySelector('[data-off-amount]')
    if (off) off.textContent = formatYuan(offFen)
    const { word = '', freeWord = '' } = submit.dataset
    submit.textContent = due > 0 ? `${word} ¥${formatYuan(due)}` : freeWord
  }
  watchCoupon(form, show)
  sendOnce('[data-order-form]', () => {
    submit.textContent = submit.dataset.busyWord ?? ''
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
