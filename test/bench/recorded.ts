// Statements noted as the program sends them, for a bare driver to send again.

import pg from 'pg'
import type { Database, Db, Statement } from '../../src/db/connect.ts'
import type { Embedded } from '../../src/db/embedded.ts'

export type Sent = Readonly<{ statement: Statement; values: readonly unknown[] }>

/** The same database, with what is sent to it noted in `sent`; a transaction in one piece, where it ends. */
export function recorded(db: Database, sent: Sent[]): Database {
  return {
    ...db,
    ...noting(db, sent),
    async tx(work) {
      const own: Sent[] = []
      const result = await db.tx((tx) => work({ isTransaction: true, ...noting(tx, own) }))
      sent.push(plain('begin'), ...own, plain('commit'))
      return result
    },
  }
}

function noting(db: Db, sent: Sent[]): Pick<Db, 'rows'> {
  return {
    rows(statement, values) {
      sent.push({ statement, values })
      return db.rows(statement, values)
    },
  }
}

const plain = (text: string): Sent => ({ statement: { name: '', text }, values: [] })

/** As the program's own sessions: without them the database would write rows without their seals. */
const options = '-c timezone=UTC -c keytill.program=on -c jit=off'

export async function connectBare(
  connection: Embedded['connection'],
  count: number,
): Promise<pg.Client[]> {
  const clients = Array.from({ length: count }, () => new pg.Client({ ...connection, options }))
  await Promise.all(clients.map((client) => client.connect()))
  return clients
}

export async function send(client: pg.Client, sent: readonly Sent[]): Promise<void> {
  for (const { statement, values } of sent) {
    const { name, text } = statement
    await (values.length === 0
      ? client.query(text)
      : client.query({ name, text, values: [...values] }))
  }
}

/** The same statements about others: each name that stands in their values as a word is replaced. */
export function renamed(sent: readonly Sent[], names: ReadonlyMap<string, string>): Sent[] {
  const all = [...names.keys()].map((name) => name.replaceAll('.', '\\.')).join('|')
  const word = new RegExp(`(?<![\\w.])(?:${all})(?![\\w.])`, 'g')
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(word, (name) => names.get(name) ?? name)
    return Array.isArray(value) ? value.map(rename) : value
  }
  return sent.map(({ statement, values }) => ({ statement, values: values.map(rename) }))
}
