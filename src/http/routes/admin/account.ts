// What operators do about their own sign-in: sessions, one-time codes, recovery codes, passkeys.

import { Type } from 'typebox'
import { offerPasskey, registerPasskey, removePasskey } from '../../../app/people/passkey.ts'
import {
  finishTotp,
  removeTotp,
  renewRecoveryCodes,
  startTotp,
} from '../../../app/people/second-factor.ts'
import { endOtherSessions, endSession } from '../../../app/people/sign-out.ts'
import { formatShanghai } from '../../../core/time.ts'
import { listSessions } from '../../../db/operator-sessions.ts'
import { listPasskeys } from '../../../db/passkeys.ts'
import { consoleRoute, found, listReply, nothing, textOrNull } from '../../console-route.ts'
import { pageOrigin, visitorOf } from '../../operator.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'

const account = '/api/v1/admin/account'
const session = '/api/v1/admin/session'
const Codes = Type.Array(Type.String())
const CodesOrNull = Type.Union([Codes, Type.Null()])
const credential = Type.String({ minLength: 1, maxLength: 1400 })

const sessionRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: `${session}/list`,
    summary: 'Where the operator is signed in',
    reply: listReply(
      Type.Object({
        session_id: Type.String(),
        is_this: Type.Boolean(),
        created_at: Type.String(),
        seen_at: Type.String(),
        address: Type.String(),
        user_agent: Type.String(),
      }),
    ),
    async run({ app, operator }) {
      const sessions = await listSessions(app.db, app.merchantId, operator.operatorId)
      const rows = sessions.map((one) => ({
        session_id: one.sessionId,
        is_this: one.sessionId === operator.sessionId,
        created_at: formatShanghai(one.createdAt),
        seen_at: formatShanghai(one.seenAt),
        address: one.address,
        user_agent: one.userAgent,
      }))
      return ok(found, { rows, next: null })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${session}/end`,
    summary: "End one of the operator's sessions",
    body: Type.Object(
      { session_id: Type.String({ minLength: 1, maxLength: 64 }) },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['session_not_found', 'invalid_request'],
    async run({ app, body, operator, request }) {
      await endSession(app, operator, body.session_id, visitorOf(app, request))
      return ok({ zh: '已结束该登录', en: 'Session ended' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${session}/end-others`,
    summary: 'Sign the operator out everywhere but here',
    body: nothing,
    reply: nothing,
    async run({ app, operator, request }) {
      await endOtherSessions(app, operator, visitorOf(app, request))
      return ok({ zh: '已结束其他登录', en: 'Other sessions ended' }, {})
    },
  }),
]

const codeRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: `${account}/totp/start`,
    summary: 'A new secret for an authenticator app; it counts once a first code confirms it',
    stepUp: true,
    body: nothing,
    reply: Type.Object({ uri: Type.String(), secret: Type.String() }),
    async run({ app, operator }) {
      const offered = await startTotp(app, operator)
      return ok({ zh: '请用验证器扫码', en: 'Please scan it with your app' }, offered)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/totp/confirm`,
    summary: 'Confirm the authenticator app by its first code',
    stepUp: true,
    body: Type.Object(
      { code: Type.String({ minLength: 6, maxLength: 10 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ recovery_codes: CodesOrNull }),
    errors: ['code_wrong', 'invalid_request'],
    async run({ app, operator, body, by }) {
      const codes = await finishTotp(app, operator, body.code, by)
      return ok({ zh: '已启用验证码', en: 'One-time codes are on' }, { recovery_codes: codes })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/totp/remove`,
    summary: 'Ask for one-time codes no more',
    stepUp: true,
    body: nothing,
    reply: nothing,
    async run({ app, operator, by }) {
      await removeTotp(app, operator, by)
      return ok({ zh: '已停用验证码', en: 'One-time codes are off' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/recovery-codes`,
    summary: 'Ten new recovery codes, shown this once',
    stepUp: true,
    body: nothing,
    reply: Type.Object({ recovery_codes: Codes }),
    errors: ['conflict'],
    async run({ app, operator, by }) {
      const codes = await renewRecoveryCodes(app, operator, by)
      return ok({ zh: '已生成恢复码', en: 'New recovery codes' }, { recovery_codes: codes })
    },
  }),
]

const passkeyRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: `${account}/passkeys`,
    summary: "The operator's passkeys",
    reply: listReply(
      Type.Object({
        credential_id: Type.String(),
        name: Type.String(),
        created_at: Type.String(),
        used_at: textOrNull,
      }),
    ),
    async run({ app, operator }) {
      const passkeys = await listPasskeys(app.db, app.merchantId, operator.operatorId)
      const rows = passkeys.map((one) => ({
        credential_id: one.credentialId,
        name: one.name,
        created_at: formatShanghai(one.createdAt),
        used_at: timeOrNull(one.usedAt),
      }))
      return ok(found, { rows, next: null })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/passkeys/options`,
    summary: 'What the browser is asked in order to make a passkey',
    stepUp: true,
    body: nothing,
    reply: Type.Object({}, { additionalProperties: true }),
    async run({ app, operator, request }) {
      const options = await offerPasskey(app, operator, pageOrigin(app, request))
      return ok({ zh: '请在设备上确认', en: 'Please confirm on your device' }, options)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/passkeys`,
    summary: 'Keep the passkey the browser made',
    stepUp: true,
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 50 }),
        response: Type.Object({}, { additionalProperties: true }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ credential_id: Type.String(), recovery_codes: CodesOrNull }),
    errors: ['passkey_refused', 'conflict', 'invalid_request'],
    async run({ app, operator, body, by, request }) {
      const made = { ...body, origin: pageOrigin(app, request) }
      const { credentialId, recoveryCodes } = await registerPasskey(app, operator, made, by)
      const reply = { credential_id: credentialId, recovery_codes: recoveryCodes }
      return ok({ zh: '已添加通行密钥', en: 'Passkey added' }, reply)
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${account}/passkeys/remove`,
    summary: 'Remove a passkey',
    stepUp: true,
    body: Type.Object({ credential_id: credential }, { additionalProperties: false }),
    reply: nothing,
    errors: ['passkey_not_found', 'invalid_request'],
    async run({ app, operator, body, by }) {
      await removePasskey(app, operator, body.credential_id, by)
      return ok({ zh: '已移除通行密钥', en: 'Passkey removed' }, {})
    },
  }),
]

export const accountRoutes: readonly Route[] = [...sessionRoutes, ...codeRoutes, ...passkeyRoutes]
