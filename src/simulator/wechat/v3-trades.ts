// The calls of API v3 about orders: placing, querying and closing them (fact sheet WeChat Pay, sections 6
// and 8).

import type { FastifyInstance } from 'fastify'
import { closeTrade, type Ticket, type Trade, type TradeType } from './model.ts'
import { Refusal } from './refusal.ts'
import { codeUrlOf, h5UrlOf, type Surroundings } from './surroundings.ts'
import { checkOwnMchId, readBody } from './v3-check.ts'
import { group, required, text } from './v3-fields.ts'
import { tradeMembers } from './v3-members.ts'
import { checkTimeExpire, orderReader } from './v3-orders.ts'
import { addV3Route, empty, json, type V3Call, type V3Reply, type V3Route } from './v3-routes.ts'

const root = '/v3/pay/transactions'
const kinds: readonly (readonly [string, TradeType])[] = [
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
  ]
  for (const route of routes) addV3Route(server, around, route)
}

function place({ merchant, request }: V3Call, tradeType: TradeType, around: Surroundings): V3Reply {
  const { books, clock } = around
  const order = readBody(request, orderReader(tradeType, merchant))
  checkTimeExpire(order, books.find(merchant.mchId, order.outTradeNo), clock.now())
  return json(wayIn(books.place(order), tradeType, around))
}

function wayIn(ticket: Ticket, tradeType: TradeType, around: Surroundings) {
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

const closeBody = group({ mchid: required(text(32)) })

function close({ merchant, request, path }: V3Call, { books, clock }: Surroundings): V3Reply {
  checkOwnMchId(readBody(request, closeBody).mchid, merchant)
  const trade = books.find(merchant.mchId, path.out_trade_no ?? '')
  if (!trade) throw new Refusal('order_unknown')
  const event = closeTrade(trade, clock.now())
  if (event) books.commit(event)
  return empty
}
