// The picture of a product: taken only when its bytes are one, shown under an address that never changes its mind.

import { afterAll, beforeAll, expect, it } from 'vitest'
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
