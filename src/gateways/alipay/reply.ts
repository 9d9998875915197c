// The answer of a gateway call: cut out of the raw text, verified, and only then parsed. What is verified
// and what is read are the same substring (fact sheet Alipay, section 4).

import { isObject, type JsonObject, parseJson, readString, scanMembers } from '../json.ts'
import { decodeText } from './charset.ts'
import { decryptContent } from './encrypt.ts'
import { isSigned, type Verifier } from './sign.ts'

export type ReplyNode = JsonObject

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
