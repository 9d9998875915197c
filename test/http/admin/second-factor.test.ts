// The second step (expectation 47): one-time codes, recovery codes, passkeys, and proving again who one is.

import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Browser,
  ownPassword,
  type Person,
  raised,
  signedIn,
  stepUp,
} from '../../support/console.ts'
import { TestPasskey } from '../../support/passkey.ts'
import { type Reply, Shop } from '../../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { PUBLIC_URL: 'https://shop.test' } })
})
afterAll(() => shop?.close())

const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]

type WithCodes = Person & Readonly<{ recovery: string[]; code(steps?: number): string }>

/** Somebody with an authenticator app; `code` answers the code of now, or so many steps away. */
async function withTotp(): Promise<WithCodes> {
  const person = await raised(shop)
  const { uri, secret } = (await person.browser.post('/account/totp/start')).json.data
  expect(uri).toContain('otpauth://totp/Keytill')
  const totp = new TOTP({ secret })
  const code = (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
  const confirmed = await person.browser.post('/account/totp/confirm', { code: code(-1) })
  return { ...person, recovery: confirmed.json.data.recovery_codes, code }
}

/** The password is right; the code is still missing. */
async function halfSignedIn(email: string): Promise<Browser> {
  const browser = new Browser(shop)
  expect((await browser.signIn(email, ownPassword)).json.data).toEqual({ state: 'second_factor' })
  return browser
}

describe('one-time codes', () => {
  it('47: make signing in two steps; a wrong code and one used before are refused', async () => {
    const { email, code } = await withTotp()
    const browser = await halfSignedIn(email)
    expect(codeOf(await browser.get('/operators'))).toEqual([401, 'unauthorized'])
    expect((await browser.get('/session')).json.data).toMatchObject({ rights: [] })
    const enter = (one: string, from = browser) =>
      from.post('/session/second-factor', { code: one })
    expect(codeOf(await enter('000000'))).toEqual([400, 'code_wrong'])
    const now = code()
    expect((await enter(now)).json.data).toEqual({ state: 'open' })
    expect((await browser.get('/operators')).status).toBe(200)
    const replayed = await enter(now, await halfSignedIn(email))
    expect(codeOf(replayed)).toEqual([400, 'code_wrong'])
    expect((await enter(code(1), await halfSignedIn(email))).status).toBe(200)
  })

  it('are taken once by two browsers at the same moment', async () => {
    const { email, code } = await withTotp()
    const both = await Promise.all([halfSignedIn(email), halfSignedIn(email)])
    const same = code()
    const replies = await Promise.all(
      both.map((one) => one.post('/session/second-factor', { code: same })),
    )
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 400]))
  })

  it('cannot be guessed: after eight wrong ones the ninth has to wait', async () => {
    const { email } = await withTotp()
    const browser = await halfSignedIn(email)
    const statuses: number[] = []
    for (let n = 0; n < 9; n += 1)
      statuses.push((await browser.post('/session/second-factor', { code: `00000${n}` })).status)
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(8)
  })

  it('are kept sealed, and the recovery codes hashed', async () => {
    const { operatorId, recovery } = await withTotp()
    const kept = await shop.rows<{ text: string; bytes: number }>(
      `select r::text as text, length(r.code_hash) as bytes from recovery_code r where operator_id = $1`,
      [operatorId],
    )
    expect(kept.map(({ bytes }) => bytes)).toEqual(Array(10).fill(32))
    const text = kept.map((row) => row.text).join('\n')
    const typed = recovery.flatMap((code) => [code, code.replaceAll('-', '')])
    for (const code of typed) {
      expect(text.toUpperCase()).not.toContain(code.toUpperCase())
      // As bytea is printed.
      expect(text).not.toContain(Buffer.from(code).toString('hex'))
    }

    const person = await raised(shop)
    const { secret } = (await person.browser.post('/account/totp/start')).json.data
    const [row] = await shop.rows<{ pending: string }>(
      'select totp_pending as pending from operator where operator_id = $1',
      [person.operatorId],
    )
    expect(row?.pending).toMatch(/^v1\./)
    expect(row?.pending).not.toContain(secret)
  })
})

it('over https the session lives in a cookie that only this host may set, and no open line carries', async () => {
  const { email } = await signedIn(shop)
  const reply = await new Browser(shop).signIn(email, ownPassword)
  const cookies = reply.headers.getSetCookie()
  expect(new Set(cookies.map((one) => one.split('=')[0]))).toEqual(
    new Set(['__Host-keytill_console', '__Host-keytill_device']),
  )
  for (const cookie of cookies) {
    expect(cookie).toMatch(/; Secure/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; Path=\/(;|$)/)
    expect(cookie).not.toMatch(/; Domain=/i)
  }
})

