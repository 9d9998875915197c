// The HTTP side of a gateway's stand-in: it answers, is down, or lets the caller wait.

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came. `target` is path and query exactly as sent. */
export type Asked = Readonly<{
  method: string
  target: string
  headers: IncomingHttpHeaders
  body: string
}>

export type Answered = Readonly<{
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}>

export class GatewayServer {
  readonly #server: Server
  /** where it listens, without a trailing slash; known once it has started */
  url = ''

  /** `answer` returns undefined to let the caller wait. */
  constructor(answer: (asked: Asked) => Answered | undefined) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method = '', url: target = '', headers } = request
        const answered = answer({ method, target, headers, body: Buffer.concat(chunks).toString() })
        if (answered) response.writeHead(answered.status, answered.headers).end(answered.body)
      })
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** What stands before a gateway that is out of order. */
export const badGateway: Answered = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: 'bad gateway',
}
