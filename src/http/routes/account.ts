// Accounts of buyers, for programs: signing in with a code or a password, what is theirs, and what they change.

import { Type } from 'typebox'
import { sendCode } from '../../app/code/send-code.ts'
import {
  type Again,
  deleteAccount,
  setCustomerPassword,
} from '../../app/customer/change-account.ts'
import { claimByCode, claimByToken } from '../../app/customer/claim-orders.ts'
import { endCustomerSession, endOtherCustomerSessions } from '../../app/customer/end-session.ts'
import { setCustomerReach } from '../../app/customer/link-account.ts'
import {
  type CustomerSignedIn,
  signInByCode,
  signInByPassword,
  signInWithNewPassword,
} from '../../app/customer/sign-in.ts'
import { foldEmail, type Reach } from '../../core/customer.ts'
import { foldOrderNumber } from '../../core/ids.ts'
import { parsePhone } from '../../core/order.ts'
import { formatShanghai } from '../../core/time.ts'
import { listCustomerSessions } from '../../db/customer-sessions.ts'
import { type ErrorCode, Refusal } from '../../errors.ts'
import { nothing } from '../console-route.ts'
import { customerOf } from '../customer.ts'
import { visitorOf } from '../operator.ts'
import { type Answer, type Call, ok, type Route, route } from '../route.ts'
import { shopIdOf } from '../shop.ts'

const path = '/api/v1/user/account'
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Code = Type.String({ minLength: 1, maxLength: 40 })
const Password = Type.String({ minLength: 1, maxLength: 256 })
/** Exactly one of the two. */
const reach = {
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
}
const closed = { additionalProperties: false }
const SignedInReply = Type.Object({
  token: Type.String({ description: 'for Authorization: Bearer; told once, good for 30 days' }),
  account_id: Type.String(),
})
const codeErrors: readonly ErrorCode[] = ['invalid_request', 'code_wrong', 'code_over']
const againErrors: readonly ErrorCode[] = ['sign_in_again', 'credentials_wrong', 'rate_limited']

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'app' | 'request'>

