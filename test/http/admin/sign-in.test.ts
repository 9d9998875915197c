// Signing in to the console as a person meets it (expectation 47): passwords, lock-out, sessions, foreign pages.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Browser, ownPassword, raised, signedIn } from '../../support/console.ts'
import { type Reply, Shop } from '../../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({
    env: { ADMIN_EMAIL: 'Boss@Shop.test', ADMIN_PASSWORD: ownPassword, TRUST_PROXY: '127.0.0.1' },
  })
})
afterAll(() => shop?.close())

/** A browser of its own at an address of its own. */
const at = (address: string) => new Browser(shop, { 'x-forwarded-for': address })
const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]
const boss = 'boss@shop.test'

describe('signing in', () => {
  it('47: opens a session for the right password, whatever the case of the address', async () => {
    const browser = at('10.0.0.1')
    const reply = await browser.signIn(' BOSS@shop.test ', ownPassword)
    expect([reply.status, reply.json.data]).toEqual([200, { state: 'open' }])
    const { data } = (await browser.get('/session')).json
    expect(data).toMatchObject({ state: 'open', email: boss, role: 'owner', raised_until: null })
    expect(data.rights).toContain('money.write')
    expect(reply.text + JSON.stringify(data)).not.toContain(browser.cookies.get('keytill_console'))
  })

  it('answers a wrong password and an unknown account alike', async () => {
    const wrong = await at('10.0.1.1').signIn(boss, 'not the password')
    const unknown = await at('10.0.1.2').signIn('nobody@shop.test', 'not the password')
    const plain = (reply: Reply) => reply.text.replace(/"request_id":"[^"]*"/, '')
    expect(codeOf(wrong)).toEqual([401, 'sign_in_failed'])
    expect(plain(wrong)).toBe(plain(unknown))
    expect([...wrong.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort())
  })

  it('makes the session cookie one that no script and no other site can use', async () => {
    const reply = await at('10.0.0.2').signIn(boss, ownPassword)
    const cookie = reply.headers.getSetCookie().find((one) => one.startsWith('keytill_console='))
    expect(cookie).toMatch(/; Path=\//)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
  })

  it('keeps no token, and no password but as argon2id, in the database', async () => {
    const browser = at('10.0.0.3')
    await browser.signIn(boss, ownPassword)
    const kept = await shop.rows<{ text: string }>(
      `select s::text || o::text || f::text as text from operator_session s
       join operator o using (operator_id) join operator_familiar f using (operator_id)`,
    )
    const everything = kept.map(({ text }) => text).join('\n')
    expect(everything).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
    for (const token of browser.cookies.values()) expect(everything).not.toContain(token)
  })

  it('asks for a password of one’s own after a one-time password, and lets nothing else be done before', async () => {
    const { browser: owner } = await raised(shop)
    const made = await owner.post('/operators', {
      email: 'New@shop.test',
      name: 'N',
      role: 'owner',
    })
    const { one_time_password: once } = made.json.data
    const browser = at('10.0.0.4')
    expect((await browser.signIn('new@shop.test', once)).json.data).toEqual({
      state: 'new_password',
    })
    expect(codeOf(await browser.get('/operators'))).toEqual([401, 'unauthorized'])
    const change = (next: string) =>
      browser.post('/session/password', { password: once, new_password: next })
    for (const weak of ['short', once, 'aaaaaaaaaaaaaa'])
      expect((await change(weak)).json.error).toMatchObject({ field: 'new_password' })
    expect((await change(ownPassword)).json.data).toEqual({ state: 'open' })
    expect((await browser.get('/operators')).status).toBe(200)
    expect(codeOf(await at('10.0.0.4').signIn('new@shop.test', once))[0]).toBe(401)
  })
})

describe('guessing passwords', () => {
  it('47: is stopped after eight wrong ones, from one address or from many', async () => {
    const here = await signedIn(shop)
    const answers: number[] = []
    for (let n = 1; n <= 12; n += 1)
      answers.push((await at(`10.1.0.${n}`).signIn(here.email, 'not the password')).status)
    expect(answers).toEqual([...Array(8).fill(401), ...Array(4).fill(429)])
    const late = await at('10.1.0.99').signIn(here.email, ownPassword)
    expect(codeOf(late)).toEqual([429, 'rate_limited'])
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('lets many wrong ones at the same moment not slip through together', async () => {
    const email = 'rush@shop.test'
    const rush = Array.from({ length: 20 }, () => at('10.1.1.1').signIn(email, 'not the password'))
    const statuses = (await Promise.all(rush)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(8)
  })

  it('never locks out the owner’s own browser, at another address or at the guesser’s', async () => {
    const owner = at('10.2.0.1')
    await owner.signIn(boss, ownPassword)
    for (let n = 0; n < 8; n += 1) await at('10.2.0.66').signIn(boss, 'not the password')
    expect((await at('10.2.0.66').signIn(boss, ownPassword)).status).toBe(429)
    for (const address of ['10.2.0.7', '10.2.0.66']) {
      const known = at(address)
      for (const [name, value] of owner.cookies)
        if (name.endsWith('device')) known.cookies.set(name, value)
      expect((await known.signIn(boss, ownPassword)).status, address).toBe(200)
    }
    expect((await at('10.2.0.1').signIn(boss, ownPassword)).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends after half an hour without a request, and after twelve hours in any case', async () => {
    const { browser, operatorId } = await signedIn(shop)
    const back = (column: string, by: string) =>
      shop.rows(
        `update operator_session set ${column} = ${column} - $2::interval where operator_id = $1`,
        [operatorId, by],
      )
    await back('seen_at', '29 minutes')
    expect((await browser.get('/session')).status).toBe(200)
    // That request kept it awake.
    await back('seen_at', '29 minutes')
    expect((await browser.get('/session')).status).toBe(200)
    await back('created_at', '12 hours')
    expect((await browser.get('/session')).status).toBe(401)
    const second = await signedIn(shop)
    await shop.rows(
      `update operator_session set seen_at = seen_at - interval '31 minutes' where operator_id = $1`,
      [second.operatorId],
    )
    expect((await second.browser.get('/session')).status).toBe(401)
  })

  it('can be seen and ended from another one, and by signing out', async () => {
    const { browser, email } = await signedIn(shop)
    const phone = at('10.3.0.1')
    await phone.signIn(email, ownPassword)
    const { rows } = (await browser.get('/session/list')).json.data
    expect(rows).toHaveLength(2)
    const other = rows.find((one: { is_this: boolean }) => !one.is_this)
    expect(other.address).toBe('10.3.0.1')
    await browser.post('/session/end', { session_id: other.session_id })
    expect((await phone.get('/session')).status).toBe(401)
    const thief = browser.copy()
    await browser.post('/session/sign-out')
    expect((await thief.get('/session')).status).toBe(401)
    expect(browser.cookies.has('keytill_console')).toBe(false)
  })
})

describe('a page of another site', () => {
  it('cannot write, with a foreign origin, without one, or with a form', async () => {
    const { browser } = await signedIn(shop)
    const end = (headers: Record<string, string>, body: unknown = {}) =>
      browser.post('/session/end-others', body, headers)
    expect((await end({ origin: 'https://evil.test' })).status).toBe(403)
    expect((await end({ origin: 'null' })).status).toBe(403)
    expect((await end({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await end({ 'content-type': 'text/plain' }, '{}')).status).toBe(403)
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const bare = await shop.post('/api/v1/admin/session/end-others', {}, { cookie })
    expect(codeOf(bare)).toEqual([403, 'forbidden'])
    const own = { cookie, 'sec-fetch-site': 'same-origin' }
    expect((await shop.post('/api/v1/admin/session/end-others', {}, own)).status).toBe(200)
  })
})
