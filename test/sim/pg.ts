// Stands in for the driver module `pg` when the product is bundled for the simulation, so that the product's own
// way of connecting, its transactions and its repeats are what is simulated. Each statement is one effect.

import driver from 'pg'
import type { Asked } from './database.ts'
import type { Line } from './line.ts'
import { WireError } from './wire.ts'

type Result = Readonly<{ rows: unknown[] }>
type Settings = Readonly<{
  connectionString: string
  types: Readonly<{ getTypeParser(oid: number, format?: 'text'): (text: string) => unknown }>
}>

/** The lines of the instances that run, by the address they connect to. */
const lines = new Map<string, Line>()

export function offerLine(address: string, line: Line): void {
  lines.set(address, line)
}

class Pool {
  readonly #line: Line
  readonly #types: Settings['types']

  constructor({ connectionString, types }: Settings) {
    const line = lines.get(connectionString)
    if (!line) throw new Error(`no line to ${connectionString}`)
    lines.delete(connectionString)
    this.#line = line
    this.#types = types
  }

  on(): this {
    return this
  }

  async query(asked: Asked | string): Promise<Result> {
    return ask(this.#line, this.#types, undefined, asked)
  }

  async connect(): Promise<Client> {
    return new Client(this.#line, this.#types)
  }

  async end(): Promise<void> {}
}

export type Session = { broken: boolean }

class Client {
  readonly #line: Line
  readonly #types: Settings['types']
  readonly #session: Session = { broken: false }

  constructor(line: Line, types: Settings['types']) {
    this.#line = line
    this.#types = types
  }

  query(asked: Asked | string): Promise<Result> {
    return ask(this.#line, this.#types, this.#session, asked)
  }

  release(): void {
    this.#line.letGo(this.#session)
  }
}

async function ask(
  line: Line,
  types: Settings['types'],
  session: Session | undefined,
  asked: Asked | string,
): Promise<Result> {
  if (session?.broken) throw new WireError('08006', 'connection lost')
  const { fields, rows } = await line.run(
    session,
    typeof asked === 'string' ? { text: asked } : asked,
  )
  const parsers = fields.map(({ oid }) => types.getTypeParser(oid, 'text'))
  return {
    rows: rows.map((row) =>
      Object.fromEntries(fields.map(({ name }, at) => [name, read(parsers[at], row[at] ?? null)])),
    ),
  }
}

function read(parser: ((text: string) => unknown) | undefined, text: string | null): unknown {
  return text === null || !parser ? text : parser(text)
}

export default { Pool, types: driver.types }
