// One product and its order form. It works without a script; the island adds the running total.

import { type Text, textOf } from '../languages/languages.ts'
import { productUrl } from './addresses.ts'
import { planTerms, priceText, productPicture, promises, tiersLine } from './catalogue.ts'
import { canJoin } from './catalogue-pick.ts'
import { chapterList } from './course.ts'
import { money, primaryLink, supportLine } from './elements.ts'
import { foundProduct } from './found.ts'
import { type Child, html, type Safe } from './html.ts'
import { layout } from './layout.ts'
import { offerWords } from './license.ts'
import { firstParagraph, isLong, markdown } from './markdown.ts'
import { contactFields, couponField, fieldError, hint, marks, remarks } from './order-fields.ts'
import type { PageContext, PlanView, ProductView } from './views.ts'

/** `GET /products/{id}`, and the answer to a `POST /buy` that was refused: entered values stay. */
export function productPage(context: PageContext, view: ProductView): string {
  const text = textOf(context.lang)
  // An answer to the posted form has an address that cannot be asked for.
  const path = view.license?.path ?? productUrl(view.product.id, view.planId)
  return layout(
    { ...context, path },
    {
      title: view.product.name,
      width: 'counter',
      island: 'product.js',
      isPrivate: view.license !== undefined,
      ...(view.license ? {} : { found: foundProduct(context, view.product, text) }),
      body: html`${lead(view, text)}
${canBuy(view) ? orderForm(context, view, text) : closedCounter(context, view, text)}
${!view.license && chaptersOf(view, text)}
${!view.license && about(view, text)}`,
    },
  )
}

