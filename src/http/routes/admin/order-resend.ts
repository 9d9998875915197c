// What a person gives a buyer once more: the whole of a card, a link that opens the order, and the messages that told
// the merchant's own server.

import { Type } from 'typebox'
import { revealSoldCard } from '../../../app/card/open-cards.ts'
import { orderSite } from '../../../app/catalogue/find-shop.ts'
import { newOrderLink, resendMessages } from '../../../app/order/resend.ts'
import { formatShanghai } from '../../../core/time.ts'
import { findOrder } from '../../../db/orders.ts'
import { consoleRoute } from '../../console-route.ts'
import { linkUrl } from '../../page-views.ts'
import { ok, type Route } from '../../route.ts'
import { Reason } from './money-fields.ts'

const path = '/api/v1/admin/orders/:order_number'
const OrderParams = Type.Object({ order_number: Type.String({ minLength: 1, maxLength: 40 }) })
const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })

export const orderResendRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: `${path}/cards/reveal`,
    summary:
      'The whole of a card this order got, for a buyer who lost it; who looked and why is written down',
    right: 'orders.write',
    stepUp: true,
    params: OrderParams,
    body: Type.Object(
      { card_id: Type.String({ pattern: '^[0-9a-f]{64}$' }), reason: Reason },
      { additionalProperties: false },
    ),
    reply: Type.Object({ card: Type.String() }),
    errors: ['invalid_request', 'card_not_found'],
    async run({ app, params, body, by }) {
      const card = await revealSoldCard(app, params.order_number, body.card_id, by, body.reason)
      return ok({ zh: '请妥善保管', en: 'Keep it safe' }, { card })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/link`,
    summary: 'A link that opens the order with its keys for three days, to be copied to the buyer',
    right: 'orders.write',
    stepUp: true,
    params: OrderParams,
    body: ReasonBody,
    reply: Type.Object({ url: Type.String(), valid_until: Type.String() }),
    errors: ['invalid_request', 'order_not_found'],
    async run({ app, params, body, by }) {
      const { order_number: orderNumber } = params
      const { token, until } = await newOrderLink(app, orderNumber, by, body.reason)
      const order = await findOrder(app.db, app.merchantId, orderNumber)
      const site = await orderSite(app, order ?? { shopId: null })
      const url = new URL(linkUrl(orderNumber, token), site).href
      return ok(
        { zh: '请发给买家本人', en: 'Send it to the buyer and to nobody else' },
        { url, valid_until: formatShanghai(until) },
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/resend`,
    summary: "Tell the merchant's own server once more that the order was paid and delivered",
    right: 'orders.write',
    params: OrderParams,
    body: ReasonBody,
    reply: Type.Object({ messages: Type.Integer() }),
    errors: ['invalid_request', 'order_not_found', 'webhook_not_found'],
    async run({ app, params, body, by }) {
      const messages = await resendMessages(app, params.order_number, by, body.reason)
      return ok({ zh: '正在重新发送', en: 'It is being sent again' }, { messages })
    },
  }),
]
