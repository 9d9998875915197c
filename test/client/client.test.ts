// The seller's program at a running shop: what it may do when the shop says so, when nobody answers, when somebody else
// does, and when the shop's key changes.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rotateSigningKey } from '../../src/app/license/rotate-signing-key.ts'
import { authorAtShell } from '../../src/cli/open-app.ts'
import {
  fileCache,
  type LicenseClient,
  type LicenseOptions,
  type LicenseState,
  type PublicKeys,
} from '../../src/client/node.ts'
import { openProgram } from '../support/program.ts'
import { Shop } from '../support/shop.ts'
import { onTheWay } from './on-the-way.ts'

const hour = 3_600_000
const day = 24 * hour
let shop: Shop
let pinned: PublicKeys
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keytill-client-'))
  shop = await Shop.open()
  pinned = Object.fromEntries((await published()).map((one) => [one.kid, one.public_key]))
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Published = Readonly<{ kid: string; public_key: string; valid_until: string | null }>

async function published(): Promise<Published[]> {
  return (await shop.get('/api/v1/licenses/public-key')).json.data.keys
}

async function aKey(planId = 'free'): Promise<string> {
  const order = await shop.order({ package_id: planId })
  if (order.amount > 0) {
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
  }
  return (await shop.look(order)).json.data.licenses[0].license_key
}

const aProgram = (changes: Partial<LicenseOptions> = {}) =>
  openProgram(shop, pinned, folder, changes)

describe('a program with a key', () => {
  it('activates, starts again without asking, asks after a day, and gives its seat back', async () => {
    const { client, start, asked, passes } = aProgram()
    expect(await client.check()).toEqual({ allowed: false, why: 'none' })
    const activated = await client.activate(await aKey())
    expect(activated).toMatchObject({ allowed: true, why: 'valid', license: { max_devices: 1 } })
    expect(await start().check()).toMatchObject({ allowed: true, why: 'valid' })
    expect(asked).toEqual(['/api/v1/licenses/activate'])

    passes(25 * hour)
    expect(await start().check()).toMatchObject({ allowed: true, why: 'valid' })
    expect(asked.at(-1)).toBe('/api/v1/licenses/validate')
    expect(await start().deactivate()).toEqual({ allowed: false, why: 'none' })
    expect(await start().check()).toEqual({ allowed: false, why: 'none' })
  })

  it('hears a refusal, and goes on hearing it while it is offline', async () => {
    const key = await aKey()
    const [here, there] = [aProgram(), aProgram()]
    await here.client.activate(key)
    expect((await there.client.activate(key)).why).toBe('device_limit_reached')
    expect(await there.client.check()).toEqual({ allowed: false, why: 'none' })

    await shop.rows("update license set state = 'suspended' where key_masked like $1", [
      `${key.slice(0, 5)}%`,
    ])
    expect((await here.client.check({ force: true })).why).toBe('license_suspended')
    here.goesOffline()
    expect(await here.start().check()).toMatchObject({ allowed: false, why: 'license_suspended' })
    here.goesOnline()
    await shop.rows("update license set state = 'active' where key_masked like $1", [
      `${key.slice(0, 5)}%`,
    ])
    expect(await here.start().check()).toMatchObject({ allowed: true, why: 'valid' })
  })

  it('stays out after its device was freed: looking never claims a seat', async () => {
    const key = await aKey()
    const { client, options } = aProgram()
    await client.activate(key)
    const { fingerprint } = options
    await shop.post('/api/v1/licenses/deactivate', { license_key: key, fingerprint })
    expect((await client.check({ force: true })).why).toBe('device_not_found')
    expect((await client.heartbeat()).why).toBe('device_not_found')
    expect((await aProgram().client.activate(key)).allowed).toBe(true)
  })

  it('says that it is alive until it is told to stop', async () => {
    const { client, asked } = aProgram()
    await client.activate(await aKey())
    const state = await new Promise((tell) => {
      const beating = client.keepAlive((one) => {
        beating.stop()
        tell(one)
      })
    })
    expect(state).toMatchObject({ allowed: true, why: 'valid' })
    expect(asked.at(-1)).toBe('/api/v1/licenses/heartbeat')
    for (const wrong of [{ checkHours: 0 }, { checkHours: Number.NaN }, { graceDays: -1 }])
      expect(() => aProgram(wrong)).toThrow(RangeError)
  })

  it('says so again in time for its lease, wherever the seat came from, and never without a pause', async () => {
    const waits = vi.spyOn(globalThis, 'setTimeout')
    const beats = async (program: ReturnType<typeof aProgram>, between = async () => {}) => {
      const heard: LicenseState[] = []
      const beating = program.client.keepAlive((state) => heard.push(state))
      await vi.waitFor(() => expect(heard).toHaveLength(1))
      const [why] = heard.map((state) => state.why)
      await between()
      beating.stop()
      return [why, ...waits.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms > 15_000)]
    }
    const waiting = aProgram()
    const key = await aKey()
    await setTerms(key, { seats: 'floating', leaseSeconds: 60 })
    waits.mockClear()
    const lent = await beats(waiting, async () => void (await waiting.client.activate(key)))
    expect(lent).toEqual(expect.arrayContaining(['none', 60_000]))
    expect(lent.some((ms) => Number(ms) > 18_000 && Number(ms) <= 20_000)).toBe(true)
    const seldom = aProgram({ checkHours: 720 })
    await seldom.client.activate(await aKey())
    waits.mockClear()
    const longest = (await beats(seldom)).filter((ms) => Number(ms) > 86_400_000)
    expect(new Set(longest)).toEqual(new Set([2 ** 31 - 1]))
    waits.mockRestore()
  })
})

