// Charging a payer's code and reversing the charge in both versions of the API: what is asked, verified by an
// independent client's rules, and what each answer proves (fact sheet WeChat Pay, sections 17 and 20).

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Formatter, Hash, Rsa } from 'wechatpay-axios-plugin'
import type { CodePayments } from '../../../src/gateways/gateway.ts'
import { isPayCode } from '../../../src/gateways/wechat/codepay.ts'
import { wechatGateway } from '../../../src/gateways/wechat/index.ts'
import * as v3 from './accounts.ts'
import { type Answer, contentOf, openStandIn, refusing, type StandIn } from './stand-in.ts'
import * as v2 from './v2-stand-in.ts'

const payable = {
  outTradeNo: 'DEV000001',
  amountFen: v3.fen(9900),
  subject: '会员一年',
  expiresAt: v3.shanghai('2025-03-03 12:02:00'),
  notifyUrl: 'https://shop.example/notify',
  code: '131234567890123456',
  address: '203.0.113.7',
}
const fact = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200001',
  amountFen: 9900,
  paidAt: v3.shanghai('2025-03-03 11:59:59'),
}

test.each([
  ['101234567890123456', true],
  ['151234567890123456', true],
  ['161234567890123456', false],
  ['13123456789012345', false],
  ['1312345678901234567', false],
  ['281234567890123456', false],
])('takes %s as a code: %s', (text, isOne) => {
  expect(isPayCode(text)).toBe(isOne)
})

