// keytill backup: everything the database holds in one file, taken while the shop sells.

import { join } from 'node:path'
import { backupFolderOf } from '../app/backup/keep-backups.ts'
import { writeBackup } from '../app/backup/write-backup.ts'
import type { Config } from '../config.ts'
import { withDatabase } from './open-database.ts'
import { loadConfig, optionText, type Verb } from './verb.ts'

export const backupVerb: Verb = {
  name: 'backup',
  usage: 'backup [--out FILE]',
  summary: 'Write the whole database to one file, while the shop goes on selling',
  options: {
    out: {
      type: 'string',
      help: 'the file; without it one in DATA_DIR/backups, named by its time',
    },
  },
  async run(call) {
    const config = loadConfig()
    const out = optionText(call, 'out')
    const place = out === undefined ? { folder: backupFolderOf(config.dataDir) } : { path: out }
    const written = await withDatabase(config, (db) => writeBackup(db, place))
    const secret = secretPlaceOf(config)
    return {
      found: 'nothing',
      text: [
        `${written.path}: ${written.rows} rows, ${written.bytes} bytes`,
        'Copy it to another machine: a backup beside the shop is lost with it.',
        `It opens only with SECRET_KEY, which is not in it. Keep that too, elsewhere: ${secret}`,
      ].join('\n'),
      report: { ok: true, ...written, secret_key: secret },
    }
  },
}

/** Where the secret lies that a restore needs. */
function secretPlaceOf({ secretKey, dataDir }: Config): string {
  return secretKey === undefined
    ? join(dataDir, 'secret.key')
    : 'the setting SECRET_KEY or SECRET_KEY_FILE'
}
