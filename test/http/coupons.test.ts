// Coupons over HTTP: what a buyer's program and form are told, and what the console takes and answers.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Person, signedIn, stepUp } from '../support/console.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
let owner: Person
let made = 0
let code = ''
beforeAll(async () => {
  shop = await Shop.open()
  owner = await signedIn(shop)
})
afterAll(() => shop?.close())
beforeEach(() => {
  made += 1
  code = `WORD${made}`
})

const rules = {
  note: '春节',
  off: { kind: 'amount', amount: '10.00' },
  minimum: 0,
  from: null,
  until: null,
  uses_max: null,
  phone_max: null,
  product_ids: null,
}
const post = (path: string, body: object): Promise<Reply> =>
  owner.browser.post(`/coupons${path}`, body)
async function coupon(changes: object = {}): Promise<string> {
  const reply = await post('', { ...rules, codes: { code }, ...changes })
  expect(reply.status, reply.text).toBe(201)
  return reply.json.data.coupon_id
}
const phone = () => `137${String(made).padStart(8, '0')}`
const buy = (changes: object = {}, english = false): Promise<Reply> => {
  const body = { ...anOrder, phone: phone(), coupon_code: code, ...changes }
  return shop.post('/api/v1/user/orders', body, english ? { 'accept-language': 'en' } : {})
}
const quote = (changes: object = {}, headers: Record<string, string> = {}): Promise<Reply> => {
  const { product_id, package_id, quantity } = anOrder
  const body = { product_id, package_id, quantity, coupon_code: code, ...changes }
  return shop.post('/api/v1/user/orders/quote', body, headers)
}
const dayFrom = (days: number) =>
  new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

describe('a coupon that does not hold', () => {
  const cases: readonly (readonly [string, object | undefined, number, RegExp, RegExp])[] = [
    ['coupon_not_found', undefined, 404, /没有这个优惠码/, /no such coupon code/],
    ['coupon_not_begun', { from: dayFrom(2) }, 400, /\d{4}-\d\d-\d\d 起可用/, /begins on \d{4}/],
    ['coupon_over', { until: dayFrom(-1) }, 400, /已经过期/, /is over/],
    ['coupon_minimum', { minimum: 100 }, 400, /还差 1\.00 元/, /1\.00 yuan more/],
    [
      'coupon_nothing_off',
      { off: { kind: 'percent', percent: 1, cap: '0.01' } },
      400,
      /没有可减/,
      /nothing off/,
    ],
  ]
  it.each(cases)(
    'is refused with %s, in words that say what to do',
    async (wanted, changes, status, zh, en) => {
      if (changes) await coupon(changes)
      const order = wanted === 'coupon_nothing_off' ? { package_id: 'free' } : {}
      for (const reply of [await buy(order), await quote(order)]) {
        expect([reply.status, reply.json.error.code]).toEqual([status, wanted])
        expect(reply.json.error.field).toBe('coupon_code')
        expect(reply.json.message).toMatch(zh)
      }
      expect((await buy(order, true)).json.message).toMatch(en)
      expect(await shop.count('orders', 'phone = $1', [phone()])).toBe(0)
    },
  )

  it('is refused for other products, and where it is switched off it is unknown', async () => {
    await owner.browser.post('/catalogue/products', {
      product_id: 'other',
      name: { zh: '别的' },
      description: { zh: '' },
      late_policy: 'deliver',
      refund_effect: 'revoke',
    })
    const id = await coupon({ product_ids: ['other'] })
    expect((await buy()).json.error.code).toBe('coupon_other_products')
    expect((await post(`/${id}/change`, { product_ids: null, is_on: false })).status).toBe(200)
    expect((await buy()).json.error.code).toBe('coupon_not_found')
    expect((await post(`/${id}/change`, { is_on: true })).status).toBe(200)
    expect((await buy()).status).toBe(201)
  })

  it('is refused once it is used up, and for a phone that has had it', async () => {
    await coupon({ uses_max: 2, phone_max: 1 })
    expect((await quote({ phone: phone() })).json.data).toEqual({
      full_amount: 99,
      discount: 10,
      amount: 89,
    })
    expect((await buy()).status).toBe(201)
    const again = await buy()
    expect([again.status, again.json.error.code]).toEqual([409, 'coupon_used_by_phone'])
    expect(again.json.message).toContain('限 1 次')
    expect((await quote({ phone: phone() })).json.error.code).toBe('coupon_used_by_phone')
    expect((await quote()).status).toBe(200)
    expect((await buy({ phone: '13700099999' })).status).toBe(201)
    expect((await quote()).json.error.code).toBe('coupon_used_up')
    expect((await buy({ phone: '13700099998' })).json.error.code).toBe('coupon_used_up')
  })
})

