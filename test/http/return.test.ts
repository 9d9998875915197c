// The way back from the gateway: what a browser brings is verified, used once, and never believed about money.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isGenuineAnswer } from '../../src/client/node.ts'
import { formatShanghai, instantOf } from '../../src/core/time.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'
import { newPayment } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('public key')
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay], env: { RETURN_HOSTS: 'seller.example' } })
})
afterAll(() => shop?.close())

const now = () => formatShanghai(instantOf(shop.running.clock.now()))
const cookieOf = (reply: Reply) =>
  reply.headers.getSetCookie().find((cookie) => cookie.startsWith('order_'))

describe.each(['/payment/result', '/payment/success'])('coming back to %s', (path) => {
  it('asks the gateway, gives the buyer a cookie once, and leads to a clean address', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    const query = alipay.returnQuery(payment, now())
    const first = await shop.get(`${path}?${query}`)
    expect(first.status).toBe(303)
    const clean = first.headers.get('location') ?? ''
    expect(clean).not.toContain('sign')
    expect(clean).toContain(order.number)
    expect(cookieOf(first)).toMatch(/HttpOnly; SameSite=Lax/i)

    const cookie = cookieOf(first)?.split(';')[0] ?? ''
    const page = await shop.get(clean, { cookie })
    const key = (await shop.look(order)).json.data.licenses[0].license_key
    expect(page.text.replace(/<[^>]*>/g, '')).toContain(key)

    const second = await shop.get(`${path}?${query}`)
    expect([second.status, cookieOf(second)]).toEqual([303, undefined])
    expect((await shop.get(clean)).text.replace(/<[^>]*>/g, '')).not.toContain(key)
  })

  it('31: after the notice is paid at once, and asks nobody again', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    await shop.notify(alipay.notice(payment))
    const back = await shop.get(`${path}?${alipay.returnQuery(payment, now())}`)
    const cookie = cookieOf(back)?.split(';')[0] ?? ''
    const page = await shop.get(back.headers.get('location') ?? '', { cookie })
    expect(page.text).toContain('支付成功')
    expect(page.text).not.toContain('正在确认')
    const key = (await shop.look(order)).json.data.licenses[0].license_key
    expect(page.text.replace(/<[^>]*>/g, '')).toContain(key)
    const asked = alipay.calls.filter(
      ({ verb, outTradeNo }) => verb === 'query' && outTradeNo === order.number,
    )
    expect(asked).toEqual([])
  })
})

describe('a return', () => {
  it('older than fifteen minutes gives no cookie', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    const old = formatShanghai(instantOf(shop.running.clock.now() - 16 * 60_000))
    const reply = await shop.get(`/payment/result?${alipay.returnQuery(payment, old)}`)
    expect([reply.status, cookieOf(reply)]).toEqual([303, undefined])
  })

  it('29: proves nothing about money: the gateway says unpaid, so it is', async () => {
    const order = await shop.openedOrder()
    const payment = newPayment(order.number, 9900)
    const reply = await shop.get(`/payment/result?${alipay.returnQuery(payment, now())}`)
    expect(reply.status).toBe(303)
    expect((await shop.look(order)).json.data.status).toBe(0)
  })

  it('29: that is forged or empty shows no order', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    const forged = alipay.returnQuery(payment, now()).replace('99.00', '98.00')
    const reply = await shop.get(`/payment/result?${forged}`)
    expect([reply.status, cookieOf(reply)]).toEqual([200, undefined])
    expect(reply.text.replace(/<[^>]*>/g, '')).not.toContain(payment.tradeNo)
    expect((await shop.get('/payment/result')).status).toBe(200)
  })

  it('goes on to the page the order named, with its number and where it stands', async () => {
    const order = await shop.order({ return_url: `${shop.url}/my/thanks?a=1` })
    await shop.open(order)
    const payment = shop.pay(order)
    const reply = await shop.get(`/payment/result?${alipay.returnQuery(payment, now())}`)
    const told = `order_number=${order.number}&status=1`
    const back = reply.headers.get('location') ?? ''
    expect(back.split('&keytill_signature=')[0]).toBe(`${shop.url}/my/thanks?a=1&${told}`)

    const { keys } = (await shop.get('/api/v1/licenses/public-key')).json.data
    const known = Object.fromEntries(
      keys.map((key: Record<'kid' | 'public_key', string>) => [key.kid, key.public_key]),
    )
    const signature = new URL(back).searchParams.get('keytill_signature')
    const said = { body: told, nonce: 'return', signature }
    expect(await isGenuineAnswer(known, said)).toBe(true)
    const forged = { ...said, body: told.replace('status=1', 'status=3') }
    expect(await isGenuineAnswer(known, forged)).toBe(false)
  })

  it('to a listed site is offered where the payment was not made on a page of the gateway', async () => {
    const order = await shop.order({
      return_url: 'https://seller.example/thanks',
      package_id: 'free',
    })
    const page = (await shop.get(`/payment/result?order_number=${order.number}`)).text
    expect(page).toContain(
      `https://seller.example/thanks?order_number=${order.number}&amp;status=1&amp;keytill_signature=`,
    )
    const elsewhere = { ...anOrder, return_url: 'https://other.example/thanks' }
    const refused = await shop.post('/api/v1/user/orders', elsewhere)
    expect([refused.status, refused.json.error.field]).toEqual([400, 'return_url'])
  })
})

describe('settings', () => {
  it('turn paying off, and the shop says so', async () => {
    const closed = await Shop.open({ env: { PAYMENT_ENABLED: 'false' } })
    try {
      const order = await closed.order()
      const refused = await closed.open(order)
      expect([refused.status, refused.json.error.code]).toEqual([503, 'payment_disabled'])
      expect((await closed.get('/products/demo-app')).text).toMatch(/暂停|关闭|不能付款|无法付款/)
    } finally {
      await closed.close()
    }
  })

  it('without a gateway say that none is configured, and free orders still go', async () => {
    const bare = await Shop.open({ standIns: [] })
    try {
      const order = await bare.order()
      for (const gateway of [alipay, wechat]) {
        const refused = await bare.open(order, gateway.ways[0].type, gateway)
        expect([refused.status, refused.json.error.code]).toEqual([503, 'gateway_not_configured'])
        const notice = gateway.notice(newPayment(order.number, 9900))
        expect(gateway.heard(await bare.notify(notice))).toBe('refused')
      }
      const free = await bare.order({ package_id: 'free' })
      expect((await bare.look(free)).json.data.status).toBe(1)
    } finally {
      await bare.close()
    }
  })

  it('mark cookies secure where the site is https', async () => {
    const secure = await Shop.open({ env: { PUBLIC_URL: 'https://shop.example' } })
    try {
      const placed = await secure.post('/api/v1/user/orders', {
        product_id: 'demo-app',
        package_id: 'free',
        quantity: 1,
        contact_person: 'x',
        phone: '13800138000',
      })
      expect(cookieOf(placed)).toMatch(/Secure/)
    } finally {
      await secure.close()
    }
  })
})
