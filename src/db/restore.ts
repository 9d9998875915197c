// Rows of a backup back into tables, exactly as they were: no trigger of ours touches them, and what refers to
// another row is checked once all are there.

import type { BackupSequence } from './backup.ts'
import { type Db, statement } from './connect.ts'

const countOthers = statement(
  'restore_others',
  `select count(*) as n from pg_stat_activity
   where datname = current_database() and application_name = 'keytill' and pid <> pg_backend_pid()`,
)

/** Whether another program of ours is connected to this database. */
export async function isInUse(tx: Db): Promise<boolean> {
  return ((await tx.rows<{ n: number }>(countOthers, []))[0]?.n ?? 0) > 0
}

const countRelations = statement(
  'restore_relations',
  `select count(*) as n from pg_class
   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')`,
)

/** Whether there is no table at all, not even one that a first start makes. */
export async function isEmpty(tx: Db): Promise<boolean> {
  return (await tx.rows<{ n: number }>(countRelations, []))[0]?.n === 0
}

const nameAside = statement(
  'restore_aside',
  `select to_char(real_time, '"before_restore_"YYYYMMDD_HH24MISS_MS') as name
   from (select transaction_timestamp() as real_time) as moment`,
)

/** Moves everything there is into a schema of its own, so that nothing is lost, and answers its name. */
export async function moveAside(tx: Db): Promise<string> {
  const [found] = await tx.rows<{ name: string }>(nameAside, [])
  const name = found?.name ?? 'before_restore'
  await tx.rows(unnamed(`alter schema public rename to ${name}`), [])
  await tx.rows(unnamed('create schema public'), [])
  return name
}

type ForeignKey = Readonly<{ table: string; name: string; definition: string }>

const selectForeignKeys = statement(
  'restore_foreign_keys',
  `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
   from pg_constraint
   where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 order by 1, 2`,
)

/**
 * Empties the named tables, runs `load` while none of our triggers fires and no row needs another, and has the
 * database prove every reference afterwards. Throws the database's error for one that leads nowhere.
 */
export async function refill(
  tx: Db,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const quoted = tables.map(quote)
  const foreignKeys = await tx.rows<ForeignKey>(selectForeignKeys, [])
  for (const { table, name } of foreignKeys)
    await tx.rows(unnamed(`alter table ${table} drop constraint ${name}`), [])
  for (const table of quoted)
    await tx.rows(unnamed(`alter table ${table} disable trigger user`), [])
  await tx.rows(unnamed(`truncate ${quoted.join(', ')}`), [])
  await load()
  for (const table of quoted) await tx.rows(unnamed(`alter table ${table} enable trigger user`), [])
  for (const { table, name, definition } of foreignKeys)
    await tx.rows(unnamed(`alter table ${table} add constraint ${name} ${definition}`), [])
}

const selectInsertable = statement(
  'restore_columns',
  `select quote_ident(attname) as name from pg_attribute
   where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
)

/**
 * How rows enter a table: takes them as one JSON array of strings, each a row in the text form of its type.
 * Needs `useStableText` in this transaction.
 */
export async function prepareLoad(
  tx: Db,
  table: string,
): Promise<(jsonRows: string) => Promise<void>> {
  const quoted = quote(table)
  const columns = (await tx.rows<{ name: string }>(selectInsertable, [quoted])).map(
    ({ name }) => name,
  )
  // The inner select is kept apart by its offset, or PostgreSQL would read each row once for every column.
  const load = unnamed(
    `insert into ${quoted} (${columns.join(', ')}) overriding system value
     select ${columns.map((name) => `(whole_row).${name}`).join(', ')}
     from (select line::${quoted} as whole_row from json_array_elements_text($1::json) as line offset 0) as given`,
  )
  return async (jsonRows) => {
    await tx.rows(load, [jsonRows])
  }
}

const setSequence = statement(
  'restore_sequence',
  "select setval(('public.' || quote_ident($1))::regclass, $2::bigint)",
)

export async function restoreSequences(
  tx: Db,
  sequences: readonly BackupSequence[],
): Promise<void> {
  for (const { name, last } of sequences) await tx.rows(setSequence, [name, last])
}

const holdFree = statement(
  'hold_free_cards',
  `with held as (update card set state = 'held' where state = 'free' returning 1)
   select count(*)::integer as cards from held`,
)

/** Holds every unsold card, because any may have been handed out after the backup, and answers how many. */
export async function holdFreeCards(tx: Db): Promise<number> {
  return (await tx.rows<{ cards: number }>(holdFree, []))[0]?.cards ?? 0
}

function quote(table: string): string {
  return `public."${table.replaceAll('"', '""')}"`
}

/** SQL made for the one table it names; never prepared, because it runs once. */
function unnamed(text: string) {
  return statement('', text)
}