function lead({ product, license }: ProductView, text: Text): Safe {
  const sentence = license
    ? text.license.offers.orderFor(license.masked)
    : firstParagraph(product.description)
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

/** What there is to learn, with the chapters anybody may look at. */
function chaptersOf({ chapters = [] }: ProductView, text: Text): Child {
  if (chapters.length === 0) return undefined
  return html`<section class="card about"><h2 class="heading">${text.course.chapters} <span class="small">${text.course.count(chapters.length)}</span></h2>${chapterList(chapters, text)}</section>`
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
<section class="card">${planFieldset(view, text)}${quantityOf(view, text)}</section>
<section class="card"><h2 class="heading">${text.buy.contact}</h2>${contactFields(context, view, text)}</section>
</div>
<div class="counter-side">${summary(context, view, text)}</div>
</form>`
}

/** Where one is all there can be, nobody is asked. */
function quantityOf(view: ProductView, text: Text): Safe {
  if (view.license) return forLicense(view.license)
  const isCourse = view.product.plans.every(({ kind }) => kind === 'course')
  return isCourse
    ? html`<input type="hidden" name="quantity" value="1">`
    : quantityField(view, text)
}

/** The key goes along in the form, never in an address; one order is for a licence once. */
function forLicense({ key }: NonNullable<ProductView['license']>): Safe {
  return html`<input type="hidden" name="license_key" value="${key}"><input type="hidden" name="quantity" value="1">`
}

/** Where only a key shows the licence there is no address to go back to. */
function wayBack({ path }: NonNullable<ProductView['license']>, text: Text): Child {
  if (path === '/license') return undefined
  return html`<p class="file-link"><a class="link-button" href="${path}">${text.license.backToLicense}</a></p>`
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

function planFieldset(view: ProductView, text: Text): Safe {
  const { plans } = view.product
  const chosen =
    plans.find((plan) => plan.id === view.planId && !plan.soldOut) ??
    plans.find((plan) => !plan.soldOut)
  return html`<fieldset class="choices" id="package_id"><legend class="heading">${view.license ? text.license.offers.plan : text.buy.plan}</legend>${plans.map(
    (plan) => planChoice(plan, plan === chosen, text),
  )}${fieldError('package_id', view, text)}</fieldset>`
}

function planChoice(plan: PlanView, chosen: boolean, text: Text): Safe {
  return html`<label class="choice"><input class="choice-radio" type="radio" name="package_id" value="${plan.id}" required data-price="${String(plan.priceFen)}" data-name="${plan.name}"${tiersData(plan)}${
    chosen && html` checked`
  }${plan.soldOut && html` disabled`}><span class="choice-box">${planWords(plan, text)}</span></label>`
}

/** For the script that counts while one types: `10:800 50:700`, units and fen. */
function tiersData({ tiers = [] }: PlanView): Child {
  const words = tiers.map(({ from, priceFen }) => `${from}:${priceFen}`).join(' ')
  return words !== '' && html` data-tiers="${words}"`
}

function planWords(plan: PlanView, text: Text): Safe {
  if (plan.offer) return offerWords(plan, text)
  return html`<span class="plan-words"><span class="plan-name">${plan.name}</span><span class="plan-terms">${planTerms(plan, text)}</span>${tiersLine(plan, text)}</span><span class="plan-price">${
    plan.soldOut ? text.catalogue.soldOut : priceText(plan.priceFen, text)
  }</span>`
}

/** What one gets of each. */
function quantityHint({ product: { plans } }: ProductView, text: Text): string {
  if (plans.some(({ kind }) => kind === 'card')) return text.buy.quantityHintCards
  const isContent = plans.length > 0 && plans.every(({ kind }) => kind === 'content')
  return isContent ? text.license.content.quantityHint : text.buy.quantityHint
}

function quantityField(view: ProductView, text: Text): Safe {
  const { typed } = view
  return html`<div class="field"><label class="label" for="quantity">${text.buy.quantity}</label>
<div class="stepper"><button class="step needs-script" type="button" data-step="-1" aria-label="${text.buy.fewer}">−</button><input class="input" id="quantity" name="quantity" type="text" inputmode="numeric" required maxlength="3" autocomplete="off" value="${typed.quantity || '1'}"${marks('quantity', view)}><button class="step needs-script" type="button" data-step="1" aria-label="${text.buy.more}">+</button></div>
${hint('quantity', quantityHint(view, text))}${fieldError('quantity', view, text)}</div>`
}

/** Where no script counts along the server does when asked; it says for what, as the form may be changed after. */
function sumWords({ product, planId, typed, sum }: ProductView, text: Text): Child {
  const plan = product.plans.find(({ id }) => id === planId)
  if (!sum || !plan) return undefined
  const off = sum.discountFen > 0 && html`<br>${text.sum.off(money(sum.discountFen))}`
  const words = text.sum.of(plan.name, Number(typed.quantity), money(sum.dueFen))
  return html`<p class="sum" role="status">${words}${off}</p>`
}

/** The slip beside the form. Without a script there is no total that follows: it would be wrong. */
function summary(context: PageContext, view: ProductView, text: Text): Safe {
  return html`<section class="card summary">
${(view.takesCoupons || view.typed.couponCode) && couponField(view, text)}
<div class="needs-script total"><p class="total-what"><span>${view.product.name}</span> <span data-chosen></span></p><p class="total-row total-off" data-off hidden><span>${text.discount}</span><span>−¥<span data-off-amount></span></span></p><p class="total-row"><span>${text.buy.total}</span><output class="amount" for="quantity"><span class="amount-sign">¥</span><span data-total>—</span></output></p></div>
<noscript>${sumWords(view, text)}<button class="button" type="submit" name="sum" value="1" formnovalidate>${text.sum.verb}</button></noscript>
<button class="button button-primary" type="submit" data-submit data-word="${text.buy.submit}" data-free-word="${text.buy.submitFree}" data-busy-word="${text.buy.submitting}">${text.buy.submit}</button>
<p class="hint">${text.buy.next}</p>
${!view.license && view.product.plans.some(canJoin) && html`<button class="button" type="submit" formaction="/basket/add" formnovalidate>${text.course.basket.add}</button>`}
${view.license ? wayBack(view.license, text) : promises(text, view.product.plans)}
${supportLine(context, text)}
</section>`
}
