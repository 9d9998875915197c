// Callers who mean harm, or whose program is broken: no text reaches the database that it cannot keep, no rush
// passes a limit, and every mistake has a coded answer.

import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRoutes } from '../../src/http/routes/index.ts'
import { createServer } from '../../src/http/server.ts'
import { createLog } from '../../src/kit/log.ts'
import { anOrder, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1' } })
})
afterAll(() => shop?.close())

const place = (changes: Record<string, unknown>) =>
  shop.post('/api/v1/user/orders', { ...anOrder, ...changes })

describe('a text that cannot be kept', () => {
  it.each([
    ['product_id', { product_id: 'a\u0000' }],
    ['email', { email: 'a\u0000@b.cn' }],
    ['contact_person', { contact_person: 'a\ud800' }],
  ])('is refused by its field: %s', async (field, changes) => {
    const { status, json } = await place(changes)
    expect([status, json.error.code, json.error.field]).toEqual([400, 'invalid_request', field])
  })

  it.each([
    ['/api/v1/products/%00', 404],
    ['/products/%00', 404],
    ['/cashier/%00', 404],
    ['/api/v1/user/orders/query?order_number=%00&phone=13800138000', 400],
    ['/payment/result?order_number=%00', 400],
    ['/api/v1/products/%', 400],
    [`/api/v1/products/${'x'.repeat(500)}`, 400],
  ])('is no fault of ours at %s', async (path, status) => {
    const reply = await shop.get(path)
    expect(reply.status).toBe(status)
    expect(reply.status === 400 || reply.status === 404).toBe(true)
  })

  it('in a fingerprint is judged after the key', async () => {
    const body = { license_key: 'nonsense', fingerprint: 'a\u0000' }
    expect((await shop.post('/api/v1/licenses/activate', body)).status).toBe(404)
  })

  it('lies too deep for any of ours: the answer is coded, not a fault', async () => {
    const components = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const body = `{"license_key":"nonsense","fingerprint":"A","components":${components}}`
    const reply = await shop.post('/api/v1/licenses/activate', body, {
      'content-type': 'application/json',
    })
    expect([reply.status, reply.json.error.code]).toEqual([400, 'invalid_request'])
  })

  it('in the address of a notice is still answered in the gateway word', async () => {
    for (const path of [
      '/api/v1/pay/alipay/notify/%',
      `/api/v1/pay/alipay/notify/${'x'.repeat(300)}`,
    ]) {
      const reply = await shop.post(path, 'a=b', {
        'content-type': 'application/x-www-form-urlencoded',
      })
      expect([reply.status, reply.text]).toEqual([200, 'failure'])
    }
  })
})

describe('a rush', () => {
  it('of orders passes no limit of open orders', async () => {
    const phone = '13711112222'
    const replies = await Promise.all(Array.from({ length: 20 }, () => place({ phone })))
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(5)
    expect(replies.filter((reply) => reply.status === 429)).toHaveLength(15)
  })

  it('of the same request at the limit is still one order and one answer', async () => {
    const phone = '13711113333'
    for (let placed = 0; placed < 4; placed += 1) expect((await place({ phone })).status).toBe(201)
    const send = () =>
      shop.post('/api/v1/user/orders', { ...anOrder, phone }, { 'idempotency-key': 'rush' })
    const replies = await Promise.all(Array.from({ length: 20 }, send))
    expect(new Set(replies.map((reply) => reply.json.data?.order_number)).size).toBe(1)
    expect(replies.every((reply) => reply.status === 201)).toBe(true)
  })

  it('of wrong look-ups passes no limit', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        shop.get(
          `/api/v1/user/orders/query?order_number=NOSUCHORDER12345678&phone=139000000${at + 10}`,
        ),
      ),
    )
    expect(replies.filter((reply) => reply.status === 404)).toHaveLength(5)
  })

  it('of free orders comes to an end', async () => {
    const body = { ...anOrder, package_id: 'free', phone: '13711114444' }
    const replies = []
    for (let placed = 0; placed < 70; placed += 1)
      replies.push((await shop.post('/api/v1/user/orders', body)).status)
    expect(replies.filter((status) => status === 429).length).toBeGreaterThan(0)
  })
})

describe('an odd request', () => {
  it('with cookies of somebody else is served', async () => {
    const foreign = Array.from({ length: 30 }, (_, at) => `order_x${at}=1`)
    const reply = await shop.get('/orders', { cookie: ['order_a b=3', ...foreign].join('; ') })
    expect(reply.status).toBe(200)
    const body = { ...anOrder, phone: '13711115555' }
    const placed = await shop.post('/api/v1/user/orders', body, {
      cookie: ['order_a b=3', ...foreign].join('; '),
    })
    expect([201, 429]).toContain(placed.status)
  })

  it('with a body where none is expected is refused', async () => {
    const refused = await shop.post('/api/v1/user/orders/NOSUCHORDER12345678/cancel', { x: 1 })
    expect([refused.status, refused.json.error.field]).toEqual([400, 'x'])
  })

  it('cannot drip a notice in for ever, and others are heard meanwhile', async () => {
    const server = await createServer({
      app: () => undefined,
      log: createLog({ file: undefined, level: 'silent' }),
      trustProxy: false,
      routes: createRoutes().all,
      contentSecurityPolicy: () => '',
      readNoticeMs: 100,
    })
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const path = '/api/v1/pay/alipay/notify'
    const drip = connect(port, '127.0.0.1').on('error', () => {})
    const told: string[] = []
    drip.on('data', (bytes) => told.push(String(bytes)))
    const head = ['Host: shop', 'Content-Type: text/plain', 'Content-Length: 9999']
    drip.write([`POST ${path} HTTP/1.1`, ...head, '', ''].join('\r\n'))
    const dripping = setInterval(() => drip.write('a'), 5)
    const cut = new Promise((resolve) => drip.once('close', resolve))
    const notice = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'a=b' })
    expect([notice.status, await notice.text()]).toEqual([200, 'failure'])
    await cut
    expect(told).toEqual([])
    clearInterval(dripping)
    await server.close()
  })

  it('does not hold the shop up when it stops', async () => {
    const other = await Shop.open()
    const { hostname, port } = new URL(other.url)
    const silent = connect(Number(port), hostname)
    await new Promise((resolve) => silent.once('connect', resolve))
    const ended = new Promise((resolve) => silent.once('close', resolve))
    await other.close()
    await ended
  })
})
