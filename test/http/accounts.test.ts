// Buyers' accounts as programs and browsers see them: who gets in, whose orders are whose, and what a foreign page, a
// guesser or a used code gets.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codesSent, lettersEnv } from '../support/codes.ts'
import { signedIn as personSignedIn, raised } from '../support/console.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { TRUST_PROXY: '127.0.0.1', ...lettersEnv } })
})
afterAll(() => shop?.close())

const account = '/api/v1/user/account'
let used = 0
const aPhone = () => {
  used += 1
  return String(13_600_000_000 + used)
}
const codeOf = (reply: Reply) => [reply.status, reply.json?.error?.code]
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
type To = { phone: string } | { email: string }

async function codeFor(to: To, purpose = 'sign-in'): Promise<string> {
  expect((await shop.post(`${account}/codes`, { ...to, purpose })).status).toBe(200)
  const [code = ''] = await codesSent(shop, to)
  return code
}

/** A program signed in by code; the account is made by it. */
async function signedIn(to: To = { phone: aPhone() }): Promise<string> {
  const reply = await shop.post(`${account}/sign-in`, { ...to, code: await codeFor(to) })
  expect(reply.status).toBe(200)
  return reply.json.data.token
}

/** An account with a password, and its phone. */
async function withPassword(password: string, phone = aPhone()) {
  const body = { phone, code: await codeFor({ phone }, 'sign-up'), new_password: password }
  const reply = await shop.post(`${account}/sign-up`, body)
  expect(reply.status).toBe(200)
  return { phone, token: reply.json.data.token as string }
}

const mine = (token: string, query = '') => shop.get(`/api/v1/user/orders${query}`, bearer(token))
const numbersOf = (reply: Reply) =>
  reply.json.data.rows.map((row: { order_number: string }) => row.order_number)

describe('signing in', () => {
  it('by a code makes the account, and only the hash of its token is kept', async () => {
    const phone = aPhone()
    const token = await signedIn({ phone })
    const told = (await shop.get(account, bearer(token))).json.data
    expect(told).toMatchObject({ phone, email: null, has_password: false })
    expect((await shop.get(account, { authorization: `jwt ${token}` })).json.data).toEqual(told)
    expect(token).toMatch(/^[\w-]{43}$/)
    const kept = await shop.rows<{ row: string }>('select s::text as row from customer_session s')
    expect(kept.some(({ row }) => row.includes(token))).toBe(false)
    const again = await signedIn({ phone })
    expect(again).not.toBe(token)
    expect((await shop.get(account, bearer(again))).json.data).toEqual(told)
  })

  it('takes a code once, for what it was sent for, and by the address it was sent to', async () => {
    const phone = aPhone()
    const code = await codeFor({ phone })
    const enter = (changes = {}) => shop.post(`${account}/sign-in`, { phone, code, ...changes })
    expect(codeOf(await enter({ phone: aPhone() }))).toEqual([400, 'code_over'])
    const both = await enter({ password: 'battery horse 42' })
    expect([both.status, both.json.error.field]).toEqual([400, 'code'])
    const reset = { phone, code, new_password: 'battery horse 42' }
    expect(codeOf(await shop.post(`${account}/reset`, reset))).toEqual([400, 'code_over'])
    expect((await enter()).status).toBe(200)
    expect(codeOf(await enter())).toEqual([400, 'code_over'])
  })

  it('answers a wrong password, an unknown account and one without a password alike', async () => {
    const { phone } = await withPassword('correct horse 42')
    await signedIn({ email: 'nopass@example.com' })
    const plain = (reply: Reply) => reply.text.replace(/"request_id":"[^"]*"/, '')
    const enter = (who: object, password: string) =>
      shop.post(`${account}/sign-in`, { ...who, password })
    const wrong = await enter({ phone }, 'battery horse 42')
    expect(codeOf(wrong)).toEqual([401, 'credentials_wrong'])
    expect(plain(await enter({ phone: aPhone() }, 'battery horse 42'))).toBe(plain(wrong))
    expect(plain(await enter({ email: 'nopass@example.com' }, ''.padEnd(12, 'x')))).toBe(
      plain(wrong),
    )
    expect((await enter({ phone: `+86 ${phone}` }, 'correct horse 42')).status).toBe(200)
    const asked = [{ phone }, { phone: aPhone() }].map((to) =>
      shop.post(`${account}/codes`, { ...to, purpose: 'reset' }),
    )
    const [known, unknown] = await Promise.all(asked)
    expect(plain(known as Reply)).toBe(plain(unknown as Reply))
  })

  it('locks out who guesses, from many addresses too, and not the owner', async () => {
    const { phone } = await withPassword('correct horse 42')
    const enter = (body: object, from?: string) =>
      shop.post(`${account}/sign-in`, { phone, ...body }, from ? { 'x-forwarded-for': from } : {})
    const right = { password: 'correct horse 42' }
    for (let n = 0; n < 8; n += 1)
      expect((await enter({ password: 'wrong wrong 42' }, `192.0.2.${n}`)).status).toBe(401)
    expect(codeOf(await enter(right, '192.0.2.99'))).toEqual([429, 'rate_limited'])
    expect((await enter(right)).status).toBe(200)
    expect((await enter({ code: await codeFor({ phone }) }, '192.0.2.99')).status).toBe(200)
    expect((await enter(right, '192.0.2.99')).status).toBe(200)
  })

  it('with a new password ends every other session', async () => {
    const { phone, token } = await withPassword('correct horse 42')
    const code = await codeFor({ phone }, 'reset')
    const weak = await shop.post(`${account}/reset`, { phone, code, new_password: '1111111111' })
    expect([...codeOf(weak), weak.json.error.field]).toEqual([
      400,
      'invalid_request',
      'new_password',
    ])
    const body = { phone, code, new_password: 'battery staple 7' }
    expect((await shop.post(`${account}/reset`, body)).status).toBe(200)
    expect(codeOf(await shop.get(account, bearer(token)))).toEqual([401, 'unauthorized'])
  })
})

