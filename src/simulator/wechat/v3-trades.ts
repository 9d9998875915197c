// The calls of API v3 about orders: placing, querying and closing them, and charging a code (fact sheet
// WeChat Pay, sections 6, 8 and 17).

import type { FastifyInstance } from 'fastify'
import { chargeByCode, reverse } from './code-desk.ts'
import { closeTrade, type Ticket, type TicketType, type Trade } from './model.ts'
import { Refusal } from './refusal.ts'
import { codeUrlOf, h5UrlOf, type Surroundings } from './surroundings.ts'
import { checkOwnMchId, readBody } from './v3-check.ts'
import { group, required, text } from './v3-fields.ts'
import { tradeMembers } from './v3-members.ts'
import { chargeReader, checkTimeExpire, orderReader } from './v3-orders.ts'
import { addV3Route, empty, json, type V3Call, type V3Reply, type V3Route } from './v3-routes.ts'

const root = '/v3/pay/transactions'
const kinds: readonly (readonly [string, TicketType])[] = [
  ['native', 'NATIVE'],
  ['jsapi', 'JSAPI'],
  ['h5', 'MWEB'],
  ['app', 'APP'],
]

export function addV3Trades(server: FastifyInstance, around: Surroundings): void {
  const { books } = around
  const routes: readonly V3Route[] = [
    ...kinds.map(([name, tradeType]) => ({
      method: 'POST' as const,
      path: `${root}/${name}`,
      answer: (call: V3Call) => place(call, tradeType, around),
    })),
    {
      method: 'GET',
      path: `${root}/out-trade-no/{out_trade_no}`,
      answer: (call) => query(call, books.find(call.merchant.mchId, call.path.out_trade_no ?? '')),
    },
    {
      method: 'GET',
      path: `${root}/id/{transaction_id}`,
      answer: (call) =>
        query(call, books.findByTransactionId(call.merchant.mchId, call.path.transaction_id ?? '')),
    },
    {
      method: 'POST',
      path: `${root}/out-trade-no/{out_trade_no}/close`,
      answer: (call) => close(call, around),
    },
    { method: 'POST', path: `${root}/codepay`, answer: (call) => charge(call, around) },
    {
      method: 'POST',
      path: `${root}/out-trade-no/{out_trade_no}/reverse`,
      answer: (call) => reverseByNumber(call, around),
    },
  ]
  for (const route of routes) addV3Route(server, around, route)
}

function place(
  { merchant, request }: V3Call,
  tradeType: TicketType,
  around: Surroundings,
): V3Reply {
  const { books, clock } = around
  const order = readBody(request, orderReader(tradeType, merchant))
  checkTimeExpire(order, books.find(merchant.mchId, order.outTradeNo), clock.now())
  return json(wayIn(books.place(order), tradeType, around))
}

function wayIn(ticket: Ticket, tradeType: TicketType, around: Surroundings) {
  switch (tradeType) {
    case 'NATIVE':
      return { code_url: codeUrlOf(ticket) }
    case 'MWEB':
      return { h5_url: h5UrlOf(ticket, around) }
    case 'JSAPI':
    case 'APP':
      return { prepay_id: ticket.prepayId }
  }
}

function query({ merchant, query: asked }: V3Call, trade: Trade | undefined): V3Reply {
  checkOwnMchId(asked.get('mchid'), merchant)
  if (!trade) throw new Refusal('order_unknown')
  return json(tradeMembers(trade))
}

function charge({ merchant, request }: V3Call, around: Surroundings): V3Reply {
  const { order, code } = readBody(request, chargeReader(merchant))
  const trade = chargeByCode(order, code, around)
  if (trade.payment) return json(tradeMembers(trade))
  return json({ code: 'USERPAYING', message: '需要用户输入支付密码' }, 202)
}

const reverseBody = group({ appid: required(text(32)), mchid: required(text(32)) })

function reverseByNumber({ merchant, request, path }: V3Call, around: Surroundings): V3Reply {
  checkOwnMchId(readBody(request, reverseBody).mchid, merchant)
  const outTradeNo = path.out_trade_no ?? ''
  const isAgain = reverse(around.books.find(merchant.mchId, outTradeNo), around)
  return json({ out_trade_no: outTradeNo, recall: isAgain ? 'Y' : 'N' })
}

const closeBody = group({ mchid: required(text(32)) })

function close({ merchant, request, path }: V3Call, { books, clock }: Surroundings): V3Reply {
  checkOwnMchId(readBody(request, closeBody).mchid, merchant)
  const trade = books.find(merchant.mchId, path.out_trade_no ?? '')
  if (!trade) throw new Refusal('order_unknown')
  const event = closeTrade(trade, clock.now())
  if (event) books.commit(event)
  return empty
}
