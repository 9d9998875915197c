// Every vector of a gateway we have a client for.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runVectors, type VectorFile } from './vectors.ts'

const text = readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')
const file = JSON.parse(text) as VectorFile
const ours = file.vectors.filter(({ provider }) => ['alipay', 'wechatpay'].includes(provider))

test.each([
  ['alipay', 40],
  ['wechatpay', 30],
])('the project’s copy holds vectors of %s', (gateway, count) => {
  const vectors = ours.filter(({ provider }) => provider === gateway)
  expect(vectors.length).toBeGreaterThan(count)
})

test.each(ours)('$id: $op', async (vector) => {
  const { failures, passed } = await runVectors({ ...file, vectors: [vector] })
  expect(failures).toEqual([])
  expect(passed).toBe(1)
})

test.each(['d-ali-req-01', 'd-wx-v2-01'])(
  'a vector whose expectation is wrong fails and is named: %s',
  async (wanted) => {
    const vectors = ours
      .filter(({ id }) => id === wanted)
      .map((vector) => ({ ...vector, expect: { ...vector.expect, sign: 'another' } }))
    const { failures } = await runVectors({ ...file, vectors })
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatch(new RegExp(`^${wanted}: sign is `))
  },
)
