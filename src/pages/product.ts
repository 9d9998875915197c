// One product and its order form. It works without a script; the island adds the running total.

import { planTerms, priceText, productPicture, productUrl, promises } from './catalogue.ts'
import { notice, primaryLink, supportLine } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { firstParagraph, isLong, markdown } from './markdown.ts'
import { type Text, textOf } from './text/text.ts'
import type { OrderField, PageContext, PlanView, ProductView } from './views.ts'

/** `GET /products/{id}`, and the answer to a `POST /buy` that was refused: entered values stay. */
export function productPage(context: PageContext, view: ProductView): string {
  const text = textOf(context.lang)
  // An answer to the posted form has an address that cannot be asked for.
  const path = productUrl(view.product.id, view.planId)
  return layout(
    { ...context, path },
    {
      title: view.product.name,
      width: 'counter',
      island: 'product.js',
      body: html`${lead(view)}
${canBuy(view) ? orderForm(context, view, text) : closedCounter(context, view, text)}
${about(view, text)}`,
    },
  )
}

function lead({ product }: ProductView): Safe {
  const sentence = firstParagraph(product.description)
  const words = html`<h1 class="title">${product.name}</h1>${
    sentence && html`<p class="lead-sentence">${sentence}</p>`
  }`
  if (!product.picture) return html`<div class="lead">${words}</div>`
  return html`<div class="lead lead-pictured">${productPicture(product)}<div>${words}</div></div>`
}

/** The whole description, below what most have come for; a single plain paragraph stands in the lead already. */
function about({ product }: ProductView, text: Text): Child {
  if (!isLong(product.description)) return undefined
  return html`<section class="card about"><h2 class="heading">${text.buy.about}</h2><div class="prose">${markdown(product.description)}</div></section>`
}

function canBuy(view: ProductView): boolean {
  return view.paymentEnabled && view.product.plans.some((plan) => !plan.soldOut)
}

function orderForm(context: PageContext, view: ProductView, text: Text): Safe {
  return html`<form class="counter" method="post" action="/buy" data-order-form>
<input type="hidden" name="product_id" value="${view.product.id}">
<input type="hidden" name="idempotency_key" value="${view.idempotencyKey}">
<input type="hidden" name="lang" value="${context.lang}">
<div class="counter-main">
${remarks(view, text)}
<section class="card">${planFieldset(view, text)}${quantityField(view, text)}</section>
<section class="card"><h2 class="heading">${text.buy.contact}</h2>${contactFields(view, text)}</section>
</div>
<div class="counter-side">${summary(context, view, text)}</div>
</form>`
}

function closedCounter(context: PageContext, view: ProductView, text: Text): Safe {
  const [title, sentence, step] = view.paymentEnabled
    ? [text.buy.soldOutTitle, text.buy.soldOut, primaryLink('/', text.backToShop)]
    : [text.buy.paymentOffTitle, text.buy.paymentOff, primaryLink('/orders', text.findOrder)]
  return html`<div class="counter">
<div class="counter-main"><section class="card"><h2 class="heading">${text.catalogue.plans}</h2><ul class="plan-list">${view.product.plans.map(
    (plan) => html`<li><span class="plan-row plan-row-off">${planWords(plan, text)}</span></li>`,
  )}</ul></section></div>
<div class="counter-side"><section class="card summary"><h2 class="heading">${title}</h2><p>${sentence}</p>${step}${supportLine(context, text)}</section></div>
</div>`
}

/** Everything that was refused, once more above the form: a reader hears it first. */
function remarks(view: ProductView, text: Text): Child {
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
    case undefined:
      return undefined
  }
}

function alert(mood: 'bad' | 'warn', content: Child): Safe {
  return html`<div role="alert">${notice(mood, 'exclaim', content)}</div>`
}

function planFieldset(view: ProductView, text: Text): Safe {
  const { plans } = view.product
  const chosen =
    plans.find((plan) => plan.id === view.planId && !plan.soldOut) ??
    plans.find((plan) => !plan.soldOut)
  return html`<fieldset class="choices" id="package_id"><legend class="heading">${text.buy.plan}</legend>${plans.map(
    (plan) => planChoice(plan, plan === chosen, text),
  )}${fieldError('package_id', view, text)}</fieldset>`
}

function planChoice(plan: PlanView, chosen: boolean, text: Text): Safe {
  return html`<label class="choice"><input class="choice-radio" type="radio" name="package_id" value="${plan.id}" required data-price="${String(plan.priceFen)}" data-name="${plan.name}"${
    chosen && html` checked`
  }${plan.soldOut && html` disabled`}><span class="choice-box">${planWords(plan, text)}</span></label>`
}

function planWords(plan: PlanView, text: Text): Safe {
  return html`<span class="plan-words"><span class="plan-name">${plan.name}</span><span class="plan-terms">${planTerms(plan, text)}</span></span><span class="plan-price">${
    plan.soldOut ? text.catalogue.soldOut : priceText(plan.priceFen, text)
  }</span>`
}

function hasCards({ product }: ProductView): boolean {
  return product.plans.some((plan) => plan.isCard)
}

