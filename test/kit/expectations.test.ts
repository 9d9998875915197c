// The table of what buyers and merchants may expect names tests that exist and bear its numbers; so do the budgets.

import { expect, it } from 'vitest'
import { expectNamedTests, readDocument } from '../support/named-tests.ts'

const document = readDocument('docs/expectations.md')
const rows = [...document.matchAll(/^\| (\d+|[A-Z]) \|[^|]+\|(.+)\|$/gm)]
const cells = rows.map(([, name = '', held = '']) => [name, held] as const)

/** The numbers before the sentence, or in brackets behind it. */
function numbersOf(name: string): readonly string[] {
  const [, before, behind] = /^([\d, ]+):|\(([\d, ]+)\)(?: @\w+)?$/.exec(name) ?? []
  return (before ?? behind ?? '').split(', ')
}

it('has each of the sixty-six expectations once, in their order, and the budgets behind them', () => {
  const numbers = Array.from({ length: 66 }, (_, at) => String(at + 1))
  expect(cells.map(([name]) => name)).toEqual([...numbers, ...'A B C D E F G H I J'.split(' ')])
})

it.each(cells)(
  '%s is held by tests that are there, one of which bears its number',
  (name, held) => {
    const names = expectNamedTests(held)
    if (/\d/.test(name)) expect(names.flatMap(numbersOf)).toContain(name)
  },
)
