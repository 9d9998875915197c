// Alipay's keys and certificates out of their texts, every mistake an AlipayKeyError.

import type { KeyObject } from 'node:crypto'
import { type Fail, keyBits, readPrivateKeyText, readPublicKeyText } from '../key-texts.ts'
import { AlipayKeyError, type KeyField, keyBitsMin } from './key-error.ts'
import type { SignType } from './sign.ts'

export { isSameKey, keyBits } from '../key-texts.ts'

/**
 * Reads an RSA private key: PKCS#8 or PKCS#1, PEM or bare base64, real line breaks, `\n`, `#`, quotes.
 * Throws an AlipayKeyError that names what the text is instead.
 */
export function readPrivateKey(text: string, field: KeyField = 'privateKey'): KeyObject {
  return readPrivateKeyText(text, failAt(field))
}

/** Reads an RSA public key: SPKI, PKCS#1, or out of an X.509 certificate. Throws an AlipayKeyError. */
export function readPublicKey(text: string, field: KeyField = 'alipayPublicKey'): KeyObject {
  return readPublicKeyText(text, failAt(field))
}

/** Throws when the key is too short for the sign type. */
export function requireKeySize(key: KeyObject, signType: SignType, field: KeyField): void {
  if (keyBits(key) < keyBitsMin[signType]) throw new AlipayKeyError(field, 'too_small')
}

/** What a mistake in the text of this field throws. */
export function failAt(field: KeyField): Fail {
  return (mistake) => new AlipayKeyError(field, mistake)
}