describe('a session', () => {
  it('is listed, is ended by its owner only, and is over after thirty days', async () => {
    const phone = aPhone()
    const [here, there] = [await signedIn({ phone }), await signedIn({ phone })]
    const stranger = await signedIn()
    const sessions = (await shop.get(`${account}/sessions`, bearer(here))).json.data.sessions
    const other = sessions.find((one: { current: boolean }) => !one.current).session_id
    const end = (token: string, body: object) =>
      shop.post(`${account}/sessions/end`, body, bearer(token))
    expect(codeOf(await end(stranger, { session_id: other }))).toEqual([404, 'session_not_found'])
    expect((await end(here, { session_id: other })).status).toBe(200)
    expect(codeOf(await shop.get(account, bearer(there)))).toEqual([401, 'unauthorized'])
    await shop.rows(`update customer_session set created_at = created_at - interval '30 days'
      where session_id = '${sessions.find((one: { current: boolean }) => one.current).session_id}' returning 1`)
    expect(codeOf(await shop.get(account, bearer(here)))).toEqual([401, 'unauthorized'])
  })

  it('that is older asks for the password before it changes anything', async () => {
    const { phone, token } = await withPassword('correct horse 42')
    await shop.rows(
      `update customer_session set created_at = created_at - interval '1 hour' returning 1`,
    )
    const elsewhere = await signedIn({ phone })
    const change = (path: string, body: object) =>
      shop.post(`${account}/${path}`, body, bearer(token))
    const next = { new_password: 'battery staple 7' }
    expect(codeOf(await change('password', next))).toEqual([403, 'sign_in_again'])
    const reach = { phone: aPhone(), code: '123456' }
    for (const [path, body] of Object.entries({ delete: {}, reach }))
      expect(codeOf(await change(path, body))).toEqual([403, 'sign_in_again'])
    expect(codeOf(await change('password', { ...next, password: 'wrong' }))).toEqual([
      401,
      'credentials_wrong',
    ])
    expect((await change('password', { ...next, password: 'correct horse 42' })).status).toBe(200)
    expect(codeOf(await shop.get(account, bearer(elsewhere)))).toEqual([401, 'unauthorized'])
    // Nobody who found it open tries passwords on it for long.
    const tried = []
    for (let n = 0; n < 8; n += 1) tried.push((await change('delete', { password: 'no' })).status)
    expect(tried).toEqual([...Array(7).fill(401), 429])
  })
})

