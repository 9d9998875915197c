// Several shops of one merchant: each answers at its own host name in its own look with its own products, its orders lead
// back to it, and what a request says of itself makes no link.

import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type Person, raised } from '../support/console.ts'
import { MailServer } from '../support/mail-server.ts'
import { anOrder, Shop } from '../support/shop.ts'

const main = 'https://shop.example'
const other = 'https://course.example'
let shop: Shop
let owner: Person
let mail: MailServer
let shopId: string
beforeAll(async () => {
  mail = await MailServer.start()
  const letters = { SMTP_URL: mail.url(), MAIL_FROM: 'shop@shop.test' }
  const env = { PUBLIC_URL: main, SHOP_NAME: '晨星软件', ALIPAY_LOGIN: 'true', ...letters }
  shop = await Shop.open({ standIns: [new AlipayStandIn()], env })
  owner = await raised(shop)
  await owner.browser.post('/catalogue/products/demo-app/copy', { product_id: 'lesson' })
  await owner.browser.post('/catalogue/products/lesson/change', { on_sale: true })
  const added = await owner.browser.post('/shops', course)
  shopId = added.json?.data?.shop_id
  expect(added.status, added.text).toBe(201)
})
afterAll(async () => {
  await shop?.close()
  await mail?.stop()
})

const course = { host: ' HTTPS://Course.Example:443/ ', name: '晨星课堂', products: ['lesson'] }
const look = {
  accent: '8a2be2',
  announcement: { zh: '开学啦', en: 'Term begins' },
  announce_until: null,
  company: '晨星教育有限公司',
  license_url: '',
  icp: '京ICP备87654321号-2',
  police: '',
  links: [],
}

type Said = Readonly<{ status: number; text: string; location: string; cookies: string }>
type Sent = Readonly<{ headers?: Record<string, string>; form?: object; json?: object }>

