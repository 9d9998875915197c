// Licences in the console: found by whatever a buyer can name, changed with a reason that is written down in the
// same transaction, and told to the licensed program at once.

import { afterAll, beforeAll, expect, it } from 'vitest'
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
    devices: [{ fingerprint: 'shown', name: '办公室电脑' }],
    history: [],
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

  const { history, former_keys, devices } = await look(id)
  expect(devices).toHaveLength(1)
  expect(former_keys[0].license_key_masked).toMatch(/^.{5}-\*/)
  expect(history[0]).toMatchObject({
    operator: owner.email,
    action: 'license.reissue',
    reason: '密钥被公开了',
    details: { unbound: 2 },
  })
  expect(JSON.stringify(history)).not.toContain(fresh)
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
  const { history } = await look(id)
  expect(
    history.map((row: { action: string; reason: string }) => [row.action, row.reason]),
  ).toEqual([
    ['license.revoke', '因为 revoke'],
    ['license.resume', '因为 resume'],
    ['license.suspend', '因为 suspend'],
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
  expect(await codeOf('validate', key, 'old')).toBe('device_not_found')
  expect(await codeOf('activate', key, 'new')).toBe('ok')
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
  expect((await look(id)).history[0]).toMatchObject({
    action: 'license.reveal',
    operator: owner.email,
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
