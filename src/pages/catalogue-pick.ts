// Choosing several courses on the front page: a box beside each, and one button that takes them into the basket. It
// works without a script, which only counts along.

import type { Text } from '../languages/languages.ts'
import { type Child, html, type Safe } from './html.ts'
import type { CatalogueView, PlanView, ProductSummary } from './views.ts'

const formId = 'pick'

/** Whether a plan may be bought together with others: there is no question how many of it are left. */
export function canJoin({ left, phoneLimit, soldOut }: PlanView): boolean {
  return !soldOut && typeof left !== 'number' && typeof phoneLimit !== 'number'
}

/** Only where there is more than one course to choose from. */
export function offersPicks({ products, paymentEnabled }: CatalogueView): boolean {
  return paymentEnabled && products.filter(({ plans }) => plans.some(isPick)).length > 1
}

/** The box beside a plan; its name is what the basket calls the plan. */
export function pickBox(product: ProductSummary, plan: PlanView, text: Text): Child {
  if (!isPick(plan)) return undefined
  const label = text.course.pick.box(`${product.name} · ${plan.name}`)
  return html`<label class="pick-box"><input type="checkbox" name="${product.id}.${plan.id}" form="${formId}" data-price="${String(plan.priceFen)}" aria-label="${label}"></label>`
}

/** Stays in sight below the shelf. */
export function pickBar(text: Text): Safe {
  const { pick } = text.course
  const count = html`<span data-count>0</span>`
  const sum = html`<span class="pick-sum">¥<span data-sum>0.00</span></span>`
  return html`<form class="card pick-bar" id="${formId}" method="post" action="/basket/pick">
<p><noscript>${pick.lead}</noscript><span class="needs-script" data-none>${pick.lead}</span><output data-some hidden>${pick.chosen(count, sum)}</output></p>
<button class="button button-primary" type="submit" data-submit>${pick.submit}</button>
</form>`
}

function isPick(plan: PlanView): boolean {
  return plan.kind === 'course' && canJoin(plan)
}
