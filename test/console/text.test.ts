// Where the words of the pages stand, and how they are written.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { languages } from '../../src/languages/languages.ts'

const root = join(import.meta.dirname, '../..')

it('the console speaks no language that the server could not keep for the next visit', () => {
  const folders = readdirSync(join(root, 'web/admin/src/text'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(folders.length).toBeGreaterThan(1)
  expect(languages.map(({ text }) => text.tag)).toEqual(expect.arrayContaining(folders))
})

it('what the console loads on demand is shown with its words, never before them', () => {
  const folder = join(root, 'web/admin/src')
  const wordless = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name))
    .flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/.*\bimport\('.*\.vue'\).*/g)]
        .map(([line]) => line.trim())
        .filter((line) => !/withWords\(\(\) => import\(/.test(line))
        .map((line) => `${name}: ${line}`),
    )
    // Of the table of pages the router makes routes, each with its words.
    .filter((found) => !/^pages\.ts: view: /.test(found))
  expect(wordless).toEqual([])
})

// They are set in the reader's own Chinese fonts beside Chinese ones: a typographic one would be as wide as a
// character there.
it('English words have apostrophes that Chinese fonts do not draw wide', () => {
  const folders = ['web/admin/src', 'src']
  const wide = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.gen)\.(ts|vue)$/.test(name))
      .flatMap((name) => linesOf(join(root, folder, name)).map((line) => `${name}: ${line}`)),
  )
  expect(wide).toEqual([])
})

/** The lines of code with one; comments are for whoever reads the code. */
function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('\u2019') && !/^(\/\/|\/?\*|<!--)/.test(line))
}
