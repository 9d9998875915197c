// A buyer has lost a key, or changed a computer: found, looked at, mended, with the reason written down.

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

/** One page for all of them, as whoever helps buyers leaves it open. */
let page: Page
/** Licences of this run's own, which no other run takes meanwhile. */
let batch: Readonly<{ id: string; product: string }>

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await openConsole(page, '/licenses')
})
test.afterAll(() => page?.close())

async function activate(key: string, fingerprint: string): Promise<number> {
  const answer = await page.request.post('/api/v1/licenses/activate', {
    data: { license_key: key, fingerprint, device_name: '办公室电脑' },
  })
  return answer.status()
}

test('58: a licence is found by its order, a device unbound and the key reissued, each with a reason', async () => {
  test.slow()
  const { number: order, key } = await soldOrder(page, { plan: 'month' })
  expect(await activate(key, 'old-computer')).toBe(200)
  await page.getByRole('textbox').first().fill(order)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/search=/)
  const list = page.getByRole('table', { name: '授权', exact: true })
  await expect(list.locator('tbody tr')).toHaveCount(1)
  await list.locator('tbody tr a').first().click()
  await expect(page.getByText('old-computer')).toBeVisible()

  await page.getByRole('button', { name: '解绑' }).click()
  const unbind = page.getByRole('dialog', { name: '解绑 办公室电脑' })
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind.getByText('请填写原因')).toBeVisible()
  await unbind.getByRole('textbox').fill('买家换了电脑')
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind).toBeHidden()
  await expect(page.getByText('买家换了电脑')).toBeVisible()
  expect(await activate(key, 'new-computer')).toBe(200)

  await page.getByRole('button', { name: '换发授权码' }).click()
  const reissue = page.getByRole('dialog', { name: '换发授权码' })
  await reissue.getByRole('textbox').fill('授权码被公开了')
  await reissue.getByRole('button', { name: '换发授权码' }).click()
  await proveAgain(page)
  const shown = page.getByRole('dialog', { name: '完整授权码' })
  await expect(shown).toBeVisible()
  // The new key is there until somebody says so: Escape does not lose it.
  await page.keyboard.press('Escape')
  await expect(shown).toBeVisible()
  const fresh = await shown.locator('.copy-text .mono').innerText()
  await expectAccessible(page)
  await shown.getByRole('button', { name: '关闭', exact: true }).click()
  await expect(page.getByText('授权码被公开了')).toBeVisible()
  expect(await activate(key, 'new-computer')).toBe(400)
  expect(await activate(fresh, 'new-computer')).toBe(200)

  await act('延长有效期', '补偿停机')
  const extended = page.locator('.story li', { hasText: '补偿停机' })
  await expect(extended).toContainText(/\d{4}-\d\d-\d\d.* → \d{4}-\d\d-\d\d/)
  await act('修改设备数', '公司统一采购')
  await expect(page.getByText('公司统一采购')).toBeVisible()
  await act('暂停', '等待核实')
  await expect(page.getByText('等待核实')).toBeVisible()
  expect(await activate(fresh, 'new-computer')).not.toBe(200)
  await act('恢复', '核实过了')
  await expect(page.getByText('核实过了')).toBeVisible()
  expect(await activate(fresh, 'new-computer')).toBe(200)
})

/** One deed on the page of a licence, with its reason. */
async function act(verb: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: verb })
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
}

