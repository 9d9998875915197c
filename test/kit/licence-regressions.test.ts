// The table of other shops' mistakes names tests that exist.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const rows = [...read('docs/licence-regressions.md').matchAll(/^\| (\d+) \|[^|]+\|(.+)\|$/gm)]

it('has each of the thirty-four mistakes once, in their order', () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 34 }, (_, at) => at + 1),
  )
})

it.each(rows.map(([, number, held = '']) => [number, held] as const))(
  'number %s is held by tests that are there',
  (_number, held) => {
    const named = [...held.matchAll(/`([^`]+)`: "([^"]+)"/g)]
    expect(named.length).toBe(held.split('; `').length)
    for (const [, path = '', name = ''] of named) {
      const quoted = ["'", '"', '`'].map((quote) => `${quote}${name}${quote}`)
      const text = read(path)
      expect(quoted.some((one) => text.includes(one)) ? name : `${path} has no "${name}"`).toBe(
        name,
      )
      expect(text, path).not.toMatch(/\b(it|test|describe)(\.\w+)*\.(skip|todo|only|fails)\b/)
    }
  },
)
