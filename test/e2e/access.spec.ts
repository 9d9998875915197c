// Every public page for everybody: no finding of axe, light and dark, on a desktop and on a phone; nothing too small to
// press or to read, and no scrolling sideways. The real pages are walked, and every state is rendered, also those that no
// healthy shop comes to.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { courseSamples } from '../pages/course-samples.ts'
import { calmSamples, licenseSamples } from '../pages/license-samples.ts'
import { rescueSamples } from '../pages/rescue-samples.ts'
import { samples, wideSamples } from '../pages/samples.ts'
import { answerNext, phoneOf } from './agents.ts'
import { expectAccessible, expectReadableInTheDark } from './axe.ts'
import { publicPaths } from './every-page.ts'
import { choose, placeOrder } from './shop-pages.ts'
import { judgeStates } from './states.ts'

const everyState = [
  ...samples,
  ...wideSamples,
  ...licenseSamples,
  ...calmSamples,
  ...rescueSamples,
  ...courseSamples,
]

test('the pages of a buyer have no finding @desktop', async ({ page }) => {
  test.slow()
  for (const path of publicPaths) {
    await page.goto(path)
    await expectAccessible(page)
  }
  await placeOrder(page)
  for (const method of ['alipay', 'wechat', 'both'] as const) {
    await choose(page, method)
    await expectAccessible(page)
  }
  await page.locator('form[action$="/check"] button').click()
  await page.waitForURL(/checked=1/)
  await expectAccessible(page)
  await placeOrder(page, 'free')
  await expectAccessible(page)
})

/** What every buyer comes to, and what nobody wants to see: judged on both screens, light and dark. */
const foremost = new Set([
  ...['catalogue-demo', 'product-refused', 'basket-full', 'learn-read', 'problem-server_error'],
  ...['cashier-two-wechat', 'cashier-two-phone-wechat', 'cashier-two-inside-wechat-alipay'],
  ...['cashier-confirming', 'cashier-two-wechat-trouble', 'cashier-expired', 'cashier-cancelled'],
  ...['result-paid', 'result-paid-several', 'result-paid-hidden', 'result-delivery-failed'],
  ...['result-late-returning', 'result-refunded', 'result-confirming', 'result-unverified'],
  ...['lookup-found', 'lookup-not-found', 'lookup-code-sent', 'rescue-delivered', 'license-active'],
])
const screens = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const sets = (['desktop', 'phone'] as const).flatMap((screen) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ screen, colorScheme })),
)

// Each state by every rule at least once: a quarter of them in each set, and the foremost in all four.
sets.forEach(({ screen, colorScheme }, at) => {
  test(`the states of all pages have no finding on a ${screen} in its ${colorScheme} colours @own-phone`, async ({
    browser,
  }) => {
    test.slow()
    const sheet = readFileSync(join(import.meta.dirname, '../../dist/pages/shop.css'), 'utf8')
    const judged = everyState.map(({ name, render }, position) => ({
      name,
      // In the shop's own style, or there would be nothing to judge.
      markup: render('zh').replace('<style>:root{}</style>', `<style>${sheet}</style>`),
      byAxe: foremost.has(name) || position % sets.length === at,
    }))
    expect(judged.filter(({ name }) => foremost.has(name))).toHaveLength(foremost.size)
    const viewport = screens[screen]
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' })
    // What is too small or too wide is so in any colours, and first where there is least room.
    const seesAll = screen === 'phone' && colorScheme === 'light'
    await judgeStates(
      page,
      judged.filter(({ byAxe }) => byAxe || seesAll),
    )
    await page.close()
  })
})

/** The page as it stands, in both sets. */
async function judge(page: Page): Promise<void> {
  await expectAccessible(page)
  await expectReadableInTheDark(page)
}

test('inside the apps, pages have no finding @own-phone', async ({ browser, baseURL }) => {
  test.slow()
  const wechat = await phoneOf(browser, 'wechat')
  const page = await wechat.newPage()
  await placeOrder(page, 'year', baseURL)
  await judge(page)
  await choose(page, 'alipay')
  await judge(page)
  await choose(page, 'wechat')
  await answerNext(page, 'fail')
  await page.locator('form[action$="/pay"] button').click()
  await page.locator('[data-said="fail"]').waitFor()
  await judge(page)
  await wechat.close()

  const alipay = await phoneOf(browser, 'alipay')
  const inside = await alipay.newPage()
  await placeOrder(inside, 'year', baseURL)
  await judge(inside)
  await alipay.close()
})