export const accountRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: `${path}/codes`,
    summary: 'Send a one-time code; the answer is the same whether or not there is an account',
    body: Type.Object(
      {
        ...reach,
        purpose: Type.Union(
          ['sign-in', 'sign-up', 'reset', 'claim'].map((one) => Type.Literal(one as 'sign-in')),
          {
            description:
              'sign-up also for a phone or e-mail address to be added; claim for its orders',
          },
        ),
      },
      closed,
    ),
    reply: Type.Object({ pause_seconds: Type.Integer(), life_seconds: Type.Integer() }),
    errors: ['invalid_request', 'rate_limited', 'code_unavailable'],
    async run(call) {
      const { app, body, address, language } = call
      const to = readReach(body)
      const shopId = await shopIdOf(call)
      const sent = await sendCode(app, {
        purpose: body.purpose,
        to,
        address,
        lang: language,
        shopId,
      })
      const data = { pause_seconds: sent.pauseSeconds, life_seconds: sent.lifeSeconds }
      return ok('codeSent', data)
    },
  }),
  route({
    method: 'POST',
    path: `${path}/sign-in`,
    summary: 'Sign in with a code, which makes the account where there is none, or a password',
    body: Type.Object(
      { ...reach, code: Type.Optional(Code), password: Type.Optional(Password) },
      closed,
    ),
    reply: SignedInReply,
    errors: [...codeErrors, 'credentials_wrong', 'rate_limited'],
    async run({ app, body, request }) {
      const to = readReach(body)
      const { code, password } = body
      const from = fromProgram({ app, request })
      if ((code === undefined) === (password === undefined))
        throw new Refusal('invalid_request', { field: 'code' })
      return signedIn(
        code !== undefined
          ? await signInByCode(app, { reach: to, code }, from)
          : await signInByPassword(app, to, password ?? '', from),
      )
    },
  }),
  ...(['sign-up', 'reset'] as const).map((purpose) =>
    route({
      method: 'POST',
      path: `${path}/${purpose}`,
      summary: 'Sign in with a code and set a password, which signs out everywhere else',
      body: Type.Object({ ...reach, code: Code, new_password: Password }, closed),
      reply: SignedInReply,
      errors: [...codeErrors, 'credentials_wrong'],
      async run({ app, body, request }) {
        const { code, new_password: newPassword } = body
        const asked = { reach: readReach(body), code, newPassword, purpose }
        return signedIn(await signInWithNewPassword(app, asked, fromProgram({ app, request })))
      },
    }),
  ),
  route({
    method: 'GET',
    path,
    summary: 'The account that is signed in',
    caller: 'customer',
    reply: Type.Object({
      account_id: Type.String(),
      phone: Nullable(Type.String()),
      email: Nullable(Type.String()),
      has_password: Type.Boolean(),
    }),
    errors: ['unauthorized'],
    async run({ request }) {
      const { customerId, phone, email, hasPassword } = customerOf(request)
      return ok('found', { account_id: customerId, phone, email, has_password: hasPassword })
    },
  }),
  route({
    method: 'POST',
    path: `${path}/password`,
    summary: 'Set another password; signs out everywhere else',
    caller: 'customer',
    body: Type.Object({ password: Type.Optional(Password), new_password: Password }, closed),
    reply: nothing,
    errors: ['unauthorized', 'invalid_request', ...againErrors],
    async run({ app, request, body }) {
      const again = againOf({ app, request }, body.password)
      await setCustomerPassword(app, customerOf(request), body.new_password, again)
      return ok('passwordChanged', {})
    },
  }),
  route({
    method: 'POST',
    path: `${path}/reach`,
    summary: 'Another phone or e-mail address, proved by a code; its orders come with it',
    caller: 'customer',
    body: Type.Object({ ...reach, code: Code, password: Type.Optional(Password) }, closed),
    reply: nothing,
    errors: ['unauthorized', 'reach_taken', ...codeErrors, ...againErrors],
    async run({ app, request, body }) {
      const proved = { reach: readReach(body), code: body.code }
      const again = againOf({ app, request }, body.password)
      await setCustomerReach(app, customerOf(request), proved, again)
      return ok('saved', {})
    },
  }),
  route({
    method: 'POST',
    path: `${path}/claim`,
    summary: 'Make guest orders ours: one by its token, or all of a phone or e-mail by a code',
    caller: 'customer',
    body: Type.Object(
      {
        ...reach,
        code: Type.Optional(Code),
        order_number: Type.Optional(Type.String({ maxLength: 64 })),
        access_token: Type.Optional(Type.String({ maxLength: 128 })),
      },
      closed,
    ),
    reply: Type.Object({ claimed: Type.Integer() }),
    errors: ['unauthorized', 'order_not_found', 'conflict', ...codeErrors],
    async run({ app, request, body }) {
      const session = customerOf(request)
      if (body.order_number !== undefined) {
        const number = foldOrderNumber(body.order_number)
        await claimByToken(app, session, number, body.access_token ?? '')
        return ok('ordersClaimed', { claimed: 1 })
      }
      const proved = { reach: readReach(body), code: body.code ?? '' }
      return ok('ordersClaimed', { claimed: await claimByCode(app, session, proved) })
    },
  }),
  route({
    method: 'POST',
    path: `${path}/delete`,
    summary: 'Delete the account; orders and licences stay, and are found by number and phone',
    caller: 'customer',
    body: Type.Object({ password: Type.Optional(Password) }, closed),
    reply: nothing,
    errors: ['unauthorized', 'invalid_request', ...againErrors],
    async run({ app, request, body }) {
      await deleteAccount(app, customerOf(request), againOf({ app, request }, body.password))
      return ok('accountDeleted', {})
    },
  }),
  route({
    method: 'GET',
    path: `${path}/sessions`,
    summary: 'Where the account is signed in',
    caller: 'customer',
    reply: Type.Object({
      sessions: Type.Array(
        Type.Object({
          session_id: Type.String(),
          kind: Type.Union([Type.Literal('browser'), Type.Literal('program')]),
          current: Type.Boolean(),
          created_at: Type.String(),
          seen_at: Type.String(),
          address: Type.String(),
          user_agent: Type.String(),
        }),
      ),
    }),
    errors: ['unauthorized'],
    async run({ app, request }) {
      const { customerId, sessionId } = customerOf(request)
      const all = await listCustomerSessions(app.db, app.merchantId, customerId)
      const sessions = all.map((one) => ({
        session_id: one.sessionId,
        kind: one.kind,
        current: one.sessionId === sessionId,
        created_at: formatShanghai(one.createdAt),
        seen_at: formatShanghai(one.seenAt),
        address: one.address,
        user_agent: one.userAgent,
      }))
      return ok('found', { sessions })
    },
  }),
  route({
    method: 'POST',
    path: `${path}/sessions/end`,
    summary: 'Sign out: one session, or all but this one; without either, this one',
    caller: 'customer',
    body: Type.Object(
      {
        session_id: Type.Optional(Type.String({ maxLength: 64 })),
        others: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    reply: nothing,
    errors: ['unauthorized', 'session_not_found', 'invalid_request'],
    async run({ app, request, body }) {
      const { customerId, sessionId } = customerOf(request)
      if (body.others === true) await endOtherCustomerSessions(app, customerId, sessionId)
      else await endCustomerSession(app, customerId, body.session_id ?? sessionId)
      return ok('signedOut', {})
    },
  }),
]

function signedIn({ token, customerId }: CustomerSignedIn): Answer {
  return ok('signedIn', { token, account_id: customerId })
}

/** Programs keep the token themselves: they get no cookie that a page could borrow. */
function fromProgram({ app, request }: AnyCall) {
  return { kind: 'program' as const, visitor: visitorOf(app, request) }
}

function againOf({ app, request }: AnyCall, password: string | undefined): Again {
  return { password, place: visitorOf(app, request) }
}

function readReach(body: Readonly<{ phone?: string; email?: string }>): Reach {
  if (body.phone !== undefined && body.email !== undefined)
    throw new Refusal('invalid_request', { field: 'email' })
  if (body.email !== undefined) {
    const email = foldEmail(body.email)
    if (email === undefined) throw new Refusal('invalid_request', { field: 'email' })
    return { email }
  }
  const phone = parsePhone(body.phone ?? '')
  if (phone === undefined) throw new Refusal('invalid_request', { field: 'phone' })
  return { phone }
}
