// What a buyer does on the pages, for specs to say in one word. Names of buttons are told from their place,
// so that one spec speaks every language.

import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'

/** Fills the order form of a plan and ends on the cashier. Answers the order number. */
export async function placeOrder(page: Page, plan = 'year', origin = ''): Promise<string> {
  await page.goto(`${origin}/products/demo-app?plan=${plan}`)
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('138 0013 8000')
  await page.locator('[data-submit]').click()
  await page.waitForURL(/\/cashier\/|\/payment\/result/)
  return orderNumberOf(page)
}

export function orderNumberOf(page: Page): string {
  const found = /(?:cashier\/|order_number=)([0-9A-Za-z]{16,32})/.exec(page.url())
  if (!found?.[1]) throw new Error(`no order number in ${page.url()}`)
  return found[1]
}

export type Method = 'alipay' | 'wechat' | 'both'

export function choiceOf(page: Page, method: Method): Locator {
  return page.locator(`input[type="radio"][name="method"][value="${method}"]`)
}

/** Takes another way to pay and waits for its page. */
export async function choose(page: Page, method: Method): Promise<void> {
  const radio = choiceOf(page, method)
  if (await radio.isChecked()) return
  await Promise.all([page.waitForURL(new RegExp(`method=${method}`)), radio.click()])
  await expect(radio).toBeChecked()
}

/** Presses the wide button and answers the page of the simulated gateway: a new tab on a desktop, this one on a phone. */
export async function goToGateway(page: Page, context: BrowserContext): Promise<Page> {
  const form = page.locator('form[action$="/pay"]').first()
  const opensTab = (await form.getAttribute('target')) === '_blank'
  const button = form.locator('button').first()
  if (!opensTab) {
    await button.click()
    await page.waitForURL(/\/simulator\//)
    return page
  }
  const [tab] = await Promise.all([context.waitForEvent('page'), button.click()])
  await tab.waitForURL(/\/simulator\//)
  return tab
}

/** Pays on the page of a simulated gateway as its first buyer. */
export async function pay(gateway: Page): Promise<void> {
  await gateway.getByRole('button', { name: /^(确认付款|确认支付|Pay|Confirm)/ }).click()
}

/** Somebody pays at the simulated gateway, without a page. */
export const payAt = (origin: string, outTradeNo: string): Promise<Response> =>
  fetch(`${origin}/simulator/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ out_trade_no: outTradeNo }),
  })

/** The result page shows a whole licence key; answers it. */
export async function expectKey(page: Page): Promise<string> {
  // A page that still waits for the payment loads itself again meanwhile.
  await expect.poll(() => page.url()).toMatch(/\/payment\/result/)
  const key = page.locator('.key').first()
  await expect(key).toBeVisible()
  const text = (await key.innerText()).replace(/\s/g, '')
  expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{2}$/)
  return text
}
