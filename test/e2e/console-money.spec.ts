// Refunds with a second person, cases with a decision, and days of bills, as the people of a shop meet them.

import { type APIRequestContext, expect, type Page, request, test } from '@playwright/test'
import { expectAccessible, expectNoSideways } from './axe.ts'
import { goWithin, handOver, openConsole, proveAgain } from './console.ts'
import { type FreshShop, startFreshShop } from './fresh-shop.ts'

const password = 'a long password of my own'
const limit = '50'
let shop: FreshShop
/** the owner's own calls, beside the browser */
let api: APIRequestContext
let owner: { email: string; password: string }
let finance: { email: string; password: string }
let clerk: { email: string; password: string }

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(120_000)
  shop = await startFreshShop({ DEMO: '1', REFUND_APPROVAL: limit, RATE_LIMIT_FACTOR: '10000' })
  owner = { email: shop.email, password }
  api = await enter(shop.email, shop.oneTimePassword)
  await post(api, '/api/v1/admin/session/step-up', { password })
  finance = await makeMember('finance')
  clerk = await makeMember('support')
})
test.afterAll(async () => {
  await api?.dispose()
  await shop?.stop()
})

/** Signs in with a one-time password and sets the real one. */
async function enter(email: string, oneTime: string): Promise<APIRequestContext> {
  const context = await request.newContext({
    baseURL: shop.url,
    extraHTTPHeaders: { origin: shop.url },
  })
  await post(context, '/api/v1/admin/session', { email, password: oneTime })
  const changed = { password: oneTime, new_password: password }
  await post(context, '/api/v1/admin/session/password', changed)
  return context
}

async function makeMember(role: string) {
  const email = `${role}@shop.test`
  const made = await post(api, '/api/v1/admin/operators', { email, name: role, role })
  await (await enter(email, made.one_time_password)).dispose()
  return { email, password }
}

async function post(context: APIRequestContext, path: string, data: unknown) {
  const answer = await context.post(path, { data })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()).data
}

const control = (path: string, data: unknown = {}) => post(api, `/simulator/control/${path}`, data)

/** An order whose payment is open. */
async function openedOrder(): Promise<string> {
  const { order_number } = await post(api, '/api/v1/user/orders', {
    product_id: 'demo-app',
    package_id: 'year',
    quantity: 1,
    contact_person: '张三',
    phone: '13800138000',
  })
  await post(api, '/api/v1/user/pay/alipay', { order_number, payment_type: 'qr' })
  return String(order_number)
}

async function paidOrder(): Promise<string> {
  const number = await openedOrder()
  await control('pay', { gateway: 'alipay', out_trade_no: number })
  await expect
    .poll(async () => (await read(`orders/${number}/refundable`)).paid, { timeout: 10_000 })
    .toBe(99)
  return number
}

async function read(path: string) {
  return (await (await api.get(`/api/v1/admin/${path}`)).json()).data
}

const open = (page: Page, path: string, who = owner) => openConsole(page, path, who, shop.url)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function confirm(page: Page, reason: string, verb: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name: verb, exact: true }).click()
}

test('a refund above the limit is asked for by one person and agreed to by another (48, 57, 64) @desktop', async ({
  page,
}) => {
  test.slow()
  const order = await paidOrder()
  await open(page, '/refunds')
  await button(page, '发起退款').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('订单').fill(order)
  await dialog.getByRole('button', { name: '查找' }).click()
  await expect(dialog).toContainText('可退的全部 ¥99.00')
  await dialog.getByText('一部分', { exact: true }).click()
  await dialog.getByLabel('退款金额（元）').fill('99.01')
  await expect(dialog).toContainText('超过可退的金额，最多 ¥99.00')
  await confirm(page, '客户申请', '提交退款')
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('退款金额（元）').fill('60')
  await expect(dialog).toContainText('要由另一位成员同意')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '提交退款' }).click()
  await proveAgain(page, password)

  await expect(page.locator('main h1')).toContainText('待同意')
  const agree = button(page, '同意退款')
  await expect(agree).toHaveAttribute('aria-disabled', 'true')
  await agree.hover()
  await expect(page.getByText('这笔退款是您提出的')).toBeVisible()
  const address = new URL(page.url()).pathname.replace('/admin', '')

  await page.context().clearCookies()
  await open(page, address, clerk)
  await button(page, '同意退款').hover()
  await expect(page.getByText('您没有这项操作的权限')).toBeVisible()

  await handOver(page)
  await open(page, '/refunds', finance)
  await page.getByRole('link', { name: address.split('/').at(-1) ?? '' }).click()
  await button(page, '同意退款').click()
  await confirm(page, '已与客户核对', '同意退款')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('已退款', { timeout: 15_000 })
  await expect(page.locator('.history')).toContainText('已与客户核对')
  await page.getByRole('link', { name: '退款', exact: true }).last().click()
  await expect(page.getByRole('table')).toContainText('¥60.00')
})

