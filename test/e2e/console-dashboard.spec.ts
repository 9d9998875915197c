// The overview as a merchant opens it in the morning: figures, what waits, the trend with its table, another range.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole } from './console.ts'

test('60: the overview tells the day’s figures, and every chart has a table', async ({ page }) => {
  await openConsole(page, '/dashboard')
  await expect(page.locator('h1')).toHaveText('总览')
  for (const title of ['收入', '已付订单', '下单', '退款'])
    await expect(page.locator('.figure h2', { hasText: title }).first()).toBeVisible()
  await expect(page.getByText('前一天').first()).toBeVisible()
  await expect(page.getByText('上周同日').first()).toBeVisible()
  await expect(page.locator('.chart svg')).toHaveCount(2)
  await readChart(page)
  await page.getByText('查看数据').click()
  const table = page.getByRole('table', { name: '30 天走势' })
  await expect(table.locator('tbody tr')).toHaveCount(30)
  await expect(page.getByRole('table', { name: '按渠道' })).toBeVisible()
  await expect(page.getByRole('table', { name: '按商品' })).toBeVisible()
  await expectAccessible(page)
})

test('60: a paid order is in the figures and in the list they lead to, and the range is one press @desktop', async ({
  page,
}) => {
  await countShifts(page)
  await openConsole(page, '/dashboard')
  const placed = await page.request.post('/api/v1/user/orders', {
    data: {
      product_id: 'demo-app',
      package_id: 'free',
      contact_person: '张三',
      phone: '13800138000',
      quantity: 1,
    },
  })
  expect(placed.status()).toBe(201)
  await page.reload()
  const paid = page.locator('.figure', { hasText: '已付订单' }).locator('.value a')
  await expect(paid).not.toHaveText('0')
  const shown = await paid.innerText()
  await paid.click()
  await expect(page).toHaveURL(/\/admin\/orders\?.*days=paid/)
  // Others buy meanwhile: so many, and perhaps a few that came since.
  const sums = page.locator('.sums')
  await expect(sums).toContainText(/共 \d+ 笔/)
  const listed = Number(/共 (\d+) 笔/.exec(await sums.innerText())?.[1])
  expect(listed - Number(shown)).toBeGreaterThanOrEqual(0)
  expect(listed - Number(shown)).toBeLessThan(20)

  await page.goBack()
  await expect(paid).not.toHaveText('0')
  await page.evaluate(() => {
    document.documentElement.dataset.shift = '0'
  })
  await page.getByRole('button', { name: '近 7 天' }).click()
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-\d{2}&to=\d{4}-\d{2}-\d{2}/)
  await expect(page.getByText('前 7 天').first()).toBeVisible()
  // 55: what stands there stays while other days are asked for.
  const shift = await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0))
  expect(shift).toBeLessThan(0.05)
  await page.reload()
  await expect(page.getByRole('button', { name: '近 7 天' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(page.getByRole('heading', { name: '7 天走势' })).toBeVisible()
})

/** The day one points at, or comes to by the arrows, says its figures; the lines differ without colours; a line that is in the way is put out by its name, and back. */
async function readChart(page: Page): Promise<void> {
  const chart = page.locator('.chart').last()
  const picture = chart.getByRole('img', { name: '订单（笔）' })
  const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {}
  await picture.hover({ position: { x: width - 12, y: height / 2 } })
  const told = chart.getByText(/^\d{4}-\d{2}-\d{2}$/).locator('..')
  await expect(told).toContainText(/已付订单\s*\d+\s*下单\s*\d+/)
  const last = await told.locator('p').first().innerText()
  await page.mouse.move(0, 0)
  await expect(told).toHaveCount(0)
  await picture.focus()
  await page.keyboard.press('ArrowRight')
  await expect(told).toContainText(last)
  await page.keyboard.press('ArrowLeft')
  await expect(told).toContainText(/已付订单\s*\d+\s*下单\s*\d+/)
  await expect(told).not.toContainText(last)
  await page.keyboard.press('Escape')
  await expect(told).toHaveCount(0)

  const name = chart.getByRole('button', { name: '下单' })
  await expect(picture.locator('.line')).toHaveCount(2)
  const dashes = await picture
    .locator('.line')
    .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).strokeDasharray))
  expect(new Set(dashes).size).toBe(2)
  await name.click()
  await expect(name).toHaveAttribute('aria-pressed', 'false')
  await expect(picture.locator('.line')).toHaveCount(1)
  await name.click()
  await expect(picture.locator('.line')).toHaveCount(2)
}

/** Adds up on the page how far things jump. */
async function countShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      const { dataset } = document.documentElement
      for (const entry of list.getEntries())
        dataset.shift = String(
          Number(dataset.shift ?? 0) + (entry as unknown as { value: number }).value,
        )
    }).observe({ type: 'layout-shift', buffered: true })
  })
}
