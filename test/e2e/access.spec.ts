// Every public page for everybody: no finding of axe, light and dark, and no scrolling sideways.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page, test } from '@playwright/test'
import { placeOrder } from './shop-pages.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger, because the page's own policy lets no foreign script in.
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    const { axe: tool } = window as unknown as {
      axe: {
        run(
          root: Document,
          options: unknown,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const found = await tool.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
    })
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
    )
  })
  expect(violations).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

for (const scheme of ['light', 'dark'] as const) {
  test(`pages in ${scheme} have no finding`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of ['/', '/products/demo-app', '/orders', '/nothing-here', '/payment/result']) {
      await page.goto(path)
      await expectAccessible(page)
    }
    await placeOrder(page)
    await expectAccessible(page)
    await placeOrder(page, 'free')
    await expectAccessible(page)
  })
}
