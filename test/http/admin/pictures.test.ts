// The pictures of products and how the shop looks with them: taken only when its bytes are one, shown under an address that never changes its mind.

import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPicture } from '../../../src/core/picture.ts'
import { type Person, signedIn } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'

let shop: Shop
let owner: Person
beforeAll(async () => {
  shop = await Shop.open()
  owner = await signedIn(shop)
})
afterAll(() => shop?.close())

const upload = (picture: Buffer | null, id = 'demo-app') =>
  owner.browser.post(`/catalogue/products/${id}/picture`, {
    picture: picture?.toString('base64') ?? null,
  })
const shown = async (id = 'demo-app'): Promise<string | null> =>
  (await owner.browser.get(`/catalogue/products/${id}`)).json.data.picture

function png(width: number, height: number, tail = ''): Buffer {
  const sides = Buffer.alloc(8)
  sides.writeUInt32BE(width, 0)
  sides.writeUInt32BE(height, 4)
  const signature = Buffer.from('89504e470d0a1a0a0000000d', 'hex')
  return Buffer.concat([signature, Buffer.from('IHDR'), sides, Buffer.from(`\x08\x06${tail}`)])
}

/** A marker segment before the frame, as cameras write. */
const jpeg = Buffer.from('ffd8ffe000044a46ffc00011080040006003', 'hex')
const webp = (kind: string, rest: string) =>
  Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.from(kind), Buffer.from(rest, 'hex')])
const lossless = webp('VP8L', '000000002f1f400f00')
const extended = webp('VP8X', '0a000000000000001f00001f0000')
const lossy = webp('VP8 ', '000000000000009d012a20002000')

it.each([
  ['PNG', png(32, 48), 'image/png'],
  ['JPEG', jpeg, 'image/jpeg'],
  ['lossless WebP', lossless, 'image/webp'],
  ['extended WebP', extended, 'image/webp'],
  ['lossy WebP', lossy, 'image/webp'],
])(
  'takes a %s and serves its very bytes, to be kept for ever and taken for nothing else',
  async (_, bytes, type) => {
    const reply = await upload(bytes)
    expect(reply.status, reply.text).toBe(200)
    const address = String(await shown())
    expect(address).toMatch(/^\/media\/[0-9a-f]{64}$/)
    const served = await fetch(shop.url + address)
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true)
    expect(served.headers.get('content-type')).toBe(type)
    expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    expect(served.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await shop.get('/products/demo-app')).text).toContain(`src="${address}"`)
    expect((await shop.get('/')).text).toContain(`src="${address}"`)
  },
)

it('refuses what is no picture, too small, too wide, cut off or too large, and keeps the one it has', async () => {
  await upload(png(32, 32))
  const before = await shown()
  const wrong = {
    text: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    tiny: png(15, 32),
    wide: png(4097, 32),
    short: png(32, 32).subarray(0, 18),
    large: png(32, 32, 'x'.repeat(1_048_576)),
  }
  for (const [name, bytes] of Object.entries(wrong)) {
    const { status, json } = await upload(bytes)
    expect([name, status, json.error.code]).toEqual([name, 400, 'picture_refused'])
  }
  const huge = await upload(Buffer.alloc(2_000_000))
  expect([400, 413]).toContain(huge.status)
  expect(await shown()).toBe(before)
})

it('is taken away again, and its bytes stay only as long as a product shows them', async () => {
  await upload(png(64, 64))
  const address = String(await shown())
  await owner.browser.post('/catalogue/products/demo-app/copy', { product_id: 'demo-copy' })
  expect(await shown('demo-copy')).toBe(address)
  expect((await upload(null)).status).toBe(200)
  expect(await shown()).toBeNull()
  expect((await shop.get(address)).status).toBe(200)
  await owner.browser.post('/catalogue/products/demo-copy/delete')
  expect((await shop.get(address)).status).toBe(404)
  expect(await shop.count('product_image')).toBe(0)
})

