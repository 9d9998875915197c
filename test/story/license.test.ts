// What a licensed program sees: seats that hold under any rush, answers that cannot be faked, files that
// verify without asking anybody.

import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { revoke } from '../../src/app/license/change-license.ts'
import { deactivateDevice } from '../../src/app/license/deactivate-device.ts'
import type { LicenseCall } from '../../src/app/license/find-usable.ts'
import { reissueLicense } from '../../src/app/license/reissue-license.ts'
import { validateLicense } from '../../src/app/license/validate-license.ts'
import { Refusal } from '../../src/errors.ts'
import { verifyFile } from '../../src/kit/signed-file.ts'
import { notingStatements } from '../support/noting.ts'
import { type PlacedOrder, type Reply, Shop } from '../support/shop.ts'

let shop: Shop
let publicKeys: Map<string, Buffer>
beforeAll(async () => {
  shop = await Shop.open()
  const { data } = (await shop.get('/api/v1/licenses/public-key')).json
  publicKeys = new Map(
    data.keys.map((key: { kid: string; public_key: string }) => [
      key.kid,
      Buffer.from(key.public_key, 'base64'),
    ]),
  )
})
afterAll(() => shop?.close())

const day = 86_400_000

async function aLicense(planId = 'year'): Promise<{ key: string; order: PlacedOrder; id: string }> {
  const order = await shop.order({ package_id: planId })
  if (order.amount > 0) {
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
  }
  const [license] = (await shop.look(order)).json.data.licenses
  return { key: license.license_key, order, id: license.license_id }
}

const call = (verb: string, body: Record<string, unknown>) =>
  shop.post(`/api/v1/licenses/${verb}`, body)

function isRightlySigned(reply: Reply, nonce: string): boolean {
  const parts = Object.fromEntries(
    (reply.headers.get('keytill-signature') ?? '')
      .split(',')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  )
  const raw = publicKeys.get(parts.kid ?? '')
  if (!raw) return false
  const head = Buffer.from('302a300506032b6570032100', 'hex')
  const key = createPublicKey({ key: Buffer.concat([head, raw]), format: 'der', type: 'spki' })
  return verify(
    null,
    Buffer.from(`${parts.t}.${nonce}.${reply.text}`),
    key,
    Buffer.from(parts.ed25519 ?? '', 'base64'),
  )
}

describe('activating', () => {
  it('gives a seat to each device up to the limit, and none to one more', async () => {
    const { key } = await aLicense('year')
    for (const device of ['A', 'B', 'C'])
      expect((await call('activate', { license_key: key, fingerprint: device })).status).toBe(200)
    const again = await call('activate', { license_key: key, fingerprint: 'A' })
    expect(again.json.data.license).toMatchObject({ max_devices: 3, devices_used: 3 })
    const refused = await call('activate', { license_key: key, fingerprint: 'D' })
    expect([refused.status, refused.json.error.code]).toEqual([409, 'device_limit_reached'])
  })

  it('frees a seat for another device', async () => {
    const { key } = await aLicense('month')
    await call('activate', { license_key: key, fingerprint: 'old', device_name: '旧电脑' })
    expect((await call('activate', { license_key: key, fingerprint: 'new' })).status).toBe(409)
    const freed = await call('deactivate', { license_key: key, fingerprint: 'old' })
    expect(freed.json.data).toMatchObject({
      license: { devices_used: 0 },
      device: { fingerprint: 'old', name: '旧电脑' },
    })
    expect((await call('activate', { license_key: key, fingerprint: 'new' })).status).toBe(200)
    expect(
      (await call('deactivate', { license_key: key, fingerprint: 'old' })).json.error.code,
    ).toBe('device_not_found')
  })

  it('takes a key as people type it', async () => {
    const { key } = await aLicense()
    const typed = ` ${key.toLowerCase().replaceAll('-', ' ')} `
    expect((await call('activate', { license_key: typed, fingerprint: 'A' })).status).toBe(200)
  })
})

