// Random texts that open something: session tokens, device marks and recovery codes. Only hashes are kept.

import { createHash } from 'node:crypto'
import { randomText } from '../../core/ids.ts'
import type { Random } from '../../core/ports.ts'

const recoveryCodes = 10

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** 32 random bytes for a cookie, and the hash to keep. */
export function newToken(random: Random): Readonly<{ token: string; tokenHash: Buffer }> {
  const token = Buffer.from(random.bytes(32)).toString('base64url')
  return { token, tokenHash: sha256(token) }
}

/** A name for a row; it opens nothing. */
export function newRowId(random: Random, prefix: 'op' | 'ses' | 'cus'): string {
  return `${prefix}_${Buffer.from(random.bytes(9)).toString('hex')}`
}

/** Ten codes of 80 random bits, in four groups. */
export function newRecoveryCodes(random: Random): readonly string[] {
  return Array.from({ length: recoveryCodes }, () =>
    (randomText(random, 16).match(/.{4}/g) ?? []).join('-'),
  )
}

/** The same for a code however it is typed: any case, with or without dashes and spaces. */
export function recoveryCodeHash(code: string): Buffer {
  return sha256(code.toUpperCase().replace(/[\s-]/g, ''))
}
