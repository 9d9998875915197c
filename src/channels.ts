// The channels of this installation: the accounts its configuration names, opened once at start.

import type { Channel } from './app/app.ts'
import { type AlipayTexts, type Config, ConfigError } from './config.ts'
import type { Clock } from './core/ports.ts'
import type { Addresses, MountedSimulator } from './demo.ts'
import { GatewayTextError, openGateway } from './gateways/index.ts'
import type { Log } from './kit/log.ts'

/**
 * Opens every configured channel; in demo mode those of the simulator and no others. The ids differ, so that
 * a payment begun in demo mode is never asked for at a real gateway. Throws a ConfigError for a key
 * that cannot be used.
 */
export function openChannels(
  config: Config,
  clock: Clock,
  { publicUrl, localUrl }: Addresses,
  simulator: MountedSimulator | undefined,
  log?: Log,
): readonly Channel[] {
  const alipay = simulator ? { texts: simulator.alipayTexts() } : config.alipay
  if (!alipay) return []
  const { notifyUrl, returnUrl } = simulator ? {} : (config.alipay ?? {})
  const urls = {
    // The simulator sends its notices from this very process.
    notifyUrl: () =>
      notifyUrl ?? `${(simulator ? localUrl : publicUrl)()}/api/v1/pay/alipay/notify`,
    returnUrl: () => returnUrl ?? `${publicUrl()}/payment/result`,
  }
  const texts = { ...alipay.texts, notifyUrl: urls.notifyUrl() }
  const { gateway, warnings } = openAlipay(texts, clock)
  for (const warning of warnings) log?.warn('channel_config', { channel: 'alipay', ...warning })
  const id = simulator ? 'alipay-demo' : gateway.isSandbox ? 'alipay-sandbox' : 'alipay'
  return [{ id, gateway, ...urls }]
}

/** The variable each text of Alipay's comes from, for messages a merchant can act on. */
const alipayVariables: Readonly<Record<string, string>> = {
  privateKey: 'ALIPAY_PRIVATE_KEY',
  alipayPublicKey: 'ALIPAY_ALIPAY_PUBLIC_KEY',
  ownPublicKey: 'ALIPAY_PUBLIC_KEY',
  appCertPem: 'ALIPAY_APP_CERT_FILE',
  alipayCertPem: 'ALIPAY_CERT_FILE',
  rootCertPem: 'ALIPAY_ROOT_CERT_FILE',
  signType: 'ALIPAY_SIGN_TYPE',
  aesKey: 'ALIPAY_AES_KEY',
  gateway: 'ALIPAY_GATEWAY',
}

function openAlipay(texts: AlipayTexts & Readonly<{ notifyUrl: string }>, clock: Clock) {
  try {
    return openGateway('alipay', texts, clock)
  } catch (error) {
    if (!(error instanceof GatewayTextError)) throw error
    // Where only ALIPAY_PUBLIC_KEY is set, it holds Alipay's key (CONTRACT section 1).
    const variable = alipayVariables[error.field] ?? error.field
    throw new ConfigError([{ variable, zh: error.zh, en: error.en }])
  }
}
