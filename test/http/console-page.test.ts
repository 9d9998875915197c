// The console's page and files as a browser gets them: one page for every address, its own policy, files for ever.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { languageOf, speak } from '../../src/languages/languages.ts'
import { build } from '../support/build.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  await build()
  shop = await Shop.open()
})
afterAll(() => shop?.close())

it('is the same page under every address of the console, in the visitor’s language', async () => {
  for (const path of ['/admin', '/admin/', '/admin/orders/12?tab=notices']) {
    const page = await shop.get(path, { 'accept-language': 'en' })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    expect(page.text).toContain('<html lang="en" data-shop="')
    expect(page.headers.get('cache-control')).toBe('no-store')
  }
  expect((await shop.get('/admin')).text).toContain('<html lang="zh-CN"')
})

it('brings the words of one language, the visitor’s own, and knows of one that was added', async () => {
  const brought = async (language: string) =>
    [
      ...(await shop.get('/admin', { 'accept-language': language })).text.matchAll(
        /<link rel="modulepreload"[^>]*words-([\w-]+)-first-/g,
      ),
    ].map(([, tag]) => tag)
  expect(await brought('en')).toEqual(['en'])
  expect(await brought('zh')).toEqual(['zh-CN'])
  const english = languageOf('en')
  const silence = speak({ ...english, id: 'ja', text: { ...english.text, tag: 'ja' } })
  try {
    expect(await brought('ja')).toEqual([])
    const page = await shop.get('/admin', { 'accept-language': 'ja' })
    expect(page.text).toContain('<html lang="ja"')
  } finally {
    silence()
  }
})

it('runs no script but its own, and is framed by nobody', async () => {
  const policy = (await shop.get('/admin')).headers.get('content-security-policy') ?? ''
  // The counter reads codes with the phone's own camera; no page of the shop may.
  const camera = async (path: string) =>
    (await shop.get(path)).headers.get('permissions-policy')?.split(',')[0]
  expect([await camera('/admin/counter'), await camera('/')]).toEqual([
    'camera=(self)',
    'camera=()',
  ])
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  const shopPolicy = (await shop.get('/')).headers.get('content-security-policy')
  expect(shopPolicy).not.toContain('unsafe-inline')
})

it('keeps the chosen language for the next visit', async () => {
  const chosen = await shop.get('/admin?lang=en')
  const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect((await shop.get('/admin', { cookie })).text).toContain('<html lang="en"')
})

it('writes the shop’s name as text, whatever it is', async () => {
  await shop.rows(`update merchant set name = '"><script>alert(1)</script>'`)
  const page = await shop.get('/admin')
  expect(page.text).not.toContain('<script>alert')
  expect(page.text).toContain('&lt;script&gt;')
})

it('gives its files for ever, compressed for whoever takes that, and none that was not built', async () => {
  const [, file = ''] =
    /src="(\/admin\/assets\/[^"]+\.js)"/.exec((await shop.get('/admin')).text) ?? []
  const gzip = await shop.get(file, { 'accept-encoding': 'gzip' })
  const plain = await shop.get(file, { 'accept-encoding': 'identity' })
  expect(gzip.headers.get('content-encoding')).toBe('gzip')
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(gzip.text).toBe(plain.text)
  expect(plain.headers.get('cache-control')).toContain('immutable')
  for (const name of ['nothing.js', '..%2findex.html', 'index.html'])
    expect((await shop.get(`/admin/assets/${name}`)).status).toBe(404)
})