/** As a browser asks that was led to this host. */
function at(host: string, path: string, { headers = {}, form, json }: Sent = {}): Promise<Said> {
  const body = form ? new URLSearchParams({ ...form }).toString() : json && JSON.stringify(json)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const sent = { host, ...(body ? { 'content-type': type } : {}), ...headers }
  const method = body ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    const asked = request(shop.url + path, { method, headers: sent, agent: false }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => {
        const cookies = (reply.headers['set-cookie'] ?? []).join('\n')
        const { location = '' } = reply.headers
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: reply.statusCode ?? 0, text, location, cookies })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const anLesson = { ...anOrder, product_id: 'lesson' }
const orders = '/api/v1/user/orders'
const placed = async (host: string, changes: object = {}) => {
  const reply = await at(host, orders, { json: { ...anLesson, ...changes } })
  expect(reply.status, reply.text).toBe(201)
  const { order_number: number, access_token: token, amount } = JSON.parse(reply.text).data
  return { number, token, amount, expiresAt: '' }
}
const mailTo = (address: string) =>
  shop.until(`a mail to ${address}`, async () => mail.textTo(address) || undefined)

describe('a shop at a host name of its own', () => {
  it('is shown there in its own look, with links that stay there, and nowhere else', async () => {
    expect((await owner.browser.post('/look', { ...look, shop: shopId })).status).toBe(200)
    const home = (await at('course.example', '/')).text
    for (const words of [
      '<span class="brand-name">晨星课堂</span>',
      '开学啦',
      '晨星教育有限公司',
      '京ICP备87654321号-2',
      `<link rel="canonical" href="${other}/">`,
      `property="og:image" content="${other}/share/8a2be2.png"`,
      '<style>:root{--accent:#',
    ])
      expect(home).toContain(words)
    expect(home).not.toMatch(/晨星软件|shop\.example/)
    for (const path of ['/orders', '/sign-in', '/license', '/rescue', '/basket', '/nowhere']) {
      const { text } = await at('course.example', path, { headers: { accept: 'text/html' } })
      expect(text, path).toContain('晨星课堂')
      expect(text, path).not.toContain('晨星软件')
    }
    expect((await at('course.example', '/share/8a2be2.png')).status).toBe(200)
    expect((await at('course.example', '/robots.txt')).text).toContain(`${other}/sitemap.xml`)
    for (const host of ['shop.example', 'elsewhere.example', 'course.example.evil.test', '']) {
      const page = (await at(host, '/')).text
      expect(page, host).toContain('<span class="brand-name">晨星软件</span>')
      expect(page, host).toContain(`<link rel="canonical" href="${main}/">`)
      expect(page, host).not.toMatch(/晨星课堂|course\.example|开学啦/)
      expect((await at(host, '/share/8a2be2.png')).status, host).toBe(404)
    }
  })

  it('sells what it shows, and what it does not show is not found there', async () => {
    expect((await at('course.example', '/products/lesson')).status).toBe(200)
    expect((await at('course.example', '/products/demo-app')).status).toBe(404)
    const map = (await at('course.example', '/sitemap.xml')).text
    expect(map).toContain(`<loc>${other}/products/lesson</loc>`)
    expect(map).not.toContain('demo-app')
    const listed = JSON.parse((await at('course.example', '/api/v1/products')).text).data.products
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(['lesson'])
    expect((await at('course.example', '/api/v1/products/demo-app')).status).toBe(404)
    for (const path of [orders, `${orders}/quote`]) {
      const { contact_person: _name, phone: _phone, ...asked } = anOrder
      const body = path === orders ? anOrder : asked
      const reply = await at('course.example', path, { json: body })
      expect([path, reply.status, reply.text]).toEqual([
        path,
        404,
        expect.stringContaining('product_not_found'),
      ])
    }
    const form = { ...anOrder, quantity: '1', idempotency_key: 'a-form' }
    expect((await at('course.example', '/buy', { form })).status).toBe(404)
    const basket = { headers: { cookie: 'basket=demo-app.year~lesson.year' } }
    const shown = (await at('course.example', '/basket', basket)).text
    expect(shown).toContain('/products/lesson')
    expect(shown).not.toContain('/products/demo-app')
    // The main shop shows everything until its merchant chooses.
    expect((await at('shop.example', '/products/lesson')).status).toBe(200)
    const choose = (products: unknown) => owner.browser.post('/shops/main', { products })
    expect((await choose(['demo-app'])).status).toBe(200)
    expect((await at('shop.example', '/products/lesson')).status).toBe(404)
    expect((await at('course.example', '/products/lesson')).status).toBe(200)
    expect((await choose(null)).status).toBe(200)
  })
})

describe('an order', () => {
  it('leads back to the shop it was placed in: from the gateway, by letter, and at any host', async () => {
    const order = await placed('course.example', { email: 'li@buyer.test' })
    const opened = await shop.open(order, 'wap')
    const query = new URL(opened.json.data.payment_url).searchParams
    expect(query.get('return_url')).toMatch(/^https:\/\/course\.example\/payment\/result/)
    expect(query.get('notify_url')).toMatch(/^https:\/\/shop\.example\//)
    expect(query.get('biz_content')).toContain(`${other}/cashier/${order.number}`)

    const cashier = (await at('shop.example', `/cashier/${order.number}`)).text
    expect(cashier).toContain(`<a class="brand" href="${other}/">`)
    expect(cashier).toContain('晨星课堂')
    expect(cashier).not.toContain('晨星软件')

    await shop.notify(shop.standIn.notice(shop.pay(order)))
    await shop.untilState(order, 'paid')
    const letter = await mailTo('li@buyer.test')
    expect(letter).toContain(`${other}/orders?order_number=${order.number}`)
    expect(letter).not.toContain('shop.example')
    expect(mail.mails.at(-1)?.raw).toContain('@course.example>')
    const result = (await at('shop.example', `/payment/result?order_number=${order.number}`)).text
    expect(result).toContain(`<a class="brand" href="${other}/">`)
    // At its own host the same links stay on it without being told to.
    const own = await at('course.example', `/payment/result?order_number=${order.number}`)
    expect(own.text).toContain('<a class="brand" href="/">')

    const detail = (await owner.browser.get(`/orders/${order.number}`)).json.data
    expect(detail.shop).toEqual({ shop_id: shopId, name: '晨星课堂', host: 'course.example' })
    const sheet = (await owner.browser.post('/orders/export', { format: 'csv' })).text
    expect(sheet.split('\n').find((row) => row.includes(order.number))).toContain('course.example')
  })

  it('of a host that is no shop is the main shop’s, and no letter leads to that host', async () => {
    const forged = { 'x-forwarded-host': 'course.example', forwarded: 'host=course.example' }
    for (const [host, headers] of [
      ['evil.example', {}],
      ['shop.example', forged],
      ['evil.example:443@course.example', {}],
    ] as const) {
      const json = { ...anOrder, package_id: 'free', email: `m${shopNumber()}@buyer.test` }
      const reply = await at(host, orders, { json, headers })
      const { order_number: number } = JSON.parse(reply.text).data
      const letter = await mailTo(json.email)
      expect(letter).toContain(`${main}/orders?order_number=${number}`)
      expect(letter).not.toMatch(/evil|course/)
    }
    await at('evil.example', '/api/v1/user/account/codes', {
      json: { email: 'code@buyer.test', purpose: 'sign-in' },
    })
    await mailTo('code@buyer.test')
    expect(mail.mails.at(-1)?.raw).toContain('@shop.example>')
    await at('course.example', '/api/v1/user/account/codes', {
      json: { email: 'pupil@buyer.test', purpose: 'sign-in' },
    })
    await mailTo('pupil@buyer.test')
    expect(mail.mails.at(-1)?.raw).toContain('@course.example>')
  })

  it('and its buyer stay at the host they came to while Alipay says who it is', async () => {
    for (const [host, site] of [
      ['course.example', other],
      ['evil.example', main],
    ] as const) {
      const { location, cookies } = await at(host, '/sign-in/alipay')
      const back = new URL(location).searchParams.get('redirect_uri')
      expect(back).toBe(`${site}/sign-in/alipay/back`)
      expect(cookies).toMatch(/HttpOnly/i)
      expect(cookies).not.toMatch(/domain=/i)
    }
  })

  it('may go back to a page of its own shop, and not to one of another', async () => {
    await placed('course.example', { return_url: `${other}/thanks` })
    await placed('course.example', { return_url: `${main}/thanks` })
    const json = { ...anLesson, return_url: `${other}/thanks` }
    expect((await at('shop.example', orders, { json })).text).toContain('return_url')
  })
})

describe('the console', () => {
  it('is at the main shop alone, and no page of another shop may write to it', async () => {
    const cookie = [...owner.browser.cookies].map((one) => one.join('=')).join('; ')
    const headers = { cookie, origin: other }
    for (const path of ['/admin', '/admin/orders', '/api/v1/admin/shops'])
      expect((await at('course.example', path, { headers })).status, path).toBe(404)
    const json = { products: null }
    for (const [host, origin, status] of [
      ['shop.example', main, 200],
      ['shop.example', other, 403],
      ['course.example', main, 404],
      ['course.example', other, 404],
    ] as const) {
      const asked = { headers: { cookie, origin }, json }
      expect((await at(host, '/api/v1/admin/shops/main', asked)).status, host).toBe(status)
    }
  })

  it('takes a host name for one shop only, and no address or path for one', async () => {
    const add = (host: string) => owner.browser.post('/shops', { ...course, host })
    for (const host of [
      'course.example',
      'shop.example',
      'SHOP.example:443',
      'Course.example.:443',
    ])
      expect([host, (await add(host)).json.error.code]).toEqual([
        host,
        host.includes('.:') ? 'invalid_request' : 'host_taken',
      ])
    for (const host of [
      '',
      '10.0.0.8',
      '[::1]',
      'a b.example',
      'a.example/x',
      'x@a.example',
      '1.2',
    ])
      expect([host, (await add(host)).json.error?.field]).toEqual([host, 'host'])
    for (const products of [[], ['lesson', 'lesson'], ['nothing']]) {
      const reply = await owner.browser.post('/shops', { ...course, host: 'new.example', products })
      expect(reply.json.error?.field).toBe('products')
    }
  })

  it('closes a shop: its host is answered by the main one, its orders lead there; and opens it again', async () => {
    const order = await placed('course.example')
    const turn = (is_open: boolean) => owner.browser.post(`/shops/${shopId}/open`, { is_open })
    expect((await turn(false)).status).toBe(200)
    expect((await at('course.example', '/')).text).toContain('晨星软件')
    expect((await at('course.example', `/cashier/${order.number}`)).text).not.toContain(other)
    expect((await owner.browser.get(`/look?shop=${shopId}`)).status).toBe(404)
    expect((await turn(true)).status).toBe(200)
    expect((await at('course.example', '/')).text).toContain('开学啦')
    const { rows } = (await owner.browser.get('/audit-log?subject=course.example')).json.data
    const actions = rows.map(({ action }: { action: string }) => action)
    expect(actions).toEqual(['shop.open', 'shop.close', 'shop.look', 'shop.add'])
  })
})

it('behind a proxy that is believed, the host it was asked for counts', async () => {
  shop.env.TRUST_PROXY = '127.0.0.1'
  await shop.restart()
  const headers = { 'x-forwarded-host': 'course.example' }
  expect((await at('inside.example', '/', { headers })).text).toContain('晨星课堂')
})

let numbers = 0
function shopNumber(): number {
  numbers += 1
  return numbers
}