function quantityField(view: ProductView, text: Text): Safe {
  const { typed } = view
  return html`<div class="field"><label class="label" for="quantity">${text.buy.quantity}</label>
<div class="stepper"><button class="step needs-script" type="button" data-step="-1" aria-label="${text.buy.fewer}">−</button><input class="input" id="quantity" name="quantity" type="text" inputmode="numeric" required maxlength="3" autocomplete="off" value="${typed.quantity || '1'}"${marks('quantity', view)}><button class="step needs-script" type="button" data-step="1" aria-label="${text.buy.more}">+</button></div>
${hint('quantity', hasCards(view) ? text.buy.quantityHintCards : text.buy.quantityHint)}${fieldError('quantity', view, text)}</div>`
}

function contactFields(view: ProductView, text: Text): Safe {
  const { typed } = view
  return html`<div class="field-pair"><div class="field"><label class="label" for="contact_person">${text.buy.name}</label>
<input class="input" id="contact_person" name="contact_person" type="text" required maxlength="50" autocomplete="name" value="${typed.contactPerson}"${marks('contact_person', view)}>
${fieldError('contact_person', view, text)}</div>
<div class="field"><label class="label" for="phone">${text.buy.phone}</label>
<input class="input" id="phone" name="phone" type="tel" inputmode="tel" required maxlength="40" autocomplete="tel" value="${typed.phone}"${marks('phone', view)}>
${hint('phone', text.buy.phoneHint, 'lock')}${fieldError('phone', view, text)}</div></div>
<div class="field"><label class="label" for="email">${text.buy.email} <span class="optional">${text.buy.optional}</span></label>
<input class="input" id="email" name="email" type="email" inputmode="email" maxlength="254" autocomplete="email" value="${typed.email}"${marks('email', view)}>
${hint('email', text.buy.emailHint)}${fieldError('email', view, text)}</div>`
}

const hinted: readonly OrderField[] = ['quantity', 'phone', 'email', 'coupon_code']

/** Ties a field to its hint and its error, and says that it was refused. */
function marks(field: OrderField, view: ProductView): Safe {
  const isRefused = view.refused.includes(field)
  const notes = [hinted.includes(field) && `${field}-hint`, isRefused && `${field}-error`]
  const describedBy = notes.filter((note) => note !== false).join(' ')
  return html`${describedBy && html` aria-describedby="${describedBy}"`}${
    isRefused && html` aria-invalid="true"`
  }`
}

function hint(field: OrderField, sentence: string, mark?: 'lock'): Safe {
  return html`<p class="hint" id="${field}-hint">${mark && icon(mark)}<span>${sentence}</span></p>`
}

function fieldError(field: OrderField, view: ProductView, text: Text): Child {
  return (
    view.refused.includes(field) &&
    html`<p class="field-error" id="${field}-error">${icon('exclaim')}<span>${whyRefused(field, view, text)}</span></p>`
  )
}

/** Folded away until it is wanted: most have no code, and an open field sends them looking for one. */
function couponField(view: ProductView, text: Text): Safe {
  const typed = view.typed.couponCode ?? ''
  const { coupon } = text.buy
  return html`<details class="coupon"${typed !== '' && html` open`}><summary>${icon('next')}${coupon.have}</summary><div class="field"><label class="label" for="coupon_code">${coupon.code}</label>
<div class="coupon-line"><input class="input" id="coupon_code" name="coupon_code" type="text" maxlength="100" autocomplete="off" autocapitalize="characters" spellcheck="false" value="${typed}"${marks('coupon_code', view)}><button class="button needs-script" type="button" data-apply>${coupon.use}</button></div>
<p class="hint" id="coupon_code-hint" role="status" data-coupon-note data-word="${coupon.off}"></p>${fieldError('coupon_code', view, text)}</div></details>`
}

/** A coupon is refused for many reasons, and the server has said which. */
function whyRefused(field: OrderField, { couponRefusal }: ProductView, text: Text): string {
  return (field === 'coupon_code' ? couponRefusal : undefined) ?? text.buy.fieldRefused[field]
}

/** The slip beside the form. Without a script there is no total: one that cannot follow would be wrong. */
function summary(context: PageContext, view: ProductView, text: Text): Safe {
  return html`<section class="card summary">
${(view.takesCoupons || view.typed.couponCode) && couponField(view, text)}
<div class="needs-script total"><p class="total-what"><span>${view.product.name}</span> <span data-chosen></span></p><p class="total-row total-off" data-off hidden><span>${text.discount}</span><span>−¥<span data-off-amount></span></span></p><p class="total-row"><span>${text.buy.total}</span><output class="amount" for="quantity"><span class="amount-sign">¥</span><span data-total>—</span></output></p></div>
<button class="button button-primary" type="submit" data-submit data-word="${text.buy.submit}" data-free-word="${text.buy.submitFree}" data-busy-word="${text.buy.submitting}">${text.buy.submit}</button>
<p class="hint">${text.buy.next}</p>
${promises(text)}
${supportLine(context, text)}
</section>`
}
