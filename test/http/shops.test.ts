// Several shops of one merchant: each answers at its own host name in its own look with its own products, its orders lead
// back to it, and what a request says of itself makes no link.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statement } from '../../src/db/connect.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { askAt, type Said, type Sent } from '../support/ask-at.ts'
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

const at = (host: string, path: string, sent?: Sent) => askAt(shop.url, host, path, sent)

const anLesson = { ...anOrder, product_id: 'lesson' }
const orders = '/api/v1/user/orders'
const placed = async (host: string, changes: object = {}) => {
  const reply = await at(host, orders, { json: { ...anLesson, ...changes } })
  expect(reply.status, reply.text).toBe(201)
  const { order_number: number, access_token: token, amount } = JSON.parse(reply.text).data
  return { number, token, amount, expiresAt: '' }
}
const bought = async (host: string) => {
  const order = await placed(host)
  await shop.open(order, 'wap')
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  await shop.untilState(order, 'paid')
  return [order, (await shop.look(order)).json.data.licenses[0]] as const
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
    for (const host of ['COURSE.example', 'course.example.', 'course.example:80'])
      expect((await at(host, '/')).text, host).toContain('晨星课堂')
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
    // While everything goes back, the one step left is the shop's too; a basket of another host stays out of it.
    const back = { order_number: order.number, reason: '客户申请' }
    expect((await owner.browser.post('/refunds', back)).status).toBe(201)
    const headers = { cookie: `basket=demo-app.year; order_${order.number}=${order.token}` }
    const path = `/payment/result?order_number=${order.number}`
    const refunded = (await at('shop.example', path, { headers })).text
    expect(refunded).toContain(`<a class="button button-primary" href="${other}/">`)
    expect(refunded).not.toMatch(/href="\/"|href="\/basket"/)

    const detail = (await owner.browser.get(`/orders/${order.number}`)).json.data
    expect(detail.shop).toEqual({ shop_id: shopId, name: '晨星课堂', host: 'course.example' })
    const sheet = (await owner.browser.post('/orders/export', { format: 'csv' })).text
    expect(sheet.split('\n').find((row) => row.includes(order.number))).toContain('course.example')
  })

  it('and its licence look like their shop at every host, and are renewed where that is sold', async () => {
    const [order, license] = await bought('course.example')
    const [, moved] = await bought('shop.example')
    const headers = { cookie: `order_${order.number}=${order.token}` }
    const page = `/orders/${order.number}/licenses/${license.license_id}`
    const typed = { license_key: license.license_key }
    const renewal = { ...typed, package_id: 'year' }
    const choose = (products: unknown) => owner.browser.post('/shops/main', { products })
    for (const shown of [['demo-app'], null]) {
      await choose(shown)
      for (const [path, sent] of [
        [page, { headers }],
        [`${page}/buy`, { headers, form: { package_id: 'year' } }],
        ['/license', { form: typed }],
        ['/license/buy', { form: renewal }],
      ] as const) {
        const there = await at('shop.example', path, sent)
        expect([path, there.status]).toEqual([path, 200])
        expect(there.text, path).toContain('<span class="brand-name">晨星课堂</span>')
        expect(there.text, path).toContain(`href="${other}/license"`)
        expect(there.text, path).not.toMatch(/\/buy"|不能续期/)
        const own = await at('course.example', path, sent)
        expect(own.text, path).toMatch(/action="[^"]*\/buy"/)
      }
    }
    // What its own shop shows no more is bought where it is shown now.
    await choose(['demo-app'])
    const form = { license_key: moved.license_key }
    expect((await at('shop.example', '/license', { form })).text).toContain(`${other}/license`)
    expect((await at('course.example', '/license', { form })).text).toContain('="/license/buy"')
    for (const [path, form] of [
      ['/orders', { order_number: order.number, phone: anOrder.phone }],
      ['/rescue', { number: order.number, phone: anOrder.phone }],
    ] as const) {
      const { text } = await at('shop.example', path, { form })
      expect(text, path).toContain('<span class="brand-name">晨星课堂</span>')
      expect(text, path).toContain('京ICP备87654321号-2')
    }
    expect((await choose(null)).status).toBe(200)
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

  it('is another one in another shop, though the same request asked for it', async () => {
    const ask = (host: string) =>
      at(host, orders, { headers: { 'idempotency-key': 'same-in-both' }, json: anLesson })
    const [first, again, elsewhere] = [
      await ask('course.example'),
      await ask('course.example'),
      await ask('shop.example'),
    ]
    const numberOf = ({ text }: Said) => JSON.parse(text).data.order_number
    expect(numberOf(again)).toBe(numberOf(first))
    expect([elsewhere.status, elsewhere.text]).toEqual([409, expect.stringContaining('conflict')])
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
      for (const host of ['course.example', 'course.example.', 'course.example:80'])
        expect((await at(host, path, { headers })).status, host + path).toBe(404)
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
      expect([host, (await add(host)).json.error.code]).toEqual([host, 'host_taken'])
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

  it('does not give away the host name it is used at, and closes itself to nobody', async () => {
    const cookie = [...owner.browser.cookies].map((one) => one.join('=')).join('; ')
    const headers = { cookie, origin: 'https://pay.example' }
    const taken = { name: '二店', host: 'Pay.example', products: null }
    const post = (path: string, json: object) =>
      at('pay.example', `/api/v1/admin/shops${path}`, { headers, json })
    expect((await post('', taken)).text).toContain('host_of_console')
    expect((await post(`/${shopId}`, taken)).text).toContain('host_of_console')
    // A closed one waits for its host, and main is used there meanwhile.
    const { shop_id: closed } = (await owner.browser.post('/shops', taken)).json.data
    expect((await owner.browser.post(`/shops/${closed}/open`, { is_open: false })).status).toBe(200)
    expect((await post(`/${closed}/open`, { is_open: true })).text).toContain('host_of_console')
    expect((await at('pay.example', '/api/v1/admin/shops', { headers })).status).toBe(200)
  })

  it('gets its files without the database', async () => {
    const [file = ''] =
      /\/admin\/assets\/[\w.-]+\.js/.exec((await at('shop.example', '/admin')).text) ?? []
    await shop.database.db.tx(async (tx) => {
      await tx.rows(statement('', 'lock table merchant, shop in access exclusive mode'), [])
      expect((await at('shop.example', file)).status).toBe(200)
    })
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

  it('says before going live what is missing in a shop that is open', async () => {
    const said = async () => {
      const { items } = (await owner.browser.get('/settings/go-live')).json.data
      const { state, says } = items.find(({ id }: { id: string }) => id === `shop.${shopId}`)
      return `${state} ${says}`
    }
    const sell = (on_sale: boolean) =>
      owner.browser.post('/catalogue/products/lesson/change', { on_sale })
    const answerAt = (host: string) =>
      shop.rows('update shop set host = $2 where shop_id = $1', [shopId, host])
    expect(await said()).toMatch(/^ok .*晨星课堂/)
    await sell(false)
    expect(await said()).toMatch(/^bad .*没有在售/)
    await sell(true)
    await owner.browser.post('/look', look)
    await owner.browser.post('/look', { ...look, icp: '', shop: shopId })
    expect(await said()).toMatch(/^bad .*没有备案号/)
    await owner.browser.post('/look', { ...look, shop: shopId })
    // As after PUBLIC_URL was changed to it.
    await answerAt('shop.example')
    expect(await said()).toMatch(/^bad .*域名已是主商店的/)
    await answerAt('course.example')
    expect(await said()).toMatch(/^ok /)
  })
})

it('behind a proxy that is believed, the host it was asked for counts', async () => {
  shop.env.TRUST_PROXY = '127.0.0.1'
  await shop.restart()
  const headers = { 'x-forwarded-host': 'course.example' }
  expect((await at('inside.example', '/', { headers })).text).toContain('晨星课堂')
  // A cache in front keeps them by what was believed.
  for (const path of ['/robots.txt', '/sitemap.xml']) {
    const { text, vary } = await at('shop.example', path, { headers })
    expect([path, text.includes(other), vary]).toEqual([path, true, 'x-forwarded-host'])
  }
})

let numbers = 0
function shopNumber(): number {
  numbers += 1
  return numbers
}
