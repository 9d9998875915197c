// Charging a buyer's code and cancelling the charge: what is asked, verified by the official SDK, and what each
// answer proves (fact sheet Alipay, sections 12.5 and 12.9).

import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import type { CodePayments } from '../../../src/gateways/gateway.ts'
import {
  aConfig,
  alipayPair,
  appId,
  appPair,
  clock,
  fen,
  now,
  otherPair,
  shanghai,
} from './accounts.ts'
import { openStandIn, type StandIn, signedReply } from './stand-in.ts'

const bare = (pem: string) => pem.replace(/-----[^-]*-----|\s/g, '')
/** The gateway that knows the app's public key. */
const sdkAsGateway = new AlipaySdk({
  appId,
  privateKey: bare(alipayPair.privatePem),
  keyType: 'PKCS8',
  alipayPublicKey: bare(appPair.publicPem),
})

let gateway: StandIn
let codes: CodePayments
beforeAll(async () => {
  gateway = await openStandIn()
  const opened = alipayGateway(aConfig({ gateway: gateway.url }), { clock })
  if (!opened.codes) throw new Error('takes no codes')
  codes = opened.codes
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const payable = {
  outTradeNo: 'DEV1',
  amountFen: fen(9900),
  subject: '会员/一年',
  expiresAt: shanghai('2025-03-03 12:02:00'),
  notifyUrl: 'https://shop.example/notify',
  code: '281234567890123456',
  address: '203.0.113.7',
}
const success = { code: '10000', msg: 'Success', out_trade_no: 'DEV1', trade_no: 'T1' }
const paid = { ...success, total_amount: '99.00', gmt_payment: '2025-03-03 11:59:59' }
const fact = {
  outTradeNo: 'DEV1',
  gatewayTradeNo: 'T1',
  amountFen: 9900,
  paidAt: shanghai('2025-03-03 11:59:59'),
}
const pending = { ...success, code: '10003', msg: 'order success pay inprocess' }
const refusing = (sub_code: string, code = '40004') => ({
  code,
  msg: 'Business Failed',
  sub_code,
  sub_msg: '说明',
})
const charging = (node: object) => {
  gateway.answer((asked) => signedReply(asked, node))
  return codes.charge(payable, 1_000)
}
const undoing = (node: object) => {
  gateway.answer((asked) => signedReply(asked, node))
  return codes.undo('DEV1', 1_000)
}

test.each([
  ['281234567890123456', true],
  ['2512345678901234', true],
  ['301234567890123456789012', true],
  ['241234567890123456', false],
  ['311234567890123456', false],
  ['28123456789012', false],
  ['2812345678901234567890123', false],
  ['28123456789012345x', false],
  ['131234567890123456', false],
])('takes %s as a code: %s', (text, isOne) => {
  expect(codes.takes(text)).toBe(isOne)
})

describe('a charge', () => {
  test('asks with the code and what was frozen, signed so that the official SDK verifies it', async () => {
    await charging(paid)
    const [asked = {}] = gateway.asked
    expect(asked).toMatchObject({
      method: 'alipay.trade.pay',
      notify_url: 'https://shop.example/notify',
    })
    expect(JSON.parse(asked.biz_content ?? '')).toEqual({
      scene: 'bar_code',
      auth_code: '281234567890123456',
      out_trade_no: 'DEV1',
      total_amount: '99.00',
      subject: '会员／一年',
      product_code: 'FACE_TO_FACE_PAYMENT',
      time_expire: '2025-03-03 12:02:00',
    })
    expect(sdkAsGateway.checkNotifySignV2({ ...asked })).toBe(true)
    expect(sdkAsGateway.checkNotifySignV2({ ...asked, method: 'alipay.trade.close' })).toBe(false)
  })

  const unknown = { outcome: 'unknown' }
  const refused = (why: string) => ({ outcome: 'refused', why })
  test.each([
    ['paid', paid, { outcome: 'paid', fact }],
    [
      'paid at a time it does not tell',
      { ...paid, gmt_payment: undefined },
      { outcome: 'paid', fact: { ...fact, paidAt: now } },
    ],
    ['a password asked for', pending, { outcome: 'waiting' }],
    ['about another order', { ...paid, out_trade_no: 'OTHER' }, unknown],
    ['paid without an order named', { ...paid, out_trade_no: undefined }, unknown],
    ['paid with an amount nobody can read', { ...paid, total_amount: '99.000' }, unknown],
    ['a system error', refusing('ACQ.SYSTEM_ERROR'), unknown],
    ['unavailable', refusing('isp.unknow-error', '20000'), unknown],
    ['a wrong code', refusing('ACQ.PAYMENT_AUTH_CODE_INVALID'), refused('code')],
    ['no money', refusing('ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH'), refused('balance')],
    ['a locked buyer', refusing('ACQ.BUYER_ENABLE_STATUS_FORBID'), refused('buyer')],
    ['a shop without the product', refusing('ACQ.ACCESS_FORBIDDEN'), refused('shop')],
    ['a word nobody knows', refusing('ACQ.SOMETHING_NEW'), refused('other')],
  ])('answered with %s', async (_what, node, outcome) => {
    expect(await charging(node)).toMatchObject(outcome)
  })

  test('answered by somebody else proves nothing', async () => {
    gateway.answer((asked) => signedReply(asked, paid, { key: otherPair.privateKey }))
    expect(await codes.charge(payable, 1_000)).toMatchObject(unknown)
  })

  test('that only waits is a success of this one call', async () => {
    gateway.answer((asked) => signedReply(asked, pending))
    expect(await codes.undo('DEV1', 1_000)).toMatchObject(unknown)
  })
})

describe('undoing a charge', () => {
  const undone = { ...success, retry_flag: 'N' }
  test.each([
    ['closed', { ...undone, action: 'close' }, { outcome: 'undone' }],
    [
      'given back',
      { ...undone, action: 'refund', gmt_refund_pay: '2025-03-03 12:01:00' },
      {
        outcome: 'returned',
        gatewayTradeNo: 'T1',
        returnedAt: shanghai('2025-03-03 12:01:00'),
      },
    ],
    ['nothing found', undone, { outcome: 'absent' }],
    ['try again', { ...undone, retry_flag: 'Y' }, { outcome: 'again' }],
    [
      'given back, of a trade not named',
      { ...undone, trade_no: undefined, action: 'refund' },
      { outcome: 'unknown' },
    ],
    ['too late', refusing('ACQ.TRADE_CANCEL_TIME_OUT'), { outcome: 'refused' }],
    ['a system error, misspelled', refusing('AQC.SYSTEM_ERROR'), { outcome: 'unknown' }],
  ])('answered with %s', async (_what, node, outcome) => {
    expect(await undoing(node)).toMatchObject(outcome)
  })
})
