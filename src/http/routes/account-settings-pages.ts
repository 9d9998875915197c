// The settings of a buyer's account in the browser: one form for each thing that can be changed.

import { Type } from 'typebox'
import { sendCode } from '../../app/code/send-code.ts'
import {
  type Again,
  deleteAccount,
  setCustomerPassword,
  setCustomerReach,
} from '../../app/customer/change-account.ts'
import { endCustomerSession, endOtherCustomerSessions } from '../../app/customer/end-session.ts'
import { maskEmail, maskPhone, reachText } from '../../core/customer.ts'
import { type CustomerSession, listCustomerSessions } from '../../db/customer-sessions.ts'
import { settingsPage } from '../../pages/account-settings.ts'
import type { AgainNeeded, SettingsDone, SettingsView } from '../../pages/views-account.ts'
import { readAccount, sentenceOf, settingsUrl, whenSignedIn } from '../account-forms.ts'
import { visitorOf } from '../operator.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { signedOutCookies } from './account-pages.ts'

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
        show(call, session, { done: doneIn(call.query.done) }),
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
        const { app, body, address, lang } = call
        const account = body.account ?? ''
        try {
          const reach = readAccount(account)
          if (body.act === 'enter') {
            const proved = { reach, code: body.code ?? '' }
            await setCustomerReach(app, session, proved, againOf(call, body.password))
            return done('reach')
          }
          await sendCode(app, { purpose: 'sign-up', to: reach, address, lang })
          return await show(call, session, { reach: { isSent: true, account: reachText(reach) } })
        } catch (error) {
          const { text, status } = sentenceOf(error, lang)
          const reach = { isSent: body.act === 'enter', account, refusal: text }
          return show(call, session, { reach }, status)
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
        const { app, body, lang } = call
        try {
          const again = againOf(call, body.password)
          await setCustomerPassword(app, session, body.new_password ?? '', again)
          return done('password')
        } catch (error) {
          const { text, status } = sentenceOf(error, lang)
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
        const { app, body, lang } = call
        try {
          await deleteAccount(app, session, againOf(call, body.password))
          return goTo('/', signedOutCookies(call))
        } catch (error) {
          const { text, status } = sentenceOf(error, lang)
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

function doneIn(text: string | undefined): SettingsDone | undefined {
  return text === 'reach' || text === 'password' || text === 'ended' ? text : undefined
}
