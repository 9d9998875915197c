// Every public page for everybody: no finding of axe, light and dark, and no scrolling sideways.

import { test } from '@playwright/test'
import { answerNext, phoneOf } from './agents.ts'
import { expectAccessible } from './axe.ts'
import { choose, placeOrder } from './shop-pages.ts'

for (const scheme of ['light', 'dark'] as const) {
  test(`pages in ${scheme} have no finding`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of ['/', '/products/demo-app', '/orders', '/nothing-here', '/payment/result']) {
      await page.goto(path)
      await expectAccessible(page)
    }
    await placeOrder(page)
    await expectAccessible(page)
    await choose(page, 'wechat')
    await expectAccessible(page)
    await page.locator('form[action$="/check"] button').click()
    await page.waitForURL(/checked=1/)
    await expectAccessible(page)
    await placeOrder(page, 'free')
    await expectAccessible(page)
  })

  test(`the code for both apps in ${scheme} has no finding @desktop`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await placeOrder(page)
    await choose(page, 'both')
    await expectAccessible(page)
  })

  test(`inside the apps, pages in ${scheme} have no finding @own-phone`, async ({
    browser,
    baseURL,
  }) => {
    const wechat = await phoneOf(browser, 'wechat')
    const page = await wechat.newPage()
    await page.emulateMedia({ colorScheme: scheme })
    await placeOrder(page, 'year', baseURL)
    await expectAccessible(page)
    await choose(page, 'alipay')
    await expectAccessible(page)
    await choose(page, 'wechat')
    await answerNext(page, 'fail')
    await page.locator('form[action$="/pay"] button').click()
    await page.locator('[data-said="fail"]').waitFor()
    await expectAccessible(page)
    await wechat.close()

    const alipay = await phoneOf(browser, 'alipay')
    const inside = await alipay.newPage()
    await inside.emulateMedia({ colorScheme: scheme })
    await placeOrder(inside, 'year', baseURL)
    await expectAccessible(inside)
    await alipay.close()
  })
}
