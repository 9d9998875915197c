// The channels of this installation: the accounts its configuration names, opened once at start.

import type { Channel } from './app/app.ts'
import { type ChannelConfig, type Config, ConfigError } from './config.ts'
import type { Addresses, MountedSimulator } from './demo.ts'
import type { GatewayKind } from './gateways/gateway.ts'
import {
  type GatewayPorts,
  GatewayTextError,
  type GatewayTexts,
  openGateway,
} from './gateways/index.ts'
import type { Log } from './kit/log.ts'

/**
 * Opens every configured channel. In demo mode buyers are offered the simulator's; a real one that is being
 * set up in the console stands beside it unoffered, unless DEMO itself is set. The ids differ, so that a
 * payment begun in demo mode is never asked for at a real gateway; `nameChannels` tells the accounts apart.
 * Throws a ConfigError for a key that cannot be used.
 */
export function openChannels(
  config: Config,
  gatewayPorts: GatewayPorts,
  { publicUrl, localUrl }: Addresses,
  simulator: MountedSimulator | undefined,
  log?: Log,
  all = false,
): readonly Channel[] {
  const ports = { gatewayPorts, log }
  const demo = config.mode === 'demo' ? simulator : undefined
  // The simulator sends its notices from this very process.
  const inDemo = { publicUrl, notifyUrl: localUrl, isDemo: true }
  const real = { publicUrl, notifyUrl: publicUrl, isDemo: false }
  const isForced = !all && demo !== undefined && config.setNames.includes('DEMO')
  const alipay = isForced ? undefined : config.alipay
  const wechat = isForced ? undefined : config.wechat
  return [
    ...(demo
      ? [
          openChannel(
            'alipay',
            { texts: { ...demo.alipayTexts(), offersSignIn: config.alipayLogin } },
            true,
            inDemo,
            ports,
          ),
        ]
      : []),
    ...(demo ? [openChannel('wechat', { texts: demo.wechatTexts() }, true, inDemo, ports)] : []),
    ...(alipay
      ? [openChannel('alipay', alipay, !demo && alipay.enabled, real, ports, alipay.texts.appId)]
      : []),
    ...(wechat
      ? [openChannel('wechat', wechat, !demo && wechat.enabled, real, ports, wechat.texts.mchId)]
      : []),
  ]
}

type Site = Readonly<{ publicUrl: () => string; notifyUrl: () => string; isDemo: boolean }>
type Ports = Readonly<{ gatewayPorts: GatewayPorts; log: Log | undefined }>

function openChannel<K extends GatewayKind>(
  kind: K,
  { texts, notifyUrl: configured, returnUrl }: Omit<ChannelConfig<GatewayTexts[K]>, 'enabled'>,
  isOffered: boolean,
  site: Site,
  { gatewayPorts, log }: Ports,
  account?: string,
): Channel {
  // The address without a name belongs to the channel buyers are offered.
  const name = isOffered ? '' : `/${kind}`
  const notifyUrl = () => configured ?? `${site.notifyUrl()}/api/v1/pay/${kind}/notify${name}`
  const back = () => returnUrl ?? `${site.publicUrl()}/payment/result`
  const full = { ...texts, notifyUrl: notifyUrl() }
  const { gateway, warnings } = openWith(kind, full, gatewayPorts)
  for (const warning of warnings) log?.warn('channel_config', { channel: kind, ...warning })
  return {
    id: site.isDemo ? `${kind}-demo` : gateway.isSandbox ? `${kind}-sandbox` : kind,
    account,
    gateway,
    isOffered,
    notifyUrl,
    // A gateway that signs no return says nothing of the order either.
    returnUrl: (orderNumber) =>
      gateway.signsReturns ? back() : `${back()}?order_number=${orderNumber}&returned=unsigned`,
  }
}

/** The variable each configured text comes from, for messages a merchant can act on. */
const variables: Readonly<Record<GatewayKind, Readonly<Record<string, string>>>> = {
  alipay: {
    privateKey: 'ALIPAY_PRIVATE_KEY',
    alipayPublicKey: 'ALIPAY_ALIPAY_PUBLIC_KEY',
    ownPublicKey: 'ALIPAY_PUBLIC_KEY',
    appCertPem: 'ALIPAY_APP_CERT_FILE',
    alipayCertPem: 'ALIPAY_CERT_FILE',
    rootCertPem: 'ALIPAY_ROOT_CERT_FILE',
    signType: 'ALIPAY_SIGN_TYPE',
    aesKey: 'ALIPAY_AES_KEY',
    gateway: 'ALIPAY_GATEWAY',
  },
  wechat: {
    appId: 'WECHAT_APP_ID',
    appSecret: 'WECHAT_APP_SECRET',
    mchId: 'WECHAT_MCH_ID',
    apiV3Key: 'WECHAT_API_V3_KEY',
    privateKey: 'WECHAT_PRIVATE_KEY',
    serialNo: 'WECHAT_SERIAL_NO',
    publicKeyId: 'WECHAT_PUBLIC_KEY_ID',
    publicKey: 'WECHAT_PUBLIC_KEY',
    mchKey: 'WECHAT_MCH_KEY',
    certPem: 'WECHAT_CERT_FILE',
    gateway: 'WECHAT_GATEWAY',
    loginGateway: 'WECHAT_LOGIN_GATEWAY',
  },
}

function openWith<K extends GatewayKind>(kind: K, texts: GatewayTexts[K], ports: GatewayPorts) {
  try {
    return openGateway(kind, texts, ports)
  } catch (error) {
    if (!(error instanceof GatewayTextError)) throw error
    // Where only ALIPAY_PUBLIC_KEY is set, it holds Alipay's key (CONTRACT section 1).
    const variable = variables[kind][error.field] ?? error.field
    throw new ConfigError([{ variable, zh: error.zh, en: error.en }])
  }
}
