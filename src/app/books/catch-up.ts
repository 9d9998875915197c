// Closing a gap from what the gateways know, after the database was restored from an older state: every attempt
// that is not known to be paid is asked for, refunds in doubt too, and the bills of the days between tell the rest.

import { billDayOf, dayAfter, startOfDay } from '../../core/bill.ts'
import { findAttempt } from '../../db/attempts.ts'
import { askOpenRefunds, listUnpaidNumbers } from '../../db/catch-up.ts'
import type { App, Channel } from '../app.ts'
import { type PaymentNews, patientMs, queryPayment } from '../payment/query-payment.ts'
import { downloadBill } from './download-bill.ts'
import { type DayResult, reconcileDay } from './reconcile-day.ts'

export type CaughtUp = Readonly<{
  /** attempts asked for, and how many of them had been paid */
  asked: number
  paid: number
  /** asked in vain: the gateway gave no answer */
  unanswered: number
  /** refunds in doubt, which the running shop asks for at once */
  refunds: number
  days: readonly DayResult[]
}>

/**
 * Asks for everything that may have happened since the first moment of `since` (`yyyy-MM-dd`): attempts now, and
 * then the bills of all days that are over. Money the database knows no order for becomes a case.
 */
export async function catchUp(
  app: App,
  channels: readonly Channel[],
  since: string,
): Promise<CaughtUp> {
  const news: PaymentNews[] = []
  const days: DayResult[] = []
  for (const channel of channels) news.push(...(await askAll(app, channel, since)))
  const refunds = await askOpenRefunds(app.db, app.merchantId)
  for (const channel of channels) {
    const today = billDayOf(app.clock.now())
    for (let day = since; day < today; day = dayAfter(day, 1))
      days.push(await settleDay(app, channel, day))
  }
  const count = (what: PaymentNews) => news.filter((each) => each === what).length
  const paid = count('paid')
  return { asked: news.length, paid, unanswered: count('unknown'), refunds, days }
}

/** Fetches a day's bill and compares it. Without one the day waits. */
export async function settleDay(app: App, channel: Channel, day: string): Promise<DayResult> {
  const downloaded = await downloadBill(app, channel, day)
  const compared = await reconcileDay(app, channel, day)
  // An older file may be there; that no newer one could be had is worth saying.
  return downloaded.outcome === 'missing' && compared.state === 'waiting'
    ? { ...compared, trouble: downloaded.reason }
    : compared
}

async function askAll(app: App, channel: Channel, since: string): Promise<readonly PaymentNews[]> {
  const { db, merchantId } = app
  const news: PaymentNews[] = []
  let after = ''
  for (;;) {
    const numbers = await listUnpaidNumbers(db, merchantId, channel.id, startOfDay(since), after)
    for (const outTradeNo of numbers) {
      const attempt = await findAttempt(db, merchantId, channel.id, outTradeNo)
      if (attempt) news.push(await queryPayment(app, attempt, patientMs))
    }
    const last = numbers.at(-1)
    if (last === undefined) return news
    after = last
  }
}
