// The whole database as rows of text, out of one snapshot: which tables there are is asked of the catalogue, so
// that a table added later is never forgotten.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type BackupTable = Readonly<{ name: string; columns: readonly string[]; rows: number }>
export type BackupSequence = Readonly<{ name: string; last: number }>
export type AppliedMigration = Readonly<{ number: number; name: string }>

/** The name as SQL writes it, and the columns its rows are told apart by. */
type Found = Readonly<{
  name: string
  quoted: string
  columns: readonly string[]
  key: string | null
}>

const batchRowsMax = 1_000
/** Rows wider than this many bytes on average come a few at a time: a bill is kept whole in one row. */
const batchBytesMax = 8_000_000
/** Written as JSON and read as one string it may be twice as long, and no string has more than 2^29 characters. */
const rowBytesMax = 250_000_000

/** A row that no backup could hold; the message names its table. */
export class RowTooWide extends Error {
  override name = 'RowTooWide'
}

const speakPlainly = statement(
  'backup_speak_plainly',
  `select set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
     set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true),
     set_config('timezone', 'UTC', true)`,
)

/** For this transaction, rows are written and read in the one form that does not depend on the server's settings. */
export async function useStableText(tx: Db): Promise<void> {
  await tx.rows(speakPlainly, [])
}

const selectTables = statement(
  'backup_tables',
  `select c.relname as name, 'public.' || quote_ident(c.relname) as quoted,
     array(select a.attname::text from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
     (select string_agg('whole_row.' || quote_ident(a.attname), ', ' order by k.position)
       from pg_index i cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, position)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
       where i.indrelid = c.oid and i.indisprimary) as key
   from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
   order by c.relname`,
)

/** Every table of ours with its columns and how many rows it has. Views are derived and left out. */
export async function listTables(tx: Db): Promise<BackupTable[]> {
  const tables: BackupTable[] = []
  for (const { name, quoted, columns } of await findTables(tx)) {
    const [counted] = await tx.rows<{ rows: number }>(
      unnamed(`select count(*) as rows from ${quoted}`),
      [],
    )
    tables.push({ name, columns, rows: counted?.rows ?? 0 })
  }
  return tables
}

function findTables(tx: Db): Promise<Found[]> {
  return tx.rows<Found>(selectTables, [])
}

/**
 * The rows of all tables, table by table in the order of `listTables`, each in the text form of its type and in
 * the order of its key. Needs a transaction, and `useStableText` in it. Throws RowTooWide for a table with a row of
 * more than `widestMax` bytes.
 */
export async function* readTables(
  tx: Db,
  widestMax = rowBytesMax,
): AsyncGenerator<readonly string[]> {
  for (const table of await findTables(tx)) yield* readTable(tx, table, widestMax)
}

async function* readTable(
  tx: Db,
  table: Found,
  widestMax: number,
): AsyncGenerator<readonly string[]> {
  const size = await batchSizeOf(tx, table, widestMax)
  const order = table.key ?? 'whole_row::text collate "C"'
  await tx.rows(
    unnamed(
      `declare backup_rows no scroll cursor for
       select whole_row::text as line from ${table.quoted} whole_row order by ${order}`,
    ),
    [],
  )
  for (;;) {
    const rows = await tx.rows<{ line: string }>(unnamed(`fetch ${size} from backup_rows`), [])
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await tx.rows(unnamed('close backup_rows'), [])
}

async function batchSizeOf(tx: Db, { name, quoted }: Found, widestMax: number): Promise<number> {
  const [found] = await tx.rows<{ widest: number | null }>(
    unnamed(`select max(octet_length(whole_row::text)) as widest from ${quoted} whole_row`),
    [],
  )
  const widest = Math.max(found?.widest ?? 1, 1)
  if (widest > widestMax)
    throw new RowTooWide(
      `table ${name} has a row of ${widest} bytes, and a backup holds rows of ${widestMax} at most: use pg_dump for this database`,
    )
  const fitting = Math.floor(batchBytesMax / widest)
  return Math.min(Math.max(fitting, 1), batchRowsMax)
}

const selectSequences = statement(
  'backup_sequences',
  `select sequencename as name, last_value as last from pg_sequences
   where schemaname = 'public' and last_value is not null order by 1`,
)

/** Sequences that were used, with the last number each gave out. */
export async function listSequences(tx: Db): Promise<BackupSequence[]> {
  return tx.rows<BackupSequence>(selectSequences, [])
}

const selectMigrations = statement(
  'backup_migrations',
  'select number, name from migration order by number',
)

export async function listAppliedMigrations(tx: Db): Promise<AppliedMigration[]> {
  return tx.rows<AppliedMigration>(selectMigrations, [])
}

const selectNow = statement('backup_now', 'select app_now() as now')

/** The moment of the snapshot, by the clock of the business. */
export async function findNow(tx: Db): Promise<Instant | undefined> {
  return (await tx.rows<{ now: Instant }>(selectNow, []))[0]?.now
}

/** SQL made for the one table it names; never prepared, because it runs once. */
function unnamed(text: string) {
  return statement('', text)
}
