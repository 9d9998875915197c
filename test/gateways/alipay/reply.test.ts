// Replies as raw bytes: only what is signed is believed, and what is verified is what is read.

import { createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encryptContent } from '../../../src/gateways/alipay/encrypt.ts'
import { type Reply, type ReplyVerifier, readReply } from '../../../src/gateways/alipay/reply.ts'
import { aesKeyText, alipayPair, otherPair } from './accounts.ts'
import { signatureOf, signedReply } from './stand-in.ts'

const method = 'alipay.trade.query'
const key = createPublicKey(alipayPair.publicPem)
const node = '{"code":"10000","msg":"Success","trade_status":"TRADE_SUCCESS"}'
const lie = '{"code":"10000","trade_status":"TRADE_FINISHED"}'
const name = '"alipay_trade_query_response"'
const sign = `"sign":"${signatureOf(node)}"`
const whole = `{${name}:${node},${sign}}`

function read(body: string | Buffer, changes: Partial<ReplyVerifier> = {}): Reply {
  return readReply(Buffer.from(body), method, { key, signType: 'RSA2', ...changes })
}

const believed: readonly (readonly [name: string, body: string])[] = [
  ['as it comes', whole],
  ['with the signature first', `{${sign},${name}:${node}}`],
  ['with white space around its parts', ` {\n ${name} :\t${node} , ${sign}\r\n} `],
  [
    'with other members of every kind',
    `{"a":[{"b":"]}"}],"c":-1.5e3,"d":null,${name}:${node},${sign}}`,
  ],
  ['with its name in escapes', `{"\\u0061lipay_trade_query_response":${node},${sign}}`],
]

test.each(believed)('a signed reply is read %s', (_, body) => {
  expect(read(body)).toEqual({ outcome: 'signed', node: JSON.parse(node) })
})

test('an error node is read like any other', () => {
  const error = '{"code":"40002","sub_code":"isv.invalid-signature"}'
  const body = `{"error_response":${error},"sign":"${signatureOf(error)}"}`
  expect(read(body)).toEqual({ outcome: 'signed', node: JSON.parse(error) })
})

test('what is signed keeps its escapes, its nested `sign` and its braces', () => {
  const odd = '{"a":"\\/\\u4e2d","sign":"x","b":"}\\"{","c":{"alipay_trade_query_response":1}}'
  expect(read(signedReply({ method }, odd))).toEqual({ outcome: 'signed', node: JSON.parse(odd) })
})

const refused: readonly (readonly [reason: string, body: string | Buffer])[] = [
  ['duplicate top-level member', `{${name}:${node},${sign},${name}:${lie}}`],
  ['duplicate top-level member', `{${name}:${lie},${name}:${node},${sign}}`],
  [
    'duplicate top-level member',
    `{${name}:${node},${sign},"alipay_trade_query_respons\\u0065":${lie}}`,
  ],
  ['duplicate top-level member', `{${name}:${node},${sign},${sign}}`],
  ['more than one response node', `{${name}:${node},${sign},"error_response":${lie}}`],
  ['bad signature', whole.replace('TRADE_SUCCESS', 'TRADE_FINISHED')],
  ['bad signature', `{${name}:${node} ,"sign":"${signatureOf(`${node} `)}"}`],
  ['bad signature', signedReply({ method }, node, { key: otherPair.privateKey })],
  ['bad signature', signedReply({ method }, node, { hash: 'sha1' })],
  ['bad signature', `{${name}:${node},"sign":""}`],
  ['bad signature', whole.replace('"sign":"', '"sign":" ')],
  ['sign is no text', `{${name}:${node},"sign":null}`],
  ['no response node', `{"alipay_trade_close_response":${node},${sign}}`],
  ['not a JSON object', `${whole}${whole}`],
  ['not a JSON object', `[${whole}]`],
  ['not a JSON object', whole.slice(0, -1)],
  ['not a JSON object', '<!doctype html><html><body>502 Bad Gateway</body></html>'],
  ['not a JSON object', ''],
  ['not a JSON object', '['.repeat(200_000)],
  ['not utf-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ['signed, but not readable', signedReply({ method }, '"x"')],
  ['unsigned', `{${name}:"x"}`],
]

test.each(refused)('a reply proves nothing: %s (%#)', (reason, body) => {
  expect(read(body)).toEqual({ outcome: 'unverifiable', reason })
})

test('an unsigned reply is never more than an error', () => {
  expect(read(`{${name}:${node}}`)).toEqual({ outcome: 'unsigned', node: JSON.parse(node) })
})

describe('an encrypted reply', () => {
  const aesKey = Buffer.from(aesKeyText, 'base64')
  const quoted = JSON.stringify(encryptContent(node, aesKey))
  const body = signedReply({ method }, quoted)

  test('is verified with its quotes and then decrypted', () => {
    expect(read(body, { aesKey })).toEqual({ outcome: 'signed', node: JSON.parse(node) })
  })

  test('is not read when only the inside of the quotes is signed', () => {
    const inside = `{${name}:${quoted},"sign":"${signatureOf(quoted.slice(1, -1))}"}`
    expect(read(inside, { aesKey })).toMatchObject({ reason: 'bad signature' })
  })

  test.each([
    ['without a key', undefined],
    ['with another key', Buffer.alloc(16, 7)],
  ])('cannot be read %s', (_, wrong) => {
    expect(read(body, { aesKey: wrong })).toMatchObject({ reason: 'signed, but not readable' })
  })
})

describe('in certificate mode a reply', () => {
  test.each([
    ['signed', 'ours', '"alipay_cert_sn":"ours",'],
    ['signed', 'ours', ''],
    ['unverifiable', 'ours', '"alipay_cert_sn":"another",'],
    ['unverifiable', 'ours', '"alipay_cert_sn":1,'],
  ])('is %s when the certificate is %s and it says %s', (outcome, certSn, between) => {
    expect(read(signedReply({ method }, node, { between }), { certSn }).outcome).toBe(outcome)
  })
})
