// What a browser loads of the console, compressed: for the sign-in page, for any page with its words, in all.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { words as en } from '../../web/admin/src/text/en/sign-in.ts'
import { words as zh } from '../../web/admin/src/text/zh-CN/sign-in.ts'
import { build } from '../support/build.ts'

const kB = 1024
const admin = join(import.meta.dirname, '../../dist/admin')
const assets = join(admin, 'assets')
const read = (name: string) => readFileSync(join(assets, name), 'utf8')
const sizeOf = (name: string) => statSync(join(assets, `${name}.gz`)).size
const sum = (names: Iterable<string>) => [...names].reduce((all, name) => all + sizeOf(name), 0)
const filesOf = (type: string) => readdirSync(assets).filter((name) => name.endsWith(type))
const isReader = (name: string) => name.startsWith('decode-')
const source = join(import.meta.dirname, '../../web/admin/src')
/** The languages of the console. */
const tags = readdirSync(join(source, 'text'), { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map(({ name }) => name)

/** What a file loads before it runs, itself included; what it loads on demand is left out. */
function closureOf(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const [, next = ''] of read(name).matchAll(/(?:from|import)\s?["']\.\/([^"']+\.js)["']/g))
    closureOf(next, found)
  return found
}

/** The chunk of a view or of words, by the name Vite gives it. */
function chunkOf(view: string): string {
  const found = filesOf('.js').find((name) => name.startsWith(`${view}-`))
  if (!found) throw new Error(`no chunk of ${view}`)
  return found
}

let entry = ''
beforeAll(async () => {
  await build()
  entry =
    /assets\/(index-[\w-]+\.js)/.exec(readFileSync(join(admin, 'index.html'), 'utf8'))?.[1] ?? ''
})

/** The sources a source brings with it; those loaded on demand are left out. */
function sourcesOf(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  for (const [, next = ''] of readFileSync(path, 'utf8').matchAll(
    /^(?!\/\/).*from '(\.[^']+\.(?:vue|ts))'/gm,
  ))
    if (!next.includes('/generated/')) sourcesOf(join(dirname(path), next), found)
  return found
}

/** The words a view says in a language: those that come first with every page, and a chunk for each part it asks for. */
function wordsOf(path: string, tag: string): string[] {
  const folder = join(source, 'text', tag)
  const first = readFileSync(join(folder, 'index.ts'), 'utf8').matchAll(/from '\.\/([\w-]+)\.ts'/g)
  const brought = new Set([...first].map(([, part = '']) => part))
  const parts = [...sourcesOf(join(source, path))]
    .flatMap((each) => /src\/text\/([\w-]+)\.ts$/.exec(each)?.[1] ?? [])
    .filter((part) => existsSync(join(folder, `${part}.ts`)) && !brought.has(part))
  return ['first', ...parts].map((part) => chunkOf(`words-${tag}-${part}`))
}

function loadIn(tag: string, views: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>()
  for (const path of views) {
    const view = path.replace(/^.*\/|\.vue$/g, '')
    for (const name of [entry, chunkOf(view), ...wordsOf(path, tag)]) closureOf(name, all)
  }
  return all
}

/** What is fetched for a page, which is shown in these views, in the language that takes the most room for it. */
function load(...views: string[]): ReadonlySet<string> {
  const [most = new Set<string>()] = tags
    .map((tag) => loadIn(tag, views))
    .sort((one, other) => sum(other) - sum(one))
  return most
}

describe('the console stays light', () => {
  it('for whoever signs in: 120 kB of script', () => {
    const loaded = load('pages/sign-in/SignIn.vue')
    // The words of this very page are among what is weighed, wherever the build puts them.
    const scripts = [...loaded].map(read)
    expect(
      scripts.some((script) => [zh, en].some((said) => script.includes(said.second.text))),
    ).toBe(true)
    expect(sum(loaded)).toBeLessThanOrEqual(120 * kB)
  })

  it('on every page: 200 kB of script', () => {
    const views = [
      ...readFileSync(join(source, 'pages.ts'), 'utf8').matchAll(/'\.\/(\S+\.vue)'/g),
    ].map(([, view = '']) => view)
    expect(views.length).toBeGreaterThan(30)
    const heavy = views
      .map((view) => ({ view, size: sum(load('shell/Layout.vue', view)) }))
      .filter(({ size }) => size > 200 * kB)
    expect(heavy).toEqual([])
  })

  it('in one language at a time', () => {
    const said = (tag: string) => filesOf('.js').filter((name) => name.startsWith(`words-${tag}-`))
    expect(tags.length).toBeGreaterThan(1)
    for (const tag of tags) expect(said(tag).length, tag).toBe(said('en').length)
    expect(said('en').length).toBeGreaterThan(20)
    const loaded = [...load('shell/Layout.vue', 'pages/orders/OrderDetail.vue')]
    expect(loaded.some((name) => /^words-.*-orders-/.test(name))).toBe(true)
    expect(tags.filter((tag) => said(tag).some((name) => loaded.includes(name)))).toHaveLength(1)
  })

  it('to draw a chart: 4 kB more, and only where there is one', () => {
    const chart = 'pages/dashboard/TrendChart.vue'
    const without = load('shell/Layout.vue', 'pages/dashboard/Dashboard.vue')
    expect(without).not.toContain(chunkOf('TrendChart'))
    expect(sum([...load(chart)].filter((name) => !without.has(name)))).toBeLessThanOrEqual(4 * kB)
  })

  it('to read a code by camera: 16 kB more, and only where a browser cannot by itself', () => {
    expect(sum(filesOf('.js').filter(isReader))).toBeLessThanOrEqual(16 * kB)
    expect([...load('shell/Layout.vue', 'pages/counter/Counter.vue')].filter(isReader)).toEqual([])
  })

  it('in all: 450 kB of script, 40 kB of styles', () => {
    expect(sum(filesOf('.js'))).toBeLessThanOrEqual(450 * kB)
    expect(sum(filesOf('.css'))).toBeLessThanOrEqual(40 * kB)
  })
})
