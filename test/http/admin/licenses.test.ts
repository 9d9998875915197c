// Licences in the console: found by whatever a buyer can name, changed with a reason that is written down in the
// same transaction, and told to the licensed program at once.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAudit } from '../../../src/app/audit.ts'
import { type Person, raised, signedIn } from '../../support/console.ts'
import { anOrder, Shop } from '../../support/shop.ts'

let shop: Shop
let owner: Person
let support: Person
beforeAll(async () => {
  shop = await Shop.open()
  owner = await raised(shop)
  support = await raised(shop, 'support')
})
afterAll(() => shop?.close())

async function soldLicense(packageId = 'year') {
  const order = await shop.order({ package_id: packageId })
  await shop.open(order)
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  await shop.untilState(order, 'paid')
  const [license] = (await shop.look(order)).json.data.licenses
  return { order, id: license.license_id as string, key: license.license_key as string }
}

const call = (verb: string, key: string, fingerprint: string) =>
  shop.post(`/api/v1/licenses/${verb}`, {
    license_key: key,
    fingerprint,
    device_name: '办公室电脑',
  })
const codeOf = async (verb: string, key: string, fingerprint: string) => {
  const { status, json } = await call(verb, key, fingerprint)
  return status === 200 ? 'ok' : json.error.code
}
const look = async (id: string) => (await owner.browser.get(`/licenses/${id}`)).json.data
const found = async (search: string) => {
  const { json } = await owner.browser.get(`/licenses?${new URLSearchParams({ search })}`)
  return json.data.rows.map((row: { license_id: string }) => row.license_id)
}

it('is found by key as typed, order number, phone, device and its own id, and by nothing near it', async () => {
  const { id, key, order } = await soldLicense()
  await call('activate', key, 'machine-of-zhang')
  for (const text of [key, key.toLowerCase().replaceAll('-', ' '), order.number, id])
    expect(await found(text), text).toEqual([id])
  expect(await found('machine-of-zhang')).toEqual([id])
  expect(await found(`+86 ${anOrder.phone}`)).toContain(id)
  expect(await found(`${order.number.slice(0, -1)}_`)).toEqual([])
  expect(await found('machine')).toEqual([])
})

it('shows validity and devices, and never the key', async () => {
  const { id, key } = await soldLicense()
  await call('activate', key, 'shown')
  const { text, json } = await owner.browser.get(`/licenses/${id}`)
  expect(json.data).toMatchObject({
    status: 'active',
    max_devices: 3,
    devices_used: 1,
    devices: [{ fingerprint: 'shown', name: '办公室电脑', holds_seat: true, lease_until: null }],
    events: [{ kind: 'activated', by: 'program', device: '办公室电脑' }],
  })
  expect(text).not.toContain(key)
  expect((await owner.browser.get('/licenses')).text).not.toContain(key)
})

it('58: a reissue gives a new key, revokes the old one at once, and is written down with its reason', async () => {
  const { id, key, order } = await soldLicense()
  await call('activate', key, 'own')
  await call('activate', key, 'foreign')
  const reply = await owner.browser.post(`/licenses/${id}/reissue`, {
    reason: '密钥被公开了',
    unbind_all: true,
  })
  const fresh = reply.json.data.license_key as string
  expect(await codeOf('validate', key, 'own')).toBe('license_revoked')
  expect(await codeOf('validate', fresh, 'own')).toBe('device_not_found')
  expect(await codeOf('activate', fresh, 'own')).toBe('ok')
  expect((await shop.look(order)).json.data.licenses[0].license_key).toBe(fresh)
  expect(await found(key)).toEqual([id])

  const { events, former_keys, devices } = await look(id)
  expect(devices).toHaveLength(1)
  expect(former_keys[0].license_key_masked).toMatch(/^.{5}-\*/)
  const [, reissued] = events
  expect(reissued).toMatchObject({
    by: 'operator',
    name: owner.email,
    kind: 'reissued',
    reason: '密钥被公开了',
    from: former_keys[0].license_key_masked,
  })
  expect(JSON.stringify(events)).not.toContain(fresh)
})

it('58: revoking, suspending and resuming reach the licensed program, each with a reason in the audit log', async () => {
  const { id, key } = await soldLicense()
  await call('activate', key, 'm')
  const act = (verb: string) =>
    support.browser.post(`/licenses/${id}/${verb}`, { reason: `因为 ${verb}` })
  expect((await act('suspend')).status).toBe(200)
  expect(await codeOf('validate', key, 'm')).toBe('license_suspended')
  expect((await act('resume')).status).toBe(200)
  expect(await codeOf('validate', key, 'm')).toBe('ok')
  expect((await act('revoke')).status).toBe(200)
  expect(await codeOf('validate', key, 'm')).toBe('license_revoked')
  const again = await act('resume')
  expect([again.status, again.json.error.code]).toEqual([409, 'license_unchangeable'])
  const { events } = await look(id)
  expect(events.map((row: { kind: string; reason: string }) => [row.kind, row.reason])).toEqual([
    ['revoked', '因为 revoke'],
    ['resumed', '因为 resume'],
    ['suspended', '因为 suspend'],
    ['activated', ''],
  ])
})

