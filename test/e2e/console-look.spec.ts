// A merchant gives the shop a colour, an announcement and its records, and a price for several; a buyer sees them all.

import { expect, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole } from './console.ts'

test('what a merchant chooses of the shop’s look, and prices by quantity, are what a buyer sees', async ({
  page,
  baseURL,
}) => {
  const site = baseURL ?? ''
  test.slow()
  const id = `tiers-${Date.now().toString(36)}`
  const api = `${site}/api/v1/admin`
  const send = async (path: string, data: object) => {
    const reply = await page.request.post(api + path, { data, headers: { origin: site } })
    expect(reply.ok(), await reply.text()).toBe(true)
  }
  await openConsole(page, '/settings?section=shop')
  const lookNow = async () => (await (await page.request.get(`${api}/look`)).json()).data
  const before = await lookNow()
  const look = page.locator('section', { has: page.getByRole('heading', { name: '外观与页脚' }) })
  await look.locator('[name="accent"]').fill('#ffd400')
  await expect(look).toContainText('这个颜色太浅')
  await look.getByLabel('公告', { exact: true }).fill('春节照常发货')
  await look.getByLabel('ICP 备案号').fill('12345678')
  await look.getByRole('button', { name: '保存外观' }).click()
  await expect(look.locator('.is-error')).toContainText('icp')
  await look.getByLabel('ICP 备案号').fill('京ICP备12345678号-1')
  await look.getByLabel('链接 1 的名称').fill('服务条款')
  await look.getByLabel('链接 1 的地址').fill('https://shop.example/terms')
  await expect(look.locator('figure').first()).toContainText('京ICP备12345678号-1')
  await expectAccessible(page)
  await look.getByRole('button', { name: '保存外观' }).click()
  await expect(page.getByText('已保存，立即生效')).toBeVisible()

  // Another shop at a host name of its own, with a look that the first one does not get.
  const other = `${id}.localhost:${new URL(site).port}`
  await page.getByRole('button', { name: '添加商店' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('域名').fill('10.0.0.1')
  await dialog.getByLabel('店名').fill('晨星课堂')
  await dialog.getByRole('button', { name: '添加商店' }).click()
  await expect(dialog).toContainText('不能是 IP 地址')
  await expectAccessible(page)
  await dialog.getByLabel('域名').fill(other)
  await dialog.getByRole('button', { name: '添加商店' }).click()
  await page
    .getByRole('row', { name: other })
    .getByRole('link', { name: '晨星课堂 的外观' })
    .click()
  await expect(look.getByRole('heading', { name: '外观与页脚 · 晨星课堂' })).toBeVisible()
  await look.getByLabel('公告', { exact: true }).fill('开学啦')
  await look.getByRole('button', { name: '保存外观' }).click()
  await expect(look.getByText('有未保存的更改')).toBeHidden()
  const shop_id = new URL(page.url()).searchParams.get('shop')
  await page.goto(`http://${other}/`)
  await expect(page.getByRole('banner')).toContainText('晨星课堂')
  await expect(page.getByText('开学啦')).toBeVisible()
  const number = await page.evaluate(async () => {
    const who = { contact_person: '李', phone: '13700137000', quantity: 1 }
    const body = JSON.stringify({ ...who, product_id: 'demo-app', package_id: 'free' })
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch('/api/v1/user/orders', { method: 'POST', headers, body })
    return (await reply.json()).data.order_number
  })
  await page.goto(`${site}/admin/orders/${number}`)
  await expect(page.getByText(other)).toBeVisible()
  await send(`/shops/${shop_id}/open`, { is_open: false })

  await send('/catalogue/products', {
    product_id: id,
    name: { zh: '团队版' },
    description: { zh: '多买更便宜。' },
    late_policy: 'deliver',
    refund_effect: 'revoke',
  })
  const plan = { package_id: 'one', name: { zh: '年度' }, price: 10, validity_days: 365 }
  await send(`/catalogue/products/${id}/packages`, { ...plan, max_devices: 1, on_sale: true })
  await send(`/catalogue/products/${id}/change`, { on_sale: true })
  await page.goto(`/admin/catalogue/${id}`)
  await page.getByRole('button', { name: '编辑套餐 年度' }).click()
  await page.getByRole('button', { name: '添加一档' }).click()
  await page.getByLabel('第 1 档的份数').fill('5')
  await page.getByLabel('第 1 档的单价').fill('11')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('并低于上面的价格')).toBeVisible()
  await page.getByLabel('第 1 档的单价').fill('8')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('多买优惠', { exact: false }).first()).toBeVisible()

  await expect
    .poll(async () => (await page.request.get(`/products/${id}`)).text())
    .toContain('5 份起 ¥8.00/份')
  await page.goto(`/products/${id}`)
  await expect(page.getByText('春节照常发货')).toBeVisible()
  await expect(page.getByRole('link', { name: '京ICP备12345678号-1' })).toHaveAttribute(
    'href',
    'https://beian.miit.gov.cn/',
  )
  await expect(page.getByRole('link', { name: '服务条款' })).toBeVisible()
  // Yellow could not carry white words; what is shown is a darker one, and no blue any more.
  const fill = () =>
    page.locator('[data-submit]').evaluate((one) => getComputedStyle(one).backgroundColor)
  expect(await fill()).toMatch(/^rgb\(\d+, \d+, 0\)$/)
  await page.getByLabel('数量').fill('4')
  await expect(page.locator('[data-total]')).toHaveText('40.00')
  await page.getByLabel('数量').fill('5')
  await expect(page.locator('[data-total]')).toHaveText('40.00')
  await page.getByRole('button', { name: '增加一份' }).click()
  await expect(page.locator('[data-submit]')).toContainText('¥48.00')
  await expectAccessible(page)

  const { name: _name, logo: _logo, ...was } = before
  const { version } = await lookNow()
  await send('/look', { ...was, version })
  await send(`/catalogue/products/${id}/change`, { on_sale: false })
})
