// What is a buyer's own, in the browser: orders of the basket, claimed ones and what goes on opening them, pages that
// answer forms, and having what was bought sent.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRoutes } from '../../src/http/routes/index.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { codesSent, lettersEnv } from '../support/codes.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

const site = 'https://shop.example'
const alipay = new AlipayStandIn()
let shop: Shop
beforeAll(async () => {
  const env = { ...lettersEnv, PUBLIC_URL: site, TRUST_PROXY: '127.0.0.1', RATE_LIMIT_FACTOR: '1' }
  shop = await Shop.open({ standIns: [alipay], env: { ...env, ALIPAY_LOGIN: 'true' } })
})
afterAll(() => shop?.close())

let used = 0
const aPhone = () => {
  used += 1
  return String(13_500_000_000 + used)
}
type Headers = Record<string, string>
/** Everybody at an address of their own, so that no limit but the one that is looked at counts. */
const from = (): Headers => ({ origin: site, 'x-forwarded-for': `198.51.100.${used % 250}` })
const form = (path: string, fields: Record<string, string>, headers: Headers = {}) =>
  shop.post(path, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...from(),
    ...headers,
  })
const goesTo = (reply: Reply) => [reply.status, reply.headers.get('location')]
/** What a browser holds after an answer, as it sends it back; what was taken away is gone. */
const cookies = (reply: Reply, before = '') =>
  [...before.split('; '), ...reply.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')]
    .filter((one, at, all) => {
      const [name] = one.split('=')
      const last = all.findLastIndex((other) => other.startsWith(`${name}=`))
      return last === at && !one.endsWith('=')
    })
    .join('; ')

async function codeFor(phone: string): Promise<string> {
  const [code = ''] = await codesSent(shop, { phone })
  return code
}

/** Signed in through the form; answers what the browser holds then. */
async function enter(phone: string, cookie = ''): Promise<string> {
  await form('/sign-in', { act: 'code', account: phone }, { cookie })
  const fields = { act: 'enter', step: 'code', account: phone, code: await codeFor(phone) }
  return cookies(await form('/sign-in', fields, { cookie }), cookie)
}

const forgetPauses = () =>
  shop.rows("delete from rate_limit where bucket like 'code-pause:%' returning 1")
const claim = (cookie: string, fields: Record<string, string>) =>
  form('/account/claim', fields, { cookie })
const numbers = async (cookie: string) => (await shop.get('/account', { cookie })).text
const free = (phone: string) => shop.order({ package_id: 'free', phone })

it('signed in, the basket makes one order of the account, told of in the language of its buyer', async () => {
  const cookie = await enter(aPhone())
  const fields = {
    contact_person: 'Li',
    phone: aPhone(),
    items: 'demo-app.year~demo-app.month',
    total_amount: '108.90',
    idempotency_key: 'a-basket',
  }
  const placed = await form('/basket', fields, { cookie, 'accept-language': 'en' })
  const number = /^\/cashier\/(\w+)$/.exec(placed.headers.get('location') ?? '')?.[1] ?? ''
  expect(number).not.toBe('')
  expect(await numbers(cookie)).toContain(number)
  expect(await shop.rows('select order_number, lang from order_language')).toEqual([
    { order_number: number, lang: 'en' },
  ])
  // The account opens it, so that nothing is left in a browser that is signed out from elsewhere.
  expect(placed.headers.getSetCookie().join()).not.toContain('order_')
})

describe('orders of a guest', () => {
  it('are moved by a code that says so, and by no other', async () => {
    const phone = aPhone()
    const order = await free(phone)
    const thief = await enter(aPhone())
    await form('/orders/codes', { order_number: order.number, phone, way: 'sms' })
    const looked = await claim(thief, {
      act: 'enter',
      account: phone,
      code: await codeFor(phone),
    })
    expect([looked.status, looked.text.includes('验证码')]).toEqual([400, true])
    expect(await numbers(thief)).not.toContain(order.number)
    await forgetPauses()
    await claim(thief, { act: 'code', account: phone })
    const query = new URLSearchParams({ order_number: order.number, phone })
    const shown = await shop.get(
      `/api/v1/user/orders/query?${query}&code=${await codeFor(phone)}`,
      from(),
    )
    // The other code is still in force: this one is merely not it.
    expect([shown.status, shown.json.error.code]).toEqual([400, 'code_wrong'])
  })

  it('come back to whoever has their phone, but not one that another account placed', async () => {
    const phone = aPhone()
    const order = await free(phone)
    const thief = await enter(aPhone())
    const bought = await form(
      '/buy',
      { ...anOrder, quantity: '1', package_id: 'free', phone },
      { cookie: thief },
    )
    const own = /order_number=(\w+)/.exec(bought.headers.get('location') ?? '')?.[1] ?? ''
    const take = async (cookie: string) => {
      await forgetPauses()
      await claim(cookie, { act: 'code', account: phone })
      return claim(cookie, { act: 'enter', account: phone, code: await codeFor(phone) })
    }
    expect(goesTo(await take(thief))).toEqual([303, '/account?claimed=1'])
    await forgetPauses()
    const owner = await enter(phone)
    expect(await numbers(owner)).not.toContain(order.number)
    expect(goesTo(await take(owner))).toEqual([303, '/account?claimed=1'])
    expect(await numbers(owner)).toContain(order.number)
    expect(await numbers(owner)).not.toContain(own)
    expect(await numbers(thief)).not.toContain(order.number)
    expect(await numbers(thief)).toContain(own)
  })

  it('are left to the browser that ends all other sessions of its account', async () => {
    const phone = aPhone()
    const here = await enter(phone)
    await forgetPauses()
    const there = await enter(phone)
    expect(goesTo(await form('/account/settings/end', {}, { cookie: here }))).toEqual([
      303,
      '/account/settings?done=ended',
    ])
    const account = (cookie: string) => shop.get('/account', { cookie })
    expect([(await account(here)).status, (await account(there)).status]).toEqual([200, 303])
  })

  it('that became an account’s leave the browser with it, also when the session was over before', async () => {
    const phone = aPhone()
    const guest = await free(aPhone())
    const claimed = await free(phone)
    const held = `order_${claimed.number}=${claimed.token}; order_${guest.number}=${guest.token}`
    const elsewhere = await enter(phone)
    const keys = (cookie: string) => shop.get(`/orders/${claimed.number}/keys.txt`, { cookie })
    expect((await keys(held)).status).toBe(200)
    const out = cookies(await form('/account/sign-out', {}, { cookie: held }), held)
    expect(out).toBe(`order_${guest.number}=${guest.token}`)
    expect((await keys(out)).status).toBe(401)
    // Whoever signs in after somebody else holds nothing of theirs.
    expect(await enter(aPhone(), `${elsewhere}; ${held}`)).not.toContain(claimed.number)
  })
})

describe('a page that answers a form', () => {
  it('has an address that can be asked for: the page of its form', async () => {
    const forms = createRoutes().all.filter(
      (one) => one.method === 'POST' && one.bodyForm === 'form',
    )
    expect(forms.length).toBeGreaterThan(20)
    for (const { path } of forms) {
      const asked = path.replace(':product_id', 'demo-app').replace(/:\w+/g, 'NOSUCHNUMBER12345')
      const answer = await shop.get(asked, { accept: 'text/html' })
      expect([path, answer.status === 200 || answer.status === 303]).toEqual([path, true])
    }
  })

  it('28: is left for the other language by a link that leads back to that page', async () => {
    const phone = aPhone()
    const order = await free(phone)
    const cookie = await enter(aPhone())
    const sent = { order_number: order.number, phone, way: 'sms' }
    const answers: [Reply, string][] = [
      [await form('/orders/codes', sent), `/orders?order_number=${order.number}`],
      [await form('/orders/reveal', { ...sent, code: '1' }), '/orders?order_number='],
      [await claim(cookie, { account: 'nobody' }), '/account?'],
      [await form('/account/settings/reach', { account: 'x' }, { cookie }), '/account/settings?'],
      [
        await form('/account/settings/password', { new_password: '1' }, { cookie }),
        '/account/settings?',
      ],
      [
        await form('/license/free', {
          license_key: 'x',
          device_id: '00000000-0000-0000-0000-000000000000',
        }),
        '/license?',
      ],
      [
        await form('/sign-in', { act: 'code', account: 'x', next: '/account/courses' }),
        '/sign-in?next=%2Faccount%2Fcourses',
      ],
      [
        await form('/buy', { ...anOrder, quantity: '1', phone: '1' }),
        '/products/demo-app?plan=year',
      ],
    ]
    for (const [{ text }, page] of answers) {
      const link =
        /class="footer-link" href="([^"]*lang=en)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
      expect(link.slice(0, page.length)).toBe(page)
      const led = await shop.get(link, page.startsWith('/account') ? { cookie } : {})
      expect([page, led.status, led.text.includes('<html lang="en">')]).toEqual([page, 200, true])
    }
  })

  it('of Alipay’s sign-in knows where one was going', async () => {
    const asked = await shop.get('/sign-in?next=%2Faccount%2Fcourses')
    expect(asked.text).toContain('href="/sign-in/alipay?next=%2Faccount%2Fcourses"')
    const led = await shop.get('/sign-in/alipay?next=%2Faccount%2Fcourses')
    const back = await shop.get('/sign-in/alipay/back?state=x', { cookie: cookies(led) })
    expect(back.text).toContain('name="next" value="/account/courses"')
  })
})

