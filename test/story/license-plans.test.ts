// What a plan decides of its licences: when their time begins and ends, who may take a seat, and what a program is told.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { exportBatch, makeBatch } from '../../src/app/license/make-batch.ts'
import { Refusal } from '../../src/errors.ts'
import { type Person, raised } from '../support/console.ts'
import { anOrder, type Reply, Shop } from '../support/shop.ts'

const day = 86_400_000
const rounds = Number(process.env.ROUNDS ?? '50')
let shop: Shop
let owner: Person
let plans = 0
beforeAll(async () => {
  shop = await Shop.open()
  owner = await raised(shop)
})
afterAll(() => shop?.close())

type Fields = Readonly<Record<string, unknown>>

/** Puts a package of these terms on sale for nothing, and answers its id. */
async function aPlan(terms: Fields, fields: Fields = {}): Promise<string> {
  plans += 1
  const body = {
    package_id: `p${plans}`,
    name: { zh: '版' },
    price: 0,
    validity_days: 30,
    max_devices: 2,
    on_sale: true,
    terms,
    ...fields,
  }
  const made = await owner.browser.post('/catalogue/products/demo-app/packages', body)
  expect(made.json.data).toEqual({})
  return body.package_id
}

async function aLicense(terms: Fields, fields: Fields = {}) {
  const order = await shop.order({ package_id: await aPlan(terms, fields) })
  const [license] = (await shop.look(order)).json.data.licenses
  return { key: license.license_key as string, order, seen: license }
}

const call = (verb: string, license_key: string, fingerprint: string, more: Fields = {}) =>
  shop.post(`/api/v1/licenses/${verb}`, { license_key, fingerprint, ...more })
const outcome = ({ json }: Reply): unknown => json.error?.code ?? json.data.license

