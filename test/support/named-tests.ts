// Tests that a document names: each has to be there, in its file, and not left out of the run.

import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

const root = new URL('../../', import.meta.url)
export const readDocument = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Looks at a cell of `path`: "name"; `path`: "name" and answers the names. */
export function expectNamedTests(cell: string): readonly string[] {
  const named = [...cell.matchAll(/`([^`]+)`: "([^"]+)"/g)]
  expect(named.length).toBe(cell.split('; `').length)
  return named.map(([, path = '', name = '']) => {
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${name}${quote}`)
    const text = readDocument(path)
    expect(quoted.some((one) => text.includes(one)) ? name : `${path} has no "${name}"`).toBe(name)
    expect(text, path).not.toMatch(/\b(it|test|describe)(\.\w+)*\.(skip|todo|only|fails)\b/)
    return name
  })
}
