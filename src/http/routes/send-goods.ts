// "Send it to me": the paid page has what was bought sent once more, to the order's own phone or address of mail.

import { Type } from 'typebox'
import { sendGoods } from '../../app/letter/send-goods.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { SendTold } from '../../pages/views-code.ts'
import { goTo } from '../page-answer.ts'
import { resultUrl } from '../page-views.ts'
import { type Route, route } from '../route.ts'

export const sendGoodsRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/orders/:order_number/send',
    bodyForm: 'form',
    summary: "Send what was bought to the order's own phone or e-mail address",
    caller: 'order-token',
    params: Type.Object({ order_number: Type.String({ maxLength: 40 }) }),
    body: Type.Object({ way: Type.Union([Type.Literal('mail'), Type.Literal('sms')]) }),
    errors: ['unauthorized', 'order_not_found', 'letter_not_found'],
    async run({ app, body, params, address, language }) {
      const { way } = body
      const order = await findOrder(app.db, app.merchantId, params.order_number)
      if (!order) throw new Refusal('order_not_found')
      const told = (what: SendTold) => goTo(`${resultUrl(order)}&sent=${what}#send`)
      try {
        await sendGoods(app, order, { way, address, lang: language })
        return told(way)
      } catch (error) {
        if (error instanceof Refusal && error.code === 'rate_limited') return told('wait')
        throw error
      }
    },
  }),
]
