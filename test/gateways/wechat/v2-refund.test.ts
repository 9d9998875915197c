// Refunds, bills and the sandbox of API v2, against a gateway that behaves or misbehaves.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWechatV2, type WechatV2 } from '../../../src/gateways/wechat/v2-client.ts'
import {
  clock,
  fen,
  now,
  openStandIn,
  otherKey,
  type StandIn,
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

const refundable = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200000000202503030000000001',
  refundNo: 'R1',
  amountFen: fen(100),
  paidFen: fen(9900),
  reason: '不想要了',
}

type Answer = Readonly<Record<string, string | undefined>>

function answerWith(fields: Answer): void {
  gateway.answer(() => signedXml(fields))
}

function refusing(err_code: string): Answer {
  return { result_code: 'FAIL', err_code, err_code_des: '说明' }
}

describe('a refund', () => {
  const accepted = {
    transaction_id: refundable.gatewayTradeNo,
    out_trade_no: 'DEV000001',
    out_refund_no: 'R1',
    refund_id: '50000000012025030300000000001',
    refund_fee: '100',
    total_fee: '9900',
  }

  test('is asked for with both amounts, and is on its way when it was taken on', async () => {
    answerWith(accepted)
    expect(await wechat.refund(refundable)).toEqual({ outcome: 'processing' })
    expect(gateway.asked[0]).toMatchObject({
      path: '/secapi/pay/refund',
      fields: {
        transaction_id: refundable.gatewayTradeNo,
        out_trade_no: 'DEV000001',
        out_refund_no: 'R1',
        total_fee: '9900',
        refund_fee: '100',
        refund_desc: '不想要了',
      },
    })
  })

  test.each([
    ['another refund', { ...accepted, out_refund_no: 'R2' }],
    ['another amount', { ...accepted, refund_fee: '9900' }],
    ['another payment', { ...accepted, transaction_id: '42' }],
    ['an order that is still being booked', refusing('ORDER_NOT_READY')],
    ['a wish to be asked again', refusing('BIZERR_NEED_RETRY')],
  ])('is unknown after an answer about %s', async (_, answer) => {
    answerWith(answer)
    expect((await wechat.refund(refundable)).outcome).toBe('unknown')
  })

  test('is refused when there is no money for it', async () => {
    answerWith(refusing('NOTENOUGH'))
    expect(await wechat.refund(refundable)).toMatchObject({ outcome: 'refused', code: 'NOTENOUGH' })
  })

  test('is refused before anything is sent where TLS would want a certificate nobody gave', async () => {
    const bare = createWechatV2(v2Config({ gateway: 'https://127.0.0.1:9' }), { clock })
    expect(await bare.refund(refundable)).toMatchObject({
      outcome: 'refused',
      code: 'NO_CLIENT_CERTIFICATE',
    })
  })

  const listed = { out_trade_no: 'DEV000001', refund_count: '1', out_refund_no_0: 'R1' }

  test.each([
    [
      { refund_status_0: 'SUCCESS', refund_fee_0: '100' },
      { outcome: 'refunded', amountFen: 100 },
    ],
    [{ refund_status_0: 'PROCESSING', refund_fee_0: '100' }, { outcome: 'processing' }],
    [{ refund_status_0: 'REFUNDCLOSE' }, { outcome: 'failed', code: 'REFUNDCLOSE' }],
    [{ refund_status_0: 'CHANGE' }, { outcome: 'stranded', code: 'CHANGE' }],
    [
      {
        out_refund_no_0: 'R0',
        refund_status_0: 'CHANGE',
        out_refund_no_1: 'R1',
        refund_status_1: 'SUCCESS',
        refund_fee_1: '7',
      },
      { outcome: 'refunded', amountFen: 7 },
    ],
    [refusing('REFUNDNOTEXIST'), { outcome: 'absent' }],
  ])('can be asked after: %j', async (answer, wanted) => {
    answerWith({ ...listed, ...answer })
    expect(await wechat.queryRefund(refundable)).toEqual(wanted)
    expect(gateway.asked[0]).toMatchObject({
      path: '/pay/refundquery',
      fields: { out_trade_no: 'DEV000001', out_refund_no: 'R1' },
    })
  })

  test.each([
    ['another order', { out_trade_no: 'DEV000002', refund_status_0: 'SUCCESS', refund_fee_0: '1' }],
    ['other refunds', { out_refund_no_0: 'R2', refund_status_0: 'SUCCESS', refund_fee_0: '1' }],
    ['a state nobody knows', { refund_status_0: 'DONE', refund_fee_0: '1' }],
    ['no amount', { refund_status_0: 'SUCCESS' }],
    ['a fault of WeChat', refusing('SYSTEMERROR')],
  ])('stays unknown after an answer about %s', async (_, answer) => {
    answerWith({ ...listed, ...answer })
    expect((await wechat.queryRefund(refundable)).outcome).toBe('unknown')
  })
})