describe('by API v3', () => {
  let gateway: StandIn
  let codes: CodePayments
  beforeAll(async () => {
    gateway = await openStandIn()
    codes = codesOf(wechatGateway(v3.aConfig({ gateway: gateway.url }), { clock: v3.clock }))
  })
  beforeEach(() => {
    gateway.asked.length = 0
  })
  afterAll(() => gateway.close())

  const ours = { appid: v3.appId, mchid: v3.mchId, out_trade_no: 'DEV000001' }
  const paid = {
    ...ours,
    trade_state: 'SUCCESS',
    transaction_id: '4200001',
    success_time: '2025-03-03T11:59:59+08:00',
    amount: { total: 9900, currency: 'CNY' },
  }
  const charging = (answer: Answer) => {
    gateway.answer(() => answer)
    return codes.charge(payable, 1_000)
  }
  const undoing = (answer: Answer) => {
    gateway.answer(() => answer)
    return codes.undo('DEV000001', 1_000)
  }

  test('a charge asks with the code and what was frozen, signed as the independent client signs', async () => {
    await charging({ body: paid })
    const [asked] = gateway.asked
    expect(asked?.target).toBe('/v3/pay/transactions/codepay')
    expect(contentOf(asked)).toEqual({
      appid: v3.appId,
      mchid: v3.mchId,
      description: '会员一年',
      out_trade_no: 'DEV000001',
      amount: { total: 9900, currency: 'CNY' },
      payer: { auth_code: '131234567890123456' },
      scene_info: { device_ip: '203.0.113.7', store_info: { out_id: 'counter' } },
    })
    const marks = Object.fromEntries(
      [...(asked?.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    )
    const { timestamp = '', nonce_str = '', signature = '' } = marks
    const text = Formatter.request(
      'POST',
      asked?.target ?? '',
      Number(timestamp),
      nonce_str,
      asked?.body ?? '',
    )
    expect(Rsa.verify(text, signature, v3.merchantPair.publicKey)).toBe(true)
  })

  test.each<[string, Answer, object]>([
    ['paid', { body: paid }, { outcome: 'paid', fact }],
    ['a password asked for', refusing('USERPAYING', 202), { outcome: 'waiting' }],
    ['another 202', refusing('PROCESSING', 202), { outcome: 'unknown' }],
    ['no state', { body: { ...paid, trade_state: undefined } }, { outcome: 'unknown' }],
    ['about another order', { body: { ...paid, out_trade_no: 'X' } }, { outcome: 'unknown' }],
    ['nobody’s word', { body: paid, signer: 'nobody' }, { outcome: 'unknown' }],
    ['a system error', refusing('SYSTEM_ERROR', 500), { outcome: 'unknown' }],
    ['a wrong code', refusing('AUTH_CODE_INVALID'), { outcome: 'refused', why: 'code' }],
    ['no money', refusing('NOT_ENOUGH', 403), { outcome: 'refused', why: 'balance' }],
    [
      'a locked payer',
      refusing('USER_ACCOUNT_ABNORMAL', 403),
      { outcome: 'refused', why: 'buyer' },
    ],
    ['a shop without the product', refusing('NO_AUTH', 403), { outcome: 'refused', why: 'shop' }],
  ])('a charge answered with %s', async (_what, answer, outcome) => {
    expect(await charging(answer)).toMatchObject(outcome)
  })

  test.each<[string, Answer, object]>([
    ['done', { body: { ...ours, recall: 'N' } }, { outcome: 'undone' }],
    ['an empty answer', { status: 204 }, { outcome: 'undone' }],
    ['try again', { body: { ...ours, recall: 'Y' } }, { outcome: 'again' }],
    ['the payer still entering', refusing('USERPAYING', 202), { outcome: 'again' }],
    ['nothing found', refusing('ORDER_NOT_EXIST', 404), { outcome: 'absent' }],
    ['a system error', refusing('SYSTEM_ERROR', 500), { outcome: 'unknown' }],
    ['too early', refusing('INVALID_REQUEST'), { outcome: 'refused' }],
  ])('undoing answered with %s', async (_what, answer, outcome) => {
    expect(await undoing(answer)).toMatchObject(outcome)
    expect(gateway.asked[0]?.target).toBe('/v3/pay/transactions/out-trade-no/DEV000001/reverse')
  })
})

describe('by API v2', () => {
  let gateway: v2.StandIn
  let codes: CodePayments
  beforeAll(async () => {
    gateway = await v2.openStandIn()
    codes = codesOf(wechatGateway(v2.v2Config({ gateway: gateway.url }), { clock: v2.clock }))
  })
  beforeEach(() => {
    gateway.asked.length = 0
  })
  afterAll(() => gateway.close())

  const paid = {
    result_code: 'SUCCESS',
    out_trade_no: 'DEV000001',
    transaction_id: '4200001',
    total_fee: '9900',
    time_end: '20250303115959',
  }
  const no = (err_code: string) => ({ result_code: 'FAIL', err_code, err_code_des: '说明' })

  test('a charge asks with the code and what was frozen, signed as the independent client signs', async () => {
    gateway.answer(() => v2.signedXml(paid))
    await codes.charge(payable, 1_000)
    const [asked] = gateway.asked
    const { sign, ...fields } = asked?.fields ?? {}
    expect([asked?.path, fields]).toMatchObject([
      '/pay/micropay',
      {
        body: '会员一年',
        out_trade_no: 'DEV000001',
        total_fee: '9900',
        spbill_create_ip: '203.0.113.7',
        auth_code: '131234567890123456',
      },
    ])
    expect(sign).toBe(Hash.sign('MD5', fields, v2.mchKey))
  })

  test.each([
    ['paid', paid, { outcome: 'paid', fact }],
    ['a password asked for', no('USERPAYING'), { outcome: 'waiting' }],
    ['about another order', { ...paid, out_trade_no: 'X' }, { outcome: 'unknown' }],
    ['a system error', no('SYSTEMERROR'), { outcome: 'unknown' }],
    ['a bank’s error', no('BANKERROR'), { outcome: 'unknown' }],
    ['an old code', no('AUTHCODEEXPIRE'), { outcome: 'refused', why: 'code' }],
    ['no money', no('NOTENOUGH'), { outcome: 'refused', why: 'balance' }],
    ['a card that is not taken', no('NOTSUPORTCARD'), { outcome: 'refused', why: 'balance' }],
    ['a shop without the product', no('NOAUTH'), { outcome: 'refused', why: 'shop' }],
  ])('a charge answered with %s', async (_what, fields, outcome) => {
    gateway.answer(() => v2.signedXml(fields))
    expect(await codes.charge(payable, 1_000)).toMatchObject(outcome)
  })

  test.each([
    ['done', { result_code: 'SUCCESS', recall: 'N' }, { outcome: 'undone' }],
    ['try again', { result_code: 'SUCCESS', recall: 'Y' }, { outcome: 'again' }],
    ['the payer still entering', no('USERPAYING'), { outcome: 'again' }],
    ['nothing found', no('ORDERNOTEXIST'), { outcome: 'absent' }],
    ['a system error', no('SYSTEMERROR'), { outcome: 'unknown' }],
  ])('undoing answered with %s', async (_what, fields, outcome) => {
    gateway.answer(() => v2.signedXml(fields))
    expect(await codes.undo('DEV000001', 1_000)).toMatchObject(outcome)
    expect(gateway.asked[0]?.path).toBe('/secapi/pay/reverse')
  })

  test('an account that could not undo a charge takes no codes', () => {
    const config = v2.v2Config({ gateway: 'https://api.mch.weixin.qq.com' })
    expect(wechatGateway(config, { clock: v2.clock }).codes).toBeUndefined()
  })
})

function codesOf({ codes }: Readonly<{ codes?: CodePayments | undefined }>): CodePayments {
  if (!codes) throw new Error('takes no codes')
  return codes
}
