// The shop's database for verbs that only read it: beside a running shop or without one, and without its keys.

import type { Config } from '../config.ts'
import { connect, type Database } from '../db/connect.ts'
import { attachEmbedded } from '../db/embedded.ts'

/** Runs `work` on the configured database, or the embedded one, and closes it again. Throws what `work` throws. */
export async function withDatabase<T>(
  config: Config,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const embedded = config.databaseUrl
    ? undefined
    : await attachEmbedded({ dataDir: config.dataDir, log: () => {} })
  const connection = config.databaseUrl?.reveal() ?? embedded?.connection
  if (connection === undefined) throw new Error('no database')
  const db = connect({ connection, size: 2, onIdleError: () => {} })
  try {
    return await work(db)
  } finally {
    await db.close()
    await embedded?.stop()
  }
}
