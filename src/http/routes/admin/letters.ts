// Letters in the console: sending an order's once more, and a test of each way.

import { Type } from 'typebox'
import { resendLetters } from '../../../app/letter/resend-letters.ts'
import { testWay } from '../../../app/letter/test-way.ts'
import { parsePhone } from '../../../core/order.ts'
import { Refusal } from '../../../errors.ts'
import { consoleRoute } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { oneOf, Reason } from './money-fields.ts'

export const letterRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: '/api/v1/admin/orders/:order_number/letters/resend',
    summary: 'Send the mails or messages about an order to its buyer once more',
    right: 'orders.write',
    params: Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 40 }) }),
    body: Type.Object({ reason: Reason }, { additionalProperties: false }),
    reply: Type.Object({ letters: Type.Integer() }),
    errors: ['invalid_request', 'order_not_found', 'letter_not_found'],
    async run({ app, params, body, by }) {
      const letters = await resendLetters(app, params.order_number, by, body.reason)
      return ok({ zh: '正在重新发送', en: 'It is being sent again' }, { letters })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: '/api/v1/admin/settings/letters/:way/test',
    summary:
      'Send a test with the saved settings: a mail to your own address, or a message to the phone in the body',
    right: 'settings.write',
    params: Type.Object({ way: oneOf(['mail', 'sms']) }),
    body: Type.Object(
      { phone: Type.Optional(Type.String({ maxLength: 40 })) },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      sent: Type.Boolean(),
      demo: Type.Boolean({ description: 'it stands on the page of the simulator alone' }),
      says: Type.String({ description: 'what the other side said, where it was not sent' }),
      findings: Type.Array(Type.String()),
    }),
    errors: ['invalid_request', 'code_unavailable', 'rate_limited'],
    async run({ app, params, body, by, lang, operator }) {
      const to = params.way === 'mail' ? operator.email : parsePhone(body.phone ?? '')
      if (to === undefined) throw new Refusal('invalid_request', { field: 'phone' })
      const { sent, isDemo, says, findings } = await testWay(app, by, { way: params.way, to, lang })
      return ok(sent ? { zh: '已发出', en: 'Sent' } : { zh: '没有发出', en: 'Not sent' }, {
        sent,
        demo: isDemo,
        says,
        findings: findings.map((one) => one[lang]),
      })
    },
  }),
]
