// A disk that runs full, under the database or under the log, and has room again. Needs a machine that lets us
// mount a small one; elsewhere these are skipped and say so.

import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, statement } from '../../src/db/connect.ts'
import { build } from '../support/build.ts'
import { Buyer, CutOff, newPurchase, type Purchase } from './buyer.ts'
import { GatewayLink } from './gateway-link.ts'
import { findFaults } from './oracle.ts'
import { Program, pause } from './program.ts'

const backMsMax = 30_000
/** longer than the guard of the embedded database tries by itself */
const fullMs = 12_000
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()
let folder: string
let gateway: GatewayLink
let buyer: Buyer
let program: Program

function tryMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'keytill-disk-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', place]).status === 0
  if (isMounted) execFileSync('umount', [place])
  rmSync(place, { recursive: true })
  return isMounted
}

describe.skipIf(!canMount)('a disk that is full', () => {
  beforeAll(async () => {
    await build()
    folder = mkdtempSync(join(tmpdir(), 'keytill-disk-'))
    for (const [name, size] of [
      ['shop', '180m'],
      ['log', '64k'],
    ] as const) {
      mkdirSync(join(folder, name))
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', join(folder, name)])
    }
    gateway = await GatewayLink.start(folder)
    buyer = new Buyer(gateway)
    const env = { ...gateway.env, LOG_FILE: join(folder, 'log/keytill.log') }
    program = await Program.start(join(folder, 'shop'), env)
  }, 60_000)
  afterAll(async () => {
    await program?.end('SIGTERM')
    await gateway?.stop()
    for (const name of ['shop', 'log']) execFileSync('umount', ['--lazy', join(folder, name)])
    rmSync(folder, { recursive: true })
  })

  it('under the log costs log lines and nothing else', async () => {
    fill('log')
    await sold(await opened())
    empty('log')
    await sold(await opened())
    expect(await faults()).toEqual([])
  })

  it('under the database costs no acknowledged payment, and nobody has to do anything afterwards', async () => {
    const purchase = await opened()
    const tradeNo = await buyer.pay(purchase)
    fill('shop')
    await untilRefused()
    const word = await buyer.notify(program.url, tradeNo).catch(cutOff)
    if (word === 'success') await sold(purchase, tradeNo)
    empty('shop')
    await sold(purchase, tradeNo)
    expect(await faults()).toEqual([])
  })

  it('under the write-ahead log stops the database, which comes back by itself', async () => {
    const purchase = await opened()
    const tradeNo = await buyer.pay(purchase)
    fill('shop')
    await untilStopped()
    const word = await buyer.notify(program.url, tradeNo).catch(cutOff)
    expect(word).not.toBe('success')
    await pause(fullMs)
    empty('shop')
    await sold(purchase, tradeNo)
    expect(await faults()).toEqual([])
  }, 60_000)
})

async function opened(): Promise<Purchase> {
  const purchase = await buyer.place(program.url, newPurchase())
  await buyer.open(program.url, purchase)
  return purchase
}

/** The notice comes again until it is acknowledged, and then the buyer has the key. */
async function sold(purchase: Purchase, tradeNo?: string): Promise<void> {
  const paid = tradeNo ?? (await buyer.pay(purchase))
  const since = performance.now()
  while ((await buyer.notify(program.url, paid).catch(cutOff)) !== 'success') {
    expect(performance.now() - since).toBeLessThan(backMsMax)
    await pause(100)
  }
  const { status, licenses } = await buyer.look(program.url, purchase)
  expect([status, licenses.length]).toEqual([1, 1])
}

function cutOff(error: unknown): string {
  if (!(error instanceof CutOff)) throw error
  return error.message
}

/** Not a byte more fits. */
function fill(name: string): void {
  const file = openSync(join(folder, name, 'filler'), 'w')
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size, 1))
    } catch {
      // Full, to this grain.
    }
  }
  closeSync(file)
}

function empty(name: string): void {
  rmSync(join(folder, name, 'filler'))
}

/** Orders are placed until the database has no room for another. */
async function untilRefused(): Promise<void> {
  for (let placed = 0; placed < 500; placed += 1) {
    const one = await buyer.place(program.url, newPurchase()).catch(cutOff)
    if (typeof one === 'string') return
  }
  throw new Error('the disk is not full')
}

function openBooks() {
  const host = join(folder, 'shop/data/postgres/run')
  const connection = { host, port: 5432, user: 'keytill', database: 'keytill' }
  return connect({ connection, size: 1, onIdleError: () => {} })
}

/** The database is made to want more of its write-ahead log than there is. */
async function untilStopped(): Promise<void> {
  const db = openBooks()
  const more = statement('', `select pg_logical_emit_message(false, 'fill', repeat('x', 1000000))`)
  const failed = await (async () => {
    for (;;) await db.rows(more, [])
  })().catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(Error)
  await db.close()
}

async function faults(): Promise<string[]> {
  const db = openBooks()
  const found = await findFaults(db, gateway.truth())
  await db.close()
  return found
}
