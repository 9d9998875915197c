// What becomes of a licence after it was sold: another owner, an end that is told of, and batches nobody has bought yet.
// And goods that are the same for every buyer.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertLicenseEnds } from '../../src/db/license-events.ts'
import { type Person, raised } from '../support/console.ts'
import { type PlacedOrder, type Reply, Shop } from '../support/shop.ts'

const day = 86_400_000
let shop: Shop
let owner: Person
beforeAll(async () => {
  shop = await Shop.open()
  owner = await raised(shop)
})
afterAll(() => shop?.close())

async function aLicense() {
  const order = await shop.order({ package_id: 'free' })
  const [license] = (await shop.look(order)).json.data.licenses
  return { order, id: license.license_id as string, key: license.license_key as string }
}

const call = (verb: string, license_key: string, fingerprint = 'A') =>
  shop.post(`/api/v1/licenses/${verb}`, { license_key, fingerprint })
const outcome = ({ json }: Reply): unknown => json.error?.code ?? json.data.license.status
const kindsOf = async (id: string) =>
  (await owner.browser.get(`/licenses/${id}`)).json.data.events.map(
    ({ kind, by, reason }: Record<string, string>) => [kind, by, reason],
  )

describe('a licence that goes to somebody else', () => {
  const to = { contact_person: '李四', phone: '139 0013 9000', reason: '公司转让' }

  it('opens nothing for whoever had it, and everything for its new owner', async () => {
    const { order, id, key } = await aLicense()
    await call('activate', key)
    const { license_key } = (await owner.browser.post(`/licenses/${id}/transfer`, to)).json.data
    expect(outcome(await call('validate', key))).toBe('license_revoked')
    expect(outcome(await call('validate', license_key))).toBe('device_not_found')
    expect(outcome(await call('activate', license_key, 'B'))).toBe('active')

    const [seen] = (await shop.look(order)).json.data.licenses
    expect(seen).not.toHaveProperty('license_key')
    const file = `/api/v1/user/orders/${order.number}/licenses/${id}/file`
    expect((await shop.get(file, { 'x-order-token': order.token })).status).toBe(404)
    const keys = await shop.get(`/orders/${order.number}/keys.txt`, {
      'x-order-token': order.token,
    })
    expect(keys.text.trim()).toBe('')

    const { data } = (await owner.browser.get(`/licenses/${id}`)).json
    expect(data).toMatchObject({ contact_person: '李四', phone: '13900139000' })
    expect((await owner.browser.get('/licenses?search=13900139000')).json.data.rows).toHaveLength(1)
    expect(await kindsOf(id)).toEqual([
      ['activated', 'program', ''],
      ['transferred', 'operator', '公司转让'],
      ['activated', 'program', ''],
    ])
  })

  it('needs somebody to go to', async () => {
    const { id } = await aLicense()
    for (const wrong of [{ phone: '12' }, { contact_person: ' ' }])
      expect(
        outcome(await owner.browser.post(`/licenses/${id}/transfer`, { ...to, ...wrong })),
      ).toBe('invalid_request')
  })
})

