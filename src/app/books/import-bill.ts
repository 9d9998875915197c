// A person brings a day's bill as a file, where the gateway gives it to people and not to programs. It is held to
// more than a fetched one: that it is this day's, this account's and adds up is known before any of it is kept.

import { createHash } from 'node:crypto'
import type { BillKind } from '../../core/bill.ts'
import { findLatestBill } from '../../db/bills.ts'
import { askForJob } from '../../db/jobs.ts'
import { Refusal } from '../../errors.ts'
import type { BillIdentity } from '../../gateways/gateway.ts'
import type { App, Channel } from '../app.ts'
import { openBillDay } from './ask-for-bill.ts'
import { keepBill, readOfDay, scopeOf } from './download-bill.ts'

/**
 * Keeps a file of trades or of movements and has the day compared; the same file again changes nothing. Refuses with
 * bill_unreadable, bill_of_other_account, bill_of_other_day, bill_contradicts_itself, bill_kept_differs when another
 * bill of the day is kept and believed, and as askForBill does. Answers which kind it was.
 */
export async function importBillFile(
  app: App,
  channelId: string,
  day: string,
  bytes: Buffer,
): Promise<BillKind> {
  const channel = openBillDay(app, channelId, day)
  const { kind } = await identify(channel, day, bytes)
  await checkSums(channel, day, kind, bytes)
  const kept = await findLatestBill(app.db, scopeOf(app, channel, day), kind)
  const sha256 = createHash('sha256').update(bytes).digest()
  if (kept && kept.trouble === null && !kept.sha256.equals(sha256))
    throw new Refusal('bill_kept_differs')
  await keepBill(app, channel, day, kind, bytes)
  await askForJob(app.db, app.merchantId, 'reconcile', `${channelId}:${day}`)
  return kind
}

async function identify({ gateway }: Channel, day: string, bytes: Buffer): Promise<BillIdentity> {
  const identity = await gateway.identifyBill(bytes)
  if (!identity) throw new Refusal('bill_unreadable')
  if (identity.isOurs === false) throw new Refusal('bill_of_other_account')
  if (identity.day !== day)
    throw new Refusal('bill_of_other_day', {
      params: identity.day === undefined ? {} : { day: identity.day },
    })
  return identity
}

async function checkSums({ gateway }: Channel, day: string, kind: BillKind, bytes: Buffer) {
  for await (const part of readOfDay(gateway, bytes, kind, day))
    if (part.part === 'trouble')
      throw new Refusal('bill_contradicts_itself', { params: { about: part.about } })
}