describe('the look of the shop', () => {
  const plain = {
    accent: null,
    announcement: { zh: '', en: '' },
    announce_until: null,
    company: '',
    license_url: '',
    icp: '',
    police: '',
    links: [],
  }
  const save = (changes: object) => owner.browser.post('/look', { ...plain, ...changes })
  const pageOf = async (path: string, language = 'zh') =>
    (await shop.get(path, { 'accept-language': language })).text

  it('is on every page at once: logo, colour, announcement, company and records with their links', async () => {
    const reply = await save({
      accent: 'ffd400',
      announcement: { zh: '春节照常发货', en: 'Open in the holidays' },
      company: '晨星软件有限公司',
      license_url: 'https://shop.example/license.pdf',
      icp: '京ICP备12345678号-1',
      police: '京公网安备11010502030123号',
      links: [{ name: { zh: '服务条款', en: 'Terms' }, url: '/terms' }],
    })
    expect(reply.status, reply.text).toBe(200)
    expect(
      (await owner.browser.post('/look/logo', { picture: png(64, 64, 'logo').toString('base64') }))
        .status,
    ).toBe(200)
    const logo = (await owner.browser.get('/look')).json.data.logo
    const home = await pageOf('/')
    for (const words of [
      `property="og:image" content="${shop.running.publicUrl}${logo}"`,
      `<link rel="icon" href="${logo}">`,
      `class="brand-logo" src="${logo}"`,
      '<style>:root{--accent:#',
      '春节照常发货',
      '晨星软件有限公司',
      'href="https://shop.example/license.pdf"',
      'href="https://beian.miit.gov.cn/"',
      '京ICP备12345678号-1',
      'code=11010502030123',
      '<a class="footer-link" href="/terms">服务条款</a>',
    ])
      expect(home).toContain(words)
    expect(home).toMatch(/code=11010502030123"[^>]*><svg class="icon"/)
    const english = await pageOf('/products/demo-app', 'en')
    expect(english).toContain('Open in the holidays')
    expect(english).toContain('>Terms</a>')
    // Whoever looks for an order is left alone, and still sees whose shop it is.
    const orders = await pageOf('/orders')
    expect(orders).not.toContain('春节照常发货')
    expect(orders).toContain('京ICP备12345678号-1')
    expect(home).not.toContain('--accent:#ffd400')
    // A browser takes no style but what the policy names.
    const policy = (await fetch(`${shop.url}/`)).headers.get('content-security-policy')
    for (const [, sheet = ''] of home.matchAll(/<style>([^<]*)<\/style>/g))
      expect(policy).toContain(createHash('sha256').update(sheet).digest('base64'))
    await upload(null)
    expect((await shop.get(logo)).status).toBe(200)
    const { rows } = (await owner.browser.get('/audit-log?action=shop.look')).json.data
    expect(rows[0].details.company).toEqual({ from: '', to: '晨星软件有限公司' })
  })

  it('tells the second of two people who write at once, who then knows what they replace', async () => {
    const { version } = (await owner.browser.get('/look')).json.data
    const first = await save({ company: '先保存的公司', version })
    expect(first.status).toBe(200)
    const second = await save({ company: '后保存的公司', version })
    expect([second.status, second.json.error.code]).toEqual([409, 'changed_meanwhile'])
    expect(await pageOf('/')).toContain('先保存的公司')
    const now = (await owner.browser.get('/look')).json.data.version
    expect(now).toBe(first.json.data.version)
    expect((await save({ company: '晨星软件有限公司', version: now })).status).toBe(200)
  })

  it('refuses what could not be shown, by its field, and keeps what there is', async () => {
    const link = { name: { zh: '条款', en: '' }, url: 'javascript:alert(1)' }
    const cases: readonly (readonly [object, string])[] = [
      [{ accent: 'red' }, 'accent'],
      [{ announce_until: '2026-02-30' }, 'announce_until'],
      [{ announcement: { zh: '字'.repeat(121), en: '' } }, 'announcement.zh'],
      [{ icp: '12345678' }, 'icp'],
      [{ police: '京ICP备12345678号' }, 'police'],
      [{ license_url: '//evil.example' }, 'license_url'],
      [{ links: [link] }, 'links.0.url'],
      [{ links: Array(99).fill({ ...link, url: 'https://ok.example/' }) }, 'links'],
    ]
    for (const [changes, field] of cases) {
      const { status, json } = await save(changes)
      expect([status, json.error.field], JSON.stringify(changes)).toEqual([400, field])
    }
    expect(await pageOf('/')).toContain('晨星软件有限公司')
  })

  it('shows an announcement to the end of its last day', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const announcement = { zh: '只到今天', en: '' }
    await save({ announcement, announce_until: today })
    expect(await pageOf('/')).toContain('只到今天')
    await save({ announcement, announce_until: '2026-01-01' })
    expect(await pageOf('/')).not.toContain('只到今天')
  })
})

