// The supervisor's end of the gateway's program: starts it, steers it, reads its truth log, and stands
// between it and the shop, so that the shop can be killed around a call.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { bundleProgram } from '../support/bundle.ts'

/** What the gateway is told to do. Amounts are yuan as text, numbers its own. */
export type Command =
  /** the buyer comes to its page, or pays */
  | Readonly<{
      verb: 'enter' | 'pay'
      outTradeNo: string
      tradeNo: string
      amount: string
      /** Alipay, when absent; of WeChat Pay only `pay` is asked */
      gateway?: GatewayKind
      /** `yyyy-MM-dd HH:mm:ss`; now, when absent */
      paidAt?: string
    }>
  | Readonly<{
      verb: 'notify'
      to: string
      tradeNo: string
      changes?: Readonly<Record<string, string>>
      forged?: boolean
      /** how long an answer is waited for; as the real one does, when absent */
      waitMs?: number
    }>

/** A line of the truth log. */
export type Truth =
  | Readonly<{ kind: 'paid'; outTradeNo: string; tradeNo: string; amount: string }>
  | Readonly<{ kind: 'acknowledged'; tradeNo: string; status: string }>
  | Readonly<{ kind: 'refunded'; tradeNo: string; requestNo: string; amount: string }>

/** Around a call: before the gateway hears of it, and after it has done it. */
export type OnCall = (method: string, moment: 'before' | 'after') => 'pass' | 'cut'

export class GatewayLink {
  readonly #program: ChildProcess
  readonly #url: string
  readonly #door: Server
  readonly #truthFile: string
  /** the settings of a shop that sells through it */
  readonly env: Readonly<Record<string, string>>
  onCall: OnCall = () => 'pass'
  mood: 'well' | 'away' = 'well'

  private constructor(program: ChildProcess, door: Server, truthFile: string, said: Said) {
    this.#program = program
    this.#door = door
    this.#truthFile = truthFile
    this.#url = said.url
    const { port } = door.address() as AddressInfo
    const gateway = `http://127.0.0.1:${port}`
    this.env = {
      ...said.env,
      ALIPAY_GATEWAY: `${gateway}/gateway.do`,
      WECHAT_GATEWAY: gateway,
    }
    door.on('request', (request, response) => void this.#forward(request, response))
  }

  static async start(folder: string): Promise<GatewayLink> {
    const truthFile = join(folder, 'truth.jsonl')
    const program = spawn(
      process.execPath,
      [await bundleProgram('test/kill/gateway.ts'), truthFile],
      {
        cwd: join(import.meta.dirname, '../..'),
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    )
    const door = createServer()
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    const said = await new Promise<Said>((resolve, reject) => {
      program.stdout?.once('data', (chunk: Buffer) => resolve(JSON.parse(chunk.toString()) as Said))
      program.once('exit', () => reject(new Error('the gateway did not start')))
    })
    return new GatewayLink(program, door, truthFile, said)
  }

  async stop(): Promise<void> {
    this.#door.closeAllConnections()
    this.#door.close()
    const ended = once(this.#program, 'exit')
    this.#program.stdin?.end()
    await ended
  }

  /** The shop's word for a notice, or the trade's number. */
  async tell(command: Command): Promise<string> {
    const reply = await fetch(`${this.#url}/control`, {
      method: 'POST',
      body: JSON.stringify(command),
    })
    return (await reply.json()) as string
  }

  truth(): Truth[] {
    const lines = readFileSync(this.#truthFile, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Truth)
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const target = request.url ?? ''
    const verb = request.method ?? ''
    const method = methodOf(verb, new URL(target, this.#url))
    if (this.mood === 'away' || this.onCall(method, 'before') === 'cut')
      return void request.socket.destroy()
    const headers = Object.entries(request.headers).filter(([name]) => !hopHeaders.has(name))
    const answer = await fetch(this.#url + target, {
      method: verb,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    })
    const text = await answer.text()
    if (this.onCall(method, 'after') === 'cut') return void request.socket.destroy()
    response.writeHead(answer.status, messageHeaders(answer)).end(text)
  }
}

/** Of the connection, not of the message. */
const hopHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'date'])

function messageHeaders(answer: Response): Record<string, string> {
  const all = [...answer.headers].filter(([name]) => !hopHeaders.has(name) && name !== 'keep-alive')
  return Object.fromEntries(all)
}

/** Alipay names its methods; those of WeChat Pay's API v3 are told by their address. */
function methodOf(verb: string, { pathname, searchParams }: URL): string {
  if (!pathname.startsWith('/v3/')) return searchParams.get('method') ?? ''
  if (pathname.endsWith('/native')) return 'wechat.native'
  if (pathname.endsWith('/close')) return 'wechat.close'
  if (pathname.includes('/refunds'))
    return verb === 'POST' ? 'wechat.refund' : 'wechat.refund.query'
  return pathname.includes('/out-trade-no/') ? 'wechat.query' : 'wechat.other'
}

type Said = Readonly<{ url: string; env: Record<string, string> }>
