// Every vector of a gateway we have a client for.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runVectors, type VectorFile } from './vectors.ts'

const text = readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')
const file = JSON.parse(text) as VectorFile
const ours = file.vectors.filter(({ provider }) => provider === 'alipay')

test('the project’s copy holds vectors of Alipay', () => {
  expect(ours.length).toBeGreaterThan(40)
})

test.each(ours)('$id: $op', async (vector) => {
  const { failures, passed } = await runVectors({ ...file, vectors: [vector] })
  expect(failures).toEqual([])
  expect(passed).toBe(1)
})

test('a vector whose expectation is wrong fails and is named', async () => {
  const vectors = ours
    .filter(({ id }) => id === 'd-ali-req-01')
    .map((vector) => ({ ...vector, expect: { ...vector.expect, sign: 'another' } }))
  const { failures } = await runVectors({ ...file, vectors })
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatch(/^d-ali-req-01: sign is /)
})
