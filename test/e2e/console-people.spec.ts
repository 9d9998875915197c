// The people of a shop: one is taken in, given another role, told a new password, sees to their own devices, and is
// let go; and the audit log says who did each of it, from what to what.

import { expect, type Page, request, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole, owner, proveAgain } from './console.ts'

const password = 'quite a long password of my own'
test('48, 62: a member is added, changed, given a new password and let go, and the audit log tells from what to what', async ({
  page,
}) => {
  test.slow()
  const { parallelIndex, project } = test.info()
  const email = `zhou-${project.name}-${parallelIndex}-${Date.now()}@example.com`
  await openConsole(page, '/people')
  await page.getByRole('button', { name: '添加成员' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill('小周')
  await dialog.getByLabel('邮箱').fill(email)
  await dialog.getByRole('button', { name: '添加', exact: true }).click()
  await proveAgain(page)
  const once = page.getByRole('dialog', { name: '一次性密码' })
  await expect(once).toContainText(email)
  // It is not shown again, so neither Escape nor a click beside it takes it away.
  await page.keyboard.press('Escape')
  await page.mouse.click(8, 8)
  await expect(once).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: '已记下' }).click()

  const row = page.locator('tbody tr', { hasText: email })
  await row.getByRole('button', { name: '修改' }).click()
  await dialog.locator('.el-radio', { hasText: /^\s*财务/ }).click()
  await expectAccessible(page)
  await dialog.getByLabel('原因').fill('月底帮忙对账')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(row).toContainText('财务')
  await row.getByRole('button', { name: '重置小周的密码' }).click()
  await dialog.getByLabel('原因').fill('本人忘记了')
  await dialog.getByRole('button', { name: '重置密码' }).click()
  const oneTime = await once.locator('.mono').innerText()
  await once.getByRole('button', { name: '已记下' }).click()

  await page.goto(`/admin/audit?subject=${encodeURIComponent(email)}`)
  const change = page.locator('tbody tr', { hasText: '修改成员角色' })
  await expect(change).toContainText('月底帮忙对账')
  await change.getByText('展开').click()
  await expect(change).toContainText('客服 → 财务')
  await expect(change.getByText('校验值')).toBeVisible()
  await expectAccessible(page)

  await workOwnSignIn(page, email, oneTime)

  await page.context().clearCookies()
  await openConsole(page, '/people')
  await row.getByRole('button', { name: '修改' }).click()
  await dialog.locator('.el-switch').click()
  await dialog.getByLabel('原因').fill('已离职')
  await dialog.getByRole('button', { name: '保存' }).click()
  await proveAgain(page)
  await expect(row).toContainText('已停用')
})

/** The member's own page: two devices, of which the other is ended, and a password of their own once more. */
async function workOwnSignIn(page: Page, email: string, oneTime: string): Promise<void> {
  const { baseURL = '' } = test.info().project.use
  const other = await request.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } })
  const post = async (path: string, data: object) => {
    const answer = await other.post(`/api/v1/admin/${path}`, { data })
    expect(answer.ok(), await answer.text()).toBe(true)
  }
  await post('session', { email, password: oneTime })
  await post('session/password', { password: oneTime, new_password: password })
  await page.context().clearCookies()
  await openConsole(page, '/security', { ...owner, email, password })
  const devices = page.locator('section', { hasText: '正在登录的设备' }).locator('.rows li')
  await expect(devices).toHaveCount(2)
  await devices.getByRole('button').first().click()
  await expect(devices).toHaveCount(1)
  expect((await other.get('/api/v1/admin/session')).status()).toBe(401)
  await other.dispose()

  await page.getByLabel('当前密码').fill(password)
  await page.getByLabel('新密码', { exact: true }).fill(`${password}, the second`)
  await page.getByLabel('再输入一次新密码').fill(`${password}, the second`)
  await page.getByRole('button', { name: '修改密码' }).click()
  await expect(page.getByText('密码已修改')).toBeVisible()
}
