// Alipay's words for a wrong configuration, in words that say what to do about it (fact sheet Alipay,
// sections 7, 8 and 11).

import { codeSays } from './call.ts'
import type { Words } from './config.ts'

const explanations: readonly (readonly [code: string, Words])[] = [
  [
    'invalid-signature',
    {
      zh: '支付宝验签失败：开放平台上登记的应用公钥与这里的应用私钥不是一对，或签名类型不同。请重新上传应用公钥。',
      en: 'Alipay could not verify our signature: the app public key uploaded there is not the half of this private key, or the sign type differs. Upload the public key again.',
    },
  ],
  [
    'invalid-app-id',
    {
      zh: '支付宝不认识这个应用 ID：请检查 ALIPAY_APP_ID，以及正式与沙箱环境是否混用。',
      en: 'Alipay does not know this app id: check ALIPAY_APP_ID, and that production and sandbox are not mixed.',
    },
  ],
  [
    'missing-signature-config',
    {
      zh: '应用还没有设置接口加签方式，请在开放平台上传应用公钥或证书。',
      en: 'The app has no signing key yet: upload its public key or certificate to the open platform.',
    },
  ],
  [
    'missing-app-cert-sn',
    {
      zh: '应用使用证书模式，请设置 ALIPAY_APP_CERT_FILE、ALIPAY_CERT_FILE、ALIPAY_ROOT_CERT_FILE。',
      en: 'The app is in certificate mode: set ALIPAY_APP_CERT_FILE, ALIPAY_CERT_FILE and ALIPAY_ROOT_CERT_FILE.',
    },
  ],
  [
    'cert',
    {
      zh: '支付宝不接受这些证书，请从开放平台重新下载三个证书文件。',
      en: 'Alipay does not take these certificates: download the three files again.',
    },
  ],
  [
    'timestamp',
    {
      zh: '支付宝不接受请求时间，请校准本机时钟。',
      en: 'Alipay does not take the time of the request: set the clock of this machine.',
    },
  ],
  [
    'online-app',
    {
      zh: '应用尚未上线，请在开放平台提交上线。',
      en: 'The app is not online yet: submit it on the open platform.',
    },
  ],
  [
    'permissions',
    {
      zh: '应用没有此接口的权限，请在开放平台签约产品（电脑网站、手机网站、当面付）。',
      en: 'The app may not call this: sign the contract for the product on the open platform.',
    },
  ],
  [
    'ACCESS_FORBIDDEN',
    {
      zh: '产品未签约，或应用未绑定商家账号。',
      en: 'The product is not signed, or the app is not bound to the merchant account.',
    },
  ],
  [
    'encypt-key',
    {
      zh: '应用没有设置接口内容加密密钥，请在开放平台设置，或去掉这里的加密密钥。',
      en: 'The app has no content encryption key: set one on the open platform, or remove ours.',
    },
  ],
  [
    'decryption-error',
    {
      zh: '支付宝无法解密请求：接口内容加密密钥不一致。',
      en: 'Alipay could not decrypt the request: the content encryption keys differ.',
    },
  ],
]

/** What a refusal's code means for the configuration; the code itself where nothing is known about it. */
export function explainCode(code: string, message: string): Words {
  const known = explanations.find(([part]) => codeSays(code, part))
  if (known) return { zh: `${known[1].zh}（${code}）`, en: `${known[1].en} (${code})` }
  return { zh: `支付宝拒绝了请求：${code} ${message}`, en: `Alipay refused: ${code} ${message}` }
}
