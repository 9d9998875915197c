// The simulator's own reading of Alipay's signature and encryption rules. It shares nothing with the
// gateway client on purpose: two independent readings that agree are the test of both.

import { createCipheriv, createDecipheriv, type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { type Charset, encodeText, type Fields } from '../charset.ts'

export type SignType = 'RSA2' | 'RSA'

const hashes = { RSA2: 'RSA-SHA256', RSA: 'RSA-SHA1' } satisfies Record<SignType, string>
const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

/** What a request signs: all but `sign` and empty values; `sign_type` stays (fact sheet Alipay, section 3). */
export function requestText(fields: Fields): string {
  return joined(fields.filter(([name, value]) => name !== 'sign' && value !== ''))
}

/** What a notice and a return sign, rule V1: `sign` and `sign_type` fall away (sections 5 and 6). */
export function noticeText(fields: Fields): string {
  return joined(fields.filter(([name]) => name !== 'sign' && name !== 'sign_type'))
}

/** Base64 signature over the text's bytes in `charset`. */
export async function signText(
  text: string,
  charset: Charset,
  key: KeyObject,
  type: SignType,
): Promise<string> {
  return (await signAsync(hashes[type], encodeText(text, charset), key)).toString('base64')
}

/** The fields with their V1 signature at the end, as notices and returns carry it. */
export async function withSignature(
  fields: Fields,
  charset: Charset,
  key: KeyObject,
  type: SignType,
): Promise<Fields> {
  return [...fields, ['sign', await signText(noticeText(fields), charset, key, type)]]
}

export function isRightlySigned(
  text: string,
  charset: Charset,
  signature: string,
  key: KeyObject,
  type: SignType,
): boolean {
  return verify(hashes[type], encodeText(text, charset), key, Buffer.from(signature, 'base64'))
}

const noVector = Buffer.alloc(16)

/** AES-128-CBC with a zero vector, base64 (section 9). */
export function encryptContent(text: string, key: Buffer): string {
  const cipher = createCipheriv('aes-128-cbc', key, noVector)
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** The inverse of encryptContent; undefined when it cannot be decrypted. */
export function decryptContent(content: string, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv('aes-128-cbc', key, noVector)
    return Buffer.concat([decipher.update(content, 'base64'), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function joined(fields: Fields): string {
  return fields
    .map(([name, value]) => ({ name, pair: `${name}=${value}` }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ pair }) => pair)
    .join('&')
}
