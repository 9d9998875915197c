// The page for whoever paid and got nothing, in every state.

import { rescuePage } from '../../src/pages/rescue.ts'
import type { FoundOrder, Lang } from '../../src/pages/views.ts'
import type { RescueOutcome, RescueVerdict } from '../../src/pages/views-lookup.ts'
import { contextOf, foundOrder, now, orderNumber, payment, returned, underway } from './given.ts'
import type { Sample } from './samples.ts'

const tradeNo = '2026112122001412345678901234'

function rescue(name: string, outcome: (lang: Lang) => RescueOutcome | undefined): Sample {
  return {
    name: `rescue-${name}`,
    render: (lang) =>
      rescuePage(contextOf(lang, { path: '/rescue' }), {
        typed: { number: name === 'empty' ? '' : tradeNo, phone: '' },
        outcome: outcome(lang),
      }),
  }
}

function found(verdict: RescueVerdict, more: Partial<FoundOrder> = {}): Sample {
  return rescue(verdict, (lang) => ({
    kind: 'found',
    verdict,
    order: foundOrder(lang, { licenses: [], ...more }),
  }))
}

const open = { state: 'waiting', payment: null } as const

export const rescueSamples: readonly Sample[] = [
  rescue('empty', () => undefined),
  rescue('not-found', () => ({ kind: 'not_found' })),
  rescue('limited', () => ({ kind: 'rate_limited', retryAfterSeconds: 540 })),
  rescue('nothing-heard', () => ({ kind: 'silent' })),
  found('delivered'),
  rescue('delivered-to-its-buyer', (lang) => ({
    kind: 'found',
    verdict: 'delivered',
    order: foundOrder(lang, { resultUrl: `/payment/result?order_number=${orderNumber}` }),
  })),
  found('owed', { payment: { ...payment, paidAt: now } }),
  found('refunding', { refunds: [underway(9_900)] }),
  found('refunded', { state: 'refunded', refunds: [returned(9_900)] }),
  found('late', { late: 'held' }),
  found('unpaid', { ...open, cashierUrl: `/cashier/${orderNumber}` }),
  found('over', { ...open, state: 'expired' }),
  found('silent', open),
  found('contradicted', open),
]