it('58: no change without a reason, and none that was refused leaves a row', async () => {
  const { id, key } = await soldLicense()
  await call('activate', key, 'm')
  const before = await shop.count('audit_log')
  for (const [verb, body] of [
    ['revoke', { reason: ' ' }],
    ['suspend', {}],
    ['unbind', { fingerprint: 'm', reason: '' }],
    ['unbind', { fingerprint: 'another', reason: '不存在' }],
    ['limit', { max_devices: 0, reason: '少了' }],
    ['extend', { days: 0, reason: '没有' }],
    ['reissue', {}],
  ] as const)
    expect(
      (await owner.browser.post(`/licenses/${id}/${verb}`, body)).status,
      verb,
    ).toBeGreaterThan(399)
  expect(await shop.count('audit_log')).toBe(before)
  expect(await codeOf('validate', key, 'm')).toBe('ok')
})

it('58: an unbound device is out and its seat is free', async () => {
  const { id, key } = await soldLicense('month')
  await call('activate', key, 'old')
  expect(await codeOf('activate', key, 'new')).toBe('device_limit_reached')
  const reply = await support.browser.post(`/licenses/${id}/unbind`, {
    fingerprint: 'old',
    reason: '换电脑',
  })
  expect(reply.status).toBe(200)
  // A program that goes on asking by itself does not take its seat again.
  for (const verb of ['validate', 'heartbeat', 'validate'])
    expect(await codeOf(verb, key, 'old')).toBe('device_not_found')
  expect(await shop.count('device', 'license_id = $1', [id])).toBe(0)
  expect(await codeOf('activate', key, 'new')).toBe('ok')
  expect(await codeOf('heartbeat', key, 'old')).toBe('device_not_found')
})

it('extends from the old end, or from today where it has passed, and never what has no end', async () => {
  const { id } = await soldLicense('month')
  const days = (text: string) => Date.parse(`${text.replace(' ', 'T')}+08:00`) / 86_400_000
  const before = await look(id)
  await support.browser.post(`/licenses/${id}/extend`, { days: 10, reason: '补偿' })
  const after = await look(id)
  expect(days(after.valid_until) - days(before.valid_until)).toBe(10)
  const endless = await soldLicense('lifetime')
  const refused = await support.browser.post(`/licenses/${endless.id}/extend`, {
    days: 1,
    reason: '?',
  })
  expect(refused.json.error.code).toBe('license_unchangeable')
})

it('takes another device limit, but none below the devices in use', async () => {
  const { id, key } = await soldLicense('year')
  await call('activate', key, 'a')
  await call('activate', key, 'b')
  const limit = (max_devices: number) =>
    support.browser.post(`/licenses/${id}/limit`, { max_devices, reason: '加购' })
  expect((await limit(1)).json.error.field).toBe('max_devices')
  expect((await limit(5)).status).toBe(200)
  expect(await look(id)).toMatchObject({ max_devices: 5, devices_used: 2 })
})

it('shows the whole key after a second proof only, and writes down who saw it', async () => {
  const { id, key } = await soldLicense()
  const clerk = await signedIn(shop, 'support')
  const refused = await clerk.browser.post(`/licenses/${id}/reveal`)
  expect([refused.status, refused.json.error.code]).toEqual([403, 'step_up_required'])
  expect((await owner.browser.post(`/licenses/${id}/reveal`)).json.data.license_key).toBe(key)
  expect((await look(id)).events).toMatchObject([
    { kind: 'revealed', by: 'operator', name: owner.email },
  ])
})

