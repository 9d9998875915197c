// The registry of gateways: one line for each.

import type { Clock } from '../core/ports.ts'
import { type AlipayTexts, alipayGateway, readAlipayConfig } from './alipay/index.ts'
import type { Gateway, GatewayKind } from './gateway.ts'

export type GatewayTexts = Readonly<{ alipay: AlipayTexts }>

const openers: { readonly [K in GatewayKind]: (texts: GatewayTexts[K], clock: Clock) => Gateway } = {
  alipay: (texts, clock) => alipayGateway(readAlipayConfig(texts), { clock }),
}

/** Opens a gateway from its configured texts. Throws a typed error naming the field that is wrong. */
export function openGateway<K extends GatewayKind>(kind: K, texts: GatewayTexts[K], clock: Clock): Gateway {
  return openers[kind](texts, clock)
}
