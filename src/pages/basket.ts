// The basket: several things, and one form that orders them together. Without a script it is a plain form.

import { formatYuan } from '../core/money.ts'
import { type Text, textOf } from '../languages/languages.ts'
import { planTerms, priceText, promises } from './catalogue.ts'
import { money, primaryLink, supportLine } from './elements.ts'
import { html, type Safe } from './html.ts'
import { layout } from './layout.ts'
import { contactFields, couponField, remarks } from './order-fields.ts'
import type { PageContext } from './views.ts'
import type { BasketView } from './views-basket.ts'

/** `GET /basket`, and the answer to a `POST /basket` that was refused: entered values stay. */
export function basketPage(context: PageContext, view: BasketView): string {
  const text = textOf(context.lang)
  const { basket } = text.course
  const isOpen = view.items.length > 0 && view.paymentEnabled
  return layout(
    { ...context, path: '/basket', basket: view.items.length },
    {
      title: basket.title,
      width: 'counter',
      island: 'basket.js',
      isPrivate: true,
      body: html`<div class="lead"><h1 class="title">${basket.title}</h1>${isOpen && html`<p class="lead-sentence">${basket.lead}</p>`}</div>
${remarks(view, text)}
${view.items.length === 0 ? emptyBasket(text) : isOpen ? basketForm(context, view, text) : closedBasket(view, text)}`,
    },
  )
}

function emptyBasket(text: Text): Safe {
  const { basket } = text.course
  return html`<section class="card empty"><h2 class="product-name">${basket.empty}</h2><p>${basket.emptyWhy}</p>${primaryLink('/', basket.more)}</section>`
}

function closedBasket(view: BasketView, text: Text): Safe {
  return html`<div class="counter"><div class="counter-main">${itemsCard(view, text)}</div>
<div class="counter-side"><section class="card summary"><h2 class="heading">${text.buy.paymentOffTitle}</h2><p>${text.buy.paymentOff}</p>${primaryLink('/orders', text.findOrder)}</section></div></div>`
}

/** Each remove button sends a form of its own, which stands behind the order's: forms do not nest. */
function basketForm(context: PageContext, view: BasketView, text: Text): Safe {
  return html`<form class="counter" method="post" action="/basket" data-order-form>
<input type="hidden" name="items" value="${view.itemsText}">
<input type="hidden" name="total_amount" value="${formatYuan(view.totalFen)}">
<input type="hidden" name="idempotency_key" value="${view.idempotencyKey}">
<input type="hidden" name="lang" value="${context.lang}">
<div class="counter-main">
${itemsCard(view, text)}
<section class="card"><h2 class="heading">${text.buy.contact}</h2>${contactFields(context, view, text)}</section>
</div>
<div class="counter-side">${summary(context, view, text)}</div>
</form>
<form id="remove-item" method="post" action="/basket/remove" hidden></form>`
}

function itemsCard({ items }: BasketView, text: Text): Safe {
  const { basket } = text.course
  return html`<section class="card"><h2 class="heading">${basket.items(items.length)}</h2><ul class="basket">${items.map(
    ({ productId, plan, name, url }) =>
      html`<li class="basket-row"><span class="plan-words"><a class="plan-name text-link" href="${url}">${name}</a><span class="plan-terms">${planTerms(plan, text)}</span></span><span class="plan-price">${priceText(plan.priceFen, text)}</span><button class="link-button" type="submit" form="remove-item" name="item" value="${productId}.${plan.id}" aria-label="${basket.removeOf(name)}">${basket.remove}</button></li>`,
  )}</ul><p class="file-link"><a class="link-button" href="/">${basket.more}</a></p></section>`
}

/** The total is the server's, for what is ordered does not change on this page; only a coupon takes off. */
function summary(context: PageContext, view: BasketView, text: Text): Safe {
  const word = view.totalFen === 0 ? text.buy.submitFree : text.buy.submit
  return html`<section class="card summary">
${(view.takesCoupons || view.typed.couponCode) && couponField(view, text)}
<div class="total"><p class="total-row total-off" data-off hidden><span>${text.discount}</span><span>−¥<span data-off-amount></span></span></p><p class="total-row"><span>${text.buy.total}</span><output class="amount"><span class="amount-sign">¥</span><span data-total data-full="${String(view.totalFen)}">${formatYuan(view.totalFen)}</span></output></p></div>
<button class="button button-primary" type="submit" data-submit data-word="${text.buy.submit}" data-free-word="${text.buy.submitFree}" data-busy-word="${text.buy.submitting}">${word}${view.totalFen > 0 && ` ${money(view.totalFen)}`}</button>
<p class="hint">${text.buy.next}</p>
${promises(
  text,
  view.items.map(({ plan }) => plan),
)}
${supportLine(context, text)}
</section>`
}
