// What must be true of the books at every commit, as SQL that names each row for which it is not. The audit,
// the simulation and the kill tests all ask these same questions.

import { deliveryInvariants } from './audit-delivery.ts'
import type { Invariant } from './audit-invariant.ts'
import { jobInvariants } from './audit-jobs.ts'
import { ledgerInvariants } from './audit-ledger.ts'
import { moneyInvariants } from './audit-money.ts'
import { orderInvariants } from './audit-orders.ts'
import { proofInvariants } from './audit-proof.ts'
import { refundInvariants } from './audit-refunds.ts'
import { bePatient } from './bills.ts'
import { type Database, type Db, statement } from './connect.ts'

export type { Invariant } from './audit-invariant.ts'

export type Broken = Readonly<{ id: string; ref: string; detail: string }>

export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...refundInvariants,
  ...ledgerInvariants,
  ...orderInvariants,
  ...jobInvariants,
  ...deliveryInvariants,
  ...proofInvariants,
]

/** Those that hold at every commit, whatever waits. */
export const lastingInvariants = invariants.filter((one) => !one.afterHealing)

/**
 * Asks the given invariants, the lasting ones by default, and names the rows that break one. `since`, in any
 * words PostgreSQL takes for a moment, leaves out rows that have not moved since.
 */
export async function findBroken(
  db: Db,
  merchantId: number,
  asked: readonly Invariant[] = lastingInvariants,
  since: string | null = null,
): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const { id, statement } of asked) {
    const rows = await db.rows<Omit<Broken, 'id'>>(statement, [merchantId, since])
    broken.push(...rows.map((row) => ({ id, ...row })))
  }
  return broken
}

const freeze = statement(
  'audit_snapshot',
  'set transaction isolation level repeatable read, read only',
)

/** Runs `work` on one unchanging, read-only view of the books, as long as it takes. */
export function onSnapshot<T>(db: Database, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.tx(async (tx) => {
    await tx.rows(freeze, [])
    await bePatient(tx)
    return work(tx)
  })
}
