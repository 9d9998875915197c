// Notices of API v2: which are believed, what they say, and what they are answered.

import { describe, expect, test } from 'vitest'
import type { NoticeReading } from '../../../src/gateways/gateway.ts'
import { answerV2Notice, readV2Notice } from '../../../src/gateways/wechat/v2-notice.ts'
import {
  appId,
  mchId,
  mchKey,
  otherKey,
  refundNotice,
  type SignType,
  sealed,
  shanghai,
  signedXml,
} from './v2-stand-in.ts'

const payment = {
  bank_type: 'CFT',
  cash_fee: '9900',
  fee_type: 'CNY',
  is_subscribe: 'Y',
  openid: 'oDEVelopment0000000000000001',
  out_trade_no: 'DEV000001',
  time_end: '20250303120006',
  total_fee: '9900',
  trade_type: 'NATIVE',
  transaction_id: '4200000000202503030000000001',
}

function read(body: string, signType: SignType = 'MD5'): NoticeReading {
  return readV2Notice({ appId, mchId }, { key: mchKey, signType }, Buffer.from(body))
}

function newsIdOf(body: string): string {
  const reading = read(body)
  return reading.outcome === 'verified' ? reading.newsId : ''
}

describe('a payment notice', () => {
  test('affirms a payment', () => {
    expect(read(signedXml(payment))).toEqual({
      outcome: 'verified',
      newsId: expect.stringMatching(/^[0-9a-f]{64}$/),
      paid: {
        outTradeNo: 'DEV000001',
        gatewayTradeNo: '4200000000202503030000000001',
        amountFen: 9900,
        paidAt: shanghai('2025-03-03 12:00:06'),
      },
      outTradeNo: 'DEV000001',
      stranger: undefined,
      garbled: undefined,
    })
  })

  test.each([
    ['an attach of ours with every letter XML knows', { attach: '<a href="x">&\']]' }],
    ['fields nobody has heard of', { something_new: '值', coupon_fee_0: '1' }],
    ['the hash we have configured', { sign_type: 'MD5' }],
    [
      'a part paid by a coupon',
      { cash_fee: '1', coupon_fee: '9899', settlement_total_fee: '9900' },
    ],
  ])('is believed with %s', (_, more) => {
    expect(read(signedXml({ ...payment, ...more }))).toMatchObject({
      outcome: 'verified',
      paid: { amountFen: 9900 },
    })
  })

  test('is believed in HMAC-SHA256 where that is configured, named or not', () => {
    const signType = 'HMAC-SHA256'
    for (const named of [{}, { sign_type: signType }])
      expect(read(signedXml({ ...payment, ...named }, { signType }), signType).outcome).toBe(
        'verified',
      )
  })

  test.each([
    ['another key made the signature', signedXml(payment, { key: otherKey }), 'bad signature'],
    ['the amount was altered', signedXml(payment).replace('>9900<', '>1<'), 'bad signature'],
    ['a field was put in', signedXml(payment).replace('</xml>', '<x>1</x></xml>'), 'bad signature'],
    ['there is no signature', signedXml(payment).replace(/<sign>.*<\/sign>/, ''), 'unsigned'],
    [
      'it asks for another hash than configured',
      signedXml({ ...payment, sign_type: 'HMAC-SHA256' }, { signType: 'HMAC-SHA256' }),
      'another sign_type than configured',
    ],
  ])('is forged when %s', (_, body, reason) => {
    expect(read(body)).toEqual({ outcome: 'forged', reason })
  })

  test('signed in MD5 is forged where HMAC-SHA256 is configured', () => {
    expect(read(signedXml(payment), 'HMAC-SHA256').outcome).toBe('forged')
  })

  test.each([
    ['nothing', ''],
    ['JSON', '{"id":"EV-1"}'],
    ['a form', 'out_trade_no=DEV000001'],
    ['a document with an entity', `<!DOCTYPE x [<!ENTITY e "1">]>${signedXml(payment)}`],
    [
      'a field that comes twice',
      signedXml(payment).replace('</xml>', '<total_fee>1</total_fee></xml>'),
    ],
    ['more than 64 KiB', signedXml({ ...payment, attach: 'x'.repeat(65_536) })],
    ['no order', signedXml({ ...payment, out_trade_no: undefined })],
    ['no result', signedXml({ ...payment, result_code: undefined })],
    ['the answer to a query', signedXml({ ...payment, trade_state: 'SUCCESS' })],
  ])('is unreadable as %s', (_, body) => {
    expect(read(body).outcome).toBe('unreadable')
  })

  test('of a payment that failed asks nothing', () => {
    const failed = signedXml({ ...payment, result_code: 'FAIL', err_code: 'SYSTEMERROR' })
    expect(read(failed)).toMatchObject({ outcome: 'verified', paid: undefined, garbled: undefined })
  })

  test('whose transport failed asks nothing, whatever its result says', () => {
    const failed = signedXml({ ...payment, return_code: 'FAIL', result_code: 'SUCCESS' })
    expect(read(failed)).toMatchObject({ outcome: 'verified', paid: undefined, garbled: undefined })
  })

  test('may leave out its return_code, which section 21 does not name', () => {
    expect(read(signedXml({ ...payment, return_code: undefined }))).toMatchObject({
      paid: { amountFen: 9900 },
    })
  })

  test.each([
    ['return_code', { return_code: 'MAYBE' }],
    ['total_fee', { total_fee: '99.00' }],
    ['total_fee', { total_fee: '-1' }],
    ['total_fee', { total_fee: ' 9900' }],
    ['total_fee', { total_fee: '99999999999' }],
    ['transaction_id', { transaction_id: '' }],
    ['time_end', { time_end: '20250230120006' }],
    ['time_end', { time_end: undefined }],
    ['fee_type', { fee_type: 'USD' }],
    ['result_code', { result_code: 'MAYBE' }],
  ])('whose %s cannot be read names it: %j', (field, change) => {
    expect(read(signedXml({ ...payment, ...change }))).toMatchObject({
      outcome: 'verified',
      paid: undefined,
      garbled: field,
    })
  })

  test.each([
    ['appid wx0000000000000d02', { appid: 'wx0000000000000d02' }],
    ['mch_id 1900000002', { mch_id: '1900000002' }],
    ['mch_id missing', { mch_id: undefined }],
  ])('meant for another account names it: %s', (stranger, change) => {
    expect(read(signedXml({ ...payment, ...change }))).toMatchObject({
      outcome: 'verified',
      stranger,
    })
  })

  test('is the same news at every delivery, and other news with another fact', () => {
    const first = newsIdOf(signedXml(payment))
    expect(newsIdOf(signedXml({ ...payment, nonce_str: 'another' }))).toBe(first)
    const reordered = Object.fromEntries(Object.entries(payment).toReversed())
    expect(newsIdOf(signedXml(reordered))).toBe(first)
    expect(newsIdOf(signedXml({ ...payment, total_fee: '9901' }))).not.toBe(first)
    expect(newsIdOf(signedXml({ ...payment, attach: 'x' }))).not.toBe(first)
  })
})

