// The answer of a gateway call: cut out of the raw text, verified, and only then parsed. What is verified
// and what is read are the same substring (fact sheet Alipay, section 4).

import { decodeText } from './charset.ts'
import { decryptContent } from './encrypt.ts'
import { isSigned, type Verifier } from './sign.ts'

export type ReplyNode = Readonly<Record<string, unknown>>

export type Reply =
  | Readonly<{ outcome: 'signed'; node: ReplyNode }>
  /** legal for errors of the gateway itself, and never a success */
  | Readonly<{ outcome: 'unsigned'; node: ReplyNode }>
  | Readonly<{ outcome: 'unverifiable'; reason: string }>

export type ReplyVerifier = Verifier &
  Readonly<{
    /** certificate mode: the SN of the certificate the key was taken from */
    certSn?: string | undefined
    /** 16 bytes, where the request's content was encrypted */
    aesKey?: Uint8Array | undefined
  }>

/** The parts of a reply, unverified. `signedText` is the node's raw text, its braces or quotes included. */
export type ReplyParts = Readonly<{
  node: string
  signedText: string
  sign: string | undefined
  alipayCertSn: string | undefined
}>

/** Verifies and reads the reply to `method`. Never throws. */
export function readReply(body: Uint8Array, method: string, verifier: ReplyVerifier): Reply {
  const parts = extractReply(body, method)
  if (typeof parts === 'string') return { outcome: 'unverifiable', reason: parts }
  const { signedText, sign, alipayCertSn } = parts

  if (sign === undefined) {
    const node = parseNode(signedText)
    return node ? { outcome: 'unsigned', node } : { outcome: 'unverifiable', reason: 'unsigned' }
  }
  if (verifier.certSn !== undefined && (alipayCertSn ?? verifier.certSn) !== verifier.certSn)
    return {
      outcome: 'unverifiable',
      reason: 'signed under another alipay_cert_sn than configured',
    }
  if (!isSigned(Buffer.from(signedText, 'utf8'), sign, verifier))
    return { outcome: 'unverifiable', reason: 'bad signature' }

  const node = parseNode(plainText(signedText, verifier.aesKey))
  return node
    ? { outcome: 'signed', node }
    : { outcome: 'unverifiable', reason: 'signed, but not readable' }
}

/**
 * Cuts a reply into its parts without believing any. Gives a reason (a text) for what is not the one JSON
 * object a reply is: a member that comes twice would let a verifier and a reader see different ones.
 */
export function extractReply(body: Uint8Array, method: string): ReplyParts | string {
  const text = decodeText(body, 'utf-8')
  if (text === undefined) return 'not utf-8'
  const members = scanMembers(text)
  if (typeof members === 'string') return members

  const names = [`${method.replaceAll('.', '_')}_response`, 'error_response']
  const found = names.filter((name) => members.has(name))
  const [node] = found
  if (node === undefined) return 'no response node'
  if (found.length > 1) return 'more than one response node'

  const sign = readString(members.get('sign'))
  const alipayCertSn = readString(members.get('alipay_cert_sn'))
  if (members.has('sign') && sign === undefined) return 'sign is no text'
  if (members.has('alipay_cert_sn') && alipayCertSn === undefined)
    return 'alipay_cert_sn is no text'
  return { node, signedText: members.get(node) ?? '', sign, alipayCertSn }
}

/**
 * The raw text of each member of a JSON object, by its decoded name; deeper levels are skipped over.
 * Gives a reason when the text is no JSON object or names a member twice.
 */
export function scanMembers(text: string): ReadonlyMap<string, string> | string {
  // Once the text is known to be JSON, following strings and brackets is enough to find a value's end.
  if (!isObject(parseJson(text))) return 'not a JSON object'
  const members = new Map<string, string>()
  let at = skipBlank(text, text.indexOf('{') + 1)
  while (text[at] === '"') {
    const nameEnd = endOfValue(text, at)
    const name = readString(text.slice(at, nameEnd)) ?? ''
    const start = skipBlank(text, skipBlank(text, nameEnd) + 1)
    const end = endOfValue(text, start)
    if (members.has(name)) return 'duplicate top-level member'
    members.set(name, text.slice(start, end))
    at = skipBlank(text, end)
    if (text[at] === ',') at = skipBlank(text, at + 1)
  }
  return members
}

function endOfValue(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const letter = text[at]
    if (letter === '"') at = endOfString(text, at)
    else if (letter === '{' || letter === '[') {
      depth += 1
      at += 1
    } else if (depth > 0 && (letter === '}' || letter === ']')) {
      depth -= 1
      at += 1
    } else if (depth === 0) return endOfWord(text, at)
    else at += 1
    if (depth === 0) return at
  }
  return at
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** A number, true, false or null. */
function endOfWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !/[\s,}\]]/.test(text.charAt(at))) at += 1
  return at
}

function skipBlank(text: string, start: number): number {
  let at = start
  while (/\s/.test(text.charAt(at))) at += 1
  return at
}

/** An encrypted node is a JSON string; its quotes are signed, what is inside is the ciphertext. */
function plainText(signedText: string, aesKey: Uint8Array | undefined): string | undefined {
  const ciphertext = readString(signedText)
  if (ciphertext === undefined) return signedText
  return aesKey && decryptContent(ciphertext, aesKey)
}

function parseNode(text: string | undefined): ReplyNode | undefined {
  const node = text === undefined ? undefined : parseJson(text)
  return isObject(node) ? node : undefined
}

function readString(text: string | undefined): string | undefined {
  const value = text?.startsWith('"') ? parseJson(text) : undefined
  return typeof value === 'string' ? value : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is ReplyNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
