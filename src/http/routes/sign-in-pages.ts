// The form that signs buyers in, in a browser: how one is reached first, then a code or a password. Every answer is a
// whole page, so that it works without a script.

import { Type } from 'typebox'
import { type App, defaultChannel } from '../../app/app.ts'
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
import { takeCall } from '../../app/limits.ts'
import { impatientMs } from '../../app/payment/query-payment.ts'
import { reachText } from '../../core/customer.ts'
import { Refusal } from '../../errors.ts'
import { signInPage } from '../../pages/sign-in.ts'
import { accountTextOf } from '../../pages/text/text.ts'
import type { SignInStep, SignInView } from '../../pages/views-account.ts'
import { accountUrl, localPath, readAccount, sentenceOf } from '../account-forms.ts'
import { customerCookies, customerIn } from '../customer.ts'
import { visitorOf } from '../operator.ts'
import { contextOf, goTo, type PageCall, page } from '../page-answer.ts'
import { beginLogin, endsLogin } from '../payer.ts'
import { type Answer, type Route, route } from '../route.ts'

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
      const { body, lang } = call
      const step = stepIn(body.step)
      const given = { account: body.account ?? '', next: localPath(body.next) }
      try {
        if (body.act !== 'enter') return await turnTo(call, given)
        return await arrive(call, await enter(call, step), given.next)
      } catch (error) {
        const { text, status } = sentenceOf(error, lang)
        return show(call, { ...given, step, refusal: text }, status)
      }
    },
  }),
  route({
    method: 'GET',
    path: '/sign-in/alipay',
    bodyForm: 'form',
    summary: "Leads on to Alipay's own sign-in",
    errors: ['gateway_not_configured', 'rate_limited'],
    async run({ app, address }) {
      const login = alipayLogin(app)
      if (!login) throw new Refusal('gateway_not_configured')
      await takeCall(app, 'pay', [address])
      const { state, cookie } = beginLogin(app, alipayPurpose)
      return goTo(login.url(`${app.publicUrl()}/sign-in/alipay/back`, state), [cookie])
    },
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

/** Keeps a sign-in apart from a payer's login for an order. */
const alipayPurpose = 'sign-in'

function alipayLogin(app: App) {
  return defaultChannel(app, 'alipay')?.gateway.signIn
}

/** Only a sign-in that was begun in this browser ends in it, so that nobody plants theirs. */
async function takeAlipayLogin(
  call: PageCall & Readonly<{ address: string }>,
  { auth_code: code, state = '' }: Readonly<{ auth_code?: string; state?: string }>,
): Promise<Answer> {
  const { app, request, address, lang } = call
  const login = alipayLogin(app)
  const failed = () => {
    const refusal = accountTextOf(lang).alipayFailed
    return show(call, { step: 'account', account: '', next: accountUrl, refusal }, 400)
  }
  if (!login || code === undefined || !endsLogin(app, request, alipayPurpose, state))
    return failed()
  await takeCall(app, 'pay', [address])
  const known = await login.openid(code, impatientMs * 2)
  if (known.outcome !== 'known') {
    app.log.warn('alipay_sign_in_failed', { answer: known })
    return failed()
  }
  return arrive(call, await signInByAlipay(app, known.openid, fromBrowser(call)), accountUrl)
}

/** Signed in: the session this browser had ends, and it gets a new one. */
export async function arrive(
  { app, request }: PageCall,
  signedIn: CustomerSignedIn,
  next: string,
): Promise<Answer> {
  const before = customerIn(request)
  if (before) await endCustomerSession(app, before.customerId, before.sessionId)
  return goTo(next, customerCookies(app, signedIn))
}

export function fromBrowser({ app, request }: PageCall): From {
  return { kind: 'browser', visitor: visitorOf(app, request) }
}

/** The next half of the form, with a code on its way where it needs one. */
async function turnTo(
  call: FormCall,
  given: Pick<SignInView, 'account' | 'next'>,
): Promise<Answer> {
  const { app, body, address, lang } = call
  if (body.act === 'password') return show(call, { ...given, step: 'password' })
  const to = readAccount(body.account)
  const isReset = body.act === 'reset'
  await sendCode(app, { purpose: isReset ? 'reset' : 'sign-in', to, address, lang })
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
  const offersAlipay = alipayLogin(call.app) !== undefined
  return page(call, signInPage(await contextOf(call), { ...view, offersAlipay }), status)
}

function stepIn(step: string | undefined): SignInStep {
  return step === 'code' || step === 'password' || step === 'reset' ? step : 'account'
}