describe('a caller', () => {
  it('that knows no coupons sees the answers it knows', async () => {
    const placed = await shop.post('/api/v1/user/orders', { ...anOrder, phone: phone() })
    expect(Object.keys(placed.json.data).sort()).toEqual([
      'access_token',
      'amount',
      'expires_at',
      'order_number',
    ])
    const { order_number: number } = placed.json.data
    const found = await shop.get(
      `/api/v1/user/orders/query?order_number=${number}&phone=${phone()}`,
    )
    expect(found.json.data).not.toHaveProperty('discount')
    expect(found.json.data.amount).toBe(99)
  })

  it('that says what it costs must mean the sum after the coupon', async () => {
    await coupon()
    const wrong = await buy({ total_amount: 99 })
    expect(wrong.json.error).toMatchObject({ code: 'price_mismatch', field: 'total_amount' })
    expect(wrong.json.message).toContain('89.00')
    expect((await buy({ total_amount: '89.00' })).status).toBe(201)
  })

  it('is asked for a text, and for nothing else, where a code is to stand', async () => {
    for (const coupon_code of [7, null, ['A'], { code }, 'x'.repeat(101)])
      expect((await buy({ coupon_code })).json.error.code, JSON.stringify(coupon_code)).toBe(
        'invalid_request',
      )
    for (const coupon_code of ['', ' ', '优惠', "' or 1=1 --"])
      expect((await buy({ coupon_code })).json.error.code, coupon_code).toBe('coupon_not_found')
  })
})

describe('the order form', () => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (changes: Record<string, string>) => {
    const typed = { ...anOrder, phone: phone(), quantity: '1', idempotency_key: `form-${made}` }
    return shop.post('/buy', new URLSearchParams({ ...typed, ...changes }).toString(), type)
  }

  it('takes a code without a script, and shows at the field why not, with all that was typed', async () => {
    await coupon({ minimum: 500 })
    const refused = await send({ coupon_code: `${code.toLowerCase()} `, contact_person: '李四' })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('id="coupon_code-error"')
    expect(refused.text).toContain('还差 401.00 元')
    expect(refused.text).toContain('<details class="coupon" open>')
    expect(refused.text).toContain(`value="${code.toLowerCase()} "`)
    expect(refused.text).toContain('value="李四"')
    const taken = await send({ coupon_code: code, quantity: '6' })
    expect(taken.status).toBe(303)
    expect((await send({ coupon_code: '', idempotency_key: 'other' })).status).toBe(303)
  })

  it('has no field for a code where the shop has no coupon that may be used', async () => {
    const form = async () => (await shop.get('/products/demo-app')).text.includes('coupon_code')
    const id = await coupon()
    expect(await form()).toBe(true)
    await shop.rows('update coupon set is_on = false')
    expect(await form()).toBe(false)
    expect((await post(`/${id}/change`, { is_on: true, until: dayFrom(-1) })).status).toBe(200)
    expect(await form()).toBe(false)
    expect((await post(`/${id}/change`, { until: dayFrom(0) })).status).toBe(200)
    expect(await form()).toBe(true)
  })

  it('never has a code in an address', async () => {
    expect((await shop.get(`/products/demo-app?coupon_code=${code}`)).text).not.toContain(code)
  })
})

describe('prices of several units', () => {
  const change = (body: object) =>
    owner.browser.post('/catalogue/products/demo-app/packages/month/change', body)
  const tiers = [
    { from: 3, price: 8.8 },
    { from: 10, price: '7.77' },
  ]
  const month = (quantity: number) => ({ package_id: 'month', quantity })
  const full = { coupon_code: undefined }

  it('are told, hold for the line that reaches them, and leave room for a coupon', async () => {
    const reply = await change({ price_tiers: tiers })
    expect(reply.status, reply.text).toBe(200)
    const { packages } = (await shop.get('/api/v1/products/demo-app')).json.data
    expect(packages.map((one: { price_tiers?: object }) => one.price_tiers)).toEqual([
      [
        { from: 3, price: 8.8 },
        { from: 10, price: 7.77 },
      ],
      ...[undefined, undefined, undefined],
    ])
    const costs = [2, 3, 12].map(
      async (units) => (await quote({ ...month(units), ...full })).json.data.amount,
    )
    expect(await Promise.all(costs)).toEqual([19.8, 26.4, 93.24])
    const wrong = await buy({ ...month(3), ...full, total_amount: 29.7 })
    expect(wrong.json.error).toMatchObject({ code: 'price_mismatch', field: 'total_amount' })
    await coupon({ off: { kind: 'percent', percent: 33, cap: '50.00' } })
    const less = (await quote(month(12))).json.data
    expect(less).toEqual({ full_amount: 93.24, discount: 30.76, amount: 62.48 })
    expect((await buy({ ...month(12), total_amount: '62.48' })).status).toBe(201)
    await change({ price_tiers: [] })
  })
})

