// The table of other shops' mistakes names tests that exist.

import { expect, it } from 'vitest'
import { expectNamedTests, readDocument } from '../support/named-tests.ts'

const document = readDocument('docs/licence-regressions.md')
const rows = [...document.matchAll(/^\| (\d+) \|[^|]+\|(.+)\|$/gm)]

it('has each of the thirty-four mistakes once, in their order', () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 34 }, (_, at) => at + 1),
  )
})

it.each(rows.map(([, number, held = '']) => [number, held] as const))(
  'number %s is held by tests that are there',
  (_number, held) => {
    expectNamedTests(held)
  },
)