test('a refund is asked for on a phone, refused there by the other person, and one may take one’s own back (57) @desktop', async ({
  page,
}) => {
  test.slow()
  const order = await paidOrder()
  await handOver(page)
  await open(page, '/refunds')
  const ask = async (reason: string) => {
    await button(page, '发起退款').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('订单').fill(order)
    await dialog.getByRole('button', { name: '查找' }).click()
    await expect(dialog).toContainText('可退的全部 ¥99.00')
    await confirm(page, reason, '提交退款')
  }
  await ask('客户说不要了')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('待同意')
  await button(page, '撤销退款').click()
  await confirm(page, '客户又要了', '撤销退款')
  await expect(page.locator('main h1')).toContainText('已撤销')
  await expect(page.locator('.history')).toContainText('客户又要了')

  await goWithin(page, '/refunds')
  await ask('客户还是不要')
  await expect(page.locator('main h1')).toContainText('待同意')
  const address = new URL(page.url()).pathname.replace('/admin', '')
  await handOver(page)
  await open(page, address, finance)
  await button(page, '驳回').click()
  await confirm(page, '已经使用过', '驳回')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('已驳回')
  await expect(page.locator('.history')).toContainText('已经使用过')
  await expectNoSideways(page)
})

test('money seen by hand goes to the attempt one chose of two, once another person agrees (58) @desktop', async ({
  page,
}) => {
  test.slow()
  const order = await openedOrder()
  await post(api, '/api/v1/user/pay/wechat', { order_number: order, payment_type: 'native' })
  await open(page, `/orders/${order}`)
  await button(page, '人工确认到账').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('渠道交易号').fill('4200001234202611210000000001')
  await dialog.getByLabel('到账金额（元）').fill('99')
  const { created_at: at } = await read(`orders/${order}`)
  await dialog.getByLabel('到账时间').fill(at.replace(' ', 'T'))
  await dialog.getByLabel('证据').fill('微信商户平台账户流水第 3 行')
  await dialog.getByRole('button', { name: '确认到账' }).click()
  await expect(dialog).toContainText('请选择钱是从哪个渠道到账的')
  await dialog.locator('.el-select').click()
  await page.getByRole('option', { name: '微信支付' }).click()
  await expect(dialog).toContainText('要另一人同意后才算到账并发货')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '确认到账' }).click()
  await proveAgain(page, password)
  await expect(page.locator('.waits')).toContainText(owner.email)
  const [asked] = (await read(`orders/${order}`)).confirmations
  expect(asked.channel).toMatch(/^wechat/)
  await button(page, '同意').hover()
  await expect(page.getByText('提交的人不能自己同意')).toBeVisible()

  await handOver(page)
  await open(page, `/orders/${order}`, finance)
  await button(page, '同意').click()
  await confirm(page, '看过流水', '同意')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('已支付')
  await expect(page.locator('main')).toContainText('微信支付')
})

test('a refund whose outcome nobody knows is shown as such, with what happens next (57) @desktop', async ({
  page,
}) => {
  test.slow()
  const order = await paidOrder()
  await control('faults', { fault: 'server_error' })
  await post(api, '/api/v1/admin/session/step-up', { password })
  const asked = { order_number: order, amount: '10', reason: '客户申请' }
  const { refund_no } = await post(api, '/api/v1/admin/refunds', asked)
  await open(page, `/refunds/${refund_no}`)
  await expect(page.locator('main h1')).toContainText('即将退出')
  await control('clock', { advance_ms: 3 * 60_000 })
  await expect(page.locator('main h1')).toContainText('结果待确认', { timeout: 15_000 })
  await expect(page.getByText('不会重复退款')).toBeVisible()
  await expect(button(page, '撤销退款')).toHaveCount(0)
  await expectAccessible(page)
  await page.goto(`${page.url()}?lang=en`)
  await expect(page.locator('main h1')).toContainText('Outcome pending')
  await expect(page.getByText('never refund twice')).toBeVisible()
  await control('faults/clear')
})

