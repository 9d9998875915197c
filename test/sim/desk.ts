// A busy day at the desk: money is asked back as soon as it is there, regretted in the moment it goes out, and the
// gateway's answer is lost, so that the same refund is sent again.

import { planRefund, undoRefund } from '../../src/app/refund/plan-refund.ts'
import { refundUndoMs } from '../../src/core/backoff.ts'
import { fenMax, fenOf } from '../../src/core/money.ts'
import { minuteMs, secondMs } from '../../src/core/time.ts'
import { ask } from './ask.ts'
import type { World } from './world.ts'

const looksMax = 20

/** Gives a part of each of the next payments back, up to three times. */
export async function mindTheDesk(world: World): Promise<void> {
  const { kernel, outside } = world
  for (let left = 1 + kernel.choose(3); left > 0; left -= 1) {
    const refundNo = await askBack(world, kernel.pick([30, 55, 5]))
    if (refundNo === undefined) return
    const goesOutAt = kernel.now + refundUndoMs
    const fate = kernel.pick(['patience', 'regret', 'lost-answer', 'regret'] as const)
    if (fate === 'lost-answer') world.faults.call.loseRefundAnswers += 1
    if (fate !== 'regret') continue
    await kernel.sleep(outside, goesOutAt - kernel.now + kernel.pick([3, 1, 6, 30]))
    await ask(world, async (app) => {
      await undoRefund(app, refundNo, 'cancelled', 'Han Meimei')
      kernel.mark('refund_undone')
    })
  }
}

/** Waits for money that can go back, and answers the number of the refund. */
async function askBack(world: World, percent: number): Promise<string | undefined> {
  const { kernel, outside } = world
  for (let looks = 0; looks < looksMax; looks += 1) {
    await kernel.sleep(outside, looks < 10 ? 20 * secondMs : 5 * minuteMs)
    if (!isAnythingPaid(world)) continue
    const [order] = world.look<Readonly<{ number: string; fen: number }>>(
      'left_to_refund',
      `select order_number as number, paid_fen - refunded_fen - reserved_fen as fen from orders
       where paid_fen > refunded_fen + reserved_fen order by refunded_fen + reserved_fen, 1 limit 1`,
    )
    if (!order) continue
    const amountFen = fenOf(Math.ceil((order.fen * percent) / 100)) ?? fenMax
    const asked = { orderNumber: order.number, asked: { amountFen }, by: 'Han Meimei' }
    const refund = await ask(world, (app) => planRefund(app, asked))
    if (refund) return refund.refundNo
  }
  return undefined
}

function isAnythingPaid({ models }: World): boolean {
  return Object.values(models).some(({ trades }) =>
    [...trades.values()].some(({ state }) => state === 'paid'),
  )
}
