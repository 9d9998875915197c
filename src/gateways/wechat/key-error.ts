// Everything that can be wrong with what a merchant configured for WeChat Pay, said so that the right file or
// page is the next thing they look for. No message ever holds key material.

import { plainMistakes, type Words } from '../key-texts.ts'

/** The configured text a mistake is in; the caller knows which variable it came from. */
export type KeyField =
  | 'appId'
  | 'mchId'
  | 'apiV3Key'
  | 'privateKey'
  | 'serialNo'
  | 'publicKeyId'
  | 'publicKey'
  | 'platformCertificates'
  | 'mchKey'
  | 'certPem'
  | 'signType'
  | 'gateway'
  | 'loginGateway'

const mistakes = {
  ...plainMistakes,
  no_api_key: {
    zh: '缺少 API 密钥：请填写 API v3 密钥（推荐），或老商户的 API v2 密钥',
    en: 'is missing: set the API v3 key (better), or the API v2 key of an old account',
  },
  not_32_characters: {
    zh: '必须正好是 32 个英文字符。请在商户平台“账户中心 → API 安全”重新设置',
    en: 'must be exactly 32 ASCII characters. Set it again under “API security” of the merchant platform',
  },
  public_for_private: {
    zh: '这是公钥（例如微信支付公钥 pub_key.pem），这里需要商户 API 私钥 apiclient_key.pem',
    en: "is a public key (WeChat Pay's pub_key.pem, perhaps); the merchant's private key apiclient_key.pem belongs here",
  },
  certificate_for_private: {
    zh: '这是证书（apiclient_cert.pem），这里需要同一压缩包里的私钥 apiclient_key.pem',
    en: 'is a certificate (apiclient_cert.pem); the private key apiclient_key.pem of the same archive belongs here',
  },
  private_for_public: {
    zh: '这是私钥，这里需要微信支付公钥 pub_key.pem。私钥不应交给任何人',
    en: "is a private key; WeChat Pay's public key pub_key.pem belongs here. Never hand out the private key",
  },
  certificate_for_public: {
    zh: '这是证书，这里需要微信支付公钥 pub_key.pem（商户平台“API 安全”中下载）。平台证书无需填写，程序会自动下载',
    en: "is a certificate; WeChat Pay's public key pub_key.pem belongs here (“API security” of the merchant platform). Platform certificates are downloaded by themselves",
  },
  key_for_certificate: {
    zh: '这是密钥，这里需要商户 API 证书 apiclient_cert.pem',
    en: "is a key; the merchant's certificate apiclient_cert.pem belongs here",
  },
  not_rsa: {
    zh: '不是 RSA 密钥（例如 EC 或 SM2），微信支付只接受 RSA 密钥',
    en: 'is not an RSA key (perhaps EC or SM2); WeChat Pay takes RSA keys only',
  },
  too_small: {
    zh: '密钥太短：至少 2048 位。请在商户平台重新申请',
    en: 'is too short: 2048 bits at least. Apply for a new one on the merchant platform',
  },
  own_key_as_platform_key: {
    zh: '这是商户自己的公钥，不是微信支付公钥。请在商户平台“API 安全 → 微信支付公钥”下载 pub_key.pem',
    en: "is the merchant's own public key, not WeChat Pay's. Download pub_key.pem under “WeChat Pay public key” of the merchant platform",
  },
  key_without_id: {
    zh: '已填写微信支付公钥，还需要它的编号（PUB_KEY_ID_ 开头，与公钥在同一页面）',
    en: "is missing: WeChat Pay's public key is set and needs its id (PUB_KEY_ID_…, on the same page)",
  },
  id_without_key: {
    zh: '已填写微信支付公钥 ID，还需要公钥本身（pub_key.pem）',
    en: "is missing: the id of WeChat Pay's public key is set and needs the key itself (pub_key.pem)",
  },
  not_a_platform_certificate: {
    zh: '不是 RSA 证书：这里需要微信支付平台证书的 PEM 文本',
    en: 'is no RSA certificate: a platform certificate of WeChat Pay belongs here, as PEM',
  },
  own_certificate_as_platform_certificate: {
    zh: '这是商户自己的证书 apiclient_cert.pem，不是微信支付平台证书',
    en: "is the merchant's own certificate apiclient_cert.pem, not one of WeChat Pay's",
  },
  not_a_public_key_id: {
    zh: '不是微信支付公钥 ID，应以 PUB_KEY_ID_ 开头',
    en: "is no id of WeChat Pay's public key, which begins with PUB_KEY_ID_",
  },
  not_a_serial: {
    zh: '不是证书序列号：应为 40 位十六进制字符，开头的 0 也要填写',
    en: "is no certificate's serial number: 40 hexadecimal characters, leading zeros included",
  },
  serial_mismatch: {
    zh: '与所给商户证书的序列号不一致（是否换过证书，或填成了平台证书的序列号）',
    en: "is not the serial of the given certificate (was it replaced, or is this a platform certificate's?)",
  },
  certificate_mismatch: {
    zh: '与商户 API 私钥不是一对：apiclient_cert.pem 和 apiclient_key.pem 必须来自同一次申请',
    en: 'does not belong to the private key: apiclient_cert.pem and apiclient_key.pem must be of one application',
  },
  not_a_sign_type: {
    zh: '只能是 MD5 或 HMAC-SHA256',
    en: 'can only be MD5 or HMAC-SHA256',
  },
  not_an_address: {
    zh: '不是 http 或 https 地址（不能带查询参数）',
    en: 'is no http or https address (without a query)',
  },
} satisfies Record<string, Words>

export type KeyMistake = keyof typeof mistakes

/** A text that cannot be used. `zh` and `en` complete a sentence about `field`. */
export class WechatKeyError extends Error {
  override name = 'WechatKeyError'
  readonly code: KeyMistake
  readonly field: KeyField
  readonly zh: string
  readonly en: string

  constructor(field: KeyField, code: KeyMistake) {
    const { zh, en } = mistakes[code]
    super(`${field} ${en} / ${zh}`)
    this.code = code
    this.field = field
    this.zh = zh
    this.en = en
  }
}
