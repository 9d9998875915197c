// The shop's front page: what is on sale, its plans and what they cost.

import type { Fen } from '../core/money.ts'
import { type Text, textOf } from '../languages/languages.ts'
import { productUrl } from './addresses.ts'
import { offersPicks, pickBar, pickBox } from './catalogue-pick.ts'
import { money, notice, primaryLink } from './elements.ts'
import { shortened } from './found.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { firstParagraph } from './markdown.ts'
import { soldKind } from './sold.ts'
import type { CatalogueView, PageContext, PlanView, ProductSummary } from './views.ts'

/** `GET /`: products by the merchant's order, each with its plans and lowest price. */
export function cataloguePage(context: PageContext, view: CatalogueView): string {
  const text = textOf(context.lang)
  const plans = view.products.flatMap((product) => product.plans)
  const { lead } = text.sold[soldKind(plans)]
  const canPick = offersPicks(view)
  const shelf = view.products.length === 1 ? 'shelf shelf-one' : 'shelf'
  return layout(context, {
    title: context.merchantName,
    width: 'shelf',
    ...(canPick ? { island: 'catalogue.js' } : {}),
    found: { path: '/', description: shortened(lead) },
    body: html`<div class="lead"><h1 class="title">${context.merchantName}</h1><p class="lead-sentence">${lead}</p></div>
${!view.paymentEnabled && notice('warn', 'exclaim', text.catalogue.paymentOff)}
${
  view.products.length === 0
    ? emptyShelf(text)
    : html`<section class="${shelf}" aria-label="${text.catalogue.products}">${view.products.map(
        (product) => productCard(product, canPick, text),
      )}</section>`
}
${canPick && pickBar(text)}
${promises(text, plans)}`,
  })
}

/** Why one may trust this shop, in three short sentences that are true of it, and of what is bought. */
export function promises(text: Text, plans: readonly PlanView[]): Safe {
  const { lock, search } = text.catalogue.promises
  const kind = soldKind(plans)
  return html`<ul class="promises"><li>${icon(soldIcons[kind])}<span>${text.sold[kind].promise}</span></li><li>${icon('lock')}<span>${lock}</span></li><li>${icon('search')}<span>${search}</span></li></ul>`
}

const soldIcons = {
  license: 'key',
  card: 'key',
  content: 'download',
  course: 'play',
  mixed: 'check',
} as const

/** A price in words: 0 is free. */
export function priceText(amount: Fen, text: Text): string {
  return amount === 0 ? text.catalogue.free : money(amount)
}

/** What a plan gives, and what there is of it where that is limited. */
export function planTerms(plan: PlanView, text: Text): string {
  const { catalogue } = text
  const { left, phoneLimit, soldOut } = plan
  const terms = [...kindTerms(plan, text)]
  if (typeof left === 'number' && !soldOut) terms.push(catalogue.left(left))
  if (typeof phoneLimit === 'number') terms.push(catalogue.phoneLimit(phoneLimit))
  return terms.join(' · ')
}

function kindTerms(plan: PlanView, text: Text): readonly string[] {
  const { plans } = text.license
  if (plan.kind === 'card') return [text.catalogue.card]
  if (plan.kind === 'content') return [plans.content]
  if (plan.kind === 'course') return [text.course.plan(plan.validDays)]
  const { until, isTrial, versionMax } = plan
  const terms = [
    isTrial && plans.trial,
    until ? plans.until(until) : daysText(plan, text),
    devicesText(plan, text),
    versionMax && plans.version(versionMax),
  ]
  return terms.filter((term) => typeof term === 'string')
}

/** How many devices a plan has, at all or at a time. */
export function devicesText({ isFloating, maxDevices }: PlanView, text: Text): string {
  return isFloating ? text.license.plans.floating(maxDevices) : text.devices(maxDevices)
}

function daysText({ validDays, startsLater }: PlanView, text: Text): string {
  return startsLater && validDays !== null
    ? text.license.validAwaiting(validDays)
    : text.days(validDays)
}

/** What a unit costs from so many on. */
export function tiersText({ tiers = [] }: PlanView, text: Text): string {
  return tiers.map(({ from, priceFen }) => text.tier(from, money(priceFen))).join(text.tiersBetween)
}

/** Prices of several units, under the words of a plan. */
export function tiersLine(plan: PlanView, text: Text): Child {
  const words = tiersText(plan, text)
  return words !== '' && html`<span class="plan-tiers">${words}</span>`
}

/** Its name stands beside it, so the picture itself is not read out. */
export function productPicture({ picture }: ProductSummary): Child {
  return picture ? html`<img class="product-picture" src="${picture}" alt="">` : undefined
}

function productCard(product: ProductSummary, canPick: boolean, text: Text): Safe {
  const sentence = firstParagraph(product.description)
  return html`<article class="card product-card">
<div class="product-intro">${productPicture(product)}<h2 class="product-name">${product.name}</h2>${
    sentence && html`<p class="product-description">${sentence}</p>`
  }${fromPrice(product, text)}${chooseLink(product, canPick, text)}</div>
<ul class="plan-list" aria-label="${text.catalogue.plans}">${product.plans.map((plan) =>
    planRow(product, plan, canPick, text),
  )}</ul>
</article>`
}

/** A course is looked at; of anything else a plan is chosen. */
function chooseLink({ id, name, plans }: ProductSummary, canPick: boolean, text: Text): Safe {
  const isCourse = soldKind(plans) === 'course'
  const word = isCourse ? text.course.seeCourse : text.catalogue.choose
  const label = isCourse ? `${word}: ${name}` : text.catalogue.chooseOf(name)
  return html`<a class="button${!canPick && ' button-primary'}" href="${productUrl(id)}" aria-label="${label}">${word}</a>`
}

/** The lowest price one pays; a plan for nothing beside it is a row of its own. */
function fromPrice(product: ProductSummary, text: Text): Child {
  const prices = product.plans.filter((plan) => !plan.soldOut).map((plan) => plan.priceFen)
  const paid = prices.filter((price) => price > 0)
  const lowest = (paid.length > 0 ? paid : prices).sort((a, b) => a - b)[0]
  if (lowest === undefined) return html`<p class="from">${text.catalogue.soldOut}</p>`
  return html`<p class="from">${lowest > 0 && html`${text.catalogue.from} `}<span class="from-price">${priceText(lowest, text)}</span></p>`
}

function planRow(product: ProductSummary, plan: PlanView, canPick: boolean, text: Text): Safe {
  const body = html`<span class="plan-words"><span class="plan-name">${plan.name}</span><span class="plan-terms">${planTerms(plan, text)}</span>${tiersLine(plan, text)}</span><span class="plan-price">${
    plan.soldOut ? text.catalogue.soldOut : priceText(plan.priceFen, text)
  }</span>`
  if (plan.soldOut) return html`<li><span class="plan-row plan-row-off">${body}</span></li>`
  const box = canPick && pickBox(product, plan, text)
  return html`<li${box && html` class="pick"`}>${box}<a class="plan-row" href="${productUrl(product.id, plan.id)}">${body}${icon('next')}</a></li>`
}

function emptyShelf(text: Text): Safe {
  return html`<section class="card empty"><h2 class="product-name">${text.catalogue.empty}</h2><p>${text.catalogue.emptyWhy}</p>${primaryLink('/orders', text.findOrder)}</section>`
}
