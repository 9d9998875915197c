// Those who mind the shop: they give money back, sometimes twice at once, change their minds, and decide what
// waits in a case.

import type { App } from '../../src/app/app.ts'
import { decideCase } from '../../src/app/case/decide-case.ts'
import {
  approveRefund,
  planRefund,
  type RefundRequest,
  undoRefund,
} from '../../src/app/refund/plan-refund.ts'
import { fenMax, fenOf } from '../../src/core/money.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { Refusal } from '../../src/errors.ts'
import type { Profile } from './profile.ts'
import type { World } from './world.ts'

export async function operate(world: World, profile: Profile): Promise<void> {
  const { kernel, outside } = world
  for (let left = kernel.choose(4); left > 0; left -= 1) {
    await kernel.sleep(outside, kernel.pick([minuteMs, 20 * secondMs, profile.orderLifeMs]))
    if (profile.has('refunds')) await refund(world)
    if (profile.has('cases')) await decide(world)
    if (profile.has('refunds')) await undo(world)
  }
}

/** Once everything works, whoever minds the shop decides what is still open. */
export async function decideTheRest(world: World): Promise<void> {
  await world.kernel.sleep(world.outside, hourMs)
  await decide(world)
}

async function attempt(world: World, work: (app: App) => Promise<unknown>): Promise<boolean> {
  try {
    await world.call(work)
    return true
  } catch (error) {
    if (error instanceof Refusal) world.kernel.mark(`refused_${error.code}`)
    world.judge(error)
    return false
  }
}

async function refund(world: World): Promise<void> {
  const { kernel } = world
  const paid = world.look<Readonly<{ number: string; fen: number }>>(
    'refundable',
    `select order_number as number, paid_fen as fen from orders where paid_fen > 0 order by order_number`,
  )
  const order = paid[kernel.choose(paid.length)]
  if (!order) return
  const part = kernel.pick([0, 40, 70])
  const asked: RefundRequest = {
    orderNumber: order.number,
    asked:
      part === 0 ? 'rest' : { amountFen: fenOf(Math.floor((order.fen * part) / 100)) ?? fenMax },
    by: 'Han Meimei',
    requestKey: kernel.choose(2) === 1 ? `key-${kernel.choose(2)}` : undefined,
  }
  const once = () => attempt(world, (app) => planRefund(app, asked))
  const done = kernel.chance(400) ? await Promise.all([once(), once()]) : [await once()]
  if (done.includes(true)) kernel.mark('refund_asked')
}

async function undo(world: World): Promise<void> {
  const { kernel } = world
  if (!kernel.chance(300)) return
  const planned = world.look<Readonly<{ no: string; state: string }>>(
    'undoable',
    `select refund_no as no, state from refund where state in ('planned', 'awaiting') order by refund_no`,
  )
  const chosen = planned[kernel.choose(planned.length)]
  if (!chosen) return
  if (chosen.state === 'awaiting')
    await attempt(world, (app) => approveRefund(app, chosen.no, 'Wei Hua'))
  else if (await attempt(world, (app) => undoRefund(app, chosen.no, 'cancelled', 'Han Meimei')))
    kernel.mark('refund_undone')
}

async function decide(world: World): Promise<void> {
  const { kernel } = world
  const open = world.look<Readonly<{ kind: string; ref: string }>>(
    'open_cases',
    `select kind, ref from money_case where kind = 'late' and state in ('open', 'acting') order by kind, ref`,
  )
  for (const { kind, ref } of open) {
    const decision = kernel.pick(['deliver', 'refund'] as const)
    if (
      await attempt(world, (app) =>
        decideCase(app, { kind, ref, decision, by: 'Han Meimei', note: 'decided' }),
      )
    )
      kernel.mark(`case_${decision}`)
  }
}
