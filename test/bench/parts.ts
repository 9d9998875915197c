// The parts of taking an order and of taking a notice, each alone and in its best form, in microseconds of CPU: what a
// machine could do at most is its cores divided by their sum. What is written is either all that the program writes, or
// the least that anybody could: a row or three in bare tables.

import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { fastify } from 'fastify'
import pg from 'pg'
import { type Callers, openCallers } from './callers.ts'
import { cpuSeconds } from './cpu.ts'
import type { OwnStatements } from './own-statements.ts'
import type { Program } from './program.ts'
import { rateOf } from './rounds.ts'
import type { Gateway } from './talks.ts'

const signatures = 300
const verifications = 3_000
const requests = 2_000
/** As many at once as the best form of the database's work takes: one statement, one commit. */
const perStatement = 64
const statements = 60
const statementsAtOnce = 2
const inFlight = 16
const microseconds = 1_000_000
const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

/** How many a second the cores could do at most: with all that the program writes, and with bare tables. */
export type Ceilings = Readonly<{ own: number; bare: number }>
export type Parts = Readonly<{
  /** Measured anew. */
  orders(): Promise<Ceilings>
  notices(): Promise<Ceilings>
  stop(): Promise<void>
}>

export async function openParts(
  { connection, db, platform }: Program,
  own: OwnStatements,
): Promise<Parts> {
  const clients = Array.from({ length: statementsAtOnce }, () => new pg.Client(connection))
  for (const client of clients) await client.connect()
  await clients[0]?.query(tables)
  const bare = await bareServer({ privatePem: platform.keys.privatePem, amount: '99.00' })
  const notice = platform.notice(
    platform.noticeFields('BENCH000000000000001', platform.pay('BENCH000000000000001', '99.00')),
  )
  const licenseKey = generateKeyPairSync('ed25519').privateKey
  const cpuOf = async (count: number, work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / count
  }
  const http = () => cpuOf(requests, () => bare.ask(requests))
  let written = 0
  const database = async (name: 'insert' | 'pay'): Promise<number> => {
    const before = await cpuSeconds(db)
    await rateOf(statements, statementsAtOnce, async (at, lane) => {
      const first = written + at * perStatement
      const values = [first, first + perStatement - 1]
      await clients[lane]?.query({ name, text: texts[name], values })
    })
    const after = await cpuSeconds(db)
    const seconds = after.program - before.program + after.server - before.server
    return (seconds * microseconds) / (statements * perStatement)
  }
  const cores = availableParallelism() * microseconds
  const ceilings = (
    others: number,
    written: Readonly<Record<keyof Ceilings, number>>,
  ): Ceilings => ({
    own: cores / (others + written.own),
    bare: cores / (others + written.bare),
  })
  return {
    async orders() {
      const link = await cpuOf(signatures, () =>
        rateOf(signatures, inFlight, () =>
          signAsync('RSA-SHA256', Buffer.from(notice), platform.app.privateKey),
        ),
      )
      written += statements * perStatement
      const others = link + (await http())
      return ceilings(others, { own: await own.order(), bare: await database('insert') })
    },
    async notices() {
      written += statements * perStatement
      await database('insert')
      const read = await cpuOf(verifications, async () => {
        for (let at = 0; at < verifications; at += 1) readOne(notice, platform.keys.publicKey)
      })
      const license = await cpuOf(verifications, async () => {
        for (let at = 0; at < verifications; at += 1) sign(null, Buffer.from(notice), licenseKey)
      })
      const others = read + license + (await http())
      return ceilings(others, { own: await own.payment(), bare: await database('pay') })
    },
    async stop() {
      await bare.stop()
      for (const client of clients) await client.end()
    },
  }
}

/** The form parsed, its text put in order, the signature verified: nothing else. */
function readOne(body: string, key: KeyObject): void {
  const fields = [...new URLSearchParams(body)]
  const signature = fields.find(([name]) => name === 'sign')?.[1] ?? ''
  const text = fields
    .filter(([name]) => name !== 'sign' && name !== 'sign_type')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  if (!verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'base64')))
    throw new Error('a right notice was refused')
}

/** The least that must be kept: the order, the licence, what happened. Keys and foreign keys, no seals, no ledger. */
const tables = `
  create schema bench_floor;
  create table bench_floor.orders (number bigint primary key, state text not null, due_fen bigint not null,
    phone text not null, made_at timestamptz not null default now());
  create table bench_floor.license (number bigint primary key references bench_floor.orders, key text not null unique);
  create table bench_floor.event (id bigserial primary key, number bigint not null references bench_floor.orders,
    what text not null, at timestamptz not null default now())`
const texts = {
  insert: `insert into bench_floor.orders (number, state, due_fen, phone)
  select n, 'waiting', 9900, '13800138000' from generate_series($1::bigint, $2::bigint) n`,
  pay: `with paid as (update bench_floor.orders set state = 'paid'
    where number between $1 and $2 and state = 'waiting' returning number),
  given as (insert into bench_floor.license select number, md5(number::text) from paid)
  insert into bench_floor.event (number, what) select number, 'paid' from paid`,
} as const

/** A server that parses the JSON it is sent and answers as much. */
async function bareServer(gateway: Gateway) {
  const server = fastify({ logger: false })
  server.post('/api/v1/user/orders', async ({ body }, reply) => {
    reply.code(201)
    const payment = { payment_url: 'https://example.com/' }
    return { ...(body as object), order_number: 'BENCH000000000000001', payment }
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const callers: Callers = await openCallers(port, gateway)
  return {
    ask: (count: number) => callers.call('order', { count, inFlight }),
    async stop() {
      callers.stop()
      server.server.closeAllConnections()
      await server.close()
    },
  }
}