describe('the console', () => {
  it('shows each coupon with its state in the list, and finds it by name and code', async () => {
    const states = {
      on: await coupon({ codes: { code: 'LISTON' } }),
      not_begun: await coupon({ codes: { code: 'LISTNEXT' }, from: dayFrom(1) }),
      over: await coupon({ codes: { code: 'LISTOVER' }, until: dayFrom(-1) }),
      off: await coupon({ codes: { code: 'LISTOFF' }, note: '停用的那个' }),
    }
    await post(`/${states.off}/change`, { is_on: false })
    for (const [state, id] of Object.entries(states)) {
      const { rows } = (await owner.browser.get(`/coupons?state=${state}&search=list`)).json.data
      expect(rows.map((row: { coupon_id: string }) => row.coupon_id)).toEqual([id])
    }
    const search = encodeURIComponent('那个')
    const named = (await owner.browser.get(`/coupons?search=${search}`)).json.data.rows
    expect(named).toMatchObject([{ coupon_id: states.off, state: 'off', code: 'LISTOFF' }])
    const page = (await owner.browser.get('/coupons?limit=2')).json.data
    const rest = (
      await owner.browser.get(`/coupons?limit=100&after=${encodeURIComponent(page.next)}`)
    ).json.data
    const all = (await owner.browser.get('/coupons?limit=100')).json.data
    expect([...page.rows, ...rest.rows]).toEqual(all.rows)
  })

  it('keeps days as they were typed, in Shanghai, the last one included', async () => {
    const id = await coupon({ from: '2026-02-01', until: '2026-02-28' })
    const kept = (await owner.browser.get(`/coupons/${id}`)).json.data
    expect([kept.from, kept.until]).toEqual(['2026-02-01', '2026-02-28'])
    const [row] = await shop.rows<{ from: string; until: string }>(
      'select from_at::text as "from", until_at::text as until from coupon where coupon_id = $1',
      [id],
    )
    expect(row).toEqual({ from: '2026-01-31 16:00:00+00', until: '2026-02-28 16:00:00+00' })
  })

  it('refuses what makes no coupon, and names the field', async () => {
    const wrong: readonly (readonly [object, string, string])[] = [
      [{ off: { kind: 'amount', amount: 0 } }, 'invalid_request', 'off.amount'],
      [{ off: { kind: 'percent', percent: 10, cap: 0 } }, 'invalid_request', 'off.cap'],
      [{ minimum: '1.234' }, 'invalid_request', 'minimum'],
      [{ note: '  ' }, 'invalid_request', 'note'],
      [{ from: '2026-02-30' }, 'invalid_request', 'from'],
      [{ from: '2026-03-02', until: '2026-03-01' }, 'invalid_request', 'until'],
      [{ product_ids: ['nothing-like-it'] }, 'product_not_found', 'product_ids'],
      [{ codes: { code: 'a b' } }, 'invalid_request', 'code'],
    ]
    for (const [changes, errorCode, field] of wrong) {
      const reply = await post('', { ...rules, codes: { code }, ...changes })
      expect(reply.json.error, JSON.stringify(changes)).toMatchObject({ code: errorCode, field })
    }
    const shapes = [
      { off: { kind: 'percent', percent: 100, cap: null } },
      { off: { kind: 'percent', percent: 1.5, cap: null } },
      { uses_max: 0 },
      { uses_max: 10_001 },
      { product_ids: [] },
      { codes: { count: 5_001 } },
      { codes: { code, count: 1 } },
    ]
    for (const changes of shapes)
      expect((await post('', { ...rules, codes: { code }, ...changes })).status).toBe(400)
    await coupon()
    const twice = await post('', { ...rules, codes: { code: code.toLowerCase() } })
    expect(twice.json.error).toMatchObject({ code: 'id_taken', field: 'code' })
    expect(await shop.count('coupon', "note = '  '")).toBe(0)
  })

  it('may name a product that was deleted since, but no other that is not there', async () => {
    const goods = '/catalogue/products'
    await owner.browser.post(`${goods}/demo-app/copy`, { product_id: 'gone' })
    const id = await coupon({ product_ids: ['gone'] })
    await owner.browser.post(`${goods}/gone/delete`)
    expect((await post(`/${id}/change`, { note: '已下架' })).status).toBe(200)
    const more = await post(`/${id}/change`, { product_ids: ['gone', 'demo-app'] })
    expect(more.json.error).toMatchObject({ code: 'product_not_found', field: 'product_ids' })
  })

  it('does not allow fewer uses than a code has had', async () => {
    const id = await coupon()
    await buy()
    await buy({ phone: '13700088888' })
    const refused = await post(`/${id}/change`, { uses_max: 1 })
    expect([refused.status, refused.json.error]).toMatchObject([
      409,
      { code: 'coupon_uses_taken', field: 'uses_max' },
    ])
    expect(refused.json.message).toContain('2 次')
    expect((await post(`/${id}/change`, { uses_max: 2 })).status).toBe(200)
    expect((await owner.browser.get(`/coupons/${id}`)).json.data.state).toBe('used_up')
  })

  it('draws a batch nobody can guess, and gives it out as CSV', async () => {
    const id = await coupon({ codes: { count: 1_200 }, uses_max: 1 })
    const csv = await post(`/${id}/export`, {})
    expect(csv.headers.get('content-type')).toContain('text/csv')
    const [head, ...lines] = csv.text.trimEnd().split('\r\n')
    expect(head).toBe('优惠码,已用次数')
    expect(new Set(lines).size).toBe(1_200)
    expect(lines.every((line) => /^[0-9A-Z]{12},0$/.test(line))).toBe(true)
    expect((await buy({ coupon_code: lines[700]?.split(',')[0] })).status).toBe(201)
    const { codes, uses, code: only } = (await owner.browser.get(`/coupons/${id}`)).json.data
    expect({ codes, uses, only }).toEqual({ codes: 1_200, uses: 1, only: null })
  })

  it('writes down who made it, what was changed, and who took its codes', async () => {
    const id = await coupon({ off: { kind: 'percent', percent: 15, cap: 20 } })
    await post(`/${id}/change`, { off: { kind: 'amount', amount: 5 }, minimum: 50 })
    await post(`/${id}/change`, { minimum: 50 })
    await post(`/${id}/export`, {})
    const { history } = (await owner.browser.get(`/coupons/${id}`)).json.data
    expect(history.map(({ action }: { action: string }) => action)).toEqual([
      'coupon.export',
      'coupon.change',
      'coupon.create',
    ])
    expect(history[1]).toMatchObject({
      operator: owner.email,
      details: {
        off: { from: '15%, at most 20.00', to: '5.00' },
        minimum: { from: '0.00', to: '50.00' },
      },
    })
    expect(Object.keys(history[1].details)).toEqual(['off', 'minimum'])
  })
})