describe('a refund notice', () => {
  const refund = {
    out_refund_no: 'R1',
    out_trade_no: 'DEV000001',
    refund_fee: '100',
    refund_id: '50000000012025030300000000001',
    refund_status: 'SUCCESS',
    success_time: '2025-03-03 12:10:00',
    total_fee: '9900',
    transaction_id: '4200000000202503030000000001',
  }

  test('is verified by what it was encrypted with, and asks nothing of us', () => {
    expect(read(refundNotice(refund))).toMatchObject({
      outcome: 'verified',
      paid: undefined,
      outTradeNo: 'DEV000001',
      stranger: undefined,
      garbled: undefined,
    })
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    'is read at every length of its content (%i more)',
    (more) => {
      const reason = 'x'.repeat(more)
      expect(read(refundNotice({ ...refund, reason })).outcome).toBe('verified')
    },
  )

  test('is the same news at every delivery', () => {
    const first = newsIdOf(refundNotice(refund))
    expect(newsIdOf(refundNotice(refund, mchKey, { nonce_str: 'n2' }))).toBe(first)
    expect(newsIdOf(refundNotice({ ...refund, refund_status: 'CHANGE' }))).not.toBe(first)
  })

  test('of another merchant is a stranger', () => {
    const notice = refundNotice(refund, mchKey, { mch_id: '1900000002' })
    expect(read(notice)).toMatchObject({ stranger: 'mch_id 1900000002' })
  })

  test.each([
    ['encrypted with another key', refundNotice(refund, otherKey), 'forged'],
    ['not encrypted', refundNotice(refund, mchKey, { req_info: '<root></root>' }), 'forged'],
    ['empty', refundNotice(refund, mchKey, { req_info: '' }), 'forged'],
    ['cut off', refundNotice(refund).replace(/.{24}(\]\]><\/req_info>)/, '$1'), 'forged'],
    [
      'encrypted rightly but no notice',
      refundNotice(refund, mchKey, {
        req_info: sealed('<xml><out_trade_no>1</out_trade_no></xml>'),
      }),
      'forged',
    ],
    ['about no order', refundNotice({ refund_status: 'SUCCESS' }), 'unreadable'],
  ])('that is %s is refused', (_, body, outcome) => {
    expect(read(body).outcome).toBe(outcome)
  })

  test('beside a payment does not carry the payment in', () => {
    const both = signedXml(payment).replace('</xml>', '<req_info>AAAA</req_info></xml>')
    expect(read(both).outcome).toBe('forged')
  })
})

describe('the answer', () => {
  test('to a notice that was taken is the one document WeChat accepts', () => {
    const { status, contentType, body } = answerV2Notice('taken')
    expect(status).toBe(200)
    expect(contentType).toMatch(/^text\/xml/)
    expect(body).toBe(
      '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>',
    )
  })

  test.each(['refused', 'failed'] as const)(
    'to one that was %s asks for another delivery',
    (verdict) => {
      expect(answerV2Notice(verdict).body).toContain('<return_code><![CDATA[FAIL]]></return_code>')
    },
  )
})
