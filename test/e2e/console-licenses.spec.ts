// A buyer has lost a key, or changed a computer: found, looked at, mended, with the reason written down.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { goWithin, openConsole, proveAgain, soldOrder } from './console.ts'

/** One page for all of them, as whoever helps buyers leaves it open. */
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await openConsole(page, '/licenses')
})
test.afterAll(() => page?.close())

async function activate(key: string, fingerprint: string): Promise<number> {
  const answer = await page.request.post('/api/v1/licenses/activate', {
    data: { license_key: key, fingerprint, device_name: '办公室电脑' },
  })
  return answer.status()
}

test('58: a licence is found by its order, a device unbound and the key reissued, each with a reason', async () => {
  test.slow()
  const { number: order, key } = await soldOrder(page, { plan: 'month' })
  expect(await activate(key, 'old-computer')).toBe(200)
  await page.getByRole('textbox').first().fill(order)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/search=/)
  const list = page.getByRole('table', { name: '授权', exact: true })
  await expect(list.locator('tbody tr')).toHaveCount(1)
  await expectAccessible(page)
  await list.locator('tbody tr a').first().click()
  await expect(page.getByText('old-computer')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: '解绑' }).click()
  const unbind = page.getByRole('dialog', { name: '解绑 办公室电脑' })
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind.getByText('请填写原因')).toBeVisible()
  await unbind.getByRole('textbox').fill('买家换了电脑')
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind).toBeHidden()
  await expect(page.getByText('买家换了电脑')).toBeVisible()
  expect(await activate(key, 'new-computer')).toBe(200)

  await page.getByRole('button', { name: '换发授权码' }).click()
  const reissue = page.getByRole('dialog', { name: '换发授权码' })
  await reissue.getByRole('textbox').fill('授权码被公开了')
  await reissue.getByRole('button', { name: '换发授权码' }).click()
  await proveAgain(page)
  const shown = page.getByRole('dialog', { name: '完整授权码' })
  await expect(shown).toBeVisible()
  // The new key is there until somebody says so: Escape does not lose it.
  await page.keyboard.press('Escape')
  await expect(shown).toBeVisible()
  const fresh = await shown.locator('.copy-text .mono').innerText()
  await expectAccessible(page)
  await shown.getByRole('button', { name: '关闭', exact: true }).click()
  await expect(page.getByText('授权码被公开了')).toBeVisible()
  expect(await activate(key, 'new-computer')).toBe(400)
  expect(await activate(fresh, 'new-computer')).toBe(200)

  await act('延长有效期', '补偿停机')
  const extended = page.locator('.history li', { hasText: '补偿停机' })
  await expect(extended).toContainText(/\d{4}-\d\d-\d\d.* → \d{4}-\d\d-\d\d/)
  await act('修改设备数', '公司统一采购')
  await expect(page.getByText('公司统一采购')).toBeVisible()
  await act('暂停', '等待核实')
  await expect(page.getByText('等待核实')).toBeVisible()
  expect(await activate(fresh, 'new-computer')).not.toBe(200)
  await act('恢复', '核实过了')
  await expect(page.getByText('核实过了')).toBeVisible()
  expect(await activate(fresh, 'new-computer')).toBe(200)
})

/** One deed on the page of a licence, with its reason. */
async function act(verb: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: verb })
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
}

test('65: revoking asks first, Escape leaves all as it was, and a revoked licence says why nothing can be done', async () => {
  const { number: order } = await soldOrder(page, { plan: 'free' })
  await goWithin(page, `/licenses?search=${order}`)
  await page.getByRole('table', { name: '授权', exact: true }).locator('tbody tr a').first().click()
  const opener = page.getByRole('button', { name: '收回' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: '收回' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await opener.click()
  await dialog.getByRole('textbox').fill('违反约定')
  await dialog.getByRole('button', { name: '收回' }).click()
  await expect(page.getByText('已收回').first()).toBeVisible()
  await expect(page.getByRole('button', { name: '换发授权码' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('66: a search that finds nothing says so and leads back', async () => {
  await goWithin(page, '/licenses?search=nothing-like-it')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
})
