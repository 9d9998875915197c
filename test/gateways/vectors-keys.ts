// The keys of a file of vectors, by the names a vector's input gives them.

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { textOf, type Vector, type VectorFile } from './vectors.ts'

export type Keys = VectorFile['keys']

/** The key whose id the input's member holds. */
export function keyOf(
  input: Vector['input'],
  keys: Keys,
  member: string,
): Readonly<Record<string, unknown>> {
  return keyNamed(textOf(input, member), keys)
}

export function keyNamed(id: string, keys: Keys): Readonly<Record<string, unknown>> {
  const key = keys[id]
  if (!key) throw new Error(`no key ${id}`)
  return key
}

export function privateKeyOf(input: Vector['input'], keys: Keys): KeyObject {
  return createPrivateKey(textOf(keyOf(input, keys, 'key'), 'private_pkcs8_pem'))
}

/** The public half of a pair, of a public key alone, or of a certificate. */
export function openPublicKey(key: Readonly<Record<string, unknown>>): KeyObject {
  const pem = key.public_spki_pem ?? key.pem ?? key.certificate_pem ?? key.private_pkcs8_pem
  if (typeof pem !== 'string') throw new Error('no public key')
  return createPublicKey(pem)
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
