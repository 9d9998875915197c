// The operations of WeChat Pay's vectors.

import { createSecretKey, type KeyObject } from 'node:crypto'
import { instantOf, secondMs } from '../../src/core/time.ts'
import { readBase64 } from '../../src/gateways/base64.ts'
import { isObject, type JsonObject, parseJson, readObject } from '../../src/gateways/json.ts'
import {
  readCertificateList,
  readPlatformCertificate,
} from '../../src/gateways/wechat/certificates.ts'
import { decryptField, decryptResource } from '../../src/gateways/wechat/cipher.ts'
import {
  headerReader,
  isGenuine,
  isSignatureOf,
  type MessageHeaders,
  messageText,
  readMarks,
} from '../../src/gateways/wechat/message.ts'
import { authorizationOf, payText, requestText, signText } from '../../src/gateways/wechat/sign.ts'
import { openReqInfo, reqInfoKey } from '../../src/gateways/wechat/v2-notice.ts'
import {
  isV2SignType,
  type V2SignType,
  v2Doubt,
  v2Sign,
  v2Text,
} from '../../src/gateways/wechat/v2-sign.ts'
import { readXml } from '../../src/gateways/wechat/v2-xml.ts'
import { type Computed, type Op, textOf, type Vector } from './vectors.ts'
import { type Keys, keyNamed, keyOf, openPublicKey, privateKeyOf, sha256 } from './vectors-keys.ts'

type Texts = Readonly<Record<string, string>>

export const wechatOps: Readonly<Record<string, Op>> = {
  'v3-authorization': authorize,
  'v3-verify-request': verifyRequest,
  'v3-verify-message': verifyMessage,
  'v3-notify': readNotice,
  'v3-certificates': listCertificates,
  'aes-gcm': ({ input }, keys) => {
    const plaintext = decryptResource(input, apiV3KeyOf(input, keys))?.toString('utf8')
    return { valid: plaintext !== undefined, plaintext }
  },
  'rsa-oaep-decrypt': ({ input }, keys) => {
    const plaintext = decryptField(textOf(input, 'ciphertext'), privateKeyOf(input, keys))
    return { valid: plaintext !== undefined, plaintext }
  },
  'v3-paysign': signPayment,
  'sha256-rsa-sign': async ({ input }, keys) => ({
    sign: await signText(textOf(input, 'text'), privateKeyOf(input, keys)),
  }),
  'cert-serial': ({ input }) => ({
    serial_no: readPlatformCertificate(textOf(input, 'cert_pem'))?.serialNo,
  }),
  'v2-sign': signV2,
  'v2-verify-xml': verifyXml,
  'v2-refund-key': ({ input }, keys) => ({ aes_key_text: reqInfoKey(v2KeyOf(input, keys)) }),
  'v2-refund-req-info': openRefund,
}

async function authorize({ input, expect }: Vector, keys: Keys): Promise<Computed> {
  const facts = { timestamp: textOf(input, 'timestamp'), nonce: textOf(input, 'nonce_str') }
  const text = requestTextOf(input, facts)
  const signature = await signText(text, privateKeyOf(input, keys))
  const account = { mchId: textOf(input, 'mchid'), serialNo: textOf(input, 'serial_no') }
  const header = authorizationOf(account, facts, signature)
  return {
    string_to_sign: text,
    signature,
    // The order of the attributes is free.
    authorization: isSameHeader(header, expect.authorization) ? expect.authorization : header,
  }
}

/** The gateway's side: read the header, rebuild the text, verify. */
function verifyRequest({ input }: Vector, keys: Keys): Computed {
  const marks = readAuthorization(textOf(input, 'authorization'))
  const { timestamp, nonce_str: nonce, signature } = marks ?? {}
  if (timestamp === undefined || nonce === undefined || signature === undefined)
    return { valid: false, reason: 'not an authorization' }
  const text = requestTextOf(input, { timestamp, nonce })
  const key = openPublicKey(keyOf(input, keys, 'key'))
  const bytes = readBase64(signature)
  const valid = bytes !== undefined && isSignatureOf(Buffer.from(text), bytes, key)
  return { string_to_sign: text, valid, ...(valid ? {} : { reason: 'signature mismatch' }) }
}

/** `signature_ok` speaks of the signature alone, whoever made it and whenever; `valid` decides. */
function verifyMessage({ input }: Vector, keys: Keys): Computed {
  const body = bodyOf(input)
  const header = headerReader(input.headers as MessageHeaders)
  const timestamp = header('wechatpay-timestamp') ?? ''
  const nonce = header('wechatpay-nonce') ?? ''
  const told = { string_to_verify: messageText({ timestamp, nonce }, body).toString('utf8') }

  const undated = readMarks(header, atSeconds(Number(timestamp)))
  if (typeof undated === 'string')
    return { ...told, signature_ok: false, valid: false, reason: undated }
  const trusted = new Map(
    Object.entries(input.trusted_keys as Texts).map(([serial, id]) => [
      serial,
      openPublicKey(keyNamed(id, keys)),
    ]),
  )
  const named = trusted.get(undated.serial)
  const candidates = named ? [named] : [...trusted.values()]
  const signature_ok = candidates.some((key) => isGenuine(undated, body, key))

  const marks = readMarks(header, atSeconds(Number(input.now)))
  const reason = doubtAbout({ signature_ok, isKnown: named !== undefined, marks })
  return { ...told, signature_ok, valid: reason === undefined, reason }
}

