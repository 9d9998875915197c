// A buyer's account: orders, licences, courses and settings, four pages with one row of links.

import { type AccountText, accountTextOf, type Text, textOf } from '../languages/languages.ts'
import { courseCards } from './course.ts'
import { notice } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { keyText, validityText } from './keys.ts'
import { layout } from './layout.ts'
import { recentRow } from './lookup.ts'
import { accountField, act, codeField, refusalNotice, sentTo } from './sign-in.ts'
import type { PageContext } from './views.ts'
import type { CodeFormView, MyLicense, MyLicensesView, MyOrdersView } from './views-account.ts'
import type { CourseView } from './views-course.ts'

/** `GET /account`. */
export function myOrdersPage(context: PageContext, view: MyOrdersView): string {
  const text = textOf(context.lang)
  const words = accountTextOf(context.lang)
  return accountPage(
    context,
    'orders',
    html`<div class="counter"><div class="counter-main"><section class="card" aria-label="${words.orders}">${doneNotice(
      view.claimed === undefined ? undefined : words.claimed(view.claimed),
    )}${
      view.orders.length === 0
        ? html`<p class="second">${words.noOrders}</p>`
        : html`<ul class="recent">${view.orders.map((order) => recentRow(order, text))}</ul>`
    }${moreLink(view.nextUrl, words)}</section></div>
<div class="counter-side">${claimCard(view, words)}</div></div>`,
  )
}

/** `GET /account/licenses`. */
export function myLicensesPage(context: PageContext, view: MyLicensesView): string {
  const text = textOf(context.lang)
  const words = accountTextOf(context.lang)
  return accountPage(
    context,
    'licenses',
    html`<section class="card" aria-label="${words.licenses}">${
      view.licenses.length === 0
        ? html`<p class="second">${words.noLicenses}</p>`
        : html`<ul class="key-list my-keys">${view.licenses.map((license) => licenseRow(license, text, words))}</ul>`
    }${moreLink(view.nextUrl, words)}</section>`,
  )
}

/** `GET /account/courses`. */
export function myCoursesPage(context: PageContext, courses: readonly CourseView[]): string {
  const text = textOf(context.lang)
  const words = accountTextOf(context.lang)
  return accountPage(
    context,
    'courses',
    html`<section class="card" aria-label="${words.courses}">${
      courses.length === 0
        ? html`<p class="second">${words.noCourses}</p>`
        : courseCards(courses, { isFirst: true }, text)
    }</section>`,
  )
}

const sections = {
  orders: '/account',
  licenses: '/account/licenses',
  courses: '/account/courses',
  settings: '/account/settings',
}
export type Section = keyof typeof sections

/** The frame of the four pages. */
export function accountPage(context: PageContext, section: Section, body: Safe): string {
  const text = accountTextOf(context.lang)
  const names = Object.keys(sections) as Section[]
  return layout(context, {
    title: text[section],
    width: 'counter',
    island: 'lookup.js',
    isPrivate: true,
    body: html`<div class="lead"><h1 class="title">${text.mine}</h1></div>
<div class="tabs"><nav aria-label="${text.sections}"><ul class="tab-list">${names.map(
      (name) =>
        html`<li><a class="tab" href="${sections[name]}"${name === section && html` aria-current="page"`}>${text[name]}</a></li>`,
    )}</ul></nav><form method="post" action="/account/sign-out"><button class="link-button" type="submit">${text.signOut}</button></form></div>
${body}`,
  })
}

export function doneNotice(sentence: string | undefined): Child {
  if (sentence === undefined) return undefined
  return html`<div role="status">${notice('calm', 'check', html`<p>${sentence}</p>`)}</div>`
}

/** The field for a phone or an e-mail address, or the one for the code that was sent there. */
export function codeForm(
  view: CodeFormView,
  action: string,
  submit: string,
  text: AccountText,
  more?: Child,
): Safe {
  const fields = view.isSent
    ? html`${sentTo(view.account, text)}${codeField(text)}${more}<div class="actions actions-wide">${act('enter', submit, true)}${act('code', text.sendAgain)}</div>`
    : html`${accountField(view.account, text)}<div class="actions">${act('code', text.sendCode)}</div>`
  return html`<form method="post" action="${action}">${refusalNotice(view.refusal)}${fields}</form>`
}

function claimCard(view: MyOrdersView, text: AccountText): Safe {
  return html`<section class="card"><h2 class="heading">${text.claim}</h2>${
    view.ordersHere > 0 &&
    html`<form method="post" action="/account/claim"><div class="actions"><button class="button button-primary" type="submit" name="act" value="browser">${text.claimHere(view.ordersHere)}</button></div></form>`
  }<p class="second above">${text.claimLead}</p>${codeForm(view.claim, '/account/claim', text.claimSubmit, text)}</section>`
}

function licenseRow(license: MyLicense, text: Text, words: AccountText): Safe {
  const { status, validFrom, validUntil, awaitingDays, maxDevices, devicesUsed } = license
  const key = { kind: 'masked' as const, text: license.keyMasked }
  const shown = { label: license.name, maxDevices, validFrom, validUntil, status, key }
  const validity =
    awaitingDays === null ? validityText(shown, text) : words.startsLater(awaitingDays)
  return html`<li class="key-row"><p class="key-what">${license.name}</p><div class="key-line">${keyText(shown)}</div><p class="key-what">${validity}</p><p class="key-what">${words.devices(devicesUsed, maxDevices)}</p><p class="key-what"><a class="text-link" href="${license.url}">${words.open}</a></p></li>`
}

function moreLink(url: string | undefined, text: AccountText): Child {
  return (
    url !== undefined &&
    html`<p class="below"><a class="text-link" href="${url}">${text.more}</a></p>`
  )
}
