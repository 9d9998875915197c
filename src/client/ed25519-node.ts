// Ed25519 (RFC 8032) by Node's own crypto.

import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Verify } from './protocol.ts'

/** The raw 32 bytes of a public key come after this DER head (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')
/** A parsed key is an order cheaper to use than one that is parsed each time; a program knows a handful. */
const parsed = new Map<string, KeyObject>()

export const verifyInNode: Verify = (publicKey, message, signature) => {
  try {
    return verify(null, message, keyObject(publicKey), signature)
  } catch {
    // Bytes that are no point of the curve are no key.
    return false
  }
}

function keyObject(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw).toString('hex')
  const known = parsed.get(name)
  if (known) return known
  const der = Buffer.concat([spkiHead, raw])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  if (parsed.size < 64) parsed.set(name, key)
  return key
}
