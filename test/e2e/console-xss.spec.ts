// Hostile buyers: whatever they type, no page of the shop or the console runs it, nor even tries to.

import { expect, type Page, request, test } from '@playwright/test'
import { xssPayloads } from '../support/xss-payloads.ts'
import { goWithin, openConsole, owner } from './console.ts'
import { type Address, fillShop } from './every-page.ts'
import { type FreshShop, startFreshShop } from './fresh-shop.ts'

/** As long as a name may be. */
const payloads = xssPayloads(50)
const nastiest = payloads.find((text) => /^["'].*<img/.test(text)) ?? payloads[0] ?? ''
const phone = '13800138001'
let shop: FreshShop
/** of the order each payload was typed into */
const orders: string[] = []
/** of the licence whose devices are called so */
let licenseId = ''
let licenseKey = ''
/** every page of the console, of things that have one of them wherever somebody types a text */
let addresses: readonly Address[]

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(120_000)
  shop = await startFreshShop({
    DEMO: '1',
    ALIPAY_LOGIN: 'true',
    RATE_LIMIT_FACTOR: '100000',
    ADMIN_EMAIL: owner.email,
    ADMIN_PASSWORD: owner.password,
  })
  await typeThemAll()
})
test.afterAll(() => shop?.stop())

/** Each payload as the name on an order of its own, and as a device of one licence. */
async function typeThemAll(): Promise<void> {
  const api = await request.newContext({
    baseURL: shop.url,
    extraHTTPHeaders: { origin: shop.url },
  })
  const place = async (package_id: string, contact_person: string) => {
    const [product_id, quantity] = ['demo-app', 1]
    const data = { product_id, package_id, quantity, contact_person, phone }
    const placed = await api.post('/api/v1/user/orders', { data })
    return (await placed.json()).data
  }
  await api.post('/api/v1/admin/session', { data: owner })
  const name = { zh: '许多设备', en: 'Many devices' }
  const many = { package_id: 'many', name, price: 0, validity_days: null, on_sale: true }
  await api.post('/api/v1/admin/catalogue/products/demo-app/packages', {
    data: { ...many, max_devices: payloads.length },
  })
  const { order_number: number, access_token: token } = await place('many', '张三')
  const looked = await api.get(`/api/v1/user/orders/query?order_number=${number}&phone=${phone}`, {
    headers: { 'x-order-token': token },
  })
  const license = (await looked.json()).data.licenses[0]
  licenseId = license.license_id
  licenseKey = license.license_key
  await sideBySide(async (payload, index) => {
    orders[index] = (await place('free', payload)).order_number
    const activated = await api.post('/api/v1/licenses/activate', {
      data: { license_key: license.license_key, fingerprint: payload, device_name: payload },
      headers: { 'user-agent': encodeURI(payload), referer: `${shop.url}/?${encodeURI(payload)}` },
    })
    expect(activated.status(), payload).toBe(200)
  })
  addresses = await fillShop(api, nastiest)
  await api.dispose()
}

async function sideBySide(work: (payload: string, index: number) => Promise<void>): Promise<void> {
  const left = [...payloads.entries()]
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await work(next[1], next[0])
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

/** Counts every run and every attempt a policy stopped, in each document of the page. */
async function watch(page: Page): Promise<() => Promise<readonly string[]>> {
  const seen: string[] = []
  await page.exposeFunction('tellXss', (what: string) => seen.push(what))
  await page.addInitScript(() => {
    const world = window as unknown as { xss(): void; tellXss(what: string): void }
    world.xss = () => world.tellXss(`ran on ${location.href}`)
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
      world.tellXss(`${violatedDirective} stopped ${sourceFile} on ${location.href}`),
    )
  })
  page.on('dialog', (dialog) => {
    seen.push(`asked ${dialog.message()}`)
    void dialog.dismiss()
  })
  return async () => {
    // One turn of the page, so that what a picture or an animation would start has started.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(0))))
    return seen
  }
}

/** A text as a page lays it out. */
function asShown(text = ''): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

test('the watch sees a payload that runs, and one that a policy stops', async ({ page }) => {
  const seen = await watch(page)
  await page.goto(`${shop.url}/`)
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src onerror=xss()>')
  })
  await expect.poll(seen).toContainEqual(expect.stringContaining('script-src'))
  await page.goto('data:text/html,<img src onerror=xss()>')
  await expect.poll(seen).toContainEqual(expect.stringContaining('ran on'))
})

