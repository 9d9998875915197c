// Merchants’ `.env` files written around test keys, and the reading of them.

import { type Config, ConfigError, type ConfigProblem, readConfig } from '../../src/config.ts'
import { rsaPair } from '../support/rsa-pair.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** `app`: the merchant's pair. `platform`: Alipay's, of which a merchant has the public key. */
export const testKeys = { app: rsaPair(), platform: rsaPair() }

/** The body of a PEM on one line. */
export function bare(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '')
}

/** One line of a PEM. */
export function pemLine(pem: string, line: number): string {
  return pem.split('\n')[line] ?? ''
}

const { app, platform } = testKeys

/** One channel, keys over several lines without quotes. */
export const severalLines = `# sample: one channel
PAYMENT_ENABLED=true

# Alipay
ALIPAY_APP_ID=2021000000000001
ALIPAY_PRIVATE_KEY=${app.privatePem}ALIPAY_PUBLIC_KEY=${app.publicPem}ALIPAY_ALIPAY_PUBLIC_KEY=${platform.publicPem}
ALIPAY_GATEWAY=https://openapi.alipay.com/gateway.do
ALIPAY_NOTIFY_URL=https://shop.example/api/v1/pay/alipay/notify
ALIPAY_RETURN_URL=https://shop.example/payment/result

# minutes
ALIPAY_TIMEOUT_EXPRESS=30
SESSION_COOKIE_SECURE=True
`

/** Two channels, comments behind values, Alipay's key in ALIPAY_PUBLIC_KEY. */
export const twoChannels = `# sample: two channels
WECHAT_APP_ID=wx1234567890abcdef          # app id of the official account
WECHAT_MCH_ID=1234567890                   # merchant number
WECHAT_MCH_KEY=0123456789abcdef0123456789abcdef      # API v2 key
WECHAT_NOTIFY_URL=https://shop.example/payment/wechat/notify  # callback
WECHAT_RETURN_URL=https://shop.example/payment/success        # return
WECHAT_SANDBOX=false                       # false in production

ALIPAY_APP_ID=2021000000000000            # Alipay app
ALIPAY_NOTIFY_URL=https://shop.example/payment/alipay/notify  # callback
ALIPAY_RETURN_URL=https://shop.example/payment/success        # return
ALIPAY_SANDBOX=false                      # false in production

# keys
ALIPAY_PRIVATE_KEY=${app.privatePem}
ALIPAY_PUBLIC_KEY=${platform.publicPem}`

/** The same keys in the other usual forms. */
export const otherForms = `# sample: other forms
ALIPAY_APP_ID="2021000000000001"
ALIPAY_PRIVATE_KEY="${app.privatePem.trim().replaceAll('\n', '\\n')}"
ALIPAY_ALIPAY_PUBLIC_KEY=${platform.publicPem.replaceAll('\n', '#')}
ALIPAY_PUBLIC_KEY=${bare(app.publicPem)}
`

/** A reader of files where there are none. */
export const noFiles = (path: string): string => {
  throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
}

/** A reader of these files, by path. */
export const filesOf = (files: Readonly<Record<string, string>>) => (path: string) =>
  files[path] ?? noFiles(path)

export function read(env: Environment, dotenv?: string, readFile = noFiles): Config {
  return readConfig(env, dotenv, { readFile })
}

/** What is wrong with a configuration; nothing, if it can be used. */
export function problemsOf(
  env: Environment,
  dotenv?: string,
  readFile = noFiles,
): readonly ConfigProblem[] {
  try {
    read(env, dotenv, readFile)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** One Alipay channel, with nothing but what it needs. */
export const channel = {
  ALIPAY_APP_ID: '2021000000000001',
  ALIPAY_PRIVATE_KEY: app.privatePem,
  ALIPAY_PUBLIC_KEY: platform.publicPem,
}

export const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
export const certificateFiles = filesOf({
  'app.crt': certificate,
  'ali.crt': certificate,
  'root.crt': certificate,
})
export const certificates = {
  ALIPAY_APP_CERT_FILE: 'app.crt',
  ALIPAY_CERT_FILE: 'ali.crt',
  ALIPAY_ROOT_CERT_FILE: 'root.crt',
}
