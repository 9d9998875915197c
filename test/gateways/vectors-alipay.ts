// The operations of Alipay's vectors.

import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  certificateSn,
  openCertificate,
  readCertificates,
  rootSn,
} from '../../src/gateways/alipay/certificates.ts'
import { charsetOf, decodeText } from '../../src/gateways/alipay/charset.ts'
import { decryptContent, encryptContent } from '../../src/gateways/alipay/encrypt.ts'
import { readForm, writeForm } from '../../src/gateways/alipay/form.ts'
import { keyBits, readPrivateKey, readPublicKey } from '../../src/gateways/alipay/keys.ts'
import { type SignedForm, verifyForm, verifyReturn } from '../../src/gateways/alipay/notice.ts'
import { extractReply, type ReplyVerifier, readReply } from '../../src/gateways/alipay/reply.ts'
import {
  isSigned,
  isSignType,
  joinFields,
  requestText,
  type SignType,
  signBytes,
} from '../../src/gateways/alipay/sign.ts'
import { scanMembers } from '../../src/gateways/json.ts'
import { encodeGbk } from './gbk.ts'
import { type Computed, type Op, textOf, type Vector } from './vectors.ts'
import { type Keys, keyOf, privateKeyOf, sha256 } from './vectors-keys.ts'

type Params = Readonly<Record<string, string>>

export const alipayOps: Readonly<Record<string, Op>> = {
  'sign-request': signRequest,
  'verify-page-url': (vector, keys) =>
    verifyRequest(vector, keys, [queryOf(textOf(vector.input, 'url'))]),
  'verify-page-form': (vector, keys) =>
    verifyRequest(vector, keys, [
      textOf(vector.input, 'action_query'),
      writeForm(vector.input.hidden_inputs as Params),
    ]),
  'verify-app-order-string': (vector, keys) =>
    verifyRequest(vector, keys, [textOf(vector.input, 'order_string')]),
  'verify-http-request': verifyHttpRequest,
  'verify-response': (vector, keys) =>
    verifyResponse(vector, publicKeyOf(vector.input, keys, 'key')),
  'extract-response': ({ input }) => partsOf(textOf(input, 'body'), textOf(input, 'method')),
  'verify-decrypt-response': verifyDecryptResponse,
  'aes-cbc': aesCbc,
  'verify-notify': verifyNotify,
  'verify-return': ({ input, alg }, keys) => {
    const verifier = { key: publicKeyOf(input, keys, 'key'), signType: signTypeOf(alg) }
    return formResult(verifyReturn(queryOf(textOf(input, 'url')), verifier))
  },
  'parse-private-key': ({ input }) => keyResult(() => readPrivateKey(textOf(input, 'text'))),
  'parse-public-key': ({ input }) => keyResult(() => readPublicKey(textOf(input, 'text'))),
  'cert-sn': certSn,
  'root-cert-sn': ({ input }) => ({
    root_cert_sn: rootSn(readCertificates(textOf(input, 'bundle_pem'), 'rootCertPem')),
  }),
  'verify-v3-authorization': verifyV3Authorization,
}

async function signRequest({ input, alg }: Vector, keys: Keys): Promise<Computed> {
  const params = input.params as Params
  const text = requestText(params)
  const isGbk = charsetOf(params.charset ?? '') === 'gbk'
  const bytes = isGbk ? encodeGbk(text) : Buffer.from(text, 'utf8')
  const signer = {
    key: privateKeyOf(input, keys),
    signType: signTypeOf(params.sign_type ?? alg),
  }
  return { string_to_sign: text, sign: await signBytes(bytes, signer) }
}

/** The gateway's side: merge the forms, rebuild the text over the bytes that came, verify. */
function verifyRequest({ input, alg }: Vector, keys: Keys, forms: readonly string[]): Computed {
  const merged = readForm(Buffer.from(forms.join('&'), 'utf8'))
  if (typeof merged === 'string') return { valid: false, reason: merged }
  const charset = charsetOf(merged.get('charset') ?? 'utf-8') ?? 'utf-8'
  const read = (value: string) => decodeText(Buffer.from(value, 'latin1'), charset) ?? ''
  const params = Object.fromEntries([...merged].map(([name, value]) => [name, read(value)]))
  const text = requestText(Object.fromEntries(merged))
  const signType = signTypeOf(params.sign_type ?? alg)
  const verifier = { key: publicKeyOf(input, keys, 'key'), signType }
  const valid = isSigned(Buffer.from(text, 'latin1'), params.sign ?? '', verifier)
  return { params, string_to_sign: requestText(params), valid }
}

function verifyHttpRequest(vector: Vector, keys: Keys): Computed {
  const { input } = vector
  const forms = [queryOf(textOf(input, 'path_and_query')), textOf(input, 'body')]
  const request = verifyRequest(vector, keys, forms)
  if (input.reply_body === undefined) return request
  const { method = '' } = request.params as Params
  const reply = { ...vector, input: { body: input.reply_body, method } }
  const { valid, signed_substring } = verifyResponse(reply, publicKeyOf(input, keys, 'reply_key'))
  return { ...request, reply_valid: valid, reply_signed_substring: signed_substring }
}

