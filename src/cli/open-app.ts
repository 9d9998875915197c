// What a verb needs that works on the shop's own books, beside a running shop or without one: its database, its
// channels and its keys, and nothing that listens or runs by itself.

import type { App } from '../app/app.ts'
import type { Config } from '../config.ts'
import type { Author } from '../db/audit-log.ts'
import { createClock } from '../db/clock.ts'
import { connect } from '../db/connect.ts'
import { attachEmbedded } from '../db/embedded.ts'
import { mountSimulator } from '../demo.ts'
import { createLog } from '../kit/log.ts'
import { createApp } from '../main.ts'

/** Runs `work` with an App and closes everything again. Throws what `work` throws, and ConfigError. */
export async function withApp<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const embedded = config.databaseUrl
    ? undefined
    : await attachEmbedded({ dataDir: config.dataDir, log: () => {} })
  const connection = config.databaseUrl?.reveal() ?? embedded?.connection
  if (connection === undefined) throw new Error('no database')
  const db = connect({ connection, size: 4, onIdleError: () => {} })
  try {
    const clock = createClock()
    await clock.load(db)
    const log = createLog({ file: config.logFile, level: 'silent' })
    const localUrl = () => `http://127.0.0.1:${config.port}`
    const simulator = await keysOfSimulator(config, clock, localUrl)
    const app = await createApp({ config, log, db, clock, localUrl, simulator })
    try {
      return await work(app)
    } finally {
      await app.callsWritten()
    }
  } finally {
    await db.close()
    await embedded?.stop()
  }
}

/** In demo mode the simulated gateways live in the running shop; only their keys are needed here. */
async function keysOfSimulator(
  config: Config,
  clock: ReturnType<typeof createClock>,
  localUrl: () => string,
) {
  if (config.mode !== 'demo') return undefined
  const log = createLog({ file: undefined, level: 'silent' })
  const publicUrl = () => config.publicUrl ?? localUrl()
  const simulator = await mountSimulator(config, clock, { publicUrl, localUrl }, log)
  await simulator.stop()
  return simulator
}

/** Who acts from the command line, as the audit log has him: a name he gives himself, told apart from those who sign in. */
export function authorAtShell(by: string): Author {
  return { operator: `cli:${by}`, address: 'local', requestId: '' }
}
