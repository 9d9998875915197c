// States of pages judged one after another in the same window, which is much faster than loading each: no finding of
// axe; nothing too small to press or to read; no scrolling sideways.

import { expect, type Page } from '@playwright/test'
import { axe, levels } from './axe.ts'

export type State = Readonly<{
  name: string
  markup: string
  /** every rule of axe, or only what is too small or too wide */
  byAxe: boolean
}>

export async function judgeStates(page: Page, states: readonly State[]): Promise<void> {
  await page.setContent('<!doctype html><title>-</title>')
  await page.evaluate(`${axe}; window.findSmall = ${String(findSmall)}`)
  expect(await page.evaluate(judgeEach, { states, levels })).toEqual([])
}

type Found = Readonly<{ violations: readonly { id: string; nodes: { html: string }[] }[] }>
type Asked = Readonly<{ states: readonly State[]; levels: readonly string[] }>

/** In the page. */
async function judgeEach({ states, levels: runOnly }: Asked): Promise<string[]> {
  const tools = window as unknown as {
    axe: { run(root: Document, options: unknown): Promise<Found> }
    findSmall: typeof findSmall
  }
  const options = { runOnly, resultTypes: ['violations'], iframes: false, preload: false }
  const findings: string[] = []
  for (const { name, markup, byAxe } of states) {
    // What stands there for want of a script is not seen by whoever has one, and would lead away.
    const shown = markup.replaceAll(/<noscript>.*?<\/noscript>/gs, '')
    const { documentElement } = new DOMParser().parseFromString(shown, 'text/html')
    document.replaceChild(document.adoptNode(documentElement), document.documentElement)
    const { violations } = byAxe ? await tools.axe.run(document, options) : { violations: [] }
    for (const { id, nodes } of violations)
      findings.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    findings.push(...tools.findSmall().map((finding) => `${name}: ${finding}`))
  }
  return findings
}

/** In the page: 44 px for a finger, 16 px for eyes and 14 px for what is beside it. */
function findSmall(): string[] {
  const isSeen = (part: Element) => {
    const { width, height } = part.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(part).visibility === 'visible'
  }
  const found: string[] = []
  for (const part of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    const target = part.closest('label') ?? part
    const { width, height } = target.getBoundingClientRect()
    // A link in a sentence is as high as its line.
    const isWord = getComputedStyle(target).display === 'inline'
    if (isSeen(target) && !isWord && Math.min(width, height) < 44)
      found.push(`${Math.round(width)} × ${Math.round(height)} px to press: ${target.outerHTML}`)
  }
  const { fontSize: plain } = getComputedStyle(document.body)
  if (Number.parseInt(plain, 10) < 16) found.push(`text of ${plain}`)
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    const { parentElement: around, textContent } = words.currentNode
    if (!around || !textContent?.trim() || around.closest('style, script, .unseen')) continue
    const { fontSize } = getComputedStyle(around)
    if (isSeen(around) && Number.parseInt(fontSize, 10) < 14)
      found.push(`text of ${fontSize}: ${around.outerHTML}`)
  }
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push(`${scrollWidth} px wide on a screen of ${clientWidth}`)
  return found
}