describe('a buyer', () => {
  it('sees his devices by name and frees three of them within thirty days, failures not counted', async () => {
    const order = await shop.order({ package_id: 'year' })
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const [{ license_key, license_id }] = (await shop.look(order)).json.data.licenses
    const token = { 'x-order-token': order.token }
    const path = `/api/v1/user/orders/${order.number}/licenses/${license_id}/devices`
    const free = (id: string, headers: Record<string, string> = token) =>
      shop.post(`${path}/${id}/free`, {}, headers)
    const activate = async (fingerprint: string) => {
      const body = { license_key, fingerprint, device_name: `${fingerprint} <b>` }
      await shop.post('/api/v1/licenses/activate', body)
      const { devices } = (await shop.get(path, token)).json.data
      return devices.at(-1).device_id as string
    }
    const other = await aLicense()
    await call('activate', other.key)
    const [foreign] = await shop.rows<{ id: string }>(
      'select device_id as id from device where license_id = $1',
      [other.id],
    )
    const first = await activate('m1')
    expect((await shop.get(path)).status).toBe(401)
    expect((await free(first, {})).status).toBe(401)
    expect((await shop.get(path, token)).text).not.toContain('fingerprint')
    for (const wrong of [foreign?.id ?? '', '00000000-0000-0000-0000-000000000000'])
      expect((await free(wrong)).json.error.code).toBe('device_not_found')
    const left = []
    for (const id of [first, await activate('m2'), await activate('m3')])
      left.push((await free(id)).json.data.left)
    expect(left).toEqual([2, 1, 0])
    const fourth = await activate('m4')
    expect((await free(fourth)).json.error.code).toBe('release_limit')
    const { next_at } = (await shop.get(path, token)).json.data
    const daysAhead = (Date.parse(`${next_at}+08:00`) - shop.running.clock.now()) / day
    expect(Math.round(daysAhead)).toBe(30)
    await shop.advance(30 * day + 1)
    expect((await free(fourth)).json.data.left).toBe(2)
    owner = await raised(shop)
  })
})

describe('a licence that ends', () => {
  it('is told of once before and once after, and not when it was renewed or taken', async () => {
    const { app } = shop.running
    const [ends, extended, taken] = [await aLicense(), await aLicense(), await aLicense()]
    await owner.browser.post(`/licenses/${extended.id}/extend`, { reason: 'r', days: 30 })
    await owner.browser.post(`/licenses/${taken.id}/suspend`, { reason: 'r' })
    for (const passed of [5, 0, 2, 1]) {
      await shop.advance(passed * day)
      await insertLicenseEnds(app.db, app.merchantId)
    }
    owner = await raised(shop)
    expect((await kindsOf(ends.id)).map(([kind]: string[]) => kind)).toEqual([
      'expired',
      'expiring',
    ])
    expect((await kindsOf(extended.id)).map(([kind]: string[]) => kind)).toEqual(['extended'])
    expect((await kindsOf(taken.id)).map(([kind]: string[]) => kind)).toEqual(['suspended'])
  })
})

describe('a batch for a reseller', () => {
  const batch = { product_id: 'demo-app', package_id: 'year', quantity: 1_203, note: '=1+1' }
  const make = (batch_id: string, more = {}) =>
    owner.browser.post('/license-batches', { batch_id, ...batch, ...more })

  it('is made once, however often and however many ask for it', async () => {
    const made = await Promise.all([make('spring'), make('spring'), make('spring')])
    const counts = made.map(({ json }) => json.data.made as number)
    expect(counts.sort((one, other) => one - other)).toEqual([0, 0, 1_203])
    expect(await shop.count('license', "batch_id = 'spring'")).toBe(1_203)
    expect((await make('spring', { quantity: 5 })).json.error.code).toBe('conflict')
    expect((await make('autumn', { package_id: 'none' })).json.error.code).toBe('package_not_found')
  })

  it('is handed out as a list whose keys work, and that it was stands in the log first', async () => {
    const list = await owner.browser.post('/license-batches/spring/export')
    const lines = list.text.trim().split('\r\n')
    expect(lines).toHaveLength(1_204)
    const [key = '', id = ''] = lines[1]?.split(',') ?? []
    expect(outcome(await call('activate', key))).toBe('active')
    expect(await shop.count('audit_log', "action = 'license.batch_export'")).toBe(1)

    const revoked = await owner.browser.post(`/licenses/${id}/revoke`, { reason: '未付款' })
    expect(revoked.status).toBe(200)
    expect(outcome(await call('validate', key))).toBe('license_revoked')
    const again = await owner.browser.post('/license-batches/spring/export')
    expect(again.text).not.toContain(key)
    const { rows } = (await owner.browser.get('/license-batches')).json.data
    expect(rows).toMatchObject([{ batch_id: 'spring', quantity: 1_203, used: 1, note: '=1+1' }])
    const { data } = (await owner.browser.get(`/licenses/${id}`)).json
    expect(data).toMatchObject({ order_number: null, contact_person: null, state: 'revoked' })
  })
})

