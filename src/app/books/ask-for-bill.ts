// A person wants a day's bill fetched and compared once more, now.

import { billDayOf, dayAfter } from '../../core/bill.ts'
import { askForJob } from '../../db/jobs.ts'
import { Refusal } from '../../errors.ts'
import { type App, type Channel, findChannel } from '../app.ts'

/** No gateway keeps a bill longer. */
const keptDays = 366

/**
 * Has the day's bill fetched and compared at once, in the background. Refuses with gateway_not_configured when
 * there is no such channel, and with invalid_request for a day that is not over or that no gateway has any more.
 */
export async function askForBill(app: App, channelId: string, day: string): Promise<void> {
  openBillDay(app, channelId, day)
  await askForJob(app.db, app.merchantId, 'download-bill', `${channelId}:${day}`)
}

/** The channel, for a day there may be a bill of. Refuses as askForBill does. */
export function openBillDay(app: App, channelId: string, day: string): Channel {
  const channel = findChannel(app, channelId)
  if (!channel) throw new Refusal('gateway_not_configured')
  const today = billDayOf(app.clock.now())
  if (day >= today || day < dayAfter(today, -keptDays))
    throw new Refusal('invalid_request', { field: 'day' })
  return channel
}
