// Courses: bought several at once, read by their buyer alone, and closed by a refund or the end of their time.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimByToken } from '../../src/app/customer/claim-orders.ts'
import { signInByAlipay } from '../../src/app/customer/sign-in.ts'
import { findBroken } from '../../src/db/audit.ts'
import { courseInvariants } from '../../src/db/audit-courses.ts'
import { type Person, raised } from '../support/console.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

const day = 86_400_000
let shop: Shop
let owner: Person
beforeAll(async () => {
  shop = await Shop.open()
  owner = await raised(shop)
})
afterAll(() => shop?.close())

describe('courses', () => {
  const products = '/catalogue/products'
  const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
  const names = ['drawing', 'painting', 'weaving'] as const
  const items = names.map((product_id) => ({ product_id, package_id: 'all', quantity: 1 }))
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const cookieOf = ({ number, token }: PlacedOrder) => ({ cookie: `order_${number}=${token}` })
  const buyer = { contact_person: '张三', phone: '13800138000' }

  /** Its chapters: a preview, and one with a video and a file. */
  async function aCourse(product_id: string, price: number, days: number | null) {
    const at = `${products}/${product_id}`
    const post = async (path: string, body: object) =>
      (await owner.browser.post(path, body)).json.data
    await post(products, {
      product_id,
      name: { zh: product_id },
      description: { zh: '' },
      ...rules,
    })
    const plan = { name: { zh: '全部章节' }, price, validity_days: days, max_devices: 1 }
    await post(`${at}/packages`, { ...plan, package_id: 'all', kind: 'course', on_sale: true })
    await post(`${at}/change`, { on_sale: true })
    expect((await shop.get(`/api/v1/products/${product_id}`)).json.data.packages).toEqual([])
    const chapter = { text: '', video: '', is_preview: false }
    const begin = { ...chapter, name: { zh: '开头' }, text: '先看**这里**', is_preview: true }
    const { chapter_id: first } = await post(`${at}/chapters`, begin)
    const more = { name: { zh: '第二课' }, text: '暗号 7788', video: 'https://v.example/2.mp4' }
    const { chapter_id: second } = await post(`${at}/chapters`, { ...chapter, ...more })
    const file = { name: '图.txt', file: Buffer.from('a drawing').toString('base64') }
    const { file_id } = await post(`${at}/chapters/${second}/files`, file)
    return { first, second, file_id } as Record<'first' | 'second' | 'file_id', string>
  }

  it('three bought at once are read by their buyer alone, each until its own end', async () => {
    const chapters = await aCourse('drawing', 10, null)
    await aCourse('painting', 20, null)
    await aCourse('weaving', 30, 30)
    expect(await shop.count('chapter', 'text_sealed like $1', ['%7788%'])).toBe(0)
    const told = (await shop.get('/api/v1/products/drawing')).json.data.chapters
    expect(told.map(({ title, preview }: Record<string, unknown>) => [title, preview])).toEqual([
      ['开头', true],
      ['第二课', false],
    ])

    const wrong = { ...buyer, items, total_amount: 59.99 }
    const mismatch = await shop.post('/api/v1/user/orders', wrong)
    expect(mismatch.json.error.code).toBe('price_mismatch')
    const twice = { ...buyer, items: [{ ...items[0], quantity: 2 }] }
    const refused = await shop.post('/api/v1/user/orders', twice)
    expect(refused.json.error).toMatchObject({ code: 'invalid_request', field: 'quantity' })

    const order = await shop.order({
      product_id: undefined,
      package_id: undefined,
      quantity: undefined,
      items,
      total_amount: '60.00',
    })
    const mine = cookieOf(order)
    const second = `/learn/drawing/${chapters.second}`
    const file = `/learn/drawing/files/${chapters.file_id}`
    expect((await shop.get('/learn/drawing', mine)).status).toBe(404)
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))

    expect((await shop.get('/learn/drawing', mine)).headers.get('location')).toBe(
      `/learn/drawing/${chapters.first}`,
    )
    const read = await shop.get(second, mine)
    expect(read.text).toContain('暗号 7788')
    expect(read.headers.get('content-security-policy')).toMatch(/; media-src https:\/\/v\.example$/)
    expect((await shop.get(file, mine)).text).toBe('a drawing')
    const other = await shop.order({ package_id: 'free' })
    for (const cookie of [{}, cookieOf(other)]) {
      const closed = await shop.get(second, cookie)
      expect([closed.status, closed.text.includes('7788')]).toEqual([404, false])
      expect((await shop.get(file, cookie)).status).toBe(404)
      expect((await shop.get(`/learn/drawing/${chapters.first}`, cookie)).text).toContain(
        '先看<strong>这里</strong>',
      )
    }

    const api = `/api/v1/user/courses/${order.number}`
    const token = { 'x-order-token': order.token }
    expect((await shop.get(api, { 'x-order-token': other.token })).status).toBe(401)
    expect((await shop.get(`${api}/demo-app`, token)).json.error.code).toBe('course_not_found')
    await shop.post(`/learn/drawing/${chapters.first}/read`, '', { ...form, ...mine })
    expect((await shop.get(`${api}/drawing`, token)).json.data).toMatchObject({
      course: { status: 'open', valid_until: null, chapters: 2, chapters_read: 1 },
      chapters: [
        { title: '开头', read: true },
        { title: '第二课', read: false },
      ],
    })
    const chapter = (await shop.get(`${api}/drawing/${chapters.second}`, token)).json.data
    expect(chapter).toMatchObject({ text: '暗号 7788', video: 'https://v.example/2.mp4' })
    expect((await shop.get('/learn/drawing', mine)).headers.get('location')).toBe(second)

    const line = { line_no: 1, amount: '10.00' }
    await owner.browser.post('/refunds', {
      order_number: order.number,
      lines: [line],
      reason: '客户申请',
    })
    await shop.advance(3 * 60_000)
    await shop.untilState(order, 'part_refunded')
    expect((await shop.get(second, mine)).status).toBe(403)
    expect((await shop.get(file, mine)).status).toBe(404)
    expect((await shop.get(`${api}/drawing`, token)).json.error.code).toBe('course_ended')
    const states = async () =>
      (await shop.look(order)).json.data.courses.map(({ status }: { status: string }) => status)
    expect(await states()).toEqual(['revoked', 'open', 'open'])
    await shop.advance(31 * day)
    expect(await states()).toEqual(['revoked', 'open', 'ended'])
    expect((await shop.get('/learn/weaving', mine)).status).toBe(403)
    const result = await shop.get(`/payment/result?order_number=${order.number}`, mine)
    expect(result.text).toContain('href="/learn/painting"')
    expect(result.text).not.toMatch(/href="\/learn\/(drawing|weaving)"/)
    expect(await findBroken(shop.database.db, 1, courseInvariants)).toEqual([])
  })

  it('are in the account their order belongs to, and open from it anywhere', async () => {
    const { second } = await aCourse('singing', 10, null)
    const one = { package_id: 'all', product_id: 'singing' }
    const order = await shop.order(one)
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const { app } = shop.running
    const visitor = { address: '203.0.113.9', userAgent: '', requestId: '', device: undefined }
    const signIn = (who: string) => signInByAlipay(app, who, { kind: 'browser', visitor })
    const [mine, stranger] = [await signIn('2088102100000011'), await signIn('2088102100000012')]
    await claimByToken(app, mine, order.number, order.token)
    const page = (path: string, { token }: typeof mine) =>
      shop.get(path, { cookie: `keytill_customer=${token}` })
    const listed = (await page('/account/courses', mine)).text
    expect(listed).toContain('singing · 全部章节')
    expect(listed).toContain('href="/learn/singing"')
    expect((await page('/account/courses', stranger)).text).not.toContain('singing')
    expect((await page(`/learn/singing/${second}`, mine)).text).toContain('暗号 7788')
    expect((await page(`/learn/singing/${second}`, stranger)).status).toBe(404)
    const bearer = { authorization: `Bearer ${mine.token}` }
    expect((await shop.get('/api/v1/user/courses', bearer)).json.data.courses).toMatchObject([
      { order_number: order.number, product_id: 'singing', status: 'open', chapters: 2 },
    ])
  })

  it('a basket is ordered for the sum that was shown, and for no other', async () => {
    const post = (path: string, fields: Record<string, string>, headers = {}) =>
      shop.post(path, new URLSearchParams(fields).toString(), { ...form, ...headers })
    let cookie = ''
    for (const product_id of ['painting', 'weaving']) {
      const added = await post('/basket/add', { product_id, package_id: 'all' }, { cookie })
      cookie = added.headers.get('set-cookie')?.split(';')[0] ?? ''
    }
    const shown = await shop.get('/basket', { cookie })
    expect(shown.text).toContain('name="total_amount" value="50.00"')
    const ordered = { ...buyer, items: 'painting.all~weaving.all', idempotency_key: 'a' }
    const tampered = await post('/basket', { ...ordered, total_amount: '0.01' }, { cookie })
    expect(tampered.status).toBe(400)
    expect(tampered.text).toContain('现在合计 ¥50.00。没有下单，也没有扣款')
    expect(tampered.text).toContain('value="张三"')
    const gone = await post('/basket', { ...ordered, items: 'gone.all', total_amount: '1' })
    expect(gone.text).toContain('购物篮里有商品已经下架')
    const placed = await post('/basket', { ...ordered, total_amount: '50.00' }, { cookie })
    expect(placed.headers.get('location')).toMatch(/^\/cashier\//)
    expect(placed.headers.get('set-cookie')).toContain('basket=;')
  })
})