describe('time', () => {
  // A session does not outlive the months that pass here.
  afterEach(async () => {
    owner = await raised(shop)
  })

  it('begins with the first activation where the plan says so, and only once', async () => {
    const { key, order, seen } = await aLicense({ starts: 'activation' })
    expect(seen).toMatchObject({ valid_until: null, starts: 'activation', validity_days: 30 })
    const cookie = { cookie: `order_${order.number}=${order.token}` }
    const shown = async () =>
      (await shop.get(`/payment/result?order_number=${order.number}`, cookie)).text
    expect(await shown()).toContain('首次激活起 30 天')
    expect(await shown()).not.toContain('/file"')
    await shop.advance(300 * day)
    const first = outcome(await call('activate', key, 'A')) as Fields
    expect(first.valid_until).toMatch(/^\d{4}-\d\d-\d\d /)
    expect(first).not.toHaveProperty('starts')
    expect(await shown()).toContain('/file"')
    await shop.advance(20 * day)
    expect(outcome(await call('activate', key, 'B'))).toMatchObject({
      valid_until: first.valid_until,
    })
    await shop.advance(10 * day)
    expect(outcome(await call('validate', key, 'B'))).toBe('license_expired')
    expect((await shop.look(order)).json.data.licenses[0].status).toBe('expired')
  })

  it('ends with a day in Shanghai, after which the plan is not sold', async () => {
    const today = new Date(shop.running.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const plan = await aPlan({ until: today }, { validity_days: null })
    const order = await shop.order({ package_id: plan })
    const [license] = (await shop.look(order)).json.data.licenses
    const end = new Date(`${license.valid_until.replace(' ', 'T')}+08:00`).getTime()
    expect(license.valid_until).toMatch(/ 00:00:00$/)
    expect(end - Date.parse(`${today}T00:00:00+08:00`)).toBe(day)
    const choice = `name="package_id" value="${plan}"`
    expect((await shop.get('/products/demo-app')).text).toContain(choice)
    expect((await shop.get('/products/demo-app')).text).toContain(`有效至 ${today}`)
    await shop.advance(day)
    expect((await shop.get('/products/demo-app')).text).not.toContain(choice)
    const late = await shop.post('/api/v1/user/orders', { ...anOrder, package_id: plan })
    expect(outcome(late)).toBe('package_not_found')
  })

  it('is refused where it makes no sense', async () => {
    for (const [terms, validity_days, field] of [
      [{ until: '2030-02-30' }, null, 'terms.until'],
      [{ until: '2030-01-01' }, 30, 'terms.until'],
      [{ starts: 'activation' }, null, 'terms.starts'],
      [{ trial: true }, null, 'terms.trial'],
      [{ features: ['a', 'a'] }, 30, 'terms.features'],
    ]) {
      const refused = await owner.browser.post('/catalogue/products/demo-app/packages', {
        package_id: 'never',
        name: { zh: '版' },
        price: 0,
        max_devices: 1,
        on_sale: true,
        validity_days,
        terms,
      })
      expect(refused.json.error).toMatchObject({ code: 'invalid_request', field })
    }
    const plan = '/catalogue/products/demo-app/packages'
    const begins = await aPlan({ starts: 'activation' })
    const endless = await owner.browser.post(`${plan}/${begins}/change`, { validity_days: null })
    expect(endless.json.error).toMatchObject({ code: 'invalid_request', field: 'terms.starts' })
    const base = {
      package_id: 'never',
      name: { zh: '版' },
      price: 0,
      max_devices: 1,
      on_sale: true,
    }
    const terms = { features: ['a'] }
    const content = { ...base, kind: 'content', validity_days: null, terms }
    expect((await owner.browser.post(plan, content)).json.error).toMatchObject({ field: 'terms' })
  })
})

describe('64 devices at once', () => {
  it.each([
    { what: 'bound', times: rounds, terms: {} },
    {
      what: 'floating',
      times: Math.ceil(rounds / 5),
      terms: { seats: 'floating', lease_seconds: 60 },
    },
  ])(
    'take each of 5 $what seats once, in $times rounds',
    {
      timeout: 30_000 + rounds * 3_000,
    },
    async ({ what, times, terms }) => {
      for (const key of await keysOf(await aPlan(terms, { max_devices: 5 }), what, times)) {
        const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => activate(key, at)))
        expect(answers.filter((one) => one === 'activated')).toHaveLength(5)
        expect(answers.filter((one) => one === 'device_limit_reached')).toHaveLength(59)
      }
      expect(await seatsOf(what)).toEqual(Array(times).fill({ told: 5, there: 5 }))
    },
  )

  async function keysOf(planId: string, batchId: string, quantity: number) {
    const { app } = shop.running
    const by = { operator: 'test', address: 'local', requestId: '' }
    await makeBatch(app, { batchId, productId: 'demo-app', planId, quantity, note: 'rush' }, by)
    return (await exportBatch(app, batchId, by)).map(({ key }) => key)
  }

  /** By the use case, so that as many are at the database at once as it has connections. */
  function activate(licenseKey: string, at: number): Promise<string> {
    const device = { fingerprint: `machine ${at}`, deviceName: undefined }
    const call = { licenseKey, ...device, productId: undefined }
    return activateLicense(shop.running.app, call).then(
      () => 'activated',
      (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
    )
  }

  const seatsOf = (batchId: string) =>
    shop.rows<{ told: number; there: number }>(
      `select devices_used as told, (select count(*)::integer from device d where d.license_id = l.license_id) as there
       from license l where batch_id = $1`,
      [batchId],
    )
})

describe('a floating seat', () => {
  const lease = { seats: 'floating', lease_seconds: 60 }

  it('is free for the next one when its lease was not renewed, and lost only then', async () => {
    const { key } = await aLicense(lease, { max_devices: 1 })
    const taken = await call('activate', key, 'A')
    expect(taken.json.data).toMatchObject({ license: { seats: 'floating', devices_used: 1 } })
    await shop.advance(50_000)
    expect((await call('heartbeat', key, 'A')).status).toBe(200)
    await shop.advance(50_000)
    expect(outcome(await call('activate', key, 'B'))).toBe('device_limit_reached')
    await shop.advance(20_000)
    expect(outcome(await call('validate', key, 'A'))).toBe('device_not_found')
    // Nobody wanted it meanwhile, so the one that comes back has it still.
    expect((await call('heartbeat', key, 'A')).status).toBe(200)
    await shop.advance(70_000)
    expect(outcome(await call('activate', key, 'B'))).toMatchObject({ devices_used: 1 })
    expect(outcome(await call('heartbeat', key, 'A'))).toBe('device_not_found')
  })

  it('is given to nobody twice, however many ask at the moment it falls free', async () => {
    const { key } = await aLicense(lease, { max_devices: 3 })
    for (let round = 0; round < 3; round += 1) {
      const asked = await Promise.all(
        Array.from({ length: 16 }, (_, at) => call('activate', key, `r${round} m${at}`)),
      )
      expect(asked.filter(({ status }) => status === 200)).toHaveLength(3)
      await shop.advance(61_000)
    }
  })
})