describe('a package of content', () => {
  const packages = '/catalogue/products/demo-app/packages'
  const course = { name: { zh: '课程' }, price: 9.9, validity_days: null, max_devices: 1 }
  const ofOrder = async (order: PlacedOrder, withToken = true) =>
    (await shop.look(order, withToken)).json.data.contents

  it('is sold once it holds something, and shown to whoever paid until the money goes back', async () => {
    await owner.browser.post(packages, {
      ...course,
      package_id: 'course',
      kind: 'content',
      on_sale: true,
    })
    const listed = async () => (await shop.get('/api/v1/products/demo-app')).text
    const lastPackage = async () => {
      const { packages: all } = (await owner.browser.get('/catalogue/products/demo-app')).json.data
      return all.at(-1)
    }
    expect(await listed()).not.toContain('course')
    expect(await lastPackage()).toMatchObject({ package_id: 'course', has_goods: false })
    const text = '网盘：https://pan.example/abc\n提取码：**7788**'
    await owner.browser.post(`${packages}/course/content`, { text })
    const file = { name: '说明 (1).txt', file: Buffer.from('read me').toString('base64') }
    const other = await owner.browser.post(`${packages}/year/content`, { text })
    expect(other.json.error.code).toBe('package_not_found')
    const strange = { ...file, name: '../read me.txt' }
    const refused = await owner.browser.post(`${packages}/course/content/files`, strange)
    expect(refused.json.error).toMatchObject({ code: 'invalid_request', field: 'name' })
    const added = await owner.browser.post(`${packages}/course/content/files`, file)
    expect(await listed()).toContain('course')
    expect(await lastPackage()).toMatchObject({ package_id: 'course', has_goods: true })
    expect(await shop.count('plan_content', 'text_sealed like $1', ['%7788%'])).toBe(0)

    const order = await shop.order({ package_id: 'course' })
    expect(await ofOrder(order)).toBeUndefined()
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    expect(await ofOrder(order)).toMatchObject([
      {
        package_id: 'course',
        status: 'delivered',
        text,
        files: [{ name: '说明 (1).txt', bytes: 7 }],
      },
    ])
    expect(await ofOrder(order, false)).toEqual([
      { product_id: 'demo-app', package_id: 'course', status: 'delivered' },
    ])
    const fetched = `/api/v1/user/orders/${order.number}/files/${added.json.data.file_id}`
    const token = { 'x-order-token': order.token }
    expect((await shop.get(fetched)).status).toBe(401)
    const got = await shop.get(fetched, token)
    expect(got.text).toBe('read me')
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''%E8/)

    const lineOf = async () =>
      (await owner.browser.get(`/orders/${order.number}`)).json.data.lines[0]
    expect(await lineOf()).toMatchObject({ kind: 'content', state: 'done', license: null })
    const cookie = { cookie: `order_${order.number}=${order.token}` }
    const result = (headers = {}) =>
      shop.get(`/payment/result?order_number=${order.number}`, headers)
    const find = (headers = {}) =>
      shop.post('/orders', `order_number=${order.number}&phone=13800138000`, {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      })
    for (const page of [result, find]) {
      const mine = (await page(cookie)).text
      expect(mine).toContain('提取码：<strong>7788</strong>')
      expect(mine).toContain(`href="${fetched}" download`)
      const foreign = (await page()).text
      expect(foreign).toContain('内容请用下单时的浏览器查看')
      expect(foreign).not.toMatch(/7788|说明/)
    }

    await owner.browser.post('/refunds', { order_number: order.number, reason: '客户申请' })
    await shop.advance(3 * 60_000)
    await shop.untilState(order, 'refunded')
    expect(await ofOrder(order)).toMatchObject([{ status: 'revoked' }])
    expect(JSON.stringify(await ofOrder(order))).not.toContain('7788')
    expect((await shop.get(fetched, token)).status).toBe(404)
    expect((await lineOf()).state).toBe('undone')
    for (const page of [result, find]) {
      const gone = (await page(cookie)).text
      expect(gone).toContain('已退款，内容不再显示')
      expect(gone).not.toMatch(/7788|说明/)
    }
  })
})
