// What a reader of figures relies on: every bench can be named, and a line of JSON says what was measured.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lineOf } from './report.ts'

it('npm run bench -- --list names every bench there is', () => {
  const words = ['--import', 'tsx', join(import.meta.dirname, 'bench.ts'), '--list']
  const listed = execFileSync(process.execPath, words, { encoding: 'utf8' })
  const names = listed.split('\n').flatMap((line) => /^\w+/.exec(line)?.[0] ?? [])
  const written = readdirSync(import.meta.dirname).flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    const name = /^export (?:async )?function bench(\w+)\(/m.exec(text)?.[1]
    return name === undefined ? [] : [name.toLowerCase()]
  })
  expect(names.sort()).toEqual(written.sort())
  expect(listed).not.toMatch(/^\w+\s*$/m)
})

it('a line is the medians and what one is of the other', () => {
  const against = { what: 'the least', rounds: [2_000, 1_000, 3_000] }
  expect(
    JSON.parse(lineOf({ name: 'a', unit: '/s', rounds: [900, 1_234.5, 9_000], against })),
  ).toEqual({ name: 'a', value: 1_235, unit: '/s', floor: 2_000, ratio: 0.617 })
  // A few a second are told to the tenth, and what stands alone has no ratio.
  expect(JSON.parse(lineOf({ name: 'b', unit: 's', rounds: [1.2345] }))).toEqual({
    name: 'b',
    value: 1.23,
    unit: 's',
    floor: null,
    ratio: null,
  })
})
