// Refunds of API v2 over TLS: the merchant's certificate is shown, and a gateway nobody vouches for is told
// nothing.

import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, globalAgent, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { instantOf } from '../../../src/core/time.ts'
import { createWechatV2, type WechatV2 } from '../../../src/gateways/wechat/v2-client.ts'
import { makeCertificate } from '../alipay/certificates.ts'
import {
  type Answering,
  clock,
  fen,
  signatureOf,
  signedXml,
  v2Config,
  xmlOf,
} from './v2-stand-in.ts'

const { keys } = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors.json'), 'utf8')) as {
  keys: Record<string, Readonly<Record<string, string>>>
}
const merchantKey = keys['d-wx_merchant']?.private_pkcs8_pem ?? ''
const merchantCert = keys['d-wx_merchant_cert']?.pem ?? ''
const merchantSerial = keys['d-wx_merchant_cert']?.serial_no
const serverKey = keys['d-wx_platform']?.private_pkcs8_pem ?? ''

const name = [['CN', 'localhost']] as const
const serverCert = makeCertificate({
  subject: name,
  issuer: name,
  key: createPrivateKey(serverKey),
  issuerKey: createPrivateKey(serverKey),
  serial: '51',
  from: instantOf(Date.UTC(2024, 0, 1)),
  until: instantOf(Date.UTC(2049, 0, 1)),
  isAuthority: true,
})

const refundable = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200000000202503030000000001',
  refundNo: 'R1',
  amountFen: fen(100),
  paidFen: fen(9900),
  reason: '',
}

let server: Server
let wechat: WechatV2
let shown: (string | undefined)[] = []
let answering: Answering

beforeAll(async () => {
  const options = { key: serverKey, cert: serverCert, requestCert: true, rejectUnauthorized: false }
  server = createServer(options, (request, response) => {
    const certificate = (request.socket as TLSSocket).getPeerCertificate()
    shown.push(certificate.serialNumber)
    const asked = { path: request.url ?? '', contentType: undefined, fields: {} }
    const body = answering(asked, response)
    if (body !== undefined) response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  const gateway = `https://localhost:${port}`
  const config = v2Config({ gateway, certPem: merchantCert, privateKey: merchantKey })
  wechat = createWechatV2(config, { clock })
})
beforeEach(() => {
  shown = []
  globalAgent.options.ca = serverCert
  answering = () => signedXml({ out_refund_no: 'R1' })
})
afterEach(() => {
  delete globalAgent.options.ca
  globalAgent.destroy()
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('a refund shows the merchant’s certificate', async () => {
  expect(await wechat.refund(refundable)).toEqual({ outcome: 'processing' })
  expect(shown).toEqual([merchantSerial])
})

test('so does asking for the funds of a day', async () => {
  answering = () => '记账时间,微信支付业务单号\r\n'
  expect((await wechat.fundFlowBill('2025-03-03', 'Basic')).outcome).toBe('bill')
  expect(shown).toEqual([merchantSerial])
})

test('a gateway nobody vouches for is told nothing', async () => {
  delete globalAgent.options.ca
  expect(await wechat.refund(refundable)).toEqual({
    outcome: 'unknown',
    reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
  expect(shown).toEqual([])
})

const troubles: readonly (readonly [name: string, answering: Answering, reason: string])[] = [
  ['never answers', () => undefined, 'timeout'],
  [
    'stops in the middle',
    (_, response) => {
      response.write('<xml>')
      return undefined
    },
    'timeout',
  ],
  [
    'breaks off',
    (_, response) => {
      response.destroy()
      return undefined
    },
    'ECONNRESET',
  ],
  ['never stops talking', () => 'x'.repeat(1_500_000), 'answer too long'],
  [
    'answers 500',
    (_, response) => {
      response.statusCode = 500
      return signedXml({})
    },
    'HTTP 500',
  ],
  ['signs with another key', () => signedXml({}, { key: 'k'.repeat(32) }), 'bad signature'],
]

test.each(troubles)('a gateway that %s leaves the refund unknown', async (_, trouble, reason) => {
  answering = trouble
  expect(await wechat.refund(refundable, 300)).toEqual({ outcome: 'unknown', reason })
})

test('nothing is sent that is not signed', async () => {
  let body = ''
  server.once('request', (request) => request.on('data', (chunk) => (body += String(chunk))))
  await wechat.refund(refundable)
  const fields = Object.fromEntries(
    [...body.matchAll(/<(\w+)><!\[CDATA\[(.*?)\]\]>/g)].map(([, field = '', value = '']) => [
      field,
      value,
    ]),
  )
  expect(fields.sign).toBe(signatureOf(fields))
  expect(xmlOf(fields)).not.toContain('refund_desc')
})
