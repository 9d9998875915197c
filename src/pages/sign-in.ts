// Signing in: one form that asks for a phone number or an e-mail address first, and then for a code or a password.

import { type AccountText, accountTextOf } from '../languages/languages.ts'
import { notice } from './elements.ts'
import { type Child, html, type Safe } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import type { PageContext } from './views.ts'
import type { SignInStep, SignInView } from './views-account.ts'

/** `GET /sign-in`, and the answers to `POST /sign-in`. */
export function signInPage(context: PageContext, view: SignInView): string {
  const text = accountTextOf(context.lang)
  return layout(context, {
    title: text.signIn,
    width: 'slip',
    island: 'lookup.js',
    isPrivate: true,
    body: html`<div class="lead"><h1 class="title">${text.signIn}</h1>${
      view.step === 'account' && html`<p class="lead-sentence">${text.signInLead}</p>`
    }</div>
<form class="card" method="post" action="/sign-in">${refusalNotice(view.refusal)}<input type="hidden" name="step" value="${view.step}"><input type="hidden" name="next" value="${view.next}">${steps[view.step](view, text)}</form>
<p class="second below">${text.guest}</p>`,
  })
}

/** What was wrong with a form, above its fields. */
export function refusalNotice(refusal: string | undefined): Child {
  if (refusal === undefined) return undefined
  return html`<div role="alert">${notice('bad', 'exclaim', html`<p>${refusal}</p>`)}</div>`
}

const steps: Readonly<Record<SignInStep, (view: SignInView, text: AccountText) => Safe>> = {
  account: (view, text) => html`${accountField(view.account, text)}
<div class="actions actions-wide">${act('code', text.sendCode, true)}${act('password', text.byPassword)}${
    view.offersAlipay &&
    html`<a class="button" href="/sign-in/alipay?next=${encodeURIComponent(view.next)}">${icon('alipay')}${text.byAlipay}</a>`
  }</div>`,
  code: (view, text) => html`${sentTo(view.account, text)}${codeField(text)}
<div class="actions actions-wide">${act('enter', text.signIn, true)}${act('code', text.sendAgain)}${act('password', text.byPassword)}</div>${leftovers(view, text)}`,
  password: (view, text) => html`${accountField(view.account, text)}
${passwordField('password', text.password, 'current-password')}
<div class="actions actions-wide">${act('enter', text.signIn, true)}${act('code', text.byCode)}</div>
<p class="below"><button class="link-button" type="submit" name="act" value="reset" formnovalidate>${text.forgot}</button></p>`,
  reset: (view, text) => html`${sentTo(view.account, text)}${codeField(text)}
${passwordField('new_password', text.newPassword, 'new-password', text.passwordHint)}
<div class="actions actions-wide">${act('enter', text.setAndEnter, true)}${act('reset', text.sendAgain)}</div>${leftovers(view, text)}`,
}

/** A button that says what the form is sent for; only entering needs every field. */
export function act(value: string, word: string, isPrimary = false): Safe {
  return html`<button class="button${isPrimary && ' button-primary'}" type="submit" name="act" value="${value}"${
    value !== 'enter' && html` formnovalidate`
  }>${word}</button>`
}

export function accountField(account: string, text: AccountText): Safe {
  return html`<div class="field"><label class="label" for="account">${text.account}</label>
<input class="input" id="account" name="account" type="text" required maxlength="254" autocomplete="username" autocapitalize="none" spellcheck="false" value="${account}"></div>`
}

export function codeField(text: AccountText): Safe {
  return html`<div class="field"><label class="label" for="code">${text.code}</label>
<input class="input code" id="code" name="code" type="text" required maxlength="40" inputmode="numeric" autocomplete="one-time-code" spellcheck="false"></div>`
}

export function passwordField(
  name: 'password' | 'new_password',
  label: string,
  autocomplete: 'current-password' | 'new-password',
  hint?: string,
): Safe {
  return html`<div class="field"><label class="label" for="${name}">${label}</label>
<input class="input" id="${name}" name="${name}" type="password" required maxlength="256" autocomplete="${autocomplete}"${
    hint !== undefined && html` aria-describedby="${name}-hint"`
  }>${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`
}

/** Where a code went; the address itself travels on in the form. */
export function sentTo(account: string, text: AccountText): Safe {
  return html`<p class="sent">${text.sentTo(account)}</p><input type="hidden" name="account" value="${account}">`
}

function leftovers({ next }: SignInView, text: AccountText): Safe {
  return html`<p class="second below">${text.noneCame}</p><p class="below"><a class="text-link" href="/sign-in?next=${encodeURIComponent(next)}">${text.another}</a></p>`
}