function readNotice(vector: Vector, keys: Keys): Computed {
  const { input } = vector
  const message = verifyMessage(vector, keys)
  if (message.valid !== true) return message
  const notice = readObject(bodyOf(input))
  if (typeof notice === 'string') return { ...message, valid: false, reason: notice }
  const resource = isObject(notice.resource) ? notice.resource : {}
  const plaintext = decryptResource(resource, apiV3KeyOf(input, keys))?.toString('utf8')
  return plaintext === undefined
    ? { ...message, valid: false, reason: 'authentication tag mismatch' }
    : { ...message, plaintext: parseJson(plaintext) ?? plaintext }
}

function listCertificates({ input }: Vector, keys: Keys): Computed {
  const list = readCertificateList(bodyOf(input), apiV3KeyOf(input, keys))
  if (typeof list === 'string') return { valid: false, reason: list }
  const [first] = list
  return {
    valid: first !== undefined,
    serial_no: first?.serialNo,
    certificate_pem: first?.pem,
    public_spki_sha256: first && sha256(first.key.export({ type: 'spki', format: 'der' })),
  }
}

async function signPayment({ input }: Vector, keys: Keys): Promise<Computed> {
  const text = payText({
    kind: input.kind === 'app' ? 'app' : 'jsapi',
    appId: textOf(input, 'appid'),
    timestamp: textOf(input, 'timestamp'),
    nonce: textOf(input, 'nonce_str'),
    prepayId: textOf(input, 'prepay_id'),
  })
  return { string_to_sign: text, sign: await signText(text, privateKeyOf(input, keys)) }
}

function signV2({ input, alg }: Vector, keys: Keys): Computed {
  const params = Object.entries(input.params as JsonObject)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, String(value)] as const)
  const key = v2KeyOf(input, keys)
  const signType = v2SignTypeOf(alg)
  return { string_to_sign: v2Text(params, key), sign: v2Sign(params, { key, signType }) }
}

function verifyXml({ input, alg }: Vector, keys: Keys): Computed {
  const fields = readXml(Buffer.from(textOf(input, 'xml'), 'utf8'))
  if (!fields) return { valid: false, reason: 'not the flat XML of API v2' }
  const key = v2KeyOf(input, keys)
  const doubt = v2Doubt(fields, { key, signType: v2SignTypeOf(alg) })
  return {
    params: Object.fromEntries(fields),
    string_to_sign: v2Text(fields, key),
    valid: doubt === undefined,
    reason: doubt,
  }
}

function openRefund({ input }: Vector, keys: Keys): Computed {
  const opened = openReqInfo(textOf(input, 'req_info'), v2KeyOf(input, keys))
  const fields = opened && readXml(opened, 'root')
  return {
    plaintext_xml: opened?.toString('utf8'),
    params: fields && Object.fromEntries(fields),
    valid: fields !== undefined,
  }
}

function doubtAbout({
  signature_ok,
  isKnown,
  marks,
}: Readonly<{ signature_ok: boolean; isKnown: boolean; marks: object | string }>) {
  if (typeof marks === 'string') return marks
  if (!isKnown) return 'unknown serial'
  return signature_ok ? undefined : 'signature mismatch'
}

function requestTextOf(
  input: Vector['input'],
  facts: Readonly<{ timestamp: string; nonce: string }>,
): string {
  return requestText({
    method: textOf(input, 'http_method'),
    pathAndQuery: textOf(input, 'path_and_query'),
    body: bodyOf(input).toString('utf8'),
    ...facts,
  })
}

/** The attributes of an Authorization header; undefined for another scheme or an attribute that comes twice. */
function readAuthorization(header: string): Texts | undefined {
  const [, list] = /^WECHATPAY2-SHA256-RSA2048\s+(.+)$/s.exec(header) ?? []
  const pairs = list?.split(/,\s*/).map((pair) => /^\s*(\w+)="([^"]*)"\s*$/.exec(pair)) ?? []
  const attributes = new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
  const isWhole = pairs.length > 0 && attributes.size === pairs.length && !attributes.has('')
  return isWhole ? Object.fromEntries(attributes) : undefined
}

function isSameHeader(ours: string, wanted: unknown): boolean {
  const sorted = (header: string) =>
    JSON.stringify(
      Object.entries(readAuthorization(header) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return typeof wanted === 'string' && sorted(ours) === sorted(wanted)
}

function bodyOf({ body }: Vector['input']): Buffer {
  return Buffer.from(typeof body === 'string' ? body : '', 'utf8')
}

function atSeconds(seconds: number) {
  return instantOf(seconds * secondMs)
}

function apiV3KeyOf(input: Vector['input'], keys: Keys): KeyObject {
  return createSecretKey(Buffer.from(textOf(keyOf(input, keys, 'apiv3_key'), 'text'), 'utf8'))
}

function v2KeyOf(input: Vector['input'], keys: Keys): string {
  return textOf(keyOf(input, keys, 'v2_key'), 'text')
}

function v2SignTypeOf(alg: string): V2SignType {
  const [name = ''] = /HMAC-SHA256|MD5/.exec(alg) ?? []
  if (!isV2SignType(name)) throw new Error(`no sign type ${alg}`)
  return name
}
