// One shop run by two processes of the system: what is paid, saved, made or counted through one holds in the other.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { rotateSigningKey } from '../../src/app/license/rotate-signing-key.ts'
import { saveSettings } from '../../src/app/settings/save-settings.ts'
import { hourMs, minuteMs } from '../../src/core/time.ts'
import { Program } from '../kill/program.ts'
import { build } from '../support/build.ts'
import { signedIn } from '../support/console.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

const author = { operator: 'test', address: 'local', requestId: '' }
let shop: Shop
let other: Program

beforeAll(async () => {
  await build()
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1' } })
  other = await Program.start(shop.env.DATA_DIR ?? '', shop.env)
  await shop.until('they hear each other', async () => shop.running.app.news.isHearing())
})
afterAll(async () => {
  await other?.end('SIGTERM')
  await shop?.close()
})

/** The same shop as the other process answers for it. */
const elsewhere = (path: string, init: RequestInit = {}) => fetch(other.url + path, init)

/** Each kind of news has a moment of its own, so a test does not take what it looked for by itself for news. */
function hears(topic: 'orders' | 'settings'): Promise<readonly string[] | 'any'> {
  return new Promise((resolve) => {
    const stop = shop.running.app.news.hear(topic, (moved) => {
      stop()
      resolve(moved)
    })
  })
}

/** Every state of an order that the other process tells its page of. */
async function watched(order: PlacedOrder) {
  const stop = new AbortController()
  const path = `/api/v1/user/orders/${order.number}/events?token=${order.token}`
  const { body } = await elsewhere(path, { signal: stop.signal })
  const states: string[] = []
  const listen = async () => {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>)
      for (const [, state = ''] of Buffer.from(chunk)
        .toString()
        .matchAll(/"state":"(\w+)"/g))
        states.push(state)
  }
  const ended = listen().catch(() => undefined)
  await shop.until('it says where the order stands', async () => states.length > 0)
  return {
    states,
    async stop() {
      stop.abort()
      await ended
    },
  }
}

it('a buyer who watches one process sees what another was told, and each tells the other', async () => {
  const order = await shop.openedOrder('qr')
  const page = await watched(order)
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  await shop.until('the page has heard', async () => page.states.includes('paid'))
  expect(page.states).toEqual(['waiting', 'paid'])
  await page.stop()

  const second = await shop.openedOrder('qr')
  const news = hears('orders')
  const { path, body, headers } = shop.standIn.notice(shop.pay(second))
  expect(await (await elsewhere(path, { method: 'POST', body, headers })).text()).toBe('success')
  expect(await news).toContain(second.number)
})

it('paying that is switched off in one process is off in the other, and on again', async () => {
  const order = await shop.order()
  const opened = async () => {
    const body = JSON.stringify({ order_number: order.number, payment_type: 'qr' })
    const headers = { 'content-type': 'application/json' }
    return (await elsewhere('/api/v1/user/pay/alipay', { method: 'POST', body, headers })).status
  }
  const news = hears('settings')
  await saveSettings(shop.running.app, author, { PAYMENT_ENABLED: 'false' }, undefined)
  await news
  await shop.until('it is off', async () => (await opened()) === 503)
  await saveSettings(shop.running.app, author, { PAYMENT_ENABLED: 'true' }, undefined)
  await shop.until('it is on', async () => (await opened()) === 200)
})

it('a signing key made in one process is published by the other at once, and the clock goes with it', async () => {
  // Without news the keys just read would do for ten seconds.
  await elsewhere('/api/v1/licenses/public-key')
  const made = await rotateSigningKey(shop.running.app, { inDays: 1, keepDays: 1 }, author)
  const isPublished = async () =>
    (await (await elsewhere('/api/v1/licenses/public-key')).text()).includes(made.kid)
  await shop.until('it is published', isPublished, 5_000)

  await shop.advance(hourMs)
  const signedAt = async () => {
    const asked = { license_key: 'none', fingerprint: 'A' }
    const headers = { 'content-type': 'application/json' }
    const path = '/api/v1/licenses/validate'
    const reply = await elsewhere(path, { method: 'POST', body: JSON.stringify(asked), headers })
    return 1_000 * Number(/t=(\d+)/.exec(reply.headers.get('keytill-signature') ?? '')?.[1])
  }
  const isLater = async () => (await signedAt()) > Date.now() + hourMs - minuteMs
  await shop.until('its clock shows the same', isLater, 5_000)
})

it('what is counted against a limit counts in both, and who signs out is out of both', async () => {
  const order = await shop.order({ phone: '13711110000' })
  const wrong = (phone: string) =>
    `/api/v1/user/orders/query?order_number=${order.number}&phone=${phone}`
  for (const at of [1, 2, 3, 4, 5])
    expect((await shop.get(wrong(`1390000000${at}`))).status).toBe(404)
  expect((await elsewhere(wrong('13900000006'))).status).toBe(429)

  const { browser } = await signedIn(shop)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const isIn = async () =>
    (await elsewhere('/api/v1/admin/dashboard', { headers: { cookie } })).status
  expect(await isIn()).toBe(200)
  await browser.post('/session/sign-out')
  expect(await isIn()).toBe(401)
})

it('a job that is due for both is done by one', async () => {
  const numbers: string[] = []
  for (let at = 0; at < 12; at += 1) {
    const order = await shop.order({ phone: `1370000${1000 + at}` })
    await shop.open(order, 'qr')
    numbers.push(order.number)
  }
  const isQuery = (call: { verb: string; outTradeNo: string }) =>
    call.verb === 'query' && numbers.includes(call.outTradeNo)
  await shop.rows(
    "update job set run_at = app_now() where kind = 'query-attempt' and split_part(ref, ':', 2) = any($1)",
    [numbers],
  )
  await shop.until('all were asked about', async () => {
    const due =
      "kind = 'query-attempt' and run_at <= app_now() and split_part(ref, ':', 2) = any($1)"
    return (await shop.count('job', due, [numbers])) === 0
  })
  expect(shop.standIn.calls.filter(isQuery)).toHaveLength(numbers.length)
})
