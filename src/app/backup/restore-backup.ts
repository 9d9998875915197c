// Restoring a backup: all of it or nothing, in one transaction, into the schema it was taken from, which is then
// brought to this program's.

import {
  type AppliedMigration,
  type BackupTable,
  listTables,
  useStableText,
} from '../../db/backup.ts'
import { bePatient, type Database, type Db } from '../../db/connect.ts'
import { listMigrations, migrateIn } from '../../db/migrate.ts'
import {
  holdFreeCards,
  isEmpty,
  isInUse,
  moveAside,
  prepareLoad,
  refill,
  restoreSequences,
} from '../../db/restore.ts'
import { BackupError, type BackupHeader, backupLines, verifyBackup } from './backup-file.ts'

export type RestoreRequest = Readonly<{
  path: string
  /** the folder of this program's migrations */
  migrations: string
  /** whether this installation's SECRET_KEY opens what was sealed under the backup's */
  opens: (secretCheck: string) => boolean
  /** moves what the database holds into a schema of its own instead of refusing it */
  force: boolean
}>

export type Restored = Readonly<{
  header: BackupHeader
  rows: number
  /** migrations applied because the backup is older than this program */
  migrated: readonly string[]
  /** the schema that now holds what was there before */
  movedTo: string | undefined
  /** unsold cards that are held, because the shop may have sold them after the backup */
  heldCards: number
}>

/**
 * Puts a backup into the database behind `db`, which needs a single connection so that no other may be ours.
 * Throws a BackupError, with nothing changed, for a damaged file, one of a newer program, another SECRET_KEY, a
 * database that is in use, or one that is not empty.
 */
export async function restoreBackup(db: Database, request: RestoreRequest): Promise<Restored> {
  const header = await verifyBackup(request.path)
  refuseNewer(header.migrations, listMigrations(request.migrations))
  if (header.secret_check !== null && !request.opens(header.secret_check))
    throw new BackupError(
      'SECRET_KEY is not the one this backup was taken under, and nothing sealed in it could be opened. Put the old one back (DATA_DIR/secret.key, SECRET_KEY or SECRET_KEY_FILE)',
    )
  return db.tx(async (tx) => {
    await bePatient(tx)
    await useStableText(tx)
    const movedTo = await makeRoom(tx, request.force)
    const newest = Math.max(0, ...header.migrations.map(({ number }) => number))
    await migrateIn(tx, request.migrations, newest)
    await refuseOtherTables(tx, header.tables)
    await refill(
      tx,
      header.tables.map(({ name }) => name),
      () => loadAll(tx, request.path, header.tables),
    )
    await restoreSequences(tx, header.sequences)
    await refuseOtherCounts(tx, header.tables)
    const migrated = await migrateIn(tx, request.migrations)
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0)
    return { header, rows, migrated, movedTo, heldCards: await holdFreeCards(tx) }
  })
}

function refuseNewer(written: readonly AppliedMigration[], known: readonly AppliedMigration[]) {
  const names = new Map(known.map(({ number, name }) => [number, name]))
  const strange = written.find(({ number, name }) => names.get(number) !== name)
  if (strange)
    throw new BackupError(
      `this backup has migration ${strange.name}, which this program does not know: restore it with the Keytill that wrote it, or a newer one`,
    )
}

async function makeRoom(tx: Db, force: boolean): Promise<string | undefined> {
  if (await isInUse(tx))
    throw new BackupError('a shop or another command is connected to this database: stop it first')
  if (await isEmpty(tx)) return undefined
  if (force) return moveAside(tx)
  throw new BackupError(
    'the database is not empty. Restore into a new one, or say --force: what is there is then moved into a schema of its own',
  )
}

/** Rows are text by the place of each column, so the places must be the same. */
async function refuseOtherTables(tx: Db, expected: readonly BackupTable[]): Promise<void> {
  const shapeOf = (tables: readonly BackupTable[]) =>
    JSON.stringify(tables.map(({ name, columns }) => [name, columns]))
  if (shapeOf(await listTables(tx)) !== shapeOf(expected))
    throw new BackupError('the tables of this backup are not those its migrations make')
}

async function refuseOtherCounts(tx: Db, expected: readonly BackupTable[]): Promise<void> {
  const found = new Map((await listTables(tx)).map(({ name, rows }) => [name, rows]))
  const wrong = expected.find(({ name, rows }) => found.get(name) !== rows)
  if (wrong)
    throw new BackupError(`table ${wrong.name} has ${found.get(wrong.name)} rows after restoring`)
}

const batchRowsMax = 1_000
const batchCharsMax = 4_000_000

async function loadAll(tx: Db, path: string, tables: readonly BackupTable[]): Promise<void> {
  const lines = backupLines(path)
  await lines.next()
  for (const { name, rows } of tables) {
    const load = await prepareLoad(tx, name)
    for (let left = rows; left > 0; ) {
      const batch = await takeBatch(lines, left)
      await load(`[${batch.join(',')}]`)
      left -= batch.length
    }
  }
  // Past its last row the file proves itself a second time: it may have changed since it was verified.
  if (!(await lines.next()).done) throw new BackupError('the file changed while it was read')
}

/** The next rows, fewer when they are long. */
async function takeBatch(lines: AsyncGenerator<string>, left: number): Promise<readonly string[]> {
  const batch: string[] = []
  let chars = 0
  while (batch.length < Math.min(left, batchRowsMax) && chars < batchCharsMax) {
    const { value, done } = await lines.next()
    if (done) throw new BackupError('the file changed while it was read')
    batch.push(value)
    chars += value.length
  }
  return batch
}
