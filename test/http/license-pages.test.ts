// The pages of one licence: whose they are, what they show, a device freed and time bought from them without a script.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, raised } from '../support/console.ts'
import { type PlacedOrder, type Reply, Shop } from '../support/shop.ts'

const day = 86_400_000
let shop: Shop
let owner: Person
beforeAll(async () => {
  // As strict as a shop is: keys are guessed at here.
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1' } })
  owner = await raised(shop)
})
afterAll(() => shop?.close())

type Bought = Readonly<{ order: PlacedOrder; id: string; key: string; path: string }>

async function bought(planId: string): Promise<Bought> {
  const order = await shop.order({ package_id: planId })
  if (order.amount > 0) await settle(order)
  const [license] = (await shop.look(order)).json.data.licenses
  const { license_id: id, license_key: key } = license
  return { order, id, key, path: `/orders/${order.number}/licenses/${id}` }
}

async function settle(order: PlacedOrder): Promise<void> {
  await shop.open(order)
  await shop.notify(shop.standIn.notice(shop.pay(order)))
}

const cookieOf = ({ number, token }: PlacedOrder) => ({ cookie: `order_${number}=${token}` })
const submit = (path: string, fields: Record<string, string>, headers = {}) =>
  shop.post(path, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  })
const activate = (license_key: string, fingerprint: string) =>
  shop.post('/api/v1/licenses/activate', {
    license_key,
    fingerprint,
    device_name: `${fingerprint} <b>`,
  })
/** What a reader sees; a hidden field is not seen. */
const words = ({ text }: Reply) => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const valuesOf = ({ text }: Reply, name: string) =>
  [...text.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value)

