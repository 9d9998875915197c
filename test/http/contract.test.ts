// The public API as callers see it: envelopes, codes, prices, tokens, limits, and bad input to every route.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '100000' } })
})
afterAll(() => shop?.close())

const place = (body: unknown, headers: Record<string, string> = {}) =>
  shop.post('/api/v1/user/orders', body, headers)

function refusal(reply: Reply): [number, string, string | undefined] {
  expect(reply.json).toMatchObject({
    success: false,
    error: { request_id: expect.stringMatching(/\S{8,}/) },
  })
  expect(reply.json.message.length).toBeGreaterThan(0)
  return [reply.status, reply.json.error.code, reply.json.error.field]
}

describe('the catalogue', () => {
  it('lists the demo product with its packages', async () => {
    const { data } = (await shop.get('/api/v1/products')).json
    expect(data.products).toHaveLength(1)
    const packages = data.products[0].packages.map((one: Record<string, unknown>) => [
      one.id,
      one.price,
      one.validity_days,
      one.max_devices,
    ])
    expect(packages).toEqual([
      ['month', 9.9, 31, 1],
      ['year', 99, 365, 3],
      ['lifetime', 299, null, 5],
      ['free', 0, 7, 1],
    ])
    expect((await shop.get('/api/v1/products/demo-app')).json.data.id).toBe('demo-app')
    expect(refusal(await shop.get('/api/v1/products/nothing'))).toEqual([
      404,
      'product_not_found',
      'id',
    ])
  })
})