it('lets nobody try codes for long, and nobody pays for a guess that was right', async () => {
  const strict = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1' } })
  try {
    const admin = await signedIn(strict)
    const created = await admin.browser.post('/coupons', { ...rules, codes: { code: 'RIGHT' } })
    expect(created.status).toBe(201)
    const { product_id, package_id, quantity } = anOrder
    const guess = (coupon_code: string) =>
      strict.post('/api/v1/user/orders/quote', { product_id, package_id, quantity, coupon_code })
    for (let n = 0; n < 20; n += 1) expect((await guess('right')).status).toBe(200)
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(`WRONG${n}`)))
    const refusedWith = (code: string) =>
      guesses.filter((reply) => reply.json.error.code === code).length
    expect([refusedWith('coupon_not_found'), refusedWith('rate_limited')]).toEqual([15, 5])
    const shut = await guess('right')
    expect([shut.status, shut.json.error]).toMatchObject([429, { field: 'coupon_code' }])
    const ordered = await strict.post('/api/v1/user/orders', { ...anOrder, coupon_code: 'right' })
    expect(ordered.json.error.code).toBe('rate_limited')
    expect((await strict.post('/api/v1/user/orders', anOrder)).status).toBe(201)
  } finally {
    await strict.close()
  }
})

describe('at the counter', () => {
  const place = (coupon_code: string) => {
    const { product_id, package_id, quantity } = anOrder
    const wanted = { product_id, package_id, quantity, phone: phone(), coupon_code }
    return owner.browser.post('/counter/orders', { ...wanted, key: `counter-${coupon_code}` })
  }

  it('a code takes off what it takes off in the shop, and the export says how much', async () => {
    const wrong = await place('NOSUCH')
    expect([wrong.status, wrong.json.error.field]).toEqual([404, 'coupon_code'])
    await coupon()
    const placed = (await place(code)).json.data
    expect(placed).toMatchObject({ state: 'ready', amount: 89, discount: 10 })
    await stepUp(owner.browser)
    const asked = { format: 'csv', search: placed.order_number }
    const { text } = await owner.browser.post('/orders/export', asked)
    const [head = [], line = []] = text.split('\r\n').map((one) => one.split(','))
    const told = Object.fromEntries(head.map((name, n) => [name, line[n]]))
    expect(told).toMatchObject({ 应付: '89.00', 优惠: '10.00', 优惠码: code })
  })
})
