// The client against a gateway that behaves, misbehaves, or is not there.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Alipay, createAlipay } from '../../../src/gateways/alipay/client.ts'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import type { Payable, Scene } from '../../../src/gateways/gateway.ts'
import { aConfig, clock, contentOf, fen, now, order, otherPair, shanghai } from './accounts.ts'
import { type Answering, openStandIn, type StandIn, signedReply } from './stand-in.ts'

let gateway: StandIn
let alipay: Alipay

beforeAll(async () => {
  gateway = await openStandIn()
  alipay = createAlipay(aConfig({ gateway: gateway.url }), { clock })
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const refund = { outTradeNo: 'DEV1', amountFen: fen(100), outRequestNo: 'R1', reason: '退款' }
const success = { code: '10000', msg: 'Success', out_trade_no: 'DEV1', trade_no: 'T1' }

function answerWith(...nodes: readonly object[]): void {
  const left = [...nodes]
  gateway.answer((asked) => signedReply(asked, left.shift() ?? {}))
}

function refusing(sub_code: string, code = '40004') {
  return { code, msg: 'Business Failed', sub_code, sub_msg: '说明' }
}

describe('a query', () => {
  test('asks with the common parameters, the time in Shanghai and the content', async () => {
    answerWith({ ...success, trade_status: 'WAIT_BUYER_PAY' })
    await alipay.query('DEV1')
    const [asked = {}] = gateway.asked
    expect(asked).toMatchObject({
      app_id: '9021000100000001',
      method: 'alipay.trade.query',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: '2025-03-03 12:00:00',
      version: '1.0',
      biz_content: '{"out_trade_no":"DEV1"}',
    })
    expect(asked.sign).toHaveLength(344)
  })

  const paid = {
    ...success,
    trade_status: 'TRADE_SUCCESS',
    total_amount: '99.00',
    send_pay_date: '2025-03-03 11:59:00',
  }
  const fact = {
    outTradeNo: 'DEV1',
    gatewayTradeNo: 'T1',
    amountFen: 9900,
    paidAt: shanghai('2025-03-03 11:59:00'),
  }

  test.each([
    ['paid', paid, { outcome: 'paid', fact }],
    ['finished', { ...paid, trade_status: 'TRADE_FINISHED' }, { outcome: 'paid', fact }],
    [
      'paid at a time it does not tell',
      { ...paid, send_pay_date: undefined },
      { outcome: 'paid', fact: { ...fact, paidAt: now } },
    ],
    ['waiting', { ...success, trade_status: 'WAIT_BUYER_PAY' }, { outcome: 'waiting' }],
    ['closed', { ...success, trade_status: 'TRADE_CLOSED' }, { outcome: 'closed' }],
    ['absent', refusing('ACQ.TRADE_NOT_EXIST'), { outcome: 'absent' }],
    ['absent, spelled otherwise', refusing('TRADE_NOT_EXIST'), { outcome: 'absent' }],
    [
      'refused',
      refusing('ACQ.INVALID_PARAMETER'),
      { outcome: 'refused', code: 'ACQ.INVALID_PARAMETER', message: '说明' },
    ],
  ])('is answered: %s', async (_, node, wanted) => {
    answerWith(node)
    expect(await alipay.query('DEV1')).toEqual(wanted)
  })

  test.each([
    ['another order’s answer', { ...paid, out_trade_no: 'DEV2' }],
    ['a payment that names no order', { ...paid, out_trade_no: undefined }],
    ['a payment of an unreadable amount', { ...paid, total_amount: '99,00' }],
    ['a payment of a number that is no text', { ...paid, total_amount: 99 }],
    ['a state nobody knows', { ...paid, trade_status: 'PAID' }],
    ['a fault of Alipay', refusing('ACQ.SYSTEM_ERROR')],
    ['a fault of Alipay, misspelled', refusing('AQC.SYSTEM_ERROR')],
    ['an unavailable service', refusing('isp.unknow-error', '20000')],
    ['an unavailable service without a sub code', { code: '20000', msg: 'Unavailable' }],
    ['nothing at all', {}],
  ])('proves nothing by %s', async (_, node) => {
    answerWith(node)
    expect((await alipay.query('DEV1')).outcome).toBe('unknown')
  })

  test('proves nothing when another key signed the answer', async () => {
    gateway.answer((asked) => signedReply(asked, paid, { key: otherPair.privateKey }))
    expect(await alipay.query('DEV1')).toEqual({ outcome: 'unknown', reason: 'bad signature' })
  })

  test.each([
    ['a success', paid],
    ['an order that does not exist', refusing('ACQ.TRADE_NOT_EXIST')],
    ['a business word in the gateway’s clothes', refusing('ACQ.TRADE_NOT_EXIST', '40002')],
  ])('proves nothing by an unsigned %s', async (_, node) => {
    gateway.answer(() => JSON.stringify({ alipay_trade_query_response: node }))
    expect(await alipay.query('DEV1')).toEqual({ outcome: 'unknown', reason: 'unsigned' })
  })

  test('is refused by the gateway itself without a signature', async () => {
    gateway.answer(() =>
      JSON.stringify({ error_response: refusing('isv.invalid-app-id', '40002') }),
    )
    expect(await alipay.query('DEV1')).toMatchObject({
      outcome: 'refused',
      code: 'isv.invalid-app-id',
    })
  })
})

describe('the way to the gateway', () => {
  const stuck: readonly (readonly [name: string, answering: Answering])[] = [
    ['never answers', () => undefined],
    [
      'stops in the middle',
      (_, response) => {
        response.write('{"alipay')
        return undefined
      },
    ],
  ]

  test.each(stuck)('that %s ends at the deadline', async (_, answering) => {
    gateway.answer(answering)
    const begun = performance.now()
    expect(await alipay.query('DEV1', 150)).toEqual({ outcome: 'unknown', reason: 'timeout' })
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  test.each([500, 502, 302, 204])('that answers %i proves nothing', async (status) => {
    gateway.answer((asked, response) => {
      response.statusCode = status
      response.setHeader('location', gateway.url)
      return signedReply(asked, { ...success, trade_status: 'TRADE_CLOSED' })
    })
    expect(await alipay.query('DEV1')).toEqual({ outcome: 'unknown', reason: `HTTP ${status}` })
    expect(gateway.asked).toHaveLength(1)
  })

  test('that breaks off proves nothing', async () => {
    gateway.answer((_, response) => {
      response.destroy()
      return undefined
    })
    expect((await alipay.query('DEV1')).outcome).toBe('unknown')
  })

  test('that is closed proves nothing', async () => {
    const lost = createAlipay(aConfig(), { clock })
    expect((await lost.query('DEV1')).outcome).toBe('unknown')
  })

  test('that answers in HTML proves nothing', async () => {
    gateway.answer(() => '<html>success</html>')
    expect((await alipay.query('DEV1')).outcome).toBe('unknown')
  })

  test('that never stops talking is cut off', async () => {
    gateway.answer(() => 'x'.repeat(1_500_000))
    expect(await alipay.query('DEV1')).toEqual({ outcome: 'unknown', reason: 'answer too long' })
  })
})

describe('closing and cancelling', () => {
  test.each([
    [success, 'closed'],
    [refusing('ACQ.TRADE_NOT_EXIST'), 'absent'],
    [refusing('ACQ.TRADE_STATUS_ERROR'), 'not-closable'],
    [refusing('ACQ.REASON_TRADE_STATUS_INVALID'), 'not-closable'],
    [refusing('ACQ.REASON_ILLEGAL_STATUS'), 'not-closable'],
    [refusing('ACQ.SYSTEM_ERROR'), 'unknown'],
    [refusing('ACQ.INVALID_PARAMETER'), 'refused'],
  ])('%j is %s', async (node, outcome) => {
    answerWith(node)
    expect((await alipay.close('DEV1')).outcome).toBe(outcome)
  })

  test.each([
    [
      { ...success, retry_flag: 'N', action: 'close' },
      { outcome: 'cancelled', action: 'close', tradeNo: 'T1' },
    ],
    [
      { ...success, retry_flag: 'N', action: 'refund' },
      { outcome: 'cancelled', action: 'refund', tradeNo: 'T1' },
    ],
    [
      { ...success, retry_flag: 'N' },
      { outcome: 'cancelled', action: 'none' },
    ],
    [{ ...success, retry_flag: 'Y' }, { outcome: 'again' }],
  ])('%j is %j', async (node, wanted) => {
    answerWith(node)
    expect(await alipay.cancel('DEV1')).toEqual(wanted)
  })
})

describe('a refund', () => {
  const found = {
    ...success,
    out_request_no: 'R1',
    refund_status: 'REFUND_SUCCESS',
    refund_amount: '1.00',
  }

  test('sends its number, its amount and nothing that could be misread', async () => {
    answerWith({ ...success, fund_change: 'Y', refund_fee: '1.00' })
    expect(await alipay.refund(refund)).toEqual({ outcome: 'refunded', amountFen: 100 })
    expect(contentOf(gateway.asked[0] ?? {})).toEqual({
      out_trade_no: 'DEV1',
      out_request_no: 'R1',
      refund_amount: '1.00',
      refund_reason: '退款',
    })
  })

  test('accepted without moving money is looked up, and done when it is found', async () => {
    answerWith({ ...success, fund_change: 'N', refund_fee: '1.00' }, found)
    expect(await alipay.refund(refund)).toEqual({ outcome: 'refunded', amountFen: 100 })
    expect(gateway.asked.map(({ method }) => method)).toEqual([
      'alipay.trade.refund',
      'alipay.trade.fastpay.refund.query',
    ])
  })

  test.each([
    ['found nowhere', { code: '10000', msg: 'Success' }],
    ['found with another amount', { ...found, refund_amount: '2.00' }],
    ['about another request', { ...found, out_request_no: 'R2' }],
  ])('accepted without moving money and %s is unknown', async (_, node) => {
    answerWith({ ...success, fund_change: 'N' }, node)
    expect((await alipay.refund(refund)).outcome).toBe('unknown')
  })

  test('with another amount under the same number is refused', async () => {
    answerWith(refusing('ACQ.DISCORDANT_REPEAT_REQUEST'))
    expect(await alipay.refund(refund)).toMatchObject({ code: 'ACQ.DISCORDANT_REPEAT_REQUEST' })
  })

  test('that is not found is not found yet, never failed', async () => {
    answerWith({ code: '10000', msg: 'Success' })
    expect(await alipay.refundQuery(refund)).toEqual({ outcome: 'not-found-yet' })
  })
})

describe('as a gateway of the shop', () => {
  const payable: Payable = order
  const ours = () => alipayGateway(aConfig({ gateway: gateway.url }), { clock })
  const open = (scene: Scene) =>
    ours().open({ scene, payable, payer: { address: '127.0.0.1' } }, 5_000)

  test('pc and wap send the browser to a signed address, without a word to Alipay', async () => {
    expect(ours().linkScenes).toEqual(['pc', 'wap'])
    for (const scene of ours().linkScenes)
      expect(await open(scene)).toMatchObject({ outcome: 'redirect' })
    expect(gateway.asked).toEqual([])
  })

  test('qr shows a code', async () => {
    answerWith({ ...success, qr_code: 'https://qr.alipay.com/x' })
    expect(await open('qr')).toEqual({ outcome: 'qr', code: 'https://qr.alipay.com/x' })
    expect(contentOf(gateway.asked[0] ?? {})).toMatchObject({
      product_code: 'FACE_TO_FACE_PAYMENT',
    })
  })

  test.each([
    ['ACQ.TRADE_HAS_CLOSE', 'number-spent'],
    ['ACQ.CONTEXT_INCONSISTENT', 'number-spent'],
    ['ACQ.APPLY_PC_MERCHANT_CODE_ERROR', 'number-spent'],
    ['ACQ.TRADE_HAS_SUCCESS', 'refused'],
    ['ACQ.SYSTEM_ERROR', 'unknown'],
  ])('a code refused with %s is %s', async (code, outcome) => {
    answerWith(refusing(code))
    expect((await open('qr')).outcome).toBe(outcome)
  })

  test('says where payers are sent', () => {
    const { payerOrigins } = alipayGateway(aConfig({ gateway: undefined }), { clock })
    expect(payerOrigins).toEqual(['https://openapi.alipay.com', 'https://*.alipay.com'])
  })
})
