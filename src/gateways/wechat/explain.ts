// WeChat Pay's words for a wrong configuration, in words that say what to do about it (fact sheet WeChat Pay,
// sections 2, 4, 12 and 24).

import { isObject, type JsonObject, textIn } from '../json.ts'
import type { Words } from '../key-texts.ts'

type Explanations = Readonly<Record<string, Words>>

const unknownMerchant: Words = {
  zh: '微信支付不认识这个商户号：请检查 WECHAT_MCH_ID',
  en: 'WeChat Pay does not know this merchant number: check WECHAT_MCH_ID',
}

const notBound: Words = {
  zh: '应用与商户号没有绑定：请在商户平台“产品中心 → AppID 账号管理”中关联这个 AppID，或检查 WECHAT_APP_ID',
  en: 'The app id is not bound to the merchant number: link it under “AppID accounts” of the merchant platform, or check WECHAT_APP_ID',
}

const notOpened: Words = {
  zh: '商户没有开通此产品或权限：请在商户平台“产品中心”开通',
  en: 'The merchant may not call this: open the product on the merchant platform',
}

const v3Explanations: Explanations = {
  MCH_NOT_EXISTS: unknownMerchant,
  APPID_MCHID_NOT_MATCH: notBound,
  NO_AUTH: notOpened,
  PARAM_ERROR: {
    zh: '微信支付不接受请求参数：请检查 WECHAT_MCH_ID 和 WECHAT_APP_ID',
    en: 'WeChat Pay does not take the parameters: check WECHAT_MCH_ID and WECHAT_APP_ID',
  },
  ACCOUNT_ERROR: {
    zh: '商户账户异常，请联系微信支付',
    en: 'Something is wrong with the merchant account: ask WeChat Pay',
  },
}

const v2Explanations: Explanations = {
  SIGNERROR: {
    zh: '微信支付验签失败：WECHAT_MCH_KEY 与商户平台设置的 API v2 密钥不一致',
    en: 'WeChat Pay could not verify our signature: WECHAT_MCH_KEY is not the API v2 key set on the merchant platform',
  },
  MCHID_NOT_EXIST: unknownMerchant,
  APPID_NOT_EXIST: {
    zh: '微信支付不认识这个 AppID：请检查 WECHAT_APP_ID',
    en: 'WeChat Pay does not know this app id: check WECHAT_APP_ID',
  },
  APPID_MCHID_NOT_MATCH: notBound,
  NOAUTH: notOpened,
}

/** What a refusal's code means for the configuration; the code itself where nothing is known about it. */
export function explainCode(version: 'v3' | 'v2', code: string, message: string): Words {
  const known = (version === 'v3' ? v3Explanations : v2Explanations)[code]
  if (known) return { zh: `${known.zh}（${code}）`, en: `${known.en} (${code})` }
  return {
    zh: `微信支付拒绝了请求：${code} ${message}`,
    en: `WeChat Pay refused the request with ${code}, and said: ${message}`,
  }
}

/**
 * Which of the things behind a 401 it is: merchant number, serial, clock or key. The body says so in words that are not
 * documented; where they tell nothing, all are named.
 */
export function explainSignError(body: JsonObject): Words {
  const detail = isObject(body.detail) ? body.detail : {}
  const told = [textIn(body, 'message'), textIn(detail, 'field'), textIn(detail, 'issue')]
  const said = told.filter((text) => text !== undefined).join('; ')
  const code = textIn(body, 'code') ?? 'HTTP 401'
  const { zh, en } = signErrors.find(([form]) => form.test(said))?.[1] ?? anySignError
  const shown = said === '' ? code : `${code} ${said}`
  return { zh: `${zh}（${shown}）`, en: `${en} (${shown})` }
}

const anySignError: Words = {
  zh: '微信支付不接受请求签名：请依次核对 WECHAT_SERIAL_NO、WECHAT_PRIVATE_KEY 是否来自同一商户证书，WECHAT_MCH_ID 是否正确，本机时钟是否准确',
  en: 'WeChat Pay does not take our signature: check that WECHAT_SERIAL_NO and WECHAT_PRIVATE_KEY are of one certificate, that WECHAT_MCH_ID is right, and the clock of this machine',
}

const signErrors: readonly (readonly [form: RegExp, words: Words])[] = [
  [/mch_?id|商户号/i, unknownMerchant],
  [
    /serial|证书|序列号/i,
    {
      zh: '微信支付找不到这个证书序列号：WECHAT_SERIAL_NO 不是该商户的 API 证书，或证书已作废',
      en: "WeChat Pay knows no such certificate: WECHAT_SERIAL_NO is not one of this merchant's, or it was revoked",
    },
  ],
  [
    /timestamp|clock|expired|时间|过期/i,
    {
      zh: '微信支付不接受请求时间，请校准本机时钟',
      en: 'WeChat Pay does not take the time of the request: set the clock of this machine',
    },
  ],
  [
    /not match|signature|签名/i,
    {
      zh: '签名与证书不符：WECHAT_PRIVATE_KEY 不是证书 WECHAT_SERIAL_NO 的私钥，请从同一压缩包取 apiclient_key.pem',
      en: 'The signature does not fit the certificate: WECHAT_PRIVATE_KEY is not the private key of WECHAT_SERIAL_NO. Take apiclient_key.pem from the same archive',
    },
  ],
]
