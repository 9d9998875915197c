// The registry of gateways: one line for each.

import type { Clock } from '../core/ports.ts'
import type { SignRsa } from '../kit/rsa.ts'
import {
  AlipayKeyError,
  type AlipayTexts,
  alipayGateway,
  readAlipayConfig,
} from './alipay/index.ts'
import type { Gateway, GatewayKind } from './gateway.ts'
import {
  readWechatConfig,
  WechatKeyError,
  type WechatTexts,
  wechatGateway,
} from './wechat/index.ts'

/** The time to put on calls, and who signs the links of Alipay: Node's pool, unless said otherwise. */
export type GatewayPorts = Readonly<{ clock: Clock; sign?: SignRsa }>

export type GatewayTexts = Readonly<{ alipay: AlipayTexts; wechat: WechatTexts }>

/** A gateway ready for use, and what is odd about its configuration without being wrong. */
export type OpenedGateway = Readonly<{
  gateway: Gateway
  warnings: readonly Readonly<{ zh: string; en: string }>[]
}>

const openers: {
  readonly [K in GatewayKind]: (texts: GatewayTexts[K], ports: GatewayPorts) => OpenedGateway
} = {
  alipay(texts, ports) {
    const config = readAlipayConfig(texts)
    return { gateway: alipayGateway(config, ports), warnings: config.warnings }
  },
  wechat(texts, { clock }) {
    const config = readWechatConfig(texts)
    return { gateway: wechatGateway(config, { clock }), warnings: config.warnings }
  },
}

/** A configured text that cannot be used. `zh` and `en` complete a sentence about `field`. */
export class GatewayTextError extends Error {
  override name = 'GatewayTextError'
  readonly field: string
  readonly zh: string
  readonly en: string

  constructor({ field, zh, en }: Readonly<{ field: string; zh: string; en: string }>) {
    super(`${field} ${en}`)
    this.field = field
    this.zh = zh
    this.en = en
  }
}

/** Opens a gateway from its configured texts. Throws a GatewayTextError. */
export function openGateway<K extends GatewayKind>(
  kind: K,
  texts: GatewayTexts[K],
  ports: GatewayPorts,
): OpenedGateway {
  try {
    return openers[kind](texts, ports)
  } catch (error) {
    if (error instanceof AlipayKeyError || error instanceof WechatKeyError)
      throw new GatewayTextError(error)
    throw error
  }
}
