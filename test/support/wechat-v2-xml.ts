// The XML and the signature of WeChat Pay's API v2, as WeChat makes and checks them (fact sheet WeChat Pay,
// section 19). It shares no code with the client.

import { createHash, createHmac } from 'node:crypto'
import type { Notice } from './stand-in.ts'

export type Fields = Readonly<Record<string, string>>
export type SignType = 'MD5' | 'HMAC-SHA256'

/** Names in the order given; values in CDATA. */
export function xmlOf(fields: Fields): string {
  const elements = Object.entries(fields).map(([name, value]) => elementOf(name, value))
  return `<xml>${elements.join('')}</xml>`
}

export function elementOf(name: string, value: string): string {
  return `<${name}><![CDATA[${value}]]></${name}>`
}

/** The fields of what a client sent; undefined when it is not the plain form WeChat takes. */
export function fieldsOf(xml: string): Fields | undefined {
  const [, inner] = /^\s*<xml>([\s\S]*)<\/xml>\s*$/.exec(xml) ?? []
  if (inner === undefined) return undefined
  const element = /\s*<(\w+)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>\s*/y
  const fields: Record<string, string> = {}
  for (let match = element.exec(inner); match; match = element.exec(inner)) {
    const [whole, name = '', quoted, plain = ''] = match
    if (name in fields) return undefined
    fields[name] = quoted ?? plain.replace(/&(lt|gt|amp|quot|apos);/g, unescapeOne)
    if (match.index + whole.length === inner.length) return fields
  }
  return undefined
}

const escapes: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

function unescapeOne(_whole: string, name: string): string {
  return escapes[name] ?? ''
}

export function signFields(fields: Fields, key: string, signType: SignType): string {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}&`)
    .join('')
    .concat(`key=${key}`)
  const hash = signType === 'MD5' ? createHash('md5') : createHmac('sha256', key)
  return hash.update(text, 'utf8').digest('hex').toUpperCase()
}

export function withSign(fields: Fields, key: string, signType: SignType): Fields {
  return { ...fields, sign: signFields(fields, key, signType) }
}

/** A notice as it goes over the wire, whoever signed it. */
export function v2NoticeOf(body: string, contentType = 'text/xml'): Notice {
  return { path: '/api/v1/pay/wechat/notify', body, headers: { 'content-type': contentType } }
}
