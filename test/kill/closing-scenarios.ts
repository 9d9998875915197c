// Orders that end unpaid, and money that comes after their end.

import { CutOff, newPurchase } from './buyer.ts'
import { around } from './points.ts'
import { deliver, madeAt, paidLate, type Scenario, stands } from './scenario-steps.ts'

export const closingScenarios: readonly Scenario[] = [
  {
    name: 'an order is cancelled',
    points: around(
      'mark_closing',
      'alipay.trade.query',
      'alipay.trade.close',
      'mark_attempt_seen',
      'mark_attempt_closed',
      'mark_closed',
    ),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await trial.buyer.enter(purchase)
      await trial.persist((shop) => trial.buyer.cancel(shop, purchase))
      await stands(trial, purchase, 'cancelled', 0)
    },
  },
  {
    name: 'an order is cancelled while the gateway is silent',
    points: [{ at: 'claim_jobs', moment: 'after' }, ...around('enqueue_job', 'delete_job')],
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await trial.buyer.enter(purchase)
      trial.gateway.mood = 'away'
      for (let times = 0; times < 3; times += 1)
        await trial.persist((shop) => trial.buyer.cancel(shop, purchase).catch(onlyCutOff))
      trial.gateway.mood = 'well'
      await trial.hurry('expire-order', 'ref = $1', [purchase.number])
      await stands(trial, purchase, 'cancelled', 0)
      await trial.until('its job is done', noJob, ['expire-order', purchase.number])
    },
  },
  {
    name: 'nobody tells us, so a job asks',
    points: around('find_attempt', 'reschedule_job'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      const ref = `alipay:${purchase.number}`
      await trial.hurry('query-attempt', 'ref = $1', [ref])
      const again = `select tries > 0 as so from job where kind = 'query-attempt' and ref = $1`
      await trial.until('it was asked', again, [ref])
      const tradeNo = await trial.buyer.pay(purchase)
      await trial.hurry('query-attempt', 'ref = $1', [ref])
      await stands(trial, purchase, 'paid', 1)
      await deliver(trial, tradeNo)
    },
  },
  {
    name: 'an order is over and watched',
    points: around('mark_closed', 'reschedule_job'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await madeAt(trial, purchase, new Date(Date.now() - 86_400_000).toISOString())
      await trial.hurry('expire-order', 'ref = $1', [purchase.number])
      await stands(trial, purchase, 'expired', 0)
      await trial.hurry('watch-order', 'ref = $1', [purchase.number])
      const watched = `select run_at > app_now() as so from job where kind = 'watch-order' and ref = $1`
      await trial.until('it was watched', watched, [purchase.number])
    },
  },
  {
    name: 'money comes late and is delivered',
    points: around('write_paid_late'),
    async play(trial) {
      await stands(trial, await paidLate(trial, 'deliver'), 'paid', 1)
    },
  },
  {
    name: 'money comes late and is held',
    points: around('write_paid_held'),
    async play(trial) {
      await stands(trial, await paidLate(trial, 'hold'), 'paid', 0)
    },
  },
]

const noJob = `select not exists (select from job where kind = $1 and ref = $2) as so`

function onlyCutOff(error: unknown): void {
  if (!(error instanceof CutOff)) throw error
}