const setTerms = (key: string, terms: object) =>
  shop.rows('update license set terms = $1 where key_masked like $2', [
    JSON.stringify(terms),
    `${key.slice(0, 5)}%`,
  ])

describe('a plan with terms of its own', () => {
  it('lends a floating seat for its lease and no longer, whatever the days of grace', async () => {
    const key = await aKey()
    await setTerms(key, { seats: 'floating', leaseSeconds: 600 })
    const { client, start, passes, goesOffline, goesOnline } = aProgram()
    expect((await client.activate(key)).device?.lease_until).toEqual(expect.any(String))
    goesOffline()
    passes(9 * 60_000)
    expect((await client.heartbeat()).why).toBe('grace')
    passes(2 * 60_000)
    expect(await start().check()).toMatchObject({ allowed: false, why: 'device_not_found' })
    goesOnline()
    expect((await client.heartbeat()).allowed).toBe(true)
  })

  it('knows a machine by its parts, also offline, after its fingerprint changed', async () => {
    const key = await aKey()
    await setTerms(key, { match: 'any' })
    const components = { machine: 'm1', cpu: 'c1' }
    const before = aProgram({ components })
    await before.client.activate(key)
    const after = aProgram({ components, cache: fileCache(before.path) })
    expect(await after.client.check({ force: true })).toMatchObject({ allowed: true, why: 'valid' })
    after.goesOffline()
    expect((await after.start().check({ force: true })).why).toBe('grace')
  })
})