describe('a device', () => {
  it('may be one too many where the plan lets it, and is told so', async () => {
    const { key } = await aLicense({ may_exceed: true }, { max_devices: 1 })
    expect(outcome(await call('activate', key, 'A'))).toMatchObject({ over_limit: false })
    expect(outcome(await call('activate', key, 'B'))).toMatchObject({
      over_limit: true,
      devices_used: 2,
    })
    expect(outcome(await call('validate', key, 'A'))).toMatchObject({ over_limit: true })
  })

  it('keeps its seat when parts of it change, as far as the plan allows', async () => {
    const { key } = await aLicense({ match: 'two' }, { max_devices: 1 })
    const parts = { board: 'SERIAL-1', disk: 'd1', cpu: 'c1' }
    await call('activate', key, 'old', { components: parts })
    const [row] = await shop.rows<{ text: string }>(
      "select components::text as text from device where fingerprint = 'old'",
    )
    expect(row?.text).not.toContain('SERIAL-1')
    const drifted = { ...parts, disk: 'd2' }
    expect((await call('validate', key, 'new', { components: drifted })).status).toBe(200)
    const again = await call('activate', key, 'new', { components: drifted })
    expect(again.json.data).toMatchObject({
      license: { devices_used: 1 },
      device: { fingerprint: 'new' },
    })
    const other = { board: 'b9', disk: 'd2', cpu: 'c9' }
    expect(outcome(await call('activate', key, 'x', { components: other }))).toBe(
      'device_limit_reached',
    )
    for (const components of [{}, [], { board: '' }, { 'B 1': 'x' }, 'text'])
      expect((await call('validate', key, 'new', { components })).json.error).toMatchObject({
        code: 'invalid_request',
        field: 'components',
      })
    expect((await call('deactivate', key, 'newest', { components: drifted })).status).toBe(200)
  })

  it('is never another whose fingerprint it only resembles', async () => {
    const { key } = await aLicense({}, { max_devices: 5 })
    await call('activate', key, 'abcdef')
    for (const near of ['abc', 'ABCDEF', ' abcdef', 'abcde\u0301f', 'abcdef '])
      expect(outcome(await call('validate', key, near))).toBe('device_not_found')
  })

  it('has one trial of a product, whichever licence it is tried with', async () => {
    const terms = { trial: true }
    const [one, other] = [await aLicense(terms), await aLicense(terms)]
    expect(outcome(await call('activate', one.key, 'tester'))).toMatchObject({ trial: true })
    expect(outcome(await call('activate', other.key, 'tester'))).toBe('trial_used')
    await call('deactivate', one.key, 'tester')
    expect((await call('activate', one.key, 'tester')).status).toBe(200)
    expect((await call('activate', other.key, 'second tester')).status).toBe(200)
    const instance = { license_key: one.key, instance_name: 'pc' }
    expect((await shop.post('/v1/licenses/activate', instance)).json).toMatchObject({
      activated: false,
      error: expect.stringContaining('trial'),
    })
  })

  it('has one trial also under another fingerprint, where its parts say that it is the same', async () => {
    const terms = { trial: true, match: 'two' }
    const [one, other] = [await aLicense(terms), await aLicense(terms)]
    const components = { board: 'b', disk: 'd', cpu: 'c' }
    const changed = { ...components, board: 'b2' }
    const parts = { board: 'b3', disk: 'd3', cpu: 'c' }
    await call('activate', one.key, 'os1', { components })
    for (const told of [components, changed])
      expect(outcome(await call('activate', other.key, 'os2', { components: told }))).toBe(
        'trial_used',
      )
    expect((await call('activate', other.key, 'os3', { components: parts })).status).toBe(200)
  })
})

