// Orders in the console: found, looked into, refunded and taken home, on a desk and on a phone.

import { readFileSync } from 'node:fs'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole, owner, proveAgain } from './console.ts'
import { expectKey, goToGateway, pay, placeOrder } from './shop-pages.ts'

async function paidOrder(page: Page, context: BrowserContext) {
  const number = await placeOrder(page)
  const gateway = await goToGateway(page, context)
  await pay(gateway)
  const key = await expectKey(gateway)
  if (gateway !== page) await gateway.close()
  return { number, key }
}

const shot = (page: Page, name: string) =>
  page.screenshot({ path: `test-results/orders-${name}-${test.info().project.name}.png` })

test('54, 64, 66: one box finds an order by number and by key, and the address keeps what was asked', async ({
  page,
  context,
}) => {
  test.slow()
  const { number, key } = await paidOrder(page, context)
  await openConsole(page, '/orders')
  await expect(page.getByRole('table')).toBeVisible()
  await expectAccessible(page)
  await shot(page, 'list')
  const box = page.getByRole('search').getByRole('textbox').first()
  await box.fill(key)
  await box.press('Enter')
  await expect(page).toHaveURL(/[?&]search=/)
  await expect(page.getByRole('link', { name: number })).toBeVisible()
  await expect(page.getByRole('link', { name: /^[0-9A-Z]{20}$/ })).toHaveCount(1)
  const fold = page.getByRole('button', { name: '筛选' })
  if (await fold.isVisible()) await fold.click()
  await page.getByLabel('状态').selectOption('paid')
  await expect(page).toHaveURL(/status=paid/)
  await page.reload()
  await expect(page.getByRole('link', { name: number })).toBeVisible()
  await page.getByRole('link', { name: number }).click()
  await expect(page.locator('h1')).toContainText(number)
  await page.goBack()
  await expect(page).toHaveURL(/status=paid/)
  // A phone has no head of a table to press.
  const order = page.getByLabel('排序')
  if (await order.isVisible()) {
    await order.selectOption('amount')
    await expect(page).toHaveURL(/sort=amount/)
  }
  await expect(page.locator('.sums')).toContainText('¥99.00')
  await box.fill('nobody at all')
  await box.press('Enter')
  await expect(page.getByRole('link', { name: number })).toBeHidden()
  await expect(page.locator('.sums')).not.toContainText('¥99.00')
  // What a list adds up to belongs to the rows that are shown, also when they come back from memory.
  await page.goBack()
  await expect(page.getByRole('link', { name: number })).toBeVisible()
  await expect(page.locator('.sums')).toContainText('¥99.00')
  await expectAccessible(page)
})

test('56: the page of an order tells all that happened, raw words included @desktop', async ({
  page,
  context,
}) => {
  test.slow()
  const { number, key } = await paidOrder(page, context)
  await openConsole(page, `/orders/${number}`)
  const timeline = page.locator('section', { hasText: '全部经过' })
  for (const word of ['下单', '打开支付单', '渠道通知', '到账', '发货'])
    await expect(timeline.getByText(word, { exact: true }).first()).toBeVisible()
  await expect(page.locator('main')).not.toContainText(key)
  const notice = timeline.locator('li', { hasText: '渠道通知' }).first()
  await notice.getByText('原文').click()
  await expect(notice.locator('pre')).toContainText(number)
  await expectAccessible(page)
  await shot(page, 'detail')
  await page.getByRole('button', { name: '最新在前' }).click()
  await expect(timeline.locator('li').first()).toContainText('下单')
  await page.getByRole('button', { name: '显示授权码' }).click()
  await proveAgain(page)
  await expect(page.locator('main')).toContainText(key)
})

test('57, 64, 65: a refund shows what is left, refuses more, and is shown as under way @desktop', async ({
  page,
  context,
}) => {
  test.slow()
  const { number } = await paidOrder(page, context)
  await openConsole(page, `/orders/${number}`)
  const opener = page.getByRole('button', { name: '退款', exact: true })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: '发起退款' })
  await expect(dialog.locator('.facts')).toContainText('99.00')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()
  await opener.click()
  await dialog.getByText('一部分').click()
  const amount = dialog.locator('input[inputmode="decimal"]')
  await amount.fill('99.01')
  await dialog.locator('textarea').fill('买家要求退款')
  // A click beside the dialog takes nothing away, and Escape asks first.
  await page.mouse.click(8, 8)
  await expect(dialog).toBeVisible()
  page.once('dialog', (question) => void question.dismiss())
  await page.keyboard.press('Escape')
  await expect(dialog.locator('textarea')).toHaveValue('买家要求退款')
  await dialog.getByRole('button', { name: '提交退款' }).click()
  await expect(dialog).toContainText('超过')
  await expectAccessible(page)
  await shot(page, 'refund')
  await amount.fill('9.90')
  await dialog.getByRole('button', { name: '提交退款' }).click()
  await proveAgain(page)
  await expect(dialog).toBeHidden()
  await expect(page.locator('main')).toContainText('待发出')
  await expect(page.locator('main')).toContainText('9.90')
})

test('58: an order that waits is cancelled with a reason @desktop', async ({ page }) => {
  const number = await placeOrder(page)
  await openConsole(page, `/orders/${number}`)
  await page.getByRole('button', { name: '取消订单' }).click()
  const dialog = page.getByRole('dialog', { name: '取消订单' })
  await dialog.getByRole('button', { name: '取消订单' }).click()
  await expect(dialog).toBeVisible()
  await dialog.locator('textarea').fill('买家不要了')
  await dialog.getByRole('button', { name: '取消订单' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('h1')).toContainText('已取消')
  await expect(page.locator('main')).toContainText('买家不要了')
})

test('61: the list is taken home as a file that fits the filters @desktop', async ({ page }) => {
  const number = await placeOrder(page)
  await openConsole(page, `/orders?search=${number}`)
  await expect(page.getByRole('link', { name: number })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 CSV' }).click()
  await proveAgain(page)
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^orders-\d{4}-\d\d-\d\d\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.trim().split('\n')).toHaveLength(2)
  expect(text).toContain(number)

  // Whoever was signed out meanwhile signs in over the page and has the file after all.
  await page.context().clearCookies()
  const again = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 Excel' }).click()
  await page.locator('input[name="email"]').fill(owner.email)
  await page.locator('input[name="password"]').fill(owner.password)
  await page.keyboard.press('Enter')
  await proveAgain(page)
  expect((await again).suggestedFilename()).toMatch(/\.xlsx$/)
})