describe('a search engine', () => {
  it('finds every product in every language, and no page of a buyer', async () => {
    const site = shop.running.publicUrl
    const map = (await shop.get('/sitemap.xml')).text
    expect(map).toContain(`<loc>${site}/products/demo-app</loc>`)
    expect(map).toContain(`<loc>${site}/products/demo-app?lang=en</loc>`)
    const robots = (await shop.get('/robots.txt')).text
    expect(robots).toContain('Disallow: /admin')
    expect(robots).toContain(`Sitemap: ${site}/sitemap.xml`)
    for (const path of ['/orders', '/license'])
      expect((await shop.get(path)).text, path).toContain('<meta name="robots" content="noindex">')
  })

  it('is told one address, the other languages, and what a product costs', async () => {
    const site = shop.running.publicUrl
    const page = (await shop.get('/products/demo-app?plan=year&lang=en')).text
    expect(page).toContain(`<link rel="canonical" href="${site}/products/demo-app?lang=en">`)
    expect(page).toContain(`hreflang="zh-CN" href="${site}/products/demo-app">`)
    expect(page).toContain(`hreflang="x-default" href="${site}/products/demo-app">`)
    await shop.rows(`update product set name = $1 where product_id = 'demo-app'`, [
      { zh: '</script><b>', en: 'Demo </script><script>alert(1)</script>' },
    ])
    const hostile = (await shop.get('/products/demo-app?lang=en')).text
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(hostile) ?? []
    const told = JSON.parse(data)
    expect(told).toMatchObject({
      '@type': 'Product',
      name: 'Demo </script><script>alert(1)</script>',
    })
    expect(told.offers[1]).toMatchObject({
      price: '99.00',
      priceCurrency: 'CNY',
      availability: 'https://schema.org/InStock',
    })
    expect(hostile).not.toContain('<script>alert')
  })

  it('gets a picture of the shop in its colour where there is no other, and draws no other', async () => {
    await owner.browser.post('/look/logo', { picture: null })
    const page = (await shop.get('/products/demo-app')).text
    const [, picture = ''] = /property="og:image" content="([^"]+)"/.exec(page) ?? []
    expect(picture).toMatch(/\/share\/1554d1\.png$/)
    const reply = await fetch(shop.url + new URL(picture).pathname)
    const bytes = Buffer.from(await reply.arrayBuffer())
    expect(reply.headers.get('content-type')).toBe('image/png')
    expect(readPicture(bytes)).toEqual({ contentType: 'image/png', width: 1200, height: 630 })
    const data = bytes.subarray(bytes.indexOf('IDAT') + 4, bytes.indexOf('IEND') - 8)
    expect(inflateSync(data)).toHaveLength(630 * (1 + 1200 * 3))
    expect((await shop.get('/share/000000.png')).status).toBe(404)
  })
})
