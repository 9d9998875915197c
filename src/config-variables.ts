// The one table of environment variables: name, kind, default and meaning. The configuration is read by it
// and `.env.example` is printed from it.

import {
  anyPath,
  databaseAddress,
  factor,
  hidden,
  type Kind,
  matching,
  oneOf,
  paymentMinutes,
  port,
  proxies,
  siteAddress,
  type Text,
  webAddress,
  wechatProducts,
  yesNo,
  yuan,
} from './config-kinds.ts'
import { formatDotenv } from './kit/dotenv.ts'
import { logLevels } from './kit/log.ts'

/** `or-file`: `NAME` holds the text or `NAME_FILE` the path of a file with it. `file`: `NAME` is the path. */
export type Origin = 'text' | 'or-file' | 'file'

export type Variable<T> = Readonly<{
  kind: Kind<T>
  origin: Origin
  /** read as if it had been set; undefined: the value may be absent */
  fallback: string | undefined
  about: Text
}>

type WithDefault<T> = Variable<T> & Readonly<{ fallback: string }>
type Optional<T> = Variable<T> & Readonly<{ fallback: undefined }>

function optional<T>(kind: Kind<T>, zh: string, en: string, origin: Origin = 'text'): Optional<T> {
  return { kind, origin, fallback: undefined, about: { zh, en } }
}

function withDefault<T>(kind: Kind<T>, fallback: string, zh: string, en: string): WithDefault<T> {
  return { kind, origin: 'text', fallback, about: { zh, en } }
}

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

const site = {
  HOST: withDefault(
    matching(/^[0-9A-Za-z.:_-]+$/, '主机名或 IP 地址', 'a host name or an IP address'),
    '127.0.0.1',
    '监听地址',
    'Address to listen on',
  ),
  PORT: withDefault(port, '3000', '监听端口', 'Port to listen on'),
  PUBLIC_URL: optional(
    siteAddress,
    '网站的外部地址，默认的通知和返回地址由它而来',
    "The site's outside address, for the default notify and return addresses",
  ),
  TRUST_PROXY: withDefault(
    proxies,
    'false',
    '信任哪些代理的 X-Forwarded-*：地址、网段或层数',
    'Which proxies to believe X-Forwarded-* from: addresses, networks or a number of hops',
  ),
  SESSION_COOKIE_SECURE: optional(
    yesNo,
    'Cookie 只经 https 发送，默认随 PUBLIC_URL',
    'Send cookies over https only; by default as PUBLIC_URL is',
  ),
  PAYMENT_ENABLED: withDefault(yesNo, 'true', '是否开启支付', 'Whether paying is on'),
  REFUND_APPROVAL: optional(
    yuan,
    '同一订单累计退款超过这个金额（元）要另一个人同意，默认不需要',
    'Once more than this (yuan) of an order goes back, a second person is needed; by default none is',
  ),
  RATE_LIMIT_FACTOR: withDefault(
    factor,
    '1',
    '所有公开限额的倍数，压力测试用',
    'Multiplies every public limit; for load tests',
  ),
  DEMO: optional(
    yesNo,
    '1：演示商品和模拟网关；0：从不。默认：没有配置任何网关时演示',
    '1: demo catalogue and simulated gateways; 0: never. By default where no gateway is configured',
  ),
  DEMO_CATALOGUE: withDefault(
    yesNo,
    'false',
    '在真实配置旁载入演示商品',
    'Loads the demo catalogue beside a real configuration',
  ),
  ADMIN_EMAIL: optional(
    matching(/^[^\s@]{1,64}@[^\s@]{1,190}$/, '电子邮箱', 'an e-mail address'),
    '首位管理员的邮箱，只创建一次',
    'First administrator, created once',
  ),
  ADMIN_PASSWORD: optional(
    hidden(/^[\s\S]{8,128}$/, '8 到 128 个字符', '8 to 128 characters'),
    '首位管理员的密码',
    "The first administrator's password",
  ),
}

const storage = {
  DATABASE_URL: optional(
    databaseAddress,
    'PostgreSQL 地址，不填则使用 DATA_DIR 下的内置数据库',
    'A PostgreSQL server; unset: the embedded database under DATA_DIR',
  ),
  DATA_DIR: withDefault(
    anyPath,
    './data',
    '数据目录：数据库、生成的密钥、账单、备份',
    'Folder of the database, generated secrets, bills and backups',
  ),
  SECRET_KEY: optional(
    hidden(/^[\s\S]{16,}$/, '至少 16 个字符的随机文字', 'random text of at least 16 characters'),
    '加密数据库中秘密的主密钥，不填则生成到 DATA_DIR',
    'Encrypts the secrets in the database; unset: generated into DATA_DIR',
    'or-file',
  ),
  LOG_FILE: withDefault(
    anyPath,
    'logs/keytill.log',
    '日志文件，与标准输出并行',
    'Log file, beside stdout',
  ),
  LOG_LEVEL: optional(
    oneOf(...logLevels),
    '日志级别，默认 info；NODE_ENV=development 时为 debug',
    'Log level, by default info; debug with NODE_ENV=development',
  ),
  NODE_ENV: optional(
    matching(/^\S+$/, '一个词', 'one word'),
    '只影响日志的默认值',
    'Changes nothing but the defaults of logging',
  ),
  METRICS_TOKEN: optional(
    hidden(/^[!-~]{16,256}$/, '16 到 256 个可见字符', '16 to 256 visible ASCII characters'),
    '从其他机器读取 /metrics 的令牌',
    'Token to read /metrics from another machine',
  ),
}

const alipay = {
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

const wechat = {
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

export const variables = { ...site, ...storage, ...alipay, ...wechat }

export type VariableName = keyof typeof variables

type ValueOf<V> =
  V extends WithDefault<infer T> ? T : V extends Optional<infer T> ? T | undefined : never

/** Every variable as its kind reads it. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> }

export const variableNames = Object.keys(variables) as readonly VariableName[]

/** What the console may save: the rest is needed before there is a database, or is the machine's business. */
export const savableNames: readonly VariableName[] = [
  'PUBLIC_URL',
  'PAYMENT_ENABLED',
  'REFUND_APPROVAL',
  ...(Object.keys(alipay) as (keyof typeof alipay)[]),
  ...(Object.keys(wechat) as (keyof typeof wechat)[]),
]

/** The names under which a variable may be set: its own and, where the text may be in a file, `…_FILE`. */
export function namesOf(name: VariableName): readonly string[] {
  return variables[name].origin === 'or-file' ? [name, `${name}_FILE`] : [name]
}

const sections = [
  { title: '网站 / The site', names: Object.keys(site) },
  { title: '数据与日志 / Data and logs', names: Object.keys(storage) },
  { title: '支付宝 / Alipay', names: Object.keys(alipay) },
  { title: '微信支付 / WeChat Pay', names: Object.keys(wechat) },
]

/** The text of `.env.example`: every variable, commented out, so that a copy of it configures nothing. */
export function envExample(): string {
  const described = new Map(Object.entries<Variable<unknown>>(variables))
  const blocks = sections.map(({ title, names }) => {
    const entries = names.map((name) => exampleOf(name, described.get(name)))
    return [`# ── ${title} ──`, ...entries].join('\n\n')
  })
  return `${blocks.join('\n\n\n')}\n`
}

function exampleOf(name: string, variable: Variable<unknown> | undefined): string {
  const { zh = '', en = '' } = variable?.about ?? {}
  const orFile = variable?.origin === 'or-file' ? ` (${name}_FILE)` : ''
  return `# ${zh} / ${en}${orFile}\n# ${formatDotenv(name, variable?.fallback ?? '')}`
}
