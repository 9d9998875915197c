// Money given back and the bills that list it: what the client asks, and what it makes of the answers.

import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWechat, type Wechat } from '../../../src/gateways/wechat/client.ts'
import { aConfig, clock, fen } from './accounts.ts'
import {
  type Answer,
  answerInTurn,
  contentOf,
  openStandIn,
  refusing,
  type StandIn,
} from './stand-in.ts'

let gateway: StandIn
let wechat: Wechat

beforeAll(async () => {
  gateway = await openStandIn()
  wechat = createWechat(aConfig({ gateway: gateway.url }), { clock })
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const answerWith = (...answers: readonly Answer[]) => answerInTurn(gateway, answers)
const gatewayTradeNo = '4200000000202503030000000001'

describe('a refund', () => {
  const refund = {
    transactionId: gatewayTradeNo,
    outRefundNo: 'R1',
    amountFen: fen(100),
    paidFen: fen(9900),
    reason: '退款',
  }
  const accepted = {
    refund_id: '50000000382019052709732678859',
    out_refund_no: 'R1',
    transaction_id: gatewayTradeNo,
    out_trade_no: 'DEV000001',
    status: 'SUCCESS',
    amount: { total: 9900, refund: 100, currency: 'CNY' },
  }

  test('names the payment, its own number and both amounts', async () => {
    answerWith({ body: accepted })
    await wechat.refund({ ...refund, reason: '退'.repeat(99) })
    const [asked] = gateway.asked
    expect(asked?.target).toBe('/v3/refund/domestic/refunds')
    expect(contentOf(asked)).toEqual({
      transaction_id: gatewayTradeNo,
      out_refund_no: 'R1',
      reason: '退'.repeat(80),
      amount: { refund: 100, total: 9900, currency: 'CNY' },
    })
  })

  const answers: readonly (readonly [string, Answer, object])[] = [
    ['done', { body: accepted }, { outcome: 'refunded', amountFen: 100 }],
    ['on its way', { body: { ...accepted, status: 'PROCESSING' } }, { outcome: 'processing' }],
    [
      'stuck',
      { body: { ...accepted, status: 'ABNORMAL' } },
      { outcome: 'stranded', code: 'ABNORMAL' },
    ],
    [
      'given up',
      { body: { ...accepted, status: 'CLOSED' } },
      { outcome: 'failed', code: 'CLOSED' },
    ],
    ['not covered', refusing('NOT_ENOUGH', 403), { outcome: 'refused', code: 'NOT_ENOUGH' }],
    ['asked otherwise before', refusing('INVALID_REQUEST'), { outcome: 'refused' }],
    ['not decided', refusing('SYSTEM_ERROR', 500), { outcome: 'unknown' }],
    ['too fast', refusing('FREQUENCY_LIMITED', 429), { outcome: 'unknown' }],
    ['of a state nobody knows', { body: { ...accepted, status: 'DONE' } }, { outcome: 'unknown' }],
    ['of another number', { body: { ...accepted, out_refund_no: 'R2' } }, { outcome: 'unknown' }],
    ['over no amount', { body: { ...accepted, amount: undefined } }, { outcome: 'unknown' }],
  ]

  test.each(answers)('is %s', async (_, answer, wanted) => {
    answerWith(answer, answer)
    expect(await wechat.refund(refund)).toMatchObject(wanted)
    expect(await wechat.refundQuery('R1')).toMatchObject(wanted)
  })

  test('with another amount than asked for, or of another payment, proves nothing', async () => {
    answerWith(
      { body: { ...accepted, amount: { ...accepted.amount, refund: 99 } } },
      { body: { ...accepted, transaction_id: '42' } },
    )
    expect((await wechat.refund(refund)).outcome).toBe('unknown')
    expect((await wechat.refund(refund)).outcome).toBe('unknown')
  })

  test('that WeChat has not heard of is absent', async () => {
    answerWith(refusing('RESOURCE_NOT_EXISTS', 404))
    expect(await wechat.refundQuery('R@1')).toEqual({ outcome: 'absent' })
    expect(gateway.asked[0]?.target).toBe('/v3/refund/domestic/refunds/R%401')
  })

  test.each([
    [{ amountFen: fen(0) }, 'more than zero'],
    [{ amountFen: fen(9901) }, 'no more than was paid'],
    [{ outRefundNo: 'x'.repeat(65) }, '1 to 64'],
  ])('%j is a mistake of ours', async (changes, words) => {
    await expect(wechat.refund({ ...refund, ...changes })).rejects.toThrow(words)
  })
})

describe('a bill', () => {
  const text = '\uFEFF交易时间,商户号\r\n`2025-03-02 10:00:00,`1900000001\r\n'
  const sha1 = createHash('sha1').update(text).digest('hex')
  const packed = gzipSync(text)

  function serve(file: Answer, link: object = {}): void {
    const download_url = `${gateway.url}/v3/billdownload/file?token=a%2Bb`
    const body = { hash_type: 'SHA1', hash_value: sha1, download_url, ...link }
    gateway.answer(({ target }) => (target.startsWith('/v3/bill/') ? { body } : file))
  }

  test.each([
    ['compressed', packed],
    ['as it is', Buffer.from(text)],
  ])('comes %s, unsigned, and its hash is compared', async (_, body) => {
    serve({ body, signer: 'nobody', headers: { 'content-type': 'application/x-gzip' } })
    const downloaded = await wechat.bill({ kind: 'trade', date: '2025-03-02' })
    expect(downloaded).toEqual({ outcome: 'bill', text })
    expect(gateway.asked.map(({ target }) => target)).toEqual([
      '/v3/bill/tradebill?bill_date=2025-03-02&bill_type=ALL&tar_type=GZIP',
      '/v3/billdownload/file?token=a%2Bb',
    ])
    expect(gateway.asked[1]?.headers.authorization).toContain('WECHATPAY2-SHA256-RSA2048')
  })

  test('of what moved on an account is another', async () => {
    serve({ body: packed, signer: 'nobody' })
    await wechat.bill({ kind: 'fund-flow', date: '2025-03-02', account: 'FEES' })
    expect(gateway.asked[0]?.target).toBe(
      '/v3/bill/fundflowbill?bill_date=2025-03-02&account_type=FEES&tar_type=GZIP',
    )
  })

  test.each([
    ['NO_STATEMENT_EXIST', 'absent'],
    ['STATEMENT_CREATING', 'not-ready'],
    ['PARAM_ERROR', 'refused'],
  ])('refused with %s is %s', async (code, outcome) => {
    answerWith(refusing(code))
    expect((await wechat.bill({ kind: 'trade', date: '2025-03-02' })).outcome).toBe(outcome)
  })

  const doubtful: readonly (readonly [string, Answer, object])[] = [
    ['is not the one that was announced', { body: gzipSync(`${text}x`) }, {}],
    ['is cut off', { body: packed.subarray(0, 40) }, {}],
    ['cannot be had', { status: 404, body: { code: 'X' } }, {}],
    ['is announced with another kind of hash', { body: packed }, { hash_type: 'MD5' }],
    ['is announced without a hash', { body: packed }, { hash_value: '' }],
    ['is announced without an address', { body: packed }, { download_url: 'file:///etc/passwd' }],
  ]

  test.each(doubtful)('that %s proves nothing', async (_, file, link) => {
    serve({ signer: 'nobody', ...file }, link)
    const { outcome } = await wechat.bill({ kind: 'trade', date: '2025-03-02' })
    expect(outcome).toBe('unknown')
  })

  test('of a day written otherwise is a mistake of ours', async () => {
    await expect(wechat.bill({ kind: 'trade', date: '20250302' })).rejects.toThrow('yyyy-MM-dd')
  })
})
