// The embedded PostgreSQL as an operator meets it: real programs, real kills, real files.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type * as Launcher from '../../src/db/embedded.ts'
import { linkLibraries } from '../../src/db/embedded-binaries.ts'
import { bundleProgram } from '../support/bundle.ts'
import { killQuietly, processesBelow, serversBelow } from '../support/programs.ts'

type Connection = Launcher.Embedded['connection']
/** What the child prints: where the server is, or why there is none. */
type Said = Readonly<{ connection?: Connection; code?: string; message?: string }>
type Child = Readonly<{ program: ChildProcess; said: Said }>

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
const root = fileURLToPath(new URL('../..', import.meta.url))
const patient = 60_000
const deadlineMs = 15_000
const unixOnly = process.platform === 'win32' ? describe.skip : describe

const childScript = (launcherUrl: string) => `
  import { startEmbedded, attachEmbedded } from ${JSON.stringify(launcherUrl)}
  const [verb, dataDir, graceMs] = process.argv.slice(1)
  const begin = verb === 'start' ? startEmbedded : attachEmbedded
  const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n')
  process.on('SIGINT', () => {})
  try {
    const embedded = await begin({ dataDir, graceMs: Number(graceMs), log: () => {} })
    process.on('SIGTERM', async () => { await embedded.stop(); process.exit(0) })
    setInterval(() => {}, 1e6)
    say({ connection: embedded.connection })
  } catch (error) {
    say({ code: error.code, message: error.message })
  }
`

let top: string
let finished: string
/** bundled, as in dist/, with its guard beside it */
let launcher: typeof Launcher
let launcherUrl: string
const children: ChildProcess[] = []

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'keytill-embedded-'))
  // mkdtemp makes it 0700, which is the subject of one test and no condition of the others.
  chmodSync(top, 0o711)
  finished = join(top, 'finished')
  await bundleProgram('src/db/postgres-guard.ts')
  launcherUrl = pathToFileURL(await bundleProgram('src/db/embedded.ts')).href
  launcher = (await import(launcherUrl)) as typeof Launcher
  const embedded = await launcher.startEmbedded({ dataDir: finished, log: () => {} })
  await query(embedded.connection, 'create table note (text text)')
  await embedded.stop()
}, patient)

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const pid of processesBelow(top)) killQuietly(pid)
  await until(() => processesBelow(top).length === 0)
})

afterAll(() => rmSync(top, { recursive: true, force: true }))

