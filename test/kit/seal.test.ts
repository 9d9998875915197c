// Sealed texts open under their own key and context, and in no other way.

import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatableRandom } from '../../src/kit/random.ts'
import { createSealer, deriveKey, hmac, UnsealError } from '../../src/kit/seal.ts'

const master = randomBytes(32)
const sealer = createSealer(master, 'k1')
const everyCharacter = Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. =',
)

function problemOf(unseal: () => unknown): string {
  try {
    unseal()
  } catch (error) {
    if (error instanceof UnsealError) return error.problem
    throw error
  }
  return 'opened'
}

describe('a sealed text', () => {
  it('opens to the same bytes, texts and binary, empty and long', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (bytes, context) => {
          const plain = Buffer.from(bytes)
          expect(sealer.unseal(sealer.seal(plain, context), context).equals(plain)).toBe(true)
        },
      ),
    )
    expect(sealer.unseal(sealer.seal('密钥 🔑', 'c'), 'c').toString()).toBe('密钥 🔑')
    expect(sealer.unseal(sealer.seal('', 'c'), 'c')).toHaveLength(0)
  })

  it('shows its version and key id, and never the same text twice', () => {
    const sealed = Array.from({ length: 1_000 }, () => sealer.seal('same', 'c'))
    expect(new Set(sealed).size).toBe(1_000)
    expect(new Set(sealed.map((one) => one.split('.')[2])).size).toBe(1_000)
    for (const one of sealed) expect(one).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/)
  })

  it('does not open in another context', () => {
    const sealed = sealer.seal('secret', 'license.key.1')
    for (const context of ['license.key.2', 'license.key.', '', 'license.key.11'])
      expect(problemOf(() => sealer.unseal(sealed, context))).toBe('not-authentic')
  })

  it('does not open under another master key or key id', () => {
    const sealed = sealer.seal('secret', 'c')
    expect(problemOf(() => createSealer(randomBytes(32), 'k1').unseal(sealed, 'c'))).toBe(
      'not-authentic',
    )
    expect(problemOf(() => createSealer(master, 'k2').unseal(sealed, 'c'))).toBe('unknown-key')
    const renamed = sealed.replace('.k1.', '.k2.')
    expect(problemOf(() => createSealer(master, 'k2').unseal(renamed, 'c'))).toBe('not-authentic')
  })

  it('does not open with any one character changed, and has one spelling only', () => {
    const sealed = sealer.seal('secret', 'c')
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of everyCharacter) {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
        if (changed !== sealed)
          expect(
            problemOf(() => sealer.unseal(changed, 'c')),
            changed,
          ).not.toBe('opened')
      }
    }
  })

  it('does not open when cut, extended or empty', () => {
    const sealed = sealer.seal('secret', 'c')
    for (const text of [
      '',
      'v1',
      'secret',
      `${sealed}A`,
      ` ${sealed}`,
      `${sealed}\n`,
      sealed.slice(0, -1),
    ])
      expect(
        problemOf(() => sealer.unseal(text, 'c')),
        text,
      ).toBe('malformed')
  })

  it('can be opened by anyone with the master key and this description of the form', () => {
    const [version, keyId, ...parts] = sealer.seal('secret', 'c').split('.')
    const part = (at: number) => Buffer.from(parts[at] ?? '', 'base64url')
    const key = Buffer.from(hkdfSync('sha256', master, '', 'keytill seal v1', 32))
    const decipher = createDecipheriv('aes-256-gcm', key, part(0))
    decipher.setAAD(Buffer.from(`${version}.${keyId}.c`)).setAuthTag(part(2))
    const plain = Buffer.concat([decipher.update(part(1)), decipher.final()])
    expect(plain.toString()).toBe('secret')
  })

  it('says nothing of the text when it does not open', () => {
    const error = new UnsealError('not-authentic')
    expect(error.message).toBe('cannot unseal: not-authentic')
  })
})

describe('keys and keyed hashes', () => {
  it('differ by purpose and by master key, and are the same every time', () => {
    expect(deriveKey(master, 'order token')).toEqual(deriveKey(master, 'order token'))
    expect(deriveKey(master, 'order token')).toHaveLength(32)
    expect(deriveKey(master, 'order token')).not.toEqual(deriveKey(master, 'license look-up'))
    expect(deriveKey(master, 'x')).not.toEqual(deriveKey(randomBytes(32), 'x'))
  })

  it('are refused from a master key that is too short', () => {
    expect(() => createSealer(Buffer.alloc(8), 'k1')).toThrow(/at least 16 bytes/)
    expect(() => createSealer(master, 'a.b')).toThrow(/key id/)
  })

  it('follow HMAC-SHA256 (RFC 4231, test case 2)', () => {
    expect(hmac(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })
})

it('draws for one name what HKDF-SHA256 gives, so that after a restore a buyer gets the key he had', () => {
  const first = repeatableRandom(master)('order|1|1')
  const drawn = [16, 25, 32].map((length) => Buffer.from(first.bytes(length)))
  const expected = [16, 25, 32].map((length, at) =>
    Buffer.from(hkdfSync('sha256', master, '', `order|1|1|${at + 1}`, length)),
  )
  expect(drawn).toEqual(expected)
  expect(Buffer.from(repeatableRandom(master)('order|1|2').bytes(16))).not.toEqual(drawn[0])
})
