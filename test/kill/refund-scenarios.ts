// Money that goes back by itself.

import { newPurchase } from './buyer.ts'
import { around, aroundCommit } from './points.ts'
import { paidLate, refundOf, returned, type Scenario, settle, stands } from './scenario-steps.ts'

export const refundScenarios: readonly Scenario[] = [
  {
    name: 'money comes late and goes back',
    points: around('write_paid_returning', 'mark_refund_sent', 'wechat.refund'),
    async play(trial) {
      const purchase = await paidLate(trial, 'refund', 'wechat')
      await returned(trial, purchase, 'late')
      await stands(trial, purchase, 'refunded', 0)
    },
  },
  {
    name: 'money comes twice and goes back once',
    points: [
      ...around('write_duplicate', 'alipay.trade.refund'),
      ...aroundCommit('mark_refund_done'),
    ],
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await settle(trial, purchase)
      await settle(trial, purchase)
      await returned(trial, purchase, 'duplicate')
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a refund is in doubt',
    points: around('mark_refund_waiting', 'alipay.trade.fastpay.refund.query'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await settle(trial, purchase)
      await settle(trial, purchase)
      trial.gateway.mood = 'away'
      const doubt = `select tries > 0 as so from job where kind = 'refund' and ${refundOf}`
      await trial.until('it is in doubt', doubt, [purchase.number], () =>
        trial.hurry('refund', refundOf, [purchase.number]),
      )
      trial.gateway.mood = 'well'
      await returned(trial, purchase, 'duplicate')
      await stands(trial, purchase, 'paid', 1)
    },
  },
]
