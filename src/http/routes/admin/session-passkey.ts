// Passkeys at the door: signing in with one, and proving again who is signed in.

import { Type } from 'typebox'
import {
  askSignIn,
  askStepUp,
  signInByPasskey,
  stepUpByPasskey,
} from '../../../app/people/passkey.ts'
import { consoleRoute, nothing } from '../../console-route.ts'
import { pageOrigin, visitorOf } from '../../operator.ts'
import { ok, type Route, route } from '../../route.ts'
import { RaisedReply, raisedAnswer, StateReply, signedInAnswer } from './session-answers.ts'

const path = '/api/v1/admin/session'
/** As the browser's WebAuthn speaks; read by the library that verifies it. */
const Anything = Type.Object({}, { additionalProperties: true })
const Response = Type.Object({ response: Anything }, { additionalProperties: false })
const confirmWords = { zh: '请在设备上确认', en: 'Please confirm on your device' }

export const sessionPasskeyRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: `${path}/passkey/options`,
    summary: 'What the browser is asked in order to sign in with a passkey',
    body: nothing,
    reply: Anything,
    errors: ['forbidden', 'rate_limited'],
    async run({ app, request, address }) {
      return ok(confirmWords, await askSignIn(app, pageOrigin(app, request), address))
    },
  }),
  route({
    method: 'POST',
    path: `${path}/passkey`,
    summary: 'Sign in with a passkey, which is both steps at once',
    body: Response,
    reply: StateReply,
    errors: ['passkey_refused', 'forbidden', 'invalid_request'],
    async run({ app, body, request }) {
      const origin = pageOrigin(app, request)
      const visitor = visitorOf(app, request)
      return signedInAnswer(app, await signInByPasskey(app, body.response, origin, visitor))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/step-up/passkey/options`,
    summary: 'What the browser is asked in order to prove again who is calling',
    body: nothing,
    reply: Anything,
    errors: ['passkey_not_found'],
    async run({ app, operator, request }) {
      return ok(confirmWords, await askStepUp(app, operator, pageOrigin(app, request)))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/step-up/passkey`,
    summary: 'Prove again who is calling, for ten minutes, with a passkey',
    body: Response,
    reply: RaisedReply,
    errors: ['passkey_refused', 'invalid_request'],
    async run({ app, body, operator, request }) {
      const origin = pageOrigin(app, request)
      const visitor = visitorOf(app, request)
      const raised = await stepUpByPasskey(app, operator, body.response, origin, visitor)
      return raisedAnswer(app, raised)
    },
  }),
]
