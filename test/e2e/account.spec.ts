// A buyer's account in a browser: a guest's order is claimed, the next one belongs to the account by itself, and after
// signing out nobody at this browser sees either.

import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { expectKey, placeOrder } from './shop-pages.ts'
import { judgeStates, type State } from './states.ts'

const numbersOn = (page: Page) =>
  page
    .locator('.recent a')
    .evaluateAll((links) =>
      links.map((one) => /order_number=(\w+)/.exec(one.getAttribute('href') ?? '')?.[1]),
    )

test('a buyer claims an order, buys signed in, and leaves nothing behind', async ({
  page,
  browser,
}, info) => {
  const guest = await placeOrder(page, 'free')
  await page.locator('.header a[href="/sign-in"]').click()
  const states: State[] = []
  /** As it stands, and once more in both sets of colours when all have been seen. */
  const judge = async () => {
    await expectAccessible(page)
    states.push({ name: page.url(), markup: await page.content(), byAxe: true })
  }
  await judge()
  await page.locator('#account').fill('nobody')
  await page.locator('button[value="code"]').click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.locator('button[value="password"]').click()
  await expect(page.locator('#password')).toHaveAttribute('autocomplete', 'current-password')
  await page.goto('/sign-in')
  await page.locator('a[href^="/sign-in/alipay"]').click()
  // One account for each width, so that the two do not meet.
  const buyer = info.project.name === 'phone' ? '2088102180000002' : '2088102180000003'
  await page.locator(`button[value="${buyer}"]`).click()
  await page.waitForURL(/\/account$/)

  await page.locator('form[action="/account/claim"] button[value="browser"]').click()
  await page.waitForURL(/claimed=1/)
  const bought = await placeOrder(page, 'free')
  await page.locator('.header a[href="/account"]').click()
  expect((await numbersOn(page)).slice(0, 2)).toEqual([bought, guest])
  await judge()
  await page.locator('a[href="/account/licenses"]').click()
  await expect(page.locator('.key-row')).not.toHaveCount(0)
  await judge()
  await page.locator('a[href="/account/settings"]').click()
  await judge()

  // Another browser of the same buyer needs no token of the order to see the whole key.
  const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin })
  const session = (await page.context().cookies()).filter(({ name }) => /customer/.test(name))
  await elsewhere.addCookies(session)
  const other = await elsewhere.newPage()
  await other.goto('/account')
  await other.locator('.recent a').first().click()
  await expectKey(other)
  await other.goto('/account/licenses')
  await other.locator('.key-row a').first().click()
  await expect(other).toHaveURL(/\/orders\/\w+\/licenses\//)
  await expect(other.locator('main')).not.toContainText('*****')
  await elsewhere.close()

  const screen = await page.context().newPage()
  for (const colorScheme of ['light', 'dark'] as const) {
    await screen.emulateMedia({ colorScheme })
    await judgeStates(screen, states)
  }
  await screen.close()

  await page.locator('form[action="/account/sign-out"] button').click()
  await page.goto(`/payment/result?order_number=${bought}`)
  await expect(page.locator('main')).toContainText('*****')
  await page.goto('/orders')
  await expect(page.locator('.recent')).toHaveCount(0)
})
