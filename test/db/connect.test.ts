// The pool outlives a database that ends its connections, whatever was under way on them.

import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { connect, type Database, type Db, statement, unindexed } from '../../src/db/connect.ts'
import { listen, tellNews } from '../../src/db/news.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const whoAmI = statement('', 'select pg_backend_pid() as pid')
const end = statement('', 'select pg_terminate_backend($1)')
const isThere = statement('', 'select 1 from pg_stat_activity where pid = $1')

let test: TestDatabase
let other: Database
const idleErrors: Error[] = []
beforeAll(async () => {
  test = await createDatabase(1)
  other = connect({
    connection: test.connection,
    size: 2,
    onIdleError: (error) => idleErrors.push(error),
  })
})
afterEach(() => void vi.useRealTimers())
afterAll(async () => {
  await other?.close()
  await test?.drop()
})

async function pidOf(db: Db): Promise<number> {
  const [row] = await db.rows<{ pid: number }>(whoAmI, [])
  return row?.pid ?? 0
}

async function endConnection(pid: number): Promise<void> {
  await test.db.rows(end, [pid])
  while ((await test.db.rows(isThere, [pid])).length > 0);
}

it('reads moments to the thousandth, with as many digits behind the dot as there are', async () => {
  const moments = ['2026-11-21 04:56:18', '2026-01-31 23:59:59.5', '1999-12-31 00:00:00.007']
  moments.push('2126-02-28 10:20:30.123999', '0999-12-31 10:20:30.5')
  const read = statement('', 'select unnest($1::timestamptz[]) as at')
  const rows = await other.rows<{ at: number }>(read, [moments.map((moment) => `${moment}+00`)])
  const times = ['2026-11-21T04:56:18.000Z', '2026-01-31T23:59:59.500Z', '1999-12-31T00:00:00.007Z']
  times.push('2126-02-28T10:20:30.123Z', '0999-12-31T10:20:30.500Z')
  expect(rows.map(({ at }) => new Date(at).toISOString())).toEqual(times)
  // Better none than another one.
  const [beyond] = await other.rows<{ at: number }>(read, [['12026-11-21 04:56:18+00']])
  expect(beyond?.at).toBeNaN()
})

it('fails a transaction whose connection ends between two statements, and goes on', async () => {
  const cut = other.tx(async (tx) => {
    await endConnection(await pidOf(tx))
    await tx.rows(whoAmI, [])
  })
  await expect(cut).rejects.toThrow()
  expect(await pidOf(other)).toBeGreaterThan(0)
})

it('fails a transaction whose connection ends during a statement, and goes on', async () => {
  const cut = other.tx(async (tx) => {
    const pid = await pidOf(tx)
    const waiting = tx.rows(statement('', 'select pg_sleep(60)'), [])
    await Promise.all([waiting, endConnection(pid)])
  })
  await expect(cut).rejects.toThrow(/terminat/)
  expect(await pidOf(other)).toBeGreaterThan(0)
})

it('tells of a connection that ends at rest, without the connection itself', async () => {
  await endConnection(await pidOf(other))
  await expect.poll(() => idleErrors.length).toBeGreaterThan(0)
  expect(Object.keys(idleErrors[0] ?? {})).not.toContain('client')
  expect(await pidOf(other)).toBeGreaterThan(0)
})

it('asks again when the database has undone a lone statement for the sake of another', async () => {
  await test.db.script(`create sequence asked;
    create function undone_twice() returns bigint language plpgsql as $$
    begin
      if nextval('asked') <= 2 then raise 'not yet' using errcode = 'deadlock_detected'; end if;
      return currval('asked');
    end $$`)
  const ask = statement('', 'select undone_twice() as times')
  expect(await other.rows(ask, [])).toEqual([{ times: 3 }])
  await test.db.script('alter sequence asked minvalue -9 restart with -9')
  await expect(other.rows(ask, [])).rejects.toThrow('not yet')
})

it('hears what others tell, and again after its line was cut, when it says that it may have missed something', async () => {
  const heard: string[] = []
  const { db, connection } = test
  const listener = listen({
    connection,
    onNews: (payload) => heard.push(payload),
    onHearing: () => heard.push('hears'),
    onDeaf: () => heard.push('deaf'),
  })
  try {
    await expect.poll(() => heard).toEqual(['hears'])
    // Nobody else has told anything yet: it told itself that it is there.
    const told =
      "select pid from pg_stat_activity where query like '%pg_notify($1%' and pid <> pg_backend_pid()"
    const [line] = await db.rows<{ pid: number }>(
      statement('', `${told} and datname = current_database()`),
      [],
    )
    await tellNews(other, 'first')
    await expect.poll(() => heard).toEqual(['hears', 'first'])
    heard.length = 0
    await endConnection(line?.pid ?? 0)
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['deaf', 'hears'])
    await tellNews(other, 'second')
    await expect.poll(() => heard.at(-1)).toBe('second')
  } finally {
    await listener.stop()
  }
})

it('is crowded where nobody has got a connection for long, and not by a rush after a rest', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.advanceTimersByTime(10_000)
  const rush = Array.from({ length: 9 }, () => pidOf(other))
  expect(other.isCrowded()).toBe(false)
  vi.advanceTimersByTime(4_000)
  expect(other.isCrowded()).toBe(true)
  await Promise.all(rush)
  expect(other.isCrowded()).toBe(false)
})

it('looks a key up by its index where it was told so, however small the table is', async () => {
  const { connection } = test
  await test.db.script('analyze merchant')
  const keyed = connect({ connection, size: 1, byKeysAlone: true, onIdleError: () => {} })
  const planOf = async (db: Db) =>
    JSON.stringify(
      await db.rows(statement('', 'explain select 1 from merchant where merchant_id = 1'), []),
    )
  expect(await planOf(keyed)).toContain('Index')
  expect(await planOf(other)).toContain('Seq Scan')
  await keyed.close()
})

it('finds a row by its key and asks of its state, whatever index there is of the few in that state', async () => {
  const planOf = async (state: string) =>
    JSON.stringify(
      await other.rows(
        statement(
          '',
          `explain select 1 from attempt where merchant_id = 1 and channel_id = 'a' and out_trade_no = '1' and ${state} = 'open'`,
        ),
        [],
      ),
    )
  expect(await planOf('state')).toContain('attempt_one_open')
  expect(await planOf(unindexed('state'))).not.toContain('attempt_one_open')
})
