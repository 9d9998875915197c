// A merchant's server that is told of events: it answers as each test says, keeps every request, and verifies by the
// text of the Standard Webhooks specification 1.0.0, without a line of the program's code.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = Readonly<{
  path: string
  headers: IncomingHttpHeaders
  /** the bytes as they came */
  body: string
  /** when, in ms */
  at: number
}>

/** Answers a request. What returns without ending the response leaves the sender waiting. */
export type Behaviour = (response: ServerResponse, received: Received) => void

export const answers =
  (status: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

export class Receiver {
  readonly received: Received[] = []
  /** by path; 204 when none is set */
  readonly behaviours = new Map<string, Behaviour>()
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** `clock` is the time the receiver believes in, in ms. */
  static async start(clock: () => number = Date.now): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        const received = { path: request.url ?? '', headers: request.headers, body, at: clock() }
        receiver.received.push(received)
        const behave = receiver.behaviours.get(received.path) ?? answers(204)
        behave(response, received)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`
  }

  at(path: string): readonly Received[] {
    return this.received.filter((one) => one.path === path)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const toleranceSeconds = 5 * 60

export type Told = Readonly<{
  id: string
  type: string
  // Its shape is what the tests are about.
  // biome-ignore lint/suspicious/noExplicitAny: looked into freely by tests
  data: any
}>

/** Throws what is wrong with a request; answers what it tells. */
export function verified(secret: string, { headers, body, at }: Omit<Received, 'path'>): Told {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    throw new Error('a header is missing')
  if (!/^\d+$/.test(timestamp)) throw new Error('the timestamp is no number of seconds')
  if (Math.abs(at / 1000 - Number(timestamp)) > toleranceSeconds) throw new Error('too old')
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length < 24 || key.length > 64) throw new Error('the secret has not 24 to 64 bytes')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  const fits = signatures.split(' ').some((one) => {
    const [version, signature = ''] = one.split(',')
    const given = Buffer.from(signature, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!fits) throw new Error('no signature fits')
  return JSON.parse(body)
}
