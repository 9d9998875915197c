// One licence as its owner sees it: what it is good for, its devices, and what can be bought for it. And the page that
// asks for a key. Both work without a script.

import type { Fen } from '../core/money.ts'
import { dayMs } from '../core/time.ts'
import { type Text, textOf } from '../languages/languages.ts'
import { devicesText, planTerms, priceText } from './catalogue.ts'
import {
  bigState,
  copyAnnouncer,
  copyButton,
  dayOf,
  facts,
  type Mood,
  moment,
  money,
  notice,
  primaryLink,
  supportLine,
} from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { isUsable, keyText, spanText } from './keys.ts'
import { layout } from './layout.ts'
import type { PageContext, PlanView } from './views.ts'
import type { LicenseAskView, LicensePageView, OwnLicenseView, SeatView } from './views-license.ts'

/** From so many days before its end on, a licence says so in another colour. */
const soonDays = 7

/** `GET /orders/{order_number}/licenses/{license_id}`, and the answer to a key that was typed. */
export function licensePage(context: PageContext, view: LicensePageView): string {
  const text = textOf(context.lang)
  return layout(
    { ...context, path: view.path },
    {
      title: text.license.title,
      width: view.kind === 'own' ? 'counter' : 'slip',
      island: 'lookup.js',
      isPrivate: true,
      body: view.kind === 'own' ? ownLicense(context, view, text) : moved(context, view, text),
    },
  )
}

/** `GET /license`: the key travels in a posted form, never in an address. */
export function licenseAskPage(context: PageContext, view: LicenseAskView): string {
  const text = textOf(context.lang)
  const { ask } = text.license
  return layout(
    { ...context, path: '/license' },
    {
      title: ask.title,
      width: 'slip',
      island: 'lookup.js',
      isPrivate: true,
      body: html`<div class="lead"><h1 class="title">${ask.title}</h1><p class="lead-sentence">${ask.lead}</p></div>
<form class="card" method="post" action="/license" data-once>${askRemark(view, text)}
<div class="field"><label class="label" for="license_key">${ask.key}</label>
<input class="input code" id="license_key" name="license_key" type="text" required maxlength="256" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="license_key-hint" value="${view.typed}">
<p class="hint" id="license_key-hint"><span>${ask.hint}</span></p></div>
<div class="actions"><button class="button button-primary" type="submit">${icon('search')}${ask.submit}</button></div>${supportLine(context, text)}</form>`,
    },
  )
}

function askRemark({ refusal }: LicenseAskView, text: Text): Child {
  const { ask } = text.license
  switch (refusal?.kind) {
    case 'not_found':
      return alert('bad', ask.notFound, ask.notFoundWhy)
    case 'former':
      return alert('warn', ask.former, ask.formerWhy)
    case 'rate_limited':
      return alert('warn', ask.limited, ask.limitedWhy(text.wait(refusal.retryAfterSeconds)))
    case undefined:
      return undefined
  }
}

function alert(mood: 'bad' | 'warn', title: string, sentence: string): Safe {
  return html`<div role="alert">${notice(mood, 'exclaim', html`<p class="notice-title">${title}</p><p>${sentence}</p>`)}</div>`
}

function moved(
  context: PageContext,
  view: Extract<LicensePageView, { kind: 'moved' }>,
  text: Text,
): Safe {
  const { license } = text
  return html`<section class="card slip">${bigState('calm', 'key', license.states.moved, license.movedWhy)}
<div class="actions">${primaryLink(view.resultUrl, license.backToOrder)}</div>
${facts([{ name: text.product, value: view.label }])}${supportLine(context, text)}</section>`
}

function ownLicense(context: PageContext, view: OwnLicenseView, text: Text): Safe {
  return html`<div class="counter"><div class="counter-main">${stateCard(context, view, text)}${devicesCard(view, text)}</div>
<div class="counter-side">${offersCard(view, text)}</div></div>
${copyAnnouncer(text)}`
}

