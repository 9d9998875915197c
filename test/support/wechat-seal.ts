// WeChat Pay's signatures and seals, made and checked as WeChat does (fact sheet WeChat Pay, sections 2 to 5).
// It shares no code with the client, so that a mistake in one is not repeated in the other.

import { createCipheriv, createSign, createVerify, type KeyObject, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { instantOf } from '../../src/core/time.ts'
import { makeCertificate } from '../gateways/alipay/certificates.ts'
import type { Asked } from './gateway-server.ts'
import type { Pair } from './rsa-pair.ts'
import type { Notice } from './stand-in.ts'

/** Who may call: one merchant with one certificate. */
export type Merchant = Readonly<{ mchId: string; serial: string; publicKey: KeyObject }>

const dayMs = 86_400_000

export function nonce(): string {
  return randomBytes(16).toString('hex')
}

/** 40 hexadecimal digits, as the serial numbers of certificates have. */
export function newSerial(): string {
  return `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase()
}

/** A certificate WeChat might have issued to itself, valid for five years around now. */
export function platformCertificate(pair: Pair, serial: string): string {
  return makeCertificate({
    subject: [
      ['C', 'CN'],
      ['O', 'Tenpay.com'],
      ['CN', 'Tenpay.com sign'],
    ],
    issuer: [
      ['C', 'CN'],
      ['O', 'Tenpay.com'],
      ['CN', 'Tenpay.com Root CA'],
    ],
    key: pair.privateKey,
    issuerKey: pair.privateKey,
    serial,
    from: instantOf(Date.now() - 365 * dayMs),
    until: instantOf(Date.now() + 4 * 365 * dayMs),
  })
}

/** The headers of what WeChat signs, replies and notices alike. `at` is in ms. */
export function signedHeaders(
  body: string,
  { key, serial, at }: Readonly<{ key: KeyObject; serial: string; at: number }>,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const once = nonce()
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': once,
    'wechatpay-signature': signLines([timestamp, once, body], key),
    'wechatpay-serial': serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** A notice as it goes over the wire, whoever signed it. */
export function noticeOf(body: string, headers: Readonly<Record<string, string>>): Notice {
  return {
    path: '/api/v1/pay/wechat/notify',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  }
}

export function signLines(lines: readonly string[], key: KeyObject): string {
  return createSign('RSA-SHA256').update(textOf(lines), 'utf8').sign(key, 'base64')
}

export function isSigned(lines: readonly string[], signature: string, key: KeyObject): boolean {
  return createVerify('RSA-SHA256').update(textOf(lines), 'utf8').verify(key, signature, 'base64')
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

export type Resource = Readonly<{
  algorithm: 'AEAD_AES_256_GCM'
  nonce: string
  associated_data: string
  ciphertext: string
}>

/** AES-256-GCM under the APIv3 key; the tag follows the text. */
export function sealResource(plain: string, apiV3Key: string, about: string): Resource {
  const once = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, once).setAAD(Buffer.from(about))
  const sealed = [cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: once,
    associated_data: about,
    ciphertext: Buffer.concat(sealed).toString('base64'),
  }
}

/** A request's date is too far from ours. */
export const wrongClock = 'the clock is more than 300 s off'

/** Why a request is not the merchant's; undefined when it is. `now` is in ms. */
export function doubtAbout(
  { method, target, headers, body }: Asked,
  merchant: Merchant,
  now: number,
): string | undefined {
  const given = readAuthorization(headers)
  if (!given) return 'no Authorization of WECHATPAY2-SHA256-RSA2048'
  if (given.mchid !== merchant.mchId) return `mchid ${given.mchid}`
  if (given.serial_no !== merchant.serial) return `serial_no ${given.serial_no}`
  const { nonce_str: once = '', timestamp = '', signature = '' } = given
  if (!/^[0-9A-Za-z]{1,32}$/.test(once)) return `nonce_str ${once}`
  if (!/^\d{10}$/.test(timestamp)) return `timestamp ${timestamp}`
  if (!isSigned([method, target, timestamp, once, body], signature, merchant.publicKey))
    return 'the signature does not fit'
  return Math.abs(now / 1000 - Number(timestamp)) > 300 ? wrongClock : undefined
}

function readAuthorization({
  authorization = '',
}: IncomingHttpHeaders): Record<string, string> | undefined {
  const [scheme, rest = ''] = authorization.split(/ (.*)/s)
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') return undefined
  const parts = rest.split(',').map((part) => /^\s*(\w+)="([^"]*)"\s*$/.exec(part))
  return parts.every((part) => part !== null)
    ? Object.fromEntries(parts.map(([, name, value]) => [name, value]))
    : undefined
}
