// The configuration: every environment variable read once, checked together, frozen. Keys stay texts here;
// the gateway they belong to parses them.

import type { Text, TrustProxy } from './config-kinds.ts'
import {
  namesOf,
  type Origin,
  type Values,
  type VariableName,
  variableNames,
  variables,
} from './config-variables.ts'
import { parseDotenv } from './kit/dotenv.ts'
import type { LogLevel } from './kit/log.ts'
import { Secret } from './kit/secret.ts'

export { envExample } from './config-variables.ts'

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
  sellerId?: string
  /** base64 of 16 bytes */
  aesKey?: Secret
}>

export type WechatTexts = Readonly<{
  appId?: string
  mchId: string
  apiV3Key?: Secret
  privateKey?: Secret
  serialNo?: string
  publicKeyId?: string
  publicKey?: string
  mchKey?: Secret
  gateway: string
  sandbox: boolean
}>

/** Addresses are absent where neither they nor `PUBLIC_URL` are set. */
export type ChannelConfig<Texts> = Readonly<{ texts: Texts; notifyUrl?: string; returnUrl?: string }>

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
  paymentEnabled: boolean
  /** how long an order may be paid, at every gateway */
  paymentMinutes: number
  rateLimitFactor: number
  admin: Readonly<{ email: string; password?: Secret }> | undefined
  databaseUrl: Secret | undefined
  dataDir: string
  secretKey: Secret | undefined
  logFile: string
  logLevel: LogLevel
  metricsToken: Secret | undefined
  alipay: ChannelConfig<AlipayTexts> | undefined
  wechat: ChannelConfig<WechatTexts> | undefined
  /** what the environment or `.env` sets: read-only in the console */
  setNames: readonly VariableName[]
  /** odd, but no reason not to start */
  warnings: readonly Text[]
}>

/** One variable that cannot be used. Never holds the value of a secret. */
export type ConfigProblem = Readonly<{ variable: string } & Text>

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

type Environment = Readonly<Record<string, string | undefined>>
type ReadFile = (path: string) => string

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
  const { texts, problems } = gatherTexts([env, Object.fromEntries(dotenv.values)], readFile)
  const setNames = variableNames.filter((name) => texts.has(name))
  const values = readValues(texts, problems)
  problems.push(...missing(new Set(setNames)))
  if (problems.length > 0) throw new ConfigError(problems)

  const warnings = [
    ...dotenv.warnings.map(({ line, zh, en }) => ({
      zh: `.env 第 ${line} 行：${zh}`,
      en: `.env line ${line}: ${en}`,
    })),
    ...unknownNames([...Object.keys(env), ...dotenv.values.keys()]),
  ]
  return deepFreeze({ ...configOf(values), setNames, warnings })
}
