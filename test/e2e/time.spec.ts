// What time does to an order, seen on its pages, on a desktop and on a phone: the shop's clock is moved, so this runs
// alone.

import { expect, type Page, test } from '@playwright/test'
import { expectKey, goToGateway, placeOrder } from './shop-pages.ts'

const control = (origin: string, path: string, body: unknown) =>
  fetch(`${origin}/simulator/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Orders, and ends on the cashier with a payment that the gateway knows of: by its code, or by going there and back. */
async function openOrder(page: Page, plan = 'year'): Promise<string> {
  const number = await placeOrder(page, plan)
  if ((await page.locator('.qr-code').count()) > 0) return number
  await goToGateway(page, page.context())
  await page.goto(`/cashier/${number}`)
  return number
}

test.describe.configure({ mode: 'serial' })

test('6, 38: an expired order covers its code, offers to order again, and late money is still delivered', async ({
  page,
  baseURL,
}) => {
  const number = await openOrder(page)
  expect((await control(baseURL ?? '', 'clock', { advance_ms: 31 * 60_000 })).status).toBe(200)
  await expect(page.locator('a.button-primary[href*="/products/"]')).toBeVisible({
    timeout: 20_000,
  })
  await page.goto(`/cashier/${number}`)
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
  await page.goto('about:blank')

  // The gateway lets somebody pay after it was closed; the buyer must not lose the money.
  expect(
    (await control(baseURL ?? '', 'pay', { out_trade_no: number, even_closed: true })).status,
  ).toBe(200)
  await page.goto(`/payment/result?order_number=${number}`)
  await expectKey(page)
  await expect(page.locator('main')).toContainText('款项在订单超时之后到账，我们已照常发放授权码。')
})

test('a notice is lost, and the buyer finds the payment by the number in the bill', async ({
  page,
  baseURL,
}) => {
  const number = await openOrder(page)
  await page.goto('/rescue')
  await control(baseURL ?? '', 'faults', { fault: 'lose_notice' })
  const paid = await control(baseURL ?? '', 'pay', { out_trade_no: number })
  const { trade_no } = (await paid.json()) as { trade_no: string }
  await control(baseURL ?? '', 'faults/clear', {})
  await page.locator('#number').fill(trade_no)
  await page.locator('form[action="/rescue"] button').click()
  await expect(page.locator('h1')).toHaveText('付款已确认，已经发货')
  await page.locator('main .button-primary').click()
  await expectKey(page)
})

test('26 hours pass in a second, and a notice lost all that time is healed', async ({
  page,
  baseURL,
}) => {
  const number = await openOrder(page, 'month')
  // The cashier would turn by itself and be in the way of the look that follows.
  await page.goto('about:blank')
  await control(baseURL ?? '', 'faults', { fault: 'lose_notice' })
  expect((await control(baseURL ?? '', 'pay', { out_trade_no: number })).status).toBe(200)
  expect((await control(baseURL ?? '', 'clock', { advance_ms: 26 * 3_600_000 })).status).toBe(200)
  await control(baseURL ?? '', 'faults/clear', {})
  await page.goto(`/payment/result?order_number=${number}`)
  await expectKey(page)

  // Back the next day: this browser knows its orders.
  await page.goto('/orders')
  await page.locator(`.recent-row[href*="${number}"]`).click()
  await expectKey(page)
})
