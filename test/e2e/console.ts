// What an operator does in the console, for specs to say in one word.

import { expect, type Page, test } from '@playwright/test'

/** The first owner of the shop under test; playwright.config.ts gives the same two to the program. */
export const owner = { email: 'owner@example.com', password: 'a password for tests only' }

/** Signs in without the form (which has a spec of its own) and opens a page of the console. */
export async function openConsole(
  page: Page,
  path = '/',
  who = owner,
  /** of a shop other than the one under test */
  origin = test.info().project.use.baseURL ?? '',
): Promise<void> {
  const answer = await page.request.post(`${origin}/api/v1/admin/session`, {
    data: who,
    headers: { origin },
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await page.goto(`${origin}/admin${path}`)
  await expect(page.locator('main h1')).toBeVisible()
}

/** Another page of the console, as a link in it would lead there: without loading all of it again. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', `/admin${to}`)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  }, path)
}

/** Another person goes on, who has only a phone at hand. */
export async function handOver(page: Page): Promise<void> {
  await page.context().clearCookies()
  await page.setViewportSize({ width: 390, height: 844 })
}

/** Proves again who it is, as the dialog asks before money or security: by password, for want of a second factor. */
export async function proveAgain(page: Page, password = owner.password): Promise<void> {
  const field = page.locator('input[name="step-up-password"]')
  await field.fill(password)
  await field.press('Enter')
  await expect(field).toBeHidden()
}

/** Asks the shop under test by the console's own interface, as whoever is signed in on the page; answers `data`. */
export async function ask(page: Page, path: string, data?: unknown): Promise<Answered> {
  const origin = new URL(page.url()).origin
  const url = `${origin}/api/v1/${path}`
  const answer =
    data === undefined
      ? await page.request.get(url)
      : await page.request.post(url, { data, headers: { origin } })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()).data
}

// What a spec reads of an answer is its business; it is looked at once.
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
export type Answered = any

/** An order that somebody has placed, and paid unless told otherwise, without the buyer's pages. */
export async function soldOrder(
  page: Page,
  { product = 'demo-app', plan = 'year', isPaid = true } = {},
): Promise<Readonly<{ number: string; key: string }>> {
  const phone = '13800138000'
  const { order_number: number, access_token: token } = await ask(page, 'user/orders', {
    product_id: product,
    package_id: plan,
    quantity: 1,
    contact_person: '张三',
    phone,
  })
  if (!isPaid) return { number, key: '' }
  if (plan !== 'free') {
    await ask(page, 'user/pay/alipay', { order_number: number, payment_type: 'qr' })
    await payAtGateway(page, number)
  }
  const origin = new URL(page.url()).origin
  const asked = `${origin}/api/v1/user/orders/query?order_number=${number}&phone=${phone}`
  const look = async () => {
    const answer = await page.request.get(asked, { headers: { 'x-order-token': token } })
    return (await answer.json()).data.licenses?.[0]?.license_key ?? ''
  }
  await expect.poll(look, { timeout: 10_000 }).not.toBe('')
  return { number, key: await look() }
}

/** Pays at the simulated gateway what was opened there, also when it was closed meanwhile. */
export async function payAtGateway(page: Page, out_trade_no: string): Promise<void> {
  const { origin } = new URL(page.url())
  const data = { gateway: 'alipay', out_trade_no, even_closed: true }
  const paid = await page.request.post(`${origin}/simulator/control/pay`, { data })
  expect(paid.ok(), await paid.text()).toBe(true)
}
