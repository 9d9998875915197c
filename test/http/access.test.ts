// What a caller may see of an order, with and without its token, and what every answer carries.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, Db } from '../../src/db/connect.ts'
import { lookUp } from '../../src/http/routes/orders.ts'
import { type PlacedOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '100000' } })
})
afterAll(() => shop?.close())

/** A visitor nobody knows. */
const request = { headers: {}, cookies: {} } as Parameters<typeof lookUp>[0]['request']

/** The same database, with the names of what it is asked. */
function noting(database: Database, names: string[]): Database {
  const noted = (db: Db): Db => ({
    rows(statement, values) {
      names.push(statement.name)
      return db.rows(statement, values)
    },
  })
  return { ...database, ...noted(database), tx: (work) => database.tx((tx) => work(noted(tx))) }
}

function refusal(reply: Reply): [number, string, string | undefined] {
  expect(reply.json).toMatchObject({
    success: false,
    error: { request_id: expect.stringMatching(/\S{8,}/) },
  })
  expect(reply.json.message.length).toBeGreaterThan(0)
  return [reply.status, reply.json.error.code, reply.json.error.field]
}

describe('looking an order up', () => {
  it('25, 44: shows status and masked keys without the token, whole keys with it, none with a foreign one', async () => {
    const order = await shop.order({ package_id: 'free' })
    const other = await shop.order({ package_id: 'free' })
    const masked = (await shop.look(order, false)).json.data.licenses[0]
    expect(masked.license_key).toBeUndefined()
    expect(masked.license_key_masked).toMatch(/\*{5}/)
    expect((await shop.look(order)).json.data.licenses[0].license_key).toBeDefined()
    for (const token of [other.token, '', '0', 'null', 'undefined', '[]', `${order.token}, `])
      expect((await shop.look({ ...order, token })).json.data.licenses[0].license_key).toBe(
        undefined,
      )
  })

  it('41: answers a wrong phone exactly as an unknown order', async () => {
    const order = await shop.order()
    const wrong = await shop.get(
      `/api/v1/user/orders/query?order_number=${order.number}&phone=13911112222`,
    )
    const unknown = await shop.get(
      '/api/v1/user/orders/query?order_number=NOSUCHORDER12345678&phone=13911112222',
    )
    const plain = (reply: Reply) => reply.text.replace(/"request_id":"[^"]*"/, '')
    expect(wrong.status).toBe(404)
    expect(plain(wrong)).toBe(plain(unknown))
    expect([...wrong.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort())
  })

  it('41: asks the database the same of a wrong phone as of an unknown order', async () => {
    const order = await shop.order()
    const asked = async (number: string) => {
      const names: string[] = []
      const address = `192.0.2.${number.length}`
      const app = { ...shop.running.app, db: noting(shop.running.app.db, names) }
      await expect(lookUp({ app, request, address }, number, '13911112222')).rejects.toMatchObject({
        code: 'order_not_found',
      })
      return names
    }
    const ofWrong = await asked(order.number)
    expect(ofWrong).toContain('find_order_of_phone')
    expect(await asked('NOSUCHORDER12345678')).toEqual(ofWrong)
  })

  it('40: folds the phone as orders do, and refuses what is none', async () => {
    const order = await shop.order()
    const folded = encodeURIComponent('+86 138 ００１３ 8000')
    expect(
      (await shop.get(`/api/v1/user/orders/query?order_number=${order.number}&phone=${folded}`))
        .status,
    ).toBe(200)
    for (const query of [
      '',
      '?order_number=x',
      '?phone=13800138000',
      ...['=', '=0', '=null', '[]=13800138000', '=13800138000&phone=13800138000'].map(
        (phone) => `?order_number=${order.number}&phone${phone}`,
      ),
      `?order_number=${order.number}&phone=1`,
    ]) {
      expect(refusal(await shop.get(`/api/v1/user/orders/query${query}`)).slice(0, 2)).toEqual([
        400,
        'invalid_request',
      ])
    }
  })
})

describe('tokens', () => {
  it('open the events of their own order only, by header, cookie or address', async () => {
    const order = await shop.order()
    const other = await shop.order()
    const path = `/api/v1/user/orders/${order.number}/events`
    expect((await shop.get(path)).status).toBe(401)
    expect((await shop.get(`${path}?token=${other.token}`)).status).toBe(401)
    for (const [address, headers] of [
      [path, { 'x-order-token': order.token }],
      [path, { cookie: `order_${order.number}=${order.token}` }],
      [`${path}?token=${order.token}`, {}],
    ] as const) {
      const stop = new AbortController()
      const response = await fetch(shop.url + address, { headers, signal: stop.signal })
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ])
      stop.abort()
    }
    expect(
      (await shop.get(`${path.replace('/events', '/licenses/lic_x/file')}?token=${order.token}`))
        .status,
    ).toBe(401)
  })

  it('18: tell twenty watchers that their orders are paid, nineteen of them within two seconds', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => shop.openedOrder()))
    const watch = async ({ number, token }: PlacedOrder) => {
      const address = `${shop.url}/api/v1/user/orders/${number}/events?token=${token}`
      return (await fetch(address)).body?.pipeThrough(new TextDecoderStream()).getReader()
    }
    const readers = await Promise.all(orders.map(watch))
    const started = Date.now()
    const turned = readers.map(async (reader) => {
      const seen: string[] = []
      while (!seen.join('').includes('event: status\ndata: {"status":1,"state":"paid"')) {
        const read = await reader?.read()
        if (read?.value === undefined) throw new Error('the stream ended')
        seen.push(read.value)
      }
      await reader?.cancel()
      return Date.now() - started
    })
    for (const order of orders) void shop.notify(shop.standIn.notice(shop.pay(order)))
    const times = (await Promise.all(turned)).sort((one, other) => one - other)
    expect(times[18]).toBeLessThan(2_000)
  })
})

