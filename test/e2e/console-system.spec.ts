// The machinery as an owner looks at it: what the doctor says, a proof of the books on demand, jobs, the log.

import { expect, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { expectNoSideways, openConsole, proveAgain } from './console.ts'

test('the system says how it is, and an audit asked for appears with its result', async ({
  page,
}) => {
  test.slow()
  await openConsole(page, '/system')
  await expect(page.locator('h1')).toHaveText('系统')
  await expect(page.getByText('设置、密钥、网关和数据库')).toBeVisible()
  await expect(
    page.getByRole('table', { name: '定时任务' }).locator('tbody tr').first(),
  ).toBeVisible()
  await page.getByRole('button', { name: '立即校验' }).click()
  const audits = page.getByRole('table', { name: '账目校验' })
  await expect(audits.locator('tbody tr').first()).toContainText('成立', { timeout: 20_000 })
  await expectAccessible(page)
  await expectNoSideways(page)
})

test('66: jobs are listed, filtered by state, and run again with a reason @desktop', async ({
  page,
}) => {
  await openConsole(page, '/system/jobs')
  const jobs = page.getByRole('table', { name: '任务' })
  await expect(jobs.locator('tbody tr').first()).toBeVisible()
  await expectAccessible(page)
  await expectNoSideways(page)
  await jobs.getByRole('button', { name: '立即执行' }).first().click()
  const dialog = page.getByRole('dialog', { name: /立即执行/ })
  await dialog.getByRole('textbox').fill('试一次')
  await dialog.getByRole('button', { name: '立即执行' }).click()
  await proveAgain(page)
  await expect(dialog).toBeHidden()
  await page.goto('/admin/system/jobs?state=aside')
  await expect(page.locator('.empty')).toBeVisible()
})

test('62: the log is read by level and found by what it is about @desktop', async ({ page }) => {
  await openConsole(page, '/system/log?level=all')
  const log = page.getByRole('table', { name: '日志' })
  await expect(log.locator('tbody tr').first()).toBeVisible()
  await expectAccessible(page)
  await expectNoSideways(page)
  await page.getByRole('textbox').first().fill('migrated')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/search=migrated/)
  await expect(log.locator('tbody tr').first()).toContainText('migrated')

  // A part of a long file without a hit is not the end of it.
  const data = { rows: [], next: '1' }
  await page.route('**/api/v1/admin/system/log*', (route) =>
    route.fulfill({ json: { success: true, message: '', data } }),
  )
  await page.getByRole('textbox').first().fill('nothing like it')
  await page.keyboard.press('Enter')
  await expect(page.getByText('更早的还没有找')).toBeVisible()
})