function stateCard(context: PageContext, view: OwnLicenseView, text: Text): Safe {
  const [mood, mark, title, why] = stateOf(view, text)
  return html`<section class="card slip">${remark(view, text)}${bigState(mood, mark, title, why)}
${keyCard(view, text)}
${firstStep(context, view, text)}
${licenseFacts(view, text)}
<div class="actions actions-wide">${
    view.fileUrl &&
    html`<a class="button" href="${view.fileUrl}" download>${icon('download')}${text.result.file}</a>`
  }${
    view.resultUrl &&
    !isBackFirst(view) &&
    html`<a class="button" href="${view.resultUrl}">${text.license.backToOrder}</a>`
  }${
    view.typedKey !== undefined &&
    html`<a class="button" href="/license">${text.license.ask.another}</a>`
  }</div>${supportLine(context, text)}</section>`
}

function remark({ remark: said }: OwnLicenseView, text: Text): Child {
  if (said === undefined) return undefined
  return said.kind === 'freed'
    ? html`<div role="status">${notice('calm', 'check', text.license.devices.freed)}</div>`
    : html`<div role="alert">${notice('warn', 'exclaim', said.message)}</div>`
}

type State = readonly [Mood, IconName, string, Child]

function stateOf(view: OwnLicenseView, text: Text): State {
  const { license } = text
  const { status, validUntil, awaitingDays } = view
  const title = license.states[status]
  switch (status) {
    case 'active':
      if (awaitingDays !== null)
        return ['good', 'check', license.states.awaiting, license.awaitingWhy(awaitingDays)]
      return [
        isSoon(view) ? 'warn' : 'good',
        isSoon(view) ? 'clock' : 'check',
        title,
        left(view, text),
      ]
    case 'expired': {
      const why = view.offers.length > 0 ? license.expiredWhy : license.expiredWhyOver
      return ['warn', 'clock', title, validUntil !== null && why(moment(validUntil, text))]
    }
    case 'suspended':
      return ['bad', 'exclaim', title, license.suspendedWhy]
    case 'revoked':
      return ['bad', 'cross', title, license.revokedWhy]
  }
}

function isSoon({ validUntil, now }: OwnLicenseView): boolean {
  return validUntil !== null && validUntil - now <= soonDays * dayMs
}

/** A day that has begun counts, until there is no whole one left. */
function left({ validUntil, now }: OwnLicenseView, text: Text): Child {
  if (validUntil === null) return text.license.endless
  const ms = validUntil - now
  const days = ms < dayMs ? 0 : Math.ceil(ms / dayMs)
  return text.license.left(days, moment(validUntil, text))
}

function keyCard(view: OwnLicenseView, text: Text): Safe {
  return html`<section class="key-card${!isUsable(view) && ' key-dead'}"><h2 class="key-label">${text.result.yourKey}</h2><p class="key-what">${view.label}</p><p class="key-large">${keyText(view)}</p>${
    canCopy(view) &&
    html`<div class="actions">${copyButton(view.key.text, text.result.copyKey, isCopyFirst(view) ? 'primary' : 'button')}</div>`
  }</section>`
}

function canCopy(view: OwnLicenseView): boolean {
  return view.key.kind === 'whole' && isUsable(view)
}

function isCopyFirst(view: OwnLicenseView): boolean {
  return canCopy(view) && view.status === 'active'
}

/** Where copying is not what one has come for: more time, or back. Nobody is urged who has time enough. */
function firstStep(context: PageContext, view: OwnLicenseView, text: Text): Child {
  if (isBackFirst(view)) return html`<div class="actions">${wayBack(context, view, text)}</div>`
  const offer = isFirstElsewhere(view) ? firstOffer(view) : undefined
  if (!offer) return undefined
  const { renewNow, upgradeNow, goThere } = text.license.offers
  const { elsewhere } = view
  if (elsewhere)
    return html`<div class="actions">${primaryLink(elsewhere.url, goThere(elsewhere.name))}</div>`
  const word = offer.offer?.act === 'upgrade' ? upgradeNow : renewNow
  return html`<form class="actions" method="post" action="${view.path}/buy" data-once>${carried(view)}<input type="hidden" name="package_id" value="${offer.id}"><button class="button button-primary" type="submit">${word(priceText(offer.priceFen, text))}</button></form>`
}

