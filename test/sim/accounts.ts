// The accounts an instance finds in its settings: one at each gateway. For a while another one may stand in the place
// of one of them, as when a merchant changes the account and changes it back; what was begun with the first waits.

import type { Channel } from '../../src/app/app.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { buy } from './buyers.ts'
import { simGateway } from './gateway.ts'
import { GatewayModel } from './gateway-model.ts'
import type { Process } from './kernel.ts'
import type { Profile } from './profile.ts'
import { gatewayKinds, type Instance, type World } from './world.ts'

/** The channels that are in force for an instance now. */
export function accountsOf(
  world: Pick<World, 'kernel' | 'models' | 'faults'>,
  instance: Instance,
  process: Process,
): () => readonly Channel[] {
  const { kernel, models, faults } = world
  const open = (id: string, model: GatewayModel, isOffered: boolean): Channel => ({
    id,
    isOffered,
    gateway: simGateway(model, kernel, process, faults.call),
    notifyUrl: () => `https://shop.example/${id}`,
    returnUrl: () => 'https://shop.example/payment/result',
  })
  const usual = gatewayKinds.map((kind) => open(kind, models[kind], true))
  const changed = new Map<GatewayKind, readonly Channel[]>()
  return () => {
    const { elsewhere } = instance
    if (elsewhere === undefined) return usual
    // Its gateway has never heard of anything.
    const known = changed.get(elsewhere) ?? [
      ...usual.filter(({ id }) => id !== elsewhere),
      open(`${elsewhere}-2`, new GatewayModel(elsewhere, kernel), false),
    ]
    changed.set(elsewhere, known)
    return known
  }
}

/** The usual buyers; in the middle of it, one account after the other instance by instance, and later back. */
export async function changeTheAccount(world: World, profile: Profile): Promise<void> {
  const { kernel, outside } = world
  const buyers = [0, 1].map((at) => buy(world, profile, at))
  await kernel.sleep(outside, kernel.pick([2 * secondMs, 30 * secondMs, 4 * minuteMs, hourMs / 4]))
  const elsewhere = kernel.pick<GatewayKind>(['alipay', 'wechat'])
  const lastsMs = kernel.pick([10 * minuteMs, hourMs, 5 * hourMs])
  await Promise.all(
    world.instances.map(async (instance) => {
      await kernel.sleep(outside, kernel.pick([0, 5 * secondMs]))
      instance.elsewhere = elsewhere
    }),
  )
  kernel.mark('account_changed')
  await kernel.sleep(outside, lastsMs)
  if (world.models[elsewhere].trades.size > 0) kernel.mark('account_came_back_to_work')
  for (const instance of world.instances) instance.elsewhere = undefined
  await Promise.all(buyers)
}
