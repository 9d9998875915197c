// One Alipay account opened twice, by our client and by Alipay's official SDK, and what both are asked.

import { AlipaySdk } from 'alipay-sdk'
import { formatYuan } from '../../src/core/money.ts'
import { formatShanghai, instantOf } from '../../src/core/time.ts'
import type { Gateway, Payable } from '../../src/gateways/gateway.ts'
import { openGateway } from '../../src/gateways/index.ts'
import { Platform } from '../support/platform.ts'

/** Nobody answers here: no bench asks a gateway anything. */
export const nobody = 'http://127.0.0.1:9/gateway.do'

export type Account = Readonly<{ platform: Platform; gateway: Gateway; sdk: AlipaySdk }>

export function createAccount(): Account {
  const platform = new Platform()
  const texts = {
    appId: platform.appId,
    privateKey: platform.app.privatePem,
    alipayPublicKey: platform.keys.publicPem,
    gateway: nobody,
    sellerId: platform.sellerId,
  }
  const { gateway } = openGateway('alipay', texts, {
    clock: { now: () => instantOf(Date.now()) },
  })
  const sdk = new AlipaySdk({
    appId: platform.appId,
    privateKey: platform.app.privatePem,
    keyType: 'PKCS8',
    alipayPublicKey: platform.keys.publicPem,
    gateway: nobody,
  })
  return { platform, gateway, sdk }
}

/** The same payment page by the SDK. */
export function openBySdk(sdk: AlipaySdk, payable: Payable): string {
  return sdk.pageExecute('alipay.trade.page.pay', 'GET', {
    notify_url: payable.notifyUrl,
    return_url: payable.returnUrl,
    bizContent: {
      out_trade_no: payable.outTradeNo,
      total_amount: formatYuan(payable.amountFen),
      subject: payable.subject,
      product_code: 'FAST_INSTANT_TRADE_PAY',
      time_expire: formatShanghai(payable.expiresAt),
    },
  })
}
