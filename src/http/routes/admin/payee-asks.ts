// Changes of who gets the money that wait for another owner: what is asked, and the two answers.

import { Type } from 'typebox'
import { agreeToPayee, rejectPayee } from '../../../app/settings/decide-payee-ask.ts'
import { describePayeeAsks } from '../../../app/settings/payee.ts'
import { formatShanghai } from '../../../core/time.ts'
import { consoleRoute, found } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { oneOf } from './money-fields.ts'
import { KeyReply, keyData, ProblemReply, problemData } from './setting-fields.ts'

const path = '/api/v1/admin/settings/payee-asks'
const AskReply = Type.Object({
  ask_id: Type.String(),
  kind: oneOf(['alipay', 'wechat']),
  account: Type.String({ description: 'where the money would go; whoever agrees types it' }),
  asked_by: Type.String(),
  asked_at: Type.String(),
  changes: Type.Array(
    Type.Object({
      name: Type.String(),
      text: Type.Union([Type.String(), Type.Null()], { description: 'null for a secret' }),
      key: Type.Union([KeyReply, Type.Null()]),
      removed: Type.Boolean(),
    }),
  ),
  refused: Type.Union([oneOf(['own', 'recent']), Type.Null()], {
    description: 'why this operator may not agree: they asked, or are an owner for less than a day',
  }),
})

export const payeeAskRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Changes of who gets the money that wait for another owner',
    right: 'settings.read',
    reply: Type.Object({ rows: Type.Array(AskReply) }),
    async run({ app, operator }) {
      const asks = await describePayeeAsks(app, operator.email)
      const rows = asks.map(({ gateway, askId, account, askedBy, askedAt, ...rest }) => ({
        ask_id: askId,
        kind: gateway,
        account,
        asked_by: askedBy,
        asked_at: formatShanghai(askedAt),
        changes: rest.changes.map(({ name, text, key, isRemoved }) => ({
          name,
          text,
          key: key ? keyData(key) : null,
          removed: isRemoved,
        })),
        refused: rest.refused ?? null,
      }))
      return ok(found, { rows })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:ask_id/decide`,
    summary: 'Agree, as another owner, by typing the account the money goes to; or reject it',
    right: 'settings.write',
    stepUp: true,
    params: Type.Object({ ask_id: Type.String({ minLength: 1, maxLength: 40 }) }),
    body: Type.Object(
      { agree: Type.Boolean(), confirmed: Type.Optional(Type.String({ maxLength: 64 })) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ problems: Type.Array(ProblemReply) }),
    errors: ['invalid_request', 'conflict', 'other_person_needed', 'confirmation_required'],
    async run({ app, by, params, body, lang }) {
      if (!body.agree) {
        await rejectPayee(app, by, params.ask_id)
        return ok({ zh: '没有更换，一切照旧', en: 'Nothing was changed' }, { problems: [] })
      }
      const problems = await agreeToPayee(app, by, params.ask_id, body.confirmed)
      return ok(
        problems.length === 0
          ? { zh: '已同意，立即生效', en: 'Agreed, and in force now' }
          : { zh: '这些设置现在不能使用', en: 'These settings cannot be used now' },
        { problems: problems.map((one) => problemData(one, lang)) },
      )
    },
  }),
]
