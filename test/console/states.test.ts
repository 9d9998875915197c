// One state has one word, on whatever page of the console it stands, in both languages.

import { describe, expect, it } from 'vitest'
import { jobKinds } from '../../src/jobs/kinds.ts'
import { words as casesEn } from '../../web/admin/src/text/en/cases.ts'
import { words as couponsEn } from '../../web/admin/src/text/en/coupons.ts'
import { words as licensesEn } from '../../web/admin/src/text/en/licenses.ts'
import { words as ordersEn } from '../../web/admin/src/text/en/orders.ts'
import { words as refundsEn } from '../../web/admin/src/text/en/refunds.ts'
import { words as webhooksEn } from '../../web/admin/src/text/en/webhooks.ts'
import { words as casesZh } from '../../web/admin/src/text/zh-CN/cases.ts'
import { words as couponsZh } from '../../web/admin/src/text/zh-CN/coupons.ts'
import { words as licensesZh } from '../../web/admin/src/text/zh-CN/licenses.ts'
import { words as ordersZh } from '../../web/admin/src/text/zh-CN/orders.ts'
import { words as refundsZh } from '../../web/admin/src/text/zh-CN/refunds.ts'
import { words as systemZh } from '../../web/admin/src/text/zh-CN/system.ts'
import { words as webhooksZh } from '../../web/admin/src/text/zh-CN/webhooks.ts'

const languages = {
  zh: {
    cases: casesZh,
    coupons: couponsZh,
    licenses: licensesZh,
    orders: ordersZh,
    refunds: refundsZh,
    webhooks: webhooksZh,
  },
  en: {
    cases: casesEn,
    coupons: couponsEn,
    licenses: licensesEn,
    orders: ordersEn,
    refunds: refundsEn,
    webhooks: webhooksEn,
  },
}

describe.each(Object.entries(languages))(
  'in %s',
  (_, { cases, coupons, licenses, orders, refunds, webhooks }) => {
    it('an order shows refunds, cases and licences in the words of their own pages', () => {
      expect(refunds.states).toMatchObject(orders.refundStates)
      expect(cases.states).toMatchObject(orders.caseStates)
      expect(cases.kinds).toEqual(orders.caseKinds)
      expect(licenses.statuses).toEqual(orders.licenseStates)
      expect(coupons.orderStates).toEqual(orders.states)
    })

    it('what happened to an order is told in those words too', () => {
      const { outcomes } = orders.timeline
      const told = {
        [outcomes.refunded]: refunds.states.done,
        [outcomes.processing]: refunds.states.processing,
        [outcomes.awaiting]: refunds.states.awaiting,
        [outcomes.rejected]: refunds.states.rejected,
        [outcomes.revoked]: licenses.statuses.revoked,
        [outcomes.resolved]: cases.states.resolved,
        [outcomes.waived]: cases.states.waived,
        [outcomes.late]: cases.kinds.late,
        [outcomes.duplicate]: cases.kinds.duplicate,
        [outcomes.over]: cases.kinds.over,
        [outcomes.unreachable]: webhooks.outcomes.unreachable,
        [outcomes.blocked]: webhooks.outcomes.blocked,
        [outcomes.delivered]: webhooks.outcomes.delivered,
        [outcomes.pending]: webhooks.messageStates.pending,
        [outcomes.paid]: orders.states.paid,
        [outcomes.cancelled]: orders.states.cancelled,
        [outcomes.expired]: orders.states.expired,
      }
      for (const [there, here] of Object.entries(told)) expect(there).toBe(asIn(there, here))
    })

    it('what a refund came of is called as its case is', () => {
      expect(refunds.whys.late).toBe(cases.kinds.late)
      expect(refunds.whys.duplicate).toBe(cases.kinds.duplicate)
    })
  },
)

it('every job is called by words', () => {
  expect(Object.keys(systemZh.kinds).sort()).toEqual(Object.keys(jobKinds).sort())
})

it('a licence is 授权 and its key 授权码, for the merchant as for the buyer', () => {
  const texts = JSON.stringify(languages.zh)
  expect(texts).not.toMatch(/许可证|吊销/)
  expect(JSON.stringify(licensesZh)).not.toContain('密钥')
})

/** A word in the middle of a line of the timeline begins small. */
function asIn(there: string, word: string): string {
  return there === there.toLowerCase() ? word.toLowerCase() : word
}
