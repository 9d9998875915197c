// The signature of API v2: a hash over the fields and the secret both sides share. Which hash always follows
// our configuration, never the message, or a forger could ask for the weaker one.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type V2SignType = 'MD5' | 'HMAC-SHA256'

/** Who signs and is believed: the API v2 key of the account, and the hash it has chosen. */
export type V2Signer = Readonly<{ key: string; signType: V2SignType }>

type Fields = Iterable<readonly [name: string, value: string]>

const digests: Readonly<Record<V2SignType, (text: string, key: string) => string>> = {
  MD5: (text) => createHash('md5').update(text, 'utf8').digest('hex'),
  'HMAC-SHA256': (text, key) => createHmac('sha256', key).update(text, 'utf8').digest('hex'),
}

export function isV2SignType(text: string): text is V2SignType {
  return Object.hasOwn(digests, text)
}

/**
 * The text that is hashed: all fields but `sign` and empty ones, unknown ones included, sorted by name, then
 * the key (fact sheet WeChat Pay, section 19).
 */
export function v2Text(fields: Fields, key: string): string {
  const pairs = [...fields]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
  return `${pairs.join('&')}&key=${key}`
}

/** The value of `sign`: upper-case hex. */
export function v2Sign(fields: Fields, { key, signType }: V2Signer): string {
  return digests[signType](v2Text(fields, key), key).toUpperCase()
}

/**
 * Why these fields are not believed; undefined when they are rightly signed. A message that names another
 * `sign_type` than ours is refused; one that names none, as notices often do, is verified with ours.
 */
export function v2Doubt(
  fields: ReadonlyMap<string, string>,
  signer: V2Signer,
): 'unsigned' | 'another sign_type than configured' | 'bad signature' | undefined {
  const sign = fields.get('sign')
  if (!sign) return 'unsigned'
  if ((fields.get('sign_type') || signer.signType) !== signer.signType)
    return 'another sign_type than configured'
  const ours = Buffer.from(v2Sign(fields, signer))
  const theirs = Buffer.from(sign)
  const isEqual = ours.length === theirs.length && timingSafeEqual(ours, theirs)
  return isEqual ? undefined : 'bad signature'
}
