// The configuration: every environment variable read once, checked together, frozen. Keys stay texts here;
// the gateway they belong to parses them.

import type { Contact, Text, TrustProxy, WechatProduct } from './config-kinds.ts'
import {
  type ConfigProblem,
  type Environment,
  type ReadFile,
  readVariables,
  unknownNames,
} from './config-read.ts'
import type { Values, VariableName } from './config-variables.ts'
import type { Fen } from './core/money.ts'
import { type Dotenv, parseDotenv } from './kit/dotenv.ts'
import type { LogLevel } from './kit/log.ts'
import { Secret } from './kit/secret.ts'

/** What `.env` says about the ways letters go; one that is not configured is absent. */
export type LetterTexts = Readonly<{
  mail?: Readonly<{ url: Secret; from: string }>
  sms?: Readonly<{
    keyId: string
    keySecret: Secret
    signName: string
    /** by the kind of letter */
    templates: Readonly<{ code: string; delivered?: string; owed?: string; refunded?: string }>
    gateway: string
  }>
}>

export type { Input, Text } from './config-kinds.ts'
export type { ConfigProblem } from './config-read.ts'
export {
  envExample,
  overName,
  savableNames,
  type Variable,
  type VariableName,
  variables,
} from './config-variables.ts'

/** What `.env` says about Alipay, by the role each text plays (CONTRACT section 1). */
export type AlipayTexts = Readonly<{
  appId: string
  privateKey: Secret
  alipayPublicKey?: string
  /** the app's own public key; it must match the private key */
  ownPublicKey?: string
  appCertPem?: string
  alipayCertPem?: string
  rootCertPem?: string
  signType: 'RSA2' | 'RSA'
  /** as written; absent: Alipay's production or sandbox gateway, as `sandbox` says */
  gateway?: string
  sandbox: boolean
  /** buyers may sign in with their Alipay account */
  offersSignIn: boolean
  sellerId?: string
  /** base64 of 16 bytes */
  aesKey?: Secret
}>

/** What `.env` says about WeChat Pay. With `apiV3Key` it is an account of API v3, else one of API v2. */
export type WechatTexts = Readonly<{
  appId?: string
  /** learns who pays inside WeChat */
  appSecret?: Secret
  mchId: string
  apiV3Key?: Secret
  privateKey?: Secret
  serialNo?: string
  publicKeyId?: string
  publicKey?: string
  mchKey?: Secret
  /** the merchant's own certificate; API v2 returns money only to a caller that shows it */
  certPem?: string
  gateway: string
  /** where a payer logs in and where the code is redeemed; absent: WeChat's own two hosts */
  loginGateway?: string
  /** opened at the merchant platform; absent: all */
  products?: readonly WechatProduct[]
  sandbox: boolean
}>

/** Addresses are absent where neither they nor `PUBLIC_URL` are set. */
export type ChannelConfig<Texts> = Readonly<{
  texts: Texts
  /** whether buyers may choose it; what was begun through it is looked after either way */
  enabled: boolean
  notifyUrl?: string
  returnUrl?: string
}>

export type Config = Readonly<{
  mode: 'demo' | 'live'
  demoCatalogue: boolean
  host: string
  /** 0: any free one */
  port: number
  /** an origin: no path, no trailing slash */
  publicUrl: string | undefined
  trustProxy: TrustProxy
  sessionCookieSecure: boolean
  shopName: string | undefined
  shopContact: Contact | undefined
  /** other sites a buyer may be sent back to */
  returnHosts: readonly string[]
  paymentEnabled: boolean
  /** how long an order may be paid, at every gateway */
  paymentMinutes: number
  /** a refund above this needs a second person */
  refundApprovalFen: Fen | undefined
  /** sales of others in a bill: one remark a day, or a case for each */
  foreignSales: 'sum' | 'each'
  rateLimitFactor: number
  admin: Readonly<{ email: string; password?: Secret }> | undefined
  databaseUrl: Secret | undefined
  dataDir: string
  secretKey: Secret | undefined
  logFile: string
  logLevel: LogLevel
  metricsToken: Secret | undefined
  alipay: ChannelConfig<AlipayTexts> | undefined
  /** buyers may sign in with their Alipay account, the simulated one too */
  alipayLogin: boolean
  wechat: ChannelConfig<WechatTexts> | undefined
  letters: LetterTexts
  /** whole keys stand in the mail of a delivery */
  mailKeys: boolean
  /** `MP_verify_….txt`, by which WeChat knows the login domain for the merchant's */
  verifyFile: string | undefined
  /** what the environment or `.env` sets: read-only in the console */
  setNames: readonly VariableName[]
  /** what the console saved and the environment does not set */
  savedNames: readonly VariableName[]
  /** the same environment over other saved settings; throws a ConfigError */
  withSaved(saved: SavedTexts): Config
  /** as the environment or `.env` writes it, which may be a secret; undefined where it is not set there */
  environmentText(name: VariableName): string | undefined
  /** odd, but no reason not to start */
  warnings: readonly Text[]
}>

