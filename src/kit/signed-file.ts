// A small signed document: a JSON text and an Ed25519 signature over exactly its bytes, verifiable with the
// public key alone. The algorithm belongs to the key id, never to the document.

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** Bound into every signature, so that a signature made for one purpose fits no other. */
const purposes = {
  // Held the whole key of its licence, and no end of its own; read, no longer written.
  'keytill-license-1': 'keytill license file v1\0',
  'keytill-license-2': 'keytill license file v2\0',
} as const

export type FileFormat = keyof typeof purposes

const succession = 'keytill signing key v1\0'
/** More rotations than a shop will see; without a bound a forged file could keep a program busy. */
const successorsMax = 64

/** The raw 32 bytes of an Ed25519 public key come after this DER head (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** A key and the word of the one before it that it comes next. */
export type Successor = Readonly<{
  kid: string
  /** base64, 32 bytes */
  public_key: string
  /** yyyy-MM-dd HH:mm:ss, Asia/Shanghai */
  valid_from: string
  /** kid of the key before */
  endorsed_by: string
  /** base64, Ed25519 of the key before */
  endorsement: string
}>

export type SignedFile = Readonly<{
  format: FileFormat
  kid: string
  /** base64 of the JSON payload's bytes */
  payload: string
  /** base64, Ed25519 over purpose + payload bytes */
  signature: string
  /** how the key follows from those before it, for programs that know one of them; absent for the first key */
  successors?: readonly Successor[]
}>

export type VerifiedFile =
  | Readonly<{ valid: true; format: FileFormat; payload: unknown }>
  | Readonly<{ valid: false; reason: 'unreadable' | 'unknown_key' | 'signature' }>

export function signFile(
  payload: unknown,
  kid: string,
  privateKey: KeyObject,
  successors: readonly Successor[] = [],
  format: FileFormat = 'keytill-license-2',
): SignedFile {
  const bytes = Buffer.from(JSON.stringify(payload))
  const signature = sign(null, signedBytes(format, bytes), privateKey)
  return {
    format,
    kid,
    payload: bytes.toString('base64'),
    signature: signature.toString('base64'),
    ...(successors.length === 0 ? {} : { successors }),
  }
}

/** Verifies the text of a signed file under the raw public keys given by key id, and those that follow from them. */
export function verifyFile(text: string, publicKeys: ReadonlyMap<string, Buffer>): VerifiedFile {
  const file = readFile(text)
  if (!file) return { valid: false, reason: 'unreadable' }
  const publicKey = acceptSuccessors(publicKeys, file.successors ?? []).get(file.kid)
  if (!publicKey) return { valid: false, reason: 'unknown_key' }
  const bytes = Buffer.from(file.payload, 'base64')
  const signature = Buffer.from(file.signature, 'base64')
  if (!verify(null, signedBytes(file.format, bytes), ed25519PublicKey(publicKey), signature))
    return { valid: false, reason: 'signature' }
  return { valid: true, format: file.format, payload: parse(bytes.toString('utf8')) }
}

/** What one key signs to say that another comes next. */
export function successionText(key: Omit<Successor, 'endorsed_by' | 'endorsement'>): Buffer {
  return Buffer.from(`${succession}${key.kid}\0${key.public_key}\0${key.valid_from}`)
}

/** The keys given, and every key that an unbroken chain of endorsements leads to from them. */
export function acceptSuccessors(
  publicKeys: ReadonlyMap<string, Buffer>,
  successors: readonly Successor[],
): ReadonlyMap<string, Buffer> {
  const accepted = new Map(publicKeys)
  for (let size = 0; accepted.size > size; ) {
    size = accepted.size
    for (const one of successors) {
      const before = accepted.get(one.endorsed_by)
      if (before && !accepted.has(one.kid) && isEndorsed(one, before))
        accepted.set(one.kid, Buffer.from(one.public_key, 'base64'))
    }
  }
  return accepted
}

/** A key object from the 32 raw bytes. */
export function ed25519PublicKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' })
}

/** The 32 raw bytes of a public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length)
}

function isEndorsed(one: Successor, before: Buffer): boolean {
  if (Buffer.from(one.public_key, 'base64').length !== 32) return false
  const endorsement = Buffer.from(one.endorsement, 'base64')
  return verify(null, successionText(one), ed25519PublicKey(before), endorsement)
}

function signedBytes(format: FileFormat, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(purposes[format]), payload])
}

function readFile(text: string): SignedFile | undefined {
  const file = parse(text)
  if (typeof file !== 'object' || file === null) return undefined
  const { format, kid, payload, signature, successors = [] } = file as Record<string, unknown>
  if (format !== 'keytill-license-1' && format !== 'keytill-license-2') return undefined
  if (typeof kid !== 'string' || typeof payload !== 'string' || typeof signature !== 'string')
    return undefined
  if (!Array.isArray(successors) || successors.length > successorsMax) return undefined
  return { format, kid, payload, signature, successors: successors.filter(isSuccessor) }
}

function isSuccessor(one: unknown): one is Successor {
  if (typeof one !== 'object' || one === null) return false
  const { kid, public_key, valid_from, endorsed_by, endorsement } = one as Record<string, unknown>
  const texts = [kid, public_key, valid_from, endorsed_by, endorsement]
  return texts.every((text) => typeof text === 'string')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is one of the answers.
    return undefined
  }
}
