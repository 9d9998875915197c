// The limits of the public API with their real numbers: they hold, they say how long, they survive a restart.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findWarnings } from '../../src/app/console-warnings.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '127.0.0.1' } })
})
afterEach(() => shop?.close())

const query = (orderNumber: string, phone: string) =>
  shop.get(`/api/v1/user/orders/query?order_number=${orderNumber}&phone=${phone}`)
const waitOf = (answer: Reply | undefined) => Number(answer?.headers.get('retry-after'))
/** Limits go by the real time, which no clock of the shop's moves. */
const wait = (seconds: number) =>
  shop.rows('update rate_limit set tat = tat - make_interval(secs => $1)', [seconds])

describe('limits', () => {
  it('42: stop wrong look-ups of one order after five, and say how long to wait', async () => {
    const order = await shop.order()
    const answers = []
    for (let tried = 0; tried < 6; tried += 1)
      answers.push(await query(order.number, `1390000000${tried}`))
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 429])
    expect(answers[5]?.json.error.code).toBe('rate_limited')
    const waitSeconds = waitOf(answers[5])
    // Five in ten minutes are one in two minutes, with half a call of grace.
    expect(waitSeconds).toBeGreaterThan(30)
    expect(waitSeconds).toBeLessThanOrEqual(60)
    expect((await query(order.number, anOrder.phone)).status).toBe(429)
    // On the page the same, in words; and whoever waits as long as they say is let in.
    const form = new URLSearchParams({ order_number: order.number, phone: anOrder.phone })
    const look = () => fetch(`${shop.url}/orders`, { method: 'POST', body: form })
    const held = await look()
    expect(held.status).toBe(429)
    expect(await held.text()).toMatch(/请在 \d+ (秒|分钟)后再试/)
    await wait(waitSeconds)
    expect((await query(order.number, anOrder.phone)).status).toBe(200)
    expect((await look()).status).toBe(200)
  })

  it('42: stop one address after ten wrong look-ups, whatever it asks for', async () => {
    const order = await shop.order()
    const answers = []
    for (let tried = 0; tried < 11; tried += 1)
      answers.push(await query(`NOSUCHORDER1234567${tried}`, `1390000000${tried % 10}`))
    expect(answers.map((answer) => answer.status)).toEqual([...Array(10).fill(404), 429])
    const waitSeconds = waitOf(answers[10])
    expect(waitSeconds).toBeGreaterThan(15)
    expect(waitSeconds).toBeLessThanOrEqual(30)
    expect((await query(order.number, anOrder.phone)).status).toBe(429)
    await wait(waitSeconds)
    expect((await query(order.number, anOrder.phone)).status).toBe(200)
  })

  it('are remembered by a program started afterwards', async () => {
    for (let tried = 0; tried < 5; tried += 1)
      await query('NOSUCHORDER12345678', `1390000000${tried}`)
    await shop.restart()
    expect((await query('NOSUCHORDER12345678', '13900000009')).status).toBe(429)
  })

  it('42: do not touch right look-ups', async () => {
    const order = await shop.order()
    for (let tried = 0; tried < 20; tried += 1)
      expect((await query(order.number, anOrder.phone)).status).toBe(200)
  })

  it('keep a phone from more than five open orders', async () => {
    for (let placed = 0; placed < 5; placed += 1) await shop.order()
    const refused = await shop.post('/api/v1/user/orders', anOrder)
    expect([refused.status, refused.json.error.code]).toEqual([429, 'rate_limited'])
    expect(
      (await shop.post('/api/v1/user/orders', { ...anOrder, phone: '13911112222' })).status,
    ).toBe(201)
    const over = (minutes: number) =>
      shop.rows(
        `update orders set created_at = created_at - interval '3 hours',
           expires_at = app_now() - $1 * interval '1 minute'`,
        [minutes],
      )
    // Of which the program has closed none yet.
    await over(59)
    expect((await shop.post('/api/v1/user/orders', anOrder)).status).toBe(429)
    await over(61)
    expect((await shop.post('/api/v1/user/orders', anOrder)).status).toBe(201)
  })

  it('stop who opens payments without end, and tell him of no order then', async () => {
    const order = await shop.order()
    const open = async (order_number: string) => {
      const asked = { order_number, payment_type: 'pc' }
      return (await shop.post('/api/v1/user/pay/alipay', asked)).status
    }
    const opened = []
    for (let tried = 0; tried < 52; tried += 1) opened.push(await open(order.number))
    // The first makes the payment, which happens once; fifty may be opened again.
    expect(opened).toEqual([...Array(51).fill(200), 429])
    const { number: another } = await shop.order()
    expect(await open('NOSUCHORDER12345678')).toBe(404)
    // As after sixty calls within a moment.
    await shop.rows(
      "update rate_limit set tat = now() + interval '1 minute' where bucket like 'pay:%'",
    )
    expect([await open(another), await open('NOSUCHORDER12345678')]).toEqual([429, 429])
  })

  const guess = (address: string, product_id?: string) =>
    shop
      .post(
        '/api/v1/licenses/validate',
        { license_key: 'nonsense', fingerprint: 'A', ...(product_id ? { product_id } : {}) },
        { 'x-forwarded-for': address },
      )
      .then(({ status }) => status)

  it('stop an address that tries licence keys, and nobody else', async () => {
    const address = '203.0.113.7'
    const answers = []
    for (let tried = 0; tried < 21; tried += 1) answers.push(await guess(address))
    expect(answers).toEqual([...Array(20).fill(404), 429])
    // Somebody else behind the same address has a right key.
    const order = await shop.order({ package_id: 'free' })
    const license_key = (await shop.look(order)).json.data.licenses[0].license_key
    const right = { license_key, fingerprint: 'A' }
    const reply = await shop.post('/api/v1/licenses/activate', right, {
      'x-forwarded-for': address,
    })
    expect(reply.status).toBe(200)
    expect(await guess('203.0.113.8')).toBe(404)
  })

  it('stop an address for one product and not for another, and at last for all', async () => {
    const address = '203.0.113.9'
    const answers = []
    for (let tried = 0; tried < 21; tried += 1) answers.push(await guess(address, 'app-one'))
    expect(answers).toEqual([...Array(20).fill(404), 429])
    const others = Array.from({ length: 40 }, (_, at) => guess(address, `app-${at}`))
    expect(await Promise.all(others)).toEqual(Array(40).fill(404))
    // On a slow machine one of these calls has been given back meanwhile.
    await expect.poll(() => guess(address, 'app-last')).toBe(429)
  })

  it('take the addresses of one IPv6 network for one', async () => {
    const answers = []
    for (let tried = 0; tried < 21; tried += 1)
      answers.push(await guess(`2001:db8:0:7::${tried.toString(16)}:1`))
    expect(answers).toEqual([...Array(20).fill(404), 429])
    expect(await guess('2001:db8:0:8::1')).toBe(404)
  })

  it.each([
    [
      'looks orders up',
      10,
      (at: number, from: Record<string, string>) =>
        shop.get(`/api/v1/user/orders/query?order_number=NOSUCH${at}&phone=139000000${at}`, from),
    ],
    [
      'asks for a lost payment',
      10,
      (at: number, from: Record<string, string>) =>
        shop.post('/rescue', `number=NOSUCHORDER12345${at}`, {
          'content-type': 'application/x-www-form-urlencoded',
          origin: shop.url,
          ...from,
        }),
    ],
    [
      'tries coupons',
      15,
      (at: number, from: Record<string, string>) =>
        shop.post(
          '/api/v1/user/orders/quote',
          { product_id: 'demo-app', package_id: 'year', quantity: 1, coupon_code: `ABCD${at}` },
          from,
        ),
    ],
    [
      'leaves orders open',
      20,
      (at: number, from: Record<string, string>) =>
        shop.post('/api/v1/user/orders', { ...anOrder, phone: `139000000${at}` }, from),
    ],
    [
      'tries passwords',
      40,
      (at: number, from: Record<string, string>) =>
        shop.post(
          '/api/v1/user/account/sign-in',
          { phone: `139000000${at}`, password: 'wrong one 1' },
          from,
        ),
    ],
  ])('take one IPv6 network for one where it %s', async (_what, most, call) => {
    const statuses: number[] = []
    for (let at = 10; at < 11 + most; at += 1)
      statuses.push((await call(at, { 'x-forwarded-for': `2001:db8:0:9::${at}` })).status)
    expect(statuses.indexOf(429)).toBe(most)
    expect((await call(99, { 'x-forwarded-for': '2001:db8:0:a::1' })).status).not.toBe(429)
  })

  it('stop an address that asks what orders would cost as fast as it can', async () => {
    const ask = async (from: string) => {
      const body = { product_id: 'demo-app', package_id: 'year', quantity: 1 }
      const headers = { 'x-forwarded-for': from }
      return (await shop.post('/api/v1/user/orders/quote', body, headers)).status
    }
    const many = await Promise.all(Array.from({ length: 140 }, () => ask('203.0.113.40')))
    expect(new Set(many)).toEqual(new Set([200, 429]))
    expect(await ask('203.0.113.41')).toBe(200)
  })

  it('tell of keys that one address goes on trying although it is refused', async () => {
    const { app } = shop.running
    const told = async () =>
      (await findWarnings(app)).filter(({ check }) => check === 'license_guessing')
    for (let tried = 0; tried < 10; tried += 1)
      await Promise.all(Array.from({ length: 20 }, () => guess('203.0.113.7')))
    expect(await told()).toEqual([])
    // On a slow machine some of these calls have been given back meanwhile.
    const tellAfterOneMore = async () => {
      expect(await guess('203.0.113.7')).toBe(429)
      return told()
    }
    await expect.poll(tellAfterOneMore).toMatchObject([{ level: 'warn' }])
  })

  it('let a licence have all the devices it was sold for in one day', async () => {
    const order = await shop.order({ package_id: 'free' })
    const license_key = (await shop.look(order)).json.data.licenses[0].license_key
    await shop.running.app.db.script('update license set max_devices = 45')
    const statuses = []
    for (let at = 0; at < 45; at += 1) {
      const device = { license_key, fingerprint: `D${at}` }
      statuses.push((await shop.post('/api/v1/licenses/activate', device)).status)
    }
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('tell of keys that are tried from everywhere, and refuse nobody for it', async () => {
    const { app } = shop.running
    const told = async () =>
      (await findWarnings(app)).filter(({ check }) => check === 'license_guessing')
    const many = Array.from({ length: 200 }, (_, at) => `203.0.113.${at}`)
    expect(await Promise.all(many.map((one) => guess(one)))).toEqual(many.map(() => 404))
    expect(await told()).toEqual([])
    const tellAfterOneMore = async () => {
      expect(await guess('198.51.100.1')).toBe(404)
      return told()
    }
    await expect.poll(tellAfterOneMore).toMatchObject([{ level: 'warn' }])
    const [, guesses] =
      /^keytill_license_guesses (\d+)$/m.exec((await shop.get('/metrics')).text) ?? []
    expect(Number(guesses)).toBeGreaterThan(190)
  })
})
