// What a page or an app hands to WeChat so that the buyer's payment opens, signed by the rule of API v2 (fact
// sheet WeChat Pay, section 20).

import type { Instant } from '../../core/time.ts'
import { secondMs } from '../../core/time.ts'
import type { V2Config } from './config.ts'
import { type V2Signer, v2Sign } from './v2-sign.ts'

/** When and with which nonce the parameters are made. */
export type PageMoment = Readonly<{ at: Instant; nonce: string }>

/** For `getBrandWCPayRequest` of a page inside WeChat, or `requestPayment` of a mini program. */
export function jsapiParametersV2(
  { appId }: Pick<V2Config, 'appId'>,
  signer: V2Signer,
  prepayId: string,
  { at, nonce }: PageMoment,
): Readonly<Record<string, string>> {
  const parameters = {
    appId,
    timeStamp: secondsOf(at),
    nonceStr: nonce,
    package: `prepay_id=${prepayId}`,
    signType: signer.signType,
  }
  return { ...parameters, paySign: v2Sign(Object.entries(parameters), signer) }
}

/** For the SDK of an app. */
export function appParametersV2(
  { appId, mchId }: Pick<V2Config, 'appId' | 'mchId'>,
  signer: V2Signer,
  prepayId: string,
  { at, nonce }: PageMoment,
): Readonly<Record<string, string>> {
  const parameters = {
    appid: appId,
    partnerid: mchId,
    prepayid: prepayId,
    package: 'Sign=WXPay',
    noncestr: nonce,
    timestamp: secondsOf(at),
  }
  return { ...parameters, sign: v2Sign(Object.entries(parameters), signer) }
}

function secondsOf(at: Instant): string {
  return String(Math.floor(at / secondMs))
}
