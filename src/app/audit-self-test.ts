// The audit's test of itself: lawful books in a scratch schema must be clean, and each way of damaging them must
// be found. Everything happens in one transaction that is undone, so nothing is left behind and the real books,
// which the scratch schema hides, cannot be touched.

import { type Broken, findBroken, findMoved, type Invariant, invariants } from '../db/audit.ts'
import { type Corruption, corruptions } from '../db/audit-corruptions.ts'
import { billCorruptions } from '../db/audit-corruptions-bills.ts'
import { ledgerCorruptions } from '../db/audit-corruptions-ledger.ts'
import { proofCorruptions } from '../db/audit-corruptions-proof.ts'
import { couponCorruptions } from '../db/audit-coupons.ts'
import { courseCorruptions } from '../db/audit-courses.ts'
import { customerCorruptions } from '../db/audit-customers.ts'
import { daySumCorruptions } from '../db/audit-day-sums.ts'
import { goodsCorruptions } from '../db/audit-goods.ts'
import { lawfulHistory } from '../db/audit-history.ts'
import { ledgerHourCorruptions } from '../db/audit-ledger-hours.ts'
import { letterCorruptions } from '../db/audit-letters.ts'
import { licenseCorruptions } from '../db/audit-licenses.ts'
import { peopleCorruptions } from '../db/audit-people.ts'
import { openScratch, planted } from '../db/audit-scratch.ts'
import { secretCorruptions } from '../db/audit-secrets.ts'
import { webhookCorruptions } from '../db/audit-webhooks.ts'
import type { Database, Db } from '../db/connect.ts'

/** Every way of damaging books that is tried. */
export const allCorruptions: readonly Corruption[] = [
  ...corruptions,
  ...proofCorruptions,
  ...ledgerCorruptions,
  ...ledgerHourCorruptions,
  ...daySumCorruptions,
  ...secretCorruptions,
  ...billCorruptions,
  ...peopleCorruptions,
  ...goodsCorruptions,
  ...couponCorruptions,
  ...licenseCorruptions,
  ...courseCorruptions,
  ...customerCorruptions,
  ...webhookCorruptions,
  ...letterCorruptions,
]

export type SelfTest = Readonly<{
  /** what lawful books were blamed for; must be empty */
  clean: readonly Broken[]
  /** each corruption with the invariants that should have named it and did not */
  corruptions: readonly Readonly<{ name: string; missed: readonly string[] }>[]
}>

/** Ends the transaction of the self-test with its result. */
class Undo extends Error {
  readonly result: SelfTest

  constructor(result: SelfTest) {
    super('undone')
    this.result = result
  }
}

/** Throws when the role may not make a schema, or the database fails. */
export async function runSelfTest(
  db: Database,
  merchantId: number,
  migrationsFolder: string,
): Promise<SelfTest> {
  try {
    return await db.tx(async (tx) => {
      await openScratch(tx, migrationsFolder)
      for (const each of lawfulHistory(1)) await tx.rows(each, [])
      const clean = await blamed(tx, merchantId, invariants)
      const results = []
      for (const corruption of allCorruptions)
        results.push({ name: corruption.name, missed: await missedBy(tx, merchantId, corruption) })
      throw new Undo({ clean, corruptions: results })
    })
  } catch (error) {
    if (error instanceof Undo) return error.result
    throw error
  }
}

/** Which of the invariants that should name a corruption do not. */
export async function missedBy(
  tx: Db,
  merchantId: number,
  { sql, expects }: Corruption,
): Promise<readonly string[]> {
  const asked = invariants.filter(({ id }) => expects.includes(id))
  return planted(tx, sql, async () => {
    const whole = await findBroken(tx, merchantId, asked)
    const latest = await findBroken(tx, merchantId, asked, await everything(tx, merchantId))
    return expects.filter((id) =>
      [whole, latest].some((found) => found.every((broken) => broken.id !== id)),
    )
  })
}

/** What both ways of asking, of all rows and of those that moved, say of the books. */
async function blamed(tx: Db, merchantId: number, asked: readonly Invariant[]) {
  return [
    ...(await findBroken(tx, merchantId, asked)),
    ...(await findBroken(tx, merchantId, asked, await everything(tx, merchantId))),
  ]
}

function everything(tx: Db, merchantId: number) {
  return findMoved(tx, merchantId, '-infinity')
}