describe('validating', () => {
  it('answers for an activated device only', async () => {
    const { key } = await aLicense()
    expect((await call('validate', { license_key: key, fingerprint: 'A' })).json.error.code).toBe(
      'device_not_found',
    )
    await call('activate', { license_key: key, fingerprint: 'A' })
    const valid = await call('validate', { license_key: key, fingerprint: 'A' })
    expect(valid.json.data.license).toMatchObject({
      status: 'active',
      product_id: 'demo-app',
      package_id: 'year',
      devices_used: 1,
    })
    expect((await call('heartbeat', { license_key: key, fingerprint: 'A' })).status).toBe(200)
  })

  it('ends with the licence, for bound devices too', async () => {
    const { key, order } = await aLicense('free')
    await call('activate', { license_key: key, fingerprint: 'A' })
    await shop.advance(8 * day)
    for (const verb of ['validate', 'heartbeat', 'activate']) {
      expect((await call(verb, { license_key: key, fingerprint: 'A' })).json.error.code).toBe(
        'license_expired',
      )
    }
    expect((await shop.look(order)).json.data.licenses[0].status).toBe('expired')
  })

  it('knows no key that is unknown, ill-formed or for another product, whatever else is wrong', async () => {
    const { key } = await aLicense()
    const unknown = '00000-00000-00000-00000-00000-00'
    for (const body of [
      { license_key: unknown, fingerprint: 'A' },
      { license_key: 'nonsense', fingerprint: 'A' },
      { license_key: unknown, fingerprint: '' },
      { license_key: unknown },
      { license_key: key, fingerprint: 'A', product_id: 'other' },
    ]) {
      const reply = await call('validate', body)
      expect([reply.status, reply.json.error.code]).toEqual([404, 'license_not_found'])
    }
    for (const fingerprint of ['', ' ', 'x'.repeat(129), 'a\u0000b', 7, null]) {
      const reply = await call('activate', { license_key: key, fingerprint })
      expect(reply.json.error).toMatchObject({ code: 'invalid_request', field: 'fingerprint' })
    }
  })
})

describe('whoever tries keys', () => {
  it('sees the same work and the same answer for every key there is none of', async () => {
    const { key, id } = await aLicense()
    const { key: former, id: reissued } = await aLicense()
    await reissueLicense(shop.running.app, reissued, false, by, 'lost')
    const unknown = '00000-00000-00000-00000-00000-00'
    const misses = [unknown, 'nonsense', 'X'.repeat(200), `${key} `.repeat(2)]
    for (const verb of [validateLicense, activateLicense, deactivateDevice]) {
      const [first, ...others] = await Promise.all([
        ...misses.map((licenseKey) => workOf(verb, { licenseKey })),
        workOf(verb, { licenseKey: key, productId: 'other' }),
      ])
      expect(first?.code).toBe('license_not_found')
      expect(first?.statements.length).toBeGreaterThan(0)
      for (const other of others) expect(other).toEqual(first)
    }
    // Those that were taken back are told of, and not by the time it takes to look for them.
    const looked = (await workOf(validateLicense, { licenseKey: unknown })).statements
    expect(await workOf(validateLicense, { licenseKey: former })).toEqual({
      code: 'license_revoked',
      statements: looked,
    })
    await revoke(shop.running.app, id, by, 'stolen')
    expect(await workOf(validateLicense, { licenseKey: key })).toEqual({
      code: 'license_revoked',
      statements: looked,
    })
  })
})

const by = { operator: 'test', address: 'local', requestId: '' }

/** What one call asks of the database, statement by statement, and how it is refused. */
async function workOf(verb: (app: App, call: LicenseCall) => Promise<unknown>, changes: object) {
  const { app, statements } = notingStatements(shop.running.app)
  const call = {
    licenseKey: '',
    fingerprint: 'A',
    deviceName: undefined,
    productId: undefined,
    ...changes,
  }
  const code = await verb(app, call).then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  )
  return { code, statements }
}

