// The variables that name the merchant's accounts at the gateways.

import {
  hidden,
  matching,
  oneOf,
  paymentMinutes,
  webAddress,
  wechatProducts,
  yesNo,
} from './config-kinds.ts'
import { optional, withDefault } from './config-variable.ts'

/** A key in any of its spellings has a run of base64; a placeholder from a tutorial has none. */
const keyForm = /[A-Za-z0-9+/]{16}/
const publicKey = matching(
  keyForm,
  '公钥（PEM 或 base64）',
  'a public key (PEM or base64)',
  'lines',
)
const privateKey = hidden(
  keyForm,
  '私钥（PEM 或 base64）',
  'a private key (PEM or base64)',
  'lines',
)
const certificate = matching(
  /-----BEGIN CERTIFICATE-----/,
  'PEM 格式的证书文件',
  'a file with certificates in PEM form',
  'lines',
)

export const alipay = {
  ALIPAY_ENABLED: withDefault(
    yesNo,
    'true',
    '是否向买家提供支付宝',
    'Whether buyers are offered Alipay',
  ),
  ALIPAY_APP_ID: optional(
    matching(/^\d{8,32}$/, '纯数字的应用 ID', 'the application id, digits only'),
    '支付宝应用 ID',
    'Application id',
  ),
  ALIPAY_PRIVATE_KEY: optional(privateKey, '应用私钥', "The app's private key", 'or-file'),
  ALIPAY_ALIPAY_PUBLIC_KEY: optional(publicKey, '支付宝公钥', "Alipay's public key", 'or-file'),
  ALIPAY_PUBLIC_KEY: optional(
    publicKey,
    '应用公钥；未填 ALIPAY_ALIPAY_PUBLIC_KEY 时为支付宝公钥',
    "The app's own public key; Alipay's where ALIPAY_ALIPAY_PUBLIC_KEY is not set",
    'or-file',
  ),
  ALIPAY_APP_CERT_FILE: optional(
    certificate,
    '证书模式：应用证书的路径',
    "Certificate mode: path of the app's certificate",
    'file',
  ),
  ALIPAY_CERT_FILE: optional(
    certificate,
    '证书模式：支付宝证书的路径',
    "Certificate mode: path of Alipay's certificate",
    'file',
  ),
  ALIPAY_ROOT_CERT_FILE: optional(
    certificate,
    '证书模式：支付宝根证书的路径',
    "Certificate mode: path of Alipay's root certificates",
    'file',
  ),
  ALIPAY_SIGN_TYPE: withDefault(oneOf('RSA2', 'RSA'), 'RSA2', '签名方式', 'Signature type'),
  ALIPAY_GATEWAY: optional(
    webAddress,
    '网关地址，默认支付宝正式网关',
    "Gateway address, by default Alipay's production gateway",
  ),
  ALIPAY_SANDBOX: withDefault(yesNo, 'false', '使用沙箱网关', "Takes Alipay's sandbox gateway"),
  ALIPAY_SELLER_ID: optional(
    matching(/^2088\d{12}$/, '2088 开头的 16 位数字', '16 digits that begin with 2088'),
    '卖家 ID，其他卖家的通知会被拒绝',
    'Seller id; a notice for another seller is refused',
  ),
  ALIPAY_AES_KEY: optional(
    hidden(/^[A-Za-z0-9+/]{22}==$/, '16 字节的 base64', 'base64 of 16 bytes'),
    '接口内容加密密钥',
    'Key of the content encryption',
  ),
  ALIPAY_LOGIN: withDefault(
    yesNo,
    'false',
    '买家可以用支付宝登录账号',
    'Buyers may sign in with their Alipay account',
  ),
  ALIPAY_NOTIFY_URL: optional(
    webAddress,
    '异步通知地址，默认 PUBLIC_URL/api/v1/pay/alipay/notify',
    'Notify address, by default PUBLIC_URL/api/v1/pay/alipay/notify',
  ),
  ALIPAY_RETURN_URL: optional(
    webAddress,
    '返回地址，默认 PUBLIC_URL/payment/result',
    'Return address, by default PUBLIC_URL/payment/result',
  ),
  ALIPAY_TIMEOUT_EXPRESS: withDefault(
    paymentMinutes,
    '30',
    '支付时限（分钟），对所有网关有效',
    'Minutes to pay, at every gateway',
  ),
}

