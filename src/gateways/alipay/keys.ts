// Keys in every form merchants paste them. What a key is follows from its bytes, never from its header:
// headers are often wrong, missing, or invented (fact sheet Alipay, section 7).

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readDer, sequenceTag } from './der.ts'
import { AlipayKeyError, type KeyField, type KeyMistake, keyBitsMin } from './key-error.ts'
import type { SignType } from './sign.ts'

/** What a text turned out to hold. */
type Found =
  | Readonly<{ kind: 'private'; key: KeyObject }>
  | Readonly<{ kind: 'public'; key: KeyObject }>
  | Readonly<{ kind: 'certificate'; certificate: X509Certificate }>

/**
 * Reads an RSA private key: PKCS#8 or PKCS#1, PEM or bare base64, real line breaks, `\n`, `#`, quotes.
 * Throws an AlipayKeyError that names what the text is instead.
 */
export function readPrivateKey(text: string, field: KeyField = 'privateKey'): KeyObject {
  const found = findKey(text, field)
  if (found.kind === 'private') return rsaOnly(found.key, field)
  throw new AlipayKeyError(
    field,
    found.kind === 'public' ? 'public_for_private' : 'certificate_for_private',
  )
}

/** Reads an RSA public key: SPKI, PKCS#1, or out of an X.509 certificate. Throws an AlipayKeyError. */
export function readPublicKey(text: string, field: KeyField = 'alipayPublicKey'): KeyObject {
  const found = findKey(text, field)
  if (found.kind === 'private') throw new AlipayKeyError(field, 'private_for_public')
  return rsaOnly(found.kind === 'certificate' ? found.certificate.publicKey : found.key, field)
}

/** Throws when the key is too short for the sign type. */
export function requireKeySize(key: KeyObject, signType: SignType, field: KeyField): void {
  if (keyBits(key) < keyBitsMin[signType]) throw new AlipayKeyError(field, 'too_small')
}

export function keyBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0
}

/** Whether two keys, private or public, have the same public half. */
export function isSameKey(a: KeyObject, b: KeyObject): boolean {
  return publicDer(a).equals(publicDer(b))
}

/** The bytes of each block of a PEM text in any of the accepted spellings, or of one bare base64 body. */
export function readBlocks(text: string, field: KeyField): readonly Buffer[] {
  const plain = text
    .replace(/\\+[nr]/g, '\n')
    .replaceAll('#', '\n')
    .replace(/["'`\uFEFF]/g, '')
  if (/-----BEGIN ENCRYPTED|Proc-Type:.*ENCRYPTED/.test(plain))
    throw new AlipayKeyError(field, 'encrypted')
  const bodies = bodiesOf(plain)
  if (bodies.length === 0) throw new AlipayKeyError(field, 'missing')
  return bodies.map((body) => {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw new AlipayKeyError(field, 'not_base64')
    return Buffer.from(body, 'base64')
  })
}

/** What stands under each BEGIN line, whatever it says; without any, all there is. White space is dropped. */
function bodiesOf(text: string): readonly string[] {
  const [before = '', ...parts] = text.split(/-----([^-]*)-----/)
  const bodies: string[] = []
  for (let at = 0; at < parts.length; at += 2)
    if (!/^\s*END\b/.test(parts[at] ?? '')) bodies.push(parts[at + 1] ?? '')
  return (bodies.length === 0 ? [before] : bodies)
    .map((body) => body.replace(/\s/g, ''))
    .filter((body) => body !== '')
}

/** The first block that is a key or a certificate; `EC PARAMETERS` and the like may stand before it. */
function findKey(text: string, field: KeyField): Found {
  const blocks = readBlocks(text, field)
  for (const der of blocks) {
    const found = identify(der, field)
    if (found) return found
  }
  throw new AlipayKeyError(field, mistakeOf(blocks))
}

function identify(der: Buffer, field: KeyField): Found | undefined {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    const key = attempt(() => createPrivateKey({ key: der, format: 'der', type }), field)
    if (key) return { kind: 'private', key }
  }
  for (const type of ['spki', 'pkcs1'] as const) {
    const key = attempt(() => createPublicKey({ key: der, format: 'der', type }), field)
    if (key) return { kind: 'public', key }
  }
  const certificate = attempt(() => new X509Certificate(der), field)
  return certificate && { kind: 'certificate', certificate }
}

/** Node tells that bytes are no such key by throwing; only a missing password is worth a word. */
function attempt<T>(read: () => T, field: KeyField): T | undefined {
  try {
    return read()
  } catch (error) {
    const asksPassword =
      error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE'
    if (asksPassword) throw new AlipayKeyError(field, 'encrypted')
    return undefined
  }
}

function mistakeOf(blocks: readonly Buffer[]): KeyMistake {
  const cutOff = blocks.some((der) => der[0] === sequenceTag && readDer(der) === undefined)
  return cutOff ? 'truncated' : 'not_a_key'
}

function rsaOnly(key: KeyObject, field: KeyField): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new AlipayKeyError(field, 'not_rsa')
  return key
}

function publicDer(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return half.export({ type: 'spki', format: 'der' })
}
