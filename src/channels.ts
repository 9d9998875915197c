// The channels of this installation: the accounts its configuration names, opened once at start.

import type { Channel } from './app/app.ts'
import type { Config } from './config.ts'
import type { Clock } from './core/ports.ts'
import type { MountedSimulator } from './demo.ts'
import { openGateway } from './gateways/index.ts'
import type { Log } from './kit/log.ts'

/**
 * Opens every configured channel; in demo mode those of the simulator and no others. The ids differ, so that
 * a payment begun in demo mode is never asked for at a real gateway. Throws what is wrong with a key.
 */
export function openChannels(
  config: Config,
  clock: Clock,
  publicUrl: () => string,
  simulator: MountedSimulator | undefined,
  log?: Log,
): readonly Channel[] {
  const alipay = simulator ? { texts: simulator.alipayTexts() } : config.alipay
  if (!alipay) return []
  const id = simulator ? 'alipay-demo' : 'alipay'
  const { notifyUrl, returnUrl } = simulator ? {} : (config.alipay ?? {})
  const urls = {
    notifyUrl: () => notifyUrl ?? `${publicUrl()}/api/v1/pay/alipay/notify`,
    returnUrl: () => returnUrl ?? `${publicUrl()}/payment/result`,
  }
  const texts = { ...alipay.texts, notifyUrl: urls.notifyUrl() }
  const { gateway, warnings } = openGateway('alipay', texts, clock)
  for (const warning of warnings) log?.warn('channel_config', { channel: id, ...warning })
  return [{ id, gateway, ...urls }]
}
