// What a person does in the console and its row in the audit log: one transaction, so that neither is without the
// other.

import { type AuditEntry, type Author, appendAuditLog } from '../db/audit-log.ts'
import type { Database, Db } from '../db/connect.ts'
import type { App } from './app.ts'

/**
 * Does `work` with an app whose every statement belongs to one transaction, and appends what `told` says of its
 * outcome. Whatever refuses takes both back. `work` must not call the outside.
 */
export async function audited<T>(
  app: App,
  by: Author,
  work: (app: App) => Promise<T>,
  told: (outcome: T) => AuditEntry,
): Promise<T> {
  return app.db.tx(async (tx) => {
    const outcome = await work({ ...app, db: joined(app.db, tx) })
    await appendAuditLog(tx, app.merchantId, by, told(outcome))
    return outcome
  })
}

/** A use case's own transaction becomes part of the one that is open. */
function joined(db: Database, tx: Db): Database {
  return {
    ...db,
    isTransaction: true,
    rows: (stmt, values) => tx.rows(stmt, values),
    tx: (work) => work(tx),
  }
}
