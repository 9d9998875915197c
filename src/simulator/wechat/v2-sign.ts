// The simulator's own reading of API v2's signature and of the encryption of its refund notices. It shares
// nothing with the gateway client on purpose (fact sheet WeChat Pay, sections 19 and 22).

import { createCipheriv, createHash, createHmac } from 'node:crypto'

export type SignType = 'MD5' | 'HMAC-SHA256'

/** Upper-case hex over every field but `sign` and the empty ones, sorted by name, and the key behind them. */
export function signFields(
  fields: Iterable<readonly [string, string]>,
  key: string,
  type: SignType,
): string {
  const pairs = [...fields]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  const text = [...pairs, `key=${key}`].join('&')
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key)
  return hash.update(text, 'utf8').digest('hex').toUpperCase()
}

/** The `req_info` of a refund notice: AES-256-ECB with PKCS#7 padding, base64. */
export function sealRefund(text: string, key: string): string {
  const aesKey = Buffer.from(md5Hex(key), 'ascii')
  const cipher = createCipheriv('aes-256-ecb', aesKey, null)
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** A key that is not the merchant's, for forgeries. */
export function foreignKeyOf(key: string): string {
  return md5Hex(`not ${key}`)
}

function md5Hex(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex')
}