it('what was bought is sent to the order’s own address, to its buyer alone and within limits', async () => {
  const phone = aPhone()
  const order = await shop.order({ package_id: 'free', phone, email: 'buyer@example.com' })
  const cookie = `order_${order.number}=${order.token}`
  const result = `/payment/result?order_number=${order.number}`
  const page = (await shop.get(result, { cookie })).text
  expect(page).toContain(`action="/orders/${order.number}/send"`)
  expect(page).toContain('b***r@example.com')
  expect((await shop.get(result)).text).not.toContain('/send"')
  const letters = () =>
    shop.rows(
      `select way, lang from letter where order_number = '${order.number}' order by created_at`,
    )
  const before = (await letters()).length
  const send = (way: string, headers: Headers) =>
    form(`/orders/${order.number}/send`, { way }, headers)
  expect((await send('mail', {})).status).toBe(401)
  const sent = await send('mail', { cookie, 'accept-language': 'en' })
  expect(goesTo(sent)).toEqual([303, `${result}&sent=mail#send`])
  expect((await shop.get(`${result}&sent=mail`, { cookie })).text).toContain(
    '已发送到 b***r@example.com',
  )
  expect((await letters()).slice(before)).toEqual([{ way: 'mail', lang: 'en' }])
  expect(goesTo(await send('mail', { cookie }))).toEqual([303, `${result}&sent=wait#send`])
  expect(goesTo(await send('sms', { cookie }))).toEqual([303, `${result}&sent=sms#send`])
  expect(await letters()).toHaveLength(before + 2)
  // Before it is paid there is nothing to send.
  const waiting = await shop.order({ phone: aPhone(), email: 'w@example.com' })
  const own = { cookie: `order_${waiting.number}=${waiting.token}` }
  expect((await form(`/orders/${waiting.number}/send`, { way: 'mail' }, own)).status).toBe(404)
  expect((await shop.get('/products/demo-app?plan=year')).text).toContain('发货通知发到这里')
})

