// A tiny HTTP server that stands for Alipay's gateway, and the signatures its platform makes. It signs with
// node:crypto alone, so that nothing is checked against itself.

import { type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { alipayPair } from './accounts.ts'

/** What the gateway was asked: query and body merged, as it does. */
export type Asked = Readonly<Record<string, string>>
export type Answering = (asked: Asked, response: ServerResponse) => string | undefined

export type StandIn = Readonly<{
  /** of `/gateway.do` */
  url: string
  /** every request so far */
  asked: Asked[]
  /** Answers from now on; what returns undefined has written its own answer, or never will. */
  answer(answering: Answering): void
  close(): Promise<void>
}>

export async function openStandIn(): Promise<StandIn> {
  const asked: Asked[] = []
  let answering: Answering = () => '{}'
  const server = createServer((request, response) => {
    void readAsked(request).then((params) => {
      asked.push(params)
      const body = answering(params, response)
      if (body !== undefined)
        response.setHeader('content-type', 'text/html;charset=utf-8').end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/gateway.do`,
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

/** A whole signed reply; further members stand between node and signature. */
export function signedReply(
  { method = '' }: Asked,
  node: object | string,
  {
    key = alipayPair.privateKey,
    between = '',
    hash = 'sha256',
  }: { key?: KeyObject; between?: string; hash?: string } = {},
): string {
  const name = `${method.replaceAll('.', '_')}_response`
  const text = typeof node === 'string' ? node : JSON.stringify(node)
  return `{"${name}":${text},${between}"sign":"${signatureOf(text, key, hash)}"}`
}

export function signatureOf(
  text: string | Buffer,
  key: KeyObject = alipayPair.privateKey,
  hash = 'sha256',
): string {
  return sign(hash, Buffer.from(text), key).toString('base64')
}

/** A notice or a return as Alipay signs it, rule V1. Pairs are percent-encoded as UTF-8. */
export function signedForm(
  fields: Readonly<Record<string, string>>,
  { key = alipayPair.privateKey, hash = 'sha256' }: { key?: KeyObject; hash?: string } = {},
): string {
  const covered = Object.entries(fields).filter(([name]) => name !== 'sign_type')
  const text = covered
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return new URLSearchParams({ ...fields, sign: signatureOf(text, key, hash) }).toString()
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const query = (request.url ?? '').split('?')[1] ?? ''
  return Object.fromEntries([...new URLSearchParams(query), ...new URLSearchParams(body)])
}