test('65: revoking asks first, Escape leaves all as it was, and a revoked licence says why nothing can be done', async () => {
  const { number: order } = await soldOrder(page, { plan: 'free' })
  await goWithin(page, `/licenses?search=${order}`)
  await page.getByRole('table', { name: '授权', exact: true }).locator('tbody tr a').first().click()
  const opener = page.getByRole('button', { name: '收回' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: '收回' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await opener.click()
  await dialog.getByRole('textbox').fill('违反约定')
  await dialog.getByRole('button', { name: '收回' }).click()
  await expect(page.getByText('已收回').first()).toBeVisible()
  await expect(page.getByRole('button', { name: '换发授权码' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

/** A product whose licences begin with their first device and float, and 120 of them for a reseller. */
async function makeBatch(): Promise<Readonly<{ id: string; product: string }>> {
  const id = `batch-${test.info().project.name}-${Date.now().toString(36)}`
  const product = `团队软件 ${id}`
  const products = 'admin/catalogue/products'
  const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
  const name = { zh: product }
  await ask(page, products, { product_id: id, name, description: { zh: '' }, ...rules })
  const terms = { starts: 'activation', seats: 'floating', lease_seconds: 600, features: ['pro'] }
  const plan = { name: { zh: '团队版' }, price: 5, validity_days: 90, max_devices: 2, terms }
  await ask(page, `${products}/${id}/packages`, { ...plan, package_id: 'team', on_sale: true })
  await ask(page, 'admin/session/step-up', { password: owner.password })
  const made = { batch_id: id, product_id: id, package_id: 'team', quantity: 120, note: id }
  await ask(page, 'admin/license-batches', made)
  return { id, product }
}

test('66: the list is narrowed by product, state and batch, and a link to its third page leads back page by page', async () => {
  test.slow()
  batch = await makeBatch()
  const { id, product } = batch
  await page.goto('/admin/licenses')
  const rows = page.getByRole('table', { name: '授权', exact: true }).locator('tbody tr')
  const first = rows.locator('a').first()
  await expect(first).toBeVisible()
  const fold = page.getByRole('button', { name: '筛选' })
  if (await fold.isVisible()) await fold.click()
  const choose = async (filter: string, value: string) => {
    await page.getByRole('search').getByLabel(filter).selectOption(value)
    await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0)
  }
  const nothing = page.getByText('没有符合条件的记录')
  await choose('批次', id)
  await expect(rows).toHaveCount(50)
  await choose('商品', 'demo-app')
  await expect(nothing).toBeVisible()
  await choose('商品', id)
  await expect(rows.filter({ hasText: product })).toHaveCount(50)
  await choose('状态', 'active')
  await expect(nothing).toBeVisible()
  await choose('状态', 'not_begun')
  await expect(rows.filter({ hasText: '未开始' })).toHaveCount(50)
  await expectAccessible(page)

  const next = page.getByRole('button', { name: '下一页' })
  const keys = [await first.innerText()]
  for (const number of [2, 3]) {
    await next.click()
    await expect(page).toHaveURL(new RegExp(`page=${number}`))
    await expect(first).not.toHaveText(keys.at(-1) ?? '')
    keys.push(await first.innerText())
  }
  await expect(rows).toHaveCount(20)
  const link = page.url()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(first).toHaveText(keys[2] ?? '')
  const previous = page.getByRole('button', { name: '上一页' })
  await previous.click()
  await expect(page).toHaveURL(/page=2/)
  await expect(first).toHaveText(keys[1] ?? '')
  await previous.click()
  await expect(first).toHaveText(keys[0] ?? '')
  await expect(previous).toBeDisabled()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text.trim().split('\n')).toHaveLength(121)
})

test('58: a licence of a batch tells its terms, goes to a new owner with a new key, and shows who holds a seat', async () => {
  await goWithin(page, `/licenses?batch=${batch.id}`)
  await page.getByRole('table', { name: '授权', exact: true }).locator('tbody tr a').first().click()
  await expect(page.getByText('还没有开始：第一台设备激活后有效 90 天')).toBeVisible()
  const terms = page.locator('section', { hasText: '购买时的条款' })
  await expect(terms).toContainText('第一台设备激活时')
  await expect(terms).toContainText('10 分钟没有联系')
  await expect(terms).toContainText('pro')

  await page.getByRole('button', { name: '转移', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '转移' })
  await dialog.getByLabel('新所有人姓名').fill('李四')
  await dialog.getByRole('button', { name: '转移', exact: true }).click()
  await expect(dialog.getByText('请填写', { exact: true })).toBeVisible()
  await expect(dialog.getByText('请填写原因')).toBeVisible()
  await dialog.getByLabel('原因').fill('代理商售出')
  await dialog.getByLabel('新所有人手机号').fill('139 0013 9000')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '转移', exact: true }).click()
  const shown = page.getByRole('dialog', { name: '完整授权码' })
  await expect(shown).toContainText('没有订单页会显示它')
  const key = await shown.locator('.copy-text .mono').innerText()
  await shown.getByRole('button', { name: '关闭', exact: true }).click()
  await expect(page.locator('.facts').first()).toContainText('李四 13900139000')
  await expect(page.locator('.story li', { hasText: '代理商售出' })).toContainText(owner.email)

  expect(await activate(key, 'seat-holder')).toBe(200)
  await page.reload()
  await expect(page.getByRole('row', { name: /办公室电脑/ })).toContainText('使用中，到')
  await expectAccessible(page)
})

test('56: a renewal is told on the page of its order and on that of the licence', async () => {
  const { key } = await soldOrder(page, { plan: 'month' })
  const { order_number: renewal } = await ask(page, 'user/orders', {
    product_id: 'demo-app',
    package_id: 'month',
    license_key: key,
    quantity: 1,
    contact_person: '张三',
    phone: '13800138000',
  })
  await ask(page, 'user/pay/alipay', { order_number: renewal, payment_type: 'qr' })
  await payAtGateway(page, renewal)
  await goWithin(page, `/orders/${renewal}`)
  const line = page.locator('section', { hasText: '商品与授权' }).locator('li')
  await expect(line).toContainText('续期 31 天', { timeout: 15_000 })
  await expect(line).toContainText('已生效', { timeout: 15_000 })
  await line.getByRole('link').click()
  const bought = page.getByRole('table', { name: '续期与升级' })
  await expect(bought).toContainText('增加 31 天')
  await expect(bought.getByRole('link', { name: renewal })).toBeVisible()
})

test('66: a search that finds nothing says so and leads back', async () => {
  await goWithin(page, '/licenses?search=nothing-like-it')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
})
