// Those who mind the shop: they give money back, sometimes twice at once, change their minds, and decide what
// waits in a case.

import { decideCase } from '../../src/app/case/decide-case.ts'
import {
  approveRefund,
  planRefund,
  type RefundRequest,
  undoRefund,
} from '../../src/app/refund/plan-refund.ts'
import { refundUndoMs } from '../../src/core/backoff.ts'
import { fenMax, fenOf } from '../../src/core/money.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { did } from './ask.ts'
import type { News } from './gateway-model.ts'
import type { Life } from './lives.ts'
import type { Profile } from './profile.ts'
import { Broken, type World } from './world.ts'

export async function operate(world: World, profile: Profile): Promise<void> {
  const { kernel, outside } = world
  for (let left = kernel.choose(4); left > 0; left -= 1) {
    await kernel.sleep(outside, kernel.pick([3 * minuteMs, 40 * secondMs, profile.orderLifeMs]))
    if (profile.has('refunds')) await refund(world)
    if (profile.has('cases')) await decide(world)
    if (profile.has('refunds')) await undo(world)
  }
}

/** Once everything works, whoever minds the shop decides what is still open; the gateways may repeat themselves. */
export async function decideTheRest(
  world: World,
  life: Pick<Life, 'afterwards'> | undefined,
  isAllSaidAgain: boolean,
): Promise<void> {
  await world.kernel.sleep(world.outside, hourMs)
  await decide(world)
  await life?.afterwards?.(world)
  if (!isAllSaidAgain) return
  await repeatAll(world)
  await lieAtLast(world)
}

/** News told again long after it was taken is taken again: nobody is asked to send it for a day. */
async function repeatAll(world: World): Promise<void> {
  const told = world.look<News & Readonly<{ kind: GatewayKind }>>(
    'told',
    `select channel_id as kind, out_trade_no as "outTradeNo", gateway_trade_no as "gatewayTradeNo",
       amount_fen as "amountFen", paid_at as "paidAt", 'paid' as says
     from payment_fact f where exists (select from fact_witness w where w.channel_id = f.channel_id
       and w.gateway_trade_no = f.gateway_trade_no and w.witness <> 'manual') order by 1, 2, 3`,
  )
  for (const { kind, ...news } of told)
    if (!(await world.deliver(kind, world.models[kind].sign(news))))
      throw new Broken('a-repeat-is-acknowledged', `${kind} ${news.outTradeNo}`)
}

/** The worst letters there are, when nothing else is in the way: no answer but no, and a person learns of it. */
async function lieAtLast(world: World): Promise<void> {
  const [known] = world.look<Readonly<{ kind: GatewayKind; outTradeNo: string; fen: number }>>(
    'lied_about',
    `select channel_id as kind, out_trade_no as "outTradeNo", amount_fen as fen from attempt order by created_at, 1 limit 1`,
  )
  if (!known) return
  const { kind, outTradeNo, fen } = known
  const news = { outTradeNo, says: 'paid', amountFen: fen, paidAt: world.kernel.now } as const
  if (await world.deliver(kind, Buffer.from(JSON.stringify({ ...news, gatewayTradeNo: 'forged' }))))
    throw new Broken('forged-is-refused', outTradeNo)
  const lies: readonly News[] = [
    { ...news, gatewayTradeNo: 'less', amountFen: fen - 1 },
    { ...news, gatewayTradeNo: 'more', amountFen: fen + 1 },
    { ...news, gatewayTradeNo: 'stranger', stranger: 'app_id 2' },
    { ...news, gatewayTradeNo: 'unknown', outTradeNo: 'NOBODYKNOWSTHISONE' },
  ]
  for (const lie of lies) {
    const taken = await world.deliver(kind, world.models[kind].sign(lie))
    const cases = world.look(
      'case_of_lie',
      `select 1 from money_case where kind in ('mismatch', 'over') and state = 'open' and gateway_trade_no = $1`,
      [lie.gatewayTradeNo],
    )
    if (taken || cases.length !== 1)
      throw new Broken('a-contradiction-opens-a-case', `${outTradeNo} ${lie.gatewayTradeNo}`)
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
  const part = kernel.pick([40, 0, 70])
  const asked: RefundRequest = {
    orderNumber: order.number,
    asked:
      part === 0 ? 'rest' : { amountFen: fenOf(Math.floor((order.fen * part) / 100)) ?? fenMax },
    by: 'Han Meimei',
    requestKey: kernel.choose(2) === 1 ? `key-${kernel.choose(2)}` : undefined,
  }
  const numbers = new Set<string>()
  const once = () =>
    did(world, async (app) => {
      numbers.add((await planRefund(app, asked)).refundNo)
    })
  // A key is for asking again.
  const again = asked.requestKey !== undefined || kernel.chance(500)
  const done = again ? await Promise.all([once(), once()]) : [await once()]
  if (done.includes(true)) kernel.mark('refund_asked')
  if (asked.requestKey !== undefined && numbers.size > 1)
    throw new Broken('one-key-one-refund', [...numbers].join(' and '))
}

/** Thinks better of it, now and then in the very moment it goes out. */
async function undo(world: World): Promise<void> {
  const { kernel, outside } = world
  if (!kernel.chance(500)) return
  const planned = world.look<Readonly<{ no: string; state: string; at: number }>>(
    'undoable',
    `select refund_no as no, state, planned_at as at from refund where state in ('planned', 'awaiting') order by refund_no`,
  )
  const chosen = planned[kernel.choose(planned.length)]
  if (!chosen) return
  if (chosen.state === 'awaiting') {
    await did(world, (app) => approveRefund(app, chosen.no, 'Wei Hua'))
    return
  }
  if (kernel.choose(2) === 1) {
    const goesOutAt = chosen.at + refundUndoMs + kernel.pick([3, 6, 30, 60])
    await kernel.sleep(outside, Math.max(0, goesOutAt - kernel.now))
  }
  if (await did(world, (app) => undoRefund(app, chosen.no, 'cancelled', 'Han Meimei')))
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
      await did(world, (app) =>
        decideCase(app, { kind, ref, decision, by: 'Han Meimei', note: 'decided' }),
      )
    )
      kernel.mark(`case_${decision}`)
  }
}
