// What a shop's licence answers and files look like, and which bytes are signed. Knows neither Node nor a browser.

/** Whether an Ed25519 signature fits: 32 bytes of key, 64 of signature. */
export type Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

/** Public keys in base64 by their ids, as the shop's `/api/v1/licenses/public-key` lists them. */
export type PublicKeys = Readonly<Record<string, string>>

/** A key, and the word of the one before it that it comes next. */
export type Successor = Readonly<{
  kid: string
  public_key: string
  valid_from: string
  endorsed_by: string
  endorsement: string
}>

export type License = Readonly<{
  /** of a file; an answer calls it active, or refuses */
  license_key_masked?: string
  status?: string
  product_id: string
  package_id: string
  /** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai; null: for ever */
  valid_until: string | null
  max_devices: number
  devices_used?: number
  features?: readonly string[]
  version_max?: string | null
  over_limit?: boolean
  seats?: 'floating'
  trial?: boolean
}>

export type Device = Readonly<{
  fingerprint: string
  name: string | null
  activated_at: string
  /** of a floating seat */
  lease_until?: string
}>

/** More rotations than a shop will see; a longer list would only keep a program busy. */
const successorsMax = 64

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads `Keytill-Signature: t=…,kid=…,ed25519=…`; `at` in ms. Undefined for anything else. */
export function readSignature(header: string | null | undefined) {
  const parts = /^t=(\d{1,12}),kid=([\w-]{1,64}),ed25519=([A-Za-z0-9+/]{86}==)$/.exec(header ?? '')
  if (!parts) return undefined
  const [, t = '', kid = '', text = ''] = parts
  const signature = fromBase64(text)
  return signature && { t, at: Number(t) * 1000, kid, signature }
}

/** Whether an answer's exact body was signed by one of the keys for this nonce. */
export async function isGenuine(
  verify: Verify,
  keys: PublicKeys,
  { body, nonce, signature }: Readonly<{ body: string; nonce: string; signature: string | null }>,
): Promise<boolean> {
  const read = readSignature(signature)
  const key = read && keyOf(keys, read.kid)
  if (!key) return false
  return verify(key, encoder.encode(`${read.t}.${nonce}.${body}`), read.signature)
}

/** The keys given, and each that an unbroken chain of endorsements leads to from them. */
export async function acceptSuccessors(
  verify: Verify,
  keys: PublicKeys,
  successors: unknown,
): Promise<PublicKeys> {
  const accepted: Record<string, string> = { ...keys }
  if (!Array.isArray(successors) || successors.length > successorsMax) return accepted
  const told = successors.filter(isSuccessor)
  for (let isMore = true; isMore; ) {
    isMore = false
    for (const one of told) {
      const before = keyOf(accepted, one.endorsed_by)
      if (!before || Object.hasOwn(accepted, one.kid)) continue
      if (!(await isEndorsed(verify, before, one))) continue
      accepted[one.kid] = one.public_key
      isMore = true
    }
  }
  return accepted
}

function isEndorsed(verify: Verify, before: Uint8Array, one: Successor) {
  const { kid, public_key, valid_from } = one
  const endorsement = fromBase64(one.endorsement)
  if (endorsement?.length !== 64 || fromBase64(public_key)?.length !== 32) return false
  const text = `keytill signing key v1\0${kid}\0${public_key}\0${valid_from}`
  return verify(before, encoder.encode(text), endorsement)
}

function isSuccessor(one: unknown): one is Successor {
  const { kid, public_key, valid_from, endorsed_by, endorsement } = Object(one)
  const texts = [kid, public_key, valid_from, endorsed_by, endorsement]
  return texts.every((text) => typeof text === 'string')
}

/** 32 bytes of a key; undefined for a key nobody gave or that is none. */
export function keyOf(keys: PublicKeys, kid: string): Uint8Array | undefined {
  const key = Object.hasOwn(keys, kid) ? fromBase64(keys[kid] ?? '') : undefined
  return key?.length === 32 ? key : undefined
}

/** Bytes of canonical standard base64; undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text)
    if (btoa(binary) !== text) return undefined
    return Uint8Array.from(binary, (one) => one.charCodeAt(0))
  } catch {
    // Not base64 is one of the answers.
    return undefined
  }
}

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The JSON in some bytes; undefined where there is none. */
export function readJson(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : decoder.decode(text))
  } catch {
    // Not JSON is one of the answers.
    return undefined
  }
}

/** Clocks differ; one that is a day behind what it was, or behind the shop's, was set back. */
export const clockSlackMs = 86_400_000

/**
 * Whether a version of a program is covered: numbers are compared as far as the limit names them, and what follows a
 * dash or a plus is not looked at. Whoever says no version is not asked for one.
 */
export function isCovered(version?: string, versionMax?: string | null): boolean {
  if (version === undefined || versionMax == null) return true
  const told = numbersOf(version)
  const most = numbersOf(versionMax)
  const at = most.findIndex((number, place) => number !== (told[place] ?? 0))
  return at < 0 || (told[at] ?? 0) < Number(most[at])
}

function numbersOf(version: string): number[] {
  return version
    .replace(/[-+].*/, '')
    .split('.')
    .map(Number)
}

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai as ms; NaN for anything else, which no time is before or after. */
export function timeOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`)
}

/** Whether a time that may be for ever is over; one that cannot be read is. */
export function isOver(until: string | null | undefined, now: number): boolean {
  return until != null && !(now < timeOf(until))
}