/** What the console saved, by variable name. */
export type SavedTexts = Readonly<Partial<Record<VariableName, string>>>

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, zh, en }) => `  ${variable}: ${zh} / ${en}`)
    super(`配置有误 / The configuration cannot be used\n${lines.join('\n')}`)
    this.problems = problems
  }
}

/**
 * Reads the configuration. `dotenvText` is the text of `.env`, if there is one; a real environment variable
 * wins over it, and an empty one is as good as none. `readFile` reads the files that `…_FILE` variables name
 * and may throw. Throws a ConfigError.
 */
export function readConfig(
  env: Environment,
  dotenvText: string | undefined,
  { readFile }: Readonly<{ readFile: ReadFile }>,
): Config {
  const dotenv = parseDotenv(dotenvText ?? '')
  const sources = [env, Object.fromEntries(dotenv.values)]
  const withSaved = (saved: SavedTexts): Config => {
    const reading = readVariables(sources, readFile, saved)
    const { values, setNames, savedNames, problems } = reading
    if (problems.length > 0) throw new ConfigError(problems)
    const config = {
      ...siteOf(values, setNames),
      alipay: alipayOf(values),
      alipayLogin: values.ALIPAY_LOGIN,
      wechat: wechatOf(values),
      letters: lettersOf(values),
      mailKeys: values.MAIL_KEYS,
      verifyFile: values.WECHAT_VERIFY_FILE,
      setNames,
      savedNames,
      warnings: warningsOf(env, dotenv, values),
    }
    const environmentText = (name: VariableName) => reading.setTexts[name]
    // Not settings, so they are not among them when these are listed or compared.
    const asked = { withSaved: { value: withSaved }, environmentText: { value: environmentText } }
    return deepFreeze(Object.defineProperties(config, asked) as Config)
  }
  return withSaved({})
}

function siteOf(values: Values, setNames: readonly VariableName[]) {
  const publicUrl = values.PUBLIC_URL
  const mode = modeOf(values, setNames)
  const email = values.ADMIN_EMAIL
  return {
    mode,
    demoCatalogue: mode === 'demo' || values.DEMO_CATALOGUE,
    host: values.HOST,
    port: values.PORT,
    publicUrl,
    trustProxy: values.TRUST_PROXY,
    sessionCookieSecure: values.SESSION_COOKIE_SECURE ?? publicUrl?.startsWith('https:') ?? false,
    shopName: values.SHOP_NAME,
    shopContact: values.SHOP_CONTACT,
    returnHosts: values.RETURN_HOSTS ?? [],
    paymentEnabled: values.PAYMENT_ENABLED,
    paymentMinutes: values.ALIPAY_TIMEOUT_EXPRESS,
    refundApprovalFen: values.REFUND_APPROVAL,
    foreignSales: values.FOREIGN_SALES,
    rateLimitFactor: values.RATE_LIMIT_FACTOR,
    admin:
      email === undefined ? undefined : { email, ...given({ password: values.ADMIN_PASSWORD }) },
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    secretKey: values.SECRET_KEY,
    logFile: values.LOG_FILE,
    logLevel: values.LOG_LEVEL ?? (values.NODE_ENV === 'development' ? 'debug' : 'info'),
    metricsToken: values.METRICS_TOKEN,
  } as const
}

/**
 * An account that is being set up in the console ends the demonstration when it is switched on; one in the environment
 * ends it by being there, since whoever pauses it must not hand out goods for play money.
 */
function modeOf(values: Values, setNames: readonly VariableName[]): 'demo' | 'live' {
  const sells =
    (values.ALIPAY_APP_ID !== undefined &&
      (values.ALIPAY_ENABLED || setNames.includes('ALIPAY_APP_ID'))) ||
    (values.WECHAT_MCH_ID !== undefined &&
      (values.WECHAT_ENABLED || setNames.includes('WECHAT_MCH_ID')))
  return (values.DEMO ?? !sells) ? 'demo' : 'live'
}

