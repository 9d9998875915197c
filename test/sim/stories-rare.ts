// The stories of rare days: money confirmed by hand, codes at the counter, and the last units of a plan.

import { minuteMs, secondMs } from '../../src/core/time.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import type { CodeFate } from './gateway-codes.ts'
import type { Kernel } from './kernel.ts'
import { type ByHand, type Draw, opens, paying, type Step, waits } from './stories.ts'

const kinds = ['alipay', 'wechat'] as const

/** Paid, and nobody hears of it: neither a letter nor a query says so before an operator does. */
export function isConfirmed({ kernel, profile }: Draw): Step[] {
  const apartMs = kernel.pick([0, 3 * minuteMs, 11 * minuteMs])
  const payment = paying(kernel, profile, { lost: true, staleMs: 40 * minuteMs })
  return [
    { ...opens(kernel, profile, kernel.pick(kinds)), clicks: 1 },
    waits(kernel),
    payment,
    { act: 'wait', ms: apartMs + kernel.pick([secondMs, minuteMs]) },
    says(kernel, { isCash: false, apartMs, reference: kernel.pick(['own', 'theirs']) }),
  ]
}

/** Paid in cash; the code that is still out may be paid as well, long after. */
export function paysInCash({ kernel, profile }: Draw): Step[] {
  const cash = says(kernel, { isCash: true, apartMs: 0, reference: 'own' })
  const opened = { ...opens(kernel, profile, kernel.pick(kinds)), clicks: 1 }
  const again: Step[] = [
    { act: 'wait', ms: 12 * minuteMs },
    paying(kernel, profile, { lost: false, staleMs: 0 }),
  ]
  const before: Step[] = kernel.choose(3) === 2 ? [{ act: 'cancel' }] : []
  // The gateway does not answer when it is asked to close, and so goes on taking money.
  const silence: Step[] = kernel.choose(2) === 1 ? [{ act: 'silence', ms: 13 * minuteMs }] : []
  return [opened, waits(kernel), ...before, cash, ...silence, ...again]
}

function says(kernel: Kernel, what: Pick<ByHand, 'isCash' | 'apartMs' | 'reference'>): Step {
  return { act: 'confirm', ...what, isAgreed: kernel.choose(4) !== 3 }
}

/** A code is scanned, once or twice; then the cashier tries another, or the buyer gives up or pays online. */
export function paysAtTheCounter({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(kinds)
  const fate = kernel.pick<CodeFate>(['pays', 'asks', 'asks', 'poor', 'bad'])
  const wordMs = kernel.pick([2 * secondMs, undefined, 20 * secondMs, 57 * secondMs, 61 * secondMs])
  const first: Step = { act: 'charge', kind, fate, presses: 1 + kernel.choose(2), wordMs }
  const online: Step[] =
    kernel.choose(4) === 3 ? [{ ...opens(kernel, profile, 'alipay'), clicks: 1 }] : []
  return [...online, ...around(kernel, first), ...then(kernel, profile, kind)]
}

/** The scan alone, or with something else at the same moment. */
function around(kernel: Kernel, scan: Step & { act: 'charge' }): Step[] {
  const ms = kernel.pick([60, 5, 100, 3 * secondMs, 60 * secondMs])
  const other = kernel.pick<GatewayKind>(['wechat', 'alipay'])
  const beside = kernel.pick<readonly Step[]>([
    [],
    [
      { act: 'wait', ms },
      { act: 'die', ms: 5 * secondMs },
    ],
    [{ act: 'wait', ms }, { act: 'cancel' }],
    [{ ...scan, kind: other, fate: 'pays', presses: 1 }],
    [
      { act: 'wait', ms: 58 * secondMs },
      { act: 'silence', ms: 20 * secondMs },
    ],
  ])
  return [{ act: 'meanwhile', lists: [[scan], beside] }]
}

function then(kernel: Kernel, profile: Draw['profile'], kind: GatewayKind): Step[] {
  const wait: Step = { act: 'wait', ms: kernel.pick([secondMs, 16 * secondMs, 2 * minuteMs]) }
  const again: Step = { act: 'charge', kind, fate: 'pays', presses: 1, wordMs: undefined }
  return kernel.pick<Step[]>([
    [wait, again],
    [],
    [wait, { act: 'cancel' }],
    [wait, opens(kernel, profile, kind), waits(kernel), paying(kernel, profile)],
  ])
}
