// Courses in a browser: several bought at once, learned chapter by chapter, and one of them refunded.

import { type APIRequestContext, expect, test } from '@playwright/test'
import { expectAccessible, expectReadableInTheDark } from './axe.ts'
import { owner } from './console.ts'
import { goToGateway, orderNumberOf, pay } from './shop-pages.ts'

const title = { zh: '开始之前', en: 'Before you begin' }

async function post(api: APIRequestContext, path: string, data: object) {
  const origin = test.info().project.use.baseURL ?? ''
  const answer = await api.post(`/api/v1/admin/${path}`, { data, headers: { origin } })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()).data
}

async function makeCourse(api: APIRequestContext, product_id: string): Promise<void> {
  const name = { zh: product_id }
  const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
  await post(api, 'catalogue/products', { product_id, name, description: { zh: '' }, ...rules })
  const at = `catalogue/products/${product_id}`
  const plan = { name: { zh: '全部章节' }, price: 20, validity_days: null, max_devices: 1 }
  await post(api, `${at}/packages`, { ...plan, package_id: 'all', kind: 'course', on_sale: true })
  const chapter = { name: title, text: '准备**纸和笔**。', video: '', is_preview: true }
  await post(api, `${at}/chapters`, chapter)
  const video = 'https://video.invalid/two.mp4'
  const second = { ...chapter, name: { zh: '第一笔', en: 'The first line' }, video }
  await post(api, `${at}/chapters`, { ...second, is_preview: false })
  await post(api, `${at}/change`, { on_sale: true })
}

test('three courses are bought at once and learned, until one is refunded', async ({
  page,
  context,
  request,
}, info) => {
  test.slow()
  // A second try, and the other project, meet what the first has made.
  const own = `${info.project.name}-${Date.now().toString(36)}`
  const [ink, oil, clay] = ['ink', 'oil', 'clay'].map((name) => `${name}-${own}`)
  if (!ink || !oil || !clay) throw new Error('three courses')
  await post(request, 'session', owner)
  await post(request, 'session/step-up', { password: owner.password })
  for (const product of [ink, oil, clay]) await makeCourse(request, product)

  await page.goto(`/products/${ink}`)
  await page.getByRole('link', { name: /开始之前/ }).click()
  await expect(page.locator('main')).toContainText('您正在免费试看这一章')
  await page.goto(`/products/${ink}`)
  await page.getByRole('button', { name: '加入购物篮' }).click()
  await page.waitForURL(/\/basket$/)
  await page.goto('/')
  const together = page.getByRole('button', { name: '一起购买' })
  await expect(together).toBeDisabled()
  for (const product of [oil, clay]) await page.getByLabel(`选 ${product} · 全部章节`).check()
  await expect(page.locator('.pick-bar output')).toHaveText('已选 2 门，合计 ¥40.00')
  await expectAccessible(page)
  await expectReadableInTheDark(page)
  await together.click()
  await page.waitForURL(/\/basket$/)
  await expect(page.locator('.basket-row')).toHaveCount(3)
  await expect(page.locator('[data-total]')).toHaveText('60.00')
  await expectAccessible(page)
  await expectReadableInTheDark(page)
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('13800138000')
  await page.locator('[data-submit]').click()
  await page.waitForURL(/\/cashier\//)
  const order_number = orderNumberOf(page)
  const buyer = await goToGateway(page, context)
  await pay(buyer)
  await buyer.waitForURL(/\/payment\/result/, { waitUntil: 'commit' })
  await expect(buyer.getByRole('link', { name: /^开始学习/ })).toHaveCount(3)
  await expectAccessible(buyer)
  await buyer.getByRole('link', { name: new RegExp(`开始学习: ${ink}`) }).click()

  await expect(buyer.locator('h1')).toHaveText(title.zh)
  await expectAccessible(buyer)
  await buyer.getByRole('button', { name: '学完了，看下一章' }).click()
  await expect(buyer.locator('h1')).toHaveText('第一笔')
  await expect(buyer.locator('video')).toHaveAttribute('src', 'https://video.invalid/two.mp4')
  await expect(buyer.locator('main')).toContainText('已学 1 / 2 章')
  await expectAccessible(buyer)
  await expectReadableInTheDark(buyer)

  const lines = [{ line_no: 1, amount: '20.00' }]
  const reason = '客户申请'
  const { refund_no } = await post(request, 'refunds', { order_number, lines, reason })
  // It would wait two minutes for somebody to think better of it.
  await post(request, 'system/jobs/run', { kind: 'refund', ref: refund_no, reason })
  await expect
    .poll(async () => (await buyer.goto(`/learn/${ink}`))?.status(), { timeout: 20_000 })
    .toBe(403)
  await expect(buyer.locator('h1')).toHaveText('这门课程已退款')
  expect((await buyer.goto(`/learn/${oil}`))?.status()).toBe(200)
})
