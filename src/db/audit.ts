// What must be true of the books at every commit, as SQL that names each row for which it is not. The audit,
// the simulation and the kill tests all ask these same questions.

import { couponInvariants } from './audit-coupons.ts'
import { courseInvariants } from './audit-courses.ts'
import { customerInvariants } from './audit-customers.ts'
import { daySumInvariants } from './audit-day-sums.ts'
import { deliveryInvariants } from './audit-delivery.ts'
import { goodsInvariants } from './audit-goods.ts'
import type { Invariant } from './audit-invariant.ts'
import { jobInvariants } from './audit-jobs.ts'
import { ledgerInvariants } from './audit-ledger.ts'
import { ledgerHourInvariants } from './audit-ledger-hours.ts'
import { letterInvariants } from './audit-letters.ts'
import { licenseInvariants } from './audit-licenses.ts'
import { moneyInvariants } from './audit-money.ts'
import { orderInvariants } from './audit-orders.ts'
import { peopleInvariants } from './audit-people.ts'
import { proofInvariants } from './audit-proof.ts'
import { refundInvariants } from './audit-refunds.ts'
import type { Moved } from './audit-scope.ts'
import { secretInvariants } from './audit-secrets.ts'
import { webhookInvariants } from './audit-webhooks.ts'
import type { Db } from './connect.ts'

export type { Invariant } from './audit-invariant.ts'
export { findMoved, type Moved } from './audit-scope.ts'
export { onSnapshot, onSnapshotByTwo } from './audit-snapshot.ts'

export type Broken = Readonly<{ id: string; ref: string; detail: string }>

export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...refundInvariants,
  ...ledgerInvariants,
  ...ledgerHourInvariants,
  ...orderInvariants,
  ...daySumInvariants,
  ...jobInvariants,
  ...deliveryInvariants,
  ...secretInvariants,
  ...goodsInvariants,
  ...couponInvariants,
  ...licenseInvariants,
  ...courseInvariants,
  ...proofInvariants,
  ...peopleInvariants,
  ...customerInvariants,
  ...webhookInvariants,
  ...letterInvariants,
]

/** Those that hold at every commit, whatever waits. */
export const lastingInvariants = invariants.filter((one) => !one.afterHealing)

/**
 * Asks the given invariants, the lasting ones by default, and names the rows that break one; of what `moved`
 * (`findMoved`) when that is given, else of everything.
 */
export async function findBroken(
  db: Db,
  merchantId: number,
  asked: readonly Invariant[] = lastingInvariants,
  moved: Moved | null = null,
): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const one of asked) {
    const rows = moved
      ? await askMoved(db, merchantId, one, moved)
      : await db.rows<Row>(one.statement, [merchantId])
    broken.push(...rows.map((row) => ({ id: one.id, ...row })))
  }
  return broken
}

type Row = Omit<Broken, 'id'>

/** So many orders at once are found by their numbers faster than by reading all. */
const ordersAtOnce = 2_000

async function askMoved(
  db: Db,
  merchantId: number,
  { scope, narrowed }: Invariant,
  { since, orderNumbers }: Moved,
): Promise<readonly Row[]> {
  switch (scope) {
    case 'whole':
      return db.rows<Row>(narrowed, [merchantId])
    case 'entries':
      return db.rows<Row>(narrowed, [merchantId, since])
    case 'orders': {
      const found: Row[] = []
      for (let at = 0; at < orderNumbers.length; at += ordersAtOnce) {
        const some = orderNumbers.slice(at, at + ordersAtOnce)
        found.push(...(await db.rows<Row>(narrowed, [merchantId, some])))
      }
      return found
    }
  }
}
