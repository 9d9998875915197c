// A tiny HTTP server that stands for WeChat's API v2, and the signatures it makes. It signs with node:crypto
// and cuts XML with a pattern, so that nothing is checked against itself.

import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Fen, fenOf } from '../../../src/core/money.ts'
import type { Clock } from '../../../src/core/ports.ts'
import { type Instant, instantOf, parseShanghai } from '../../../src/core/time.ts'
import {
  readWechatConfig,
  type V2Config,
  type WechatTexts,
} from '../../../src/gateways/wechat/config.ts'

export type Texts = Readonly<Record<string, string>>
export type SignType = 'MD5' | 'HMAC-SHA256'

export const appId = 'wx0000000000000d01'
export const mchId = '1900000001'
export const mchKey = 'developmentV2Key0123456789abcdef'
export const otherKey = 'somebodyElsesV2Key0123456789abcd'

export const now = shanghai('2025-03-03 12:00:00')
export const clock: Clock = { now: () => now }

/** What the gateway was asked: where, and the fields of the XML. */
export type Asked = Readonly<{ path: string; contentType: string | undefined; fields: Texts }>
/** What it answers; what returns undefined has written its own answer, or never will. */
export type Answering = (asked: Asked, response: ServerResponse) => string | undefined

export type StandIn = Readonly<{
  url: string
  asked: Asked[]
  answer(answering: Answering): void
  close(): Promise<void>
}>

export async function openStandIn(): Promise<StandIn> {
  const asked: Asked[] = []
  let answering: Answering = () => ''
  const server = createServer((request, response) => {
    void readAsked(request).then((one) => {
      asked.push(one)
      const body = answering(one, response)
      if (body !== undefined) response.setHeader('content-type', 'text/xml').end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answer: (next) => {
      answering = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function v2Config(changes: Partial<WechatTexts> = {}): V2Config {
  const config = readWechatConfig({
    appId,
    mchId,
    mchKey,
    gateway: 'http://127.0.0.1:9',
    ...changes,
  })
  if (config.version !== 'v2') throw new Error('not an account of API v2')
  return config
}

/** A whole answer or notice of this account, rightly signed unless told otherwise. */
export function signedXml(
  fields: Readonly<Record<string, string | undefined>>,
  { key = mchKey, signType = 'MD5' }: { key?: string; signType?: SignType } = {},
): string {
  const whole = definedOnly({
    return_code: 'SUCCESS',
    return_msg: 'OK',
    appid: appId,
    mch_id: mchId,
    nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
    result_code: 'SUCCESS',
    ...fields,
  })
  return xmlOf({ ...whole, sign: signatureOf(whole, key, signType) })
}

export function signatureOf(fields: Texts, key = mchKey, signType: SignType = 'MD5'): string {
  const pairs = Object.keys(fields)
    .sort()
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .map((name) => `${name}=${fields[name]}`)
  const text = [...pairs, `key=${key}`].join('&')
  const digest = signType === 'MD5' ? createHash('md5') : createHmac('sha256', key)
  return digest.update(text).digest('hex').toUpperCase()
}

/** Numbers plain, the rest in CDATA, as WeChat writes it. */
export function xmlOf(fields: Texts, root = 'xml'): string {
  const elements = Object.entries(fields).map(([name, value]) =>
    /^\d+$/.test(value) ? `<${name}>${value}</${name}>` : `<${name}><![CDATA[${value}]]></${name}>`,
  )
  return `<${root}>${elements.join('\n')}</${root}>`
}

/** A refund's notice: unsigned, its content encrypted. */
export function refundNotice(fields: Texts, key = mchKey, envelope: Texts = {}): string {
  return xmlOf({
    return_code: 'SUCCESS',
    appid: appId,
    mch_id: mchId,
    nonce_str: 'n1',
    req_info: sealed(xmlOf(fields, 'root'), key),
    ...envelope,
  })
}

/** AES-256-ECB under the MD5 of the key, as the fact sheet says. */
export function sealed(plain: string, key = mchKey): string {
  const aesKey = createHash('md5').update(key).digest('hex')
  const cipher = createCipheriv('aes-256-ecb', aesKey, null)
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64')
}

export function fieldsOf(xml: string): Texts {
  const elements = xml.matchAll(/<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))<\/\1>/gs)
  return Object.fromEntries(
    [...elements].map(([, name = '', cdata, plain = '']) => [name, cdata ?? plain]),
  )
}

export function fen(value: number): Fen {
  const amount = fenOf(value)
  if (amount === undefined) throw new Error('no amount')
  return amount
}

export function shanghai(text: string): Instant {
  return parseShanghai(text) ?? instantOf(0)
}

function definedOnly(fields: Readonly<Record<string, string | undefined>>): Texts {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return Object.fromEntries(pairs)
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return {
    path: request.url ?? '',
    contentType: request.headers['content-type'],
    fields: fieldsOf(body.replace(/^<xml>|<\/xml>$/g, '')),
  }
}
