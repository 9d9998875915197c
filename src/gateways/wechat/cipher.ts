// What WeChat Pay encrypts: the content of notices and certificates with the API v3 key, and sensitive fields
// with RSA (fact sheet WeChat Pay, section 5).

import {
  constants,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto'
import { assert } from '../../kit/assert.ts'
import { readBase64 } from '../base64.ts'
import { type JsonObject, textIn } from '../json.ts'

const tagLength = 16
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
/** What OAEP with SHA-1 adds to a text, in bytes. */
const oaepOverhead = 42

/**
 * The plaintext of `{algorithm, nonce, associated_data?, ciphertext}`; undefined when it is not all there or
 * not encrypted with this key, whose length says which AES it is (32 bytes but for published test material).
 */
export function decryptResource(resource: JsonObject, key: KeyObject): Buffer | undefined {
  const nonce = textIn(resource, 'nonce')
  const sealed = readBase64(textIn(resource, 'ciphertext') ?? '')
  if (!nonce || !sealed || sealed.length < tagLength) return undefined
  const cipher = `aes-${(key.symmetricKeySize ?? 0) * 8}-gcm` as 'aes-256-gcm'
  const tagAt = sealed.length - tagLength
  try {
    const decipher = createDecipheriv(cipher, key, Buffer.from(nonce, 'utf8'), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(textIn(resource, 'associated_data') ?? '', 'utf8'))
    decipher.setAuthTag(sealed.subarray(tagAt))
    // Only final() checks the tag; without it altered text passes.
    return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Encrypts a sensitive field for whoever holds the other half of `key`. Throws for more than a key can hold. */
export function encryptField(text: string, key: KeyObject): string {
  const plain = Buffer.from(text, 'utf8')
  const bytesMax = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - oaepOverhead
  assert(plain.length <= bytesMax, `a sensitive field has at most ${bytesMax} bytes`)
  return publicEncrypt({ key, ...oaep }, plain).toString('base64')
}

/** The inverse; undefined when it was not encrypted for this key. */
export function decryptField(ciphertext: string, key: KeyObject): string | undefined {
  try {
    return privateDecrypt({ key, ...oaep }, Buffer.from(ciphertext, 'base64')).toString('utf8')
  } catch {
    return undefined
  }
}
