// One unchanging, read-only view of the books, on one connection or on two.

import { bePatient, type Database, type Db, statement } from './connect.ts'

const freeze = statement(
  'audit_snapshot',
  'set transaction isolation level repeatable read, read only',
)
// Two connections keep two cores busy. The server's own way of sharing a query out puts its tables into shared
// memory, of which a container has 64 MB unless somebody thought of it, and then the query fails.
const stayAlone = statement('audit_alone', 'set local max_parallel_workers_per_gather = 0')
const exportView = statement('audit_export', 'select pg_export_snapshot() as view')

/** Runs `work` on one unchanging, read-only view of the books, as long as it takes. */
export function onSnapshot<T>(db: Database, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.tx(async (tx) => {
    await tx.rows(freeze, [])
    await bePatient(tx)
    return work(tx)
  })
}

/**
 * Runs `work` twice at the same time on one view, each on its own connection. The two share what there is to do, and
 * each ends when nothing is left. Where no second connection can be had, the first does it all. Throws what either
 * throws.
 */
export async function onSnapshotByTwo(
  db: Database,
  work: (tx: Db) => Promise<void>,
): Promise<void> {
  let hasBegun = false
  let isOver = false
  const besides = (view: string) =>
    db.tx(async (tx) => {
      if (isOver) return
      hasBegun = true
      await tx.rows(freeze, [])
      await tx.rows(statement('', `set transaction snapshot '${view}'`), [])
      await bePatient(tx)
      await tx.rows(stayAlone, [])
      await work(tx)
    })
  await onSnapshot(db, async (tx) => {
    await tx.rows(stayAlone, [])
    const [exported] = await tx.rows<{ view: string }>(exportView, [])
    if (!exported) throw new Error('a view has a name')
    const second = besides(exported.view)
    const secondEnds = second.catch(() => {})
    try {
      await work(tx)
    } finally {
      isOver = true
      // The view lives as long as this transaction; but nobody waits for one that still has no connection.
      if (hasBegun) await secondEnds
    }
    if (hasBegun) await second
  })
}
