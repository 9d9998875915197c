// What a payer may expect of the shop's pages and no browser is needed to see. The numbers are those of the list of
// expectations.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { lookUp } from '../../src/http/routes/orders.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { anOrder, type PlacedOrder, Shop } from '../support/shop.ts'

const alipay = new AlipayStandIn()
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay] })
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
    expect(page, agent).toContain('env=phone')
  }
  const inWechat = await shown('Mozilla/5.0 (iPhone) MicroMessenger/8.0.40')
  expect(inWechat).not.toContain('class="qr-code"')
  expect(inWechat).toContain('class="card cover"')
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
  expect((await shop.get(`/cashier/${order.number}?checked=1`)).text).toContain('请勿重复支付')
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

it('25, 45: the order number alone shows nobody a name, a phone or a key', async () => {
  const order = await shop.openedOrder()
  const waiting = (await shop.get(`/cashier/${order.number}`)).text
  await shop.notify(alipay.notice(shop.pay(order)))
  const key = (await shop.look(order)).json.data.licenses[0].license_key
  const paid = (await shop.get(`/payment/result?order_number=${order.number}`)).text
  for (const page of [waiting, paid])
    for (const secret of [anOrder.contact_person, anOrder.phone, key])
      expect(words(page)).not.toContain(secret)
})

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
