// What a person decides at the command line.

import { statement } from '../../src/db/connect.ts'
import { newPurchase, type Purchase } from './buyer.ts'
import { around, aroundCommit } from './points.ts'
import { paidLate, returned, type Scenario, settle, stands } from './scenario-steps.ts'
import type { Trial } from './trial.ts'

/** What a person decides about the late money of an order. */
async function decide(trial: Trial, { number }: Purchase, decision: string): Promise<void> {
  const which = `select ref from money_case where kind = 'late' and order_number = $1`
  const [found] = await trial.db.rows<{ ref: string }>(statement('', which), [number])
  const words = ['case', 'late', found?.ref ?? '', '--decide', decision]
  await trial.say([...words, '--by', '李四', '--note', 'spoken with the buyer'])
}

async function refundNoOf(trial: Trial, { number }: Purchase): Promise<string> {
  const which = 'select refund_no from refund where order_number = $1'
  const [found] = await trial.db.rows<{ refund_no: string }>(statement('', which), [number])
  return found?.refund_no ?? ''
}

export const deskScenarios: readonly Scenario[] = [
  {
    name: 'a person gives money back',
    points: aroundCommit('insert_refund'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await settle(trial, purchase)
      await trial.say(['refund', purchase.number, '--by', '张三', '--key', purchase.key])
      await returned(trial, purchase, 'asked')
      await stands(trial, purchase, 'refunded', 1)
    },
  },
  {
    name: 'a refund is undone before it goes out',
    points: around('mark_refund_ended'),
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await settle(trial, purchase)
      await trial.say(['refund', purchase.number, '--by', '张三', '--key', purchase.key])
      const refundNo = await refundNoOf(trial, purchase)
      await trial.say(['refund', '--cancel', refundNo, '--by', '李四'])
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a person has late money delivered after all',
    points: aroundCommit('resolve_case_delivered'),
    async play(trial) {
      const purchase = await paidLate(trial, 'hold')
      await decide(trial, purchase, 'deliver')
      await stands(trial, purchase, 'paid', 1)
    },
  },
  {
    name: 'a person has late money sent back, and leaves another as it is',
    points: [...aroundCommit('mark_case_acting'), ...around('waive_case')],
    async play(trial) {
      const purchase = await paidLate(trial, 'hold')
      await decide(trial, purchase, 'refund')
      await returned(trial, purchase, 'late')
      await stands(trial, purchase, 'refunded', 0)
      const left = await paidLate(trial, 'hold')
      await decide(trial, left, 'waive')
      await stands(trial, left, 'paid', 0)
    },
  },
]
