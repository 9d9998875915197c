// How somebody shows that a licence is his: by the order it was bought with, or by its key.

import type { Db } from '../../db/connect.ts'
import { lockLicenseById } from '../../db/console-licenses.ts'
import { findLicenseOfOrder, type License } from '../../db/licenses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { countingMisses } from './count-miss.ts'
import { own } from './find-usable.ts'
import { lockByKey, lookUpKey } from './look-up-key.ts'

/** Whoever calls has seen the order's token; a key is as typed, and its misses are counted against the address. */
export type Claim =
  | Readonly<{ orderNumber: string; licenseId: string }>
  | Readonly<{ licenseKey: string; address: string }>

/**
 * The licence as it stands, whatever its state. Refuses with license_not_found, of an order also for one that has gone
 * to another owner; by a key with license_revoked for one the licence had before, and with rate_limited.
 */
export async function findOwn(app: App, claim: Claim): Promise<License> {
  return claiming(app, claim, async () =>
    'orderNumber' in claim
      ? ofOrder(app, claim, app.db)
      : own(app, await lookUpKey(app, claim.licenseKey, undefined, '')),
  )
}

/** As findOwn; nobody else changes the licence or its devices until the work is done. */
export async function withOwn<T>(
  app: App,
  claim: Claim,
  work: (tx: Db, license: License) => Promise<T>,
): Promise<T> {
  const { db, merchantId } = app
  return claiming(app, claim, () =>
    db.tx(async (tx) => {
      if ('orderNumber' in claim) {
        await lockLicenseById(tx, merchantId, claim.licenseId)
        return work(tx, await ofOrder(app, claim, tx))
      }
      return work(tx, own(app, await lockByKey(app, claim.licenseKey, undefined, tx)))
    }),
  )
}

/** Outside of the transaction: a miss counts although everything else is undone. */
function claiming<T>(app: App, claim: Claim, work: () => Promise<T>): Promise<T> {
  return 'orderNumber' in claim ? work() : countingMisses(app, claim.address, undefined, work)
}

async function ofOrder(
  app: App,
  { orderNumber, licenseId }: Extract<Claim, { orderNumber: string }>,
  db: Db,
): Promise<License> {
  const license = await findLicenseOfOrder(db, app.merchantId, orderNumber, licenseId)
  if (!license) throw new Refusal('license_not_found')
  return license
}
