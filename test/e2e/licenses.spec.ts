// A buyer's licence in a browser: bought, on two devices, one of them freed, renewed, and good for longer.

import { expect, test } from '@playwright/test'
import { expectAccessible, expectReadableInTheDark } from './axe.ts'
import { expectKey, goToGateway, pay, placeOrder } from './shop-pages.ts'

test('a buyer frees a device, renews, and sees the longer end', async ({ page, context }) => {
  test.slow()
  await placeOrder(page)
  const first = await goToGateway(page, context)
  await pay(first)
  const license_key = await expectKey(first)
  for (const name of ['旧电脑', '新电脑']) {
    const data = { license_key, fingerprint: name, device_name: name }
    const activated = await first.request.post('/api/v1/licenses/activate', { data })
    expect(activated.status()).toBe(200)
  }

  await first.getByRole('link', { name: '授权和设备' }).click()
  const main = first.locator('main')
  await expect(main).toContainText('还剩 365 天')
  await expect(first.locator('.seat')).toHaveCount(2)
  const old = first.locator('.seat', { hasText: '旧电脑' })
  await old.locator('summary').click()
  await expectAccessible(first)
  await expectReadableInTheDark(first)
  await old.getByRole('button', { name: '确认解绑' }).click()
  await expect(first.getByRole('status').first()).toContainText('已解绑')
  await expect(first.locator('.seat')).toHaveCount(1)
  await expect(main).toContainText('还可以自助解绑 2 台')

  await first.getByRole('button', { name: /续期：年度版/ }).click()
  await expect(first.locator('[data-total]')).toHaveText('99.00')
  await first.locator('input[value="lifetime"]').check()
  await expect(first.locator('[data-total]')).toHaveText('200.00')
  await first.locator('input[value="year"]').check()
  await expectAccessible(first)
  await first.locator('#contact_person').fill('张三')
  await first.locator('#phone').fill('13800138000')
  await first.locator('[data-submit]').click()
  await first.waitForURL(/\/cashier\//)
  expect(first.url()).not.toContain(license_key)
  const second = await goToGateway(first, context)
  await pay(second)
  await second.waitForURL(/\/payment\/result/, { waitUntil: 'commit' })
  await expect(second.locator('main')).toContainText('续期的授权')
  await expectAccessible(second)
  await second.getByRole('link', { name: '授权和设备' }).click()
  await expect(second.locator('main')).toContainText('还剩 730 天')
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('a key alone shows the licence, and frees a device @desktop', async ({ page }) => {
    await placeOrder(page, 'free')
    const license_key = await expectKey(page)
    const data = { license_key, fingerprint: 'one', device_name: 'Office' }
    await page.request.post('/api/v1/licenses/activate', { data })
    await page.goto('/license?lang=en')
    await page.locator('#license_key').fill(license_key.toLowerCase())
    await page.getByRole('button', { name: 'See the licence' }).click()
    await expect(page.locator('main')).toContainText('7 days left')
    await page.locator('.seat summary').click()
    await page.getByRole('button', { name: 'Yes, free it' }).click()
    await expect(page.locator('main')).toContainText('The device is freed')
    await expect(page.locator('.seat')).toHaveCount(0)
  })
})
