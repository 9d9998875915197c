// The simulation's database: a real PostgreSQL in memory with the real migrations, whose clocks are virtual.
// It has one connection, so whole transactions pass one after another; what two transactions do to each
// other's locks is the business of the interleaving tests on a server, not of the simulation.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import {
  type Answer,
  bindMessage,
  closeMessage,
  parseMessage,
  queryMessage,
  readAnswer,
} from './wire.ts'

const migrationsFolder = join(process.cwd(), 'migrations')

/** Both clocks read settings, which cost nothing to look up: business time stands still inside a transaction. */
const virtualClocks = `
  create or replace function app_now() returns timestamptz language sql stable as
    $$ select to_timestamp(current_setting('sim.app')::float8 / 1000) $$;
  create or replace function real_now() returns timestamptz language sql volatile as
    $$ select to_timestamp(current_setting('sim.real')::float8 / 1000) $$;`

const session = `
  set timezone = 'UTC';
  set keytill.program = 'on';
  set plan_cache_mode = force_generic_plan;
  set jit = off;
  set synchronous_commit = off`

export type Patch = Readonly<{ file: string; find: string; replace: string }>

/** Makes the migrated database once, as bytes other databases start from. Migrations may be patched. */
export async function makeTemplate(patch?: Patch): Promise<Blob> {
  const lite = await PGlite.create()
  for (const name of readdirSync(migrationsFolder).sort()) {
    if (!name.endsWith('.sql')) continue
    const text = readFileSync(join(migrationsFolder, name), 'utf8')
    await lite.exec(patch?.file === `migrations/${name}` ? replaceOnce(text, patch) : text)
  }
  await lite.exec(virtualClocks)
  const template = await lite.dumpDataDir('none')
  await lite.close()
  return template
}

/** Throws unless the text to be replaced is there exactly once, so that no planted bug quietly vanishes. */
export function replaceOnce(text: string, patch: Patch): string {
  const found = text.split(patch.find).length - 1
  if (found !== 1) throw new Error(`${patch.file}: found ${found} times: ${patch.find}`)
  return text.replace(patch.find, () => patch.replace)
}

/** One statement as the driver is given it. */
export type Asked = Readonly<{
  name?: string | undefined
  text: string
  values?: readonly unknown[] | undefined
}>

export class SimDatabase {
  readonly #lite: PGlite
  /** prepared statements by name: their texts and what they answer */
  readonly #prepared = new Map<string, Readonly<{ text: string; fields: Answer['fields'] }>>()
  readonly #tables: readonly string[]
  #appMs = 0
  #realMs = 0
  statements = 0

  private constructor(lite: PGlite, tables: readonly string[]) {
    this.#lite = lite
    this.#tables = tables
  }

  static async open(template: Blob): Promise<SimDatabase> {
    const lite = await PGlite.create({ loadDataDir: template })
    await lite.exec(session)
    const kept = ['clock_offset', 'secret_check', 'signing_key', 'merchant', 'product', 'plan']
    const { rows } = await lite.query<{ name: string }>(
      `select relname as name from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1)`,
      [kept],
    )
    return new SimDatabase(
      lite,
      rows.map(({ name }) => name),
    )
  }

  /** Moves both clocks. Business time is left alone while a transaction is open. */
  setTime(appMs: number | undefined, realMs: number): void {
    const moved: string[] = []
    if (appMs !== undefined && appMs !== this.#appMs) moved.push(`set sim.app = '${appMs}'`)
    if (realMs !== this.#realMs) moved.push(`set sim.real = '${realMs}'`)
    if (moved.length === 0) return
    this.#call(queryMessage(moved.join(';')))
    this.#appMs = appMs ?? this.#appMs
    this.#realMs = realMs
  }

  /** Runs one statement now. Throws a WireError. */
  run(asked: Asked): Answer {
    this.statements += 1
    const answer = asked.name === undefined ? this.#simple(asked.text) : this.#named(asked)
    if (answer.error) throw answer.error
    return answer
  }

  /** Ends a transaction nobody will end any more. What was set inside it is forgotten too. */
  rollBack(): void {
    this.#call(queryMessage('rollback'))
    this.#appMs = 0
    this.#realMs = 0
  }

  /** Reads for the oracles: rows as objects, numbers as numbers. */
  look<Row>(name: string, text: string, values: readonly unknown[] = []): Row[] {
    const { fields, rows } = this.run({ name: `look ${name}`, text, values })
    return rows.map(
      (row) =>
        Object.fromEntries(
          fields.map((field, at) => [field.name, plain(field.oid, row[at] ?? null)]),
        ) as Row,
    )
  }

  /** Empties every table of the shop; deleting a few rows is much faster than truncating. */
  reset(): void {
    const emptied = this.#tables.map((table) => `delete from "${table}"`).join(';')
    this.#must(
      `rollback; set session_replication_role = replica; ${emptied}; set session_replication_role = origin`,
    )
    this.#appMs = 0
    this.#realMs = 0
    this.statements = 0
  }

  /** Gives back the room of deleted rows; now and then, between seeds. */
  tidy(): void {
    for (const table of this.#tables) this.#must(`truncate "${table}" cascade`)
  }

  async close(): Promise<void> {
    await this.#lite.close()
  }

  #must(text: string): void {
    const { error } = this.#call(queryMessage(text))
    if (error) throw error
  }

  #simple(text: string): Answer {
    return this.#call(queryMessage(text))
  }

  #named({ name = '', text, values = [] }: Asked): Answer {
    let prepared = this.#prepared.get(name)
    if (prepared?.text !== text) {
      if (prepared) this.#call(closeMessage(name))
      const described = this.#call(parseMessage(name, text))
      if (described.error) return described
      prepared = { text, fields: described.fields }
      this.#prepared.set(name, prepared)
    }
    const answer = this.#call(bindMessage(name, values))
    return { ...answer, fields: prepared.fields }
  }

  #call(message: Buffer): Answer {
    return readAnswer(this.#lite.execProtocolRawSync(message))
  }
}

function plain(oid: number, text: string | null): unknown {
  if (text === null) return null
  if (oid === 16) return text === 't'
  if (oid === 20 || oid === 21 || oid === 23 || oid === 700 || oid === 701) return Number(text)
  if (oid === 1184) return Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'))
  if (oid === 114 || oid === 3802) return JSON.parse(text)
  return text
}
