// The machinery as an owner looks at it: what the doctor says, a proof of the books on demand, jobs, the log.

import { expect, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { goWithin, openConsole, proveAgain } from './console.ts'

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
  const keys = page.getByRole('table', { name: '授权签名密钥' })
  await expect(keys.locator('tbody tr')).toHaveCount(1)
  await expect(keys).toContainText('正在签名')
  await page.getByRole('button', { name: '立即校验' }).click()
  const audits = page.getByRole('table', { name: '账目校验' })
  await expect(audits.locator('tbody tr').first()).toContainText('成立', { timeout: 20_000 })
  // What the server says is said again in the other language.
  const doctor = page.locator('section', { hasText: '设置、密钥、网关和数据库' })
  await expect(doctor.locator('li').first()).toBeVisible()
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.locator('h1')).toHaveText('System')
  await expect(page.locator('section').first()).toContainText('Demo mode: simulated gateways')
  await expectAccessible(page)
})

test('a refused notice is counted by day, with the reason, and what an audit finds is told with what to do @desktop', async ({
  page,
}) => {
  await openConsole(page, '/security')
  const form = { out_trade_no: '1', sign: 'AAAA', sign_type: 'RSA2', notify_id: 'forged' }
  await page.request.post('/api/v1/pay/alipay/notify', { form })
  // Books that do not agree cannot be had here; how they are told of is the page's own.
  await page.route('**/api/v1/admin/system/audits', async (route) => {
    const answer = await route.fetch()
    const { data, ...rest } = await answer.json()
    const finding = { id: 'ledger-zero', says: '账目之和为零', ref: 'order 1', detail: '差 1 分' }
    const findings = [{ ...finding, safe_action: '不要改数据库，先备份' }]
    await route.fulfill({ json: { ...rest, data: { ...data, findings } } })
  })
  await goWithin(page, '/system')
  const notices = page.getByRole('table', { name: '拒收的通知' })
  await expect(notices.locator('tbody tr').first()).toContainText('支付宝（演示）')
  const findings = page.getByRole('table', { name: '不成立的记录' })
  await expect(findings).toContainText('不要改数据库，先备份')
  await expectAccessible(page)
})

test('66: jobs are listed, filtered by state, and run again with a reason', async ({ page }) => {
  await openConsole(page, '/system/jobs')
  const jobs = page.getByRole('table', { name: '任务' })
  await expect(jobs.locator('tbody tr').first()).toBeVisible()
  // One that comes again and again: an order's own may be over before it is asked for.
  const standing = jobs
    .locator('tbody tr')
    .filter({ hasText: /清理|备份|核对最近变动|查找无人处理的事/ })
  await standing.first().getByRole('button', { name: '立即执行' }).click()
  const dialog = page.getByRole('dialog', { name: /立即执行/ })
  await dialog.getByRole('textbox').fill('试一次')
  await dialog.getByRole('button', { name: '立即执行' }).click()
  await proveAgain(page)
  await expect(dialog).toBeHidden()
  await goWithin(page, '/system/jobs?state=aside')
  await expect(page.locator('.empty')).toBeVisible()
})

test('62: the log is read by level and found by what it is about', async ({ page }) => {
  await openConsole(page, '/system/log?level=all')
  const log = page.getByRole('table', { name: '日志' })
  await expect(log.locator('tbody tr').first()).toBeVisible()
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
