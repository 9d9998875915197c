// The simulation's database: a real PostgreSQL in memory with the real migrations, whose clocks are virtual.
// It has one connection, so whole transactions pass one after another; what two transactions do to each
// other's locks is the business of the interleaving tests on a server, not of the simulation.

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { lifecycleGuard } from '../support/lifecycle-guard.ts'
import {
  type Answer,
  bindMessage,
  closeMessage,
  parseMessage,
  queryMessage,
  readAnswer,
} from './wire.ts'

const migrationsFolder = join(process.cwd(), 'migrations')
const engineFile = join(process.cwd(), 'node_modules/@electric-sql/pglite/package.json')
/** Where tapes of failures are left, and the migrated database. */
export const cacheFolder = join(process.cwd(), 'node_modules/.cache/keytill-sim')

/**
 * The database reads the machine's clock, which is virtual here: business time is when the statement or its
 * transaction began, and the lease clock goes on inside. What only grows may be emptied between seeds, and what the
 * database draws by itself is the same for the same seed.
 */
const virtual = `
  create or replace function app_now() returns timestamptz language sql stable as $$ select now() $$;
  create or replace function refuse_change() returns trigger language plpgsql as $$
  begin
    if current_setting('sim.emptying', true) = 'on' then return old; end if;
    raise exception '% is append-only', tg_table_name;
  end $$;
  create sequence webhook_message_number;
  alter table webhook_message alter message_id
    set default 'msg_' || md5(nextval('webhook_message_number')::text);`

/** Half a microsecond, so that no rounding on the way into the database takes a whole one off. */
const roundingMs = 0.000_5

const session = `
  set timezone = 'UTC';
  set keytill.program = 'on';
  set plan_cache_mode = force_generic_plan;
  set jit = off;
  set track_counts = off;
  set track_activities = off;
  set synchronous_commit = off`

export type Patch = Readonly<{ file: string; find: string; replace: string }>

/** The migrated database as bytes others start from: kept until a migration changes. Migrations may be patched. */
export async function makeTemplate(patch?: Patch): Promise<Blob> {
  const texts = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(migrationsFolder, name), 'utf8')
      return patch?.file === `migrations/${name}` ? replaceOnce(text, patch) : text
    })
  if (patch) return makeFrom(texts)
  const made = [...texts, lifecycleGuard, virtual, readFileSync(engineFile, 'utf8')].join('\n')
  const name = `template-${createHash('sha256').update(made).digest('hex')}`
  return readKept(name) ?? keep(name, await makeFrom(texts))
}

async function makeFrom(texts: readonly string[]): Promise<Blob> {
  const lite = await PGlite.create()
  for (const text of texts) await lite.exec(text)
  await lite.exec(lifecycleGuard)
  await lite.exec(virtual)
  // Nothing here outlives its process, so nothing is logged for a crash of the database itself.
  for (const table of await tablesToEmpty(lite))
    await lite.exec(`alter table "${table}" set unlogged`)
  const template = await lite.dumpDataDir('none')
  await lite.close()
  return template
}

function readKept(name: string): Blob | undefined {
  const file = join(cacheFolder, name)
  return existsSync(file) ? new Blob([readFileSync(file)]) : undefined
}

