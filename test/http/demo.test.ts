// Demo mode's simulated gateways under the shop's own address: what the scanner there makes of the shop's codes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', ALIPAY_LOGIN: 'true' } })
})
afterAll(() => shop?.close())

const scan = (code: string) => shop.get(`/simulator/scan?${new URLSearchParams({ code })}`)

/** An order's code, from the JSON of the gateway's opening. */
async function codeOf(kind: 'alipay' | 'wechat', type: string, field: string): Promise<string> {
  const { number } = await shop.order()
  const body = { order_number: number, payment_type: type }
  return (await shop.post(`/api/v1/user/pay/${kind}`, body)).json.data[field]
}

describe('the scanner of the demo', () => {
  it('stands beside both gateways and sends its form to itself', async () => {
    const page = await shop.get('/simulator/scan')
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/<form[^>]*action="\/simulator\/scan"/)
    expect((await shop.get('/simulator/wechat/scan')).status).toBe(404)
  })

  it.each([
    ['wechat', 'native', 'code_url', /^\/simulator\/wechat\/cashier\/\w+$/],
    ['alipay', 'qr', 'qr_code', /^\/simulator\/qr\/\w+$/],
  ] as const)('leads a code of %s to a page where it can be paid', async (...one) => {
    const [kind, type, field, path] = one
    const led = await scan(await codeOf(kind, type, field))
    expect(led.status).toBe(303)
    const to = led.headers.get('location') ?? ''
    expect(to).toMatch(path)
    const page = await shop.get(to)
    expect(page.status).toBe(200)
    expect(page.text).toContain('99.00')
  })

  it('asks which app scans the code that is for both', async () => {
    const { number } = await shop.order()
    const { text } = await scan(`${shop.url}/cashier/${number}/scan`)
    for (const app of ['wechat', 'alipay'])
      expect(text).toContain(`href="/cashier/${number}/scan?env=${app}"`)
  })
})

describe('signing in with Alipay', () => {
  const cookiesOf = ({ headers }: Reply) =>
    headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')

  /** Begun in one browser, agreed to at Alipay: the address Alipay leads back to, and what the browser keeps. */
  async function agreed(buyer = '2088102180000002') {
    const begun = await shop.get('/sign-in/alipay')
    const page = new URL(begun.headers.get('location') ?? '')
    expect((await shop.get(page.pathname + page.search)).text).toContain(`value="${buyer}"`)
    const back = await shop.post(page.pathname + page.search, `buyer=${buyer}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    return { path: pathname + search, cookie: cookiesOf(begun) }
  }

  it('opens the same account each time', async () => {
    expect((await shop.get('/sign-in')).text).toContain('href="/sign-in/alipay"')
    const accounts = new Set<string>()
    for (const buyer of ['2088102180000002', '2088102180000002', '2088102180000003']) {
      const { path, cookie } = await agreed(buyer)
      const signedIn = await shop.get(path, { cookie })
      expect(signedIn.headers.get('location')).toBe('/account')
      const own = { cookie: cookiesOf(signedIn) }
      accounts.add((await shop.get('/api/v1/user/account', own)).json.data.account_id)
    }
    expect(accounts.size).toBe(2)
  })

  it("is not planted: another browser's sign-in, a used code and a made-up one open nothing", async () => {
    const { path, cookie } = await agreed()
    const other = await agreed()
    for (const keeps of [{}, { cookie: other.cookie }]) {
      const planted = await shop.get(path, keeps)
      expect([planted.status, cookiesOf(planted)]).toEqual([400, ''])
    }
    expect((await shop.get(path, { cookie })).status).toBe(303)
    for (const again of [path, path.replace(/auth_code=\w+/, 'auth_code=made0up')])
      expect((await shop.get(again, { cookie })).status).toBe(400)
  })
})

it('a live shop has no simulator', async () => {
  const live = await Shop.open({ standIns: [] })
  try {
    expect((await live.get('/simulator/scan')).status).toBe(404)
    expect((await live.get('/simulator/')).status).toBe(404)
  } finally {
    await live.close()
  }
})
