// What a payment does to the books, told as stories over the whole program, for every gateway.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { Shop } from '../support/shop.ts'
import { newPayment } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import { WechatV2Platform } from '../support/wechat-v2-platform.ts'
import { licensesOf, stateOf } from './books.ts'
import { casesOfEvery } from './cases.ts'

const gateways = [
  new AlipayStandIn(),
  new WechatPlatform('platform certificates'),
  new WechatPlatform('public key'),
  new WechatV2Platform(),
]

describe.each(gateways)('at $name', (gateway) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [gateway] })
  })
  afterAll(() => shop?.close())

  it.each(casesOfEvery(gateway))('$name', ({ tell }) => tell(shop))
})

describe('a notice of Alipay alone', () => {
  const alipay = new AlipayStandIn()
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [alipay] })
  })
  afterAll(() => shop?.close())

  it('of TRADE_FINISHED counts as paid, and a late TRADE_CLOSED does not unpay', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    const finished = alipay.notice(payment, { trade_status: 'TRADE_FINISHED' })
    expect((await shop.notify(finished)).text).toBe('success')
    expect(await licensesOf(shop, order)).toBe(1)
    const closed = alipay.notice(payment, { trade_status: 'TRADE_CLOSED', notify_id: 'closed' })
    expect((await shop.notify(closed)).text).toBe('success')
    expect((await shop.look(order)).json.data.status).toBe(1)
  })

  it('that only says the buyer is there asks nothing', async () => {
    const order = await shop.openedOrder()
    const payment = newPayment(order.number, 9900)
    const there = alipay.notice(payment, { trade_status: 'WAIT_BUYER_PAY' })
    expect((await shop.notify(there)).text).toBe('success')
    expect(await stateOf(shop, order)).toBe('waiting')
  })
})