/** Written aside and renamed, so that nobody reads half of it; what was made of other migrations is gone then. */
async function keep(name: string, template: Blob): Promise<Blob> {
  mkdirSync(cacheFolder, { recursive: true })
  for (const other of readdirSync(cacheFolder))
    if (other.startsWith('template-')) rmSync(join(cacheFolder, other), { force: true })
  const aside = join(cacheFolder, `${process.pid}-${name}`)
  writeFileSync(aside, Buffer.from(await template.arrayBuffer()))
  renameSync(aside, join(cacheFolder, name))
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
  /** tables that some statement may have filled since the last reset */
  readonly #filled: Set<string>
  #nowMs = 0
  statements = 0

  private constructor(lite: PGlite, tables: readonly string[]) {
    this.#lite = lite
    this.#tables = tables
    this.#filled = new Set(tables)
  }

  static async open(template: Blob): Promise<SimDatabase> {
    const lite = await PGlite.create({ loadDataDir: template })
    await lite.exec(session)
    return new SimDatabase(lite, await tablesToEmpty(lite))
  }

  /** Moves the clock. Business time stands still while a transaction is open. */
  setTime(nowMs: number): void {
    this.#nowMs = nowMs
  }

  /** Runs one statement now. Throws a WireError. */
  run(asked: Asked): Answer {
    this.statements += 1
    for (const table of tablesWrittenBy(asked.text)) this.#filled.add(table)
    const answer = asked.name === undefined ? this.#simple(asked.text) : this.#named(asked)
    if (answer.error) throw answer.error
    return answer
  }

  /** Whether some statement may have filled a table since the last reset. */
  hasRows(table: string): boolean {
    return this.#filled.has(table)
  }

  /** Ends a transaction nobody will end any more. */
  rollBack(): void {
    this.#call(queryMessage('rollback'))
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

  /**
   * Empties every table that was written to, those that refer to others first, and runs `more` where a plan was written
   * to. Deleting a few rows is much faster than truncating, and leaves the plans of the prepared statements valid,
   * unlike turning the triggers off.
   */
  reset(more = ''): void {
    const emptied = this.#tables
      .filter((table) => this.#filled.has(table))
      .map((table) => `delete from "${table}";`)
      .join(' ')
    const drawn = this.#filled.has('webhook_message')
      ? "select setval('webhook_message_number', 1, false);"
      : ''
    const also = (this.#filled.has('plan') ? more : '') + drawn
    this.#must(`rollback; set sim.emptying = 'on'; ${emptied} ${also} set sim.emptying = 'off'`)
    this.#filled.clear()
    this.statements = 0
  }

  /**
   * Gives back the room of deleted rows; now and then, between seeds. All in one statement and not in cascade: a
   * table that stays and refers to one of these is an error, where it would be emptied without a word.
   */
  tidy(): void {
    this.#must(`truncate ${this.#tables.map((table) => `"${table}"`).join(', ')}`)
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

  /** Told by streaming, PGlite does not read the answer a second time for itself; it works before it returns. */
  #call(message: Buffer): Answer {
    const parts: Uint8Array[] = []
    at(this.#nowMs + roundingMs, () => {
      void this.#lite.execProtocolRawStream(message, {
        syncToFs: false,
        onRawData: (bytes) => parts.push(bytes.slice()),
      })
    })
    return readAnswer(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts))
  }
}

/**
 * What `work` answers while JavaScript's clock, which the database looks at, says `ms`. An alarm the database sets
 * meanwhile would ring by the machine's clock, and is never set.
 */
function at<T>(ms: number, work: () => T): T {
  const { now } = Date
  const { setTimeout } = globalThis
  Date.now = () => ms
  Object.assign(globalThis, { setTimeout: () => 0 })
  try {
    return work()
  } finally {
    Date.now = now
    globalThis.setTimeout = setTimeout
  }
}

const known = new Map<string, readonly string[]>()

/** The tables a statement writes to. Triggers insert what an endpoint wants to hear of, and letters where a way is open. */
export function tablesWrittenBy(text: string): readonly string[] {
  const before = known.get(text)
  if (before) return before
  const tables = new Set([...text.matchAll(writes)].flatMap(([, table]) => (table ? [table] : [])))
  if (tables.has('webhook_endpoint')) tables.add('webhook_message')
  if (tables.has('letter_way')) tables.add('letter')
  const written = [...tables]
  known.set(text, written)
  return written
}

const writes = /\b(?:insert into|update|delete from)\s+(?:only\s+)?"?([a-z_]+)/gi

/** What stays from seed to seed. */
const kept = [
  'clock_offset',
  'secret_check',
  'signing_key',
  'merchant',
  'product',
  'product_image',
  'plan',
  'saved_settings_version',
  'migration',
]

/** The tables a seed fills, those that refer to others before the ones they refer to. */
async function tablesToEmpty(lite: PGlite): Promise<string[]> {
  const { rows } = await lite.query<{ name: string; parents: string[] }>(
    `select relname as name, array(select confrelid::regclass::text from pg_constraint
       where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as parents
     from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1)`,
    [kept],
  )
  const ordered: string[] = []
  const place = (name: string) => {
    const table = rows.find((row) => row.name === name)
    if (!table || ordered.includes(name)) return
    for (const child of rows) if (child.parents.includes(name)) place(child.name)
    ordered.push(name)
  }
  for (const { name } of rows) place(name)
  return ordered
}

function plain(oid: number, text: string | null): unknown {
  if (text === null) return null
  if (oid === 16) return text === 't'
  if (oid === 20 || oid === 21 || oid === 23 || oid === 700 || oid === 701) return Number(text)
  if (oid === 1184) return Date.parse(text.replace(' ', 'T').replace(/\+00$/, 'Z'))
  if (oid === 114 || oid === 3802) return JSON.parse(text)
  return text
}
