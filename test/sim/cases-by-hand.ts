// Whoever decides what waits in a case and knows the truth of it: what is the same money twice on the books is said to be, money
// that really came twice goes back, and what a gateway cannot return is returned by hand.

import { decideCase } from '../../src/app/case/decide-case.ts'
import { approveRefund, undoRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { hourMs } from '../../src/core/time.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { did } from './ask.ts'
import { listSaid } from './by-hand.ts'
import type { World } from './world.ts'

type Open = Readonly<{
  kind: 'duplicate' | 'refund_failed' | 'refund_unknown' | 'unmatched_bill'
  ref: string
  reason: string
  channel: GatewayKind
  number: string
  amountFen: number | null
  isOurs: boolean
  /** a refund of money that came twice, which has a case of its own */
  isAgain: boolean
}>

type Decided = 'refund' | 'returned' | 'same' | 'undo'

/** Looks after the cases for as long as any waits: at once, and when a day has passed. */
export async function mindCases(world: World): Promise<void> {
  const { kernel, outside } = world
  for (const waitMs of [0, hourMs, 34 * hourMs, hourMs]) {
    if (waitMs > 0 && !isAnythingLeft(world)) return
    await kernel.sleep(outside, waitMs)
    for (const open of listOpen(world)) await decide(world, open)
    await agree(world)
  }
}

function isAnythingLeft(world: World): boolean {
  const refunds = world.look(
    'refunds_left',
    `select 1 from refund where state in ('awaiting', 'planned', 'processing', 'unknown')`,
  )
  return refunds.length > 0 || listOpen(world).length > 0
}

function listOpen(world: World): readonly Open[] {
  return world.look<Open>(
    'cases_by_hand',
    `select kind, ref, reason, channel_id as channel, out_trade_no as number, amount_fen as "amountFen",
       order_number is not null as "isOurs",
       exists (select from refund r where r.refund_no = money_case.ref and r.reason = 'duplicate') as "isAgain"
     from money_case where state = 'open' and (kind in ('duplicate', 'refund_failed')
       or (kind = 'refund_unknown' and reason = 'stranded')
       or (kind = 'unmatched_bill' and reason = 'refund_not_ours')) order by kind, ref`,
  )
}

async function decide(world: World, open: Open): Promise<void> {
  const decision = decisionOf(world, open)
  if (!decision) return
  const { kind, ref, amountFen } = open
  if (decision === 'undo') {
    await did(world, (app) => undoRefund(app, ref, 'cancelled', 'Han Meimei'))
    return
  }
  const effect = kind === 'unmatched_bill' ? ('none' as const) : undefined
  const asked = { kind, ref, decision, note: 'seen', amountFen: (amountFen ?? 0) as Fen, effect }
  // About much money it takes two to say that nothing came twice.
  for (const by of decision === 'same' ? ['Han Meimei', 'Wei Hua'] : ['Han Meimei'])
    if (await did(world, (app) => decideCase(app, { ...asked, by })))
      world.kernel.mark(`by_hand_${kind}_${decision}`)
}

function decisionOf(world: World, open: Open): Decided | undefined {
  const { kernel } = world
  switch (open.kind) {
    case 'duplicate':
      if (isTheSame(world, open)) return 'same'
      // What could not go back by its gateway goes back by hand.
      return open.reason.startsWith('refund_') ? 'returned' : kernel.pick(['refund', 'returned'])
    case 'refund_unknown':
      if (kernel.choose(2) === 1) return 'returned'
      // Sent on at the gateway's own desk; what became of it is asked for now.
      sendOn(world, open)
      return 'refund'
    case 'unmatched_bill':
      return open.isOurs ? 'returned' : undefined
    case 'refund_failed':
      // What its gateway has refused for a day, or has given up; not what its own desk gave back meanwhile.
      return open.isAgain || wasOutside(world, open) ? 'undo' : 'returned'
  }
}

function wasOutside(world: World, { channel, number }: Open): boolean {
  const refunds = world.models[channel].trades.get(number)?.refunds.values() ?? []
  return [...refunds].some(({ isTold }) => !isTold)
}

/** Whether an operator spoke of this very payment, and not of money beside it. */
function isTheSame(world: World, { reason, channel, number }: Open): boolean {
  return (
    reason === 'after_hand' &&
    listSaid(world).some((one) => !one.isCash && one.kind === channel && one.outTradeNo === number)
  )
}

/** At the gateway's own desk. */
function sendOn(world: World, { channel, number, ref }: Open): void {
  const model = world.models[channel]
  const refund = model.trades.get(number)?.refunds.get(ref)
  if (!refund || model.refundState(refund) !== 'stranded') return
  model.sendOn(refund)
  world.kernel.mark('stranded_sent_on')
}

/** A second person agrees to whatever waits for one. */
async function agree(world: World): Promise<void> {
  const waiting = world.look<Readonly<{ no: string }>>(
    'awaiting_agreement',
    `select refund_no as no from refund where state = 'awaiting' order by 1`,
  )
  for (const { no } of waiting) await did(world, (app) => approveRefund(app, no, 'Wei Hua'))
}
