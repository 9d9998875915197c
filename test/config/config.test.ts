// What a merchant may write into the environment and `.env`, and what comes of it.

import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Config, envExample } from '../../src/config.ts'
import { namesOf, variableNames } from '../../src/config-variables.ts'
import {
  bare,
  certificate,
  certificateFiles,
  certificates,
  channel,
  type Environment,
  filesOf,
  otherForms,
  problemsOf,
  read,
  severalLines,
  testKeys,
  twoChannels,
} from './merchant-env.ts'

const { app, platform } = testKeys

/** The public half of a key in any spelling, as bare base64. */
function publicHalf(text = ''): string {
  const type = text.includes('PRIVATE') ? 'PRIVATE KEY' : 'PUBLIC KEY'
  const body = text.replace(/-----[^-]+-----|\\n|[#\s]/g, '')
  const pem = `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`
  const key = type === 'PRIVATE KEY' ? createPublicKey(createPrivateKey(pem)) : createPublicKey(pem)
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

describe('with nothing configured', () => {
  it('the shop runs in demo mode with the contract’s defaults', () => {
    expect(read({})).toEqual({
      mode: 'demo',
      letters: {},
      mailKeys: false,
      demoCatalogue: true,
      alipayLogin: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: undefined,
      trustProxy: false,
      sessionCookieSecure: false,
      paymentEnabled: true,
      paymentMinutes: 30,
      foreignSales: 'sum',
      rateLimitFactor: 1,
      returnHosts: [],
      admin: undefined,
      databaseUrl: undefined,
      dataDir: './data',
      secretKey: undefined,
      logFile: 'logs/keytill.log',
      logLevel: 'info',
      metricsToken: undefined,
      alipay: undefined,
      wechat: undefined,
      setNames: [],
      savedNames: [],
      warnings: [],
    })
  })

  it('an empty or blank variable is the same as none', () => {
    const empty = Object.fromEntries(variableNames.flatMap(namesOf).map((name) => [name, ' ']))
    expect(read(empty)).toEqual(read({}))
    expect(read({}, variableNames.map((name) => `${name}=\n`).join(''))).toEqual(read({}))
  })

  it('a copy of .env.example configures nothing', () => {
    expect(read({}, envExample())).toEqual(read({}))
  })
})

describe('the .env files merchants have', () => {
  it('keys over several lines, both public keys', () => {
    const { mode, alipay, wechat, warnings, ...rest } = read({}, severalLines)
    expect({ mode, wechat, warnings }).toEqual({ mode: 'live', wechat: undefined, warnings: [] })
    expect(rest).toMatchObject({
      paymentMinutes: 30,
      sessionCookieSecure: true,
      paymentEnabled: true,
    })
    expect(alipay).toMatchObject({
      notifyUrl: 'https://shop.example/api/v1/pay/alipay/notify',
      returnUrl: 'https://shop.example/payment/result',
      texts: {
        appId: '2021000000000001',
        signType: 'RSA2',
        sandbox: false,
        gateway: 'https://openapi.alipay.com/gateway.do',
      },
    })
    expect(publicHalf(alipay?.texts.privateKey.reveal())).toBe(bare(app.publicPem))
    expect(publicHalf(alipay?.texts.ownPublicKey)).toBe(bare(app.publicPem))
    expect(publicHalf(alipay?.texts.alipayPublicKey)).toBe(bare(platform.publicPem))
  })

  it('two channels, comments behind values, Alipay’s key in ALIPAY_PUBLIC_KEY', () => {
    const { mode, alipay, wechat, warnings } = read({}, twoChannels)
    expect({ mode, warnings }).toEqual({ mode: 'live', warnings: [] })
    expect(wechat).toMatchObject({
      notifyUrl: 'https://shop.example/payment/wechat/notify',
      returnUrl: 'https://shop.example/payment/success',
      texts: {
        appId: 'wx1234567890abcdef',
        mchId: '1234567890',
        gateway: 'https://api.mch.weixin.qq.com',
        sandbox: false,
      },
    })
    expect(wechat?.texts.mchKey?.reveal()).toBe('0123456789abcdef0123456789abcdef')
    expect(alipay?.texts).not.toHaveProperty('ownPublicKey')
    expect(alipay?.texts).not.toHaveProperty('gateway')
    expect(publicHalf(alipay?.texts.privateKey.reveal())).toBe(bare(app.publicPem))
    expect(publicHalf(alipay?.texts.alipayPublicKey)).toBe(bare(platform.publicPem))
    expect(alipay?.notifyUrl).toBe('https://shop.example/payment/alipay/notify')
  })

  it('escaped line breaks, # for line breaks, bare base64', () => {
    const { alipay, warnings } = read({}, otherForms)
    expect(warnings).toEqual([])
    expect(publicHalf(alipay?.texts.privateKey.reveal())).toBe(bare(app.publicPem))
    expect(publicHalf(alipay?.texts.ownPublicKey)).toBe(bare(app.publicPem))
    expect(publicHalf(alipay?.texts.alipayPublicKey)).toBe(bare(platform.publicPem))
  })

  it('odd lines and misspelt names are warnings, not the end', () => {
    const { warnings } = read({ WECHAT_MCHID: '1' }, 'ALIPAY_APPID=2021\nPORT: 80\nOTHER=1')
    expect(warnings.map(({ en }) => en)).toEqual([
      '.env line 2: cannot be read, expected NAME=value',
      'WECHAT_MCHID is not a known name and is ignored; please check its spelling',
      'ALIPAY_APPID is not a known name and is ignored; please check its spelling',
    ])
  })
})

describe('a real environment variable', () => {
  it('wins over .env, an empty one does not', () => {
    expect(read({ PORT: '80', HOST: '' }, 'PORT=90\nHOST=0.0.0.0')).toMatchObject({
      port: 80,
      host: '0.0.0.0',
    })
  })

  it('wins over a file named in .env, and a file named in it wins over .env', () => {
    const key = 'b'.repeat(32)
    const readFile = filesOf({ 'key.txt': `\uFEFF${key}\n` })
    const inEnv = read({ SECRET_KEY: 'a'.repeat(32) }, 'SECRET_KEY_FILE=nowhere', readFile)
    expect(inEnv.secretKey?.reveal()).toBe('a'.repeat(32))
    const inFile = read({ SECRET_KEY_FILE: 'key.txt' }, `SECRET_KEY=${'c'.repeat(32)}`, readFile)
    expect(inFile.secretKey?.reveal()).toBe(key)
  })

  it('is among those the console shows as set, wherever it was set', () => {
    const config = read({ PORT: '80' }, 'HOST=0.0.0.0\nSECRET_KEY_FILE=k', () => 'k'.repeat(32))
    expect(config.setNames).toEqual(['HOST', 'PORT', 'SECRET_KEY'])
  })
})

const serialNo = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1'
const wechatV2 = {
  WECHAT_APP_ID: 'wx1234567890abcdef',
  WECHAT_MCH_ID: '1234567890',
  WECHAT_MCH_KEY: '0123456789abcdef0123456789abcdef',
}
const wechatV3 = {
  WECHAT_APP_ID: 'wx1234567890abcdef',
  WECHAT_MCH_ID: '1234567890',
  WECHAT_API_V3_KEY: 'k'.repeat(32),
  WECHAT_PRIVATE_KEY: app.privatePem,
  WECHAT_SERIAL_NO: serialNo,
}

describe('the mode', () => {
  it.each<[Environment, 'demo' | 'live', boolean]>([
    [{}, 'demo', true],
    [{ DEMO: '0' }, 'live', false],
    [{ DEMO: '0', DEMO_CATALOGUE: '1' }, 'live', true],
    [{ PUBLIC_URL: 'https://shop.example', PORT: '80', ALIPAY_SANDBOX: 'false' }, 'demo', true],
    [channel, 'live', false],
    // Paused is not practice: goods must not go out for play money.
    [{ ...channel, ALIPAY_ENABLED: 'false' }, 'live', false],
    [{ ...channel, DEMO_CATALOGUE: '1' }, 'live', true],
    [{ ...channel, DEMO: '1' }, 'demo', true],
    [{ ...channel, DEMO: '0' }, 'live', false],
    [wechatV2, 'live', false],
  ])('of %o is %s', (env, mode, demoCatalogue) => {
    expect(read(env)).toMatchObject({ mode, demoCatalogue })
  })
})

describe('addresses', () => {
  it('of notify and return come from PUBLIC_URL unless they are set', () => {
    const urls = (env: Environment) => {
      const { alipay } = read({ ...channel, ...env })
      return [alipay?.notifyUrl, alipay?.returnUrl]
    }
    expect(urls({})).toEqual([undefined, undefined])
    expect(urls({ PUBLIC_URL: 'http://127.0.0.1:3000' })).toEqual([
      'http://127.0.0.1:3000/api/v1/pay/alipay/notify',
      'http://127.0.0.1:3000/payment/result',
    ])
    const set = {
      ALIPAY_NOTIFY_URL: 'http://a.example/n',
      ALIPAY_RETURN_URL: 'https://b.example/r?x=1',
    }
    expect(urls({ PUBLIC_URL: 'https://shop.example', ...set })).toEqual(Object.values(set))
  })

  it('of the site may end in a slash, which is dropped', () => {
    expect(read({ PUBLIC_URL: 'https://Shop.example:8443/' }).publicUrl).toBe(
      'https://shop.example:8443',
    )
  })

  it('over https make cookies secure, unless that is set', () => {
    const secure = (env: Environment) => read(env).sessionCookieSecure
    expect(secure({ PUBLIC_URL: 'https://shop.example' })).toBe(true)
    expect(secure({ PUBLIC_URL: 'http://shop.example' })).toBe(false)
    expect(secure({ PUBLIC_URL: 'https://shop.example', SESSION_COOKIE_SECURE: 'False' })).toBe(
      false,
    )
  })
})

describe('how buyers reach the shop', () => {
  it.each([
    ['help@shop.example', 'mailto:help@shop.example'],
    ['+86 138 0013-8000', 'tel:+8613800138000'],
    ['https://shop.example/help?x=1', 'https://shop.example/help?x=1'],
    ['微信 keytill', undefined],
    ['javascript:alert(1)', undefined],
    ['http://shop.example', undefined],
  ])('%s', (text, url) => {
    const { shopContact } = read({ SHOP_CONTACT: text })
    expect(shopContact?.url).toBe(url)
  })
})

describe('keys', () => {
  it('may be in files, each of them', () => {
    const readFile = filesOf({
      private: app.privatePem,
      own: app.publicPem,
      alipay: bare(platform.publicPem),
    })
    const files = {
      ALIPAY_APP_ID: '2021000000000001',
      ALIPAY_PRIVATE_KEY_FILE: 'private',
      ALIPAY_PUBLIC_KEY_FILE: 'own',
      ALIPAY_ALIPAY_PUBLIC_KEY_FILE: 'alipay',
      WECHAT_APP_ID: 'wx1234567890abcdef',
      WECHAT_MCH_ID: '1234567890',
      WECHAT_API_V3_KEY: 'k'.repeat(32),
      WECHAT_SERIAL_NO: serialNo,
      WECHAT_PRIVATE_KEY_FILE: 'private',
      WECHAT_PUBLIC_KEY_ID: 'PUB_KEY_ID_0114232134912410000000000000',
      WECHAT_PUBLIC_KEY_FILE: 'own',
    }
    const { alipay, wechat } = read(files, undefined, readFile)
    expect(alipay?.texts.privateKey.reveal()).toBe(app.privatePem.trim())
    expect(alipay?.texts.ownPublicKey).toBe(app.publicPem.trim())
    expect(alipay?.texts.alipayPublicKey).toBe(bare(platform.publicPem))
    expect(wechat?.texts.privateKey?.reveal()).toBe(app.privatePem.trim())
    expect(wechat?.texts.publicKey).toBe(app.publicPem.trim())
  })

  it('may be certificates', () => {
    const { ALIPAY_PUBLIC_KEY: _public, ...signer } = channel
    const { alipay } = read({ ...signer, ...certificates }, undefined, certificateFiles)
    const pem = certificate.trim()
    expect(alipay?.texts).toMatchObject({ appCertPem: pem, alipayCertPem: pem, rootCertPem: pem })
    expect(alipay?.texts).not.toHaveProperty('alipayPublicKey')
  })

  it.each<[Environment, readonly string[]]>([
    [{ ALIPAY_APP_ID: '2021000000000001' }, ['ALIPAY_PRIVATE_KEY', 'ALIPAY_ALIPAY_PUBLIC_KEY']],
    [{ ...channel, ALIPAY_APP_ID: undefined }, ['ALIPAY_APP_ID']],
    [{ ...channel, ALIPAY_PRIVATE_KEY: '' }, ['ALIPAY_PRIVATE_KEY']],
    [{ ...channel, ALIPAY_PUBLIC_KEY: '' }, ['ALIPAY_ALIPAY_PUBLIC_KEY']],
    [{ ALIPAY_PUBLIC_KEY: platform.publicPem }, ['ALIPAY_APP_ID', 'ALIPAY_PRIVATE_KEY']],
    [{ ...channel, ...certificates, ALIPAY_ROOT_CERT_FILE: '' }, ['ALIPAY_ROOT_CERT_FILE']],
    [{ ADMIN_PASSWORD: 'correct horse' }, ['ADMIN_EMAIL']],
    [
      { WECHAT_MCH_ID: '1234567890' },
      ['WECHAT_APP_ID', 'WECHAT_API_V3_KEY', 'WECHAT_PRIVATE_KEY', 'WECHAT_SERIAL_NO'],
    ],
    [{ ...wechatV2, WECHAT_APP_ID: '' }, ['WECHAT_APP_ID']],
    [{ ...wechatV3, WECHAT_SERIAL_NO: '' }, ['WECHAT_SERIAL_NO']],
  ])('half of a configuration is refused, and what is missing is named (%#)', (env, names) => {
    const problems = problemsOf(env, undefined, certificateFiles)
    expect(problems.map(({ variable }) => variable)).toEqual(names)
    for (const { en } of problems)
      expect(en).toMatch(/^is missing; it is needed because [A-Z_]+ is set$/)
  })
})

describe('a value that is right', () => {
  it.each<[string, Config[keyof Config] | readonly unknown[], (config: Config) => unknown]>([
    ['PORT=0', 0, (config) => config.port],
    ['PORT=65535', 65_535, (config) => config.port],
    ['HOST=::1', '::1', (config) => config.host],
    ['ALIPAY_TIMEOUT_EXPRESS=5', 5, (config) => config.paymentMinutes],
    ['RATE_LIMIT_FACTOR=0.5', 0.5, (config) => config.rateLimitFactor],
    ['RATE_LIMIT_FACTOR=1000', 1000, (config) => config.rateLimitFactor],
    ['PAYMENT_ENABLED=False', false, (config) => config.paymentEnabled],
    ['PAYMENT_ENABLED=0', false, (config) => config.paymentEnabled],
    ['SESSION_COOKIE_SECURE=True', true, (config) => config.sessionCookieSecure],
    ['SESSION_COOKIE_SECURE=1', true, (config) => config.sessionCookieSecure],
    ['TRUST_PROXY=1', 1, (config) => config.trustProxy],
    ['TRUST_PROXY=0', false, (config) => config.trustProxy],
    ['TRUST_PROXY=true', true, (config) => config.trustProxy],
    [
      'TRUST_PROXY=10.0.0.0/8, 127.0.0.1,::1/128',
      ['10.0.0.0/8', '127.0.0.1', '::1/128'],
      (config) => config.trustProxy,
    ],
    ['LOG_LEVEL=silent', 'silent', (config) => config.logLevel],
    ['NODE_ENV=development', 'debug', (config) => config.logLevel],
    ['NODE_ENV=development\nLOG_LEVEL=warn', 'warn', (config) => config.logLevel],
    ['NODE_ENV=production', 'info', (config) => config.logLevel],
    ['LOG_FILE=/var/log/k.log', '/var/log/k.log', (config) => config.logFile],
    ['DATA_DIR=/srv/数据 目录', '/srv/数据 目录', (config) => config.dataDir],
    ['ADMIN_EMAIL=a@b.example', { email: 'a@b.example' }, (config) => config.admin],
  ])('%s', (dotenv, expected, settingOf) => {
    expect(settingOf(read({}, dotenv))).toEqual(expected)
  })

  it.each([
    'postgres://user:p%40ss@db.example:5432/keytill?sslmode=require',
    'postgresql://user@localhost/keytill',
    'postgres:///keytill?host=/var/run/postgresql',
  ])('DATABASE_URL=%s', (url) => {
    expect(read({ DATABASE_URL: url }).databaseUrl?.reveal()).toBe(url)
  })

  it('ALIPAY_GATEWAY may be plain http on the loopback, ALIPAY_SANDBOX stands beside it', () => {
    const gateway = 'http://127.0.0.1:4000/gateway.do'
    const { alipay } = read({ ...channel, ALIPAY_GATEWAY: gateway, ALIPAY_SANDBOX: 'True' })
    expect(alipay?.texts).toMatchObject({ gateway, sandbox: true })
  })

  it('the other optional Alipay and WeChat settings are kept', () => {
    const aesKey = Buffer.alloc(16, 7).toString('base64')
    const { alipay, wechat } = read({
      ...channel,
      ALIPAY_SIGN_TYPE: 'RSA',
      ALIPAY_SELLER_ID: '2088123456789012',
      ALIPAY_AES_KEY: aesKey,
      ...wechatV3,
      WECHAT_PUBLIC_KEY_ID: 'PUB_KEY_ID_0114232134912410000000000000',
      WECHAT_PUBLIC_KEY: platform.publicPem,
    })
    expect(alipay?.texts).toMatchObject({ signType: 'RSA', sellerId: '2088123456789012' })
    expect(alipay?.texts.aesKey?.reveal()).toBe(aesKey)
    expect(wechat?.texts).toMatchObject({ publicKeyId: 'PUB_KEY_ID_0114232134912410000000000000' })
    expect(wechat?.texts.apiV3Key?.reveal()).toBe('k'.repeat(32))
  })

  it.each([
    [undefined, ['native', 'h5', 'jsapi']],
    ['native', ['native']],
    ['jsapi,native', ['native', 'jsapi']],
    [' h5 , jsapi ', ['h5', 'jsapi']],
  ])('WECHAT_PRODUCTS=%s opens %j', (products, opened) => {
    const { wechat } = read({ ...wechatV3, WECHAT_PRODUCTS: products })
    expect(wechat?.texts.products).toEqual(opened)
  })

  it('WECHAT_VERIFY_FILE names the file, with a channel or without', () => {
    const named = { WECHAT_VERIFY_FILE: 'MP_verify_aB3dE6gH9jK2mN5p.txt' }
    for (const env of [named, { ...wechatV3, ...named }])
      expect(read(env).verifyFile).toBe(named.WECHAT_VERIFY_FILE)
  })

  it('cannot be changed afterwards', () => {
    const config = read({ ...channel, TRUST_PROXY: '10.0.0.1' })
    const frozen = [config, config.alipay, config.alipay?.texts, config.trustProxy, config.setNames]
    expect(frozen.every((part) => Object.isFrozen(part))).toBe(true)
  })

  it('SECRET_KEY may be short, with a word about it', () => {
    expect(read({ SECRET_KEY: 'k'.repeat(16) }).warnings).toMatchObject([
      { en: 'SECRET_KEY is short; 32 random characters or more are advised' },
    ])
    expect(read({ SECRET_KEY: 'k'.repeat(32) }).warnings).toEqual([])
  })
})
