// Where a page runs, told from the User-Agent: which ways to pay can work there. A wrong guess must always
// leave another way usable, so this only chooses what comes first.

import type { GatewayKind, Scene } from '../gateways/gateway.ts'

export type Environment = 'desktop' | 'phone' | 'tablet' | 'wechat' | 'alipay' | 'other-app'

/** The order matters: WeCom and desktop WeChat also say MicroMessenger, and HarmonyOS says OpenHarmony. */
export function environmentOf(userAgent: string | undefined): Environment {
  const agent = userAgent ?? ''
  if (/WindowsWechat|MacWechat/i.test(agent)) return 'desktop'
  if (/MicroMessenger|wxwork/i.test(agent)) return 'wechat'
  if (/AlipayClient/i.test(agent)) return 'alipay'
  if (/UnionPay|DingTalk|QQ\/|aweme|Weibo/i.test(agent)) return 'other-app'
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(agent)) return 'tablet'
  if (/Mobile|iPhone|Android|Phone|OpenHarmony/i.test(agent)) return 'phone'
  return 'desktop'
}

/**
 * The way in that works where a request comes from, or a code for another device where the channel has no such
 * way. A phone's app that cannot pay gets the browser's.
 */
export function autoScene(
  kind: GatewayKind,
  userAgent: string | undefined,
  scenes: readonly Scene[],
): Scene {
  const scene = bestScene(kind, environmentOf(userAgent))
  return scenes.includes(scene) ? scene : 'qr'
}

function bestScene(kind: GatewayKind, environment: Environment): Scene {
  const isBig = environment === 'desktop' || environment === 'tablet'
  switch (kind) {
    case 'alipay':
      return isBig ? 'pc' : 'wap'
    case 'wechat':
      if (environment === 'wechat') return 'jsapi'
      return isBig ? 'qr' : 'wap'
  }
}
