// What a buyer will do, drawn before it begins: a list of steps. Each story brings about one situation in which
// shops have lost money; a tape of zeros is the story of somebody who orders, pays and is done.

import { minuteMs, secondMs } from '../../src/core/time.ts'
import type { GatewayKind, Scene } from '../../src/gateways/gateway.ts'
import { productIds } from './catalogue.ts'
import type { CodeFate } from './gateway-codes.ts'
import type { Kernel } from './kernel.ts'
import type { Feature, Profile } from './profile.ts'

export type Line = Readonly<{ productId: string; planId: string; quantity: number }>

/** How one link is paid, and what becomes of the gateway's letters about it. */
export type Payment = Readonly<{
  /** the buyer's app shows it first, so that the gateway knows the number before it is paid */
  scans: boolean
  /** for so long the gateway's queries tell what was before */
  staleMs: number
  /** charged more (or less) than asked */
  oddFen: number
  lost: boolean
  twice: boolean
  /** one more letter, so long after the payment to the millisecond */
  letterMs: number | undefined
}>

/** What an operator says of money, and what of it is true. */
export type ByHand = Readonly<{
  /** the gateway's own number of the payment, or a word of the shop's */
  reference: 'theirs' | 'own'
  /** it came in cash, and not by the gateway */
  isCash: boolean
  /** so much later than it came at the gateway */
  apartMs: number
  /** a second person, where one is asked, says yes */
  isAgreed: boolean
}>

export const lies = ['forged', 'stranger', 'amount', 'unknown', 'quiet'] as const
export type Lie = (typeof lies)[number]

export type Step =
  | Readonly<{ act: 'wait'; ms: number }>
  /** waits until the order's time is over, and so much longer */
  | Readonly<{ act: 'wait-for-expiry'; ms: number }>
  | Readonly<{ act: 'wait-until'; at: number }>
  | Readonly<{ act: 'open'; kind: GatewayKind; scene: Scene; clicks: number }>
  | Readonly<{ act: 'pay'; which: 'newest' | 'oldest'; payment: Payment }>
  | Readonly<{ act: 'cancel' }>
  | Readonly<{ act: 'look' }>
  | Readonly<{ act: 'lie'; lie: Lie }>
  | Readonly<{ act: 'activate' }>
  /** the gateways fall silent, an instance stands still, or the database is away, for so long */
  | Readonly<{ act: 'silence' | 'stall' | 'blackout'; ms: number }>
  /** shows a code at the counter, scanned so often at once; who is asked for a word says it after `wordMs` */
  | Readonly<{
      act: 'charge'
      kind: GatewayKind
      fate: CodeFate
      presses: number
      wordMs: number | undefined
    }>
  /** an operator confirms the newest link's money by hand */
  | (Readonly<{ act: 'confirm' }> & ByHand)
  /** one instance is killed and starts again after so long */
  | Readonly<{ act: 'die'; ms: number }>
  /** all at once, each a list of its own */
  | Readonly<{ act: 'meanwhile'; lists: readonly (readonly Step[])[] }>

export type Story = Readonly<{ lines: readonly Line[]; clicks: number; steps: readonly Step[] }>

/** All a story asks of the day. */
type Day = Pick<Profile, 'has'>

export type Draw = Readonly<{ kernel: Kernel; profile: Day }>

type Kind = Readonly<{
  /** undefined: told on any day */
  feature: Feature | undefined
  steps: (draw: Draw) => Step[]
  products?: readonly [string, ...string[]]
}>

/** The plain story first; the others only where the day has their feature. */
const kinds: readonly Kind[] = [
  { feature: undefined, steps: pays },
  { feature: 'switch', steps: paysTwice },
  { feature: 'late', steps: paysLate, products: ['returns', 'holds', 'delivers'] },
  { feature: 'cancel', steps: changesMind },
  { feature: 'cancel', steps: paysAndCancels },
  { feature: 'stale', steps: paysUnseen },
  { feature: 'slow-buyer', steps: paysAtTheLastMinute },
  { feature: 'odd-amount', steps: paysAnother },
  { feature: 'database-down', steps: paysInTheDark },
  { feature: undefined, steps: leaves },
  { feature: 'cancel', steps: cancelsAsItIsPaid },
  { feature: 'switch', steps: givesUpBoth },
]

/** Draws all that a buyer will do. */
export function drawStory(kernel: Kernel, profile: Day): Story {
  const draw = { kernel, profile }
  const known = kinds.filter(({ feature }) => feature === undefined || profile.has(feature))
  const kind = known[kernel.choose(known.length)]
  return {
    lines: drawLines(kernel, kind?.products ?? productIds),
    clicks: profile.has('double-click') ? 1 + kernel.choose(2) : 1,
    steps: [...(kind?.steps(draw) ?? []), ...afterwards(draw)],
  }
}