describe('recovery codes', () => {
  it('are ten, and each opens once, however it is typed', async () => {
    const { email, recovery } = await withTotp()
    expect(new Set(recovery).size).toBe(10)
    const [first = ''] = recovery
    const enter = async (code: string) =>
      (await halfSignedIn(email)).post('/session/second-factor', { code })
    expect((await enter(first.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
    expect(codeOf(await enter(first))).toEqual([400, 'code_wrong'])
  })
})

describe('proving again who one is', () => {
  it('raises this browser only: a session stolen before may do what it could, and no more', async () => {
    const { browser } = await signedIn(shop)
    const thief = browser.copy()
    const invite = (from: Browser) =>
      from.post('/operators', { email: `x${Date.now()}@shop.test`, name: 'X', role: 'reader' })
    expect(codeOf(await invite(browser))).toEqual([403, 'step_up_required'])
    await stepUp(browser)
    expect((await invite(browser)).status).toBe(201)
    expect(codeOf(await invite(thief))[1]).not.toBe(undefined)
    expect((await invite(thief)).status).not.toBe(201)
  })

  it('lasts ten minutes', async () => {
    const { browser, operatorId } = await raised(shop)
    const [row] = await shop.rows<{ seconds: number }>(
      `select extract(epoch from raised_until - now())::int as seconds from operator_session
       where operator_id = $1`,
      [operatorId],
    )
    expect(row?.seconds).toBeGreaterThan(580)
    expect(row?.seconds).toBeLessThanOrEqual(600)
    await shop.rows(
      `update operator_session set raised_until = raised_until - interval '10 minutes'
       where operator_id = $1`,
      [operatorId],
    )
    expect(codeOf(await browser.post('/account/totp/start'))).toEqual([403, 'step_up_required'])
  })

  it('takes no password from whoever has a second factor, and no code twice', async () => {
    const { browser, code } = await withTotp()
    const ask = (proof: object) => browser.post('/session/step-up', proof)
    expect((await ask({ password: ownPassword })).json.error).toMatchObject({ field: 'code' })
    const now = code()
    expect((await ask({ code: now })).status).toBe(200)
    expect(codeOf(await ask({ code: now }))).toEqual([400, 'code_wrong'])
  })
})

describe('a passkey', () => {
  /** Somebody with a passkey. */
  async function withPasskey() {
    const person = await raised(shop)
    const key = new TestPasskey(shop.running.publicUrl)
    const options = (await person.browser.post('/account/passkeys/options')).json.data
    const made = { name: 'Laptop', response: key.create(options) }
    const added = await person.browser.post('/account/passkeys', made)
    return { ...person, key, added }
  }

  it('47: signs in alone, and each answer works once', async () => {
    const { key, added, email } = await withPasskey()
    expect(added.json.data.recovery_codes).toHaveLength(10)
    const browser = new Browser(shop)
    const options = (await browser.post('/session/passkey/options')).json.data
    const answer = { response: key.get(options) }
    expect((await browser.post('/session/passkey', answer)).json.data).toEqual({
      state: 'open',
    })
    expect((await browser.get('/session')).json.data).toMatchObject({ email })
    expect([...browser.cookies.keys()]).toContain('__Host-keytill_console')
    const again = await new Browser(shop).post('/session/passkey', answer)
    expect(codeOf(again)).toEqual([400, 'passkey_refused'])
  })

  it('is asked for beside the password, and raises the session it is asked for', async () => {
    const { key, email, browser } = await withPasskey()
    await halfSignedIn(email)
    const options = (await browser.post('/session/step-up/passkey/options')).json.data
    const answer = { response: key.get(options) }
    expect((await browser.post('/session/step-up/passkey', answer)).status).toBe(200)
    expect((await browser.post('/account/recovery-codes')).status).toBe(200)
  })

  it('of somebody else, from another site, or never asked for, is refused', async () => {
    const { browser } = await withPasskey()
    const stranger = await withPasskey()
    const ask = async () => (await browser.post('/session/step-up/passkey/options')).json.data
    const give = (response: unknown) => browser.post('/session/step-up/passkey', { response })
    const refused = [400, 'passkey_refused']
    expect(codeOf(await give(stranger.key.get(await ask())))).toEqual(refused)
    expect(codeOf(await give(new TestPasskey('https://evil.test').get(await ask())))).toEqual(
      refused,
    )
    expect(codeOf(await give({ id: 'x', response: {} }))).toEqual(refused)
    expect(codeOf(await give({}))).toEqual(refused)
  })
})
