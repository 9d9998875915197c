// Programs written for other licence services, which changed the host name and nothing else.

import { createHash, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revoke } from '../../src/app/license/change-license.ts'
import { ed25519PublicKey } from '../../src/kit/signed-file.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

async function aLicense() {
  const order = await shop.order({ package_id: 'free' })
  const [license] = (await shop.look(order)).json.data.licenses
  return { key: license.license_key as string, id: license.license_id as string }
}
const taken = (id: string) =>
  revoke(shop.running.app, id, { operator: 'test', address: 'local', requestId: '' }, 'stolen')

describe('a program written for Lemon Squeezy', () => {
  const forms = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const api = 'application/vnd.api+json'
  const inForm = (verb: string, fields: Record<string, string>) =>
    shop.post(`/v1/licenses/${verb}`, new URLSearchParams(fields).toString(), forms)
  const inJson = (verb: string, fields: Record<string, unknown>) =>
    shop.post(`/v1/licenses/${verb}`, fields, { 'content-type': api, accept: api })

  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/
  // What a seller has built into a program is the same after every update of the shop.
  const numbers = {
    store_id: 10_518_270_560_651,
    product_id: 87_473_906_868_337,
    variant_id: 86_793_299_998_055,
  }
  /** Every field their clients know, and no other. */
  const whole = (key: string) => ({
    license_key: {
      id: expect.toSatisfy(Number.isSafeInteger),
      status: 'active',
      key,
      activation_limit: 1,
      activation_usage: 1,
      created_at: expect.stringMatching(time),
      expires_at: expect.stringMatching(time),
      test_mode: false,
    },
    meta: {
      ...numbers,
      order_id: expect.toSatisfy(Number.isSafeInteger),
      order_item_id: expect.toSatisfy(Number.isSafeInteger),
      product_name: 'Demo App',
      variant_name: 'Free trial',
      customer_id: 0,
      customer_name: '',
      customer_email: '',
    },
  })

  it.each([
    ['a form', inForm],
    ['JSON:API', inJson],
  ])('activates, validates and deactivates with %s', async (_form, ask) => {
    const { key, id } = await aLicense()
    const license_key = key.toLowerCase()
    const before = await ask('validate', { license_key })
    expect(before.json).toMatchObject({
      valid: true,
      error: null,
      license_key: { status: 'inactive', key, activation_limit: 1, activation_usage: 0 },
      instance: null,
      meta: { product_name: expect.any(String), customer_email: '', customer_name: '' },
    })
    const done = await ask('activate', { license_key, instance_name: 'pc' })
    expect([done.status, done.json.activated, done.json.error]).toEqual([200, true, null])
    const made = {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'pc',
      created_at: expect.stringMatching(time),
    }
    expect(done.json).toEqual({ activated: true, error: null, ...whole(key), instance: made })
    const events = 'license_event e join license l using (merchant_id, license_id)'
    const told = `by_kind = 'program' and by_name = 'Lemon Squeezy' and l.license_id = $1`
    expect(await shop.count(events, told, [id])).toBe(1)

    const full = await ask('activate', { license_key, instance_name: 'other' })
    expect([full.status, full.json.activated]).toEqual([400, false])
    expect(full.json.error).toContain('activation limit')
    const instance_id = done.json.instance.id
    const valid = await ask('validate', { license_key, instance_id })
    expect(valid.json).toEqual({ ...done.json, activated: undefined, valid: true })
    expect(valid.json.instance.id).toBe(instance_id)

    const freed = await ask('deactivate', { license_key, instance_id })
    expect(freed.json).toMatchObject({ deactivated: true, license_key: { activation_usage: 0 } })
    expect(Object.keys(freed.json)).toEqual(['deactivated', 'error', 'license_key', 'meta'])
    expect(await shop.count(events, told, [id])).toBe(2)
    const gone = await ask('validate', { license_key, instance_id })
    expect([gone.status, gone.json.valid]).toEqual([404, false])
    expect((await ask('deactivate', { license_key, instance_id })).status).toBe(404)
  })

  it('is not told that a seat holds whose lease is over', async () => {
    const { key, id } = await aLicense()
    const floating = JSON.stringify({ seats: 'floating', leaseSeconds: 60 })
    await shop.rows('update license set terms = $1 where license_id = $2', [floating, id])
    const done = await inForm('activate', { license_key: key, instance_name: 'pc' })
    const instance_id = done.json.instance.id
    await shop.advance(61_000)
    const over = await inForm('validate', { license_key: key, instance_id })
    expect([over.status, over.json.valid, over.json.instance]).toEqual([404, false, null])
    expect((await inForm('validate', { license_key: key, instance_id: '' })).json.valid).toBe(true)
  })

  it('is told what is wrong in the words it looks for', async () => {
    const unknown = await inForm('validate', { license_key: 'nonsense' })
    expect([unknown.status, unknown.json]).toEqual([
      404,
      { valid: false, error: 'license_key not found.' },
    ])
    const nameless = await inForm('activate', { license_key: 'nonsense' })
    expect([nameless.status, nameless.json.error]).toEqual([
      422,
      'The instance name field is required.',
    ])
    const tooLong = await inForm('activate', { license_key: 'x', instance_name: 'y'.repeat(300) })
    expect([tooLong.status, tooLong.json.activated]).toEqual([400, false])
    const { key, id } = await aLicense()
    const gone = await inForm('deactivate', { license_key: key, instance_id: 'none' })
    expect([gone.status, gone.json.license_key.key]).toEqual([404, key])
    await taken(id)
    const disabled = await inForm('activate', { license_key: key, instance_name: 'pc' })
    expect([disabled.status, disabled.json.license_key.status]).toEqual([400, 'disabled'])
    expect(disabled.json.error).toContain('disabled')
  })
})