describe('while nobody answers', () => {
  it('runs on for some days, and no longer than the licence', async () => {
    const { client, start, passes, goesOffline } = aProgram({ graceDays: 3 })
    await client.activate(await aKey())
    goesOffline()
    passes(2 * day)
    expect(await start().check()).toMatchObject({ allowed: true, why: 'grace' })
    passes(day)
    expect(await start().check()).toMatchObject({ allowed: false, why: 'unreachable' })

    const long = aProgram({ graceDays: 30 })
    await long.client.activate(await aKey())
    long.goesOffline()
    long.passes(8 * day)
    expect(await long.start().check()).toMatchObject({ allowed: false, why: 'license_expired' })
  })

  it('takes no more time from a clock that was set back', async () => {
    const { client, start, passes, goesOffline, goesOnline } = aProgram()
    await client.activate(await aKey())
    goesOffline()
    passes(5 * day)
    expect((await start().check()).why).toBe('grace')
    passes(-3 * day)
    expect(await start().check()).toEqual({ allowed: false, why: 'clock' })
    goesOnline()
    expect(await start().check()).toMatchObject({ allowed: true, why: 'valid' })
  })

  it('believes nothing of a cache that was edited or carried to another machine', async () => {
    const one = aProgram()
    await one.client.activate(await aKey())
    expect(statSync(one.path).mode & 0o777).toBe(0o600)
    one.goesOffline()
    const kept = readFileSync(one.path, 'utf8')
    writeFileSync(one.path, kept.replace('\\"max_devices\\":1', '\\"max_devices\\":9'))
    expect(await one.start().check()).toMatchObject({ allowed: false, why: 'unreachable' })

    const other = aProgram({ cache: { read: () => kept, write() {} } })
    other.goesOffline()
    expect(await other.client.check()).toMatchObject({ allowed: false, why: 'unreachable' })
    writeFileSync(one.path, 'nonsense')
    expect(await one.start().check()).toMatchObject({ allowed: false, why: 'none' })
  })

  it('takes an error page, a limit or a broken server for no answer', async () => {
    const { client, isAnsweredBy } = aProgram()
    await client.activate(await aKey())
    isAnsweredBy(async () => new Response('Bad Gateway', { status: 502 }))
    expect(await client.check({ force: true })).toMatchObject({ allowed: true, why: 'grace' })
  })
})

describe('an answer of somebody else', () => {
  it('opens nothing, and closes nothing that was open', async () => {
    const { client, isAnsweredBy } = aProgram()
    const changed = async (reply: Response) =>
      new Response((await reply.text()).replace(/"(max_devices|message)":/, '"$1" :'), reply)
    isAnsweredBy(changed)
    const key = await aKey()
    expect(await client.activate(key)).toEqual({ allowed: false, why: 'not_genuine' })

    const known = aProgram()
    await known.client.activate(await aKey())
    known.isAnsweredBy(async () =>
      Response.json({ success: false, error: { code: 'license_revoked' } }),
    )
    expect(await known.client.check({ force: true })).toMatchObject({ allowed: true, why: 'grace' })
  })

  it('cannot be an old one of the shop', async () => {
    const { client, isAnsweredBy, goesOnline, passes } = aProgram({ graceDays: 0 })
    let recorded: Promise<readonly [string, Headers]> | undefined
    isAnsweredBy(async (reply) => {
      const copy = reply.clone()
      recorded ??= copy.text().then((body) => [body, copy.headers] as const)
      return reply
    })
    await client.activate(await aKey())
    isAnsweredBy(async () => {
      const [body, headers] = (await recorded) ?? ['', new Headers()]
      return new Response(body, { headers })
    })
    passes(hour)
    expect(await client.check({ force: true })).toMatchObject({
      allowed: false,
      why: 'not_genuine',
    })
    goesOnline()
  })
})

onTheWay({ shop: () => shop, aKey, aProgram, setTerms })

describe('a machine without a network', () => {
  it('runs by a file made for it, and for it alone', async () => {
    const key = await aKey('year')
    const { client, options, start, goesOffline, passes } = aProgram()
    const { fingerprint } = options
    await shop.post('/api/v1/licenses/activate', { license_key: key, fingerprint })
    const made = await shop.post('/api/v1/licenses/file', { license_key: key, fingerprint })
    const file = JSON.stringify(made.json.data.file)
    expect(file).not.toContain(key)
    goesOffline()
    expect((await client.useFile(file)).result).toBe('valid')
    expect(await start().check()).toMatchObject({ allowed: true, why: 'file' })
    expect((await aProgram().client.useFile(file)).result).toBe('other_device')
    passes(-2 * day)
    expect(await aProgram(options).client.useFile(file)).toMatchObject({ result: 'clock' })
    expect(await start().check()).toEqual({ allowed: false, why: 'clock' })
    passes(402 * day)
    expect(await start().check()).toEqual({ allowed: false, why: 'expired' })
  })
})

