// A page for everybody: no finding of axe, and no scrolling sideways.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page, test } from '@playwright/test'

export const axe = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)
/** What can be wrong in another set of colours, or on another screen, is this and nothing else. */
const aboutColour = ['color-contrast', 'link-in-text-block']
export const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/**
 * No finding on the page as it stands. Every page as it opens is judged on a laptop and on a phone by
 * console-walk.spec.ts and access.spec.ts; a story judges what it comes to, on the desktop: told again on a phone, it
 * only has to fit. A phone has the colours of the desktop, which cost a third of the time.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (test.info().project.name === 'phone') return expectNoSideways(page)
  const isPhone = isNarrow(page)
  const rules = {
    ...Object.fromEntries(aboutColour.map((rule) => [rule, { enabled: !isPhone }])),
    // 24 px, which axe looks at only where it is asked to.
    'target-size': { enabled: true },
  }
  expect(await findingsOf(page, { runOnly: levels, rules })).toEqual([])
  await expectNoSideways(page)
}

/** The page in its dark set, without loading it again. */
export async function expectReadableInTheDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const runOnly = { type: 'rule', values: aboutColour }
  expect(await findingsOf(page, { runOnly })).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
}

function isNarrow(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) < 700
}

/** Fails when a phone or a small laptop has to scroll sideways. */
export async function expectNoSideways(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

async function findingsOf(page: Page, options: object): Promise<readonly string[]> {
  // What fades in or out has no colours of its own; what turns for ever is not waited for.
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    return Promise.allSettled(passing.map(({ finished }) => finished))
  })
  // Through the debugger, because the page's own policy lets no foreign script in; once in a document.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async (asked) => {
    const { axe: tool } = window as unknown as {
      axe: {
        run(
          root: Document,
          options: unknown,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    // What is right need not be described.
    const found = await tool.run(document, { ...asked, resultTypes: ['violations'] })
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
    )
  }, options)
}
