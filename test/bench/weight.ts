// page.weight: bytes of script and style a browser fetches for a page of the buyers and for the console's first one, as
// gzip makes them; from the built files.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from '../support/build.ts'
import type { Figure } from './report.ts'

const dist = join(import.meta.dirname, '../../dist')

export async function benchWeight(): Promise<Figure[]> {
  await build()
  const pages = join(dist, 'pages')
  const style = weightOf(pages, 'shop.css')
  const islands = readdirSync(pages).filter((name) => name.endsWith('.js'))
  // As a Chinese reader gets it: the words of one language.
  const index = readFileSync(join(dist, 'admin/index.html'), 'utf8').replaceAll(
    /<link [^>]*data-words="(?!zh-CN")[^>]*>/g,
    '',
  )
  const first = [...index.matchAll(/(?:src|href)="[^"]*\/assets\/([^"]+\.(?:js|css))"/g)]
  const console = first.reduce(
    (sum, [, name = '']) => sum + weightOf(join(dist, 'admin/assets'), name),
    0,
  )
  return [
    // Pages without a script of their own: the shop, an account, a licence.
    figureOf('plain', style),
    ...islands.map((name) => figureOf(name.replace(/\.js$/, ''), style + weightOf(pages, name))),
    figureOf('console', console),
  ]
}

const figureOf = (page: string, bytes: number): Figure => ({
  name: `page.weight.${page}`,
  unit: 'B',
  rounds: [bytes],
})

const weightOf = (folder: string, name: string) =>
  gzipSync(readFileSync(join(folder, name)), { level: 9 }).length
