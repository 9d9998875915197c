// The signature around what WeChat sends, replies and notices alike. It covers the raw bytes of the body, and
// nothing in them is read before it has been verified (fact sheet WeChat Pay, section 3).

import { type KeyObject, verify } from 'node:crypto'
import type { Instant } from '../../core/time.ts'
import { readBase64 } from '../base64.ts'

/** What the headers say about a body. */
export type Marks = Readonly<{
  timestamp: string
  nonce: string
  /** names the key: a certificate's serial number, or the id of WeChat's public key */
  serial: string
  signature: Buffer
}>

/** A header by its lower-case name. */
export type HeaderOf = (name: string) => string | undefined

/** Headers as fetch, Node or a web framework hands them over; the case of names means nothing (section 3). */
export type MessageHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads headers by name. One that comes with several values has none: nobody could say which was meant. */
export function headerReader(headers: MessageHeaders): HeaderOf {
  if (isHeaders(headers)) return (name) => headers.get(name) ?? undefined
  const values = new Map<string, string[]>()
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase()
    values.set(key, [...(values.get(key) ?? []), ...[value ?? []].flat()])
  }
  return (name) => {
    const [value, ...others] = values.get(name) ?? []
    return others.length === 0 ? value : undefined
  }
}

/** By what it can do: every runtime and polyfill has a class of its own. */
function isHeaders(headers: MessageHeaders): headers is Headers {
  return typeof headers.get === 'function'
}

const signatureType = 'WECHATPAY2-SHA256-RSA2048'
/** Deliberately wrong, to find out who does not look. The genuine message follows. */
const probePrefix = 'WECHATPAY/SIGNTEST/'
const windowSeconds = 300

/**
 * The marks of a message that may be believed if its signature turns out right, or a reason (a text) why not:
 * unsigned, a probe, or signed more than 300 seconds from `now`.
 */
export function readMarks(header: HeaderOf, now: Instant): Marks | string {
  const timestamp = header('wechatpay-timestamp')
  const nonce = header('wechatpay-nonce')
  const serial = header('wechatpay-serial')
  const signatureText = header('wechatpay-signature')
  if (!timestamp || !nonce || !serial || !signatureText) return 'unsigned'
  if ((header('wechatpay-signature-type') ?? signatureType) !== signatureType)
    return 'unknown signature type'
  if (signatureText.startsWith(probePrefix)) return 'probe'

  const signature = readBase64(signatureText)
  if (!signature) return 'signature is not base64'
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp is no time'
  const ageSeconds = Math.floor(now / 1_000) - Number(timestamp)
  if (Math.abs(ageSeconds) > windowSeconds) return 'timestamp outside the window'
  return { timestamp, nonce, serial, signature }
}

/** Three lines, each ended by a line break, the last one the body as it came. */
export function messageText(
  { timestamp, nonce }: Pick<Marks, 'timestamp' | 'nonce'>,
  body: Uint8Array,
): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`, 'utf8'), body, Buffer.from('\n')])
}

/** Whether this key made the signature. Never throws. */
export function isGenuine(marks: Marks, body: Uint8Array, key: KeyObject): boolean {
  return isSignatureOf(messageText(marks, body), marks.signature, key)
}

/** SHA256withRSA, whatever the text is the text of. Never throws. */
export function isSignatureOf(text: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  return verify('sha256', text, key, signature)
}
