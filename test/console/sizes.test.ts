// What a browser loads of the console, compressed: for the sign-in page, for any page, for charts, in all.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../support/build.ts'

const kB = 1024
const admin = join(import.meta.dirname, '../../dist/admin')
const assets = join(admin, 'assets')
const read = (name: string) => readFileSync(join(assets, name), 'utf8')
const sizeOf = (name: string) => statSync(join(assets, `${name}.gz`)).size
const sum = (names: Iterable<string>) => [...names].reduce((all, name) => all + sizeOf(name), 0)
const filesOf = (type: string) => readdirSync(assets).filter((name) => name.endsWith(type))
const isReader = (name: string) => name.startsWith('decode-')
const isChart = (name: string) => name.startsWith('chart-')

/** What a file loads before it runs, itself included; what it loads on demand is left out. */
function closureOf(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const [, next = ''] of read(name).matchAll(/(?:from|import)\s?["']\.\/([^"']+\.js)["']/g))
    closureOf(next, found)
  return found
}

/** The chunk of a view, by the name Vite gives it. */
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

const load = (...views: string[]) => {
  const all = new Set<string>()
  for (const name of [entry, ...views.map(chunkOf)]) closureOf(name, all)
  return all
}

describe('the console stays light', () => {
  it('for whoever signs in: 120 kB of script', () => {
    expect(sum(load('SignIn'))).toBeLessThanOrEqual(120 * kB)
  })

  it('on every page without its charts: 220 kB of script', () => {
    const views = [
      ...readFileSync(join(import.meta.dirname, '../../web/admin/src/pages.ts'), 'utf8').matchAll(
        /\/(\w+)\.vue'/g,
      ),
    ].map(([, view = '']) => view)
    const heavy = views
      .map((view) => ({
        view,
        size: sum([...load('Layout', view)].filter((one) => !isChart(one))),
      }))
      .filter(({ size }) => size > 220 * kB)
    expect(heavy).toEqual([])
  })

  it('with charts: 200 kB more, and only where there is one', () => {
    expect(sum(filesOf('.js').filter(isChart))).toBeLessThanOrEqual(200 * kB)
    expect([...load('Layout', 'PeopleList')].filter(isChart)).toEqual([])
  })

  it('to read a code by camera: 16 kB more, and only where a browser cannot by itself', () => {
    expect(sum(filesOf('.js').filter(isReader))).toBeLessThanOrEqual(16 * kB)
    expect([...load('Layout', 'Counter')].filter(isReader)).toEqual([])
  })

  it('in all: 590 kB of script, 40 kB of styles', () => {
    expect(sum(filesOf('.js'))).toBeLessThanOrEqual(590 * kB)
    expect(sum(filesOf('.css'))).toBeLessThanOrEqual(40 * kB)
  })
})
