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

/** Proves again who it is, as the dialog asks before money or security: by password, for want of a second factor. */
export async function proveAgain(page: Page, password = owner.password): Promise<void> {
  const field = page.locator('input[name="step-up-password"]')
  await field.fill(password)
  await field.press('Enter')
  await expect(field).toBeHidden()
}

/** Fails when a phone or a small laptop has to scroll sideways. */
export async function expectNoSideways(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}