export function drawLines(
  kernel: Kernel,
  among: readonly [string, ...string[]] = productIds,
): Line[] {
  const planId = kernel.pick(['month', 'team'])
  const line = { productId: kernel.pick(among), planId, quantity: 1 + kernel.choose(2) }
  if (!kernel.chance(250)) return [line]
  return [line, { productId: 'keeps', planId: 'year', quantity: 1 }]
}

export function pays(
  { kernel, profile }: Draw,
  kind = kernel.pick<GatewayKind>(['alipay', 'wechat']),
): Step[] {
  return [opens(kernel, profile, kind), waits(kernel), paying(kernel, profile)]
}

/** Two links out at once, and both are paid: by two people, or by one who is impatient. */
function paysTwice({ kernel, profile }: Draw): Step[] {
  // Nobody has opened Alipay's link yet, so there is nothing to close when the buyer changes to the other.
  const letterMs = kernel.pick([undefined, 0, 40])
  const newest = paying(kernel, profile, { letterMs })
  const oldest = { ...paying(kernel, profile, { letterMs }), which: 'oldest' } as const
  const both: Step[] =
    kernel.choose(2) === 0
      ? [newest, { act: 'wait', ms: kernel.pick([100, secondMs]) }, oldest]
      : [{ act: 'meanwhile', lists: [[newest], [oldest]] }]
  return [
    { ...opens(kernel, profile, 'alipay'), clicks: 1 },
    opens(kernel, profile, 'wechat'),
    ...both,
  ]
}

/** A link that was scanned by nobody outlives the order and is paid. */
export function paysLate({ kernel, profile }: Draw): Step[] {
  const cancels: Step[] = kernel.pick<Step[]>([
    [{ act: 'cancel' }],
    [
      {
        act: 'meanwhile',
        lists: [
          [{ act: 'cancel' }],
          [{ act: 'cancel' }],
          [
            { act: 'wait', ms: kernel.pick([150, 160, 170, 220]) },
            { act: 'stall', ms: 5 * secondMs },
          ],
        ],
      },
    ],
  ])
  return [
    { ...opens(kernel, profile, 'alipay'), clicks: 1 },
    ...cancels,
    { act: 'wait', ms: kernel.pick([secondMs, minuteMs, 6 * minuteMs]) },
    paying(kernel, profile, { letterMs: kernel.pick([undefined, 0]) }),
  ]
}

