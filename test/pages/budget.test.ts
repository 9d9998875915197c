// What a buyer's phone has to load and what eyes have to read: sizes after gzip, and the contrast of every
// pair of colours that carries text.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { licensePage } from '../../src/pages/license.ts'
import { rescuePage } from '../../src/pages/rescue.ts'
import { contextOf, ownLicense, seat } from './given.ts'
import { rescueSamples } from './rescue-samples.ts'
import { samples } from './samples.ts'

const root = join(import.meta.dirname, '../..')
const kB = 1_024
const gzipped = (content: Uint8Array | string) => gzipSync(content, { level: 9 }).length

/** Sizes after gzip, by file name, of one folder of sources built as the shop's build does it. */
async function sizesOf(folder: string, ends: string, target: string[]) {
  const names = readdirSync(join(root, folder))
  const built = await build({
    absWorkingDir: root,
    entryPoints: names
      .filter((name) => name.endsWith(ends) && !name.startsWith('_'))
      .map((name) => `${folder}/${name}`),
    outdir: 'dist/pages',
    bundle: true,
    minify: true,
    write: false,
    target,
    format: 'iife',
    logLevel: 'silent',
  })
  return new Map(
    built.outputFiles.map((file) => [file.path.split('/').pop(), gzipped(file.contents)]),
  )
}

describe('what a phone loads', () => {
  let sizes: ReadonlyMap<string | undefined, number>
  beforeAll(async () => {
    sizes = new Map([
      ...(await sizesOf('src/pages/islands', '.ts', ['es2019'])),
      ...(await sizesOf('src/pages/styles', '.css', ['chrome80', 'safari13', 'firefox78'])),
    ])
  })
  const size = (name: string) => sizes.get(name) ?? Number.POSITIVE_INFINITY

  test.each(['cashier.js', 'result.js', 'lookup.js', 'product.js'])(
    '%s stays below 2.2 kB',
    (name) => {
      expect(size(name)).toBeLessThan(2.2 * kB)
    },
  )

  test('cashier, result and look-up together stay far below 10 kB of script', () => {
    expect(size('cashier.js') + size('result.js') + size('lookup.js')).toBeLessThan(10 * kB)
  })

  test('the cashier with its style stays below 12 kB, in whichever state', () => {
    const cashiers = samples.filter(({ name }) => name.startsWith('cashier-'))
    expect(cashiers.length).toBeGreaterThan(30)
    for (const { name, render } of cashiers)
      expect(gzipped(render('zh')) + size('shop.css'), name).toBeLessThan(12 * kB)
  })

  test('a licence with twenty devices, its style and its script stay below 10 kB', () => {
    const devices = Array.from({ length: 20 }, (_, at) => seat(at, `computer ${at}`))
    const page = licensePage(contextOf('zh'), ownLicense('zh', { devices, devicesUsed: 20 }))
    expect(gzipped(page) + size('shop.css') + size('lookup.js')).toBeLessThan(10 * kB)
  })

  test('the rescue page with its style and script stays below 12 kB', () => {
    const page = rescuePage(contextOf('zh'), { typed: { number: '', phone: '' } })
    expect(gzipped(page) + size('shop.css') + size('lookup.js')).toBeLessThan(12 * kB)
  })

  test('no page loads more than one script and its icon, and nothing before it is painted', () => {
    for (const { name, render } of [...samples, ...rescueSamples]) {
      const loaded = render('zh').match(/(?:href|src)="\/assets\/[^"]+"/g) ?? []
      expect(new Set(loaded).size, name).toBeLessThanOrEqual(2)
      expect(render('zh'), name).not.toMatch(/@font-face|<link[^>]+(font|stylesheet)/)
      expect(render('zh'), name).not.toMatch(/<script src="[^"]+">/)
    }
  })

  test('no sheet brings a font, and nothing moves for whoever wants no motion', () => {
    const folder = join(root, 'src/pages/styles')
    const welcome = /@media \(prefers-reduced-motion: no-preference\) \{\n.*?\n\}/gs
    for (const name of readdirSync(folder)) {
      const sheet = readFileSync(join(folder, name), 'utf8')
      expect(sheet, name).not.toMatch(/@font-face|@import url|url\(/)
      const still = sheet.replaceAll(welcome, '')
      expect(still, name).not.toMatch(/\b(transition|animation|scroll-behavior)[\w-]*:/)
    }
  })

  test('23: no script of a page stops everything to say something', () => {
    const folder = join(root, 'src/pages/islands')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    for (const name of files.filter((file) => file.endsWith('.ts')))
      expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(
        /\b(alert|confirm|prompt)\(|behavior: 'smooth'/,
      )
  })

  test('what needs a script disappears by a sheet of its own, which is tiny', () => {
    expect(size('no-script.css')).toBeLessThan(kB)
  })
})

describe('the colours', () => {
  const tokens = readFileSync(join(root, 'src/pages/styles/_tokens.css'), 'utf8')
  const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)')
  const colours = (part: string) =>
    new Map(
      [...part.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )

  const text: readonly (readonly [string, readonly string[]])[] = [
    ['ink', ['card', 'ground', 'accent-soft']],
    ['second', ['card', 'ground', 'accent-soft']],
    ['accent', ['card', 'ground', 'accent-soft']],
    ['good', ['card', 'good-soft']],
    ['warn', ['card', 'warn-soft']],
    ['bad', ['card', 'bad-soft']],
    ['wechat', ['card']],
    ['alipay', ['card']],
  ]

  test.each([
    ['light', colours(light)],
    ['dark', colours(dark)],
  ] as const)('of %s mode keep 4.5 : 1 for text and 3 : 1 for edges', (_, mode) => {
    const of = (name: string) => mode.get(name) ?? '#000000'
    for (const [ink, papers] of text)
      for (const paper of papers)
        expect(contrast(of(ink), of(paper)), `${ink} on ${paper}`).toBeGreaterThanOrEqual(4.5)
    expect(contrast('#ffffff', of('accent-fill'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast('#ffffff', of('accent-press'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(of('edge'), of('card'))).toBeGreaterThanOrEqual(3)
  })
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [high = 1, low = 1] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number(`0x${colour.slice(at, at + 2)}`) / 255
    return part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