describe('every answer', () => {
  it('carries a request id, and pages may load nothing from elsewhere', async () => {
    const reply = await shop.get('/api/v1/products')
    expect(reply.headers.get('x-request-id')).toMatch(/\S{8,}/)
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
  it('of an unknown route is a coded error', async () => {
    expect((await shop.get('/api/v1/nothing')).status).toBe(404)
    expect((await shop.get('/api/v1/nothing')).json.success).toBe(false)
  })
  it('stands in the OpenAPI 3.1 document', async () => {
    const document = (await shop.get('/api/v1/openapi.json')).json
    expect(document.openapi).toMatch(/^3\.1/)
    for (const path of [
      '/api/v1/products',
      '/api/v1/products/{id}',
      '/api/v1/user/orders',
      '/api/v1/user/pay/alipay',
      '/api/v1/user/pay/wechat',
      '/api/v1/user/orders/{order_number}/cancel',
      '/api/v1/user/orders/query',
      '/api/v1/user/orders/{order_number}/events',
      '/api/v1/pay/alipay/notify',
      '/payment/alipay/notify',
      '/api/v1/pay/wechat/notify',
      '/payment/wechat/notify',
      '/payment/result',
      '/payment/success',
      '/api/v1/licenses/activate',
      '/api/v1/licenses/validate',
      '/api/v1/licenses/deactivate',
      '/api/v1/licenses/heartbeat',
      '/api/v1/licenses/public-key',
      '/',
      '/cashier/{order_number}',
      '/orders',
      '/healthz',
      '/readyz',
      '/metrics',
    ]) {
      expect(document.paths[path], path).toBeDefined()
    }
    expect(Object.keys(document.paths).filter((path) => path.startsWith('/sim'))).toEqual([])
    const order = document.paths['/api/v1/user/orders'].post
    expect(order.parameters).toMatchObject([{ in: 'header', name: 'idempotency-key' }])
    const cancel = document.paths['/api/v1/user/orders/{order_number}/cancel'].post
    expect(cancel.security).toEqual([{ order: [] }, { account: [] }])
    expect(document.components.securitySchemes.order).toMatchObject({ name: 'X-Order-Token' })
  })
})

describe('metrics', () => {
  it('are for this machine only', async () => {
    expect((await shop.get('/metrics')).text).toContain('keytill_http_requests_total')
    expect((await shop.get('/metrics', { 'x-forwarded-for': '1.2.3.4' })).status).toBe(403)
  })
})
