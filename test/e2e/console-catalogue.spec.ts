// The catalogue in the console: a product made from nothing to what a buyer sees, and changed without losing a word.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole } from './console.ts'

/** A product of this test's own, so that tests may run beside each other. */
function ownId(): string {
  const { parallelIndex, project } = test.info()
  return `made-${project.name}-${parallelIndex}-${Date.now().toString(36)}`
}

async function makeProduct(page: Page, id: string): Promise<void> {
  await openConsole(page, '/catalogue')
  await page.getByRole('button', { name: '添加商品' }).click()
  const dialog = page.getByRole('dialog', { name: '添加商品' })
  await dialog.getByLabel('名称', { exact: true }).fill('截图助手')
  await dialog.getByLabel('英文名称').fill('Snapper')
  await dialog.getByLabel('标识').fill(id)
  await dialog.getByRole('button', { name: '添加商品' }).click()
  await expect(page.locator('main h1')).toContainText('截图助手')
}

async function givePicture(page: Page): Promise<void> {
  const clip = { x: 0, y: 0, width: 200, height: 200 }
  const buffer = await page.screenshot({ clip, scale: 'css' })
  const picture = { name: 'picture.png', mimeType: 'image/png', buffer }
  await page.locator('input[type="file"]').setInputFiles(picture)
}

test('a product is made, described, priced, pictured and put on sale, and the buyer sees it @desktop', async ({
  page,
}) => {
  test.slow()
  const id = ownId()
  await makeProduct(page, id)
  await expect(page.locator('main h1')).toContainText('已下架')

  await page.getByRole('button', { name: '添加套餐' }).click()
  const dialog = page.getByRole('dialog', { name: '添加套餐' })
  await dialog.getByRole('button', { name: '添加套餐' }).click()
  await expect(dialog.getByText('请填写金额，如 99 或 9.90')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('名称', { exact: true }).fill('年度版')
  await dialog.getByLabel('标识').fill('year')
  await dialog.getByLabel('价格').fill('99')
  await dialog.getByRole('button', { name: '添加套餐' }).click()
  await expect(page.getByRole('table', { name: '套餐' })).toContainText('¥99.00')

  await page.getByLabel('介绍', { exact: true }).fill('随手截图。\n\n## 功能\n\n- **滚动**截图')
  await expect(page.getByRole('region', { name: '预览: 介绍' }).getByRole('listitem')).toHaveText(
    '滚动截图',
  )
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('有修改未保存')).toBeHidden()
  await givePicture(page)
  await expect(page.getByRole('img', { name: '商品图片' })).toBeVisible()
  await page.getByRole('button', { name: '上架', exact: true }).click()
  await expect(page.locator('main h1')).toContainText('在售')
  await expectAccessible(page)

  await page.getByRole('button', { name: '编辑套餐 年度版' }).click()
  const edited = page.getByRole('dialog', { name: '编辑套餐' })
  await edited.getByLabel('价格').fill('88')
  await edited.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('table', { name: '套餐' })).toContainText('¥88.00')

  await page.goto(`/products/${id}`)
  await expect(page.getByRole('heading', { name: '截图助手' })).toBeVisible()
  await expect(page.locator('.about li')).toHaveText('滚动截图')
  await expect(page.locator('.lead img')).toHaveJSProperty('naturalWidth', 200)
  await expectAccessible(page)

  await openConsole(page, '/catalogue')
  await expect(page.getByRole('row', { name: new RegExp(id) })).toContainText('¥88.00')
  await expectAccessible(page)

  await page
    .getByRole('row', { name: new RegExp(id) })
    .getByRole('link')
    .first()
    .click()
  await page.getByRole('button', { name: '复制', exact: true }).click()
  const copy = page.getByRole('dialog', { name: '复制这个商品' })
  await copy.getByLabel('新商品的标识').fill(`${id}-copy`)
  await copy.getByRole('button', { name: '复制' }).click()
  await expect(page).toHaveURL(new RegExp(`${id}-copy`))
  await expect(page.getByRole('table', { name: '套餐' })).toContainText('¥88.00')
  await page.getByRole('button', { name: '移除' }).click()
  await expect(page.getByText('没有图片')).toBeVisible()
  await page.getByRole('button', { name: '删除', exact: true }).first().click()
  const gone = page.getByRole('dialog', { name: '删除这个商品' })
  await gone.getByRole('button', { name: '删除' }).click()
  await expect(page.locator('h1')).toHaveText('商品')
  await expect(page.getByRole('row', { name: new RegExp(`${id}-copy`) })).toHaveCount(0)
})

test('52: words that were not saved are not left behind without a question @desktop', async ({
  page,
}) => {
  const id = ownId()
  await makeProduct(page, id)
  await page.getByLabel('英文名称').fill('Another name')
  await expect(page.getByText('有修改未保存')).toBeVisible()
  page.once('dialog', (question) => void question.dismiss())
  await page.getByRole('link', { name: '商品', exact: true }).first().click()
  await expect(page.getByLabel('英文名称')).toHaveValue('Another name')

  // Nor are they lost when the server does not answer for a moment.
  await page.route('**/api/v1/admin/catalogue/products/*', (route) =>
    route.fulfill({ status: 502 }),
  )
  await givePicture(page)
  await expect(page.locator('main').getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('英文名称')).toHaveValue('Another name')
  await page.getByRole('button', { name: '放弃修改' }).click()
  await expect(page.getByLabel('英文名称')).toHaveValue('Snapper')

  // What somebody else saves meanwhile is told of, and stays; what was typed stays too, and is saved with it.
  await page.unroute('**/api/v1/admin/catalogue/products/*')
  const { baseURL = '' } = test.info().project.use
  const product = `/api/v1/admin/catalogue/products/${id}`
  const description = { zh: '另一位成员写的' }
  await page.getByLabel('英文名称').fill('A third name')
  const theirs = await page.request.post(`${product}/change`, {
    data: { description },
    headers: { origin: baseURL },
  })
  expect(theirs.ok(), await theirs.text()).toBe(true)
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByLabel('介绍', { exact: true })).toHaveValue('另一位成员写的')
  await expect(page.getByText('有修改未保存')).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('有修改未保存')).toBeHidden()
  await expect(page.getByLabel('英文名称')).toHaveValue('A third name')
})
