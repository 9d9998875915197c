// The same use cases with every statement noted that they ask of the database: work that must not differ is compared.

import type { App } from '../../src/app/app.ts'
import type { Db } from '../../src/db/connect.ts'

export function notingStatements(app: App): Readonly<{ app: App; statements: readonly string[] }> {
  const statements: string[] = []
  const noting = (db: Db): Db => ({
    rows(stmt, values) {
      statements.push(stmt.name)
      return db.rows(stmt, values)
    },
  })
  const db = {
    ...app.db,
    ...noting(app.db),
    tx: <T>(work: (tx: Db) => Promise<T>) => app.db.tx((tx) => work(noting(tx))),
  }
  return { app: { ...app, db }, statements }
}
