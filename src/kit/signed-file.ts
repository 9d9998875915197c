// A small signed document: a JSON text and an Ed25519 signature over exactly its bytes, verifiable with the
// public key alone. The algorithm belongs to the key id, never to the document.

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Bound into every signature, so that a signature made for one purpose fits no other. */
const purpose = 'keytill license file v1\0'

/** The raw 32 bytes of an Ed25519 public key come after this DER head (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

export type SignedFile = Readonly<{
  format: 'keytill-license-1'
  kid: string
  /** base64 of the JSON payload's bytes */
  payload: string
  /** base64, Ed25519 over purpose + payload bytes */
  signature: string
}>

export type VerifiedFile =
  | Readonly<{ valid: true; payload: unknown }>
  | Readonly<{ valid: false; reason: 'unreadable' | 'unknown_key' | 'signature' }>

export function signFile(payload: unknown, kid: string, privateKey: KeyObject): SignedFile {
  const bytes = Buffer.from(JSON.stringify(payload))
  const signature = sign(null, Buffer.concat([Buffer.from(purpose), bytes]), privateKey)
  return {
    format: 'keytill-license-1',
    kid,
    payload: bytes.toString('base64'),
    signature: signature.toString('base64'),
  }
}

/** Verifies the text of a signed file under the raw public keys given by key id. */
export function verifyFile(text: string, publicKeys: ReadonlyMap<string, Buffer>): VerifiedFile {
  const file = readFile(text)
  if (!file) return { valid: false, reason: 'unreadable' }
  const publicKey = publicKeys.get(file.kid)
  if (!publicKey) return { valid: false, reason: 'unknown_key' }
  const bytes = Buffer.from(file.payload, 'base64')
  const signature = Buffer.from(file.signature, 'base64')
  const signed = Buffer.concat([Buffer.from(purpose), bytes])
  if (!verify(null, signed, ed25519PublicKey(publicKey), signature))
    return { valid: false, reason: 'signature' }
  return { valid: true, payload: parse(bytes.toString('utf8')) }
}

/** A key object from the 32 raw bytes. */
export function ed25519PublicKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' })
}

/** The 32 raw bytes of a public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length)
}

function readFile(text: string): SignedFile | undefined {
  const file = parse(text)
  if (typeof file !== 'object' || file === null) return undefined
  const { format, kid, payload, signature } = file as Record<string, unknown>
  if (format !== 'keytill-license-1' || typeof kid !== 'string') return undefined
  if (typeof payload !== 'string' || typeof signature !== 'string') return undefined
  return { format, kid, payload, signature }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is one of the answers.
    return undefined
  }
}
