// English words are set in the reader's own Chinese fonts beside Chinese ones: a typographic apostrophe would be as
// wide as a character there.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

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