describe('the page of a licence', () => {
  it('is for whoever holds the token of its own order, and names devices without their marks', async () => {
    const mine = await bought('year')
    const other = await bought('free')
    await activate(mine.key, 'machine-1')
    const seen = await shop.get(mine.path, cookieOf(mine.order))
    expect(seen.status).toBe(200)
    expect(words(seen)).toContain('授权有效 还剩 365 天')
    expect(seen.text).toContain(`data-copy="${mine.key}"`)
    expect(words(seen)).toContain('machine-1 &lt;b&gt; 激活于')
    expect(words(seen)).toContain('设备（1 / 3）')

    const stranger = await shop.get(mine.path)
    expect([stranger.status, stranger.text.includes('machine-1')]).toEqual([401, false])
    expect((await shop.get(mine.path, cookieOf(other.order))).status).toBe(401)
    const swapped = `/orders/${other.order.number}/licenses/${mine.id}`
    expect((await shop.get(swapped, cookieOf(other.order))).status).toBe(404)

    const result = await shop.get(`/payment/result?order_number=${mine.order.number}`, {
      ...cookieOf(mine.order),
    })
    expect(result.text).toContain(`href="${mine.path}"`)
    const two = await shop.order({ package_id: 'free', quantity: 2 })
    for (const { license_id, license_key } of (await shop.look(two)).json.data.licenses) {
      const one = await shop.get(`/orders/${two.number}/licenses/${license_id}`, cookieOf(two))
      expect(one.text).toContain(`data-copy="${license_key}"`)
    }

    const found = { order_number: mine.order.number, phone: '13800138000' }
    expect((await submit('/orders', found)).text).not.toContain(mine.path)
    expect((await submit('/orders', found, cookieOf(mine.order))).text).toContain(mine.path)
  })

  it('frees devices within the quota, and says when there is one more', async () => {
    const { order, path, key } = await bought('year')
    const cookie = cookieOf(order)
    for (const machine of ['a', 'b', 'c']) await activate(key, machine)
    const devices = valuesOf(await shop.get(path, cookie), 'device_id')
    expect(devices).toHaveLength(3)
    const free = (device_id = '', headers: Record<string, string> = cookie) =>
      submit(`${path}/free`, { device_id }, headers)
    expect((await free(devices[0], {})).status).toBe(401)
    const freed = await free(devices[0])
    expect([freed.status, freed.headers.get('location')]).toEqual([303, `${path}?freed=1`])
    const after = await shop.get(`${path}?freed=1`, cookie)
    expect(words(after)).toContain('已解绑，空出的席位')
    expect(words(after)).toContain('还可以自助解绑 2 台')

    const twice = await free(devices[0])
    expect(twice.status).toBe(404)
    expect(words(twice)).toContain('还可以自助解绑 2 台')
    await shop.advance(10 * day)
    await free(devices[1])
    await free(devices[2])
    await activate(key, 'd')
    const full = await shop.get(path, cookie)
    expect(valuesOf(full, 'device_id')).toEqual([])
    const [, next = ''] = /次数已用完，(\S+ \S+) 起/.exec(words(full)) ?? []
    const [first] = await shop.rows<{ at: string }>(
      `select to_char(min(at) + interval '30 days', 'YYYY-MM-DD HH24:MI:SS') as at
       from license_event where by_kind = 'buyer'`,
    )
    expect(next).toBe(shanghai(first?.at ?? ''))
    const [last] = await shop.rows<{ id: string }>(
      'select device_id as id from device order by activated_at desc limit 1',
    )
    const refused = await free(last?.id)
    expect([refused.status, words(refused).includes('自助解绑次数已用完')]).toEqual([409, true])
    await shop.advance(20 * day)
    expect(valuesOf(await shop.get(path, cookie), 'device_id')).toEqual([last?.id])
    owner = await raised(shop)
  })

  it('says what became of a licence, and of one that moved on nothing else', async () => {
    const { order, path, id, key } = await bought('year')
    await activate(key, 'secret machine')
    const look = () => shop.get(path, cookieOf(order))
    await owner.browser.post(`/licenses/${id}/suspend`, { reason: 'r' })
    expect(words(await look())).toContain('授权已暂停')
    expect((await look()).text).not.toMatch(/data-copy|\/file"/)
    const keys = `/orders/${order.number}/keys.txt`
    expect((await shop.get(keys, cookieOf(order))).text).not.toContain(key)
    await owner.browser.post(`/licenses/${id}/resume`, { reason: 'r' })
    expect((await look()).text).toContain('/file"')
    expect((await shop.get(keys, cookieOf(order))).text).toContain(key)
    const to = { contact_person: '李四', phone: '13900139000', reason: 'r' }
    await owner.browser.post(`/licenses/${id}/transfer`, to)
    const moved = await look()
    expect([moved.status, words(moved).includes('授权已转让')]).toEqual([200, true])
    expect(moved.text).not.toMatch(/secret machine|data-copy|\*{5}/)
    expect((await submit(`${path}/buy`, { package_id: 'year' }, cookieOf(order))).text).toBe(
      moved.text,
    )
    expect(words(await submit('/license', { license_key: key }))).toContain('这个授权码已经停用')
  })
})

describe('a licence key that was typed', () => {
  it('opens state and devices, shows itself masked, and frees within the same quota', async () => {
    const { key, path, order } = await bought('year')
    for (const machine of ['a', 'b']) await activate(key, machine)
    const seen = await submit('/license', { license_key: ` ${key.toLowerCase()} ` })
    expect(words(seen)).toContain('设备（2 / 3）')
    expect(words(seen)).not.toContain(key)
    expect(seen.text).not.toContain('data-copy')
    expect(seen.text).not.toContain(order.number)
    const [device_id = ''] = valuesOf(seen, 'device_id')
    const freed = await submit('/license/free', { license_key: key, device_id })
    expect(words(freed)).toContain('已解绑，空出的席位')
    expect(words(await shop.get(path, cookieOf(order)))).toContain('还可以自助解绑 2 台')
    const again = await submit('/license/free', { license_key: key, device_id })
    expect(again.status).toBe(404)
    expect(words(await shop.get('/license'))).toContain('输入授权码')
  })

  it('is not to be guessed: misses run out on every form, and right keys are none', async () => {
    const { key } = await bought('free')
    const device_id = '0197a1c2-0000-7000-8000-000000000000'
    const forms = [
      ['/license', {}],
      ['/license/free', { device_id }],
      ['/license/buy', { package_id: 'year' }],
    ] as const
    const statuses: number[] = []
    for (const license_key of Array.from({ length: 7 }, (_, turn) => `nonsense ${turn}`))
      for (const [path, fields] of forms)
        statuses.push((await submit(path, { license_key, ...fields })).status)
    expect(statuses).toEqual([...Array(20).fill(404), 429])
    expect((await submit('/license', { license_key: key })).status).toBe(200)
  })
})

describe('more time', () => {
  it('is ordered from the page at its price, paid at the usual cashier, and shown', async () => {
    const { order, path, key } = await bought('month')
    const page = await shop.get(path, cookieOf(order))
    expect(words(page)).toMatch(/续期：月度版 到期日变为 \S+ ¥9.90/)
    expect(words(page)).toMatch(
      /升级到年度版 到期日变为 \S+ 3 台设备 原价 ¥99.00，剩余时间抵 ¥9.90 ¥89.10/,
    )
    const form = await submit(`${path}/buy`, { package_id: 'year' }, cookieOf(order))
    expect(form.text).toMatch(/value="year" required data-price="8910"[^>]* checked/)
    const typed = { product_id: 'demo-app', package_id: 'month', quantity: '1', license_key: key }
    const mistyped = { ...typed, contact_person: '张三', phone: '1' }
    const wrong = await submit('/buy', mistyped, cookieOf(order))
    expect([wrong.status, valuesOf(wrong, 'license_key')]).toEqual([400, [key]])
    expect(wrong.text).toContain(`href="${path}">返回授权`)
    expect((await submit('/buy', mistyped)).text).not.toContain(path)

    const placed = await submit('/buy', { ...typed, contact_person: '张三', phone: '13800138000' })
    const to = placed.headers.get('location') ?? ''
    expect(to).toMatch(/^\/cashier\/[0-9A-Z]+$/)
    const number = to.slice('/cashier/'.length)
    const token = /order_\w+=([^;]+)/.exec(placed.headers.get('set-cookie') ?? '')?.[1] ?? ''
    const renewal = { number, token, amount: 9.9, expiresAt: '' }
    await settle(renewal)
    const both = { cookie: `${cookieOf(order).cookie}; ${cookieOf(renewal).cookie}` }
    const result = await shop.get(`/payment/result?order_number=${number}`, both)
    expect(words(result)).toContain('续期的授权')
    expect(words(result)).not.toContain('这里不是下单时用的浏览器')
    expect(result.text).toContain(`href="${path}"`)
    // Who renewed for somebody else is not shown that one's devices.
    const alone = await shop.get(`/payment/result?order_number=${number}`, cookieOf(renewal))
    expect(alone.text).toContain('href="/license"')
    expect(alone.text).not.toContain(path)
    const foreign = path.replace(order.number, number)
    expect((await shop.get(foreign, cookieOf(renewal))).status).toBe(404)
    expect(words(await shop.get(path, cookieOf(order)))).toContain('还剩 62 天')
  })

  it('is not offered where there is none, and refused in words where it no longer is', async () => {
    const lifetime = await bought('lifetime')
    const page = await shop.get(lifetime.path, cookieOf(lifetime.order))
    expect(words(page)).toContain('永久有效，不需要续期')
    const buy = { license_key: lifetime.key, package_id: 'year' }
    const refused = await submit('/license/buy', buy)
    expect(words(refused)).toContain('该授权不能续期或升级为此套餐')

    const { id, key } = await bought('month')
    await owner.browser.post(`/licenses/${id}/suspend`, { reason: 'r' })
    const order = {
      product_id: 'demo-app',
      quantity: '1',
      contact_person: '张三',
      phone: '13800138000',
    }
    const late = await submit('/buy', { ...order, package_id: 'month', license_key: key })
    expect(words(late)).toContain('授权恢复之后才能续期或升级')
    await owner.browser.post(`/licenses/${id}/resume`, { reason: 'r' })
    const gone = await submit('/buy', { ...order, package_id: 'free', license_key: key })
    expect([gone.status, words(gone).includes('没有产生扣款')]).toEqual([409, true])
  })
})

/** Eight hours later. */
function shanghai(utc: string): string {
  return new Date(Date.parse(`${utc.replace(' ', 'T')}Z`) + 8 * 3_600_000)
    .toISOString()
    .replace('T', ' ')
    .slice(0, 19)
}