describe('a program written for Keygen', () => {
  const path = '/v1/accounts/demo/licenses/actions/validate-key'
  const ask = (key: string, scope?: object) =>
    shop.post(
      path,
      { meta: { key, nonce: 7, scope } },
      { 'content-type': 'application/vnd.api+json' },
    )
  const codeOf = async (key: string, scope?: object) => {
    const { meta } = (await ask(key, scope)).json
    return [meta.code, meta.valid]
  }

  it('validates a key in its own words', async () => {
    const { key, id } = await aLicense()
    const fingerprint = 'machine'
    expect(await codeOf('nonsense')).toEqual(['NOT_FOUND', false])
    expect(await codeOf(key)).toEqual(['VALID', true])
    expect(await codeOf(key, { fingerprint })).toEqual(['NO_MACHINE', false])
    await shop.post('/api/v1/licenses/activate', { license_key: key, fingerprint })
    expect(await codeOf(key, { fingerprint, product: 'demo-app' })).toEqual(['VALID', true])
    expect(await codeOf(key, { fingerprint: 'other' })).toEqual([
      'FINGERPRINT_SCOPE_MISMATCH',
      false,
    ])
    expect(await codeOf(key, { product: 'other' })).toEqual(['PRODUCT_SCOPE_MISMATCH', false])
    expect(await codeOf(key, { entitlements: ['pro'] })).toEqual(['ENTITLEMENTS_MISSING', false])
    const [device] = await shop.rows<{ id: string }>(
      'select device_id as id from device where license_id = $1',
      [id],
    )
    for (const scope of [
      { machine: device?.id },
      { fingerprints: [fingerprint, 'nope'] },
      { fingerprints: ['nope', fingerprint] },
      { version: '1.0' },
      { environment: null },
    ])
      expect(await codeOf(key, scope)).toEqual(['VALID', true])
    for (const [name, value] of Object.entries({
      machine: '11111111-1111-1111-1111-111111111111',
      user: 'nobody@example.com',
      checksum: 'deadbeef',
      components: ['zzz'],
      environment: 'prod',
      version: '',
    }))
      expect(await codeOf(key, { [name]: value })).toEqual([
        `${name.toUpperCase()}_SCOPE_MISMATCH`,
        false,
      ])
    expect((await ask(key, { unheard: 'of' })).status).toBe(400)
    await taken(id)
    expect(await codeOf(key)).toEqual(['BANNED', false])
  })

  it('verifies the answer as it verifies Keygen, under our key', async () => {
    const { key } = await aLicense()
    const { headers, text, json } = await shop.post(
      `${path}?from=test`,
      { meta: { key, nonce: 7 } },
      { 'content-type': 'application/vnd.api+json' },
    )
    const digest = `sha-256=${createHash('sha256').update(text).digest('base64')}`
    expect(headers.get('keygen-digest')).toBe(digest)
    const parts = /keyid="(.+?)", algorithm="ed25519", signature="(.+?)"/.exec(
      headers.get('keygen-signature') ?? '',
    )
    const { data } = (await shop.get('/api/v1/licenses/public-key')).json
    const raw = data.keys.find(({ kid }: { kid: string }) => kid === parts?.[1])?.public_key
    const lines = [
      `(request-target): post ${path}?from=test`,
      `host: ${new URL(shop.url).host}`,
      `date: ${headers.get('keygen-date')}`,
      `digest: ${digest}`,
    ].join('\n')
    const publicKey = ed25519PublicKey(Buffer.from(raw, 'base64'))
    const signature = Buffer.from(parts?.[2] ?? '', 'base64')
    expect(verify(null, Buffer.from(lines), publicKey, signature)).toBe(true)
    expect(json.meta.nonce).toBe(7)
  })
})
