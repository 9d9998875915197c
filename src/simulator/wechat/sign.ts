// The simulator's own reading of API v3's signature and encryption rules. It shares nothing with the
// gateway client on purpose: two independent readings that agree are the test of both.

import { createCipheriv, type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'

export const signatureType = 'WECHATPAY2-SHA256-RSA2048'

const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

/** The five lines of a request (fact sheet WeChat Pay, section 2); `target` is path and query as sent. */
export function requestText(
  method: string,
  target: string,
  timestamp: string,
  nonce: string,
  body: Buffer,
): Buffer {
  return lines(`${method}\n${target}\n${timestamp}\n${nonce}\n`, body)
}

/** The three lines of a reply or notice (section 3). */
export function replyText(timestamp: string, nonce: string, body: Buffer): Buffer {
  return lines(`${timestamp}\n${nonce}\n`, body)
}

/** SHA256withRSA in base64. */
export async function signBytes(text: Buffer, key: KeyObject): Promise<string> {
  return (await signAsync('RSA-SHA256', text, key)).toString('base64')
}

export function isRightlySigned(text: Buffer, signature: string, key: KeyObject): boolean {
  return verify('RSA-SHA256', text, key, Buffer.from(signature, 'base64'))
}

export interface Authorization {
  readonly mchId: string
  readonly nonce: string
  readonly signature: string
  /** Unix seconds, as text. */
  readonly timestamp: string
  readonly serialNo: string
}

/** Reads an `Authorization` header, its attributes in any order; undefined when it is none of API v3's. */
export function readAuthorization(header: string): Authorization | undefined {
  const [scheme, rest = ''] = splitOnce(header.trim(), ' ')
  if (scheme !== signatureType) return undefined
  const attributes = new Map(
    [...rest.matchAll(/\s*(\w+)="([^"]*)"\s*(?:,|$)/g)].map(([, name, value]) => [name, value]),
  )
  const [mchId, nonce, signature, timestamp, serialNo] = [
    'mchid',
    'nonce_str',
    'signature',
    'timestamp',
    'serial_no',
  ].map((name) => attributes.get(name))
  if (!mchId || !nonce || !signature || !timestamp || !serialNo) return undefined
  return { mchId, nonce, signature, timestamp, serialNo }
}

/** A text sealed for the merchant alone, in the wire's own words (section 5). */
export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM'
  readonly ciphertext: string
  readonly associated_data: string
  readonly nonce: string
}

/** Encrypts under the APIv3 key (32 bytes) with a nonce of 12 ASCII characters. */
export function sealText(text: string, key: Buffer, nonce: string, associatedData: string): Sealed {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'ascii'))
  cipher.setAAD(Buffer.from(associatedData, 'utf8'))
  const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: Buffer.concat(sealed).toString('base64'),
    associated_data: associatedData,
    nonce,
  }
}

function lines(head: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(head, 'utf8'), body, Buffer.from('\n')])
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
