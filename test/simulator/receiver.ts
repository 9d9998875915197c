// A merchant's server that writes down every notice it gets and answers as it is told.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../src/core/ports.ts'
import type { Instant } from '../../src/core/time.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: Instant
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly location?: string
}

/** Calls `onNotice` with each notice; what it gives back is the answer, undefined none at all. */
export async function openReceiver(
  clock: Clock,
  onNotice: (received: Received) => Answer | undefined,
) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const answer = onNotice({ headers: request.headers, body, at: clock.now() })
      if (!answer) return
      response.writeHead(answer.status, answer.location ? { location: answer.location } : {})
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/notify`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