test('two hundred payloads in every field of a buyer: the console shows them as text on every page', async ({
  page,
}) => {
  test.setTimeout(120_000)
  expect(payloads.length).toBeGreaterThanOrEqual(200)
  const seen = await watch(page)
  await openConsole(page, '/orders', owner, shop.url)
  const links = page.getByRole('link', { name: /^[0-9A-Z]{20}$/ })
  await expect(links.first()).toBeVisible()
  const shown = new Set<string>()
  for (;;) {
    for (const name of await links.allInnerTexts()) shown.add(name)
    const more = page.getByRole('button', { name: /下一页/ })
    if (shown.size >= payloads.length || !(await more.isEnabled())) break
    const last = await links.last().innerText()
    await more.click()
    await expect(page.getByRole('link', { name: last })).toBeHidden()
    await expect(links.first()).toBeVisible()
  }
  expect(shown.size).toBeGreaterThanOrEqual(payloads.length)

  await goWithin(page, `/licenses/${licenseId}`)
  // A page of two hundred devices takes a moment.
  await expect(page.locator('main')).toContainText(asShown(payloads.at(-1)), { timeout: 20_000 })
  const main = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
  for (const payload of payloads) expect(main).toContain(asShown(payload))
  for (const [index, payload] of someOf(payloads.entries(), 20)) {
    await goWithin(page, `/orders/${orders[index]}`)
    await expect(page.locator('h1')).toContainText(orders[index] ?? '')
    await expect(page.locator('main')).toContainText(asShown(payload))
  }
  for (const { path } of addresses) {
    await goWithin(page, path)
    await expect(page.locator('h1').first()).toBeVisible()
    await expect(page.locator('[aria-busy="true"], tr.skeleton')).toHaveCount(0)
  }
  // In searches and in addresses they are text as well.
  for (const payload of someOf(payloads, 20)) {
    const asked = encodeURIComponent(payload)
    for (const path of [`licenses?search=${asked}`, `orders?search=${asked}`, asked]) {
      await goWithin(page, `/${path}`)
      await expect(page.locator('h1')).toBeVisible()
    }
  }
  expect(await seen()).toEqual([])
})

/** Every so manieth, where all of them take the same way. */
function someOf<One>(all: Iterable<One>, step: number): readonly One[] {
  return [...all].filter((_, index) => index % step === 0)
}

test('the pages of the shop have the same elements whatever a buyer typed', async ({ page }) => {
  test.slow()
  const seen = await watch(page)
  await page.goto(`${shop.url}/orders`)
  const strange = await page.evaluate(
    async ({ texts, orders }) => {
      /** Every element with the names of its attributes, and where its links lead by scheme. */
      const bonesOf = (html: string) =>
        [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
          .map((one) => {
            const schemes = ['href', 'src', 'action']
              .filter((name) => one.hasAttribute(name))
              .map((name) => new URL(one.getAttribute(name) ?? '', location.href).protocol)
            return `${one.tagName} ${one.getAttributeNames().join(' ')} ${schemes.join(' ')}`
          })
          .join('\n')
      const form = (body: Record<string, string>) => ({
        method: 'POST',
        body: new URLSearchParams(body),
      })
      /** where it is typed and where it is kept, with every payload; where it is only said back, with every fourth */
      const stored: ((text: string, index: number) => Promise<Response>)[] = [
        (text) =>
          fetch(
            '/buy',
            form({
              product_id: 'demo-app',
              package_id: 'year',
              quantity: '1',
              contact_person: text,
              phone: text,
              email: text,
            }),
          ),
        (_, index) =>
          fetch('/orders', form({ order_number: orders[index] ?? '', phone: '13800138001' })),
      ]
      const said: typeof stored = [
        (text) => fetch('/orders', form({ order_number: text, phone: text })),
        (text) => fetch('/license', form({ license_key: text })),
        (text) => fetch(`/products/demo-app?plan=${encodeURIComponent(text)}`),
        (text) => fetch(`/products/${encodeURIComponent(text)}`),
        (text) => fetch(`/nowhere/${encodeURIComponent(text)}?lang=${encodeURIComponent(text)}`),
        (text) => fetch(`/payment/result?order_number=${encodeURIComponent(text)}`),
      ]
      const found: string[] = []
      for (const [number, way] of [...stored, ...said].entries()) {
        const plain = bonesOf(await (await way('somebody', 0)).text())
        const step = number < stored.length ? 1 : 4
        const left = [...texts.entries()].filter(([index]) => index % step === 0)
        const lane = async () => {
          for (let next = left.shift(); next; next = left.shift()) {
            const [index, text] = next
            const answer = await way(text, index)
            if (answer.status >= 500) found.push(`way ${number}: ${answer.status} for ${text}`)
            if (bonesOf(await answer.text()) !== plain) found.push(`way ${number}: ${text}`)
          }
        }
        await Promise.all(Array.from({ length: 6 }, lane))
      }
      return found
    },
    { texts: payloads, orders },
  )
  expect(strange).toEqual([])

  await page.goto(`${shop.url}/license`)
  await page.locator('#license_key').fill(licenseKey)
  await page.locator('form button').click()
  await expect(page.locator('.seat').first()).toBeVisible()
  const names = await page.locator('.seat-name').allInnerTexts()
  expect(names.length).toBeGreaterThanOrEqual(200)
  expect(names.map(asShown).filter((name) => !payloads.map(asShown).includes(name))).toEqual([])
  expect(await seen()).toEqual([])
})
