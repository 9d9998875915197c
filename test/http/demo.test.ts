// Demo mode's simulated gateways under the shop's own address: what the scanner there makes of the shop's codes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBroken } from '../../src/db/audit.ts'
import { customerInvariants } from '../../src/db/audit-customers.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

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
  async function agreed(buyer = '2088102180000002', at = '/sign-in/alipay', own = '') {
    const begun = await shop.get(at, own === '' ? {} : { cookie: own })
    const page = new URL(begun.headers.get('location') ?? '')
    expect((await shop.get(page.pathname + page.search)).text).toContain(`value="${buyer}"`)
    const back = await shop.post(page.pathname + page.search, `buyer=${buyer}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    return { path: pathname + search, cookie: cookiesOf(begun) }
  }

  const settings = '/account/settings'
  const post = (path: string, cookie: string, fields: Record<string, string> = {}) =>
    shop.post(path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      origin: shop.url,
      'sec-fetch-site': 'same-origin',
      cookie,
    })
  const accountOf = async (cookie: string) =>
    (await shop.get('/api/v1/user/account', { cookie })).json.data?.account_id
  const leadsTo = ({ headers }: Reply) => headers.get('location')

  /** The newest code that went out, as the simulator shows it. */
  const newestCode = async () =>
    /验证码 (\d{6})/.exec((await shop.get('/simulator/messages')).text)?.[1]

  /** What a form answers to the code it sends to a phone. */
  async function byCode(path: string, cookie: string, phone: string): Promise<Reply> {
    const before = await newestCode()
    await post(path, cookie, { act: 'code', account: phone })
    const code = await shop.until(`a code to ${phone}`, async () => {
      const newest = await newestCode()
      return newest === before ? undefined : newest
    })
    return post(path, cookie, { act: 'enter', step: 'code', account: phone, code })
  }
  const byPhone = async (phone: string) => cookiesOf(await byCode('/sign-in', '', phone))

  async function byAlipay(buyer: string): Promise<string> {
    const { path, cookie } = await agreed(buyer)
    return cookiesOf(await shop.get(path, { cookie }))
  }

  async function orderOf(cookie: string): Promise<string> {
    const headers = { cookie, origin: shop.url, 'sec-fetch-site': 'same-origin' }
    const placed = await shop.post('/api/v1/user/orders', anOrder, headers)
    return placed.json.data.order_number
  }

  it('opens the same account each time', async () => {
    expect((await shop.get('/sign-in')).text).toMatch(/href="\/sign-in\/alipay["?]/)
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

  it('is linked to an account that is there, which gets the orders of the one Alipay had made', async () => {
    const buyer = '2088102180000002'
    const made = await byAlipay(buyer)
    const order = await orderOf(made)
    const mine = await byPhone('13700000001')
    const id = await accountOf(mine)
    expect((await shop.get(settings, { cookie: mine })).text).toContain(`${settings}/alipay`)
    const { path, cookie } = await agreed(buyer, `${settings}/alipay`, mine)
    // Begun by this session: in no other account does it link anything, and it signs nobody in.
    const stranger = await byPhone('13700000002')
    for (const own of [stranger, ''])
      expect((await shop.get(path, { cookie: `${cookie}; ${own}` })).status).toBe(400)
    const late = await agreed('2088102180000003', `${settings}/alipay`, mine)
    const linked = await shop.get(path, { cookie: `${cookie}; ${mine}` })
    expect(leadsTo(linked)).toBe(`${settings}?done=alipay`)
    expect((await shop.get('/account', { cookie: mine })).text).toContain(order)
    expect(await accountOf(made)).toBeUndefined()
    const later = await byAlipay(buyer)
    expect(await accountOf(later)).toBe(id)

    // One account has one Alipay, also where the second was begun before the first had come back.
    expect((await shop.get(late.path, { cookie: `${late.cookie}; ${mine}` })).status).toBe(409)
    expect(await accountOf(await byAlipay(buyer))).toBe(id)

    // It is not anybody else's to take.
    const thief = await agreed(buyer, `${settings}/alipay`, stranger)
    const taken = await shop.get(thief.path, { cookie: `${thief.cookie}; ${stranger}` })
    expect(leadsTo(taken)).toBe(`${settings}?done=alipay-taken`)
    expect(await accountOf(await byAlipay(buyer))).toBe(id)

    const age = (by: string) =>
      shop.rows(`update customer_session set created_at = created_at ${by} returning 1`)
    await age("- interval '1 hour'")
    expect((await post(`${settings}/alipay/unlink`, mine)).status).toBe(403)
    await age("+ interval '1 hour'")
    expect(leadsTo(await post(`${settings}/alipay/unlink`, mine))).toBe(`${settings}?done=unlinked`)
    expect(await accountOf(later)).toBeUndefined()
    expect(await accountOf(mine)).toBe(id)
    expect(await accountOf(await byAlipay(buyer))).not.toBe(id)
  })

  it('becomes one with the account of a phone that is proved in it, unless that one has an Alipay', async () => {
    const phone = '13700000003'
    const id = await accountOf(await byPhone(phone))
    const made = await byAlipay('2088102180000001')
    const order = await orderOf(made)
    // Nobody's yet: the phone it was placed with is proved below.
    const guest = await shop.order({ phone })
    // Nothing else opens this account.
    expect((await post(`${settings}/alipay/unlink`, made)).status).toBe(409)
    const joined = await byCode(`${settings}/reach`, made, phone)
    expect(leadsTo(joined)).toBe(`${settings}?done=joined`)
    const mine = cookiesOf(joined)
    expect(await accountOf(mine)).toBe(id)
    for (const one of [order, guest.number])
      expect((await shop.get('/account', { cookie: mine })).text).toContain(one)
    expect(await accountOf(made)).toBeUndefined()
    const another = await byAlipay('2088102180000003')
    expect((await byCode(`${settings}/reach`, another, phone)).status).toBe(409)
    expect(await findBroken(shop.database.db, 1, customerInvariants)).toEqual([])
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

it('a demo shop promises programs nothing of its simulator', async () => {
  const { paths } = (await shop.get('/api/v1/openapi.json')).json
  expect(Object.keys(paths)).toContain('/api/v1/products')
  expect(Object.keys(paths).filter((path) => path.startsWith('/simulator'))).toEqual([])
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