describe('the shop takes another key', () => {
  it('and programs that know only the first one trust it, from its first day on and not before', async () => {
    const { app } = shop.running
    const [first] = await published()
    const program = aProgram()
    await program.client.activate(await aKey('lifetime'))
    const days = { inDays: 30, keepDays: 400 }
    const made = await rotateSigningKey(app, days, authorAtShell('test'))
    const again = await rotateSigningKey(app, days, authorAtShell('test'))
    expect([made.isNew, again.isNew, again.kid]).toEqual([true, false, made.kid])

    const kidOfAnswer = async () =>
      /kid=(\w+)/.exec(
        (await shop.post('/api/v1/licenses/validate', {})).headers.get('keytill-signature') ?? '',
      )?.[1]
    await shop.running.clock.advance(29 * day)
    expect((await published()).map(({ kid }) => kid)).toEqual([made.kid, first?.kid])
    expect(await kidOfAnswer()).toBe(first?.kid)
    await shop.running.clock.advance(day + hour)
    expect(await kidOfAnswer()).toBe(made.kid)

    expect(await program.start().check({ force: true })).toMatchObject({
      allowed: true,
      why: 'valid',
    })
    program.goesOffline()
    expect(await program.start().check()).toMatchObject({ allowed: true, why: 'valid' })

    const key = await aKey('year')
    const alone = aProgram()
    const { fingerprint } = alone.options
    await shop.post('/api/v1/licenses/activate', { license_key: key, fingerprint })
    const file = (await shop.post('/api/v1/licenses/file', { license_key: key, fingerprint })).json
    alone.goesOffline()
    expect((await alone.client.useFile(JSON.stringify(file.data.file))).result).toBe('valid')
    const [log] = await shop.rows<{ operator: string }>(
      "select operator from audit_log where action = 'license.rotate_key'",
    )
    expect(log?.operator).toBe('cli:test')
  })
})

it.each(['zh-CN', 'en'])('begins as the guide says (%s)', async (lang) => {
  const guide = new URL(`../../docs/guide/${lang}/license-client.md`, import.meta.url)
  const code = /```js\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8'))?.[1] ?? ''
  const [newest] = Object.entries(pinned)
  const words: Readonly<Record<string, string>> = {
    'keytill/license/machine': new URL('../../src/client/machine.ts', import.meta.url).href,
    'keytill/license': new URL('../../src/client/node.ts', import.meta.url).href,
    'https://shop.example': shop.url,
    KID: newest?.[0] ?? '',
    PUBLIC_KEY: newest?.[1] ?? '',
    'license.json': join(folder, lang, 'license.json'),
  }
  const filled = Object.entries(words)
    .reduce((text, [word, value]) => text.replaceAll(`'${word}'`, JSON.stringify(value)), code)
    // A container may have no number of its own.
    .replace("machineFingerprint('demo-app')", "'guide'")
  const file = join(folder, `${lang}.mjs`)
  writeFileSync(file, filled)
  const { licenses } = (await import(file)) as Readonly<{ licenses: LicenseClient }>
  expect(await licenses.check()).toEqual({ allowed: false, why: 'none' })
  expect(await licenses.activate(await aKey())).toMatchObject({ allowed: true, why: 'valid' })
})

it('may be a page of another site', async () => {
  const path = `${shop.url}/api/v1/licenses/validate`
  const asked = await fetch(path, { method: 'OPTIONS' })
  expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'content-type',
  ])
  const refused = await shop.post('/api/v1/licenses/validate', { license_key: 'x' })
  expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  expect((await shop.get('/api/v1/packages')).headers.has('access-control-allow-origin')).toBe(
    false,
  )
})
