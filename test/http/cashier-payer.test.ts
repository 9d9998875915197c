// Who pays inside WeChat, and what a look at the cashier may set going: the login is the browser's own, and
// pages that open payments have limits like the calls that do.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', RATE_LIMIT_FACTOR: '0.5' } })
})
afterAll(() => shop?.close())

const insideWechat = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.40'
const insideAlipay = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AlipayClient/10.6.0'

/** A browser that keeps cookies and follows nothing by itself. */
class Browser {
  readonly cookies = new Map<string, string>()
  readonly agent: string

  constructor(agent: string) {
    this.agent = agent
  }

  async get(address: string, headers: Record<string, string> = {}): Promise<Reply> {
    const { pathname, search } = new URL(address, shop.url)
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ')
    const reply = await shop.get(pathname + search, {
      'user-agent': this.agent,
      cookie,
      ...headers,
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return reply
  }

  /** Scans the combined code and goes where it leads, up to `steps` times. Answers the last address. */
  async scan(orderNumber: string, steps: number): Promise<string> {
    let address = `/cashier/${orderNumber}/scan`
    for (let step = 0; step < steps; step += 1) {
      address = (await this.get(address)).headers.get('location') ?? ''
    }
    return address
  }
}

let phones = 13_800_138_000

/** An order of its own buyer: one phone may have three that wait. */
function order() {
  phones += 1
  return shop.order({ phone: String(phones) })
}

/** What the simulated WeChat Pay knows of an order's number. */
async function tradeOf(number: string): Promise<Readonly<{ state?: string; status: number }>> {
  const { status, json } = await shop.get(`/simulator/control/trades/${number}?gateway=wechat`)
  return { status, state: json?.data?.state ?? json?.state }
}

describe('the login inside WeChat', () => {
  it('leads from the code through WeChat to the payment, and is asked for once', async () => {
    const { number } = await order()
    const phone = new Browser(insideWechat)
    expect(await phone.scan(number, 1)).toContain('/connect/oauth2/authorize')
    expect(await phone.scan(number, 3)).toBe(`/cashier/${number}?method=wechat&start=jsapi`)
    expect(await phone.scan(number, 1)).toBe(`/cashier/${number}?method=wechat&start=jsapi`)
  })

  it('is no use in another browser: nobody pays as somebody else', async () => {
    const [first, second] = [await order(), await order()]
    const stranger = new Browser(insideWechat)
    const comingBack = await stranger.scan(first.number, 2)
    expect(comingBack).toContain('code=')

    const victim = new Browser(insideWechat)
    const planted = await victim.get(comingBack)
    expect(planted.headers.get('location')).toContain('trouble=')
    expect(victim.cookies.has('wechat_openid')).toBe(false)
    expect(await victim.scan(second.number, 1)).toContain('/connect/oauth2/authorize')
  })

  it('cannot be made up in a cookie', async () => {
    const { number } = await order()
    const phone = new Browser(insideWechat)
    phone.cookies.set('wechat_openid', 'oKeytillPayer000000000000002')
    expect(await phone.scan(number, 1)).toContain('/connect/oauth2/authorize')
  })

  it('is asked for again after WeChat refused to open a payment', async () => {
    const { number } = await order()
    const phone = new Browser(insideWechat)
    const start = await phone.scan(number, 3)
    expect(phone.cookies.has('wechat_openid')).toBe(true)
    await shop.post('/simulator/control/faults', { fault: 'server_error' })
    const refused = await phone.get(start)
    await shop.post('/simulator/control/faults/clear', {})
    expect(refused.headers.get('location')).toContain('trouble=')
    expect(phone.cookies.has('wechat_openid')).toBe(false)
  })
})

describe('looking at the cashier', () => {
  it('opens nothing by HEAD, and nothing for a browser that only looks ahead', async () => {
    const { number } = await order()
    const page = new Browser('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0')
    await page.get(`/cashier/${number}?method=wechat`)
    expect((await tradeOf(number)).status).toBe(200)

    const head = await fetch(`${shop.url}/cashier/${number}/scan`, {
      method: 'HEAD',
      redirect: 'manual',
      headers: { 'user-agent': insideAlipay },
    })
    expect(head.status).toBe(404)
    const ahead = new Browser(insideAlipay)
    const led = await ahead.get(`/cashier/${number}/scan`, { 'sec-purpose': 'prefetch;prerender' })
    expect(led.headers.get('location')).toBe(`/cashier/${number}`)
    const again = await page.get(`/cashier/${number}`)
    expect(again.text).toContain('class="qr-code"')
    expect(again.text).toMatch(/value="wechat"[^>]*checked|checked[^>]*value="wechat"/)
  })

  it('going to and fro between the ways to pay ends at a limit, with a page that still works', async () => {
    const { number } = await order()
    const page = new Browser('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0')
    let codes = 0
    for (let turn = 0; turn < 70; turn += 1) {
      const shown = await page.get(`/cashier/${number}?method=${turn % 2 ? 'alipay' : 'wechat'}`)
      expect(shown.status).toBe(200)
      if (shown.text.includes('class="qr-code"')) codes += 1
    }
    expect(codes).toBeGreaterThan(15)
    expect(codes).toBeLessThan(70)
  })
})
