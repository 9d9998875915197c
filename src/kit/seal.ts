// Secrets at rest: AES-256-GCM under a key derived from the master key, bound to the place the text belongs
// to, so that a sealed text moved to another row does not open. Also the keyed hashes for other uses.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { assert } from './assert.ts'

export interface Sealer {
  /**
   * Seals a text or bytes for one place. `context` names it (table, column, row) and must be given again to
   * unseal. Text form: `v1.<key id>.<nonce>.<ciphertext>.<tag>`, the last three in base64url.
   */
  seal(plain: string | Buffer, context: string): string
  /** The bytes that were sealed. Throws an UnsealError for anything else than what `seal` made for this context. */
  unseal(sealed: string, context: string): Buffer
}

/** Why a sealed text does not open. `not-authentic`: changed, moved to another context, or another master key. */
export type UnsealProblem = 'malformed' | 'unknown-key' | 'not-authentic'

export class UnsealError extends Error {
  override name = 'UnsealError'
  readonly problem: UnsealProblem

  constructor(problem: UnsealProblem) {
    super(`cannot unseal: ${problem}`)
    this.problem = problem
  }
}

const algorithm = 'aes-256-gcm'
const version = 'v1'
const nonceBytes = 12
const tagBytes = 16
const masterBytesMin = 16
const keyIdForm = /^[0-9A-Za-z_-]{1,32}$/
const sealedForm = /^v1\.([0-9A-Za-z_-]{1,32})\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/

/**
 * Makes a sealer. `masterKey` is at least 16 bytes of strong randomness, `keyId` names it in every sealed
 * text. The random 96-bit nonces are safe for 2^32 texts under one master key (NIST SP 800-38D, 8.3).
 */
export function createSealer(
  masterKey: Buffer,
  keyId: string,
  random: (length: number) => Uint8Array = pooledBytes,
): Sealer {
  assert(keyIdForm.test(keyId), 'a key id is 1 to 32 of 0-9 A-Z a-z _ -')
  const key = deriveKey(masterKey, `seal ${version}`)

  return {
    seal(plain, context) {
      const nonce = random(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(boundTo(keyId, context))
      const ciphertext = Buffer.concat([
        typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
        cipher.final(),
      ])
      const parts = [Buffer.from(nonce), ciphertext, cipher.getAuthTag()]
      return `${version}.${keyId}.${parts.map((part) => part.toString('base64url')).join('.')}`
    },

    unseal(sealed, context) {
      const [, sealedKeyId = '', ...texts] = sealedForm.exec(sealed) ?? []
      const [nonce, ciphertext, tag] = texts.map(readBase64url)
      if (!nonce || !ciphertext || !tag) throw new UnsealError('malformed')
      if (sealedKeyId !== keyId) throw new UnsealError('unknown-key')
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(boundTo(keyId, context))
      decipher.setAuthTag(tag)
      const plain = decipher.update(ciphertext)
      try {
        return Buffer.concat([plain, decipher.final()])
      } catch {
        // The cipher says no more than "unable to authenticate", and neither do we.
        throw new UnsealError('not-authentic')
      }
    },
  }
}

/** 32 bytes for one purpose (HKDF-SHA256): keys of different purposes tell nothing about each other. */
export function deriveKey(masterKey: Buffer, purpose: string): Buffer {
  assert(masterKey.length >= masterBytesMin, `a master key has at least ${masterBytesMin} bytes`)
  return Buffer.from(hkdfSync('sha256', masterKey, '', `keytill ${purpose}`, 32))
}

/** HMAC-SHA256 of a text (UTF-8): 32 bytes. */
export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}

const poolBytes = 4_096
let pool = randomBytes(0)
let poolAt = 0

/** For what is no secret: asking the system costs as much for a few bytes as for thousands. None is given twice. */
function pooledBytes(length: number): Uint8Array {
  if (poolAt + length > pool.length) {
    pool = randomBytes(Math.max(poolBytes, length))
    poolAt = 0
  }
  poolAt += length
  return pool.subarray(poolAt - length, poolAt)
}

/** The key id cannot contain a dot, so that no two pairs of key id and context give the same bytes. */
function boundTo(keyId: string, context: string): Buffer {
  return Buffer.from(`${version}.${keyId}.${context}`, 'utf8')
}

/** Node's decoder skips what it does not know; two spellings of one sealed text must not both open. */
function readBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
