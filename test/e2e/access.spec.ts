// Every public page for everybody: no finding of axe, light and dark, and no scrolling sideways. Colours are the same
// on every screen, so the dark set is judged on the desktop, and inside the apps.

import { expect, type Page, test } from '@playwright/test'
import { payment } from '../pages/given.ts'
import { result } from '../pages/samples.ts'
import { answerNext, phoneOf } from './agents.ts'
import { expectAccessible, expectReadableInTheDark } from './axe.ts'
import { publicPaths } from './every-page.ts'
import { choose, placeOrder } from './shop-pages.ts'

/** The page as it stands, in both sets where it has more than this screen's own. */
async function judge(page: Page, { inTheDark }: Colours): Promise<void> {
  await expectAccessible(page)
  if (inTheDark) await expectReadableInTheDark(page)
}

test('the pages of a buyer have no finding @desktop', async ({ page }) => {
  test.slow()
  await judgePages(page, { inTheDark: true })
  await choose(page, 'both')
  await judge(page, { inTheDark: true })
  await judgeWhatFollows(page, { inTheDark: true })
})

test('a page that no healthy shop shows has no finding: paid, and nothing came @desktop', async ({
  page,
}) => {
  await page.goto('/')
  const sheet = await page.locator('style').first().textContent()
  const body = result('zh', { kind: 'delivery_failed', payment }).replace(
    '<style>:root{}</style>',
    `<style>${sheet}</style>`,
  )
  await page.route('**/payment/result', (route) =>
    route.fulfill({ body, contentType: 'text/html; charset=utf-8' }),
  )
  await page.goto('/payment/result')
  // In the shop's own style, or there would be nothing to judge.
  await expect(page.locator('.card')).toHaveCSS('border-radius', /[1-9]/)
  await judge(page, { inTheDark: true })
})

test('the pages of a buyer have no finding on a phone @own-phone', async ({ browser }) => {
  test.slow()
  const phone = await phoneOf(browser, 'iphone')
  const page = await phone.newPage()
  await judgePages(page, { inTheDark: false })
  await judgeWhatFollows(page, { inTheDark: false })
  await phone.close()
})

type Colours = Readonly<{ inTheDark: boolean }>

/** From the shelf to the cashier. */
async function judgePages(page: Page, colours: Colours): Promise<void> {
  for (const path of publicPaths) {
    await page.goto(path)
    await judge(page, colours)
  }
  await placeOrder(page)
  await judge(page, colours)
  await choose(page, 'wechat')
  await judge(page, colours)
}

/** A question whether it is paid, and the key. */
async function judgeWhatFollows(page: Page, colours: Colours): Promise<void> {
  await page.locator('form[action$="/check"] button').click()
  await page.waitForURL(/checked=1/)
  await judge(page, colours)
  await placeOrder(page, 'free')
  await judge(page, colours)
}

test('inside the apps, pages have no finding @own-phone', async ({ browser, baseURL }) => {
  test.slow()
  const colours = { inTheDark: true }
  const wechat = await phoneOf(browser, 'wechat')
  const page = await wechat.newPage()
  await placeOrder(page, 'year', baseURL)
  await judge(page, colours)
  await choose(page, 'alipay')
  await judge(page, colours)
  await choose(page, 'wechat')
  await answerNext(page, 'fail')
  await page.locator('form[action$="/pay"] button').click()
  await page.locator('[data-said="fail"]').waitFor()
  await judge(page, colours)
  await wechat.close()

  const alipay = await phoneOf(browser, 'alipay')
  const inside = await alipay.newPage()
  await placeOrder(inside, 'year', baseURL)
  await judge(inside, colours)
  await alipay.close()
})
