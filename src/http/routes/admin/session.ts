// Signing in to the console, step by step, and out again.

import { Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { setNewPassword } from '../../../app/people/change-password.ts'
import { findSignedIn } from '../../../app/people/find-signed-in.ts'
import { enterSecondFactor, signIn } from '../../../app/people/sign-in.ts'
import { signOut } from '../../../app/people/sign-out.ts'
import { stepUp } from '../../../app/people/step-up.ts'
import { rightsOf, roles } from '../../../core/rights.ts'
import { formatShanghai } from '../../../core/time.ts'
import type { Session } from '../../../db/operator-sessions.ts'
import { findOperator } from '../../../db/operators.ts'
import { Refusal } from '../../../errors.ts'
import { consoleRoute, nothing, textOrNull } from '../../console-route.ts'
import { sessionToken, signOutCookie, visitorOf } from '../../operator.ts'
import { type Call, ok, type Route, route } from '../../route.ts'
import {
  RaisedReply,
  raisedAnswer,
  SessionState,
  StateReply,
  signedInAnswer,
} from './session-answers.ts'

const path = '/api/v1/admin/session'
const Code = Type.String({ minLength: 6, maxLength: 30 })
const Password = Type.String({ minLength: 1, maxLength: 128 })

const SessionReply = Type.Object({
  state: SessionState,
  operator_id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Type.Union(roles.map((role) => Type.Literal(role))),
  rights: Type.Array(Type.String()),
  raised_until: textOrNull,
  factors: Type.Object({
    totp: Type.Boolean(),
    passkeys: Type.Integer(),
    recovery_codes_left: Type.Integer(),
  }),
})

export const sessionRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path,
    summary: 'Sign in with a password; the state says what is still missing',
    body: Type.Object(
      { email: Type.String({ minLength: 1, maxLength: 255 }), password: Password },
      { additionalProperties: false },
    ),
    reply: StateReply,
    errors: ['sign_in_failed', 'rate_limited', 'forbidden', 'invalid_request'],
    async run({ app, body, request }) {
      const { email, password } = body
      return signedInAnswer(app, await signIn(app, email, password, visitorOf(app, request)))
    },
  }),
  route({
    method: 'POST',
    path: `${path}/second-factor`,
    summary: 'The second step: a one-time code or a recovery code',
    body: Type.Object({ code: Code }, { additionalProperties: false }),
    reply: StateReply,
    errors: ['unauthorized', 'code_wrong', 'rate_limited', 'forbidden', 'invalid_request'],
    async run(call) {
      const { app, body, request } = call
      const session = await sessionOf(call)
      const visitor = visitorOf(app, request)
      return signedInAnswer(app, await enterSecondFactor(app, session, body.code, visitor))
    },
  }),
  route({
    method: 'POST',
    path: `${path}/password`,
    summary: "Put a password of one's own in place of a one-time password or the present one",
    body: Type.Object(
      { password: Password, new_password: Password },
      { additionalProperties: false },
    ),
    reply: StateReply,
    errors: ['unauthorized', 'sign_in_failed', 'rate_limited', 'forbidden', 'invalid_request'],
    async run(call) {
      const { app, body, request } = call
      const session = await sessionOf(call)
      const words = { password: body.password, next: body.new_password }
      return signedInAnswer(app, await setNewPassword(app, session, words, visitorOf(app, request)))
    },
  }),
  route({
    method: 'GET',
    path,
    summary: 'Who is signed in, and what they may do',
    reply: SessionReply,
    errors: ['unauthorized'],
    async run(call) {
      const session = await sessionOf(call)
      return ok({ zh: '已登录', en: 'Signed in' }, await sessionData(call.app, session))
    },
  }),
  route({
    method: 'POST',
    path: `${path}/sign-out`,
    summary: 'Sign out',
    reply: nothing,
    errors: ['forbidden'],
    async run({ app, request }) {
      const session = await findSignedIn(app, sessionToken(app, request))
      if (session) await signOut(app, session, visitorOf(app, request))
      return ok({ zh: '已退出登录', en: 'Signed out' }, {}, [signOutCookie(app)])
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/step-up`,
    summary:
      'Prove again who is calling, for ten minutes: by code, or by password where no factor is set up',
    body: Type.Object(
      { code: Type.Optional(Code), password: Type.Optional(Password) },
      { additionalProperties: false },
    ),
    reply: RaisedReply,
    errors: ['code_wrong', 'rate_limited', 'invalid_request'],
    async run({ app, body, operator, request }) {
      return raisedAnswer(app, await stepUp(app, operator, body, visitorOf(app, request)))
    },
  }),
]

/** The session of a browser that is signed in or on its way. Throws unauthorized. */
async function sessionOf({
  app,
  request,
}: Pick<Call<unknown, unknown, unknown>, 'app' | 'request'>): Promise<Session> {
  const session = await findSignedIn(app, sessionToken(app, request))
  if (!session) throw new Refusal('unauthorized')
  return session
}

/** Whoever has only half proved who they are is told no more than what is missing. */
async function sessionData(app: App, session: Session) {
  const { state, operatorId, email, name, role } = session
  const operator = await findOperator(app.db, app.merchantId, operatorId)
  const isOpen = state === 'open'
  const raisedUntil = session.isRaised ? session.raisedUntil : null
  return {
    state,
    operator_id: operatorId,
    email,
    name,
    role,
    rights: isOpen ? rightsOf(role) : [],
    raised_until: raisedUntil === null ? null : formatShanghai(raisedUntil),
    factors: {
      totp: operator?.totpSealed != null,
      passkeys: operator?.passkeys ?? 0,
      recovery_codes_left: operator?.recoveryCodesLeft ?? 0,
    },
  }
}