/** `ALIPAY_PUBLIC_KEY` is Alipay's key unless `ALIPAY_ALIPAY_PUBLIC_KEY` is there to be it (CONTRACT section 1). */
function alipayOf(values: Values): ChannelConfig<AlipayTexts> | undefined {
  const { ALIPAY_APP_ID: appId, ALIPAY_PRIVATE_KEY: privateKey } = values
  if (appId === undefined || privateKey === undefined) return undefined
  const { ALIPAY_ALIPAY_PUBLIC_KEY: platformKey, ALIPAY_PUBLIC_KEY: otherKey } = values
  const texts = {
    appId,
    privateKey,
    signType: values.ALIPAY_SIGN_TYPE,
    sandbox: values.ALIPAY_SANDBOX,
    offersSignIn: values.ALIPAY_LOGIN,
    ...given({
      alipayPublicKey: platformKey ?? otherKey,
      ownPublicKey: platformKey === undefined ? undefined : otherKey,
      appCertPem: values.ALIPAY_APP_CERT_FILE,
      alipayCertPem: values.ALIPAY_CERT_FILE,
      rootCertPem: values.ALIPAY_ROOT_CERT_FILE,
      gateway: values.ALIPAY_GATEWAY,
      sellerId: values.ALIPAY_SELLER_ID,
      aesKey: values.ALIPAY_AES_KEY,
    }),
  }
  const { PUBLIC_URL, ALIPAY_NOTIFY_URL, ALIPAY_RETURN_URL } = values
  return {
    texts,
    enabled: values.ALIPAY_ENABLED,
    ...addressesOf('alipay', PUBLIC_URL, ALIPAY_NOTIFY_URL, ALIPAY_RETURN_URL),
  }
}

function wechatOf(values: Values): ChannelConfig<WechatTexts> | undefined {
  const mchId = values.WECHAT_MCH_ID
  if (mchId === undefined) return undefined
  const texts = {
    mchId,
    gateway: values.WECHAT_GATEWAY,
    sandbox: values.WECHAT_SANDBOX,
    products: values.WECHAT_PRODUCTS,
    ...given({
      appId: values.WECHAT_APP_ID,
      apiV3Key: values.WECHAT_API_V3_KEY,
      privateKey: values.WECHAT_PRIVATE_KEY,
      serialNo: values.WECHAT_SERIAL_NO,
      publicKeyId: values.WECHAT_PUBLIC_KEY_ID,
      publicKey: values.WECHAT_PUBLIC_KEY,
      mchKey: values.WECHAT_MCH_KEY,
      appSecret: values.WECHAT_APP_SECRET,
      certPem: values.WECHAT_CERT_FILE,
      loginGateway: values.WECHAT_LOGIN_GATEWAY,
    }),
  }
  const { PUBLIC_URL, WECHAT_NOTIFY_URL, WECHAT_RETURN_URL } = values
  return {
    texts,
    enabled: values.WECHAT_ENABLED,
    ...addressesOf('wechat', PUBLIC_URL, WECHAT_NOTIFY_URL, WECHAT_RETURN_URL),
  }
}

function lettersOf(values: Values): LetterTexts {
  const { SMTP_URL: url, MAIL_FROM: from } = values
  const { ALIYUN_SMS_KEY_ID: keyId, ALIYUN_SMS_KEY_SECRET: keySecret } = values
  const { ALIYUN_SMS_SIGN: signName, ALIYUN_SMS_TEMPLATE_CODE: code } = values
  return {
    ...(url && from !== undefined ? { mail: { url, from } } : {}),
    ...(keyId !== undefined && keySecret && signName !== undefined && code !== undefined
      ? {
          sms: {
            keyId,
            keySecret,
            signName,
            templates: {
              code,
              ...given({
                delivered: values.ALIYUN_SMS_TEMPLATE_DELIVERED,
                owed: values.ALIYUN_SMS_TEMPLATE_OWED,
                refunded: values.ALIYUN_SMS_TEMPLATE_REFUNDED,
              }),
            },
            gateway: values.ALIYUN_SMS_GATEWAY,
          },
        }
      : {}),
  }
}

function addressesOf(
  kind: 'alipay' | 'wechat',
  publicUrl: string | undefined,
  notifyUrl: string | undefined,
  returnUrl: string | undefined,
) {
  const ours = (path: string) => publicUrl && `${publicUrl}${path}`
  return given({
    notifyUrl: notifyUrl ?? ours(`/api/v1/pay/${kind}/notify`),
    returnUrl: returnUrl ?? ours('/payment/result'),
  })
}

/** Short enough to be guessed offline from a stolen dump. */
const secretKeyShort = 32

function warningsOf(env: Environment, dotenv: Dotenv, values: Values): readonly Text[] {
  const short = values.SECRET_KEY && values.SECRET_KEY.reveal().length < secretKeyShort
  return [
    ...dotenv.warnings.map(({ line, zh, en }) => ({
      zh: `.env 第 ${line} 行：${zh}`,
      en: `.env line ${line}: ${en}`,
    })),
    ...unknownNames([...Object.keys(env), ...dotenv.values.keys()]),
    ...(short ? [shortSecretKey] : []),
  ]
}

const shortSecretKey: Text = {
  zh: `SECRET_KEY 偏短，建议至少 ${secretKeyShort} 个随机字符`,
  en: `SECRET_KEY is short; ${secretKeyShort} random characters or more are advised`,
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

/** The members that are there, so that an absent one is no member at all. */
function given<T extends object>(members: T): Given<T> {
  const present = Object.entries(members).filter(([, member]) => member !== undefined)
  return Object.fromEntries(present) as Given<T>
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