function isFirstElsewhere(view: OwnLicenseView): boolean {
  return view.status !== 'active' || (!isCopyFirst(view) && isSoon(view))
}

function firstOffer({ paymentEnabled, offers }: OwnLicenseView): PlanView | undefined {
  return paymentEnabled ? offers.find(({ soldOut }) => !soldOut) : undefined
}

function isBackFirst(view: OwnLicenseView): boolean {
  return isFirstElsewhere(view) && firstOffer(view) === undefined
}

function wayBack({ home = '' }: PageContext, { resultUrl }: OwnLicenseView, text: Text): Safe {
  return resultUrl
    ? primaryLink(resultUrl, text.license.backToOrder)
    : primaryLink(`${home}/`, text.backToShop)
}

/** What shows whose licence it is, in every form of the page. */
function carried({ typedKey }: OwnLicenseView): Child {
  return (
    typedKey !== undefined && html`<input type="hidden" name="license_key" value="${typedKey}">`
  )
}

function licenseFacts(view: OwnLicenseView, text: Text): Safe {
  const words = text.license.facts
  const { features, versionMax, isTrial, fileUrl, fileDays } = view
  return facts([
    { name: text.result.validity, value: spanText(view, text) },
    { name: words.seats, value: seatsText(view, text) },
    features.length > 0 && {
      name: words.features,
      value: features.map((name) => html`<span class="code tag">${name}</span> `),
    },
    versionMax !== null && { name: words.version, value: words.versionMax(versionMax) },
    isTrial && { name: words.trial, value: words.isTrial },
    fileUrl !== undefined &&
      fileDays !== null && { name: words.file, value: words.fileDays(fileDays) },
  ])
}

function seatsText({ maxDevices, isFloating, mayExceed }: OwnLicenseView, text: Text): string {
  const words = text.license.facts
  const seats = isFloating ? words.floating(maxDevices) : words.bound(maxDevices)
  return mayExceed ? words.mayExceed(seats) : seats
}

function devicesCard(view: OwnLicenseView, text: Text): Safe {
  const words = text.license.devices
  const { devices, devicesUsed, maxDevices } = view
  return html`<section class="card" id="devices"><h2 class="heading">${words.title(devicesUsed, maxDevices)}</h2>${
    devices.length === 0
      ? html`<p class="second">${words.none}</p>`
      : html`<ul class="seats">${devices.map((seat) => seatRow(seat, view, text))}</ul>${
          devices.length < devicesUsed && html`<p class="small">${words.more(devices.length)}</p>`
        }<p class="small">${freesText(view, text)}</p>`
  }</section>`
}

function seatRow(seat: SeatView, view: OwnLicenseView, text: Text): Safe {
  const words = text.license.devices
  const name = seat.name ?? words.unnamed
  return html`<li class="seat"><p class="seat-name">${icon('device')}<span>${name}</span></p>
<p class="small">${words.since} ${moment(seat.activatedAt, text)} · ${words.seen} ${moment(seat.lastSeenAt, text)}${leaseText(seat, view, text)}</p>
${canFree(view) && freeForm(seat, name, view, text)}</li>`
}

function leaseText({ leaseUntil }: SeatView, { now }: OwnLicenseView, text: Text): Child {
  const words = text.license.devices
  if (leaseUntil === null) return undefined
  return leaseUntil > now
    ? html` · ${words.lease} ${moment(leaseUntil, text)}`
    : ` · ${words.leaseOver}`
}

function canFree({ left: frees, status }: OwnLicenseView): boolean {
  return frees !== 0 && status !== 'revoked'
}