/** Gives up, and the gateways fall silent in the middle of being asked to close. */
function changesMind({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(['wechat', 'wechat', 'alipay'])
  const silent: Step[] = [
    { act: 'wait', ms: kernel.pick([60, 80, 110, 10]) },
    { act: 'silence', ms: 5 * secondMs },
  ]
  return [
    opens(kernel, profile, kind),
    waits(kernel),
    { act: 'meanwhile', lists: [[{ act: 'cancel' }], silent] },
  ]
}

/** Pays and gives up in one breath: the news and the cancelling come to the order in the same moment. */
function paysAndCancels({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  const letterMs = kernel.pick([0, 1, 60])
  const cancelMs = kernel.pick([letterMs, letterMs, 30, 90])
  const cancels: Step[] = [{ act: 'wait', ms: cancelMs }, { act: 'cancel' }]
  const payment = paying(kernel, profile, { letterMs })
  return [
    opens(kernel, profile, kind),
    waits(kernel),
    { act: 'meanwhile', lists: [[payment], cancels] },
  ]
}

/** The order is looked at before the news, and given up after it: what was read is not true any more. */
export function cancelsAsItIsPaid({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  const letterMs = kernel.pick([0, 40])
  const cancelMs = letterMs + kernel.pick([1, 2, 0])
  const lists: Step[][] = [
    [paying(kernel, profile, { letterMs })],
    [{ act: 'wait', ms: cancelMs }, { act: 'cancel' }],
  ]
  return [opens(kernel, profile, kind), waits(kernel), { act: 'meanwhile', lists }]
}

/** Two links are out when the order is given up, the first opened by nobody; then the second is paid after all. */
function givesUpBoth({ kernel, profile }: Draw): Step[] {
  return [
    { ...opens(kernel, profile, 'alipay'), clicks: 1 },
    opens(kernel, profile, 'wechat'),
    waits(kernel),
    { act: 'cancel' },
    { act: 'wait', ms: kernel.pick([secondMs, minuteMs]) },
    paying(kernel, profile),
  ]
}

/** Pays, and gives up at once because the shop does not know of it; neither does the gateway's query yet. */
function paysUnseen({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(['wechat', 'alipay'])
  const staleMs = kernel.pick([30 * secondMs, 5 * minuteMs])
  const payment = paying(kernel, profile, { staleMs, lost: kernel.choose(2) === 1 })
  return [
    opens(kernel, profile, kind),
    waits(kernel),
    payment,
    { act: 'wait', ms: kernel.pick([100, secondMs]) },
    { act: 'cancel' },
  ]
}

/** Pays a second before the gateway stops taking money; the news is here when the order's time is over. */
export function paysAtTheLastMinute({ kernel, profile }: Draw): Step[] {
  const early = kernel.choose(2) === 1
  const payment = paying(kernel, profile, {
    letterMs: 61 * secondMs + kernel.pick([0, 1, 60, 120]),
  })
  const kind = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  return [
    opens(kernel, profile, kind),
    { act: 'wait-for-expiry', ms: early ? -3 * minuteMs : -61 * secondMs },
    payment,
    ...(kernel.choose(2) === 1
      ? ([
          { act: 'wait-for-expiry', ms: kernel.pick([0, 60, 110]) },
          { act: 'silence', ms: 5 * secondMs },
        ] as const)
      : []),
  ]
}

function paysAnother({ kernel, profile }: Draw): Step[] {
  const oddFen = kernel.pick([1, -500])
  const kind = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  return [opens(kernel, profile, kind), waits(kernel), paying(kernel, profile, { oddFen })]
}

/** The gateway's letter is being read when the database goes away, for a moment or for longer. */
function paysInTheDark({ kernel, profile }: Draw): Step[] {
  const kind = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  const dark: Step[] = [
    { act: 'wait', ms: kernel.pick([41, 42, 40, 39]) },
    { act: 'blackout', ms: kernel.pick([1, 5 * secondMs]) },
  ]
  const lists = [[paying(kernel, profile, { letterMs: 40 })], dark]
  return [opens(kernel, profile, kind), waits(kernel), { act: 'meanwhile', lists }]
}

/** Opens it and is gone; the gateway may be away when the order's time is over. */
export function leaves({ kernel, profile }: Draw): Step[] {
  const opened: Step[] = [opens(kernel, profile, kernel.pick<GatewayKind>(['wechat', 'alipay']))]
  // The first link is opened by nobody, so both numbers are open when the order's time is over.
  if (profile.has('switch') && kernel.choose(2) === 1)
    opened.splice(0, 1, opens(kernel, profile, 'alipay'), opens(kernel, profile, 'wechat'))
  if (kernel.choose(2) === 0) return opened
  return [
    ...opened,
    { act: 'wait-for-expiry', ms: kernel.pick([60, 110, 10, 160]) },
    { act: 'silence', ms: 45 * secondMs },
  ]
}

function afterwards({ kernel, profile }: Draw): Step[] {
  const steps: Step[] = []
  if (profile.has('lookup') && kernel.choose(2) === 1)
    steps.push({ act: 'wait', ms: kernel.pick([4 * secondMs, minuteMs]) }, { act: 'look' })
  if (profile.has('lies')) steps.push({ act: 'lie', lie: kernel.pick(lies) })
  if (profile.has('devices'))
    steps.push({ act: 'wait', ms: kernel.pick([minuteMs, 10 * minuteMs]) }, { act: 'activate' })
  return steps
}

export function opens(kernel: Kernel, profile: Day, kind: GatewayKind): Step & { act: 'open' } {
  const clicks = profile.has('double-click') ? 1 + kernel.choose(3) : 1
  return { act: 'open', kind, scene: kernel.pick(['qr', 'pc']), clicks }
}

export function waits(kernel: Kernel): Step {
  return { act: 'wait', ms: kernel.pick([secondMs, 20 * secondMs, 3 * minuteMs]) }
}

export function paying(
  kernel: Kernel,
  profile: Day,
  special: Partial<Payment> = {},
): Step & { act: 'pay' } {
  const payment: Payment = {
    scans: kernel.choose(2) === 1,
    staleMs: profile.has('stale') ? kernel.pick([0, 30 * secondMs, 5 * minuteMs]) : 0,
    oddFen: 0,
    lost: profile.has('lost-notice') && kernel.chance(500),
    twice: profile.has('double-notice') && kernel.chance(500),
    letterMs: undefined,
    ...special,
  }
  return { act: 'pay', which: 'newest', payment }
}
