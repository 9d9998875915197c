// Every page of the console is opened, in English on a small laptop, light and dark, and in Chinese on a phone: for
// everybody, without scrolling sideways, with no word of the other language; and every page says when the server fails
// or the right lacks.

import { type BrowserContext, expect, type Page, request, test } from '@playwright/test'
import { words as en } from '../../web/admin/src/text/en/pages.ts'
import { words as zh } from '../../web/admin/src/text/zh-CN/pages.ts'
import { phoneOf } from './agents.ts'
import { expectAccessible, expectReadableInTheDark } from './axe.ts'
import { goWithin, openConsole, owner } from './console.ts'
import { type Address, fillShop } from './every-page.ts'
import { type FreshShop, startFreshShop } from './fresh-shop.ts'

let shop: FreshShop
let addresses: readonly Address[]
let laptop: BrowserContext
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000)
  const { email, password } = owner
  shop = await startFreshShop({
    DEMO: '1',
    ALIPAY_LOGIN: 'true',
    SHOP_NAME: 'Morning Star',
    RATE_LIMIT_FACTOR: '10000',
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  })
  // A buyer who reads English, so that what an order keeps in the buyer's language is English too.
  const extraHTTPHeaders = { origin: shop.url, 'accept-language': 'en' }
  const api = await request.newContext({ baseURL: shop.url, extraHTTPHeaders })
  addresses = await fillShop(api, 'A word of mine')
  await api.dispose()
  laptop = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' })
  page = await laptop.newPage()
})
test.afterAll(async () => {
  await laptop?.close()
  await shop?.stop()
})

/** The pages that ask for a right. */
const guarded = () => addresses.filter(({ page: { right } }) => right !== undefined)

const han = /\p{Script=Han}/u

/**
 * What can be read, heard or hovered on the page. Left out are the button that names the other language, what was said
 * to a gateway and by it, and in quotes how a gateway's own pages call something.
 */
function wordsOn(at: Page): Promise<readonly string[]> {
  return at.evaluate(() => {
    const inWords = (node: Element | null) =>
      node && !node.closest('.lang-switch, pre, .note, script, style')
    const words: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode
      if (inWords(parentElement)) words.push(textContent?.trim() ?? '')
    }
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
      for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
        if (inWords(one)) words.push(one.getAttribute(name) ?? '')
    return words.filter((word) => word !== '')
  })
}

/** In the page: words of less than 12 px. */
function findTiny(): string[] {
  const found: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { parentElement: around, textContent } = walker.currentNode
    if (!around || !textContent?.trim() || around.closest('style, script')) continue
    const { fontSize } = getComputedStyle(around)
    if (Number.parseInt(fontSize, 10) < 12) found.push(`${fontSize}: ${around.outerHTML}`)
  }
  return found
}

/** In the page of somebody who wants no motion: what moves all the same. */
function findMoving(): string[] {
  return [...document.querySelectorAll('*')]
    .filter((part) => {
      const { animationName, animationDuration, transitionProperty } = getComputedStyle(part)
      const lasts = Math.max(...animationDuration.split(',').map((each) => Number.parseFloat(each)))
      return transitionProperty !== 'none' || (animationName !== 'none' && lasts > 0.001)
    })
    .map((part) => part.outerHTML)
}

/** Goes to a page of the console and waits until it has its title and nothing on it still waits. */
async function goTo(at: Page, { path, page: { title } }: Address, titles: typeof zh) {
  await goWithin(at, path)
  await expect(at).toHaveTitle(new RegExp(`^${titles[title]}`))
  await expect(at.locator('h1').first()).toBeVisible()
  await expect(at.locator('[aria-busy="true"], tr.skeleton')).toHaveCount(0)
}

test('every page in English, on a small laptop, has no finding, in the dark neither, and no Chinese (64)', async () => {
  test.setTimeout(240_000)
  await openConsole(page, '/?lang=en', owner, shop.url)
  for (const address of addresses)
    await test.step(address.path, async () => {
      await goTo(page, address, en)
      await expect(page.getByRole('alert')).toHaveCount(0)
      const words = await wordsOn(page)
      const chinese = words.filter((word) => han.test(word.replaceAll(/“[^”]*”/g, '')))
      expect.soft(chinese, address.path).toEqual([])
      expect.soft(await page.evaluate(findTiny), address.path).toEqual([])
      await expectAccessible(page)
      await expectReadableInTheDark(page)
    })
})

test('every page in Chinese fits a phone, has no finding, and moves nothing for whoever wants no motion (64)', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const pocket = await phoneOf(browser, 'iphone')
  const phone = await pocket.newPage()
  await phone.emulateMedia({ reducedMotion: 'reduce' })
  await openConsole(phone, '/', owner, shop.url)
  for (const address of addresses)
    await test.step(address.path, async () => {
      await goTo(phone, address, zh)
      await expect(phone.locator('[data-mode-mark]')).toHaveText('演示')
      await expectAccessible(phone)
      expect.soft(await phone.evaluate(findMoving), address.path).toEqual([])
    })
  await pocket.close()
})

test('every page says when it waits for the server, and when that fails (66)', async () => {
  test.setTimeout(240_000)
  await openConsole(page, '/security', owner, shop.url)
  let answerNow = () => {}
  let held = Promise.resolve()
  const holdAll = () => {
    held = new Promise((resolve) => {
      answerNow = resolve
    })
  }
  await page.route(/\/api\/v1\/admin\/(?!session)/, async (route) => {
    await held
    await route.fulfill({ status: 500, json: { success: false, message: 'The server is away' } })
  })
  await page.reload()
  // A form waits for nothing before it is sent.
  for (const { path } of guarded().filter(({ page: { name } }) => name !== 'coupon-new')) {
    await test.step(path, async () => {
      holdAll()
      await goWithin(page, path)
      await expect(page.locator('main [aria-busy="true"], tr.skeleton').first()).toBeVisible()
      answerNow()
      await expect(page.getByRole('alert').first()).toContainText('The server is away')
    })
  }
  await page.unrouteAll()
})

test('every page says which right is missing to whoever may not see it (48, 66)', async () => {
  test.setTimeout(240_000)
  // Whoever has no right at all: what the server then refuses is tested there, for every route.
  await page.route('**/api/v1/admin/session', async (route) => {
    const answer = await route.fetch()
    const { data, ...rest } = await answer.json()
    await route.fulfill({ json: { ...rest, data: { ...data, rights: [] } } })
  })
  await openConsole(page, '/security', owner, shop.url)
  await expect(page.getByRole('navigation').getByRole('link')).toHaveCount(0)
  for (const { path } of guarded()) {
    await goWithin(page, path)
    await expect(page.locator('h1')).toHaveText('You may not see this page')
  }
  await expectAccessible(page)
})