describe('an offline file', () => {
  const fileOf = async (key: string, fingerprint: string) => {
    const { json } = await call('file', key, fingerprint)
    return JSON.parse(Buffer.from(json.data.file.payload, 'base64').toString())
  }
  const ofOrder = ({ order, seen }: Awaited<ReturnType<typeof aLicense>>) =>
    shop.get(`/api/v1/user/orders/${order.number}/licenses/${seen.license_id}/file`, {
      'x-order-token': order.token,
    })

  it('of a floating seat ends with the lease, and is made for no machine but its own', async () => {
    const license = await aLicense({ seats: 'floating', lease_seconds: 60 }, { max_devices: 1 })
    const { lease_until } = (await call('activate', license.key, 'A')).json.data.device
    expect(await fileOf(license.key, 'A')).toMatchObject({ file_until: lease_until })
    expect(outcome(await call('deactivate', license.key, 'A'))).toBe('seat_held')
    await shop.advance(61_000)
    expect((await call('activate', license.key, 'B')).status).toBe(200)
    for (const one of [license, await aLicense({ trial: true })]) {
      expect((await ofOrder(one)).json.error.code).toBe('file_needs_device')
      const page = `/payment/result?order_number=${one.order.number}`
      const cookie = { cookie: `order_${one.order.number}=${one.order.token}` }
      const { text } = await shop.get(page, cookie)
      expect(text).toContain(one.key)
      expect(text).not.toContain('/file"')
    }
  })

  it('stands for the seat until it ends: no second machine runs beside it', async () => {
    const { key, order, seen } = await aLicense({ file_days: 5 }, { max_devices: 1 })
    await call('activate', key, 'A')
    for (let times = 0; times < 2; times += 1) await fileOf(key, 'A')
    expect(
      await shop.count('license_event', "kind = 'filed' and license_id = $1", [seen.license_id]),
    ).toBe(1)
    expect(outcome(await call('deactivate', key, 'A'))).toBe('seat_held')
    const token = { 'x-order-token': order.token }
    const path = `/api/v1/user/orders/${order.number}/licenses/${seen.license_id}/devices`
    const [device] = (await shop.get(path, token)).json.data.devices
    const freed = await shop.post(`${path}/${device.device_id}/free`, {}, token)
    expect(freed.json.error.code).toBe('seat_held')
    expect(outcome(await call('activate', key, 'B'))).toBe('device_limit_reached')
    await shop.advance(6 * day + 1)
    expect((await call('deactivate', key, 'A')).status).toBe(200)
    owner = await raised(shop)
  })

  it('of a machine known by its parts is good where it was asked for', async () => {
    const { key } = await aLicense({ match: 'two' }, { max_devices: 1 })
    const components = { board: 'b1', disk: 'd1' }
    await call('activate', key, 'old', { components })
    const together = [1, 2, 3, 4].map(() => call('heartbeat', key, 'new', { components }))
    const beats = await Promise.all(together)
    expect(beats.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const { json } = await call('file', key, 'newest', { components })
    expect(Buffer.from(json.data.file.payload, 'base64').toString()).toContain('"newest"')
  })
})

describe('a program', () => {
  it('is told which features it has, frozen when it was sold', async () => {
    const plan = await aPlan({ features: ['pro', 'export.pdf'] })
    const order = await shop.order({ package_id: plan })
    const path = `/catalogue/products/demo-app/packages/${plan}/change`
    await owner.browser.post(path, { terms: { features: ['lite'] } })
    const [license] = (await shop.look(order)).json.data.licenses
    expect(outcome(await call('activate', license.license_key, 'A'))).toMatchObject({
      features: ['pro', 'export.pdf'],
    })
    const next = await aLicenseOf(plan)
    expect(outcome(await call('activate', next, 'A'))).toMatchObject({ features: ['lite'] })
  })

  it('runs in the versions that were bought', async () => {
    const { key } = await aLicense({ version_max: '3.1' })
    for (const version of ['2.9.9', '3.0', '3.1', '3.1.7-beta.2', undefined])
      expect((await call('activate', key, 'A', version ? { version } : {})).status).toBe(200)
    for (const version of ['3.2', '3.10.0', '4'])
      for (const verb of ['activate', 'validate', 'heartbeat'])
        expect(outcome(await call(verb, key, 'A', { version }))).toBe('version_not_covered')
    expect((await call('deactivate', key, 'A', { version: '4' })).status).toBe(200)
  })

  it('is told nothing new of a plain package', async () => {
    const { key } = await aLicense({})
    const { license, device } = (await call('activate', key, 'A')).json.data
    expect(Object.keys(license)).toHaveLength(6)
    expect(Object.keys(device)).toEqual(['fingerprint', 'name', 'activated_at'])
    const { products } = (await shop.get('/api/v1/products')).json.data
    expect(JSON.stringify(products)).not.toContain('terms')
  })
})

async function aLicenseOf(plan: string): Promise<string> {
  const order = await shop.order({ package_id: plan })
  return (await shop.look(order)).json.data.licenses[0].license_key
}
