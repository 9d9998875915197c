// The built program as a process of its own with its settings as they come, for benches that ask it over HTTP. A proxy
// in front tells the address of each buyer, as in production.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, type Database } from '../../src/db/connect.ts'
import { attachEmbedded, type Embedded } from '../../src/db/embedded.ts'
import { build } from '../support/build.ts'
import { Platform } from '../support/platform.ts'
import { nobody } from './account.ts'
import { inFolder } from './folder.ts'

const program = join(import.meta.dirname, '../../dist/cli.js')
const readyMsMax = 30_000
const lookAgainMs = 20

export type Program = Readonly<{
  port: number
  pid: number
  platform: Platform
  connection: Embedded['connection']
  /** another line to its database, for counting */
  db: Database
  /** MB of memory it holds at this moment; NaN where there is no /proc */
  memory(): number
}>

/** Starts it, gives it to `work`, and stops it again. */
export async function onProgram<T>(work: (program: Program) => Promise<T>): Promise<T> {
  await build()
  return inFolder(async (folder) => {
    const platform = new Platform()
    const said = join(folder, 'said')
    const child = spawn(process.execPath, [program, 'start'], {
      cwd: folder,
      env: environment(folder, platform),
      stdio: ['ignore', openSync(said, 'a'), 'inherit'],
    })
    const ended = once(child, 'exit')
    try {
      const port = await portOf(child, said)
      const { connection, stop } = await attachEmbedded({
        dataDir: join(folder, 'data'),
        log: () => {},
      })
      const db = connect({ connection, size: 2, onIdleError: () => {} })
      const pid = child.pid ?? 0
      try {
        return await work({ port, pid, platform, connection, db, memory: () => memoryOf(pid) })
      } finally {
        await db.close()
        await stop()
      }
    } finally {
      child.kill('SIGTERM')
      await ended
    }
  })
}

function environment(folder: string, platform: Platform): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    DEMO: '0',
    DEMO_CATALOGUE: '1',
    TRUST_PROXY: '127.0.0.1',
    ...platform.env(),
    ALIPAY_GATEWAY: nobody,
  }
}

/** Where it listens, as it says itself, once it is ready. */
async function portOf(child: ChildProcess, said: string): Promise<number> {
  const until = Date.now() + readyMsMax
  while (Date.now() < until && child.exitCode === null) {
    const text = existsSync(said) ? readFileSync(said, 'utf8') : ''
    const found = /Shop\s+http:\/\/\S+?:(\d+)\/\s/.exec(text)?.[1]
    if (found !== undefined) {
      const { status } = await fetch(`http://127.0.0.1:${found}/readyz`)
      if (status === 200) return Number(found)
    }
    await wait(lookAgainMs)
  }
  throw new Error(`the program did not start:\n${readFileSync(said, 'utf8')}`)
}

function memoryOf(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(kilobytes) * 1_024) / 1_000_000
  } catch {
    return Number.NaN
  }
}
