// Everything that can be wrong with a merchant's keys and certificates, said so that the right file is the
// next thing they look for. No message ever holds key material.

import { plainMistakes, type Words } from '../key-texts.ts'
import type { SignType } from './sign.ts'

/** The configured text a mistake is in; the caller knows which variable it came from. */
export type KeyField =
  | 'privateKey'
  | 'alipayPublicKey'
  | 'ownPublicKey'
  | 'appCertPem'
  | 'alipayCertPem'
  | 'rootCertPem'
  | 'signType'
  | 'aesKey'
  | 'gateway'

const mistakes = {
  ...plainMistakes,
  public_for_private: {
    zh: '这是公钥，这里需要应用私钥',
    en: "is a public key; the app's private key belongs here",
  },
  private_for_public: {
    zh: '这是私钥，这里需要公钥。私钥不应交给任何人，也不要上传到支付宝',
    en: 'is a private key; a public key belongs here. Never hand out the private key',
  },
  certificate_for_private: {
    zh: '这是证书，这里需要应用私钥（密钥工具生成的 .txt 或 .pem 文件）',
    en: "is a certificate; the app's private key belongs here",
  },
  key_for_certificate: {
    zh: '这是密钥，这里需要 .crt 证书文件',
    en: 'is a key; a .crt certificate file belongs here',
  },
  not_rsa: {
    zh: '不是 RSA 密钥（例如 EC 或 SM2），支付宝 RSA2 只接受 RSA 密钥',
    en: 'is not an RSA key (perhaps EC or SM2); RSA2 takes RSA keys only',
  },
  too_small: {
    zh: '密钥太短：RSA2 至少 2048 位，RSA 至少 1024 位。请在密钥工具中重新生成',
    en: 'is too short: RSA2 needs 2048 bits, RSA 1024. Generate a new pair',
  },
  own_key_as_alipay_key: {
    zh: '这是应用自己的公钥，不是支付宝公钥。请在开放平台上传应用公钥后，复制页面显示的“支付宝公钥”',
    en: "is the app's own public key, not Alipay's. Copy the “Alipay public key” the open platform shows after you uploaded yours",
  },
  own_key_mismatch: {
    zh: '应用公钥与应用私钥不是一对。若这里填的是支付宝公钥，请改填到 ALIPAY_ALIPAY_PUBLIC_KEY',
    en: "is not the public half of the private key. If it is Alipay's key, it belongs in ALIPAY_ALIPAY_PUBLIC_KEY",
  },
  certificate_mismatch: {
    zh: '应用证书与应用私钥不是一对（是否填成了支付宝证书，或换过密钥后没有重新下载）',
    en: "does not belong to the private key (is it Alipay's certificate, or one from before the key was changed?)",
  },
  wrong_certificate: {
    zh: '证书文件放错了位置：应用证书 appCertPublicKey_*.crt、支付宝证书 alipayCertPublicKey_RSA2.crt、根证书 alipayRootCert.crt',
    en: "is another certificate file: the app's is appCertPublicKey_*.crt, Alipay's alipayCertPublicKey_RSA2.crt, the root alipayRootCert.crt",
  },
  untrusted_certificate: {
    zh: '支付宝证书不是由该根证书签发的，请从同一环境（正式或沙箱）重新下载全部三个证书文件',
    en: 'was not issued under the root file. Download all three files again, from one environment (production or sandbox)',
  },
  certificate_expired: {
    zh: '证书已过期，请在开放平台重新下载',
    en: 'has expired. Download the present one from the open platform',
  },
  certificate_not_yet_valid: {
    zh: '证书尚未生效，请检查本机时间',
    en: 'is not valid yet. Check the clock of this machine',
  },
  not_a_sign_type: {
    zh: '只能是 RSA2 或 RSA',
    en: 'can only be RSA2 or RSA',
  },
  not_an_aes_key: {
    zh: '不是接口内容加密密钥（应为 16 字节的 base64）',
    en: 'is no content encryption key (16 bytes as base64)',
  },
  not_an_address: {
    zh: '不是 http 或 https 地址',
    en: 'is no http or https address',
  },
} satisfies Record<string, Words>

export type KeyMistake = keyof typeof mistakes

/** A key or certificate that cannot be used. `zh` and `en` complete a sentence about `field`. */
export class AlipayKeyError extends Error {
  override name = 'AlipayKeyError'
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

/** Smallest modulus in bits (fact sheet Alipay, section 2). */
export const keyBitsMin: Readonly<Record<SignType, number>> = { RSA2: 2048, RSA: 1024 }
