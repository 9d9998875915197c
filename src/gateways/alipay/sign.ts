// Alipay's signature: which fields are signed, in which order, and RSA over the bytes. The hash always
// follows our configuration, never the message, or a forger could ask for the weaker one.

import { type KeyObject, verify } from 'node:crypto'
import { type SignRsa, signByPool } from '../../kit/rsa.ts'
import { readBase64 } from '../base64.ts'

/** RSA2 is SHA256withRSA; RSA is SHA1withRSA, for old applications (fact sheet Alipay, section 2). */
export type SignType = 'RSA2' | 'RSA'

/** `request` for what we send, V1 for payment notices and returns, V2 for open-message notices. */
export type SignRule = 'request' | 'V1' | 'V2'

/** Whose signature is believed, and by which hash. */
export type Verifier = Readonly<{ key: KeyObject; signType: SignType }>

const hashes: Readonly<Record<SignType, string>> = { RSA2: 'sha256', RSA: 'sha1' }

/** The names a signature never covers, under each rule (fact sheet Alipay, sections 3 and 5). */
export const unsignedNames: Readonly<Record<SignRule, readonly string[]>> = {
  request: ['sign'],
  V1: ['sign', 'sign_type'],
  V2: ['sign'],
}

export function isSignType(text: string): text is SignType {
  return Object.hasOwn(hashes, text)
}

/** `name=value` joined by `&` in the order the fields have, values raw; `but` names one to leave out. */
export function joinFields(
  fields: Iterable<readonly [name: string, value: string]>,
  but?: string,
): string {
  let text = ''
  for (const [name, value] of fields)
    if (name !== but) text += `${text === '' ? '' : '&'}${name}=${value}`
  return text
}

/** The text a request signs: all but `sign` and empty values; `sign_type` stays. */
export function requestText(params: Readonly<Record<string, string>>): string {
  const covered = Object.entries(params).filter(
    ([name, value]) => value !== '' && !unsignedNames.request.includes(name),
  )
  return joinFields(covered.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Base64 signature over the bytes, made off the event loop. */
export function signBytes(
  bytes: Uint8Array,
  { key, signType }: Readonly<{ key: KeyObject; signType: SignType }>,
  sign: SignRsa = signByPool,
): Promise<string> {
  return sign(hashes[signType], bytes, key)
}

/** Whether `signature` (base64) is the verifier's over these bytes. Never throws. */
export function isSigned(
  bytes: Uint8Array,
  signature: string,
  { key, signType }: Verifier,
): boolean {
  const raw = readBase64(signature)
  return raw !== undefined && verify(hashes[signType], bytes, key, raw)
}
