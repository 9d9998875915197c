// keytill restore: a backup into an empty database, and then the proof that its books are whole.

import { type Restored, restoreBackup } from '../app/backup/restore-backup.ts'
import { deriveSecrets, opensCheck } from '../app/keys.ts'
import type { Config } from '../config.ts'
import { billDayOf, dayAfter } from '../core/bill.ts'
import { instantOf } from '../core/time.ts'
import { type Broken, findBroken, onSnapshot } from '../db/audit.ts'
import { connect, type Database } from '../db/connect.ts'
import { startEmbedded } from '../db/embedded.ts'
import { loadMasterKey } from '../kit/master-key.ts'
import { merchantId, migrationsFolder } from '../main.ts'
import { CliError, loadConfig, type Outcome, type Verb } from './verb.ts'

export const restoreVerb: Verb = {
  name: 'restore',
  usage: 'restore FILE [--force]',
  summary: 'Put a backup into an empty database; the shop must not be running',
  takesWords: true,
  options: {
    force: {
      type: 'boolean',
      help: 'also where the database is not empty: what is there is moved aside, not deleted',
    },
  },
  async run(call) {
    const [path, ...more] = call.words
    if (path === undefined || more.length > 0) throw new CliError('usage', 'name one backup file')
    const config = loadConfig()
    const { sealer } = deriveSecrets(loadMasterKey(config.dataDir, config.secretKey?.reveal()))
    return alone(config, async (db) => {
      const restored = await restoreBackup(db, {
        path,
        migrations: migrationsFolder,
        opens: (secretCheck) => opensCheck(sealer, secretCheck),
        force: call.options.force === true,
      })
      const broken = await onSnapshot(db, (tx) => findBroken(tx, merchantId))
      return outcomeOf(restored, broken)
    })
  },
}

/** Runs `work` on the configured database as the owner of the embedded one, which a running shop would be. */
async function alone<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded({ dataDir: config.dataDir, log: () => {} })
  const connection = config.databaseUrl?.reveal() ?? embedded?.connection
  if (connection === undefined) throw new Error('no database')
  const db = connect({ connection, size: 1, onIdleError: () => {} })
  try {
    return await work(db)
  } finally {
    await db.close()
    await embedded?.stop()
  }
}

function outcomeOf(restored: Restored, broken: readonly Broken[]): Outcome {
  const { header, rows, migrated, movedTo, heldCards } = restored
  const next = `keytill reconcile --since ${sinceDay(header.at)}`
  const proof = broken.map(({ id, ref, detail }) => `  ${id} ${ref}: ${detail}`)
  const lines = [
    `restored ${rows} rows, as they were at ${header.at}`,
    ...migrated.map((name) => `applied ${name}`),
    ...(movedTo === undefined ? [] : [`what was there before is in the schema ${movedTo}`]),
    ...(broken.length === 0
      ? ['the books are whole: every invariant holds']
      : ['these invariants do not hold:', ...proof]),
    ...(heldCards === 0
      ? []
      : [
          `${heldCards} unsold cards are held: the shop may have sold some after this backup. Say in the console which are still unsold (Products, Cards)`,
        ]),
    `Next: start the shop, then ask the gateways what happened since: ${next}`,
    "Run it again each morning until yesterday's bills are in: they name orders this backup never knew.",
  ]
  return {
    found: broken.length === 0 ? 'nothing' : 'wrong',
    text: lines.join('\n'),
    report: {
      ok: broken.length === 0,
      rows,
      at: header.at,
      migrated,
      movedTo,
      heldCards,
      broken,
      next,
    },
  }
}

/** The day before: an order of the evening may have been paid after midnight. */
function sinceDay(at: string): string {
  return dayAfter(billDayOf(instantOf(Date.parse(at))), -1)
}
