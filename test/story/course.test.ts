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
    // A download that broke off goes on where it was; what the file does not have is refused.
    const part = async (range: string, more = {}) => {
      const { status, text, headers } = await shop.get(file, { ...mine, range, ...more })
      return [status, text, headers.get('content-range')]
    }
    expect(await part('bytes=2-5')).toEqual([206, 'draw', 'bytes 2-5/9'])
    expect(await part('bytes=2-')).toEqual([206, 'drawing', 'bytes 2-8/9'])
    expect(await part('bytes=-3')).toEqual([206, 'ing', 'bytes 6-8/9'])
    expect(await part('bytes=9-')).toEqual([416, '', 'bytes */9'])
    for (const whole of ['bytes=0-1,3-4', 'bytes=5-2', 'bytes=-', 'lines=1-2'])
      expect(await part(whole)).toEqual([200, 'a drawing', null])
    expect(await part('bytes=2-5', { 'if-range': '"x"' })).toEqual([200, 'a drawing', null])
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
    const line1 = `/orders/${order.number}/courses/1/close`
    const close = await owner.browser.post(line1, { reason: '外借' })
    expect(close.json.error.code).toBe('course_unchangeable')
    const states = async () =>
      (await shop.look(order)).json.data.courses.map(({ status }: { status: string }) => status)
    expect(await states()).toEqual(['revoked', 'open', 'open'])
    await shop.advance(31 * day)
    expect(await states()).toEqual(['revoked', 'open', 'ended'])
    expect((await shop.get('/learn/weaving', mine)).status).toBe(403)
    const result = await shop.get(`/payment/result?order_number=${order.number}`, mine)
    expect(result.text).toContain('href="/learn/painting"')
    expect(result.text).not.toMatch(/href="\/learn\/(drawing|weaving)"/)
    const foreign = await shop.get(`/payment/result?order_number=${order.number}`)
    expect(foreign.text).toContain('painting')
    expect(foreign.text).not.toContain('href="/learn/')
    expect(await findBroken(shop.database.db, 1, courseInvariants)).toEqual([])
  })

  it('are closed for one buyer by hand, who reads why, and opened again where they stopped', async () => {
    const events = ['course.closed', 'course.opened']
    await owner.browser.post('/webhooks', { name: 'a', url: 'https://hook.invalid/', events })
    const { first, second } = await aCourse('pottery', 10, null)
    const order = await shop.order({ package_id: 'all', product_id: 'pottery' })
    await shop.open(order)
    const line = `/orders/${order.number}/courses/1`
    const act = (what: 'close' | 'open', at = line) =>
      owner.browser.post(`${at}/${what}`, { reason: '账号<b>外借' })
    // Nothing was delivered yet.
    expect((await act('close')).json.error.code).toBe('course_not_found')
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    const mine = cookieOf(order)
    const chapter = `/learn/pottery/${second}`
    await shop.post(`/learn/pottery/${first}/read`, '', { ...form, ...mine })
    expect((await act('open')).json.error.code).toBe('course_unchangeable')
    const silent = await owner.browser.post(`${line}/close`, { reason: ' ' })
    expect(silent.json.error).toMatchObject({ code: 'invalid_request', field: 'reason' })
    expect((await act('close')).status).toBe(200)
    expect((await act('close')).json.error.code).toBe('course_unchangeable')

    const shown = await shop.get(chapter, mine)
    expect(shown.status).toBe(403)
    expect(shown.text).toContain('商家写的原因：账号&lt;b&gt;外借')
    const result = await shop.get(`/payment/result?order_number=${order.number}`, mine)
    expect(result.text).toContain('商家停止了学习，原因：账号&lt;b&gt;外借')
    const api = `/api/v1/user/courses/${order.number}/pottery`
    const token = { 'x-order-token': order.token }
    expect((await shop.get(api, token)).json.error.code).toBe('course_closed')
    const [told] = (await owner.browser.get(`/orders/${order.number}`)).json.data.lines
    expect(told).toMatchObject({ state: 'done', closed: { reason: '账号<b>外借' } })

    expect((await act('open')).status).toBe(200)
    expect((await shop.get(chapter, mine)).status).toBe(200)
    expect((await shop.get(api, token)).json.data.course).toMatchObject({ chapters_read: 1 })
    const written = () =>
      shop.rows<{ body: string }>(
        `select body from webhook_message where type = any($1) and body is not null order by type`,
        [events],
      )
    await shop.until('both are told', async () => (await written()).length === 2)
    const messages = (await written()).map(({ body }) => JSON.parse(body))
    expect(messages.map(({ type }) => type)).toEqual(events)
    expect(messages[0].data.course).toMatchObject({ product_id: 'pottery', package_id: 'all' })
    const log = await owner.browser.get(`/audit-log?subject=${order.number}`)
    for (const action of ['course.close', 'course.open']) expect(log.text).toContain(action)
    expect(await findBroken(shop.database.db, 1, courseInvariants)).toEqual([])
  })

  it('bought twice are read while one purchase holds, on sale or not, and looked at on sale only', async () => {
    const { first, second } = await aCourse('sewing', 10, null)
    const buy = async () => {
      const order = await shop.order({ package_id: 'all', product_id: 'sewing' })
      await shop.open(order)
      await shop.notify(shop.standIn.notice(shop.pay(order)))
      return order
    }
    const [one, other] = [await buy(), await buy()].sort((a, b) => (a.number < b.number ? -1 : 1))
    if (!one || !other) throw new Error('two orders')
    await owner.browser.post(`/orders/${one.number}/courses/1/close`, { reason: '外借' })
    const both = { cookie: `${cookieOf(one).cookie}; ${cookieOf(other).cookie}` }
    const file = { name: '样张.txt', file: Buffer.from('a sample').toString('base64') }
    const files = `${products}/sewing/chapters/${first}/files`
    const { file_id } = (await owner.browser.post(files, file)).json.data
    const [preview, rest, sample] = [first, second, `files/${file_id}`].map(
      (path) => `/learn/sewing/${path}`,
    ) as [string, string, string]
    expect((await shop.get(rest, cookieOf(one))).status).toBe(403)
    expect((await shop.get(preview)).text).toContain('先看<strong>这里</strong>')
    expect((await shop.get(rest)).text).toContain(`href="${preview}"`)
    expect((await shop.get(sample)).text).toBe('a sample')
    const api = `/api/v1/user/courses/${other.number}/sewing/nothing/read`
    const gone = await shop.post(api, '', { 'x-order-token': other.token })
    expect(gone.json.error.code).toBe('chapter_not_found')
    await owner.browser.post(`${products}/sewing/change`, { on_sale: false })
    expect((await shop.get(rest, both)).text).toContain('暗号 7788')
    for (const path of [preview, rest]) {
      const closed = await shop.get(path)
      expect([closed.status, /这里<|href="\/learn[^"?]*"/.test(closed.text)]).toEqual([404, false])
    }
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
    const basketIn = (reply: { headers: Headers }) =>
      reply.headers.get('set-cookie')?.split(';')[0] ?? ''
    const added = await post('/basket/add', { product_id: 'weaving', package_id: 'all' })
    // Two ticked on the front page, one of them in the basket already.
    const front = (await shop.get('/')).text
    for (const box of ['painting.all', 'weaving.all']) expect(front).toContain(`name="${box}"`)
    const ticked = { 'painting.all': 'on', 'weaving.all': 'on' }
    const cookie = basketIn(await post('/basket/pick', ticked, { cookie: basketIn(added) }))
    expect(cookie).toBe('basket=painting.all~weaving.all')
    const over = Array.from({ length: 21 }, (_, at) => [`course-${at}.all`, 'on'])
    const full = await post('/basket/pick', Object.fromEntries(over), { cookie })
    expect([full.headers.get('location'), basketIn(full)]).toEqual(['/basket?full=1', ''])
    const shown = await shop.get('/basket', { cookie })
    expect(shown.text).toContain('name="total_amount" value="50.00"')
    const ordered = { ...buyer, items: 'painting.all~weaving.all', idempotency_key: 'a' }
    const tampered = await post('/basket', { ...ordered, total_amount: '0.01' }, { cookie })
    expect(tampered.status).toBe(400)
    expect(tampered.text).toContain('现在合计 ¥50.00。没有下单，也没有扣款')
    expect(tampered.text).toContain('value="张三"')
    const gone = await post('/basket', { ...ordered, items: 'gone.all', total_amount: '1' })
    expect(gone.text).toContain('购物篮里有商品已经下架')
    const off = { off: { kind: 'amount', amount: 10 }, minimum: 0, product_ids: null, note: '减' }
    const limits = { uses_max: null, phone_max: null, from: null, until: null }
    await owner.browser.post('/coupons', { ...off, ...limits, codes: { code: 'LESS10' } })
    const less = { ...ordered, coupon_code: 'LESS10', total_amount: '45.00' }
    expect((await post('/basket', less, { cookie })).text).toContain('现在合计 ¥50.00。没有下单')
    const empty = await post('/basket', { ...ordered, items: '', total_amount: '0.00' })
    expect(empty.text).toContain('购物篮里有商品已经下架')
    const kept = await shop.get('/basket', { cookie: 'basket=gone.all~weaving.all' })
    expect(basketIn(kept)).toBe('basket=weaving.all')
    const placed = await post('/basket', { ...ordered, total_amount: '50.00' }, { cookie })
    expect(placed.headers.get('location')).toMatch(/^\/cashier\//)
    expect(placed.headers.get('set-cookie')).toContain('basket=;')
    // What is limited is bought by itself, where it says how many are left.
    await owner.browser.post(`${products}/weaving/packages/all/change`, { phone_limit: 1 })
    expect(basketIn(await shop.get('/basket', { cookie }))).toBe('basket=painting.all')
  })
})
