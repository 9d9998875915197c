// An audit of the latest moves: it finds what is wrong with an order that moved, whenever the wrong was done to it,
// and does not read the others.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { findBroken, findMoved, lastingInvariants } from '../../src/db/audit.ts'
import { lawfulHistory } from '../../src/db/audit-history.ts'
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