function verifyResponse({ input, alg }: Vector, key: KeyObject, aesKey?: Buffer): Computed {
  const body = textOf(input, 'body')
  const method = textOf(input, 'method')
  const verifier: ReplyVerifier = { key, signType: signTypeOf(alg), aesKey }
  const reply = readReply(Buffer.from(body, 'utf8'), method, verifier)
  const reason = reply.outcome === 'unverifiable' ? reply.reason : 'unsigned'
  const valid = reply.outcome === 'signed'
  return { ...partsOf(body, method), valid, ...(valid ? { read: reply.node } : { reason }) }
}

function verifyDecryptResponse(vector: Vector, keys: Keys): Computed {
  const { input } = vector
  const body = textOf(input, 'body')
  const members = scanMembers(body)
  const names = typeof members === 'string' ? [] : [...members.keys()]
  const node = names.find((name) => name.endsWith('_response')) ?? ''
  const method = node.replace(/_response$/, '').replaceAll('_', '.')
  const aesKey = aesKeyOf(input, keys)
  const withMethod = { ...vector, input: { ...input, method } }
  const result = verifyResponse(withMethod, publicKeyOf(input, keys, 'key'), aesKey)
  const signed = typeof result.signed_substring === 'string' ? result.signed_substring : '""'
  return { ...result, plaintext: decryptContent(signed.slice(1, -1), aesKey) }
}

function partsOf(body: string, method: string): Computed {
  const parts = extractReply(Buffer.from(body, 'utf8'), method)
  if (typeof parts === 'string') return { reason: parts }
  const { node, signedText, sign, alipayCertSn } = parts
  return { node, signed_substring: signedText, sign, alipay_cert_sn: alipayCertSn }
}

function aesCbc({ input, expect }: Vector, keys: Keys): Computed {
  const key = aesKeyOf(input, keys)
  const plaintext = textOf(input, 'plaintext')
  const back = decryptContent(textOf(expect, 'ciphertext_base64'), key)
  if (back !== plaintext) throw new Error(`decrypts to ${back}`)
  return { ciphertext_base64: encryptContent(plaintext, key) }
}

function verifyNotify({ input }: Vector, keys: Keys): Computed {
  const rule = input.rule === 'V2' ? 'V2' : 'V1'
  const signType = signTypeOf(textOf(input, 'configured_sign_type'))
  const verifier = { key: publicKeyOf(input, keys, 'key'), signType }
  return formResult(verifyForm(Buffer.from(textOf(input, 'body'), 'utf8'), rule, verifier))
}

function formResult(form: SignedForm): Computed {
  if (form.outcome !== 'verified') return { valid: false, reason: form.reason }
  return { valid: true, string_to_verify: joinFields(form.fields) }
}

function keyResult(read: () => KeyObject): Computed {
  const key = read()
  const half = key.type === 'private' ? createPublicKey(key) : key
  const spki = half.export({ type: 'spki', format: 'der' })
  return { valid: true, public_spki_sha256: sha256(spki), modulus_bits: keyBits(key) }
}

function certSn({ input }: Vector): Computed {
  const [facts] = readCertificates(textOf(input, 'cert_pem'), 'appCertPem')
  const key = facts && openCertificate(facts)?.publicKey
  return {
    issuer_dn: facts?.issuerName,
    serial_decimal: facts?.serial,
    cert_sn: facts && certificateSn(facts),
    public_spki_sha256: key && sha256(key.export({ type: 'spki', format: 'der' })),
  }
}

/** Fact sheet Alipay, section 16. Our client does not speak this protocol; its signature is the same. */
function verifyV3Authorization({ input }: Vector, keys: Keys): Computed {
  const authorization = textOf(input, 'authorization').replace(/^ALIPAY-SHA256withRSA /, '')
  const at = authorization.lastIndexOf(',sign=')
  const token = input.app_auth_token
  const lines = [authorization.slice(0, at), input.http_method, input.path, input.body ?? '']
  const text = [...lines, ...(token ? [token] : [])].map((line) => `${String(line)}\n`).join('')
  const verifier = { key: publicKeyOf(input, keys, 'key'), signType: 'RSA2' } as const
  const valid = isSigned(Buffer.from(text), authorization.slice(at + ',sign='.length), verifier)
  if (input.reply_headers === undefined) return { string_to_sign: text, valid }

  const headers = input.reply_headers as Params
  const replyText = [headers['alipay-timestamp'], headers['alipay-nonce'], input.reply_body]
    .map((line) => `${String(line)}\n`)
    .join('')
  const replyVerifier = { key: publicKeyOf(input, keys, 'reply_key'), signType: 'RSA2' } as const
  return {
    string_to_sign: text,
    valid,
    reply_string_to_verify: replyText,
    reply_valid: isSigned(Buffer.from(replyText), headers['alipay-signature'] ?? '', replyVerifier),
  }
}

function queryOf(address: string): string {
  return address.slice(address.indexOf('?') + 1).replace(/#.*$/, '')
}

function signTypeOf(alg: string): SignType {
  const [name = ''] = alg.split('+')
  if (!isSignType(name)) throw new Error(`no sign type ${alg}`)
  return name
}

function publicKeyOf(input: Vector['input'], keys: Keys, name: string): KeyObject {
  return readPublicKey(textOf(keyOf(input, keys, name), 'public_spki_pem'))
}

function aesKeyOf(input: Vector['input'], keys: Keys): Buffer {
  return Buffer.from(textOf(keyOf(input, keys, 'aes_key'), 'base64'), 'base64')
}
