// The form that signs buyers in, in a browser: how one is reached first, then a code or a password. Every answer is a
// whole page, so that it works without a script.

import { Type } from 'typebox'
import { sendCode } from '../../app/code/send-code.ts'
import { endCustomerSession } from '../../app/customer/end-session.ts'
import {
  type CustomerSignedIn,
  type From,
  signInByAlipay,
  signInByCode,
  signInByPassword,
  signInWithNewPassword,
} from '../../app/customer/sign-in.ts'
import { reachText } from '../../core/customer.ts'
import { accountTextOf } from '../../languages/languages.ts'
import { signInPage } from '../../pages/sign-in.ts'
import type { SignInStep, SignInView } from '../../pages/views-account.ts'
import { localPath } from '../account-addresses.ts'
import { readAccount, sentenceOf } from '../account-forms.ts'
import {
  alipayIdOf,
  goToAlipay,
  linkBack,
  linkedIn,
  nextIn,
  offersAlipay,
} from '../alipay-login.ts'
import { customerCookies, customerIn } from '../customer.ts'
import { forgottenOrders } from '../identity.ts'
import { visitorOf } from '../operator.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { type Answer, type Route, route } from '../route.ts'
import { shopIdOf } from '../shop.ts'

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))
const Form = Type.Object({
  step: Text,
  act: Text,
  account: Text,
  code: Text,
  password: Text,
  new_password: Text,
  next: Text,
})
type Form = Type.Static<typeof Form>
type FormCall = PageCall & Readonly<{ body: Form; address: string }>

export const signInPageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/sign-in',
    bodyForm: 'form',
    summary: 'The form that signs buyers in; `again=1` also for whoever is signed in',
    query: Type.Object({ next: Text, again: Text }),
    async run(call) {
      const next = localPath(call.query.next)
      if (customerIn(call.request) && call.query.again === undefined) return goTo(next)
      return show(call, { step: 'account', account: '', next })
    },
  }),
  route({
    method: 'POST',
    path: '/sign-in',
    bodyForm: 'form',
    summary: 'Sends a code, asks for a password, or signs in',
    fromOwnPage: true,
    body: Form,
    async run(call) {
      const { body, language } = call
      const step = stepIn(body.step)
      const given = { account: body.account ?? '', next: localPath(body.next) }
      try {
        if (body.act !== 'enter') return await turnTo(call, given)
        return await arrive(call, await enter(call, step), given.next)
      } catch (error) {
        const { text, status } = sentenceOf(error, language)
        return show(call, { ...given, step, refusal: text }, status)
      }
    },
  }),
  route({
    method: 'GET',
    path: '/sign-in/alipay',
    bodyForm: 'form',
    summary: "Leads on to Alipay's own sign-in",
    query: Type.Object({ next: Text }),
    errors: ['gateway_not_configured', 'rate_limited'],
    run: (call) => goToAlipay(call, { next: localPath(call.query.next) }),
  }),
  route({
    method: 'GET',
    path: '/sign-in/alipay/back',
    bodyForm: 'form',
    summary: 'Where Alipay sends a buyer back to after its sign-in',
    query: Type.Object({
      auth_code: Type.Optional(Type.String({ maxLength: 512 })),
      state: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    errors: ['rate_limited'],
    run: (call) => takeAlipayLogin(call, call.query),
  }),
]

/** Only a sign-in that was begun in this browser ends in it, so that nobody plants theirs. */
async function takeAlipayLogin(
  call: PageCall & Readonly<{ address: string }>,
  brought: Readonly<{ auth_code?: string; state?: string }>,
): Promise<Answer> {
  const { app, request, language } = call
  const session = linkedIn(app, request, brought)
  if (session) return linkBack(call, brought, session)
  const next = localPath(nextIn(request))
  const alipayId = await alipayIdOf(call, brought)
  if (alipayId === undefined) {
    const refusal = accountTextOf(language).alipayFailed
    return show(call, { step: 'account', account: '', next, refusal }, 400)
  }
  return arrive(call, await signInByAlipay(app, alipayId, fromBrowser(call)), next)
}

/** Signed in: the session this browser had ends, and it gets a new one. */
export async function arrive(
  { app, request }: PageCall,
  signedIn: CustomerSignedIn,
  next: string,
): Promise<Answer> {
  const before = customerIn(request)
  if (before) await endCustomerSession(app, before.customerId, before.sessionId)
  const forgotten = await forgottenOrders(app, request)
  return goTo(next, [...customerCookies(app, signedIn), ...forgotten])
}

export function fromBrowser({ app, request }: PageCall): From {
  return { kind: 'browser', visitor: visitorOf(app, request) }
}

/** The next half of the form, with a code on its way where it needs one. */
async function turnTo(
  call: FormCall,
  given: Pick<SignInView, 'account' | 'next'>,
): Promise<Answer> {
  const { app, body, address, language } = call
  if (body.act === 'password') return show(call, { ...given, step: 'password' })
  const to = readAccount(body.account)
  const isReset = body.act === 'reset'
  const shopId = await shopIdOf(call)
  const purpose = isReset ? 'reset' : 'sign-in'
  await sendCode(app, { purpose, to, address, lang: language, shopId })
  return show(call, { ...given, account: reachText(to), step: isReset ? 'reset' : 'code' })
}

function enter(call: FormCall, step: SignInStep): Promise<CustomerSignedIn> {
  const { app, body } = call
  const reach = readAccount(body.account)
  const { code = '', password = '', new_password: newPassword = '' } = body
  const from = fromBrowser(call)
  if (step === 'password') return signInByPassword(app, reach, password, from)
  if (step === 'reset')
    return signInWithNewPassword(app, { reach, code, newPassword, purpose: 'reset' }, from)
  return signInByCode(app, { reach, code }, from)
}

async function show(
  call: PageCall,
  view: Omit<SignInView, 'offersAlipay'>,
  status = 200,
): Promise<Answer> {
  const whole = { ...view, offersAlipay: offersAlipay(call.app) }
  return page(call, signInPage(await contextOf(call), whole), status)
}

function stepIn(step: string | undefined): SignInStep {
  return step === 'code' || step === 'password' || step === 'reset' ? step : 'account'
}