describe('what a licence was sold with', () => {
  const packages = '/catalogue/products/demo-app/packages'
  const listed = async (query: Record<string, string>) => {
    const { json } = await owner.browser.get(`/licenses?${new URLSearchParams(query)}`)
    return json.data.rows.map((row: { license_id: string }) => row.license_id)
  }

  it('is told whole, with whether it has begun, who holds a seat now, and how many are too many', async () => {
    const terms = { starts: 'activation', seats: 'floating', lease_seconds: 60, may_exceed: true }
    const plan = { name: { zh: '浮动' }, price: 0, validity_days: 20, max_devices: 1 }
    await owner.browser.post(packages, { ...plan, package_id: 'floating', on_sale: true, terms })
    const order = await shop.order({ package_id: 'floating' })
    const [{ license_id: id, license_key }] = (await shop.look(order)).json.data.licenses
    await owner.browser.post(`/licenses/${id}/extend`, { days: 5, reason: '补偿' })
    expect(await look(id)).toMatchObject({
      status: 'not_begun',
      awaiting_days: 25,
      valid_until: null,
      terms: { ...terms, self_frees: 3 },
      events: [{ kind: 'extended', days: 5, from: '20', to: '25' }],
    })
    expect(await listed({ status: 'not_begun' })).toEqual([id])
    expect(await listed({ status: 'active' })).not.toContain(id)

    const take = (fingerprint: string) =>
      shop.post('/api/v1/licenses/activate', {
        license_key,
        fingerprint,
        components: { board: fingerprint },
      })
    await take('first')
    await shop.advance(30_000)
    await take('second')
    expect(await listed({ status: 'not_begun' })).toEqual([])
    expect(await listed({ status: 'ending' })).toEqual([id])
    await shop.advance(31_000)
    const { status, devices, devices_used, max_devices } = await look(id)
    expect([status, devices_used, max_devices]).toEqual(['active', 2, 1])
    expect(devices).toMatchObject([
      { fingerprint: 'first', parts: ['board'], holds_seat: false },
      { fingerprint: 'second', parts: ['board'], holds_seat: true },
    ])
  })

  it('is joined by what was bought for it, on its page and on that of the order', async () => {
    const { id, key } = await soldLicense('month')
    const buy = async (package_id: string) => {
      const order = await shop.order({ package_id, license_key: key })
      await shop.open(order)
      await shop.notify(shop.standIn.notice(shop.pay(order)))
      await shop.untilState(order, 'paid')
      return order.number
    }
    const renewal = await buy('month')
    const upgrade = await buy('year')
    const { bought, events, name } = await look(id)
    expect(bought).toMatchObject([
      { order_number: upgrade, act: 'upgrade', days: 365, credit: 19.8, amount: 79.2 },
      { order_number: renewal, act: 'renew', days: 31, credit: 0, amount: 9.9, state: 'done' },
    ])
    expect(name).toContain('年')
    expect(bought[0].from_name).not.toBe(name)
    expect(events).toMatchObject([
      { kind: 'upgraded', by: 'money', name: upgrade, from: 'month', to: 'year' },
      { kind: 'renewed', by: 'money', name: renewal, days: 31 },
    ])
    expect(await found(renewal)).toEqual([id])
    expect((await owner.browser.get(`/orders/${upgrade}`)).json.data.lines).toMatchObject([
      { kind: 'license', act: 'upgrade', state: 'done', credit: 19.8, license: { license_id: id } },
    ])
  })

  it('is exported without its key and with who has it, as the filters say, and the log keeps that', async () => {
    const batch = { product_id: 'demo-app', package_id: 'year', quantity: 2, note: '=春季' }
    await owner.browser.post('/license-batches', { batch_id: 'spring', ...batch })
    const [first, second] = await listed({ batch: 'spring' })
    expect([first, second, await listed({ batch: 'autumn' })]).toEqual([
      expect.any(String),
      expect.any(String),
      [],
    ])
    expect((await look(first)).batch).toEqual({ batch_id: 'spring', note: '=春季' })
    const to = { contact_person: '李四', phone: '13900139000', reason: '售出' }
    const { license_key } = (await owner.browser.post(`/licenses/${first}/transfer`, to)).json.data
    const ask = { format: 'csv', batch: 'spring', status: 'active' }
    const { text } = await owner.browser.post('/licenses/export', ask)
    const lines = text.trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines.find((line) => line.startsWith(first))).toMatch(/,'=春季,李四,13900139000$/)
    expect(text).not.toContain(license_key)
    const sought = { format: 'xlsx', search: license_key }
    expect((await owner.browser.post('/licenses/export', sought)).status).toBe(200)
    const kept = await shop.rows<{ details: object }>(
      "select details from audit_log where action = 'license.export' order by seq",
    )
    expect(kept).toEqual([
      { details: { format: 'csv', batch: 'spring', status: 'active' } },
      { details: { format: 'xlsx', search: true } },
    ])
  })
})

it('a list page ends where the next begins, and filters by state', async () => {
  const all = (await owner.browser.get('/licenses')).json.data.rows
  const first = (await owner.browser.get('/licenses?limit=3')).json.data
  const second = (await owner.browser.get(`/licenses?limit=3&after=${first.next}`)).json.data
  expect([...first.rows, ...second.rows]).toEqual(all.slice(0, 6))
  const revoked = (await owner.browser.get('/licenses?status=revoked')).json.data.rows
  expect(revoked).toEqual(all.filter((row: { status: string }) => row.status === 'revoked'))
  expect(revoked.length).toBeGreaterThan(0)
})

it('whatever was done above, what is delivered still proves right: every change has its row in the audit log', async () => {
  const { findings } = await runAudit(shop.running.app)
  expect(findings.filter(({ id }) => /^INV-(01|14|15|16|25)/.test(id))).toEqual([])
})