describe('placing an order', () => {
  beforeAll(() =>
    shop.database.db.script(`
      insert into product (merchant_id, product_id, name) values (1, 'other', '{"zh": "另一个", "en": "Another"}');
      insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices)
      values (1, 'other', 'cheap', '{"zh": "便宜", "en": "Cheap"}', 1, 'license', 1)`),
  )

  it('answers number, amount, token and end', async () => {
    const reply = await place({ ...anOrder, quantity: 3, total_amount: '297.00' })
    expect(reply.status).toBe(201)
    expect(reply.json.data).toEqual({
      order_number: expect.stringMatching(/^[0-9A-Za-z]{16,32}$/),
      amount: 297,
      access_token: expect.stringMatching(/^\S{20,}$/),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    })
    const minutes =
      (Date.parse(`${reply.json.data.expires_at.replace(' ', 'T')}+08:00`) - Date.now()) / 60_000
    expect(Math.round(minutes)).toBe(30)
  })

  it('takes several items, one licence for each unit', async () => {
    const items = [
      { product_id: 'demo-app', package_id: 'month', quantity: 2 },
      { product_id: 'demo-app', package_id: 'year', quantity: 1 },
    ]
    const reply = await place({
      items,
      contact_person: '张三',
      phone: anOrder.phone,
      total_amount: 118.8,
    })
    expect([reply.status, reply.json.data.amount]).toEqual([201, 118.8])
    const order = {
      number: reply.json.data.order_number,
      token: reply.json.data.access_token,
      amount: 118.8,
      expiresAt: '',
    }
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const { data } = (await shop.look(order)).json
    expect(data.licenses.map((one: { package_id: string }) => one.package_id)).toEqual([
      'month',
      'month',
      'year',
    ])
  })

  it('26: delivers an order of 0 at once', async () => {
    const order = await shop.order({ package_id: 'free' })
    const { data } = (await shop.look(order)).json
    expect(data).toMatchObject({
      status: 1,
      amount: 0,
      pay_type: 'free',
      payment_time: expect.any(String),
    })
    expect(data.licenses[0].license_key).toMatch(/-/)
    expect(refusal(await shop.open(order)).slice(0, 2)).toEqual([409, 'order_not_payable'])
  })

  it('is one order for one idempotency key and body, also when sent at the same time', async () => {
    const key = { 'idempotency-key': 'k-1' }
    const replies = await Promise.all(Array.from({ length: 20 }, () => place(anOrder, key)))
    expect(new Set(replies.map((reply) => reply.text.replace(/"message":"[^"]*"/, ''))).size).toBe(
      1,
    )
    expect(replies.every((reply) => reply.status === 201)).toBe(true)
    const reordered = Object.fromEntries(Object.entries(anOrder).reverse())
    expect((await place(reordered, key)).json.data).toEqual(replies[0]?.json.data)
    expect(refusal(await place({ ...anOrder, quantity: 2 }, key)).slice(0, 2)).toEqual([
      409,
      'conflict',
    ])
    expect((await place({ ...anOrder, phone: '13900139000' }, key)).status).toBe(201)
  })

  const without = (name: string) =>
    Object.fromEntries(Object.entries(anOrder).filter(([field]) => field !== name))
  const twice = { product_id: 'demo-app', package_id: 'year', quantity: 1 }
  const bad: readonly [string, unknown, [number, string, string | undefined]][] = [
    ['no body', '', [400, 'invalid_request', undefined]],
    ['no JSON', '{', [400, 'invalid_request', undefined]],
    ['a list', '[]', [400, 'invalid_request', '']],
    ['an unknown field', { ...anOrder, status: 1 }, [400, 'invalid_request', 'status']],
    ['no product', without('product_id'), [400, 'invalid_request', 'product_id']],
    ['no name', without('contact_person'), [400, 'invalid_request', 'contact_person']],
    [
      'a blank name',
      { ...anOrder, contact_person: '  ' },
      [400, 'invalid_request', 'contact_person'],
    ],
    [
      'a long name',
      { ...anOrder, contact_person: '长'.repeat(51) },
      [400, 'invalid_request', 'contact_person'],
    ],
    ['a bad phone', { ...anOrder, phone: '12345' }, [400, 'invalid_request', 'phone']],
    ['a phone as a number', { ...anOrder, phone: 13800138000 }, [400, 'invalid_request', 'phone']],
    ['quantity 0', { ...anOrder, quantity: 0 }, [400, 'invalid_request', 'quantity']],
    ['quantity 101', { ...anOrder, quantity: 101 }, [400, 'invalid_request', 'quantity']],
    ['quantity 1.5', { ...anOrder, quantity: 1.5 }, [400, 'invalid_request', 'quantity']],
    ['quantity as text', { ...anOrder, quantity: '1' }, [400, 'invalid_request', 'quantity']],
    [
      'three decimals',
      { ...anOrder, total_amount: '99.000' },
      [400, 'invalid_request', 'total_amount'],
    ],
    ['a wrong total', { ...anOrder, total_amount: 0.01 }, [400, 'price_mismatch', 'total_amount']],
    [
      'an unknown product',
      { ...anOrder, product_id: 'x' },
      [404, 'product_not_found', 'product_id'],
    ],
    [
      'an unknown package',
      { ...anOrder, package_id: 'x' },
      [404, 'package_not_found', 'package_id'],
    ],
    ['no package', without('package_id'), [400, 'invalid_request', 'package_id']],
    [
      'a package of another product',
      { ...anOrder, package_id: 'cheap' },
      [404, 'package_not_found', 'package_id'],
    ],
    [
      'a product without that package',
      { ...anOrder, product_id: 'other' },
      [404, 'package_not_found', 'package_id'],
    ],
    ['a bad e-mail', { ...anOrder, email: 'x' }, [400, 'invalid_request', 'email']],
    [
      'a foreign return_url',
      { ...anOrder, return_url: 'https://evil.example/' },
      [400, 'invalid_request', 'return_url'],
    ],
    [
      'a script as return_url',
      { ...anOrder, return_url: 'javascript:alert(1)' },
      [400, 'invalid_request', 'return_url'],
    ],
    ['both ways to say items', { ...anOrder, items: [twice] }, [400, 'invalid_request', 'items']],
    [
      'the same package twice',
      {
        ...without('product_id'),
        package_id: undefined,
        quantity: undefined,
        items: [twice, twice],
      },
      [400, 'invalid_request', 'items'],
    ],
    [
      'no items',
      { contact_person: '张', phone: anOrder.phone, items: [] },
      [400, 'invalid_request', 'items'],
    ],
  ]
  it.each(bad)('is refused with %s', async (_name, body, [status, code, field]) => {
    const [gotStatus, gotCode, gotField] = refusal(await place(body))
    expect([gotStatus, gotCode]).toEqual([status, code])
    if (field !== undefined) expect(gotField).toBe(field)
  })

  it('takes no form, no other content type and no strange idempotency key', async () => {
    expect(
      refusal(await place('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).slice(
        0,
        2,
      ),
    ).toEqual([400, 'invalid_request'])
    expect(refusal(await place('x', { 'content-type': 'nonsense' })).slice(0, 2)).toEqual([
      400,
      'invalid_request',
    ])
    expect(refusal(await place(anOrder, { 'idempotency-key': 'a b' }))).toEqual([
      400,
      'invalid_request',
      'Idempotency-Key',
    ])
    expect(refusal(await place(anOrder, { 'idempotency-key': 'x'.repeat(129) }))[0]).toBe(400)
    expect(
      refusal(await place({ ...anOrder, contact_person: 'x'.repeat(200_000) })).slice(0, 2),
    ).toEqual([400, 'invalid_request'])
  })

  it('speaks English to those who ask for it', async () => {
    const zh = await place({})
    const en = await place({}, { 'accept-language': 'en-GB,en;q=0.9,zh;q=0.5' })
    expect(zh.json.message).toMatch(/\p{Script=Han}/u)
    expect(en.json.message).not.toMatch(/\p{Script=Han}/u)
  })
})
