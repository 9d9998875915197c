// The settings of a buyer's account: how one is reached, the password, where one is signed in, and the end of it.

import { type AccountText, accountTextOf, type Text, textOf } from '../languages/languages.ts'
import { accountPage, codeForm, doneNotice } from './account.ts'
import { facts, moment } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { passwordField, refusalNotice } from './sign-in.ts'
import type { PageContext } from './views.ts'
import type { AgainNeeded, SessionView, SettingsView } from './views-account.ts'

/** `GET /account/settings`, and the answers to its forms that were refused. */
export function settingsPage(context: PageContext, view: SettingsView): string {
  const text = accountTextOf(context.lang)
  return accountPage(
    context,
    'settings',
    html`${doneNotice(view.done && text.done[view.done])}<div class="counter"><div class="counter-main">${reachCard(view, text)}${alipayCard(view, text)}${passwordCard(view, text)}</div>
<div class="counter-side">${sessionsCard(view.sessions, textOf(context.lang), text)}${removeCard(view, text)}</div></div>`,
  )
}

function reachCard(view: SettingsView, text: AccountText): Safe {
  const form = () =>
    codeForm(
      view.reach,
      '/account/settings/reach',
      text.reachSubmit,
      text,
      view.again === 'password' && present('reach-password', text),
    )
  return html`<section class="card"><h2 class="heading">${text.reach}</h2>${facts([
    { name: text.phone, value: view.phone ?? text.none },
    { name: text.email, value: view.email ?? text.none },
  ])}<p class="second above">${text.reachLead}</p>${onlyAfter(view.again, text, form)}</section>`
}

function alipayCard(view: SettingsView, text: AccountText): Child {
  const { alipay, alipayRefusal, again } = view
  if (alipay === 'unavailable') return undefined
  const words = text.alipay
  const lead = alipay === 'none' ? words.lead : alipay === 'only' ? words.only : words.linked
  return html`<section class="card"><h2 class="heading">${words.title}</h2>${refusalNotice(alipayRefusal)}<p class="second">${lead}</p>${
    alipay === 'none'
      ? onlyAfter(again === 'nothing' ? again : 'sign-in', text, () => linkStep(words))
      : alipay === 'linked' && onlyAfter(again, text, () => unlinkForm(again, text))
  }</section>`
}

function linkStep(words: AccountText['alipay']): Safe {
  return html`<div class="actions"><a class="button" href="/account/settings/alipay">${icon('alipay')}${words.link}</a></div>`
}

function unlinkForm(again: AgainNeeded, text: AccountText): Safe {
  return html`<form method="post" action="/account/settings/alipay/unlink">${
    again === 'password' && present('alipay-password', text)
  }<div class="actions"><button class="button" type="submit">${text.alipay.unlink}</button></div></form>`
}

function passwordCard(view: SettingsView, text: AccountText): Safe {
  const { hasPassword, again, passwordRefusal } = view
  const form =
    () => html`<form method="post" action="/account/settings/password">${refusalNotice(passwordRefusal)}${
      again === 'password' && passwordField('password', text.presentPassword, 'current-password')
    }${passwordField('new_password', text.newPassword, 'new-password', text.passwordHint)}
<p class="second above">${text.passwordEnds}</p><div class="actions"><button class="button" type="submit">${text.passwordSubmit}</button></div></form>`
  return html`<section class="card"><h2 class="heading">${hasPassword ? text.changePassword : text.setPassword}</h2>${onlyAfter(again, text, form)}</section>`
}

function sessionsCard(sessions: readonly SessionView[], words: Text, text: AccountText): Safe {
  return html`<section class="card"><h2 class="heading">${text.sessions}</h2><ul class="session-list">${sessions.map(
    (one) =>
      html`<li class="session"><div class="session-words"><p>${deviceName(one, text)}${
        one.isThis && html` <span class="pill pill-good"><span>${text.thisOne}</span></span>`
      }</p><p class="small second">${one.address} · ${text.seen} ${moment(one.seenAt, words)}</p></div>${
        !one.isThis &&
        html`<form method="post" action="/account/settings/end"><button class="link-button" type="submit" name="session_id" value="${one.sessionId}">${text.end}</button></form>`
      }</li>`,
  )}</ul>${
    sessions.length > 1 &&
    html`<form method="post" action="/account/settings/end"><div class="actions"><button class="button" type="submit" name="others" value="1">${text.endOthers}</button></div></form>`
  }</section>`
}

function removeCard(view: SettingsView, text: AccountText): Safe {
  const form = () =>
    html`<form method="post" action="/account/settings/delete">${refusalNotice(view.deleteRefusal)}${
      view.again === 'password' && present('delete-password', text)
    }<div class="actions"><button class="button" type="submit">${text.removeSubmit}</button></div></form>`
  const isOpen = view.deleteRefusal !== undefined
  return html`<section class="card"><details class="help remove"${isOpen && html` open`}><summary>${text.remove}</summary><p class="second">${text.removeLead}</p>${onlyAfter(view.again, text, form)}</details></section>`
}

/** A field of its own name on the page, but not in the form it is sent with. */
function present(id: string, text: AccountText): Safe {
  return html`<div class="field"><label class="label" for="${id}">${text.presentPassword}</label>
<input class="input" id="${id}" name="password" type="password" required maxlength="256" autocomplete="current-password"></div>`
}

function onlyAfter(again: AgainNeeded, text: AccountText, form: () => Safe): Child {
  if (again !== 'sign-in') return form()
  return html`<p>${text.signInAgain} <a class="text-link" href="/sign-in?again=1&amp;next=/account/settings">${text.signInAgainLink}</a></p>`
}

/** The browser and its system, as far as they say; programs name themselves. */
function deviceName({ kind, userAgent }: SessionView, text: AccountText): string {
  if (kind === 'program') return `${text.program} ${userAgent.slice(0, 40)}`.trim()
  const browser = /MicroMessenger|Alipay|Edg|Firefox|Chrome|Safari/.exec(userAgent)?.[0]
  const system = /iPhone|iPad|Android|Windows|Mac OS|Linux/.exec(userAgent)?.[0]
  return [browser?.replace('Edg', 'Edge') ?? text.browser, system].filter(Boolean).join(' · ')
}
