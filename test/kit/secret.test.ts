// A secret is shown by nothing but `reveal`.

import { format, inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/kit/secret.ts'

const canary = 'canary-7f3a91'
const secret = new Secret(canary)

describe('a secret', () => {
  it('gives its text to whoever asks for it by name', () => {
    expect(secret.reveal()).toBe(canary)
  })

  it.each<[string, () => unknown]>([
    ['concatenation', () => `key ${String(secret)}`],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['console formatting', () => format('%s %o %j %O', secret, secret, secret, [secret])],
    ['a copy of its members', () => inspect(Object.assign({}, secret))],
    ['its property names', () => Reflect.ownKeys(secret).map(String).join()],
    ['an error', () => inspect(new Error('x', { cause: secret }))],
    ['a structured clone', () => inspect(structuredClone(secret))],
  ])('is not shown by %s', (_name, show) => {
    expect(show()).not.toContain(canary)
  })

  it('says that it is one', () => {
    expect(String(secret)).toBe('[secret]')
    expect(JSON.stringify([secret])).toBe('["[secret]"]')
  })
})