describe('orders', () => {
  it("placed while signed in are the account's, and nobody else's", async () => {
    const [token, stranger] = [await signedIn(), await signedIn()]
    const body = { ...anOrder, phone: aPhone(), package_id: 'free' }
    const placed = await shop.post('/api/v1/user/orders', body, bearer(token))
    const number = placed.json.data.order_number
    const guest = await shop.order({ phone: body.phone })
    expect(numbersOf(await mine(token))).toEqual([number])
    expect((await mine(token)).json.data.rows[0].licenses[0].license_key).toMatch(/^[0-9A-Z-]{32}$/)
    expect(numbersOf(await mine(stranger))).toEqual([])
    const file = (await mine(token)).json.data.rows[0].licenses[0].license_id
    const path = `/api/v1/user/orders/${number}/licenses/${file}/file`
    expect((await shop.get(path, bearer(token))).status).toBe(200)
    for (const headers of [{}, bearer(stranger)])
      expect(codeOf(await shop.get(path, headers))).toEqual([401, 'unauthorized'])
    const own = await shop.get(`/api/v1/user/orders/${number}`, bearer(token))
    expect(own.json.data.licenses[0].license_key).toBeDefined()
    for (const other of [number, 'NOSUCHORDER123456789'])
      expect(codeOf(await shop.get(`/api/v1/user/orders/${other}`, bearer(stranger)))).toEqual([
        404,
        'order_not_found',
      ])
    const cancel = `/api/v1/user/orders/${guest.number}/cancel`
    expect(codeOf(await shop.post(cancel, '', bearer(token)))).toEqual([401, 'unauthorized'])
    const licenses = (await shop.get('/api/v1/user/licenses', bearer(token))).json.data.rows
    expect(licenses).toMatchObject([{ order_number: number, devices: [], devices_used: 0 }])
  })

  it('of a guest are claimed by their token, once, and by nobody without it', async () => {
    const [token, stranger] = [await signedIn(), await signedIn()]
    const order = await shop.order()
    const claim = (as: string, access: string) =>
      shop.post(
        `${account}/claim`,
        { order_number: order.number, access_token: access },
        bearer(as),
      )
    const other = await shop.order()
    expect(codeOf(await claim(stranger, other.token))).toEqual([404, 'order_not_found'])
    expect((await claim(token, order.token)).status).toBe(200)
    expect((await claim(token, order.token)).status).toBe(200)
    expect(codeOf(await claim(stranger, order.token))).toEqual([409, 'conflict'])
    expect(numbersOf(await mine(token))).toEqual([order.number])
    const page = await mine(token, '?limit=1&after=NOSUCHORDER123456789')
    expect(codeOf(page)).toEqual([400, 'invalid_request'])
  })

  it("of a phone or an e-mail address are claimed together by a code sent there, but no one's own", async () => {
    const [phone, email] = [aPhone(), `buyer${used}@example.com`]
    const owner = await signedIn()
    const owned = await shop.post('/api/v1/user/orders', { ...anOrder, phone }, bearer(owner))
    const first = await shop.order({ phone })
    const second = await shop.order({ phone })
    const mailed = await shop.order({ phone: aPhone(), email: email.toUpperCase() })
    const token = await signedIn({ phone })
    expect(numbersOf(await mine(token))).toEqual([second.number, first.number])
    const claim = (code: string) => shop.post(`${account}/claim`, { email, code }, bearer(token))
    expect(codeOf(await claim('000000'))).toEqual([400, 'code_over'])
    const code = await codeFor({ email }, 'claim')
    expect((await claim(code)).json.data).toEqual({ claimed: 1 })
    expect(codeOf(await claim(code))).toEqual([400, 'code_over'])
    expect(numbersOf(await mine(token))).toContain(mailed.number)
    const next = (await mine(token, '?limit=2')).json.data.next
    expect(numbersOf(await mine(token, `?limit=2&after=${next}`))).toEqual([first.number])
    expect(numbersOf(await mine(owner))).toEqual([owned.json.data.order_number])
  })

  it("stay when the account goes, and are a stranger's then", async () => {
    const phone = aPhone()
    const token = await signedIn({ phone })
    const placed = await shop.post('/api/v1/user/orders', { ...anOrder, phone }, bearer(token))
    expect((await shop.post(`${account}/delete`, {}, bearer(token))).status).toBe(200)
    expect(codeOf(await mine(token))).toEqual([401, 'unauthorized'])
    const late = await shop.post('/api/v1/user/orders', { ...anOrder, phone }, bearer(token))
    expect(codeOf(late)).toEqual([401, 'unauthorized'])
    const again = await signedIn({ phone })
    expect(numbersOf(await mine(again))).toEqual([placed.json.data.order_number])
  })
})

