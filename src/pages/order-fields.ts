// What every order form asks: who buys, with which coupon, and what was refused of it.

import { quantityMax } from '../core/order.ts'
import type { Text } from '../languages/languages.ts'
import { money, notice } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import type { OrderField, PageContext, ProductView } from './views.ts'

/** What was typed into an order form, and what is wrong with it. */
export type FormView = Pick<ProductView, 'typed' | 'refused' | 'refusal' | 'couponRefusal'>

/** Everything that was refused, once more above the form: a reader hears it first. */
export function remarks(view: FormView, text: Text): Child {
  const { refusal, refused } = view
  if (refused.length > 0) {
    const list = refused.map(
      (field) =>
        html`<li><a class="text-link" href="#${field}">${whyRefused(field, view, text)}</a></li>`,
    )
    return alert('bad', html`<p>${text.buy.refusedTitle}</p><ul>${list}</ul>`)
  }
  switch (refusal?.kind) {
    case 'rate_limited':
      return alert('warn', text.buy.tooMany(text.wait(refusal.retryAfterSeconds)))
    case 'out_of_stock':
      return alert('warn', text.buy.outOfStock(refusal.left))
    case 'purchase_limit':
      return alert('warn', text.buy.phoneLimit(refusal.max, refusal.left))
    case 'conflict':
      return alert('warn', text.buy.conflict)
    case 'offer_gone':
      return alert('warn', text.license.offers.gone)
    case 'price_changed':
      return alert('warn', text.course.basket.priceChanged(money(refusal.totalFen)))
    case 'item_gone':
      return alert('warn', text.course.basket.gone)
    case 'basket_full':
      return alert('warn', text.course.basket.full)
    case undefined:
      return undefined
  }
}

function alert(mood: 'bad' | 'warn', content: Child): Safe {
  return html`<div role="alert">${notice(mood, 'exclaim', content)}</div>`
}

export function contactFields({ letters }: PageContext, view: FormView, text: Text): Safe {
  const { typed } = view
  const hints = {
    phone: letters?.sms ? text.buy.phoneHintTexted : text.buy.phoneHint,
    email: letters?.mail ? text.buy.emailHintMailed : text.buy.emailHint,
  }
  return html`<div class="field-pair"><div class="field"><label class="label" for="contact_person">${text.buy.name}</label>
<input class="input" id="contact_person" name="contact_person" type="text" required maxlength="50" autocomplete="name" value="${typed.contactPerson}"${marks('contact_person', view)}>
${fieldError('contact_person', view, text)}</div>
<div class="field"><label class="label" for="phone">${text.buy.phone}</label>
<input class="input" id="phone" name="phone" type="tel" inputmode="tel" required maxlength="40" autocomplete="tel" value="${typed.phone}"${marks('phone', view)}>
${hint('phone', hints.phone, 'lock')}${fieldError('phone', view, text)}</div></div>
<div class="field"><label class="label" for="email">${text.buy.email} <span class="optional">${text.buy.optional}</span></label>
<input class="input" id="email" name="email" type="email" inputmode="email" maxlength="254" autocomplete="email" value="${typed.email}"${marks('email', view)}>
${hint('email', hints.email)}${fieldError('email', view, text)}</div>`
}

const hinted: readonly OrderField[] = ['quantity', 'phone', 'email', 'coupon_code']

/** Ties a field to its hint and its error, and says that it was refused. */
export function marks(field: OrderField, view: FormView): Safe {
  const isRefused = view.refused.includes(field)
  const notes = [hinted.includes(field) && `${field}-hint`, isRefused && `${field}-error`]
  const describedBy = notes.filter((note) => note !== false).join(' ')
  return html`${describedBy && html` aria-describedby="${describedBy}"`}${
    isRefused && html` aria-invalid="true"`
  }`
}

export function hint(field: OrderField, sentence: string, mark?: 'lock'): Safe {
  return html`<p class="hint" id="${field}-hint">${mark && icon(mark)}<span>${sentence}</span></p>`
}

export function fieldError(field: OrderField, view: FormView, text: Text): Child {
  return (
    view.refused.includes(field) &&
    html`<p class="field-error" id="${field}-error">${icon('exclaim')}<span>${whyRefused(field, view, text)}</span></p>`
  )
}

/** Folded away until it is wanted: most have no code, and an open field sends them looking for one. */
export function couponField(view: FormView, text: Text): Safe {
  const typed = view.typed.couponCode ?? ''
  const { coupon } = text.buy
  return html`<details class="coupon"${typed !== '' && html` open`}><summary>${icon('next')}${coupon.have}</summary><div class="field"><label class="label" for="coupon_code">${coupon.code}</label>
<div class="coupon-line"><input class="input" id="coupon_code" name="coupon_code" type="text" maxlength="100" autocomplete="off" autocapitalize="characters" spellcheck="false" value="${typed}"${marks('coupon_code', view)}><button class="button needs-script" type="button" data-apply>${coupon.use}</button></div>
<p class="hint" id="coupon_code-hint" role="status" data-coupon-note data-word="${coupon.off}"></p>${fieldError('coupon_code', view, text)}</div></details>`
}

/** A coupon is refused for many reasons, and the server has said which; of a course there is one in an order. */
function whyRefused(field: OrderField, { couponRefusal, typed }: FormView, text: Text): string {
  const quantity = Number(typed.quantity)
  if (field === 'quantity' && quantity > 1 && quantity <= quantityMax) return text.course.quantity
  return (field === 'coupon_code' ? couponRefusal : undefined) ?? text.buy.fieldRefused[field]
}
