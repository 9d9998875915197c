// What the doctor says about an account: each usual mistake is found and named in both languages.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayMs, later, minuteMs } from '../../../src/core/time.ts'
import type { AlipayTexts } from '../../../src/gateways/alipay/config.ts'
import { examineApp } from '../../../src/gateways/alipay/examine.ts'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import { aConfig, appPair, now, otherPair } from './accounts.ts'
import { alipayCertFile, appCertPem, rootFile } from './cert-account.ts'
import { type Answering, openStandIn, type StandIn, signedReply } from './stand-in.ts'

let gateway: StandIn
let shop: StandIn

beforeAll(async () => {
  gateway = await openStandIn()
  shop = await openStandIn()
})
afterAll(async () => {
  await gateway.close()
  await shop.close()
})

const absent = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST' }

function dated(answering: Answering, date = new Date(now)): Answering {
  return (asked, response) => {
    response.setHeader('date', date.toUTCString())
    return answering(asked, response)
  }
}

/** Levels by check, and the words of all findings. */
async function examine(
  changes: Partial<AlipayTexts> = {},
  {
    answering = (asked) => signedReply(asked, absent),
    at = now,
  }: { answering?: Answering; at?: typeof now } = {},
) {
  gateway.answer(dated(answering))
  const notifyUrl = shop.url
  const config = aConfig({ gateway: gateway.url, notifyUrl, ...changes })
  const findings = await alipayGateway(config, { clock: { now: () => at } }).examine()
  for (const { zh, en } of findings) {
    expect(zh).toMatch(/\p{Script=Han}/u)
    expect(en).not.toMatch(/\p{Script=Han}/u)
  }
  const levels = Object.fromEntries(findings.map(({ check, level }) => [check, level]))
  return { levels, words: findings.map(({ en }) => en).join('\n') }
}

test('a right configuration is all right, but for a notify address nobody outside can reach', async () => {
  shop.answer(() => 'failure')
  const { levels } = await examine()
  expect(levels).toEqual({
    'alipay.app_id': 'ok',
    'alipay.private_key': 'ok',
    'alipay.alipay_public_key': 'ok',
    'alipay.round_trip': 'ok',
    'alipay.clock': 'ok',
    'alipay.notify_url': 'warn',
    'alipay.notify_reachable': 'ok',
  })
})

test.each([
  ['isv.invalid-signature', 'Upload the public key again'],
  ['isv.invalid-app-id', 'does not know this app id'],
  ['isv.missing-app-cert-sn', 'certificate mode'],
  ['isv.app-cert-expired', 'download the three files'],
  ['isv.no-such-word', 'isv.no-such-word'],
])('a gateway that says %s is explained', async (sub_code, wanted) => {
  const node = { code: '40002', msg: 'Invalid Arguments', sub_code, sub_msg: 'x' }
  const { levels, words } = await examine({}, { answering: (asked) => signedReply(asked, node) })
  expect(levels['alipay.round_trip']).toBe('bad')
  expect(words).toContain(wanted)
})

test('a wrong Alipay public key is named as such', async () => {
  const { levels, words } = await examine({ alipayPublicKey: otherPair.publicPem })
  expect(levels['alipay.round_trip']).toBe('bad')
  expect(words).toContain('Alipay public key')
})

test('a gateway that is not there is named', async () => {
  const { levels } = await examine({ gateway: 'http://127.0.0.1:9/gateway.do' })
  expect(levels['alipay.gateway']).toBe('bad')
})

test.each([
  [minuteMs / 2, 'ok'],
  [2 * minuteMs, 'warn'],
  [20 * minuteMs, 'bad'],
])('a clock that is %i ms ahead is %s', async (aheadMs, level) => {
  const { levels } = await examine({}, { at: later(now, aheadMs) })
  expect(levels['alipay.clock']).toBe(level)
})

test('a certificate that runs out within a month is a warning', async () => {
  const texts = {
    alipayPublicKey: undefined,
    appCertPem,
    alipayCertPem: alipayCertFile,
    rootCertPem: rootFile,
  }
  expect((await examine(texts)).levels['alipay.certificates']).toBe('ok')
  const soon = await examine(texts, { at: later(now, 350 * dayMs) })
  expect(soon.levels['alipay.certificates']).toBe('warn')
})

test('an app’s own public key that matches is said to', async () => {
  const { levels } = await examine({ ownPublicKey: appPair.publicPem })
  expect(levels['alipay.own_public_key']).toBe('ok')
})

const elsewhere: readonly (readonly [name: string, answering: Answering])[] = [
  ['a page', () => '<html>login</html>'],
  [
    'a redirect',
    (_, response) => {
      response.statusCode = 301
      response.setHeader('location', 'https://shop.example/')
      return ''
    },
  ],
]

test.each(elsewhere)('a notify address that answers with %s is a warning', async (_, answering) => {
  shop.answer(answering)
  expect((await examine()).levels['alipay.notify_reachable']).toBe('warn')
})

test('without a notify address there is a warning', async () => {
  expect((await examine({ notifyUrl: undefined })).levels['alipay.notify_url']).toBe('warn')
})

test.each([
  ['2021000000000001', 'ok'],
  ['my app', 'warn'],
])('an app id %j is %s', async (appId, level) => {
  expect((await examine({ appId })).levels['alipay.app_id']).toBe(level)
})

test.each([
  ['9021000100000001', 'https://openapi.alipay.com/gateway.do', true],
  ['2021000000000001', 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', true],
  ['9021000100000001', 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', false],
  ['2021000000000001', 'https://openapi.alipay.com/gateway.do', false],
  ['9021000100000001', 'http://127.0.0.1:3000/gateway.do', false],
])('app %s with the gateway %s is a mix of environments: %s', (appId, gatewayUrl, isMix) => {
  const findings = examineApp(aConfig({ appId, gateway: gatewayUrl }))
  expect(
    findings.some(({ check, level }) => check === 'alipay.environment' && level === 'bad'),
  ).toBe(isMix)
})

test('a retired gateway is a warning', () => {
  const findings = examineApp(aConfig({ gateway: 'https://openapi.alipaydev.com/gateway.do' }))
  expect(findings[0]).toMatchObject({ check: 'alipay.gateway', level: 'warn' })
})
