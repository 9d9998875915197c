// Orders in the console: found, looked into, refunded, cancelled and taken home, on a desk and on a phone.

import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import {
  ask,
  goWithin,
  openConsole,
  owner,
  payAtGateway,
  proveAgain,
  soldOrder,
} from './console.ts'

/** One page for all of them, as an operator leaves it open all day. */
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await openConsole(page, '/orders')
})
test.afterAll(() => page?.close())

/** The page of an order, with all that belongs to it. */
async function openOrder(number: string): Promise<void> {
  await goWithin(page, `/orders/${number}`)
  await expect(page.locator('h1')).toContainText(number)
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
}

test('54, 64, 66: one box finds an order by number and by key, and the address keeps what was asked', async () => {
  const { number, key } = await soldOrder(page)
  await expect(page.getByRole('table')).toBeVisible()
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

test('56: whoever keeps the page of an order open sees the payment arrive', async () => {
  const { number } = await soldOrder(page, { isPaid: false })
  await ask(page, 'user/pay/alipay', { order_number: number, payment_type: 'qr' })
  await openOrder(number)
  await expect(page.locator('h1')).toContainText('待支付')
  await payAtGateway(page, number)
  await expect(page.locator('h1')).toContainText('已支付', { timeout: 15_000 })
})

test('56: the page of an order tells all that happened, raw words included', async () => {
  const { number, key } = await soldOrder(page)
  await openOrder(number)
  const timeline = page.locator('section', { hasText: '全部经过' })
  for (const word of ['下单', '打开支付单', '渠道通知', '到账', '发货'])
    await expect(timeline.getByText(word, { exact: true }).first()).toBeVisible()
  await expect(page.locator('main')).not.toContainText(key)
  const notice = timeline.locator('li', { hasText: '渠道通知' }).first()
  await notice.getByText('原文').click()
  await expect(notice.locator('pre')).toContainText(number)
  await expectAccessible(page)
  await page.getByRole('button', { name: '最新在前' }).click()
  await expect(timeline.locator('li').first()).toContainText('下单')
  await page.getByRole('button', { name: '显示授权码' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await proveAgain(page)
  await expect(page.locator('main')).toContainText(key)
})

test('57, 64, 65: a refund shows what is left, refuses more, and is shown as under way', async () => {
  const { number } = await soldOrder(page)
  await openOrder(number)
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
  await amount.fill('9.90')
  // Who one is was proved a moment ago.
  await dialog.getByRole('button', { name: '提交退款' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('main')).toContainText('即将退出')
  await expect(page.locator('main')).toContainText('9.90')
})

test('58: an order that waits is cancelled with a reason', async () => {
  const { number } = await soldOrder(page, { isPaid: false })
  await openOrder(number)
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

test('37, 58: goods that were held back are red, found by the number their buyer is told, and delivered', async () => {
  const id = `held-${test.info().project.name}-${Date.now().toString(36)}`
  const name = { zh: '年度服务' }
  const products = 'admin/catalogue/products'
  const rules = { late_policy: 'hold', refund_effect: 'revoke' }
  await ask(page, products, { product_id: id, name, description: { zh: '' }, ...rules })
  const plan = { name, price: 5, validity_days: null, max_devices: 1, on_sale: true }
  await ask(page, `${products}/${id}/packages`, { ...plan, package_id: 'one' })
  await ask(page, `${products}/${id}/change`, { on_sale: true })
  // Paid only after it was cancelled, and then nobody decided: the money stays, and the goods are owed.
  const { number } = await soldOrder(page, { product: id, plan: 'one', isPaid: false })
  await ask(page, 'user/pay/alipay', { order_number: number, payment_type: 'qr' })
  await ask(page, `admin/orders/${number}/cancel`, { reason: '误操作' })
  await payAtGateway(page, number)
  const found = async () => (await ask(page, `admin/cases?search=${number}`)).rows
  await expect.poll(async () => (await found()).length, { timeout: 10_000 }).toBe(1)
  const [{ kind, ref }] = await found()
  const waiver = { ref, decision: 'waive', reason: '先留下款项' }
  await ask(page, `admin/cases/${kind}/decide`, waiver)

  const told = await (await page.request.get(`/payment/result?order_number=${number}`)).text()
  const [, ticket = ''] = /问题编号.*?<span class="code">(\w+)</.exec(told) ?? []
  await goWithin(page, `/orders?search=${ticket}`)
  const red = await page.evaluate(() => {
    const sample = document.body.appendChild(document.createElement('i'))
    sample.style.color = 'var(--bad)'
    const { color } = getComputedStyle(sample)
    sample.remove()
    return color
  })
  const link = page.getByRole('link', { name: number })
  await expect(link).toBeVisible()
  await expect(page.locator('.mark', { hasText: '未发货' })).toHaveCSS('color', red)
  await link.click()
  await expect(page.getByText('还有 1 件没有发货')).toHaveCSS('color', red)
  await page.getByRole('button', { name: '补发', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '补发商品' })
  await dialog.getByLabel('原因').fill('与买家说好了')
  await dialog.getByRole('button', { name: '补发', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('link', { name: '查看授权' })).toBeVisible()
  await expect(page.locator('main')).toContainText('与买家说好了')
})

test('61: the list is taken home as a file that fits the filters', async () => {
  const { number } = await soldOrder(page, { isPaid: false })
  await goWithin(page, `/orders?search=${number}`)
  await expect(page.getByRole('link', { name: number })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 CSV' }).click()
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
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await proveAgain(page)
  expect((await again).suggestedFilename()).toMatch(/\.xlsx$/)
})
