// The settings of a buyer's account in the browser: one form for each thing that can be changed.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { sendCode } from '../../app/code/send-code.ts'
import {
  type Again,
  deleteAccount,
  setCustomerPassword,
} from '../../app/customer/change-account.ts'
import { endCustomerSession, endOtherCustomerSessions } from '../../app/customer/end-session.ts'
import { setCustomerReach, unlinkAlipay } from '../../app/customer/link-account.ts'
import { maskEmail, maskPhone, reachText } from '../../core/customer.ts'
import { type CustomerSession, listCustomerSessions } from '../../db/customer-sessions.ts'
import { messageOf } from '../../errors.ts'
import { accountTextOf } from '../../languages/languages.ts'
import { settingsPage } from '../../pages/account-settings.ts'
import type { AgainNeeded, SettingsDone, SettingsView } from '../../pages/views-account.ts'
import { settingsUrl } from '../account-addresses.ts'
import { readAccount, sentenceOf, whenSignedIn } from '../account-forms.ts'
import { goToAlipay, offersAlipay } from '../alipay-login.ts'
import { customerCookies } from '../customer.ts'
import { visitorOf } from '../operator.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { shopIdOf } from '../shop.ts'
import { signedOutCookies } from './account-pages.ts'
import { fromBrowser } from './sign-in-pages.ts'

const Text = Type.Optional(Type.String({ maxLength: 300 }))

export const accountSettingsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: settingsUrl,
    bodyForm: 'form',
    summary: 'The settings of an account',
    query: Type.Object({ done: Text }),
    run: (call) =>
      whenSignedIn(call, settingsUrl, (session) =>
        show(call, session, toldIn(call, call.query.done)),
      ),
  }),
  route({
    method: 'POST',
    path: `${settingsUrl}/reach`,
    bodyForm: 'form',
    summary: 'Another phone or e-mail address: sends a code there, then takes it',
    fromOwnPage: true,
    body: Type.Object({ act: Text, account: Text, code: Text, password: Text }),
    run: (call) =>
      whenSignedIn(call, settingsUrl, async (session) => {
        const { app, body, address, language } = call
        const account = body.account ?? ''
        try {
          const reach = readAccount(account)
          if (body.act === 'enter') {
            const proved = { reach, code: body.code ?? '' }
            const again = againOf(call, body.password)
            const joined = await setCustomerReach(app, session, proved, again, fromBrowser(call))
            return joined
              ? goTo(`${settingsUrl}?done=joined`, customerCookies(app, joined))
              : done('reach')
          }
          const shopId = await shopIdOf(call)
          await sendCode(app, { purpose: 'sign-up', to: reach, address, lang: language, shopId })
          return await show(call, session, { reach: { isSent: true, account: reachText(reach) } })
        } catch (error) {
          const { text, status } = sentenceOf(error, language)
          const reach = { isSent: body.act === 'enter', account, refusal: text }
          return show(call, session, { reach }, status)
        }
      }),
  }),
  route({
    method: 'GET',
    path: `${settingsUrl}/alipay`,
    bodyForm: 'form',
    summary:
      "Leads on to Alipay's own sign-in, to link it; whoever signed in a while ago does so anew first",
    errors: ['gateway_not_configured', 'rate_limited'],
    run: (call) =>
      whenSignedIn(call, settingsUrl, async (session) => {
        if (session.hasAlipay) return goTo(settingsUrl)
        if (!session.isFresh) return goTo(`/sign-in?again=1&next=${settingsUrl}`)
        return goToAlipay(call, { session })
      }),
  }),
  route({
    method: 'POST',
    path: `${settingsUrl}/alipay/unlink`,
    bodyForm: 'form',
    summary: 'Alipay signs in no more; signs out everywhere else',
    fromOwnPage: true,
    body: Type.Object({ password: Text }),
    run: (call) =>
      whenSignedIn(call, settingsUrl, async (session) => {
        const { app, body, language } = call
        try {
          await unlinkAlipay(app, session, againOf(call, body.password))
          return done('unlinked')
        } catch (error) {
          const { text, status } = sentenceOf(error, language)
          return show(call, session, { alipayRefusal: text }, status)
        }
      }),
  }),
  route({
    method: 'POST',
    path: `${settingsUrl}/password`,
    bodyForm: 'form',
    summary: 'Sets another password; signs out everywhere else',
    fromOwnPage: true,
    body: Type.Object({ password: Text, new_password: Text }),
    run: (call) =>
      whenSignedIn(call, settingsUrl, async (session) => {
        const { app, body, language } = call
        try {
          const again = againOf(call, body.password)
          await setCustomerPassword(app, session, body.new_password ?? '', again)
          return done('password')
        } catch (error) {
          const { text, status } = sentenceOf(error, language)
          return show(call, session, { passwordRefusal: text }, status)
        }
      }),
  }),
  route({
    method: 'POST',
    path: `${settingsUrl}/end`,
    bodyForm: 'form',
    summary: 'Ends one session, or all but this one',
    fromOwnPage: true,
    body: Type.Object({ session_id: Text, others: Text }),
    errors: ['session_not_found'],
    run: (call) =>
      whenSignedIn(call, settingsUrl, async ({ customerId, sessionId }) => {
        const { app, body } = call
        if (body.session_id === undefined)
          await endOtherCustomerSessions(app, customerId, sessionId)
        else await endCustomerSession(app, customerId, body.session_id)
        return done('ended')
      }),
  }),
  route({
    method: 'POST',
    path: `${settingsUrl}/delete`,
    bodyForm: 'form',
    summary: 'Deletes the account; orders and licences stay',
    fromOwnPage: true,
    body: Type.Object({ password: Text }),
    run: (call) =>
      whenSignedIn(call, settingsUrl, async (session) => {
        const { app, body, language } = call
        try {
          // Asked before: afterwards the orders are nobody's.
          const cookies = await signedOutCookies(call)
          await deleteAccount(app, session, againOf(call, body.password))
          return goTo('/', cookies)
        } catch (error) {
          const { text, status } = sentenceOf(error, language)
          return show(call, session, { deleteRefusal: text }, status)
        }
      }),
  }),
]

