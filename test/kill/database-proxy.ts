// Stands between the program and PostgreSQL and knows which prepared statement is under way, so that the
// program can be killed just before the database hears of it, or just after it has done it.

import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net'
import { endsRequest, type Message, MessageReader, namedIn } from './wire.ts'

/** What `connect` takes. */
export type Connection =
  | string
  | Readonly<{ host: string; port: number; user: string; database: string }>

/**
 * `before`: the database has not heard of it. `after`: it has done it, and the program does not know yet.
 * Around a commit the same is told of every statement of the transaction.
 */
export type Moment = 'before' | 'after' | 'before commit' | 'after commit'

/** What is about to happen, or has; answering `cut` ends the connection there. */
export type OnTouch = (statement: string, moment: Moment) => 'pass' | 'cut'

/** Idle claims are most of them; only one that took a job counts as done. */
const idle = /^UPDATE 0/

export class DatabaseProxy {
  readonly #server: Server
  readonly #connection: Connection
  readonly #lines = new Set<Line>()
  onTouch: OnTouch = () => 'pass'
  /** `away`: nobody is there. `silent`: connections stand and swallow what comes, also once it is well again. */
  mood: 'well' | 'away' | 'silent' = 'well'

  constructor(connection: Connection) {
    this.#connection = connection
    this.#server = createServer((client) => {
      if (this.mood === 'away') return void client.destroy()
      const line = new Line(client, this.#dial(), this)
      this.#lines.add(line)
      if (this.mood === 'silent') line.swallow()
      client.once('close', () => this.#lines.delete(line))
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async stop(): Promise<void> {
    this.cutAll()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** The DATABASE_URL of a program behind this proxy. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    if (typeof this.#connection !== 'string') {
      const { user, database } = this.#connection
      return `postgres://${user}@127.0.0.1:${port}/${database}`
    }
    const url = new URL(this.#connection)
    url.searchParams.delete('host')
    url.hostname = '127.0.0.1'
    url.port = String(port)
    return url.href
  }

  /** The other end vanishes without a word, as behind a firewall that forgot the connections. */
  fallSilent(): void {
    this.mood = 'silent'
    for (const line of this.#lines) line.swallow()
  }

  cutAll(): void {
    for (const line of this.#lines) line.cut()
    this.#lines.clear()
  }

  #dial(): Socket {
    if (typeof this.#connection !== 'string') {
      const { host, port } = this.#connection
      return createConnection(
        host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
      )
    }
    const { hostname, port, searchParams } = new URL(this.#connection)
    const folder = searchParams.get('host')
    return createConnection(
      folder?.startsWith('/')
        ? { path: `${folder}/.s.PGSQL.${port || 5432}` }
        : { host: hostname, port: Number(port || 5432) },
    )
  }
}

/** One connection: the client speaks in requests, the server's answers are held until they are whole. */
class Line {
  readonly #client: Socket
  readonly #server: Socket
  readonly #proxy: DatabaseProxy
  #request: Message[] = []
  #answer: Message[] = []
  #current = ''
  #swallows = false
  /** statements of the transaction under way */
  #transaction: string[] | undefined

  constructor(client: Socket, server: Socket, proxy: DatabaseProxy) {
    this.#client = client
    this.#server = server
    this.#proxy = proxy
    const fromClient = new MessageReader('client')
    const fromServer = new MessageReader('server')
    client.on('data', (chunk) => {
      for (const message of fromClient.read(chunk)) this.#asked(message)
    })
    server.on('data', (chunk) => {
      for (const message of fromServer.read(chunk)) this.#answered(message)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }

  swallow(): void {
    this.#swallows = true
  }

  cut(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  #asked(message: Message): void {
    if (this.#swallows) return
    this.#request.push(message)
    this.#current = namedIn(message) || this.#current
    // A password or a goodbye goes on at once: no answer ends with them.
    if (!endsRequest(message) && !/[pX]/.test(message.type)) return
    if (this.#touch('before') === 'cut') {
      this.cut()
      return
    }
    this.#server.write(Buffer.concat(this.#request.map(({ bytes }) => bytes)))
    this.#request = []
  }

  #answered(message: Message): void {
    if (this.#swallows) return
    this.#answer.push(message)
    const isReady = message.type === 'Z'
    // During the sign-in the client answers before the server is ready.
    if (!isReady && this.#current !== '') return
    const failed = this.#answer.some((one) => one.type === 'E' || isIdle(this.#current, one))
    if (isReady && !failed && this.#touch('after') === 'cut') {
      this.cut()
      return
    }
    if (isReady) this.#current = ''
    this.#client.write(Buffer.concat(this.#answer.map(({ bytes }) => bytes)))
    this.#answer = []
  }

  #touch(moment: 'before' | 'after'): 'pass' | 'cut' {
    const statement = this.#current
    if (statement === 'commit') {
      const all = this.#transaction ?? []
      if (moment === 'after') this.#transaction = undefined
      const cut = all.some((one) => this.#proxy.onTouch(one, `${moment} commit`) === 'cut')
      return cut ? 'cut' : 'pass'
    }
    if (statement === 'begin' || statement === 'rollback') {
      this.#transaction = statement === 'begin' ? [] : undefined
      return 'pass'
    }
    if (statement === '') return 'pass'
    if (moment === 'after') this.#transaction?.push(statement)
    return this.#proxy.onTouch(statement, moment)
  }
}

function isIdle(statement: string, { type, bytes }: Message): boolean {
  return statement === 'claim_jobs' && type === 'C' && idle.test(bytes.toString('latin1', 5))
}