it("an account's phone is changed by a code to the new one, never to somebody else's", async () => {
  const [taken, free] = [aPhone(), aPhone()]
  await signedIn({ phone: taken })
  const token = await signedIn()
  const guest = await shop.order({ phone: free })
  const change = async (phone: string) =>
    shop.post(
      `${account}/reach`,
      { phone, code: await codeFor({ phone }, 'sign-up') },
      bearer(token),
    )
  expect(codeOf(await change(taken))).toEqual([409, 'reach_taken'])
  expect((await change(free)).status).toBe(200)
  expect((await shop.get(account, bearer(token))).json.data.phone).toBe(free)
  expect(numbersOf(await mine(token))).toEqual([guest.number])
})

describe('a browser', () => {
  const ours = () => ({ origin: shop.url, 'sec-fetch-site': 'same-origin' })
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
    shop.post(path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    })
  const cookieIn = (reply: Reply) =>
    /keytill_customer=([\w-]*)/.exec(reply.headers.getSetCookie().join('\n'))?.[1]
  const kept = (token: string) => ({ cookie: `keytill_customer=${token}` })

  /** Signed in through the form, with what the browser had before. */
  async function enter(phone: string, headers: Record<string, string>): Promise<Reply> {
    const asked = await form(
      '/sign-in',
      { act: 'code', account: phone, next: '//evil.test' },
      ours(),
    )
    expect(asked.text).toContain('autocomplete="one-time-code"')
    const [code = ''] = await codesSent(shop, { phone })
    return form(
      '/sign-in',
      { act: 'enter', step: 'code', account: phone, code, next: '//evil.test' },
      headers,
    )
  }

  it('gets a cookie no script reads, a new one at each sign-in, and stays on this site', async () => {
    const phone = aPhone()
    const planted = 'A'.repeat(43)
    const first = await enter(phone, { ...ours(), ...kept(planted) })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/account'])
    expect(first.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/)
    const token = cookieIn(first) ?? ''
    expect(token).not.toBe(planted)
    expect(codeOf(await shop.get(account, kept(planted)))).toEqual([401, 'unauthorized'])
    const second = cookieIn(await enter(phone, { ...ours(), ...kept(token) })) ?? ''
    expect(codeOf(await shop.get(account, kept(token)))).toEqual([401, 'unauthorized'])
    expect((await shop.get('/account', kept(second))).text).toContain('我的订单')
    const out = await form('/account/sign-out', {}, { ...ours(), ...kept(second) })
    expect(cookieIn(out)).toBe('')
    expect((await shop.get('/account', kept(second))).headers.get('location')).toBe(
      '/sign-in?next=%2Faccount',
    )
  })

  it('writes with its cookie from our own pages only, and signs in from nowhere else', async () => {
    const token = cookieIn(await enter(aPhone(), ours())) ?? ''
    const order = { ...anOrder, phone: aPhone() }
    const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
    for (const from of [foreign, {}, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }]) {
      const placed = await shop.post('/api/v1/user/orders', order, { ...kept(token), ...from })
      expect(codeOf(placed)).toEqual([403, 'forbidden'])
      const login = await form('/sign-in', { act: 'enter', step: 'password' }, from)
      expect([login.status, cookieIn(login)]).toEqual([403, undefined])
    }
    const placed = await shop.post('/api/v1/user/orders', order, { ...kept(token), ...ours() })
    const number = placed.json.data.order_number
    // What its session opens needs nothing that goes on opening it here once that is over.
    expect(placed.headers.getSetCookie().join()).not.toContain('order_')
    expect((await shop.get('/account', kept(token))).text).toContain(`/cashier/${number}`)
    // Without the order's cookie: the account opens it.
    const cancel = `/api/v1/user/orders/${number}/cancel`
    expect((await shop.post(cancel, '', { ...kept(token), ...ours() })).status).toBe(200)
  })

  it('sets a new password by a code for that, and is signed in with it', async () => {
    const { phone, token } = await withPassword('correct horse 42')
    await form('/sign-in', { act: 'reset', account: phone }, ours())
    const [code = ''] = await codesSent(shop, { phone })
    const fields = { act: 'enter', step: 'reset', account: phone, code }
    const set = await form('/sign-in', { ...fields, new_password: 'battery staple 7' }, ours())
    expect((await shop.get(account, kept(cookieIn(set) ?? ''))).json.data).toMatchObject({ phone })
    expect(codeOf(await shop.get(account, bearer(token)))).toEqual([401, 'unauthorized'])
  })

  it('is told the same of a wrong password as of an unknown account', async () => {
    const { phone } = await withPassword('correct horse 42')
    const tell = async (who: string) => {
      const fields = { act: 'enter', step: 'password', account: who, password: 'battery horse 42' }
      const reply = await form('/sign-in', fields, ours())
      return [reply.status, reply.text.replaceAll(who, '')]
    }
    expect(await tell(phone)).toEqual(await tell(aPhone()))
    expect((await tell(phone))[0]).toBe(401)
  })
})

