// Aliyun's SMS interface as its documents describe it: checks every signature with its own code, keeps the messages.

import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type KeptMessage = Readonly<{
  phone: string
  sign: string
  template: string
  params: Readonly<Record<string, string>>
}>

const keySecret = 'testsecret0000000001'

export class SmsGateway {
  readonly messages: KeptMessage[] = []
  /** the same by their senders' ids */
  readonly byId = new Map<string, KeptMessage>()
  /** before a message is heard of, and after it was kept; `cut` answers nothing */
  onCall: (moment: 'before' | 'after') => 'pass' | 'cut' = () => 'pass'
  /** what it answers; OK keeps the message */
  code = 'OK'
  templateStatus = 1
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      if (this.onCall('before') === 'cut') return void request.socket.destroy()
      const answer = JSON.stringify(this.#answer(request))
      if (this.onCall('after') === 'cut') return void request.socket.destroy()
      response.setHeader('content-type', 'application/json')
      response.end(answer)
    })
  }

  static async start(): Promise<SmsGateway> {
    const gateway = new SmsGateway()
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve))
    return gateway
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #answer(request: IncomingMessage): object {
    const url = new URL(request.url ?? '/', this.url)
    if (!isSigned(request, url.search.slice(1)))
      return {
        Code: 'SignatureDoesNotMatch',
        Message: 'the signature does not match',
        RequestId: 'r',
      }
    if (request.headers['x-acs-action'] === 'QuerySmsTemplate')
      return { Code: 'OK', Message: 'OK', RequestId: 'r', TemplateStatus: this.templateStatus }
    if (this.code !== 'OK') return { Code: this.code, Message: 'refused', RequestId: 'r' }
    const asked = url.searchParams
    const message = {
      phone: asked.get('PhoneNumbers') ?? '',
      sign: asked.get('SignName') ?? '',
      template: asked.get('TemplateCode') ?? '',
      params: JSON.parse(asked.get('TemplateParam') ?? '{}'),
    }
    this.messages.push(message)
    this.byId.set(asked.get('OutId') ?? '', message)
    return { Code: 'OK', Message: 'OK', RequestId: 'r', BizId: String(this.messages.length) }
  }
}

/** By the document of ACS3-HMAC-SHA256, from what came over the wire. */
function isSigned({ headers, method = '' }: IncomingMessage, query: string): boolean {
  const [, signed = '', signature] =
    /SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '') ?? []
  const names = signed.split(';')
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
  const sorted = query.split('&').sort().join('&')
  const canonical = [method, '/', sorted, lines, signed, sha256('')].join('\n')
  const text = `ACS3-HMAC-SHA256\n${sha256(canonical)}`
  const needed = ['host', 'x-acs-action', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version']
  return (
    needed.every((name) => names.includes(name)) &&
    createHmac('sha256', keySecret).update(text).digest('hex') === signature
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
