// What a gateway hears when its notice never reached a channel: nothing could be verified, so it must come again.

import type { GatewayKind, NoticeAnswer } from '../gateways/gateway.ts'

/** An answer that asks for a repeat, in the gateway's own form. `status` is used where the gateway heeds it. */
export function noticeFailure(kind: GatewayKind, status: 400 | 500 | 503): NoticeAnswer {
  switch (kind) {
    case 'alipay':
      return { status: 200, contentType: 'text/plain; charset=utf-8', body: 'failure' }
    case 'wechat':
      return {
        status,
        contentType: 'application/json; charset=utf-8',
        body: JSON.stringify({ code: 'FAIL', message: '通知未被接收' }),
      }
  }
}