describe('a bill', () => {
  const text = '\ufeff交易时间,公众账号ID\r\n`2025-03-03 11:59:59,`wx1\r\n'

  test('of trades is the text that comes', async () => {
    gateway.answer(() => text)
    expect(await wechat.tradeBill('2025-03-03')).toEqual({ outcome: 'bill', text })
    expect(gateway.asked[0]).toMatchObject({
      path: '/pay/downloadbill',
      fields: { bill_date: '20250303', bill_type: 'ALL', sign_type: 'MD5' },
    })
  })

  test('of the funds is asked for in HMAC-SHA256, whatever else is configured', async () => {
    gateway.answer(() => text)
    expect((await wechat.fundFlowBill('2025-03-03', 'Basic')).outcome).toBe('bill')
    const [asked] = gateway.asked
    const { sign, ...fields } = asked?.fields ?? {}
    expect(asked?.path).toBe('/pay/downloadfundflow')
    expect(fields).toMatchObject({ account_type: 'Basic', sign_type: 'HMAC-SHA256' })
    expect(sign).toBe(signatureOf(fields, undefined, 'HMAC-SHA256'))
  })

  test.each([
    ['<xml><return_code>FAIL</return_code><return_msg>No Bill Exist</return_msg></xml>', 'absent'],
    ['<xml><return_code>FAIL</return_code><error_code>20002</error_code></xml>', 'absent'],
    [
      '<xml><return_code>FAIL</return_code><return_msg>Bill Creating</return_msg></xml>',
      'not-ready',
    ],
    ['<html>502</html>', 'unknown'],
    ['', 'unknown'],
  ])('is none when %s comes', async (body, outcome) => {
    gateway.answer(() => body)
    expect((await wechat.tradeBill('2025-03-03')).outcome).toBe(outcome)
  })
})

describe('the sandbox', () => {
  const paid = {
    out_trade_no: 'DEV000001',
    transaction_id: '4200000000202503030000000001',
    trade_state: 'SUCCESS',
    total_fee: '9900',
    time_end: '20250303115959',
  }
  const sandboxKey = 'sandboxV2Key0123456789abcdefghij'
  const keyXml = `<xml><return_code>SUCCESS</return_code><sandbox_signkey>${sandboxKey}</sandbox_signkey></xml>`
  const client = () => createWechatV2(v2Config({ gateway: gateway.url, sandbox: true }), { clock })

  function answerKeyWith(key: () => string): void {
    gateway.answer(({ path }) =>
      path.endsWith('/getsignkey') ? key() : signedXml(paid, { key: sandboxKey }),
    )
  }

  test('has a key of its own, fetched once', async () => {
    answerKeyWith(() => keyXml)
    const sandbox = client()
    expect((await sandbox.query('DEV000001')).outcome).toBe('paid')
    expect((await sandbox.query('DEV000001')).outcome).toBe('paid')
    const paths = gateway.asked.map(({ path }) => path)
    const query = '/sandboxnew/pay/orderquery'
    expect(paths).toEqual(['/sandboxnew/pay/getsignkey', query, query])
    const [{ sign: keySign, ...keyFields } = {}, { sign, ...fields } = {}] = gateway.asked.map(
      (asked) => asked.fields,
    )
    expect(keySign).toBe(signatureOf(keyFields))
    expect(sign).toBe(signatureOf(fields, sandboxKey))
  })

  test.each([
    ['refused', '<xml><return_code>FAIL</return_code><return_msg>no</return_msg></xml>'],
    ['another merchant’s', keyXml.replace('</xml>', '<mch_id>1900000002</mch_id></xml>')],
    ['forged', signedXml({ sandbox_signkey: sandboxKey }, { key: otherKey })],
  ])('proves nothing while its key is %s, and asks for it again', async (_, answer) => {
    const answers = [answer]
    answerKeyWith(() => answers.pop() ?? signedXml({ sandbox_signkey: sandboxKey }))
    const sandbox = client()
    expect((await sandbox.query('DEV000001')).outcome).toBe('unknown')
    expect((await sandbox.query('DEV000001')).outcome).toBe('paid')
  })

  test('verifies notices with that key too', async () => {
    const notice = signedXml({ ...paid, trade_state: undefined }, { key: sandboxKey })
    const incoming = { body: Buffer.from(notice), headers: {}, receivedAt: now }
    answerKeyWith(() => keyXml)
    expect((await client().readNotice(incoming)).outcome).toBe('verified')
    answerKeyWith(() => '')
    expect((await client().readNotice(incoming)).outcome).toBe('unreadable')
  })
})
