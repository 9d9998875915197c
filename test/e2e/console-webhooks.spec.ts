// A merchant adds a webhook, sees the test arrive at a server of their own, and reads what it answered.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSideways } from './axe.ts'
import { openConsole, proveAgain } from './console.ts'

/**
 * A merchant's server on this machine that refuses the first test and takes all others. What the shop sells to others
 * meanwhile is told to it as well, and not kept here.
 */
async function startServer() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    request.on('end', () => {
      const isTest = body.includes('"type":"webhook.test"')
      if (isTest) bodies.push(body)
      const isFirst = isTest && bodies.length === 1
      response.writeHead(isFirst ? 500 : 200).end('<script>alert(1)</script>')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, bodies, stop: () => server.close() }
}

test('an address is added, its secret kept, a test sent and seen to arrive @desktop', async ({
  page,
}) => {
  test.slow()
  const server = await startServer()
  const name = `发货 ${Date.now()}`
  await openConsole(page, '/webhooks')
  await expectNoSideways(page)
  await page.getByRole('button', { name: '添加接收地址' }).first().click()
  const dialog = page.getByRole('dialog', { name: '添加接收地址' })
  await dialog.getByRole('button', { name: '添加接收地址' }).click()
  await expect(dialog.getByText('请填写').first()).toBeVisible()
  await dialog.getByLabel('名称').fill(name)
  await dialog.getByLabel('地址', { exact: true }).fill('http://shop.example/hook')
  await dialog.getByRole('button', { name: '添加接收地址' }).click()
  await proveAgain(page)
  await expect(dialog.getByText('不能用这个地址').first()).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('地址', { exact: true }).fill(server.url)
  await dialog.getByRole('button', { name: '添加接收地址' }).click()
  const secret = page.getByRole('dialog', { name: '签名密钥' })
  await expect(secret.getByText(/^whsec_[A-Za-z0-9+/=]{44}$/)).toBeVisible()
  await secret.getByRole('button', { name: '我已保存' }).click()

  const row = page.getByRole('table', { name: '接收地址' }).locator('tbody tr', { hasText: name })
  await expect(row).toContainText('正常')
  await expectAccessible(page)
  await row.getByRole('button', { name: '发送测试' }).click()
  await expect.poll(() => server.bodies.length, { timeout: 20_000 }).toBeGreaterThan(0)
  await page.getByRole('link', { name: '消息', exact: true }).click()
  const messages = page.getByRole('table', { name: '消息' })
  await expect(messages.locator('tbody tr', { hasText: name })).toContainText('测试')
  await expectAccessible(page)
  await messages.locator('tbody tr', { hasText: name }).getByRole('link').first().click()
  await expect(page.locator('h1')).toContainText('测试')
  await expect(page.getByText('HTTP 500')).toBeVisible()
  await expect(page.getByText('<script>alert(1)</script>').first()).toBeVisible()
  // It is tried again by itself, after five seconds.
  await expect(page.getByText('HTTP 200')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('h1')).toContainText('已送达')
  expect(server.bodies[1]).toBe(server.bodies[0])
  await expectAccessible(page)

  await page.getByRole('button', { name: '再发一次' }).click()
  const again = page.getByRole('dialog', { name: '再发一次' })
  await again.getByRole('textbox').fill('试一次')
  await again.getByRole('button', { name: '再发一次' }).click()
  await expect(page.getByText('手动')).toBeVisible({ timeout: 20_000 })
  await remove(page, name)
  server.stop()
})

test('a secret is changed without a gap, and a removed address is gone @desktop', async ({
  page,
}) => {
  test.slow()
  const server = await startServer()
  const name = `会计 ${Date.now()}`
  const headers = { origin: test.info().project.use.baseURL ?? '' }
  await openConsole(page, '/webhooks')
  await page.request.post('/api/v1/admin/session/step-up', {
    data: { password: 'a password for tests only' },
    headers,
  })
  const made = await page.request.post('/api/v1/admin/webhooks', {
    data: { name, url: server.url, events: ['order.paid'] },
    headers,
  })
  expect(made.status(), await made.text()).toBe(200)
  await page.reload()
  const row = page.getByRole('table', { name: '接收地址' }).locator('tbody tr', { hasText: name })
  await row.getByRole('button', { name: '更换密钥' }).click()
  const dialog = page.getByRole('dialog', { name: /更换密钥/ })
  await dialog.getByRole('textbox').fill('每年更换')
  await dialog.getByRole('button', { name: '更换密钥' }).click()
  const secret = page.getByRole('dialog', { name: '签名密钥' })
  await expect(secret).toContainText('七天内')
  await secret.getByRole('button', { name: '我已保存' }).click()
  await expect(row).toContainText('旧密钥同时有效到')
  await remove(page, name)
  server.stop()
})

test('without an address the page teaches what will arrive @desktop', async ({ page }) => {
  await page.route('**/api/v1/admin/webhooks', (route) =>
    route.fulfill({ json: { success: true, message: '', data: { rows: [] } } }),
  )
  await openConsole(page, '/webhooks')
  await expect(page.getByText('还没有接收地址')).toBeVisible()
  await expect(page.locator('pre')).toContainText('webhook-signature')
  await expectAccessible(page)
})

async function remove(page: Page, name: string): Promise<void> {
  await page.goto('/admin/webhooks')
  const row = page.getByRole('table', { name: '接收地址' }).locator('tbody tr', { hasText: name })
  await row.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog', { name: /移除/ })
  await dialog.getByRole('textbox').fill('测试结束')
  await dialog.getByRole('button', { name: '移除' }).click()
  await expect(row).toBeHidden()
}