/** It asks once, by unfolding; that needs no script. */
function freeForm(seat: SeatView, name: string, view: OwnLicenseView, text: Text): Safe {
  const words = text.license.devices
  return html`<details class="help"><summary>${icon('next')}<span>${words.free}<span class="unseen"> ${name}</span></span></summary>
<form method="post" action="${view.path}/free" data-once>${carried(view)}<input type="hidden" name="device_id" value="${seat.id}"><p>${words.freeSure}</p>
<div class="actions"><button class="button" type="submit">${words.freeYes}</button></div></form></details>`
}

function freesText(view: OwnLicenseView, text: Text): Child {
  const words = text.license.devices
  if (view.status === 'revoked') return undefined
  if (view.left === null) return words.leftAny
  if (view.left > 0) return words.left(view.left)
  return view.nextAt === null ? words.leftNever : words.leftNow(text.time(view.nextAt))
}

function offersCard(view: OwnLicenseView, text: Text): Safe {
  const { offers } = text.license
  const isSold = view.offers.length > 0 && view.paymentEnabled
  if (isSold && view.elsewhere) return elsewhereCard(view.offers, view.elsewhere, text)
  const list = isSold
    ? html`<form method="post" action="${view.path}/buy" data-once>${carried(view)}<ul class="plan-list">${view.offers.map(
        (plan) => html`<li>${offerRow(plan, text)}</li>`,
      )}</ul></form>`
    : html`<p class="second">${noOffers(view, text)}</p>`
  return html`<section class="card"><h2 class="heading">${offers.title}</h2>${list}</section>`
}

/** The order is placed in the shop that sells it, so that what follows leads back there. */
function elsewhereCard(
  plans: readonly PlanView[],
  { name, url }: NonNullable<OwnLicenseView['elsewhere']>,
  text: Text,
): Safe {
  const { offers } = text.license
  return html`<section class="card"><h2 class="heading">${offers.title}</h2><p class="second">${offers.elsewhere(name, new URL(url).host)}</p>
<ul class="plan-list">${plans.map(
    (plan) =>
      html`<li>${plan.soldOut ? offerRow(plan, text) : html`<a class="plan-row" href="${url}">${offerWords(plan, text)}${icon('next')}</a>`}</li>`,
  )}</ul></section>`
}

function offerRow(plan: PlanView, text: Text): Safe {
  const words = offerWords(plan, text)
  return plan.soldOut
    ? html`<span class="plan-row plan-row-off">${words}</span>`
    : html`<button class="plan-row" type="submit" name="package_id" value="${plan.id}">${words}${icon('next')}</button>`
}

/** What it is, what becomes of the licence, and what it costs. */
export function offerWords(plan: PlanView, text: Text): Safe {
  const words = text.license.offers
  const name = plan.offer?.act === 'upgrade' ? words.upgrade(plan.name) : words.renew(plan.name)
  return html`<span class="plan-words"><span class="plan-name">${name}</span>${offerTerms(
    plan,
    text,
  ).map((term) => html`<span class="plan-terms">${term}</span>`)}</span><span class="plan-price">${
    plan.soldOut ? text.catalogue.soldOut : priceText(plan.priceFen, text)
  }</span>`
}

function offerTerms(plan: PlanView, text: Text): readonly string[] {
  const words = text.license.offers
  const { offer, priceFen } = plan
  if (!offer) return [planTerms(plan, text)]
  const offFen = (offer.fullFen - priceFen) as Fen
  const end = offer.until === null ? words.ever : words.until(dayOf(offer.until))
  const time = offer.awaitingDays === null ? end : words.awaiting(offer.awaitingDays)
  return [
    time,
    ...(offer.act === 'upgrade' ? [devicesText(plan, text)] : []),
    ...(offFen > 0 ? [words.credit(money(offer.fullFen), money(offFen))] : []),
  ]
}

function noOffers(view: OwnLicenseView, text: Text): string {
  const words = text.license.offers
  if (view.status === 'suspended') return words.noneSuspended
  if (view.status === 'revoked') return words.noneRevoked
  if (!view.paymentEnabled) return words.paymentOff
  const isEndless = view.validUntil === null && view.awaitingDays === null
  return isEndless ? words.noneEndless : words.none
}
