// The catalogue in the console: a product made from nothing to what a buyer sees, and changed without losing a word.

import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole, proveAgain } from './console.ts'

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

/** Terms that do not go together are named at their fields, and those that do stand in one line. */
async function giveTerms(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '编辑套餐' })
  await expect(dialog.getByText('与普通套餐相同')).toBeVisible()
  await expect(dialog.getByText('第一台设备激活时')).toBeHidden()
  await dialog.getByText('授权条款').click()
  await dialog.getByText('第一台设备激活时').click()
  await dialog.getByText('每台设备只能试用这个商品一次').click()
  await dialog.getByText('永久', { exact: true }).click()
  await dialog.getByLabel('功能', { exact: true }).fill('Pro')
  await dialog.getByRole('button', { name: '保存' }).click()
  for (const wrong of [/没有天数可算/, /试用要有期限/, /只能用小写字母/])
    await expect(dialog.getByText(wrong)).toBeVisible()
  await expect(dialog.getByText(/没有天数可算/)).toBeInViewport()
  await expectAccessible(page)
  await dialog.getByText('按天数', { exact: true }).click()
  await dialog.getByLabel('功能', { exact: true }).fill('pro team old')
  await dialog.getByLabel('功能', { exact: true }).press('Enter')
  await dialog.getByRole('button', { name: '移除 old' }).click()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
}

/** A package of a text and files is on sale once it holds something. */
async function sellContent(page: Page): Promise<void> {
  await page.getByRole('button', { name: '添加套餐' }).click()
  const dialog = page.getByRole('dialog', { name: '添加套餐' })
  await dialog.getByLabel('名称', { exact: true }).fill('教程')
  await dialog.getByLabel('标识').fill('course')
  await dialog.getByLabel('价格').fill('88')
  await dialog.getByText('同一份内容：文字和文件').click()
  await expect(dialog.getByLabel('设备数')).toBeHidden()
  await dialog.getByRole('button', { name: '添加套餐' }).click()
  const row = page.getByRole('table', { name: '套餐' }).getByRole('row', { name: /教程/ })
  await expect(row).toContainText('还没有内容')
  await row.getByRole('link', { name: '教程 的内容' }).click()

  await expect(page.getByText('这个套餐暂不出售')).toBeVisible()
  await page.getByLabel('买家付款后读到的', { exact: true }).fill('提取码 **7788**')
  const preview = page.getByRole('region', { name: '预览: 买家付款后读到的' })
  await expect(preview.locator('strong')).toHaveText('7788')
  await page.getByRole('button', { name: '保存文字' }).click()
  await expect(page.getByText('这个套餐暂不出售')).toBeHidden()
  await page.locator('input[type="file"]').setInputFiles([
    { name: '手册.txt', mimeType: 'text/plain', buffer: Buffer.alloc(3000, 'a') },
    { name: '空.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ])
  const files = page.getByRole('table', { name: '文件' })
  await expect(files).toContainText('3 kB')
  await expect(page.getByText('空.txt 是空文件')).toBeVisible()
  await expectAccessible(page)
  await files.getByRole('button', { name: '移除 手册.txt' }).click()
  const gone = page.getByRole('dialog', { name: '移除 手册.txt' })
  await gone.getByRole('button', { name: '移除', exact: true }).click()
  await expect(page.getByText('还没有文件。')).toBeVisible()
  await page.getByRole('link', { name: '返回商品' }).click()
  await expect(row).toContainText('在售')
}

test('a product is made, described, priced, pictured and put on sale, and the buyer sees it', async ({
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

  await page.getByRole('button', { name: '编辑套餐 年度版' }).click()
  const edited = page.getByRole('dialog', { name: '编辑套餐' })
  await edited.getByLabel('价格').fill('88')
  await giveTerms(page)
  await expect(page.getByRole('table', { name: '套餐' })).toContainText('¥88.00')
  await expect(page.getByRole('table', { name: '套餐' })).toContainText(
    '首次激活起算，功能 pro、team，试用',
  )
  await sellContent(page)
  await page.goto(`/admin/catalogue/${id}`)

  await page.goto(`/products/${id}`)
  await expect(page.getByRole('heading', { name: '截图助手' })).toBeVisible()
  await expect(page.locator('.about li')).toHaveText('滚动截图')
  await expect(page.locator('.lead img')).toHaveJSProperty('naturalWidth', 200)
  await expectAccessible(page)

  await openConsole(page, '/catalogue')
  await expect(page.getByRole('row', { name: new RegExp(id) })).toContainText('¥88.00')

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

test('licences are made in a batch without an order, and their keys are taken home as a file', async ({
  page,
}) => {
  const note = `代理商 ${ownId()}`
  await openConsole(page, '/licenses/batches')
  await page.getByRole('button', { name: '生成一批' }).first().click()
  const dialog = page.getByRole('dialog', { name: '生成一批' })
  await dialog.getByRole('button', { name: '生成一批' }).click()
  for (const missing of ['请选择商品', '请选择套餐'])
    await expect(dialog.getByText(missing)).toBeVisible()
  await choose(page, '商品', 'Demo App')
  await choose(page, '套餐', '年度版')
  await expect(dialog.getByText(/365 天已经在走/)).toBeVisible()
  await dialog.getByLabel('数量').fill('10001')
  await dialog.getByLabel('备注').fill(note)
  await dialog.getByRole('button', { name: '生成一批' }).click()
  await expect(dialog.getByText('请填写 1 至 10000 的整数')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('数量').fill('3')
  await dialog.getByRole('button', { name: '生成一批' }).click()
  await proveAgain(page)
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row', { name: new RegExp(note) })).toContainText('3')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: `导出 ${note}` }).click()
  await page.getByRole('button', { name: '导出授权码' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  expect(file.trim().split('\r\n')).toHaveLength(4)
})

/** Opens a list of the dialog and takes one of it. */
async function choose(page: Page, list: string, option: string | RegExp): Promise<void> {
  const field = page.getByRole('combobox', { name: list })
  const one = page.getByRole('option', { name: option })
  // A list that is filled anew while it opens is closed again.
  await expect(async () => {
    if (!(await one.isVisible())) await page.locator('.el-select').filter({ has: field }).click()
    await one.click({ timeout: 2_000 })
  }).toPass()
}
