// What the doctor says about an old account of API v2.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayMs, later, minuteMs } from '../../../src/core/time.ts'
import type { WechatTexts } from '../../../src/gateways/wechat/config.ts'
import { readWechatConfig, wechatGateway } from '../../../src/gateways/wechat/index.ts'
import { issue, merchantPair, serialNo } from './accounts.ts'
import { openStandIn as openShop, type StandIn as Shop } from './stand-in.ts'
import {
  appId,
  clock,
  mchId,
  mchKey,
  now,
  openStandIn,
  otherKey,
  type StandIn,
  signedXml,
  xmlOf,
} from './v2-stand-in.ts'

let gateway: StandIn
let shop: Shop

beforeAll(async () => {
  gateway = await openStandIn()
  shop = await openShop()
})
afterAll(async () => {
  await gateway.close()
  await shop.close()
})

const refused = '<xml><return_code><![CDATA[FAIL]]></return_code></xml>'
const absent = signedXml({ result_code: 'FAIL', err_code: 'ORDERNOTEXIST', err_code_des: 'x' })

async function examine(answer = absent, changes: Partial<WechatTexts> = {}) {
  gateway.answer(() => answer)
  shop.answer(() => ({ body: refused, signer: 'nobody' }))
  const notifyUrl = shop.url
  const texts = { appId, mchId, mchKey, gateway: gateway.url, notifyUrl, ...changes }
  const findings = await wechatGateway(readWechatConfig(texts), { clock }).examine()
  const levels = Object.fromEntries(findings.map(({ check, level }) => [check, level]))
  return { levels, words: findings.map(({ en }) => en).join('\n') }
}

test('a right account is all right, but that it can give no money back', async () => {
  expect((await examine()).levels).toEqual({
    'wechat.app_id': 'ok',
    'wechat.mch_id': 'ok',
    'wechat.version': 'ok',
    'wechat.round_trip': 'ok',
    'wechat.client_cert': 'warn',
    'wechat.notify_url': 'warn',
    'wechat.notify_reachable': 'ok',
  })
})

test.each([
  [31, 'ok', '31 days left'],
  [29, 'warn', 'replace soon'],
  [6, 'bad', 'replace soon'],
  [0, 'bad', 'replace today'],
  [-2, 'bad', 'expired'],
])('a certificate for refunds with %i days left is %s', async (days, level, says) => {
  const until = later(now, days * dayMs + minuteMs)
  const certPem = issue(serialNo, { key: merchantPair.privateKey, until })
  const given = { certPem, privateKey: merchantPair.privatePem }
  const { levels, words } = await examine(absent, given)
  expect(levels['wechat.client_cert']).toBe(level)
  expect(words).toContain(says)
})

const wrong: readonly (readonly [why: string, answer: string, words: string])[] = [
  [
    'a wrong key, told unsigned',
    xmlOf({ return_code: 'FAIL', return_msg: '签名错误' }),
    'WECHAT_MCH_KEY is not',
  ],
  [
    'a wrong key, told with a signature',
    signedXml({ result_code: 'FAIL', err_code: 'SIGNERROR', err_code_des: 'x' }),
    'WECHAT_MCH_KEY is not',
  ],
  [
    'a key the gateway does not sign with',
    signedXml({ result_code: 'FAIL', err_code: 'ORDERNOTEXIST' }, { key: otherKey }),
    'WECHAT_MCH_KEY is not',
  ],
  [
    'an unknown merchant',
    signedXml({ result_code: 'FAIL', err_code: 'MCHID_NOT_EXIST', err_code_des: 'x' }),
    'check WECHAT_MCH_ID',
  ],
  [
    'an unknown merchant, told unsigned',
    xmlOf({ return_code: 'FAIL', return_msg: '商户号mch_id与appid不匹配' }),
    'check WECHAT_MCH_ID',
  ],
  [
    'an unknown app',
    xmlOf({ return_code: 'FAIL', return_msg: 'appid不存在' }),
    'check WECHAT_APP_ID',
  ],
  ['something else', '<html></html>', 'no answer that proves anything'],
]

test.each(wrong)('%s is named', async (_, answer, words) => {
  const found = await examine(answer)
  expect(found.levels['wechat.round_trip']).toBe('bad')
  expect(found.words).toContain(words)
})

test('a gateway that is not there is named', async () => {
  const { levels, words } = await examine(absent, { gateway: 'http://127.0.0.1:9' })
  expect(levels['wechat.round_trip']).toBe('bad')
  expect(words).toContain('http://127.0.0.1:9')
})

test('the parts of an API v3 account that do nothing here are told', async () => {
  expect((await examine(absent, { serialNo })).levels['wechat.config']).toBe('warn')
})