unixOnly('the embedded PostgreSQL', { timeout: patient }, () => {
  test('keeps what was committed, over a socket that only its user reaches', async () => {
    const embedded = await start(newDataDir())
    const { host } = embedded.connection
    expect(statSync(host).mode & 0o777).toBe(0o700)
    const shown = await query(
      embedded.connection,
      `select name || '=' || setting as pair from pg_settings where name in
       ('data_checksums', 'fsync', 'full_page_writes', 'listen_addresses', 'server_encoding', 'synchronous_commit')
       order by name`,
    )
    expect(shown.map(({ pair }) => pair)).toEqual([
      'data_checksums=on',
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=',
      'server_encoding=UTF8',
      'synchronous_commit=on',
    ])
    await embedded.stop()
  })

  test.runIf(isRoot)('runs for root below a folder that only root may enter', async () => {
    const dataDir = newDataDir()
    chmodSync(dataDir, 0o700)
    const embedded = await start(dataDir)
    expect(await query(embedded.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await embedded.stop()
    expect(statSync(join(dataDir, 'postgres/cluster')).uid).toBe(0)
  })

  test.runIf(isRoot)('runs for root where user namespaces are forbidden', async () => {
    const dataDir = newDataDir()
    const without = join(top, 'without-unshare')
    mkdirSync(without, { recursive: true })
    writeFileSync(join(without, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const child = await run('start', dataDir, { PATH: `${without}:${process.env.PATH}` })
    expect(await query(place(child), 'select 1 as one')).toEqual([{ one: 1 }])
    await end(child)
    expect(processesBelow(dataDir)).toEqual([])
  })

  test.runIf(!isRoot || readableBy(nobody))('runs for an ordinary user', async () => {
    const home = mkdtempSync(join(tmpdir(), 'keytill-user-'))
    try {
      if (isRoot) chownSync(home, nobody.uid, nobody.gid)
      const child = await run('start', join(home, 'data'), {}, isRoot ? nobody : {})
      expect(await query(place(child), 'select 1 as one')).toEqual([{ one: 1 }])
      await end(child)
      expect(processesBelow(home)).toEqual([])
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })

  test('works where the path of DATA_DIR is too long for a socket', async () => {
    const embedded = await start(newDataDir('x'.repeat(120)))
    expect(await query(embedded.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await embedded.stop()
    rmSync(embedded.connection.host, { recursive: true })
  })

  test('refuses a second start at once and names the first', async () => {
    const dataDir = newDataDir()
    const first = await run('start', dataDir)
    const begun = performance.now()
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: expect.stringMatching(new RegExp(`\\b${first.program.pid}\\b`)),
    })
    expect(performance.now() - begun).toBeLessThan(1000)
    await end(first)
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('lets exactly one of several simultaneous starts win', async () => {
    const dataDir = newDataDir()
    const all = await Promise.all(['start', 'start', 'start'].map((verb) => run(verb, dataDir)))
    const losers = all.filter(({ said }) => said.code === 'data_dir_in_use')
    expect(losers).toHaveLength(2)
    expect(serversBelow(dataDir)).toHaveLength(1)
  })

  test('is taken over by the next start after kill -9, with every commit', async () => {
    const dataDir = newDataDir()
    const first = await run('start', dataDir)
    await query(place(first), "insert into note values ('before the kill')")
    const [before] = serversBelow(dataDir)
    await kill(first)
    const second = await start(dataDir)
    expect(serversBelow(dataDir)).toEqual([before])
    const kept = await query(second.connection, 'select text from note')
    expect(kept).toEqual([{ text: 'before the kill' }])
    await second.stop()
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('is stopped by its guard when nobody takes it over', async () => {
    const dataDir = newDataDir()
    const first = await run('start', dataDir, {}, {}, 300)
    await kill(first)
    await until(() => processesBelow(dataDir).length === 0)
    // Shut down cleanly: the lock file is gone with it.
    expect(existsSync(join(dataDir, 'postgres/cluster/postmaster.pid'))).toBe(false)
  })

  test('outlives Ctrl-C in its terminal, and keeps no stream of a killed program open', async () => {
    const dataDir = newDataDir()
    const first = await run('start', dataDir)
    // The child leads its process group, as a shell's foreground job does.
    process.kill(-(first.program.pid ?? 0), 'SIGINT')
    expect(await query(place(first), 'select 1 as one')).toEqual([{ one: 1 }])
    const { stdout } = first.program
    const closed = stdout ? once(stdout, 'close') : undefined
    await kill(first)
    await closed
    expect(serversBelow(dataDir)).toHaveLength(1)
  })

  test('starts after everything was killed, even when its old number is somebody else', async () => {
    const dataDir = newDataDir()
    const first = await run('start', dataDir)
    await query(place(first), "insert into note values ('before the crash')")
    first.program.kill('SIGKILL')
    for (const pid of processesBelow(dataDir)) killQuietly(pid)
    await until(() => processesBelow(dataDir).length === 0)
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, `${process.ppid}`))
    const second = await start(dataDir)
    const kept = await query(second.connection, 'select text from note')
    expect(kept).toEqual([{ text: 'before the crash' }])
    await second.stop()
  })

  test('keeps running when its guard is killed, and still ends with its owner', async () => {
    const dataDir = newDataDir()
    const lines: string[] = []
    const embedded = await launcher.startEmbedded({ dataDir, log: (line) => lines.push(line) })
    const [server] = serversBelow(dataDir)
    for (const pid of processesBelow(dataDir)) if (pid !== server) killQuietly(pid)
    await until(() => lines.filter((line) => line.includes(`process id ${server}`)).length === 2)
    await embedded.stop()
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('comes back when the server itself is killed', async () => {
    const dataDir = newDataDir()
    const embedded = await start(dataDir)
    const [server = 0] = serversBelow(dataDir)
    killQuietly(server)
    await until(() => answers(embedded.connection))
    expect(serversBelow(dataDir)).not.toContain(server)
    await embedded.stop()
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('is shared with other verbs, which leave it running', async () => {
    const dataDir = newDataDir()
    const owner = await start(dataDir)
    const [server] = serversBelow(dataDir)
    const visitor = await launcher.attachEmbedded({ dataDir, log: () => {} })
    await visitor.stop()
    expect(serversBelow(dataDir)).toEqual([server])
    await owner.stop()
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('runs for a verb alone, and a start may join it', async () => {
    const dataDir = newDataDir()
    const visitor = await launcher.attachEmbedded({ dataDir, log: () => {} })
    const owner = await start(dataDir)
    await visitor.stop()
    expect(await query(owner.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await owner.stop()
    const alone = await launcher.attachEmbedded({ dataDir, log: () => {} })
    await alone.stop()
    expect(processesBelow(dataDir)).toEqual([])
  })

  test('refuses a database that another PostgreSQL wrote, and says what to do', async () => {
    const dataDir = newDataDir()
    writeFileSync(join(dataDir, 'postgres/cluster/PG_VERSION'), '17\n')
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'data_version_mismatch',
      message: expect.stringContaining('DATABASE_URL'),
    })
    await until(() => processesBelow(dataDir).length === 0)
  })

  test('restores the links that an install without scripts leaves out', () => {
    const native = join(top, 'package/native')
    mkdirSync(join(native, 'lib'), { recursive: true })
    const names = ['libpq.so', 'libpq.so.5']
    const source = 'native/lib/libpq.so.5.18'
    const list = names.map((name) => ({ source, target: `native/lib/${name}` }))
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(list))
    writeFileSync(join(native, 'lib/libpq.so.5.18'), '')
    symlinkSync('libpq.so.4', join(native, 'lib/libpq.so'))
    expect(linkLibraries(native)).toBe(true)
    for (const name of names) {
      expect(readlinkSync(join(native, 'lib', name))).toBe('libpq.so.5.18')
    }
  })
})

/** A DATA_DIR of its own with a database in it, copied because making one takes a second. */
function newDataDir(name = 'data-'): string {
  const dataDir = mkdtempSync(join(top, name))
  chmodSync(dataDir, 0o711)
  cpSync(join(finished, 'postgres'), join(dataDir, 'postgres'), { recursive: true })
  return dataDir
}

function start(dataDir: string): Promise<Launcher.Embedded> {
  return launcher.startEmbedded({ dataDir, log: () => {} })
}

/** Starts a program that uses the embedded server, and waits for its first word. */
async function run(
  verb: string,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  user: Partial<typeof nobody> = {},
  graceMs = 10_000,
): Promise<Child> {
  const args = ['--input-type=module', '-e', childScript(launcherUrl)]
  const program = spawn(process.execPath, [...args, verb, dataDir, `${graceMs}`], {
    ...user,
    cwd: root,
    detached: true,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(program)
  const text = await new Promise<string>((settle, fail) => {
    program.stdout.setEncoding('utf8').once('data', settle)
    program.once('exit', (code) => fail(new Error(`the child ended with ${code}`)))
  })
  return { program, said: JSON.parse(text) as Said }
}

function place({ said }: Child): Connection {
  if (said.connection === undefined) throw new Error(said.message)
  return said.connection
}

/** As an operator does. */
async function end({ program }: Child): Promise<void> {
  const exited = once(program, 'exit')
  program.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
}

async function kill({ program }: Child): Promise<void> {
  const exited = once(program, 'exit')
  program.kill('SIGKILL')
  await exited
}

async function query(connection: Connection, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}

function answers(connection: Connection): Promise<boolean> {
  return query(connection, 'select 1').then(
    () => true,
    () => false,
  )
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`still not so after ${deadlineMs} ms: ${condition.toString()}`)
    }
    await delay(10)
  }
}

/** Whether that user can run our sources where they lie. */
function readableBy(user: typeof nobody): boolean {
  const file = join(root, 'src/db/embedded.ts')
  return (
    spawnSync(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(file)})`], {
      ...user,
      cwd: '/',
    }).status === 0
  )
}
