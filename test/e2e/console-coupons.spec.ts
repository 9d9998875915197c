// A merchant makes a coupon, a buyer pays less with it, and the merchant sees by whom it was used.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole } from './console.ts'
import { goToGateway, orderNumberOf, pay } from './shop-pages.ts'

const codeOf = (name: string) => `${name}${Date.now().toString(36)}`.toUpperCase()

/** Makes a coupon by the form: 10 yuan off from 50. */
async function makeCoupon(page: Page, code: string): Promise<void> {
  await openConsole(page, '/coupons')
  await page.getByRole('button', { name: '添加优惠码' }).first().click()
  await expect(page.locator('h1')).toContainText('添加优惠码')
  await page.getByRole('button', { name: '添加优惠码' }).click()
  await expect(page.getByText('请填写 4 至 24 位字母和数字')).toBeVisible()
  await expect(page.getByText('请填写大于 0 的金额')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('优惠码', { exact: true }).fill(code.toLowerCase())
  await page.getByLabel('名称').fill(`春节 ${code}`)
  await page.getByLabel('减免金额（元）').fill('10')
  await page.getByLabel('最低消费（元）').fill('50')
  await page.getByLabel('每个码可用几次').fill('5')
  await page.getByRole('button', { name: '添加优惠码' }).click()
  await expect(page.locator('h1')).toContainText(`春节 ${code}`)
}

test('a coupon is made, a buyer pays less with it, and the merchant sees it used', async ({
  page,
  context,
}) => {
  test.slow()
  const code = codeOf('SPRING')
  await makeCoupon(page, code)
  await expect(page.getByText('还没有订单用过它')).toBeVisible()
  const coupon = page.url()

  await page.goto('/products/demo-app?plan=month')
  await page.getByText('有优惠码？').click()
  const field = page.getByLabel('优惠码', { exact: true })
  await field.fill('NOSUCHCODE')
  await page.getByRole('button', { name: '使用' }).click()
  await expect(page.getByRole('status').filter({ hasText: '没有这个优惠码' })).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)
  await field.fill(` ${code.toLowerCase()}`)
  await field.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: '还差 40.10 元' })).toBeVisible()
  // Another plan, and the code holds; nobody has to type it again.
  await page.locator('input[value="year"]').check({ force: true })
  await expect(page.locator('[data-total]')).toHaveText('89.00')
  await expect(page.locator('[data-off]')).toContainText('−¥10.00')
  await expect(page.locator('[data-submit]')).toContainText('89.00')
  await expectAccessible(page)
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('13800138000')
  await page.locator('[data-submit]').click()
  await page.waitForURL(/\/cashier\//)
  await expect(page.locator('.due')).toContainText('89.00')
  await expect(page.locator('.due')).toContainText('优惠 −¥10.00')
  const number = orderNumberOf(page)
  const gateway = await goToGateway(page, context)
  await expect(gateway.locator('body')).toContainText('89.00')
  await pay(gateway)
  await gateway.waitForURL(/\/payment\/result/)
  await expect(gateway.locator('.facts')).toContainText('−¥10.00')

  // The cashier goes there by itself; another page must not be opened meanwhile.
  await page.waitForURL(/\/payment\/result/)
  await page.goto(coupon)
  await page.getByRole('link', { name: number }).click()
  await expect(page.locator('main')).toContainText(code)
  await page.getByRole('link', { name: code }).click()
  await expect(page.getByText('1 / 5')).toBeVisible()
  // From now on twice as much off, and what was sold stays as it was.
  await page.getByLabel('减免金额（元）').fill('20')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.locator('main')).toContainText('减 ¥20.00')
  await page.getByRole('button', { name: '停用' }).click()
  await expect(page.locator('h1')).toContainText('已停用')
})

test('a batch is drawn and taken as CSV @desktop', async ({ page }) => {
  const name = `老客户 ${Date.now()}`
  await openConsole(page, '/coupons/new')
  await page.getByText('随机生成一批').click()
  await page.getByLabel('生成几个').fill('20')
  await page.getByLabel('名称').fill(name)
  await page.getByText('百分比', { exact: true }).click()
  await page.getByLabel('减百分之几').fill('15')
  await page.getByLabel('最多减（元）').fill('20')
  await expect(page.getByLabel('每个码可用几次')).toHaveValue('1')
  await page.getByRole('button', { name: '添加优惠码' }).click()
  await expect(page.locator('h1')).toContainText(name)
  await expect(page.locator('main')).toContainText('减 15%，最多 ¥20.00')
  await expect(page.getByText('一共 20 个，导出可得到全部')).toBeVisible()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出全部（CSV）' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^coupons-\d{4}-\d\d-\d\d\.csv$/)
  const bytes = Buffer.concat(await (await file.createReadStream()).toArray())
  // A spreadsheet takes it for Chinese by its first three bytes.
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  const lines = bytes.subarray(3).toString('utf8').trim().split('\r\n')
  expect(lines[0]).toBe('优惠码,已用次数')
  expect(lines).toHaveLength(21)
  expect(lines[1]).toMatch(/^[0-9A-Z]{12},0$/)
})

/** Makes a coupon without the form, so that the shop has one. */
async function haveCoupon(page: Page, code: string, origin: string): Promise<void> {
  await openConsole(page, '/coupons')
  const none = { minimum: 0, from: null, until: null, uses_max: null, phone_max: null }
  const off = { kind: 'amount', amount: 10 }
  const data = { note: code, off, ...none, product_ids: null, codes: { code } }
  const answer = await page.request.post(`${origin}/api/v1/admin/coupons`, {
    data,
    headers: { origin },
  })
  expect(answer.status(), await answer.text()).toBe(201)
}

test('an English buyer without a script is told at the field why a code is refused @desktop', async ({
  browser,
  page: operator,
}, info) => {
  await haveCoupon(operator, codeOf('HAVE'), info.project.use.baseURL ?? '')
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: 'en-GB',
    baseURL: info.project.use.baseURL ?? '',
    viewport: info.project.use.viewport ?? null,
  })
  const page = await context.newPage()
  await page.goto('/products/demo-app?plan=year')
  await page.getByText('Have a coupon code?').click()
  await page.getByLabel('Coupon code').fill('NOSUCHCODE')
  await page.locator('#contact_person').fill('Ann')
  await page.locator('#phone').fill('13800138000')
  await page.locator('[data-submit]').click()
  await expect(page.locator('#coupon_code-error')).toContainText('There is no such coupon code')
  await expect(page.getByLabel('Coupon code')).toHaveValue('NOSUCHCODE')
  await expect(page.locator('#contact_person')).toHaveValue('Ann')
  await context.close()
})
