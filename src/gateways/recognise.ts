// What a pasted text turns out to be, told before it is saved: the kind of key, its form and size, and a
// fingerprint by which two people compare it without seeing it.

import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import {
  type Found,
  type KeyTextMistake,
  keyBits,
  plainMistakes,
  readKeyText,
  type Words,
} from './key-texts.ts'

export type Recognised = Readonly<{
  kind: 'private' | 'public' | 'certificate'
  form: Found['form']
  bits: number
  /** of the public half, so that a pair has the same on both sides */
  fingerprint: string
  /** of a certificate: the time it ends, as it stands there */
  validUntil: string | undefined
}>

/** Reads a key or a certificate in any spelling; answers the words for what is wrong when it is none. */
export function recogniseKey(text: string): Recognised | Readonly<{ wrong: Words }> {
  try {
    const found = readKeyText(text, (mistake) => new Unreadable(mistake))
    const key = found.kind === 'certificate' ? found.certificate.publicKey : found.key
    return {
      kind: found.kind,
      form: found.form,
      bits: keyBits(key),
      fingerprint: fingerprintOf(key),
      validUntil: found.kind === 'certificate' ? found.certificate.validTo : undefined,
    }
  } catch (error) {
    if (error instanceof Unreadable) return { wrong: error.words }
    throw error
  }
}

class Unreadable extends Error {
  readonly words: Words

  constructor(mistake: KeyTextMistake) {
    super(mistake)
    const known: Readonly<Partial<Record<KeyTextMistake, Words>>> = plainMistakes
    this.words = known[mistake] ?? plainMistakes.not_a_key
  }
}

/** The first eight bytes of the SHA-256 of the public half, in hex. */
function fingerprintOf(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key
  const der = half.export({ type: 'spki', format: 'der' })
  const hash = createHash('sha256').update(der).digest('hex').slice(0, 16)
  return hash.match(/.{4}/g)?.join(' ') ?? hash
}
