// Every page in every state and both languages: whole, one next step, help, nothing inline, no word of the
// other language.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inLanguage } from '../../src/pages/addresses.ts'
import { courseSamples } from './course-samples.ts'
import { calmSamples, licenseSamples } from './license-samples.ts'
import { rescueSamples } from './rescue-samples.ts'
import { samples as shopSamples, wideSamples } from './samples.ts'

const samples = [...shopSamples, ...licenseSamples, ...rescueSamples, ...courseSamples]
const all = [...samples, ...wideSamples, ...calmSamples]
const chinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u

/** The part of an open cashier that waits hidden for 00:00 is not shown. */
const shown = (page: string) => page.split('data-over hidden')[0] ?? page

describe.each(['zh', 'en'] as const)('in %s', (lang) => {
  test.each(all.map(({ name, render }) => [name, render] as const))(
    '%s is a whole document in its language, with nothing inline but the style its policy names',
    (_, render) => {
      const page = render(lang).replaceAll('<style>:root{}</style>', '')
      expect(page).toMatch(/^<!doctype html>\n<html lang="(zh-CN|en)">/)
      expect(page).toContain(lang === 'zh' ? '<html lang="zh-CN">' : '<html lang="en">')
      expect(page.match(/<h1[ >]/g)?.length).toBeGreaterThanOrEqual(1)
      expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|undefined|\[object|NaN/)
      // Beside files of ours there is nothing that runs: what a search engine reads is data.
      const scripts = page.match(/<script\b[^>]*>/g) ?? []
      const isOurs = (tag: string) => / src="\/assets\/| type="application\/ld\+json">/.test(tag)
      expect(scripts.filter((tag) => !isOurs(tag))).toEqual([])
    },
  )

  test.each(samples.map(({ name, render }) => [name, render] as const))(
    '%s offers exactly one primary next step',
    (_, render) => {
      expect(shown(render(lang)).match(/button-primary/g)).toHaveLength(1)
    },
  )

  test.each(all.map(({ name, render }) => [name, render] as const))(
    '%s leads to the look-up and to itself in the other language',
    (_, render) => {
      const page = render(lang)
      expect(page).toContain('href="/orders"')
      expect(page).toMatch(lang === 'zh' ? /href="[^"]*lang=en"/ : /href="[^"]*lang=zh"/)
    },
  )
})

test.each(all.map(({ name, render }) => [name, render] as const))(
  '28: %s has no Chinese in English but the name of the other language',
  (_, render) => {
    const own = render('en').replace(/<a [^>]*lang="zh-CN"[^>]*>[^<]*<\/a>/g, '')
    expect(own).not.toMatch(chinese)
  },
)

test('a page about one order is kept from search engines, the shop is not', () => {
  for (const { name, render } of samples) {
    const isShop = name.startsWith('catalogue') || name.startsWith('product')
    expect(render('zh').includes('noindex'), name).toBe(!isShop)
  }
})

test('28: changing the language keeps the page and what it was asked', () => {
  expect(inLanguage('/payment/result?order_number=A1', 'en')).toBe(
    '/payment/result?order_number=A1&lang=en',
  )
  expect(inLanguage('/orders?lang=en', 'zh')).toBe('/orders?lang=zh')
})

test('no page keeps Chinese words outside the dictionary', () => {
  const folder = join(import.meta.dirname, '../../src/pages')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.startsWith('text')))
    expect(chinese.test(readFileSync(join(folder, file), 'utf8')), file).toBe(false)
})
