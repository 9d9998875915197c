// The cashier when things do not go straight: other tabs, lost streams, no script, other apps, giving up.

import { expect, test } from '@playwright/test'
import { phoneOf } from './agents.ts'
import { expectKey, goToGateway, orderNumberOf, pay, placeOrder } from './shop-pages.ts'

const payAt = (origin: string, outTradeNo: string) =>
  fetch(`${origin}/simulator/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ out_trade_no: outTradeNo }),
  })

test('two tabs of one order both turn to paid @desktop', async ({ page, context }) => {
  const number = await placeOrder(page)
  const second = await context.newPage()
  await second.goto(page.url())
  const alipay = await goToGateway(page, context)
  await pay(alipay)
  await expectKey(alipay)
  await expectKey(second)
  expect(orderNumberOf(second)).toBe(number)
})

test('the cashier turns by polling when the event stream is cut @desktop', async ({
  page,
  context,
}) => {
  await page.route('**/events*', (route) => route.abort())
  await placeOrder(page)
  const form = page.locator('form[action$="/pay"]').first()
  await form.evaluate((element) => element.setAttribute('target', '_blank'))
  const [alipay] = await Promise.all([
    context.waitForEvent('page'),
    form.locator('button').first().click(),
  ])
  await alipay.waitForURL(/\/simulator\//)
  await pay(alipay)
  await expectKey(page)
})

test('"I have paid" tells the truth @desktop', async ({ page }) => {
  await placeOrder(page)
  await page.locator('form[action$="/check"] button').click()
  await page.waitForURL(/checked=1/)
  await expect(page.locator('.amount').first()).toContainText('99.00')
})

test('a cancelled order says so and offers to order again @desktop', async ({ page }) => {
  await placeOrder(page)
  page.on('dialog', (dialog) => dialog.accept())
  await page.locator('form[action$="/cancel"] button').click()
  await expect(page.locator('a.button-primary')).toHaveAttribute('href', /\/products\/demo-app/)
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
})

test('a buyer without money is told why, and another one pays', async ({ page, context }) => {
  await placeOrder(page)
  const alipay = await goToGateway(page, context)
  await alipay.getByRole('radio').nth(1).check()
  await pay(alipay)
  // Only the page that answers has it; the choice on the one before would be lost.
  await expect(alipay.getByRole('alert')).toContainText('余额不足')
  await expect(alipay.locator('body')).toContainText('99.00')
  await alipay.getByRole('radio').first().check()
  await pay(alipay)
  await expectKey(alipay)
  // On a desktop the cashier is still open in a tab of its own, and turns as well.
  await expectKey(page)
})

test('inside another app the page says how to open the browser @own-phone', async ({
  browser,
  baseURL,
}) => {
  const context = await phoneOf(browser, 'qq')
  const page = await context.newPage()
  await placeOrder(page, 'year', baseURL)
  await expect(page.locator('.cover')).toContainText('浏览器')
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
  await context.close()
})

test('a second press of the order button is the same order @desktop', async ({ page, baseURL }) => {
  await page.goto('/products/demo-app?plan=year')
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('13800138000')
  const form = await page.locator('form[action="/buy"]').evaluate((element) => {
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(element as HTMLFormElement)) {
      if (typeof value === 'string') fields.set(name, value)
    }
    return fields.toString()
  })
  const send = () =>
    fetch(`${baseURL}/buy`, {
      method: 'POST',
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      redirect: 'manual',
    })
  const [first, second] = [await send(), await send()]
  expect(first.headers.get('location')).toMatch(/\/cashier\//)
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
})

test('QR: paid from another phone, the desktop page turns by itself @desktop', async ({
  page,
  browser,
  baseURL,
}) => {
  const number = await placeOrder(page)
  const reply = await fetch(`${baseURL}/api/v1/user/pay/alipay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_number: number, payment_type: 'qr' }),
  })
  const { data } = (await reply.json()) as { data: { qr_code: string } }
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  const scanned = await phone.newPage()
  await scanned.goto(data.qr_code)
  await pay(scanned)
  await expectKey(page)
  await phone.close()
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('the whole main job works', async ({ page, context }) => {
    await placeOrder(page, 'year')
    await expect(page.locator('.amount').first()).toContainText('99.00')
    const alipay = await goToGateway(page, context)
    await pay(alipay)
    await alipay.waitForURL(/\/payment\/result/)
    await expect(alipay.locator('.key').first()).toBeVisible({ timeout: 15_000 })
  })

  test('the waiting cashier turns by itself when it is paid elsewhere @desktop', async ({
    page,
    baseURL,
  }) => {
    const number = await placeOrder(page, 'month')
    const opened = await fetch(`${baseURL}/api/v1/user/pay/alipay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order_number: number, payment_type: 'wap' }),
    })
    const { data } = (await opened.json()) as { data: { payment_url: string } }
    await fetch(data.payment_url)
    expect((await payAt(baseURL ?? '', number)).status).toBe(200)
    await page.waitForURL(/\/payment\/result/, { timeout: 20_000 })
    await expect(page.locator('.key').first()).toBeVisible()
  })
})
