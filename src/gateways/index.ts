// The registry of gateways: one line for each.

import type { Clock } from '../core/ports.ts'
import { type AlipayTexts, alipayGateway, readAlipayConfig } from './alipay/index.ts'
import type { Gateway, GatewayKind } from './gateway.ts'

export type GatewayTexts = Readonly<{ alipay: AlipayTexts }>

/** A gateway ready for use, and what is odd about its configuration without being wrong. */
export type OpenedGateway = Readonly<{
  gateway: Gateway
  warnings: readonly Readonly<{ zh: string; en: string }>[]
}>

const openers: {
  readonly [K in GatewayKind]: (texts: GatewayTexts[K], clock: Clock) => OpenedGateway
} = {
  alipay(texts, clock) {
    const config = readAlipayConfig(texts)
    return { gateway: alipayGateway(config, { clock }), warnings: config.warnings }
  },
}

/** Opens a gateway from its configured texts. Throws a typed error naming the field that is wrong. */
export function openGateway<K extends GatewayKind>(
  kind: K,
  texts: GatewayTexts[K],
  clock: Clock,
): OpenedGateway {
  return openers[kind](texts, clock)
}
