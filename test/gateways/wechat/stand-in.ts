// A tiny HTTP server that stands for WeChat Pay's API v3, and what its platform signs and encrypts. It uses
// node:crypto alone, so that nothing is checked against itself.

import { createCipheriv, type KeyObject, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instant } from '../../../src/core/time.ts'
import { apiV3Key, now, platformPair, publicKeyId } from './accounts.ts'

/** What the gateway was asked; `target` is path and query exactly as sent. */
export type Asked = Readonly<{
  method: string
  target: string
  headers: IncomingHttpHeaders
  body: string
}>

/** Signed with the public key of the account unless it says otherwise. */
export type Answer = Readonly<{
  status?: number
  body?: object | string | Buffer
  signer?: Partial<Signer> | 'nobody'
  headers?: Readonly<Record<string, string>>
}>

export type Signer = Readonly<{
  key: KeyObject
  serial: string
  at: Instant
  /** stands before the signature */
  probe: string
}>

/** What returns undefined has written its own answer, or never will. */
export type Answering = (asked: Asked, response: ServerResponse) => Answer | undefined

export type StandIn = Readonly<{
  url: string
  asked: Asked[]
  answer(answering: Answering): void
  close(): Promise<void>
}>

export async function openStandIn(): Promise<StandIn> {
  const asked: Asked[] = []
  let answering: Answering = () => ({})
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request
      const one = { method, target, headers, body: Buffer.concat(chunks).toString('utf8') }
      asked.push(one)
      const answer = answering(one, response)
      if (answer) write(response, answer)
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

/** Gives one answer after the other, and then none that proves anything. */
export function answerInTurn(gateway: StandIn, answers: readonly Answer[]): void {
  const left = [...answers]
  gateway.answer(() => left.shift() ?? { status: 500 })
}

/** A signed refusal. */
export function refusing(code: string, status = 400): Answer {
  return { status, body: { code, message: '说明' } }
}

/** The JSON that was asked with. */
export function contentOf(asked: Asked | undefined): Record<string, unknown> {
  return JSON.parse(asked?.body ?? '') as Record<string, unknown>
}

function write(response: ServerResponse, { status = 200, body = '', signer, headers }: Answer) {
  const bytes = bytesOf(body)
  const marks = signer === 'nobody' ? {} : signedHeaders(bytes, signer)
  response.writeHead(status, { 'content-type': 'application/json', ...marks, ...headers })
  response.end(bytes)
}

export function bytesOf(body: object | string | Buffer): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** The headers around what WeChat signs, replies and notices alike, by lower-case name. */
export function signedHeaders(
  body: Uint8Array,
  {
    key = platformPair.privateKey,
    serial = publicKeyId,
    at = now,
    probe = '',
  }: Partial<Signer> = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000))
  const nonce = randomBytes(16).toString('hex')
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': probe + sign('sha256', text, key).toString('base64'),
    'wechatpay-serial': serial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** AES-256-GCM under the API v3 key, the tag behind the text. */
export function seal(plain: string, about: string, key = apiV3Key) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: about,
    ciphertext: sealed.toString('base64'),
  }
}

/** A reply to `GET /v3/certificates`. */
export function certificateList(
  entries: readonly Readonly<{ serial: string; pem: string; key?: string }>[],
) {
  return {
    data: entries.map(({ serial, pem, key }) => ({
      serial_no: serial,
      effective_time: '2024-01-01T00:00:00+08:00',
      expire_time: '2029-01-01T00:00:00+08:00',
      encrypt_certificate: seal(pem, 'certificate', key),
    })),
  }
}
