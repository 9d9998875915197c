// An audit of the latest moves: it finds what is wrong with an order that moved, whenever the wrong was done to it,
// and does not read the others. And one of everything: by two connections, and with a memory of the ledger.

import { EventEmitter, once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runAudit } from '../../src/app/audit.ts'
import { findBroken, findMoved, lastingInvariants, onSnapshotByTwo } from '../../src/db/audit.ts'
import { lawfulHistory } from '../../src/db/audit-history.ts'
import { createClock } from '../../src/db/clock.ts'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase(2)
  for (const each of lawfulHistory(2)) await database.db.rows(each, [])
})
afterAll(() => database?.drop())

const ofBooks = lastingInvariants.filter(({ scope }) => scope !== 'whole')

/** Ids of the rules that what moved in the last `minutes` breaks. */
async function brokenSince(minutes: number): Promise<readonly string[]> {
  const since = new Date(Date.now() - minutes * 60_000).toISOString()
  const moved = await findMoved(database.db, 1, since)
  const broken = await findBroken(database.db, 1, ofBooks, moved)
  return broken.map(({ id }) => id)
}

// The orders that wait were placed a minute ago, the others hours before.
it('finds what is wrong with an order that moved, and leaves an older one to the whole audit', async () => {
  expect(await brokenSince(10)).toEqual([])
  await database.db.script(`update order_line set refund_fen = 1 where order_number in (
    select order_number from orders where state = 'waiting')`)
  expect(await brokenSince(10)).toEqual(['INV-05.line', 'INV-05.line'])
  await database.db.script(`update order_line set refund_fen = 0;
    update order_line set refund_fen = 1 where order_number in (
      select order_number from orders where state = 'cancelled')`)
  expect(await brokenSince(10)).toEqual([])
  expect(await brokenSince(24 * 60)).toContain('INV-05.line')
})

/** What the whole audit says, each finding as a text. */
async function wholeAudit(db: Database): Promise<readonly string[]> {
  const { findings } = await runAudit({ db, merchantId: 1, clock: createClock() })
  return findings.map(({ id, ref, detail }) => `${id} ${ref} ${detail}`).toSorted()
}

it('says of everything the same on one connection as on two', async () => {
  const single = connect({ connection: database.connection, size: 1, onIdleError: () => {} })
  try {
    const found = await wholeAudit(single)
    expect(found).not.toEqual([])
    expect(await wholeAudit(database.db)).toEqual(found)
  } finally {
    await single.close()
  }
})

it('looks at one view from both connections, whatever is written before the second one is there', async () => {
  const single = connect({ connection: database.connection, size: 1, onIdleError: () => {} })
  const told = new EventEmitter()
  const holding = database.db.tx(() => once(told, 'free'))
  const count = statement('', 'select count(*) as jobs from job')
  const seen: number[] = []
  let isWritten = false
  try {
    await onSnapshotByTwo(database.db, async (tx) => {
      if (!isWritten) {
        isWritten = true
        await single.script(
          `insert into job (merchant_id, kind, ref, run_at, created_at) values (1, 'backup', 'x', 'infinity', app_now())`,
        )
        told.emit('free')
      }
      const [row] = await tx.rows<{ jobs: number }>(count, [])
      seen.push(row?.jobs ?? 0)
      // The first waits for the second, so that it does not end before.
      await (seen.length === 2 ? told.emit('both') : once(told, 'both'))
    })
    await holding
  } finally {
    await single.close()
  }
  expect(seen).toHaveLength(2)
  expect(seen[0]).toBe(seen[1])
})

it('remembers what the ledger held of each hour that is over, and names one that lost an entry', async () => {
  const hours = () =>
    database.db.rows<{ hour: string }>(
      statement('', 'select hour::text as hour from ledger_hour order by ledger_hour.hour'),
      [],
    )
  await database.db.script('delete from ledger_hour')
  const before = await wholeAudit(database.db)
  expect(before.filter((one) => one.startsWith('INV-04'))).toEqual([])
  expect((await hours()).length).toBeGreaterThan(0)
  await database.db.script(`alter table ledger_entry disable trigger user;
    delete from ledger_entry where ctid = (select ctid from ledger_entry order by recorded_at limit 1)`)
  expect(await wholeAudit(database.db)).toContainEqual(expect.stringContaining('INV-04.hours'))
})
