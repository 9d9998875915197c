// Cards in the console: a package that sells them, an import that says what it did with each line, a look at one card,
// and what the buyer sees of the stock.

import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { ask, openConsole, proveAgain } from './console.ts'

async function make(page: Page, id: string): Promise<void> {
  const origin = test.info().project.use.baseURL ?? ''
  const send = async (path: string, data: object) => {
    const url = `${origin}/api/v1/admin/catalogue/products${path}`
    const answer = await page.request.post(url, { data, headers: { origin } })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
  await send('', { product_id: id, name: { zh: '点卡' }, description: { zh: '' }, ...rules })
  await send(`/${id}/change`, { on_sale: true })
}

test('a package of cards is made, filled, looked at, taken home and bought', async ({ page }) => {
  test.slow()
  const { parallelIndex, project } = test.info()
  const id = `cards-${project.name}-${parallelIndex}-${Date.now().toString(36)}`
  await openConsole(page, '/catalogue')
  await make(page, id)
  await page.goto(`/admin/catalogue/${id}`)
  await page.getByRole('button', { name: '添加套餐' }).click()
  const added = page.getByRole('dialog', { name: '添加套餐' })
  await added.getByLabel('名称', { exact: true }).fill('百元卡')
  await added.getByLabel('标识').fill('hundred')
  await added.getByLabel('价格').fill('0')
  await added.getByText('从导入的卡密中发一张').click()
  await expect(added.getByLabel('设备数')).toBeHidden()
  await added.getByLabel('剩多少份时提醒').fill('1')
  await added.getByLabel('每个手机号限购').fill('2')
  await expectAccessible(page)
  await added.getByRole('button', { name: '添加套餐' }).click()
  await expect(page.getByRole('table', { name: '套餐' })).toContainText('售罄')
  await page.getByRole('link', { name: '百元卡 的卡密' }).click()

  await expect(page.getByText('还没有卡密')).toBeVisible()
  await page.getByRole('button', { name: '导入卡密' }).first().click()
  const dialog = page.getByRole('dialog', { name: '导入卡密' })
  await dialog.getByRole('button', { name: '导入卡密' }).click()
  await expect(dialog.getByText('请粘贴卡密或选择文件')).toBeVisible()
  await dialog.getByLabel('粘贴卡密').fill(`${id}-one\n${id}-two\n${id}-one\n`)
  await dialog.getByRole('button', { name: '导入卡密' }).click()
  await expect(dialog.getByRole('status')).toContainText('导入了 2 张')
  await expect(dialog.getByRole('status')).toContainText('同一份清单里重复 1 行')
  await expect(dialog.getByRole('status')).toContainText('行号：3')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '完成' }).click()
  await expect(page.getByText('还可售出 2 张')).toBeVisible()

  const table = page.getByRole('table', { name: '卡密' })
  await expect(table).not.toContainText(`${id}-one`)
  await table
    .getByRole('button', { name: /^显示卡密/ })
    .first()
    .click()
  await proveAgain(page)
  await expect(table).toContainText(new RegExp(`${id}-(one|two)`))

  await takeHomeAndRemove(page, id)
  await page.goto(`/products/${id}`)
  await expect(page.getByText('卡密 · 库存 2 份 · 每个手机号限购 2 份')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('数量', { exact: true }).fill('2')
  await page.getByLabel('姓名').fill('张三')
  await page.getByRole('textbox', { name: '手机号' }).fill(`137${String(Date.now()).slice(-8)}`)
  await page.getByRole('button', { name: '免费领取' }).click()
  await expect(page.getByRole('heading', { name: '您的卡密（2 张）' })).toBeVisible()
  for (const card of [`${id}-one`, `${id}-two`])
    await expect(page.getByText(card, { exact: true })).toBeVisible()

  await page.goto(`/products/${id}`)
  await expect(page.getByRole('heading', { name: '已售罄' })).toBeVisible()

  await page.goto(`/admin/orders?search=${id}-one`)
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByRole('button', { name: '显示卡密' }).first().click()
  const why = page.getByRole('dialog')
  await why.getByLabel('原因').fill('买家说用不了')
  await why.getByRole('button', { name: '显示卡密' }).click()
  await expect(page.locator('main')).toContainText(new RegExp(`${id}-(one|two)`))
  await page.getByRole('button', { name: '给买家一个查看链接' }).click()
  await why.getByLabel('原因').fill('买家换了手机')
  await why.getByRole('button', { name: '生成链接' }).click()
  const url = await why.locator('.copy-text .mono').innerText()
  await expectAccessible(page)
  await page.context().clearCookies()
  await page.goto(url)
  await expect(page.getByText(`${id}-one`, { exact: true })).toBeVisible()
})

/** A batch that came by mistake is taken home as a file and removed, and the others stay. */
async function takeHomeAndRemove(page: Page, id: string): Promise<void> {
  const own = `admin/catalogue/products/${id}/packages/hundred/cards/import`
  await ask(page, own, { text: `${id}-wrong`, form: 'lines', batch: 'wrong' })
  const fold = page.getByRole('button', { name: '筛选' })
  await page.reload()
  await expect(page.getByText('还可售出 3 张')).toBeVisible()
  if (await fold.isVisible()) await fold.click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出未售' }).click()
  const why = page.getByRole('dialog', { name: '导出未售' })
  await why.getByLabel('原因').fill('留底')
  await why.getByRole('button', { name: '导出未售' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  await expect(why).toBeHidden()
  for (const card of ['one', 'two', 'wrong']) expect(file).toContain(`${id}-${card}`)
  await page.getByLabel('导入批次').selectOption('wrong')
  await page.getByRole('button', { name: '移除这一批未售' }).click()
  const dialog = page.getByRole('dialog', { name: '移除 wrong 这一批未售的卡密' })
  await dialog.getByLabel('原因').fill('导错了')
  await dialog.getByRole('button', { name: '移除这一批未售' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('还可售出 2 张')).toBeVisible()
}
