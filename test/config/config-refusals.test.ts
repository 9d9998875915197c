// What may not stand in a variable, what is then said, and what is never said.

import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config.ts'
import { variableNames } from '../../src/config-variables.ts'
import { bare, channel, filesOf, problemsOf, read, testKeys } from './merchant-env.ts'

const { app } = testKeys

/** For every variable, values it must not take. */
const badValues: Readonly<Record<(typeof variableNames)[number], readonly string[]>> = {
  HOST: ['a b', 'http://a', '1.2.3.4/8'],
  PORT: ['-1', '65536', '3.5', '0x50', '1e3', 'abc', '80 80'],
  PUBLIC_URL: [
    'shop.example',
    'ftp://a.example',
    'https://',
    'https://a.example/x',
    'https://a.example?',
    'https://a.example/#x',
    'https://u:p@a.example',
    'https://a b',
  ],
  TRUST_PROXY: [
    'yes',
    '-1',
    '1.5',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/8,,',
    'proxy.example',
    '10.0.0.1;10.0.0.2',
  ],
  SESSION_COOKIE_SECURE: ['yes', 'TRUE!', '2'],
  SHOP_NAME: ['x'.repeat(41), '<b>', 'a\u200bb'],
  SHOP_CONTACT: ['x'.repeat(121), 'javascript:alert(1)<', 'a\u0007b'],
  RETURN_HOSTS: ['https://shop.example', 'a/b', 'a b', 'user@shop.example', 'a,,b'],
  PAYMENT_ENABLED: ['on', 'no', '01'],
  REFUND_APPROVAL: ['-1', '1.234', 'x', '1e3', '￥5'],
  FOREIGN_SALES: ['none', 'SUM'],
  RATE_LIMIT_FACTOR: ['0', '-1', '0.0', 'x', '1e3', 'Infinity', 'NaN', '1,5', '.5'],
  DEMO: ['yes', '2'],
  DEMO_CATALOGUE: ['all', '-1'],
  ADMIN_EMAIL: ['admin', 'a@', '@b', 'a@b@c', 'a b@c'],
  ADMIN_PASSWORD: ['short', 'x'.repeat(129)],
  DATABASE_URL: [
    'mysql://user:canary@host/db',
    'postgres:/canary',
    'canary',
    'postgres://canary:x:y/db',
  ],
  DATA_DIR: ['a\0b'],
  SECRET_KEY: ['canary', 'x'.repeat(15)],
  LOG_FILE: ['a\0b'],
  LOG_LEVEL: ['INFO', 'verbose', '3'],
  NODE_ENV: ['two words'],
  METRICS_TOKEN: ['canary', 'with a space in it', 'x'.repeat(257)],
  SMTP_URL: [
    'smtp.example.com',
    'http://canary@a.example',
    'smtp://canary@',
    'smtps://a.example/canary',
    'smtp://u:ca%nary@a.example',
  ],
  MAIL_FROM: ['shop', 'a@b@c', 'Shop <shop>', 'Shop shop@example.com', '<b>x</b> <a@b.example>'],
  MAIL_KEYS: ['all', '2'],
  ALIYUN_SMS_KEY_ID: ['short', 'with a space in it'],
  ALIYUN_SMS_KEY_SECRET: ['canary', 'canary canary canary'],
  ALIYUN_SMS_SIGN: ['x', '【店名】', 'x'.repeat(21)],
  ALIYUN_SMS_TEMPLATE_CODE: ['123456', 'SMS_', 'SMS_12ab'],
  ALIYUN_SMS_TEMPLATE_DELIVERED: ['123456'],
  ALIYUN_SMS_TEMPLATE_OWED: ['123456'],
  ALIYUN_SMS_TEMPLATE_REFUNDED: ['123456'],
  ALIYUN_SMS_GATEWAY: ['dysmsapi.aliyuncs.com', 'ftp://a.example'],
  ALIPAY_ENABLED: ['on', 'no'],
  ALIPAY_APP_ID: ['your_app_id', '2021', '2021 0000 0000 0001', 'x'.repeat(16)],
  ALIPAY_PRIVATE_KEY: ['your_private_key', '-----BEGIN PRIVATE KEY-----'],
  ALIPAY_ALIPAY_PUBLIC_KEY: ['alipay_public_key', 'x'],
  ALIPAY_PUBLIC_KEY: ['your_public_key', 'x'],
  ALIPAY_APP_CERT_FILE: ['nowhere.crt'],
  ALIPAY_CERT_FILE: ['nowhere.crt'],
  ALIPAY_ROOT_CERT_FILE: ['nowhere.crt'],
  ALIPAY_SIGN_TYPE: ['rsa2', 'SM2', 'RSA3'],
  ALIPAY_GATEWAY: [
    'openapi.alipay.com',
    'ftp://a.example',
    'https://u:p@a.example',
    'http://a.example/#x',
  ],
  ALIPAY_SANDBOX: ['sandbox', 'no'],
  ALIPAY_SELLER_ID: ['2088', '1088123456789012', 'a@b.example'],
  ALIPAY_AES_KEY: ['canary', Buffer.alloc(32).toString('base64')],
  ALIPAY_LOGIN: ['on', 'no'],
  ALIPAY_NOTIFY_URL: ['/notify', 'shop.example/notify', `https://a.example/${'x'.repeat(256)}`],
  ALIPAY_RETURN_URL: ['/return', 'javascript:alert(1)', 'https://a.example/ x'],
  ALIPAY_TIMEOUT_EXPRESS: [
    '4',
    '121',
    '0',
    '-30',
    '30s',
    '1h',
    '1d',
    '1c',
    '29.5',
    '30 m',
    'thirty',
    '1e2',
    '30m',
    '30mm',
  ],
  WECHAT_ENABLED: ['on', 'no'],
  WECHAT_APP_ID: ['1234567890', 'wx', 'wx with blank'],
  WECHAT_APP_SECRET: ['your_app_secret', 'canary'],
  WECHAT_MCH_ID: ['abc', '12', '12345 67890'],
  WECHAT_API_V3_KEY: ['canary', 'k'.repeat(31), 'k'.repeat(33)],
  WECHAT_PRIVATE_KEY: ['your_private_key'],
  WECHAT_SERIAL_NO: ['xyz', '123'],
  WECHAT_PUBLIC_KEY_ID: ['0114232134912410', 'PUB_KEY_ID_'],
  WECHAT_PUBLIC_KEY: ['your_public_key'],
  WECHAT_MCH_KEY: ['your32digitmerchantkey', 'k'.repeat(33)],
  WECHAT_CERT_FILE: ['nowhere.pem'],
  WECHAT_LOGIN_GATEWAY: ['open.weixin.qq.com', 'ftp://a.example'],
  WECHAT_GATEWAY: ['api.mch.weixin.qq.com', 'https://'],
  WECHAT_NOTIFY_URL: ['/notify', 'notify'],
  WECHAT_RETURN_URL: ['/return', 'return'],
  WECHAT_PRODUCTS: ['native;h5', 'h5,h5', 'all', ','],
  WECHAT_VERIFY_FILE: ['MP_verify_.txt', '/MP_verify_abcdefgh.txt', 'verify.txt'],
  WECHAT_SANDBOX: ['maybe', '2'],
}
const bad = Object.entries(badValues).flatMap(([name, values]) =>
  values.map((value) => [name, value] as const),
)

