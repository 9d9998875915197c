// keytill migrate: brings the database to this program's schema.

import { connect } from '../db/connect.ts'
import { attachEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { migrationsFolder } from '../main.ts'
import { loadConfig, type Verb } from './verb.ts'

export const migrateVerb: Verb = {
  name: 'migrate',
  usage: 'migrate',
  summary: 'Apply missing database migrations (start does this by itself)',
  options: {},
  async run() {
    const config = loadConfig()
    const embedded = config.databaseUrl
      ? undefined
      : await attachEmbedded({ dataDir: config.dataDir, log: () => {} })
    const connection = config.databaseUrl?.reveal() ?? embedded?.connection
    if (connection === undefined) throw new Error('no database')
    const db = connect({ connection, size: 1, onIdleError: () => {} })
    try {
      const applied = await migrate(db, migrationsFolder)
      const text =
        applied.length === 0 ? 'nothing to do' : applied.map((name) => `applied ${name}`).join('\n')
      return { found: 'nothing', text, report: { ok: true, applied } }
    } finally {
      await db.close()
      await embedded?.stop()
    }
  },
}
