// Vitest's global setup: one PostgreSQL for the whole run, in a folder that is gone afterwards, also when
// the run is killed. With KEYTILL_TEST_DATABASE_URL set, that server instead.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** what `connect` takes; the user may create databases */
    database: string | Embedded['connection']
  }
}

const graceMs = 500

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.KEYTILL_TEST_DATABASE_URL
  if (given !== undefined && given !== '') {
    project.provide('database', given)
    return async () => {}
  }
  const folder = mkdtempSync(join(tmpdir(), 'keytill-test-'))
  // The server may be another user than we are.
  chmodSync(folder, 0o711)
  const sweeper = spawnSweeper(folder)
  const embedded = await startEmbedded({ dataDir: folder, graceMs, log: () => {} })
  project.provide('database', embedded.connection)
  return async () => {
    await embedded.stop()
    const swept = once(sweeper, 'exit')
    sweeper.stdin?.end()
    await swept
  }
}

/** Waits until we are gone, however we end, then until the server is, and removes the folder. */
function spawnSweeper(folder: string): ChildProcess {
  const script = `cat; tries=0
    while [ -e "$0/postgres/cluster/postmaster.pid" ] && [ $tries -lt 100 ]; do
      sleep 0.1; tries=$((tries + 1))
    done
    rm -rf "$0"`
  return spawn('sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}