test('money that came twice waits in a case, which says what each decision does before it is taken @desktop', async ({
  page,
}) => {
  test.slow()
  const order = await openedOrder()
  const other = { order_number: order, payment_type: 'native' }
  await post(api, '/api/v1/user/pay/wechat', other)
  for (const gateway of ['wechat', 'alipay'])
    await control('pay', { gateway, out_trade_no: order, even_closed: true })
  const rows = async () => (await read(`refunds?search=${order}`)).rows
  await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(1)
  const [{ refund_no }] = await rows()
  await post(api, `/api/v1/admin/refunds/${refund_no}/cancel`, { reason: '先核对' })

  await open(page, '/cases')
  await page.getByRole('link', { name: '重复付款' }).click()
  await expect(page.locator('main')).toContainText('多出的这一笔不对应任何货物')
  await expect(page.locator('.decisions')).toContainText('原路退回付款人')
  await expect(page.locator('.decisions')).toContainText('用现金或转账退回全部 ¥99.00')
  await expectAccessible(page)
  await button(page, '退款').click()
  await confirm(page, '客户只买一份', '退款')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('处理中')
  await expect(page.locator('.history')).toContainText('客户只买一份')
  await page.goto(`${shop.url}/admin/orders/${order}`)
  await page.locator('.cards').getByRole('link', { name: '重复付款' }).click()
  await expect(page.locator('.history')).toContainText('客户只买一份')
})

test('a day of bills shows both sides to the fen and every difference with its next step (59, 66) @desktop', async ({
  page,
}) => {
  test.slow()
  await open(page, '/books')
  await expect(page.getByText('还没有对账')).toBeVisible()
  const [other, lost] = [await paidOrder(), await openedOrder()]
  await control('faults', { fault: 'lose_notice' })
  await control('pay', { gateway: 'alipay', out_trade_no: lost })
  await control('faults', { fault: 'bill_other_amount', method: other })
  await control('clock', { advance_ms: 36 * 3_600_000 })
  // A day and a half later everybody signs in again.
  await post(api, '/api/v1/admin/session', owner)
  const different = async () =>
    (await read('books/days?state=different&channel=alipay-demo')).rows.length
  await expect.poll(different, { timeout: 40_000 }).toBe(1)
  await page.context().clearCookies()
  await open(page, '/books?state=different&channel=alipay-demo')
  await expect(page.getByRole('table').locator('tbody tr')).toHaveCount(1)
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('table', { name: '两边的合计' })).toContainText('净额')
  await expect(page.locator('.differences')).toContainText('金额不一致')
  await expect(page.locator('.differences')).toContainText('以渠道的交易详情为准核对金额')
  await expectAccessible(page)

  const day = new URL(page.url()).pathname.replace('/admin', '')
  await page.getByRole('link', { name: '查看异常单' }).first().click()
  await expect(page.locator('main h1')).toContainText('金额或单号不符')
  await button(page, '不处理，结束').click()
  await expect(page.getByRole('dialog')).toContainText('本店不会退出也不会收进任何款项')
  await page.getByRole('dialog').getByRole('button', { name: '不处理，结束' }).click()
  await expect(page.getByRole('dialog')).toContainText('请填写原因')
  await confirm(page, '已在商户平台核对', '不处理，结束')
  await proveAgain(page, password)
  // Above the limit another person must say the same.
  await expect(page.locator('main')).toContainText(`${owner.email} 已决定“不处理，结束”`)
  const path = new URL(page.url()).pathname.replace('/admin', '')
  await handOver(page)
  await open(page, path, finance)
  await button(page, '不处理，结束').click()
  await confirm(page, '看过，同意', '不处理，结束')
  await proveAgain(page, password)
  await expect(page.locator('main h1')).toContainText('已了结')

  await open(page, day, finance)
  await button(page, '重新取账单').click()
  await expect(page.locator('main h1')).toContainText('已对平', { timeout: 20_000 })

  // Where the gateway gave none, the merchant may bring it; what is no bill is refused in words.
  await page.route('**/admin/books/days/alipay-demo/*', async (route) => {
    const response = await route.fetch()
    const { data, ...rest } = await response.json()
    await route.fulfill({ response, json: { ...rest, data: { ...data, state: 'unavailable' } } })
  })
  await page.goto(`${page.url()}?again`)
  await expect(button(page, '从文件导入账单')).toBeVisible()
  const file = { name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from('no bill') }
  await page.locator('main input[type=file]').setInputFiles(file)
  await proveAgain(page, password)
  await expect(page.getByText('这不是该渠道的账单文件，没有导入')).toBeVisible()
  await page.unrouteAll({ behavior: 'wait' })
  await page.goto(`${shop.url}/admin/books/ledger`)
  await expect(page.getByRole('table')).toContainText('支付宝（演示）')
  await button(page, '筛选').click()
  await page.getByLabel('渠道').selectOption('alipay-demo')
  await expect(page).toHaveURL(/channel=alipay-demo/)
  await expect(page.getByRole('table').locator('tbody tr').first()).toContainText('支付宝')
  await expectAccessible(page)
})
