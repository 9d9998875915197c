// A buyer has lost a key, or changed a computer: found, looked at, mended, with the reason written down.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { expectNoSideways, openConsole, proveAgain } from './console.ts'

/** An order of nothing is delivered at once. */
async function soldLicense(page: Page): Promise<Readonly<{ order: string; key: string }>> {
  const placed = await page.request.post('/api/v1/user/orders', {
    data: {
      product_id: 'demo-app',
      package_id: 'free',
      contact_person: '张三',
      phone: '13800138001',
      quantity: 1,
    },
  })
  const { order_number: order, access_token: token } = (await placed.json()).data
  const looked = await page.request.get(
    `/api/v1/user/orders/query?order_number=${order}&phone=13800138001`,
    { headers: { 'x-order-token': token } },
  )
  const key = (await looked.json()).data.licenses[0].license_key
  return { order, key }
}

async function activate(page: Page, key: string, fingerprint: string) {
  const answer = await page.request.post('/api/v1/licenses/activate', {
    data: { license_key: key, fingerprint, device_name: '办公室电脑' },
  })
  return answer.status()
}

test('58: a licence is found by its order, a device unbound and the key reissued, each with a reason', async ({
  page,
}) => {
  test.slow()
  const { order, key } = await soldLicense(page)
  expect(await activate(page, key, 'old-computer')).toBe(200)
  await openConsole(page, '/licenses')
  await page.getByRole('textbox').first().fill(order)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/search=/)
  const list = page.getByRole('table', { name: '许可证' })
  await expect(list.locator('tbody tr')).toHaveCount(1)
  await expectAccessible(page)
  await expectNoSideways(page)
  await list.locator('tbody tr a').first().click()
  await expect(page.getByText('old-computer')).toBeVisible()
  await expectAccessible(page)
  await expectNoSideways(page)

  await page.getByRole('button', { name: '解绑' }).click()
  const unbind = page.getByRole('dialog', { name: '解绑 办公室电脑' })
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind.getByText('请填写原因')).toBeVisible()
  await unbind.getByRole('textbox').fill('买家换了电脑')
  await unbind.getByRole('button', { name: '解绑' }).click()
  await expect(unbind).toBeHidden()
  await expect(page.getByText('买家换了电脑')).toBeVisible()
  expect(await activate(page, key, 'new-computer')).toBe(200)

  await page.getByRole('button', { name: '补发密钥' }).click()
  const reissue = page.getByRole('dialog', { name: '补发密钥' })
  await reissue.getByRole('textbox').fill('密钥被公开了')
  await reissue.getByRole('button', { name: '补发密钥' }).click()
  await proveAgain(page)
  const shown = page.getByRole('dialog', { name: '完整密钥' })
  await expect(shown).toBeVisible()
  const fresh = await shown.locator('.copy-text .mono').innerText()
  await expectAccessible(page)
  await shown.getByRole('button', { name: '关闭', exact: true }).last().click()
  await expect(page.getByText('密钥被公开了')).toBeVisible()
  expect(await activate(page, key, 'new-computer')).toBe(400)
  expect(await activate(page, fresh, 'new-computer')).toBe(200)

  await act(page, '修改设备数', '公司统一采购')
  await expect(page.getByText('公司统一采购')).toBeVisible()
  await act(page, '暂停', '等待核实')
  await expect(page.getByText('等待核实')).toBeVisible()
  expect(await activate(page, fresh, 'new-computer')).not.toBe(200)
  await act(page, '恢复', '核实过了')
  await expect(page.getByText('核实过了')).toBeVisible()
  expect(await activate(page, fresh, 'new-computer')).toBe(200)
})

/** One deed on the page of a licence, with its reason. */
async function act(page: Page, verb: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: verb })
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
}

test('65: revoking asks first, Escape leaves all as it was, and a revoked licence says why nothing can be done @desktop', async ({
  page,
}) => {
  const { order } = await soldLicense(page)
  await openConsole(page, `/licenses?search=${order}`)
  await page.getByRole('table', { name: '许可证' }).locator('tbody tr a').first().click()
  const opener = page.getByRole('button', { name: '收回' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: '收回' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await opener.click()
  await dialog.getByRole('textbox').fill('违反约定')
  await dialog.getByRole('button', { name: '收回' }).click()
  await proveAgain(page)
  await expect(page.getByText('已收回').first()).toBeVisible()
  await expect(page.getByRole('button', { name: '补发密钥' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('66: a search that finds nothing says so and leads back @desktop', async ({ page }) => {
  await openConsole(page, '/licenses?search=nothing-like-it')
  await expect(page.getByText('没有符合条件的记录')).toBeVisible()
})