it('the console finds an account by its whole phone, tells it in full to whoever may act, and keeps it out', async () => {
  const phone = aPhone()
  const token = await signedIn({ phone })
  const body = { ...anOrder, phone, package_id: 'free' }
  const order = (await shop.post('/api/v1/user/orders', body, bearer(token))).json.data
  const [{ browser: support }, { browser: reader }] = [
    await raised(shop, 'support'),
    await personSignedIn(shop, 'reader'),
  ]
  const listed = async (by: typeof support, search: string) =>
    (await by.get(`/customers?search=${encodeURIComponent(search)}`)).json.data.rows
  const [row] = await listed(support, `+86 ${phone}`)
  expect(row).toMatchObject({ phone, orders: 1, state: 'active', password: false })
  expect(await listed(reader, phone)).toMatchObject([{ phone: `136****${phone.slice(-4)}` }])
  expect(await listed(support, phone.slice(0, 8))).toEqual([])
  const at = `/customers/${row.customer_id}`
  const seen = (await reader.get(at)).json.data
  expect(seen.phone).toContain('****')
  expect(seen.latest_orders).toMatchObject([{ order_number: order.order_number, how: 'placed' }])
  expect(seen.sessions).toHaveLength(1)

  const why = { reason: 'lost phone' }
  expect((await support.post(`${at}/sign-out`, why)).status).toBe(200)
  expect(codeOf(await shop.get(account, bearer(token)))).toEqual([401, 'unauthorized'])
  const again = await signedIn({ phone })
  expect((await support.post(`${at}/change`, { ...why, state: 'disabled' })).status).toBe(200)
  expect(codeOf(await shop.get(account, bearer(again)))).toEqual([401, 'unauthorized'])
  const code = await codeFor({ phone })
  expect(codeOf(await shop.post(`${account}/sign-in`, { phone, code }))).toEqual([
    401,
    'credentials_wrong',
  ])
  await support.post(`${at}/change`, { ...why, state: 'active' })
  expect(codeOf(await shop.get(account, bearer(again)))).toEqual([401, 'unauthorized'])
  expect(numbersOf(await mine(await signedIn({ phone })))).toEqual([order.order_number])
  const { history } = (await support.get(at)).json.data
  expect(history.map(({ action }: { action: string }) => action)).toEqual([
    'customer.enable',
    'customer.disable',
    'customer.sign_out',
  ])
})