async function show(
  call: PageCall,
  session: CustomerSession,
  told: Partial<SettingsView>,
  status = 200,
): Promise<Answer> {
  const { app } = call
  const { customerId, phone, email, hasPassword } = session
  const sessions = await listCustomerSessions(app.db, app.merchantId, customerId)
  const view: SettingsView = {
    phone: phone === null ? null : maskPhone(phone),
    email: email === null ? null : maskEmail(email),
    hasPassword,
    alipay: alipayOf(app, session),
    again: againNeeded(session),
    reach: { isSent: false, account: '' },
    sessions: sessions.map((one) => ({ ...one, isThis: one.sessionId === session.sessionId })),
    ...told,
  }
  return page(call, settingsPage(await contextOf(call), view), status)
}

function againNeeded({ isFresh, hasPassword }: CustomerSession): AgainNeeded {
  if (isFresh) return 'nothing'
  return hasPassword ? 'password' : 'sign-in'
}

function againOf({ app, request }: PageCall, password: string | undefined): Again {
  return { password: password || undefined, place: visitorOf(app, request) }
}

function done(what: SettingsDone): Answer {
  return goTo(`${settingsUrl}?done=${what}`)
}

const everyDone: readonly SettingsDone[] = [
  'reach',
  'joined',
  'password',
  'alipay',
  'unlinked',
  'ended',
]

function toldIn({ language }: PageCall, what: string | undefined): Partial<SettingsView> {
  if (what === 'alipay-failed') return { alipayRefusal: accountTextOf(language).alipayFailed }
  if (what === 'alipay-taken') return { alipayRefusal: messageOf('alipay_taken', language) }
  return { done: everyDone.find((one) => one === what) }
}

/** Nothing to link where the shop has no sign-in by Alipay; one that was linked can be unlinked all the same. */
function alipayOf(app: App, { hasAlipay, phone, email }: CustomerSession): SettingsView['alipay'] {
  if (!hasAlipay) return offersAlipay(app) ? 'none' : 'unavailable'
  return phone === null && email === null ? 'only' : 'linked'
}
