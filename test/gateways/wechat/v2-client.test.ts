// The client of API v2 against a gateway that behaves, misbehaves, or is not there.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWechatV2, type WechatV2 } from '../../../src/gateways/wechat/v2-client.ts'
import {
  type Answering,
  appId,
  clock,
  fen,
  mchId,
  now,
  openStandIn,
  otherKey,
  type StandIn,
  shanghai,
  signatureOf,
  signedXml,
  v2Config,
} from './v2-stand-in.ts'

let gateway: StandIn
let wechat: WechatV2

beforeAll(async () => {
  gateway = await openStandIn()
  wechat = createWechatV2(v2Config({ gateway: gateway.url }), { clock })
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const payable = {
  outTradeNo: 'DEV000001',
  amountFen: fen(9900),
  subject: '会员/一年 A&B=C <b>]]>',
  expiresAt: shanghai('2025-03-03 12:29:00'),
  notifyUrl: 'https://shop.example/api/v1/pay/wechat/notify',
  returnUrl: 'https://shop.example/payment/result',
  quitUrl: 'https://shop.example/cashier/DEV000001',
}
const opening = { payable, payer: { address: '203.0.113.7' } }
type Answer = Readonly<Record<string, string | undefined>>

function answerWith(fields: Answer): void {
  gateway.answer(() => signedXml(fields))
}

function refusing(err_code: string): Answer {
  return { result_code: 'FAIL', err_code, err_code_des: '说明' }
}

describe('a QR code', () => {
  const placed = {
    trade_type: 'NATIVE',
    prepay_id: 'wx1',
    code_url: 'weixin://wxpay/bizpayurl?pr=x',
  }

  test('is asked for with what was frozen, signed', async () => {
    answerWith(placed)
    expect(await wechat.native(opening)).toEqual({ outcome: 'qr', code: placed.code_url })
    const [asked] = gateway.asked
    expect(asked?.path).toBe('/pay/unifiedorder')
    expect(asked?.contentType).toMatch(/^text\/xml/)
    const { nonce_str = '', sign = '', body, ...fields } = asked?.fields ?? {}
    expect(sign).toMatch(/^[0-9A-F]{32}$/)
    expect(body).toMatch(/^会员\/一年 A&B=C <b>/)
    expect(fields).toEqual({
      appid: appId,
      mch_id: mchId,
      sign_type: 'MD5',
      out_trade_no: 'DEV000001',
      total_fee: '9900',
      spbill_create_ip: '203.0.113.7',
      notify_url: payable.notifyUrl,
      trade_type: 'NATIVE',
      product_id: 'DEV000001',
      time_expire: '20250303122900',
    })
    expect(nonce_str).toMatch(/^\w{32}$/)
  })

  test('is asked for in HMAC-SHA256 where that is configured', async () => {
    const signType = 'HMAC-SHA256'
    const careful = createWechatV2(v2Config({ gateway: gateway.url, signType }), { clock })
    gateway.answer(() => signedXml(placed, { signType }))
    const plain = { ...opening, payable: { ...payable, subject: '会员' } }
    expect((await careful.native(plain)).outcome).toBe('qr')
    const { sign, ...fields } = gateway.asked[0]?.fields ?? {}
    expect(fields.sign_type).toBe(signType)
    expect(sign).toBe(signatureOf(fields, undefined, signType))

    answerWith(placed)
    expect(await careful.native(plain)).toEqual({ outcome: 'unknown', reason: 'bad signature' })
  })

  test('names a long thing in 128 bytes without half a letter', async () => {
    answerWith(placed)
    await wechat.native({ ...opening, payable: { ...payable, subject: `a${'会'.repeat(60)}` } })
    expect(gateway.asked[0]?.fields.body).toBe(`a${'会'.repeat(42)}`)
  })

  test('names a thing with letters XML does not have', async () => {
    answerWith(placed)
    await wechat.native({ ...opening, payable: { ...payable, subject: 'a\u0000b\nc\ud800' } })
    expect(gateway.asked[0]?.fields.body).toBe('a b c ')
  })

  test('is asked for again in the same words', async () => {
    answerWith(placed)
    await wechat.native(opening)
    await wechat.native(opening)
    const [first, second] = gateway.asked.map(({ fields }) => fields)
    expect({ ...second, nonce_str: '', sign: '' }).toEqual({ ...first, nonce_str: '', sign: '' })
    expect(second?.nonce_str).not.toBe(first?.nonce_str)
  })

  test.each(['ORDERPAID', 'OUT_TRADE_NO_USED', 'ORDERCLOSED', 'INVALID_REQUEST'])(
    'needs another number after %s',
    async (code) => {
      answerWith(refusing(code))
      expect(await wechat.native(opening)).toEqual({ outcome: 'number-spent', code })
    },
  )

  test('is refused with WeChat’s own word', async () => {
    answerWith(refusing('NOAUTH'))
    expect(await wechat.native(opening)).toEqual({
      outcome: 'refused',
      code: 'NOAUTH',
      message: '说明',
    })
  })

  test('is unknown when a success holds none', async () => {
    answerWith({ ...placed, code_url: undefined })
    expect(await wechat.native(opening)).toEqual({ outcome: 'unknown', reason: 'no code_url' })
  })

  test.each([
    ['a number of 5 characters', { outTradeNo: 'x'.repeat(5) }],
    ['a number of 33 characters', { outTradeNo: 'x'.repeat(33) }],
    ['a number with a blank', { outTradeNo: 'a b' }],
    ['an amount of nothing', { amountFen: fen(0) }],
  ])('for %s is a mistake of ours', async (_, change) => {
    const wrong = { ...opening, payable: { ...payable, ...change } }
    await expect(wechat.native(wrong)).rejects.toThrow('WeChat Pay')
  })
})

const paid = {
  out_trade_no: 'DEV000001',
  transaction_id: '4200000000202503030000000001',
  trade_state: 'SUCCESS',
  total_fee: '9900',
  time_end: '20250303115959',
}
const fact = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200000000202503030000000001',
  amountFen: 9900,
  paidAt: shanghai('2025-03-03 11:59:59'),
}

describe('a query', () => {
  test.each([
    ['paid', paid, { outcome: 'paid', fact }],
    [
      'paid, and some of it returned',
      { ...paid, trade_state: 'REFUND' },
      { outcome: 'paid', fact: { ...fact, hasGoneBack: true } },
    ],
    [
      'paid with coupons',
      { ...paid, cash_fee: '1', coupon_fee: '9899' },
      { outcome: 'paid', fact },
    ],
    [
      'paid at a time it does not tell',
      { ...paid, time_end: undefined },
      { outcome: 'paid', fact: { ...fact, paidAt: now } },
    ],
    ['unpaid', { out_trade_no: 'DEV000001', trade_state: 'NOTPAY' }, { outcome: 'waiting' }],
    ['being paid', { trade_state: 'USERPAYING' }, { outcome: 'waiting' }],
    ['accepted', { trade_state: 'ACCEPT' }, { outcome: 'waiting' }],
    ['closed', { trade_state: 'CLOSED' }, { outcome: 'closed' }],
    ['revoked', { trade_state: 'REVOKED' }, { outcome: 'closed' }],
    ['absent', refusing('ORDERNOTEXIST'), { outcome: 'absent' }],
    [
      'refused',
      refusing('APPID_NOT_EXIST'),
      { outcome: 'refused', code: 'APPID_NOT_EXIST', message: '说明' },
    ],
  ])('is answered: %s', async (_, answer, wanted) => {
    answerWith(answer)
    expect(await wechat.query('DEV000001')).toEqual(wanted)
    expect(gateway.asked[0]).toMatchObject({
      path: '/pay/orderquery',
      fields: { out_trade_no: 'DEV000001' },
    })
  })

  test.each([
    ['another order', { ...paid, out_trade_no: 'DEV000002' }],
    ['no order at all', { ...paid, out_trade_no: undefined }],
    ['another merchant', { ...paid, mch_id: '1900000002' }],
    ['another app', { ...paid, appid: 'wx0000000000000d02' }],
    ['an amount that cannot be read', { ...paid, total_fee: '99.00' }],
    ['an amount in hexadecimal', { ...paid, total_fee: '0x26ac' }],
    ['an amount of another currency', { ...paid, fee_type: 'USD' }],
    ['no transaction', { ...paid, transaction_id: '' }],
    ['a state nobody knows', { ...paid, trade_state: 'PAID' }],
    ['no state', { ...paid, trade_state: undefined }],
    ['no result', { ...paid, result_code: undefined }],
    ['a failure without a code', { result_code: 'FAIL' }],
    ['a fault of WeChat', refusing('SYSTEMERROR')],
    ['a fault of a bank', refusing('BANKERROR')],
    ['a wish to be asked again', refusing('BIZERR_NEED_RETRY')],
    ['a plea for patience', refusing('FREQUENCY_LIMITED')],
  ])('proves nothing by an answer of %s', async (_, answer) => {
    answerWith(answer)
    expect((await wechat.query('DEV000001')).outcome).toBe('unknown')
  })

  test.each([
    ['another key', signedXml(paid, { key: otherKey }), 'bad signature'],
    ['nobody', signedXml(paid).replace(/<sign>.*<\/sign>/, ''), 'unsigned'],
    ['us, but altered', signedXml(paid).replace('>9900<', '>1<'), 'bad signature'],
    ['us, with a field more', signedXml(paid).replace('</xml>', '<x>1</x></xml>'), 'bad signature'],
    [
      'us under another hash',
      signedXml({ ...paid, sign_type: 'HMAC-SHA256' }, { signType: 'HMAC-SHA256' }),
      'another sign_type than configured',
    ],
  ])('proves nothing when it was signed by %s', async (_, body, reason) => {
    gateway.answer(() => body)
    expect(await wechat.query('DEV000001')).toEqual({ outcome: 'unknown', reason })
  })

  test('believes fields it has never heard of, as they are signed too', async () => {
    answerWith({ ...paid, something_new: '值', attach: '' })
    expect((await wechat.query('DEV000001')).outcome).toBe('paid')
  })

  test.each(['签名错误', 'SIGNERROR', 'ORDERNOTEXIST'])(
    'proves nothing by an unsigned failure, and tells its text: %s',
    async (text) => {
      gateway.answer(
        () => `<xml><return_code>FAIL</return_code><return_msg>${text}</return_msg></xml>`,
      )
      const queried = await wechat.query('DEV000001')
      expect(queried).toEqual({ outcome: 'unknown', reason: `return_code FAIL: ${text}` })
    },
  )

  test.each([
    ['an empty answer', ''],
    ['HTML', '<html>SUCCESS</html>'],
    ['a duplicate field', signedXml(paid).replace('</xml>', '<total_fee>1</total_fee></xml>')],
    ['a DOCTYPE', `<!DOCTYPE xml>${signedXml(paid)}`],
  ])('proves nothing by %s', async (_, body) => {
    gateway.answer(() => body)
    const queried = await wechat.query('DEV000001')
    expect(queried).toEqual({ outcome: 'unknown', reason: 'not the XML of an answer' })
  })
})

describe('the way to the gateway', () => {
  const silent: Answering = () => undefined

  test('that never answers ends at the deadline', async () => {
    gateway.answer(silent)
    expect(await wechat.query('DEV000001', 150)).toEqual({ outcome: 'unknown', reason: 'timeout' })
  })

  test.each([500, 502, 302, 400])('that answers %i proves nothing', async (status) => {
    gateway.answer((_, response) => {
      response.statusCode = status
      response.setHeader('location', gateway.url)
      return signedXml({ ...paid, trade_state: 'CLOSED' })
    })
    const queried = await wechat.query('DEV000001')
    expect(queried).toEqual({ outcome: 'unknown', reason: `HTTP ${status}` })
    expect(gateway.asked).toHaveLength(1)
  })

  test('that is closed proves nothing', async () => {
    const lost = createWechatV2(v2Config(), { clock })
    expect((await lost.query('DEV000001')).outcome).toBe('unknown')
  })
})

describe('closing', () => {
  test.each([
    [{}, 'closed'],
    [refusing('ORDERCLOSED'), 'closed'],
    [refusing('ORDERPAID'), 'not-closable'],
    [refusing('ORDERNOTEXIST'), 'absent'],
    [refusing('SYSTEMERROR'), 'unknown'],
    [refusing('REQUIRE_POST_METHOD'), 'refused'],
    // What a real one says within five minutes of ordering: the order stays open.
    [refusing('ERROR'), 'refused'],
  ])('%j is %s', async (answer, outcome) => {
    answerWith(answer)
    expect((await wechat.close('DEV000001')).outcome).toBe(outcome)
    expect(gateway.asked[0]?.path).toBe('/pay/closeorder')
  })
})

describe('tracing a transaction', () => {
  const id = '4200000000202503030000000001'

  test('asks by WeChat’s own number, and answers which order it is', async () => {
    answerWith({ transaction_id: id, out_trade_no: 'DEV000001', trade_state: 'SUCCESS' })
    expect(await wechat.trace(id)).toEqual({ outcome: 'traced', outTradeNo: 'DEV000001' })
    expect(gateway.asked.at(-1)?.fields.transaction_id).toBe(id)
  })

  test.each([
    ['of another transaction', { transaction_id: '42', out_trade_no: 'DEV000001' }, 'unknown'],
    ['that names no order', { transaction_id: id }, 'unknown'],
    ['that there is none', refusing('ORDERNOTEXIST'), 'absent'],
  ])('believes no answer %s', async (_, answer, outcome) => {
    answerWith(answer)
    expect((await wechat.trace(id)).outcome).toBe(outcome)
  })
})
