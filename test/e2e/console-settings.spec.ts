// Payment settings: somebody who has never seen the console, with nothing but what stands on the screen, comes to
// an account that is tested, paid through and switched on; and what keeps them from mistakes on the way.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { openConsole, proveAgain } from './console.ts'
import { type FreshShop, startFreshShop } from './fresh-shop.ts'
import { pay } from './shop-pages.ts'

const password = 'a long password of my own'
let shop: FreshShop

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(120_000)
  shop = await startFreshShop({ REFUND_APPROVAL: '500' }, { hasGateways: true })
})
test.afterAll(() => shop.stop())

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`)
const step = (page: Page, name: string) => page.locator(`[data-step="${name}"]`)
const account = (name: string) => shop.account[name] ?? ''

async function openSettings(page: Page, section = 'alipay'): Promise<void> {
  await openConsole(page, `/settings?section=${section}`, { email: shop.email, password }, shop.url)
  await expect(page.locator('form').first()).toBeVisible()
}

type Framed = { framedAt?: string }

/** In the page: at which address the bar on top was first shown. */
function noteWhereFramed(): void {
  new MutationObserver((_, watch) => {
    if (!document.querySelector('.topbar')) return
    Object.assign(window, { framedAt: location.pathname })
    watch.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存', exact: true }).click()
}

test('a new merchant, following only the screen, comes from the first sign-in to being paid (49, 50, 51)', async ({
  page,
}) => {
  test.slow()
  const began = Date.now()
  await page.addInitScript(noteWhereFramed)
  await page.goto(`${shop.url}/admin`)
  await page.locator('input[name="email"]').fill(shop.email)
  await page.locator('input[name="password"]').fill(shop.oneTimePassword)
  await page.keyboard.press('Enter')
  await page.locator('input[name="new-password"]').fill(password)
  await page.locator('input[name="repeat-password"]').fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: '跳到正文' })).toBeAttached()

  // The frame comes with its first page: one that came later would close a menu that a quick thumb has opened.
  const framedAt = await page.evaluate(() => (window as unknown as Framed).framedAt)
  expect(framedAt).toBe(new URL(page.url()).pathname)
  expect(framedAt).toMatch(/^\/admin\/\w/)
  const menu = page.getByRole('button', { name: '打开菜单' })
  if (await menu.isVisible()) await menu.click()
  await page.getByRole('link', { name: '支付配置' }).click()
  await expect(page.locator('[data-next]')).toContainText('把应用 ID 和密钥填在下面')
  await field(page, 'ALIPAY_APP_ID').fill(account('ALIPAY_APP_ID'))
  await page.getByText('自定义网关').click()
  await field(page, 'ALIPAY_GATEWAY').fill(account('ALIPAY_GATEWAY'))
  await field(page, 'ALIPAY_PRIVATE_KEY').fill(account('ALIPAY_PRIVATE_KEY'))
  await field(page, 'ALIPAY_ALIPAY_PUBLIC_KEY').fill(account('ALIPAY_ALIPAY_PUBLIC_KEY'))
  await expect(step(page, 'account')).toContainText('公钥SPKI')
  await save(page)
  await proveAgain(page, password)
  await expect(page.locator('[data-next]')).toContainText('测试配置')

  await page.getByRole('button', { name: '测试支付宝配置' }).click()
  const findings = step(page, 'examine').locator('[data-findings]')
  await expect(findings).toContainText('检查通过')
  await expect(findings.locator('[data-check="alipay.round_trip"]')).toContainText('正常')
  await expectAccessible(page)
  await expect(page.locator('[data-next]')).toContainText('真实支付 0.01 元')

  await page.getByRole('button', { name: '测试支付功能' }).click()
  const test51 = step(page, 'pay')
  await expect(test51.getByRole('img', { name: '测试支付的二维码' })).toBeVisible()
  await expect(test51.locator('[data-mark="paid"]')).toContainText('等待付款')
  await expectAccessible(page)
  const [gateway] = await Promise.all([
    page.context().waitForEvent('page'),
    test51.getByRole('link', { name: '打开付款页面' }).click(),
  ])
  await pay(gateway)
  await gateway.close()
  for (const mark of ['placed', 'paid', 'notice', 'delivered'])
    await expect(test51.locator(`[data-mark="${mark}"]`)).toHaveAttribute('data-done', 'true')
  await expect(test51).toContainText('测试通过')
  // Whoever leaves the page meanwhile finds the test again, and can still give the 0.01 back.
  await page.goto(page.url())
  await test51.getByRole('button', { name: '退回 0.01 元' }).click()
  await expect(test51.locator('[data-refund]')).toContainText('约两分钟后退回')

  await expect(page.locator('[data-next]')).toContainText('启用')
  await step(page, 'enable').getByRole('button', { name: '启用' }).click()
  await expect(page.locator('[data-next]')).toContainText('已全部完成')
  test
    .info()
    .annotations.push({ type: 'seconds', description: String((Date.now() - began) / 1_000) })
})

test('49: a saved key is a fingerprint only, a wrong one is named at once, a pair is made here @desktop', async ({
  page,
}) => {
  await openSettings(page)
  const keys = step(page, 'account')
  await expect(field(page, 'ALIPAY_PRIVATE_KEY')).toHaveValue('')
  await expect(field(page, 'ALIPAY_PRIVATE_KEY')).toHaveAttribute('placeholder', /留空则保持不变/)
  await expect(keys).toContainText(/已保存 私钥.*指纹 [0-9a-f]{4} /)
  expect(await page.content()).not.toContain(account('ALIPAY_PRIVATE_KEY').slice(40, 100))

  const platformKey = field(page, 'ALIPAY_ALIPAY_PUBLIC_KEY')
  await platformKey.fill(account('ALIPAY_PRIVATE_KEY'))
  await expect(keys).toContainText('这是一个私钥，这里要填公钥')
  await platformKey.fill('我的密钥')
  await expect(keys).toContainText('不是密钥')
  await page.getByRole('button', { name: '生成密钥对' }).click()
  // Two primes are found when they are found.
  const made = expect(field(page, 'ALIPAY_PRIVATE_KEY'))
  await made.toHaveValue(/^MII/, { timeout: 20_000 })
  await platformKey.fill(await keys.locator('[data-public-half] .mono').innerText())
  await expect(keys).toContainText('这是应用自己的公钥，不是支付宝公钥')
  await expectAccessible(page)

  // What is typed is examined before it is saved, and the cause comes first (50).
  await page.getByRole('button', { name: '测试支付宝配置' }).click()
  const findings = step(page, 'examine').locator('[data-findings]')
  await expect(findings.locator('li').first()).toContainText('有问题')
  await expect(findings.locator('li').first()).toContainText('支付宝公钥')
  await page.getByRole('button', { name: '放弃更改' }).click()
  await expect(field(page, 'ALIPAY_PRIVATE_KEY')).toHaveValue('')
})

test('52: unsaved changes warn before leaving, and what the environment sets is locked @desktop', async ({
  page,
}) => {
  await openSettings(page, 'shop')
  await expect(field(page, 'REFUND_APPROVAL')).toBeDisabled()
  await expect(field(page, 'REFUND_APPROVAL')).toHaveValue(/^\d+$/)
  await expect(page.locator('main')).toContainText('由环境变量设置')
  await field(page, 'ALIPAY_TIMEOUT_EXPRESS').fill('121')
  await expect(page.locator('main')).toContainText('请填写 5 到 120 的整数')
  await expectAccessible(page)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    return dialog.dismiss()
  })
  await page.locator('main').getByRole('link', { name: '上线检查' }).click()
  await expect.poll(() => asked).toEqual(['有未保存的更改，确定离开吗？'])
  await expect(page.locator('h1')).toHaveText('支付配置')
  await save(page)
  await proveAgain(page, password)
  await expect(page.getByText('还不能保存，请看标红的各项')).toBeVisible()
  await field(page, 'ALIPAY_TIMEOUT_EXPRESS').fill('45')
  await save(page)
  await expect(page.getByRole('button', { name: '放弃更改' })).toHaveCount(0)
  await page.locator('main').getByRole('link', { name: '上线检查' }).click()
  await expect(page.locator('h1')).toHaveText('上线检查')
})

test('the list before going live is looked at now, and each red item leads to where it is mended', async ({
  page,
}) => {
  await openConsole(page, '/go-live', { email: shop.email, password }, shop.url)
  const item = (id: string) => page.locator(`[data-item="${id}"]`)
  await expect(item('alipay.notice')).toHaveAttribute('data-state', 'ok')
  await expect(item('owners')).toHaveAttribute('data-state', 'bad')
  await expect(page.locator('[data-item]').first()).toContainText('未通过')
  await page.getByRole('button', { name: '重新检查' }).click()
  await item('address').getByRole('link', { name: '去支付配置' }).click()
  await expect(field(page, 'PUBLIC_URL')).toBeVisible()
})

test('WeChat Pay swaps its fields with the version, and the page speaks English @desktop', async ({
  page,
}) => {
  await openSettings(page, 'wechat')
  await expect(field(page, 'WECHAT_API_V3_KEY')).toBeVisible()
  await page.getByText('API v2', { exact: true }).click()
  await expect(field(page, 'WECHAT_API_V3_KEY')).toHaveCount(0)
  await expect(field(page, 'WECHAT_MCH_KEY')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.locator('h1')).toHaveText('Payment settings')
  await expect(page.locator('[data-next]')).toContainText('Next: sign in to the WeChat Pay')
  await expect(page.getByText('Merchant number', { exact: true })).toBeVisible()
})

test('53: a sandbox is marked, and turning it into real money asks for the account @desktop', async ({
  page,
}) => {
  await openSettings(page)
  await page.getByText('沙箱', { exact: true }).click()
  await save(page)
  await proveAgain(page, password)
  // A sandbox is another account, and payments of this one are still looked for.
  const leaving = page.getByRole('dialog', { name: '离开正在使用的收款账号' })
  await expectAccessible(page)
  await leaving.locator('input').fill(account('ALIPAY_APP_ID'))
  await leaving.getByRole('button', { name: '仍要更换' }).click()
  await expect(leaving).toBeHidden()
  await expect(page.locator('[data-mode-mark]')).toHaveText('沙箱')
  await page.getByText('正式环境', { exact: true }).click()
  await save(page)
  const dialog = page.getByRole('dialog', { name: '切换到正式环境' })
  await expect(dialog.getByRole('button', { name: '切换' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.locator('input').fill(account('ALIPAY_APP_ID'))
  await dialog.getByRole('button', { name: '切换' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('[data-mode-mark]')).toHaveCount(0)
})

test('WeChat Pay comes from its keys to a paid test on the same page (50, 51)', async ({
  page,
}) => {
  await openSettings(page, 'wechat')
  await page.locator('details.group > summary').click()
  for (const [name, value] of Object.entries(shop.account))
    if (name.startsWith('WECHAT_') && (await field(page, name).count()) > 0)
      await field(page, name).fill(value)
  await save(page)
  await proveAgain(page, password)
  await page.getByRole('button', { name: '测试微信配置' }).click()
  await expect(step(page, 'examine').locator('[data-findings]')).toContainText('检查通过')
  await page.getByRole('button', { name: '测试支付功能' }).click()
  const paying = step(page, 'pay')
  await expect(paying.getByRole('img', { name: '测试支付的二维码' })).toBeVisible()
  const number = await paying.locator('dl .mono').first().innerText()
  const simulator = new URL(account('WECHAT_GATEWAY')).origin
  const data = { gateway: 'wechat', out_trade_no: number }
  const paid = await page.request.post(`${simulator}/control/pay`, { data })
  expect(paid.ok(), await paid.text()).toBe(true)
  for (const mark of ['placed', 'paid', 'notice', 'delivered'])
    await expect(paying.locator(`[data-mark="${mark}"]`)).toHaveAttribute('data-done', 'true')
})
