// The counter: a buyer shows a code, the cashier scans it once or twice, and the buyer confirms on the phone in time,
// at the last moment, too late or never. Nobody is ever charged while an earlier charge may still take money.

import { chargeCode } from '../../src/app/counter/charge-code.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { ask } from './ask.ts'
import type { Buyer } from './buyers.ts'
import type { ShownCode } from './gateway-codes.ts'
import type { Trade } from './gateway-model.ts'
import { notePaid } from './moments.ts'
import type { Step } from './stories.ts'
import { Broken, gatewayKinds, type World } from './world.ts'

const cashier = { operator: 'Han Meimei', address: '203.0.113.9', requestId: 'counter' }

/** The buyer's code is scanned. */
export async function charge(
  { world, orderNumber }: Buyer,
  { kind, fate, presses, wordMs }: Step & { act: 'charge' },
): Promise<void> {
  const shown = world.models[kind].codes.show(fate, orderNumber)
  world.spawn(() => answer(world, kind, shown, wordMs), false)
  if (presses > 1) world.kernel.mark('code_pressed_twice')
  const press = () =>
    ask(world, (app) => chargeCode(app, { orderNumber, code: shown.text, by: cashier }))
  await Promise.all(Array.from({ length: presses }, press))
}

/** What the buyer does once the charge is at the gateway. */
async function answer(
  world: World,
  kind: GatewayKind,
  shown: ShownCode,
  wordMs: number | undefined,
): Promise<void> {
  const { kernel, outside } = world
  await kernel.sleepUntil(outside, () => (shown.trade ? 0 : Number.POSITIVE_INFINITY))
  const { trade } = shown
  if (!trade) return
  checkAlone(world, shown)
  world.spawn(() => tell(world, kind, trade), false)
  if (wordMs === undefined || trade.state === 'paid') return
  const { outTradeNo } = trade
  const confirm = () => world.models[kind].pay(outTradeNo, 0, 0)
  if (await kernel.effect(outside, `confirms ${outTradeNo}`, wordMs, confirm))
    kernel.mark('code_confirmed')
}

/** WeChat Pay tells of such payments by no notice (fact sheet, section 17). */
async function tell(world: World, kind: GatewayKind, trade: Trade): Promise<void> {
  const isPaid = () => (trade.state === 'paid' ? 0 : Number.POSITIVE_INFINITY)
  await world.kernel.sleepUntil(world.outside, isPaid)
  const { outTradeNo, gatewayTradeNo, chargedFen, paidAt } = trade
  notePaid(world, kind, outTradeNo)
  const news = { outTradeNo, gatewayTradeNo, says: 'paid', amountFen: chargedFen, paidAt } as const
  if (kind === 'alipay') world.post(kind, news, { lost: false, twice: false, isLie: false })
}

function checkAlone(world: World, shown: ShownCode): void {
  for (const kind of gatewayKinds)
    for (const other of world.models[kind].codes.list()) {
      const { trade } = other
      if (!trade || other === shown || other.orderNumber !== shown.orderNumber) continue
      const mayBePaid = trade.state === 'waiting' && world.kernel.now < trade.expiresAt
      if (mayBePaid || (trade.state === 'paid' && !trade.undone))
        throw new Broken('one-charge-at-a-time', `${shown.text} while ${trade.outTradeNo}`)
    }
}