export const wechat = {
  WECHAT_ENABLED: withDefault(
    yesNo,
    'true',
    '是否向买家提供微信支付',
    'Whether buyers are offered WeChat Pay',
  ),
  WECHAT_APP_ID: optional(
    matching(/^wx[0-9A-Za-z]{8,30}$/, 'wx 开头的 AppID', 'an AppID that begins with wx'),
    '公众号或小程序的 AppID',
    'AppID of the official account or mini program',
  ),
  WECHAT_APP_SECRET: optional(
    hidden(/^[0-9A-Za-z]{16,64}$/, '公众号的 AppSecret', "the official account's AppSecret"),
    '公众号的 AppSecret，在微信内支付时用来识别付款人',
    "The official account's AppSecret; learns who pays inside WeChat",
    'or-file',
  ),
  WECHAT_MCH_ID: optional(
    matching(/^\d{6,32}$/, '纯数字的商户号', 'the merchant number, digits only'),
    '商户号',
    'Merchant number',
  ),
  WECHAT_API_V3_KEY: optional(
    hidden(/^[!-~]{32}$/, '32 个字符', '32 characters'),
    'API v3 密钥',
    'API v3 key',
    'or-file',
  ),
  WECHAT_PRIVATE_KEY: optional(
    privateKey,
    '商户 API 私钥',
    "The merchant's private key",
    'or-file',
  ),
  WECHAT_SERIAL_NO: optional(
    matching(/^[0-9A-Fa-f]{8,40}$/, '十六进制的证书序列号', 'a certificate serial in hex'),
    '商户 API 证书序列号',
    "Serial number of the merchant's certificate",
  ),
  WECHAT_PUBLIC_KEY_ID: optional(
    matching(/^PUB_KEY_ID_[0-9A-Za-z]+$/, 'PUB_KEY_ID_ 开头的编号', 'an id beginning PUB_KEY_ID_'),
    '微信支付公钥 ID（公钥模式）',
    "Id of WeChat Pay's public key (public-key mode)",
  ),
  WECHAT_PUBLIC_KEY: optional(publicKey, '微信支付公钥', "WeChat Pay's public key", 'or-file'),
  WECHAT_MCH_KEY: optional(
    hidden(/^[!-~]{32}$/, '32 个字符', '32 characters'),
    'API v2 密钥，未填 v3 密钥时使用',
    'API v2 key, used where no v3 key is set',
    'or-file',
  ),
  WECHAT_CERT_FILE: optional(
    certificate,
    '商户 API 证书的路径（API v2 退款需要）',
    "Path of the merchant's certificate (API v2 needs it for refunds)",
    'file',
  ),
  WECHAT_LOGIN_GATEWAY: optional(
    webAddress,
    '微信网页授权的地址，默认微信官方',
    "Address of WeChat's page login, by default WeChat's own",
  ),
  WECHAT_GATEWAY: withDefault(
    webAddress,
    'https://api.mch.weixin.qq.com',
    '网关地址',
    'Gateway address',
  ),
  WECHAT_NOTIFY_URL: optional(
    webAddress,
    '通知地址，默认 PUBLIC_URL/api/v1/pay/wechat/notify',
    'Notify address, by default PUBLIC_URL/api/v1/pay/wechat/notify',
  ),
  WECHAT_RETURN_URL: optional(
    webAddress,
    '返回地址，默认 PUBLIC_URL/payment/result',
    'Return address, by default PUBLIC_URL/payment/result',
  ),
  WECHAT_PRODUCTS: withDefault(
    wechatProducts,
    'native,h5,jsapi',
    '已开通的支付产品，未开通的不会给买家显示',
    'Payment products that are opened; the others are not shown to buyers',
  ),
  WECHAT_VERIFY_FILE: optional(
    matching(
      /^MP_verify_[0-9A-Za-z]{8,32}\.txt$/,
      'MP_verify_ 开头的文件名',
      'a file name that begins with MP_verify_',
    ),
    '网页授权域名的校验文件名，商店会在网站根目录提供它',
    'Name of the file that proves the login domain; the shop serves it',
  ),
  WECHAT_SANDBOX: withDefault(yesNo, 'false', '使用 v2 沙箱', 'Takes the v2 sandbox'),
}