it('a buyer has a name one can see, and an address that mail can go to', async () => {
  const order = async (changes: object) => {
    const body = { ...anOrder, package_id: 'free', phone: aPhone(), ...changes }
    const { status, json } = await shop.post('/api/v1/user/orders', body, from())
    return status === 201 ? 'taken' : json.error.field
  }
  for (const contact_person of ['\u200b', '\u2060\u200d', '\u3164', 'a\u202eb', 'a\u2066b'])
    expect(await order({ contact_person })).toBe('contact_person')
  for (const contact_person of ['欧阳 娜娜', "O'Brien", '𠮷田👩‍💻'])
    expect(await order({ contact_person })).toBe('taken')
  for (const email of [
    'a\u0001@b.cn',
    'a,b@c.cn',
    'a;b@c.cn',
    '(x)a@b.cn',
    'a@b..cn',
    'a@-b.cn',
    'a:b@c.cn',
  ])
    expect(await order({ email })).toBe('email')
  expect(await order({ email: 'ａ.b+c@ｅxample.com' })).toBe('taken')
  expect(await shop.rows("select email from orders where email like 'a.b%'")).toEqual([
    { email: 'a.b+c@example.com' },
  ])
})

it('8, 24, 43: an unpaid order is found and gone on with; given up, it shows that and no way to pay', async () => {
  const phone = aPhone()
  const order = await shop.order({ phone })
  const found = await form('/orders', { order_number: order.number, phone })
  expect(found.text).toMatch(new RegExp(`href="/cashier/${order.number}"[^>]*>[^<]*继续支付`))
  const cashier = () => shop.get(`/cashier/${order.number}`)
  const open = (await cashier()).text
  expect(open).toContain('action="/cashier/')
  // WeChat Pay is not set up: no button that could only fail.
  expect(open).not.toContain('value="wechat"')
  await shop.post(`/api/v1/user/orders/${order.number}/cancel`, '', {
    'x-order-token': order.token,
  })
  const over = await cashier()
  expect([over.status, over.text.includes('订单已取消')]).toEqual([200, true])
  expect(over.text).not.toMatch(/class="qr-code"|\/pay"/)
})

it('a bill that the silent gateway says nothing of is no wrong guess', async () => {
  alipay.mood = 'down'
  const statuses = new Set<number>()
  const number = '2026112222001464020500585462'
  const here = { 'x-forwarded-for': '203.0.113.77' }
  for (let asked = 0; asked < 11; asked += 1)
    statuses.add((await form('/rescue', { number }, here)).status)
  alipay.mood = 'well'
  expect([...statuses]).toEqual([503])
})

it('a shop on https asks browsers to stay there', async () => {
  const { headers } = await shop.get('/')
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}$/)
})

it('6: past its end the server takes no payment, whatever a page still shows', async () => {
  const order = await shop.order({ phone: aPhone() })
  await shop.advance(31 * 60_000)
  const led = await form(`/cashier/${order.number}/pay`, { method: 'alipay', scene: 'pc' })
  expect(led.headers.get('location')).toMatch(new RegExp(`^/cashier/${order.number}`))
  const { json } = await shop.open(order)
  expect(json.error.code).toBe('order_not_payable')
  await shop.untilState(order, 'expired')
  const page = (await shop.get(`/cashier/${order.number}`)).text
  expect(page).not.toMatch(/class="qr-code"|\/pay"/)
  expect(page).toContain('重新下单')
})