describe('an answer', () => {
  it('is signed over its exact bytes with the nonce of the call, errors included', async () => {
    const { key } = await aLicense()
    const right = await call('activate', { license_key: key, fingerprint: 'A', nonce: 'n-1' })
    expect(isRightlySigned(right, 'n-1')).toBe(true)
    expect(isRightlySigned(right, 'n-2')).toBe(false)
    expect(isRightlySigned({ ...right, text: right.text.replace('active', 'actjve') }, 'n-1')).toBe(
      false,
    )
    const unknown = await call('validate', {
      license_key: 'nonsense',
      fingerprint: 'A',
      nonce: 'n-3',
    })
    expect(isRightlySigned(unknown, 'n-3')).toBe(true)
    const bad = await call('validate', { license_key: 5, fingerprint: 'A' })
    expect([bad.status, isRightlySigned(bad, '')]).toEqual([400, true])
    // Many at once are signed elsewhere than one alone: each answer by its own nonce.
    const nonces = Array.from({ length: 12 }, (_, n) => `m-${n}`)
    const many = await Promise.all(
      nonces.map((nonce) => call('validate', { license_key: key, fingerprint: 'A', nonce })),
    )
    expect(many.map((one, n) => isRightlySigned(one, `m-${n}`))).toEqual(nonces.map(() => true))
  })
})

describe('an offline licence file', () => {
  it('verifies with the public key alone, and not after a change', async () => {
    const { order, id, key } = await aLicense()
    const path = `/api/v1/user/orders/${order.number}/licenses/${id}/file`
    expect((await shop.get(path)).status).toBe(401)
    const file = await shop.get(path, { 'x-order-token': order.token })
    expect(file.headers.get('content-disposition')).toContain(id)
    expect(verifyFile(file.text, publicKeys)).toMatchObject({
      valid: true,
      payload: { license_id: id, package_id: 'year', max_devices: 3, fingerprint: null },
    })
    const said = Buffer.from(file.json.payload, 'base64').toString()
    expect(said.includes(key) || said.includes(key.replaceAll('-', ''))).toBe(false)

    const changed = JSON.parse(file.text)
    const payload = Buffer.from(changed.payload, 'base64')
      .toString()
      .replace('"max_devices":3', '"max_devices":9')
    const forged = JSON.stringify({ ...changed, payload: Buffer.from(payload).toString('base64') })
    expect(verifyFile(forged, publicKeys)).toEqual({ valid: false, reason: 'signature' })
    expect(verifyFile('nonsense', publicKeys)).toEqual({ valid: false, reason: 'unreadable' })
  })
})

describe('what is kept', () => {
  it('shows no key in the clear in the database', async () => {
    const { key } = await aLicense()
    const bare = key.replaceAll('-', '')
    for (const table of ['license', 'fulfilment', 'orders', 'job', 'payment_fact', 'notice']) {
      const rows = await shop.rows<{ text: string }>(`select t::text as text from ${table} t`)
      for (const { text } of rows) expect(text.includes(key) || text.includes(bare)).toBe(false)
    }
  })
})

describe.each(['zh-CN', 'en'])('the program in the guide (%s)', (lang) => {
  it('activates, hears refusals, and takes no answer under another key', async () => {
    const file = new URL(`../../docs/guide/${lang}/licenses.md`, import.meta.url)
    const code = /```js\n([\s\S]*?)```/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
    const sample = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Sample
    const { key: license_key } = await aLicense('month')
    const keys = Object.fromEntries(
      [...publicKeys].map(([kid, raw]) => [kid, raw.toString('base64')]),
    )

    const ask = sample.openLicenses(shop.url, keys)
    expect(await ask('activate', { license_key, fingerprint: 'pc-1' })).toMatchObject({
      success: true,
    })
    expect(await ask('activate', { license_key, fingerprint: 'pc-2' })).toMatchObject({
      error: { code: 'device_limit_reached' },
    })
    const other = Buffer.alloc(32, 7).toString('base64')
    const deceived = sample.openLicenses(
      shop.url,
      Object.fromEntries(Object.keys(keys).map((kid) => [kid, other])),
    )
    await expect(deceived('validate', { license_key, fingerprint: 'pc-1' })).rejects.toThrow()
  })
})

type Sample = Readonly<{
  openLicenses(
    address: string,
    publicKeys: Readonly<Record<string, string>>,
  ): (verb: string, fields: Readonly<Record<string, string>>) => Promise<unknown>
}>
