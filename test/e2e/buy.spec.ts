// The main job in a browser: choose, order, pay, have the key; and find it again later.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { expectKey, goToGateway, orderNumberOf, pay, placeOrder } from './shop-pages.ts'

/** As the simulator's page shows what would have been sent. */
async function codeSentTo(page: Page, to: string): Promise<string> {
  const newest = page.locator('section', { has: page.getByRole('heading', { name: to }) }).first()
  await expect(async () => {
    await page.goto('/simulator/messages')
    await expect(newest.locator('pre')).toContainText(/^\d{6}$/m, { timeout: 500 })
  }).toPass()
  return /^\d{6}$/m.exec(await newest.locator('pre').innerText())?.[0] ?? ''
}

const han = /\p{Script=Han}/u

// What is read is read in both languages; what a page does is the same in either.
for (const { locale, language } of [
  { locale: 'zh-CN', language: 'zh-CN' },
  { locale: 'en-GB', language: 'en' },
]) {
  test.describe(`for a browser in ${locale}`, () => {
    test.use({ locale })

    test('2, 32, 36: a buyer picks a plan, pays and has the licence key at once', async ({
      page,
      context,
    }, info) => {
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await page.locator('a[href*="/products/demo-app?plan=year"]').first().click()
      await page.locator('#contact_person').fill('张三')
      await page.locator('#phone').fill('１３８ ００１３ ８０００')
      const email = `${info.project.name}.${locale}@example.com`.toLowerCase()
      await page.locator('#email').fill(email)
      await expect(page.locator('[data-submit]')).toContainText('99.00')
      await page.locator('[data-submit]').click()

      await page.waitForURL(/\/cashier\//)
      const number = orderNumberOf(page)
      await expect(page.locator('.amount').first()).toContainText('99.00')
      await expect(page.locator('.clock')).toHaveText(/\d\d:\d\d/)
      if (info.project.name.startsWith('phone'))
        expect(await page.locator('.qr-code').count()).toBe(0)
      else await expect(page.locator('.qr-code')).toBeVisible()

      const alipay = await goToGateway(page, context)
      await expect(alipay.locator('body')).toContainText('99.00')
      await pay(alipay)
      const key = await expectKey(alipay)
      const body = await alipay.locator('main').innerText()
      expect(body).toContain(number)
      expect(body).toMatch(/\d{28}/)
      expect(body).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
      if (language === 'en') expect(body).not.toMatch(han)

      // A reload keeps the key and delivers nothing twice.
      await alipay.reload()
      expect(await expectKey(alipay)).toBe(key)

      // Elsewhere, number and phone show that it is paid, and the key masked only.
      const elsewhere = await (await context.browser()?.newContext())?.newPage()
      if (!elsewhere) throw new Error('no second browser')
      await elsewhere.goto(alipay.url())
      expect(await elsewhere.locator('main').innerText()).not.toContain(key)
      await elsewhere.goto(`${new URL(page.url()).origin}/orders`)
      await elsewhere.locator('#order_number').fill(number)
      await elsewhere.locator('#phone').fill('13800138000')
      await elsewhere.locator('form[action="/orders"] button').first().click()
      await expect(elsewhere.locator('main')).toContainText('*****')
      expect(await elsewhere.locator('main').innerText()).not.toContain(key)

      // A code to the address of the order makes that browser the buyer's too.
      await elsewhere.locator('#code button[value="mail"]').click()
      await expect(elsewhere.locator('#code [data-again]')).toBeDisabled()
      await expectAccessible(elsewhere)
      await elsewhere.locator('#code-input').fill(await codeSentTo(page, email))
      await elsewhere.locator('.code-form button').click()
      expect(await expectKey(elsewhere)).toBe(key)
      await elsewhere.context().close()
    })

    test('28: leads to the same words in both languages @desktop', async ({ page }) => {
      await page.goto('/orders?lang=en')
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.goto('/?lang=zh')
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    })
  })
}

test('32, 33, 35: copies the key, also where the browser has no clipboard, and prints it on one page @desktop', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await placeOrder(page, 'free')
  const key = await expectKey(page)
  const button = page.locator('.key-card button[data-copy], .key-card .button-primary').first()
  await button.click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  await expect(page.locator('[data-announce]')).not.toBeEmpty()

  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await button.click()
  await expect(page.locator('[data-announce]')).not.toBeEmpty()

  const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})

test('shows what is wrong beside the field and keeps what was typed @desktop', async ({ page }) => {
  await page.goto('/products/demo-app?plan=year')
  await page.locator('#contact_person').fill('李四')
  await page.locator('#phone').fill('12345')
  await page.locator('[data-submit]').click()
  await expect(page.locator('#phone')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.locator('#contact_person')).toHaveValue('李四')
  await expect(page.locator('#phone')).toHaveValue('12345')
})
