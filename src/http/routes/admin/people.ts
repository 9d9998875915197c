// The people who run the shop, as an owner sees and changes them.

import { Type } from 'typebox'
import {
  changeOperator,
  resetPassword,
  resetSecondFactor,
} from '../../../app/people/change-operator.ts'
import { createOperator } from '../../../app/people/create-operator.ts'
import { roles } from '../../../core/rights.ts'
import { formatShanghai } from '../../../core/time.ts'
import { listOperators, type Operator } from '../../../db/operators.ts'
import { consoleRoute, found, listReply, nothing, textOrNull } from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'

const path = '/api/v1/admin/operators'
const Role = Type.Union(roles.map((role) => Type.Literal(role)))
const State = Type.Union([Type.Literal('active'), Type.Literal('disabled')])
const Name = Type.String({ minLength: 1, maxLength: 50 })
const reason = Type.String({ minLength: 1, maxLength: 500 })
const Reason = Type.Object({ reason }, { additionalProperties: false })
const Params = Type.Object({ operator_id: Type.String({ maxLength: 64 }) })

export const peopleRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Everybody who may sign in',
    right: 'people.read',
    reply: listReply(
      Type.Object({
        operator_id: Type.String(),
        email: Type.String(),
        name: Type.String(),
        role: Role,
        state: State,
        password_once: Type.Boolean(),
        totp: Type.Boolean(),
        passkeys: Type.Integer(),
        created_at: Type.String(),
        signed_in_at: textOrNull,
      }),
    ),
    async run({ app }) {
      const operators = await listOperators(app.db, app.merchantId)
      const rows = operators.map(operatorRow)
      return ok(found, { rows, next: null, total: rows.length })
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary: 'Add an operator; the answer holds the one-time password, which is kept nowhere',
    right: 'people.write',
    stepUp: true,
    status: 201,
    body: Type.Object(
      {
        email: Type.String({ maxLength: 255, pattern: '^\\s*[^\\s@]{1,64}@[^\\s@]{1,190}\\s*$' }),
        name: Name,
        role: Role,
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      operator_id: Type.String(),
      email: Type.String(),
      one_time_password: Type.String(),
    }),
    errors: ['conflict', 'invalid_request'],
    async run({ app, body, by }) {
      const { operatorId, email, oneTimePassword } = await createOperator(app, body, by)
      return {
        kind: 'data',
        status: 201,
        message: { zh: '已添加操作员', en: 'Operator added' },
        data: { operator_id: operatorId, email, one_time_password: oneTimePassword },
      }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:operator_id/change`,
    summary:
      'Another name or role, or out and in again; a new role or the end signs the person out',
    right: 'people.write',
    stepUp: true,
    params: Params,
    body: Type.Object(
      {
        name: Type.Optional(Name),
        role: Type.Optional(Role),
        state: Type.Optional(State),
        reason,
      },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['operator_not_found', 'last_owner', 'invalid_request'],
    async run({ app, body, params, by }) {
      const { reason: why, ...change } = body
      await changeOperator(app, params.operator_id, change, by, why)
      return ok({ zh: '已保存', en: 'Saved' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:operator_id/reset-factor`,
    summary: 'Take away a lost second factor, so that it can be set up again',
    right: 'people.write',
    stepUp: true,
    params: Params,
    body: Reason,
    reply: nothing,
    errors: ['operator_not_found', 'invalid_request'],
    async run({ app, body, params, by }) {
      await resetSecondFactor(app, params.operator_id, by, body.reason)
      return ok({ zh: '已重置第二步验证', en: 'Second factor reset' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:operator_id/reset-password`,
    summary: 'A new one-time password for somebody who lost theirs',
    right: 'people.write',
    stepUp: true,
    params: Params,
    body: Reason,
    reply: Type.Object({ one_time_password: Type.String() }),
    errors: ['operator_not_found', 'invalid_request'],
    async run({ app, body, params, by }) {
      const oneTimePassword = await resetPassword(app, params.operator_id, by, body.reason)
      const message = { zh: '已生成一次性密码', en: 'New one-time password' }
      return ok(message, { one_time_password: oneTimePassword })
    },
  }),
]

function operatorRow(one: Operator) {
  return {
    operator_id: one.operatorId,
    email: one.email,
    name: one.name,
    role: one.role,
    state: one.state,
    password_once: one.passwordOnce,
    totp: one.totpSealed !== null,
    passkeys: one.passkeys,
    created_at: formatShanghai(one.createdAt),
    signed_in_at: timeOrNull(one.signedInAt),
  }
}
