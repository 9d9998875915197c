// A merchant adds a webhook, sees the test arrive at a server of their own, reads what it answered, and changes it.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { goWithin, openConsole, proveAgain, soldOrder } from './console.ts'

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

test('an address is added, its secret kept, a test sent and seen to arrive; it is changed, held and let go', async ({
  page,
}) => {
  test.slow()
  const server = await startServer()
  const name = `发货 ${test.info().project.name} ${Date.now()}`
  await openConsole(page, '/security')
  await teachesWhatArrives(page)
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
  await row.getByRole('button', { name: '发送测试' }).click()
  await expect.poll(() => server.bodies.length, { timeout: 20_000 }).toBeGreaterThan(0)
  await page.getByRole('link', { name: '消息', exact: true }).click()
  const messages = page.getByRole('table', { name: '消息' })
  // Orders of other tests are told to this address too.
  const told = messages.locator('tbody tr', { hasText: name }).filter({ hasText: '测试' })
  await expect(told).toHaveCount(1)
  await told.getByRole('link').first().click()
  await expect(page.locator('h1')).toContainText('测试')
  await expect(page.getByText('HTTP 500')).toBeVisible()
  await expect(page.getByText('<script>alert(1)</script>').first()).toBeVisible()
  // It is tried again by itself, after five seconds.
  await expect(page.getByText('HTTP 200')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('h1')).toContainText('已送达')
  expect(server.bodies[1]).toBe(server.bodies[0])

  await page.getByRole('button', { name: '再发一次' }).click()
  const again = page.getByRole('dialog', { name: '再发一次' })
  await again.getByRole('textbox').fill('试一次')
  await again.getByRole('button', { name: '再发一次' }).click()
  await expect(page.getByText('手动')).toBeVisible({ timeout: 20_000 })

  await goWithin(page, '/webhooks')
  await change(page, row)
  await change(page, row, '更换密钥', '每年更换')
  await expect(secret).toContainText('七天内')
  await secret.getByRole('button', { name: '我已保存' }).click()
  await expect(row).toContainText('旧密钥同时有效到')
  await change(page, row, '暂停', '服务器维护')
  await expect(row).toContainText('已暂停')
  await change(page, row, '恢复', '维护完了')
  await expect(row).toContainText('正常')

  // The server of the merchant has lost an order, and is told of it once more.
  const { number } = await soldOrder(page, { plan: 'free' })
  await goWithin(page, `/orders/${number}`)
  await page.getByRole('button', { name: '重新通知我的服务器' }).click()
  const dialogOfOrder = page.getByRole('dialog', { name: '重新通知我的服务器' })
  await dialogOfOrder.getByLabel('原因').fill('服务器当时关着')
  await dialogOfOrder.getByRole('button', { name: '再发一次' }).click()
  await expect(dialogOfOrder).toBeHidden()
  await expect(page.locator('main')).toContainText('服务器当时关着')
  await goWithin(page, '/webhooks')
  await change(page, row, '移除', '测试结束')
  await expect(row).toBeHidden()
  server.stop()
})

/** A shop without an address; the others of this one are not shown for a moment. */
async function teachesWhatArrives(page: Page): Promise<void> {
  const all = '**/api/v1/admin/webhooks'
  const data = { rows: [] }
  await page.route(all, (route) => route.fulfill({ json: { success: true, message: '', data } }))
  await goWithin(page, '/webhooks')
  await expect(page.getByText('还没有接收地址')).toBeVisible()
  await expect(page.locator('pre')).toContainText('webhook-signature')
  await expectAccessible(page)
  await page.unroute(all)
}

/** One deed at the row of an address, with its reason; without a deed, another set of events. */
async function change(page: Page, row: Locator, verb = '', reason = ''): Promise<void> {
  await row.getByRole('button', { name: verb || '修改', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: verb || '修改' })
  if (verb) await dialog.getByLabel('原因').fill(reason)
  else await dialog.getByText('授权被收回').click()
  await dialog.getByRole('button', { name: verb || '保存', exact: true }).click()
  await expect(dialog).toBeHidden()
}