describe('a value that is wrong', () => {
  it.each(bad)(
    '%s=%j is refused by name, with what is expected in both languages',
    (name, value) => {
      const problem = problemsOf({ [name]: value }).find(({ variable }) => variable === name)
      expect(problem?.en).toMatch(
        /^(?:expected .{3,}[\w")]|names a file that cannot be read \(ENOENT\))$/s,
      )
      expect(problem?.zh).toMatch(/[\u4e00-\u9fff]{2}/)
    },
  )

  it('says what is expected and what was found', () => {
    const error = new ConfigError(problemsOf({ PORT: '80 80', ALIPAY_TIMEOUT_EXPRESS: '1h' }))
    expect(error.message.split('\n')).toEqual([
      '配置有误 / The configuration cannot be used',
      '  PORT: 应为：0 到 65535 的整数；现在是 "80 80" / expected a whole number from 0 to 65535, but it is "80 80"',
      '  ALIPAY_TIMEOUT_EXPRESS: 应为：5 到 120 的整数（分钟），例如 30；现在是 "1h" / expected whole minutes from 5 to 120, such as 30, but it is "1h"',
    ])
  })

  it('says which products of WeChat Pay there are, when one is named that is none', () => {
    const error = new ConfigError(problemsOf({ WECHAT_PRODUCTS: 'native,app' }))
    expect(error.problems.map(({ variable }) => variable)).toEqual(['WECHAT_PRODUCTS'])
    expect(error.message).toContain(
      'WECHAT_PRODUCTS: 应为：native、h5、jsapi 中的一个或几个（用逗号分开）；现在是 "native,app" / expected one or more of native, h5 and jsapi with commas between, but it is "native,app"',
    )
  })

  it('is reported together with all others, each once, in .env as in the environment', () => {
    const everyBad = Object.entries(badValues).map(([name, [value = '']]) => [name, value] as const)
    const names = Object.keys(badValues)
    const fromEnv = problemsOf(Object.fromEntries(everyBad)).map(({ variable }) => variable)
    expect(fromEnv).toEqual(names)
    const half = everyBad.filter(([, value]) => !/[\0\n]/.test(value))
    const fromDotenv = problemsOf({}, half.map(([name, value]) => `${name}="${value}"`).join('\n'))
    expect(fromDotenv.map(({ variable }) => variable)).toEqual(half.map(([name]) => name))
  })

  it('in a file is reported under the name that names the file', () => {
    const readFile = filesOf({ blank: ' \n', bad: 'canary' })
    const problems = problemsOf(
      { SECRET_KEY_FILE: 'blank', WECHAT_MCH_KEY_FILE: 'bad', ALIPAY_CERT_FILE: 'bad' },
      undefined,
      readFile,
    )
    expect(problems.slice(0, 3).map(({ variable, en }) => `${variable} ${en}`)).toEqual([
      'SECRET_KEY_FILE names an empty file',
      'ALIPAY_CERT_FILE expected a file with certificates in PEM form, but it is "canary"',
      'WECHAT_MCH_KEY_FILE expected 32 characters (the value is not shown)',
    ])
  })

  it('and a text beside a file for the same variable is refused, not chosen from', () => {
    const env = { SECRET_KEY: 'k'.repeat(32), SECRET_KEY_FILE: 'key.txt' }
    expect(problemsOf(env, undefined, () => 'x'.repeat(32))).toMatchObject([
      { variable: 'SECRET_KEY', en: 'is set beside SECRET_KEY_FILE; please keep one of them' },
    ])
  })
})

describe('no secret', () => {
  const secrets = variableNames.filter((name) => {
    const [problem] = problemsOf({ [name]: '\0' })
    return problem?.en.endsWith('(the value is not shown)')
  })

  it('is missing from the list of secrets', () => {
    expect(secrets).toEqual([
      'ADMIN_PASSWORD',
      'DATABASE_URL',
      'SECRET_KEY',
      'METRICS_TOKEN',
      'SMTP_URL',
      'ALIYUN_SMS_KEY_SECRET',
      'ALIPAY_PRIVATE_KEY',
      'ALIPAY_AES_KEY',
      'WECHAT_APP_SECRET',
      'WECHAT_API_V3_KEY',
      'WECHAT_PRIVATE_KEY',
      'WECHAT_MCH_KEY',
    ])
  })

  it('stands in a message about it', () => {
    const env = Object.fromEntries(secrets.map((name) => [name, 'canary\0_']))
    const error = new ConfigError(problemsOf(env))
    for (const name of secrets.filter((one) => one !== 'ADMIN_PASSWORD'))
      expect(error.message).toContain(name)
    expect(inspect(error, { depth: 9 })).not.toContain('canary')
  })

  it('stands in a message when a key was put under a wrong name, or in place of a path', () => {
    const body = bare(app.privatePem)
    const env = Object.fromEntries(
      variableNames.flatMap((name) => [name, `${name}_FILE`]).map((name) => [name, app.privatePem]),
    )
    for (const written of [env, { PORT: body, ALIPAY_PRIVATE_KEY_FILE: body, HOST: body }]) {
      const error = new ConfigError(problemsOf(written))
      expect(error.problems.length).toBeGreaterThan(1)
      expect(error.message).not.toContain(body.slice(0, 20))
    }
  })

  it('stands in a message when an address with a password was put under a wrong name', () => {
    const problems = problemsOf({ PORT: 'user:canary@db', ALIPAY_APP_ID: '-----canary-----' })
    expect(problems.slice(0, 2).map(({ en }) => en)).toEqual([
      'expected a whole number from 0 to 65535 (the value is not shown)',
      'expected the application id, digits only (the value is not shown)',
    ])
  })

  it('is printed with the configuration', () => {
    const canary = 'canary'.padEnd(32, 'x')
    const env = {
      ...channel,
      ADMIN_EMAIL: 'a@b.example',
      ADMIN_PASSWORD: canary,
      SECRET_KEY: canary,
      METRICS_TOKEN: canary,
      DATABASE_URL: `postgres://user:${canary}@host/db`,
      WECHAT_APP_ID: 'wx1234567890abcdef',
      WECHAT_APP_SECRET: canary,
      WECHAT_MCH_ID: '1234567890',
      WECHAT_MCH_KEY: canary,
      WECHAT_API_V3_KEY: canary,
      WECHAT_PRIVATE_KEY: app.privatePem,
      WECHAT_SERIAL_NO: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    }
    const config = read(env)
    const printed = inspect(config, { depth: 9 }) + JSON.stringify(config)
    expect(printed).not.toContain('canary')
    expect(printed).not.toContain(bare(app.privatePem).slice(0, 20))
  })
})
