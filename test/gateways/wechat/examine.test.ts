// What the doctor says about a WeChat Pay account: each usual mistake is found and named in both languages.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayMs, type Instant, later, minuteMs } from '../../../src/core/time.ts'
import type { WechatTexts } from '../../../src/gateways/wechat/config.ts'
import { readWechatConfig, wechatGateway } from '../../../src/gateways/wechat/index.ts'
import {
  apiV3Key,
  certificateMode,
  clock,
  issue,
  merchantCertPem,
  merchantPair,
  now,
  otherPair,
  platformSerial,
  publicKeyId,
  texts,
} from './accounts.ts'
import { type Answer, certificateList, openStandIn, type StandIn } from './stand-in.ts'

let gateway: StandIn
let shop: StandIn

beforeAll(async () => {
  gateway = await openStandIn()
  shop = await openStandIn()
})
beforeEach(() => {
  shop.answer(() => ({ status: 400, body: { code: 'FAIL', message: 'x' }, signer: 'nobody' }))
})
afterAll(async () => {
  await gateway.close()
  await shop.close()
})

const noCertificate: Answer = {
  status: 404,
  body: { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' },
}
const absent: Answer = { status: 404, body: { code: 'ORDER_NOT_EXIST', message: '订单不存在' } }

/** Levels by check, and the words of all findings. */
async function examine(
  changes: Partial<WechatTexts> = {},
  {
    list = noCertificate,
    trip = absent,
    token = {},
    date = now,
  }: { list?: Answer; trip?: Answer; token?: Answer; date?: Instant } = {},
) {
  gateway.answer(({ target }) => {
    const isLogin = target.startsWith('/sns/oauth2/access_token?')
    const answer = isLogin ? token : target === '/v3/certificates' ? list : trip
    return { ...answer, headers: { date: new Date(date).toUTCString() } }
  })
  const given = { ...texts, gateway: gateway.url, notifyUrl: shop.url, ...changes }
  const findings = await wechatGateway(readWechatConfig(given), { clock }).examine()
  for (const { zh, en } of findings) {
    expect(zh).toMatch(/\p{Script=Han}|^AppID/u)
    // WeChat's own Chinese words may follow, never stand alone.
    expect(en.split(/\p{Script=Han}/u)[0]).toMatch(/^(?:\P{Script=Han}{30,}|[A-Z][^(]*)$/u)
  }
  const levels = Object.fromEntries(findings.map(({ check, level }) => [check, level]))
  return { levels, words: findings.map(({ en }) => en).join('\n') }
}

const signer = { serial: platformSerial }
const byCertificate = {
  list: { body: certificateList([{ serial: platformSerial, pem: issue(platformSerial) }]), signer },
  trip: { ...absent, signer },
}

test('a right account in certificate mode is all right, its API v3 key proven', async () => {
  const { levels } = await examine(certificateMode, byCertificate)
  expect(levels).toEqual({
    'wechat.app_id': 'ok',
    'wechat.mch_id': 'ok',
    'wechat.private_key': 'ok',
    'wechat.serial_no': 'ok',
    'wechat.api_v3_key': 'ok',
    'wechat.platform_keys': 'ok',
    'wechat.platform_certificates': 'ok',
    'wechat.round_trip': 'ok',
    'wechat.clock': 'ok',
    'wechat.binding': 'ok',
    'wechat.login': 'ok',
    'wechat.notify_url': 'warn',
    'wechat.notify_reachable': 'ok',
  })
})

test('in public-key mode nothing proves the API v3 key, and it is said', async () => {
  const { levels, words } = await examine()
  expect(levels['wechat.api_v3_key']).toBe('warn')
  expect(levels['wechat.platform_keys']).toBe('ok')
  expect(levels['wechat.round_trip']).toBe('ok')
  expect(words).toContain('before the first notice')
})

test('a public key beside certificates is said to be', async () => {
  const { levels, words } = await examine({}, byCertificate)
  expect(levels['wechat.api_v3_key']).toBe('ok')
  expect(words).toContain('Public key and platform certificates')
})

test.each([
  [31, 'ok', '31 days left'],
  [29, 'warn', 'replace soon'],
  [6, 'bad', 'replace soon'],
  [0, 'bad', 'replace today'],
])('a platform certificate with %i days left and no newer one is %s', async (days, level, says) => {
  const until = later(now, days * dayMs + minuteMs)
  const certificates = [{ serial: platformSerial, pem: issue(platformSerial, { until }) }]
  const list = { body: certificateList(certificates), signer }
  const { levels, words } = await examine(certificateMode, { ...byCertificate, list })
  expect(levels['wechat.platform_certificates']).toBe(level)
  expect(words).toContain(says)
})

test('a platform certificate that ends is no matter when a newer one is listed, or a public key set', async () => {
  const until = later(now, dayMs)
  const next = `7${platformSerial.slice(1)}`
  const ending = { serial: platformSerial, pem: issue(platformSerial, { until }) }
  const both = [ending, { serial: next, pem: issue(next) }]
  const changed = { ...byCertificate, list: { body: certificateList(both), signer } }
  const { levels } = await examine(certificateMode, changed)
  expect(levels['wechat.platform_certificates']).toBe('ok')
  const alone = { ...byCertificate, list: { body: certificateList([ending]), signer } }
  expect((await examine({}, alone)).levels).not.toHaveProperty('wechat.platform_certificates')
})

test('a wrong API v3 key is named as such', async () => {
  const entry = { serial: platformSerial, pem: issue(platformSerial), key: 'x'.repeat(32) }
  const list = { body: certificateList([entry]), signer }
  const { levels, words } = await examine(certificateMode, { ...byCertificate, list })
  expect(levels['wechat.api_v3_key']).toBe('bad')
  expect(words).toContain('The API v3 key is wrong')
})

test.each([
  ['signed with the key we lack', {}],
  ['unsigned', { signer: 'nobody' } as const],
])('an account that needs the public key is named, its answer %s', async (_, changes) => {
  const list = { ...noCertificate, ...changes }
  const { levels, words } = await examine(certificateMode, { list })
  expect(levels['wechat.platform_keys']).toBe('bad')
  expect(words).toContain('set WECHAT_PUBLIC_KEY_ID and WECHAT_PUBLIC_KEY')
})

function signError(message: string, detail: object | undefined): Answer {
  return { status: 401, body: { code: 'SIGN_ERROR', message, detail } }
}

test.each([
  ['商户号不存在', 'check WECHAT_MCH_ID'],
  ['商户证书序列号有误。', 'knows no such certificate'],
  ['Http头缺少Accept或User-Agent', 'not the private key'],
  ['签名错误', 'not the private key'],
  ['请求时间戳 timestamp 已过期', 'set the clock'],
])('a 401 that says %s is explained, signed or not', async (message, wanted) => {
  const detail = { field: 'signature', issue: 'sign not match', location: 'authorization' }
  for (const signed of [{}, { signer: 'nobody' } as const]) {
    const trip = { ...signError(message, detail), ...signed }
    const { levels, words } = await examine({}, { trip })
    expect(levels['wechat.round_trip']).toBe('bad')
    expect(words).toContain(wanted)
  }
})

test.each([
  ['商户证书序列号有误', { field: 'serial_no', issue: 'x' }, 'WECHAT_SERIAL_NO is not one of'],
  ['错误的签名，导致验签失败', undefined, 'WECHAT_PRIVATE_KEY is not the private key'],
])('a signed 401 that says %s names the variable', async (message, detail, wanted) => {
  expect((await examine({}, { trip: signError(message, detail) })).words).toContain(wanted)
})

describe('an AppSecret', () => {
  const login = { appSecret: 's'.repeat(32) }
  const answering = (errcode: number): Answer => ({
    body: { errcode, errmsg: 'told' },
    signer: 'nobody',
  })

  test.each([
    [40_125, 'bad', 'WECHAT_APP_SECRET is not the AppSecret'],
    [40_001, 'bad', 'WECHAT_APP_SECRET is not the AppSecret'],
    [40_013, 'bad', 'check WECHAT_APP_ID'],
    [40_029, 'ok', 'the AppSecret is right'],
    [40_163, 'ok', 'the AppSecret is right'],
    [40_164, 'warn', 'could not be tried (errcode 40164 told)'],
    [-1, 'warn', 'could not be tried'],
  ])('that is answered with errcode %i is %s', async (errcode, level, wanted) => {
    const loginGateway = gateway.url
    const { levels, words } = await examine(
      { ...login, loginGateway },
      { token: answering(errcode) },
    )
    expect(levels['wechat.login']).toBe(level)
    expect(words).toContain(wanted)
  })

  test('that nobody answers for is set and untried', async () => {
    const { levels, words } = await examine({ ...login, loginGateway: 'http://127.0.0.1:9' })
    expect(levels['wechat.login']).toBe('warn')
    expect(words).toContain('WECHAT_APP_SECRET is set, but could not be tried')
  })
})

test('a 401 that says nothing names all that can be behind it', async () => {
  const trip = { status: 401, body: { code: 'SIGN_ERROR' }, signer: 'nobody' } as const
  expect((await examine({}, { trip })).words).toContain('are of one certificate')
})

test.each([
  ['MCH_NOT_EXISTS', 'check WECHAT_MCH_ID'],
  ['APPID_MCHID_NOT_MATCH', 'not bound'],
  ['NO_AUTH', 'open the product'],
  ['NO_SUCH_WORD', 'NO_SUCH_WORD'],
])('a gateway that says %s is explained, signed or not', async (code, wanted) => {
  for (const signed of [{}, { signer: 'nobody' } as const]) {
    const trip = { status: 400, body: { code, message: 'x' }, ...signed }
    const { levels, words } = await examine({}, { trip })
    expect(levels['wechat.round_trip']).toBe('bad')
    expect(words).toContain(wanted)
  }
})

test('another public key than the account’s is named, by its signature or by its id', async () => {
  const wrongKey = await examine({ publicKey: otherPair.publicPem })
  expect(wrongKey.levels['wechat.round_trip']).toBe('bad')
  expect(wrongKey.words).toContain('is not the WeChat Pay public key of this merchant')
  const wrongId = await examine({ publicKeyId: `${publicKeyId}9` })
  expect(wrongId.words).toContain('check WECHAT_PUBLIC_KEY_ID')
})

test('a gateway that is not there, or is something else, is named', async () => {
  const { levels } = await examine({ gateway: 'http://127.0.0.1:9' })
  expect(levels['wechat.gateway']).toBe('bad')
  const trip = { body: '<html>', signer: 'nobody' } as const
  expect((await examine({}, { trip })).words).toContain('Is the address WeChat Pay')
})

test.each([
  [minuteMs / 2, 'ok'],
  [2 * minuteMs, 'warn'],
  [6 * minuteMs, 'bad'],
])('a clock that is %i ms behind is %s', async (behindMs, level) => {
  const { levels } = await examine({}, { date: later(now, behindMs) })
  expect(levels['wechat.clock']).toBe(level)
})

test('a merchant certificate is compared, and its end foretold', async () => {
  const certPem = merchantCertPem
  expect((await examine({ certPem })).levels['wechat.certificate']).toBe('ok')
  const ending = (at: number) =>
    issue(String(texts.serialNo), { key: merchantPair.privateKey, until: later(now, at) })
  const soon = await examine({ certPem: ending(10 * dayMs) })
  expect(soon.levels['wechat.certificate']).toBe('warn')
  const gone = await examine({ certPem: ending(-1) })
  expect(gone.levels['wechat.certificate']).toBe('bad')
})

test('names that look wrong, odd settings and a notify address with a query are told', async () => {
  const { levels } = await examine({
    appId: 'wx12345',
    mchId: '190000000123',
    mchKey: apiV3Key,
    notifyUrl: `${shop.url}/?a=1`,
  })
  expect(levels).toMatchObject({
    'wechat.app_id': 'warn',
    'wechat.mch_id': 'warn',
    'wechat.config': 'warn',
  })
  const { words } = await examine({ notifyUrl: `${shop.url}/?a=1` })
  expect(words).toContain('has a query')
})

test.each([
  ['another status', { status: 200, body: { code: 'FAIL' } }],
  ['a page', { status: 400, body: '<html>' }],
  ['a redirect', { status: 301, headers: { location: 'https://shop.example/' } }],
])('a notify address that answers with %s is a warning', async (_, answer) => {
  shop.answer(() => ({ ...answer, signer: 'nobody' }))
  expect((await examine()).levels['wechat.notify_reachable']).toBe('warn')
})
