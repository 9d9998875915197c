// What a payer may expect of the shop's pages and no browser is needed to see. The numbers are those of the list of
// expectations.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { lookUp } from '../../src/http/routes/orders.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { codesSent, lettersEnv } from '../support/codes.ts'
import { anOrder, type PlacedOrder, Shop } from '../support/shop.ts'

const alipay = new AlipayStandIn()
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay], env: lettersEnv })
})
afterAll(() => shop?.close())

const send = (path: string, form: Readonly<Record<string, string>>, cookie = '') =>
  fetch(`${shop.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: new URLSearchParams(form),
    redirect: 'manual',
  })

const bought = {
  product_id: 'demo-app',
  package_id: 'year',
  quantity: '1',
  contact_person: anOrder.contact_person,
  phone: anOrder.phone,
}
const numberIn = (location: string | null) => /[0-9A-Z]{20}/.exec(location ?? '')?.[0] ?? ''
const cookieOf = ({ number, token }: PlacedOrder) => `order_${number}=${token}`
const words = (page: string) => page.replace(/<[^>]*>/g, '')

it('2, 3: the price is the order’s, whatever a form says, and the same on every page', async () => {
  const placed = await send('/buy', { ...bought, price: '0.01', amount: '0.01', due_fen: '1' })
  const number = numberIn(placed.headers.get('location'))
  const led = await send(`/cashier/${number}/pay`, { method: 'alipay', scene: 'pc', amount: '1' })
  const asked = new URL(led.headers.get('location') ?? '').searchParams.get('biz_content') ?? ''
  expect(JSON.parse(asked).total_amount).toBe('99.00')
  for (const path of [`/cashier/${number}`, `/payment/result?order_number=${number}`])
    expect(words((await shop.get(path)).text), path).toContain('¥99.00')
})

it('4, 26: sending the form again is the same order, and one of nothing has its key at once', async () => {
  const form = { ...bought, package_id: 'free', phone: '13700000001', idempotency_key: 'again' }
  const answers = [await send('/buy', form), await send('/buy', form)]
  const [first, second] = answers.map((answer) => answer.headers.get('location'))
  expect(first).toMatch(/^\/payment\/result\?order_number=/)
  expect(second).toBe(first)
  const cookie = answers[0]?.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect((await shop.get(first ?? '', { cookie })).text).toContain('class="key"')
})

it('11: asking for the code again and again is one order and one number at the gateway', async () => {
  const order = await shop.order()
  for (let looked = 0; looked < 3; looked += 1)
    expect((await shop.get(`/cashier/${order.number}?method=alipay`)).text).toContain(
      'class="qr-code"',
    )
  expect(await shop.count('attempt', 'order_number = $1', [order.number])).toBe(1)
})

it('14, 16, 17: desktop WeChat and a browser that says nothing get a code to scan, and a way to the phone’s page', async () => {
  const order = await shop.order()
  const shown = async (agent: string) =>
    (await shop.get(`/cashier/${order.number}`, { 'user-agent': agent })).text
  const desktops = ['Mozilla/5.0 (Windows NT 10.0) WindowsWechat MicroMessenger/7.0', 'unheard/1']
  for (const agent of [...desktops, '']) {
    const page = await shown(agent)
    expect(page, agent).toContain('class="qr-code"')
    const [, toPhone = ''] = /href="([^"]*env=phone)"/.exec(page.replaceAll('&amp;', '&')) ?? []
    expect((await shop.get(toPhone, { 'user-agent': agent })).text, agent).toContain('value="wap"')
  }
  const inWechat = await shown('Mozilla/5.0 (iPhone) MicroMessenger/8.0.40')
  expect(inWechat).not.toContain('class="qr-code"')
  expect(inWechat).toContain('class="card cover"')
  expect(inWechat).toContain(`data-copy="${shop.url}/cashier/${order.number}"`)
})

it('22: “I have paid” asks the gateway once in three seconds, and tells what it said', async () => {
  const order = await shop.openedOrder()
  const press = async () =>
    (await send(`/cashier/${order.number}/check`, {})).headers.get('location')
  const asked = () =>
    alipay.calls.filter(({ verb, outTradeNo }) => verb === 'query' && outTradeNo === order.number)
  for (let pressed = 0; pressed < 3; pressed += 1)
    expect(await press()).toBe(`/cashier/${order.number}?checked=1`)
  expect(asked()).toHaveLength(1)
  const told = words((await shop.get(`/cashier/${order.number}?checked=1`)).text)
  expect(told).toMatch(/正在确认付款\s*暂未收到付款结果，请勿重复支付/)
  shop.pay(order)
  await shop.advance(3_001)
  expect(await press()).toBe(`/payment/result?order_number=${order.number}`)
})

it('24, 36: the cashier of a paid order leads to its result, where looking again delivers nothing', async () => {
  const order = await shop.openedOrder()
  await shop.notify(alipay.notice(shop.pay(order)))
  for (let looked = 0; looked < 2; looked += 1) {
    const old = await fetch(`${shop.url}/cashier/${order.number}`, { redirect: 'manual' })
    expect([old.status, numberIn(old.headers.get('location'))]).toEqual([303, order.number])
    await shop.get(`/payment/result?order_number=${order.number}`)
  }
  expect(await shop.count('license', 'order_number = $1', [order.number])).toBe(1)
})

/** How long one waits for money that is on its way back. */
const whenBack = /退到余额或零钱一般几分钟到账，退到银行卡一般 1 至 7 个工作日/
const resultOf = ({ number }: PlacedOrder) => `/payment/result?order_number=${number}`

it('24, 39: a refunded order shows from its old link what went back, how long that takes, and a key that is dead', async () => {
  const order = await shop.openedOrder()
  await shop.notify(alipay.notice(shop.pay(order)))
  const cookie = cookieOf(order)
  const shown = async () => words((await shop.get(resultOf(order), { cookie })).text)
  const { license_key } = (await shop.look(order)).json.data.licenses[0]
  expect(await shown()).toMatch(/支付成功.*有效期/s)
  await planRefund(shop.running.app, { orderNumber: order.number, asked: 'rest', by: 'ann' })
  expect(await shown()).toMatch(/退款处理中\s*¥99\.00 正在原路退回/)
  expect(await shown()).toMatch(whenBack)
  await shop.until('the money is back', async () => {
    await shop.advanceBetween('refund', 180_000)
    return (await shop.look(order)).json.data.status === 4
  })
  const old = await shop.get(`/cashier/${order.number}`)
  expect([old.status, old.headers.get('location')]).toEqual([303, resultOf(order)])
  const page = await shop.get(resultOf(order), { cookie })
  expect(words(page.text)).toMatch(/已退款\s*¥99\.00 已退回原支付账户/)
  expect(words(page.text)).toMatch(whenBack)
  expect(words(page.text)).toMatch(/¥99\.00 · 已原路退回 \d{4}-/)
  expect(words(page.text)).toContain('已作废')
  expect(page.text).toMatch(/class="key-card key-dead"/)
  expect(page.text).not.toContain(`data-copy="${license_key}"`)
})

it('38: late money says that it was delivered, or that it goes back and when it is there', async () => {
  const late = async (policy: string) => {
    await shop.rows('update product set late_policy = $1', [policy])
    const order = await shop.openedOrder()
    await shop.rows("update product set late_policy = 'deliver'")
    const token = { 'x-order-token': order.token }
    await shop.post(`/api/v1/user/orders/${order.number}/cancel`, '', token)
    await shop.notify(alipay.notice(shop.pay(order)))
    const page = await shop.get(resultOf(order), { cookie: cookieOf(order) })
    return { order, shown: words(page.text), page: page.text }
  }
  const delivered = await late('deliver')
  expect(delivered.shown).toContain('款项在订单超时之后到账，我们已照常发放授权码')
  expect(delivered.page).toContain('class="key"')
  const returning = await late('refund')
  expect(returning.shown).toMatch(/订单已关闭，没有发货。款项会自动原路退回/)
  expect(returning.shown).toMatch(whenBack)
  expect(returning.page).not.toContain('class="key"')
  await shop.until('the money is back', async () => {
    await shop.advanceBetween('refund', 180_000)
    return (await shop.look(returning.order)).json.data.status === 4
  })
  const over = words((await shop.get(resultOf(returning.order))).text)
  expect(over).toMatch(/已退款\s*¥99\.00 已退回原支付账户/)
})

it('25, 45: the order number alone shows nobody a name, a phone or a key', async () => {
  const order = await shop.openedOrder()
  const waiting = (await shop.get(`/cashier/${order.number}`)).text
  await shop.notify(alipay.notice(shop.pay(order)))
  const key = (await shop.look(order)).json.data.licenses[0].license_key
  const paid = (await shop.get(`/payment/result?order_number=${order.number}`)).text
  for (const page of [waiting, paid])
    for (const secret of [anOrder.contact_person, anOrder.phone, key])
      expect(page).not.toContain(secret)
})

it('45: nor do the pages of the buyer show the phone, in words, links or what a script takes', async () => {
  const order = await shop.openedOrder()
  const cookie = cookieOf(order)
  const shown = async (path: string, headers: Readonly<Record<string, string>> = { cookie }) => {
    const { status, text } = await shop.get(path, headers)
    expect([path, status]).toEqual([path, 200])
    return text
  }
  const pages = [await shown(`/cashier/${order.number}`)]
  await shop.notify(alipay.notice(shop.pay(order)))
  const [{ license_id, license_key }] = (await shop.look(order)).json.data.licenses
  const result = await shown(resultOf(order))
  expect(result).toContain(`data-copy="${license_key}"`)
  const license = `/orders/${order.number}/licenses/${license_id}`
  pages.push(result, await shown(license), await shown('/orders'))
  pages.push(await shown(`/orders/${order.number}/keys.txt`))
  const owner = { cookie: `keytill_customer=${await signIn(anOrder.phone)}` }
  for (const path of ['/account', '/account/licenses', resultOf(order), license])
    pages.push(await shown(path, owner))
  expect(pages.at(-4)).toContain(order.number)
  const settings = await shown('/account/settings', owner)
  expect(settings).toContain('138****8000')
  for (const page of [...pages, settings]) expect(page).not.toContain(anOrder.phone)
})

/** The token of the account with this phone. */
async function signIn(phone: string): Promise<string> {
  const account = '/api/v1/user/account'
  await shop.post(`${account}/codes`, { phone, purpose: 'sign-in' })
  const [code] = await codesSent(shop, { phone })
  return (await shop.post(`${account}/sign-in`, { phone, code })).json.data.token
}

it('41: a wrong phone is answered in the words, with the status and by the questions of an unknown number', async () => {
  const order = await shop.order()
  const numbers = [order.number, order.number.replace(/.{4}$/, '0000')] as const
  const read = async (number: string) => {
    const answer = await send('/orders', { order_number: number, phone: '13711112222' })
    return [answer.status, words(await answer.text()).replaceAll(number, '')]
  }
  const [wrong, unknown] = [await read(numbers[0]), await read(numbers[1])]
  expect(wrong).toEqual(unknown)
  expect(wrong[0]).toBe(404)
  // Equal questions take equally long: how long is measured by `npm run bench -- lookup`, which allows a tenth.
  const { app } = shop.running
  const asked = async (number: string) => {
    const names: string[] = []
    const rows: typeof app.db.rows = (statement, values) => {
      names.push(statement.name)
      return app.db.rows(statement, values)
    }
    const request = { headers: {}, cookies: {} } as Parameters<typeof lookUp>[0]['request']
    const call = { app: { ...app, db: { ...app.db, rows } }, request, address: '203.0.113.9' }
    await expect(lookUp(call, number, '13711112222')).rejects.toThrow('order_not_found')
    return names
  }
  expect(await asked(numbers[0])).toEqual(await asked(numbers[1]))
})

it('a page is packed for a browser that takes it, unless another site may have chosen its address', async () => {
  const packed = async (headers: Readonly<Record<string, string>>, path = '/orders') =>
    (await fetch(`${shop.url}${path}`, { headers })).headers.get('content-encoding')
  const cookie = cookieOf(await shop.order())
  expect(await packed({})).toBe('gzip')
  expect(await packed({ 'accept-encoding': 'gzip;q=0, identity' })).toBeNull()
  expect(await packed({ cookie, 'sec-fetch-site': 'none' })).toBe('gzip')
  expect(await packed({ cookie, 'sec-fetch-site': 'same-origin' })).toBe('gzip')
  expect(await packed({ cookie, 'sec-fetch-site': 'cross-site' })).toBeNull()
  // Who does not say where they come from may have been sent.
  expect(await packed({ cookie })).toBeNull()
  expect(await packed({ cookie }, '/assets/cashier.js')).toBe('gzip')
})

it('46: a browser lists its own orders by a cookie nobody can make up', async () => {
  const mine = await shop.order()
  const other = await shop.order()
  const listed = async (cookie: string) => (await shop.get('/orders', { cookie })).text
  expect(await listed(cookieOf(mine))).toContain(mine.number)
  expect(await listed(cookieOf(mine))).not.toContain(other.number)
  expect(await listed('')).not.toContain(mine.number)
  expect(await listed(`order_${other.number}=${mine.token}`)).not.toContain(other.number)
})
