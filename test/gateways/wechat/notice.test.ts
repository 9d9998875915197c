// Notices of API v3 as bytes from outside: what is believed of them, and what is not.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayMs, later, secondMs } from '../../../src/core/time.ts'
import type { IncomingNotice, NoticeReading } from '../../../src/gateways/gateway.ts'
import { createWechat, readRefundNews } from '../../../src/gateways/wechat/client.ts'
import { wechatGateway } from '../../../src/gateways/wechat/index.ts'
import { aConfig, apiV3Key, appId, clock, mchId, now, otherPair, shanghai } from './accounts.ts'
import { bytesOf, type Signer, seal, signedHeaders } from './stand-in.ts'

const gateway = wechatGateway(aConfig(), { clock })

const payment = {
  mchid: mchId,
  appid: appId,
  out_trade_no: 'DEV000001',
  transaction_id: '4200000000202503030000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  success_time: '2025-03-03T12:00:06+08:00',
  payer: { openid: 'oDEVelopment0000000000000001' },
  amount: { total: 9900, payer_total: 9800, currency: 'CNY', payer_currency: 'CNY' },
}
const refund = {
  mchid: mchId,
  transaction_id: payment.transaction_id,
  out_trade_no: 'DEV000001',
  refund_id: '50200207182018070300011301001',
  out_refund_no: 'R1',
  refund_status: 'SUCCESS',
  success_time: '2025-03-03T12:00:06+08:00',
  user_received_account: '招商银行信用卡0403',
  amount: { total: 9900, refund: 100, payer_total: 9900, payer_refund: 100 },
}

/** The envelope around a plaintext, encrypted anew each time. */
function envelope(plain: object | string, changes: object = {}, key = apiV3Key) {
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain)
  return {
    id: 'EV-2025030312000000001',
    create_time: '2025-03-03T12:00:07+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: { original_type: 'transaction', ...seal(text, 'transaction', key) },
    ...changes,
  }
}

function incoming(body: object | string | Buffer, signer: Partial<Signer> = {}): IncomingNotice {
  const bytes = bytesOf(body)
  const headers = { 'content-type': 'application/json', ...signedHeaders(bytes, signer) }
  return { body: bytes, headers, receivedAt: now }
}

function read(body: object | string | Buffer, signer?: Partial<Signer>): Promise<NoticeReading> {
  return gateway.readNotice(incoming(body, signer))
}

function readPayment(changes: Readonly<Record<string, unknown>>): Promise<NoticeReading> {
  return read(envelope({ ...payment, ...changes }))
}

const fact = {
  outTradeNo: 'DEV000001',
  gatewayTradeNo: '4200000000202503030000000001',
  amountFen: 9900,
  paidAt: shanghai('2025-03-03 12:00:06'),
}

describe('a rightly signed notice', () => {
  test('of a payment brings the fact, the whole amount and not what was left after coupons', async () => {
    expect(await readPayment({})).toEqual({
      outcome: 'verified',
      newsId: expect.stringMatching(/^[0-9a-f]{64}$/),
      outTradeNo: 'DEV000001',
      paid: fact,
      stranger: undefined,
      garbled: undefined,
    })
  })

  test('of a payment that tells no time was paid when the notice was made', async () => {
    const paidAt = shanghai('2025-03-03 12:00:07')
    expect(await readPayment({ success_time: undefined })).toMatchObject({ paid: { paidAt } })
    const timeless = envelope({ ...payment, success_time: '?' }, { create_time: 'soon' })
    expect(await read(timeless)).toMatchObject({ paid: undefined, garbled: 'success_time' })
  })

  test('is the same news however often it comes, and other news when anything else is said', async () => {
    const newsOf = async (body: object) => {
      const reading = await read(body)
      return reading.outcome === 'verified' ? reading.newsId : reading.reason
    }
    const first = await newsOf(envelope(payment))
    expect(await newsOf(envelope(payment, { create_time: '2025-03-03T12:05:00+08:00' }))).toBe(
      first,
    )
    expect(await newsOf(envelope({ ...payment, attach: 'x' }))).not.toBe(first)
    expect(await newsOf(envelope(payment, { event_type: 'OTHER' }))).not.toBe(first)
  })

  test.each([
    [{ mchid: '1900000002' }, 'mchid 1900000002'],
    [{ mchid: undefined }, 'mchid missing'],
    [{ appid: 'wx0000000000000d02' }, 'appid wx0000000000000d02'],
    [{ appid: undefined }, 'appid missing'],
    [{ appid: 7 }, 'appid missing'],
  ])('with %j is a stranger’s', async (changes, stranger) => {
    expect(await readPayment(changes)).toMatchObject({ outcome: 'verified', stranger })
  })

  const { amount } = payment
  test.each([
    [{ amount: { ...amount, total: '9900' } }, 'amount'],
    [{ amount: { ...amount, total: 1e300 } }, 'amount'],
    [{ amount: { ...amount, total: 0.5 } }, 'amount'],
    [{ amount: [9900] }, 'amount'],
    [{ amount: { ...amount, currency: 'USD' } }, 'amount'],
    [{ transaction_id: undefined }, 'transaction_id'],
    [{ trade_state: 'CLOSED' }, 'trade_state'],
    [{ trade_state: undefined }, 'trade_state'],
  ])('saying %j is garbled', async (changes, garbled) => {
    expect(await readPayment(changes)).toMatchObject({ paid: undefined, garbled })
  })

  test.each(['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'])(
    'of %s asks nothing of us, though it names no app',
    async (event_type) => {
      expect(await read(envelope(refund, { event_type }))).toMatchObject({
        outcome: 'verified',
        outTradeNo: 'DEV000001',
        paid: undefined,
        stranger: undefined,
        garbled: undefined,
      })
    },
  )

  test('of something else asks nothing, whatever numbers it has', async () => {
    const transfer = { mchid: mchId, out_bill_no: 'B1', state: 'SUCCESS' }
    const event_type = 'MCHTRANSFER.BILL.FINISHED'
    expect(await read(envelope(transfer, { event_type }))).toMatchObject({
      outcome: 'verified',
      outTradeNo: '',
      paid: undefined,
    })
    const combined = { combine_mchid: mchId, mchid: mchId, sub_orders: [payment] }
    expect(await read(envelope(combined))).toMatchObject({ outcome: 'verified', paid: undefined })
  })

  test('may leave out its associated data', async () => {
    const { associated_data: _, ...resource } = seal(JSON.stringify(payment), '')
    expect(await read(envelope(payment, { resource }))).toMatchObject({ paid: fact })
  })

  test('of a day ago is read again by the time it was received', async () => {
    const old = { ...incoming(envelope(payment), { at: later(now, -dayMs) }) }
    expect((await gateway.readNotice(old)).outcome).toBe('forged')
    expect(await gateway.readNotice({ ...old, receivedAt: later(now, -dayMs) })).toMatchObject({
      paid: fact,
    })
  })
})

const genuine = incoming(envelope(payment))
const without = (name: string): IncomingNotice => {
  const { [name]: _, ...headers } = genuine.headers
  return { ...genuine, headers }
}

const forgeries: readonly (readonly [why: string, reason: string, notice: IncomingNotice])[] = [
  ['its body was changed', 'bad signature', { ...genuine, body: bytesOf('{}') }],
  [
    'a byte stands behind it',
    'bad signature',
    { ...genuine, body: Buffer.concat([genuine.body, Buffer.from(' ')]) },
  ],
  ['somebody else signed it', 'bad signature', incoming('{}', { key: otherPair.privateKey })],
  ['it names another key', 'unknown serial', incoming('{}', { serial: 'PUB_KEY_ID_9' })],
  ['it is a probe', 'probe', incoming('{}', { probe: 'WECHATPAY/SIGNTEST/' })],
  [
    'it is old',
    'timestamp outside the window',
    incoming('{}', { at: later(now, -301 * secondMs) }),
  ],
  [
    'it is ahead',
    'timestamp outside the window',
    incoming('{}', { at: later(now, 301 * secondMs) }),
  ],
  ['it has no signature', 'unsigned', without('wechatpay-signature')],
  ['it has no time', 'unsigned', without('wechatpay-timestamp')],
  ['it has no nonce', 'unsigned', without('wechatpay-nonce')],
  ['it has no serial', 'unsigned', without('wechatpay-serial')],
  ['it has no headers', 'unsigned', { ...genuine, headers: {} }],
]

test.each(forgeries)('a notice is forged when %s', async (_, reason, notice) => {
  expect(await gateway.readNotice(notice)).toEqual({ outcome: 'forged', reason })
})

const flipped = seal(JSON.stringify(payment), 'transaction')
const altered = Buffer.from(flipped.ciphertext, 'base64')
altered[0] = (altered[0] ?? 0) ^ 1

const unreadable: readonly (readonly [why: string, body: object | string | Buffer])[] = [
  ['it is empty', ''],
  ['it is no JSON', '<xml></xml>'],
  [
    'it is longer than any notice',
    JSON.stringify(envelope(payment, { summary: 'x'.repeat(65_536) })),
  ],
  ['it has no resource', envelope(payment, { resource: undefined })],
  ['it has no event', envelope(payment, { event_type: undefined })],
  ['another API v3 key encrypted it', envelope(payment, {}, 'x'.repeat(32))],
  [
    'a bit of its ciphertext was flipped',
    envelope(payment, { resource: { ...flipped, ciphertext: altered.toString('base64') } }),
  ],
  [
    'its associated data was changed',
    envelope(payment, { resource: { ...flipped, associated_data: 'refund' } }),
  ],
  ['its ciphertext is short', envelope(payment, { resource: { ...flipped, ciphertext: 'AAAA' } })],
  ['its nonce is missing', envelope(payment, { resource: { ...flipped, nonce: undefined } })],
  ['its content is no object', envelope('[]')],
  ['its content names a member twice', envelope('{"mchid":"1","mchid":"2"}')],
  ['it names a member twice', JSON.stringify(envelope(payment)).replace('{', '{"id":"1",')],
  ['it names no order', envelope({ ...payment, out_trade_no: undefined })],
]

test.each(unreadable)('a notice is unreadable when %s', async (_, body) => {
  expect((await read(body)).outcome).toBe('unreadable')
})

test('no bytes from outside make it throw', async () => {
  const text = fc.oneof(fc.json(), fc.string(), fc.string({ unit: 'binary' }))
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (plain, sealed) => {
      const reading = await read(sealed ? envelope(plain) : plain)
      expect(['unreadable', 'verified']).toContain(reading.outcome)
    }),
    { numRuns: 60 },
  )
})

const marks = Object.entries(genuine.headers)
const title = (name: string) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())

test.each([
  ['fetch’s Headers', new Headers(genuine.headers)],
  ['Node’s record', { ...genuine.headers, 'set-cookie': ['a', 'b'], via: undefined }],
  ['names as the documents write them', Object.fromEntries(marks.map(([n, v]) => [title(n), v]))],
  [
    'names in capitals',
    Object.fromEntries(marks.map(([name, value]) => [name.toUpperCase(), value])),
  ],
  ['lists of one value', Object.fromEntries(marks.map(([name, value]) => [name, [value]]))],
])('the public client reads the headers of a notice out of %s', async (_, headers) => {
  const wechat = createWechat(aConfig(), { clock })
  const { body, receivedAt } = genuine
  const notice = await wechat.verifyNotice({ body: Uint8Array.from(body), headers, receivedAt })
  expect(notice).toMatchObject({ outcome: 'verified', eventType: 'TRANSACTION.SUCCESS' })
})

test('a header that comes twice is none: nobody could say which was meant', async () => {
  const wechat = createWechat(aConfig(), { clock })
  for (const more of [
    { 'Wechatpay-Serial': 'PUB_KEY_ID_9' },
    { 'wechatpay-serial': ['PUB_KEY_ID_9', 'PUB_KEY_ID_8'] },
  ]) {
    const headers = { ...genuine.headers, ...more }
    expect(await wechat.verifyNotice({ ...genuine, headers })).toEqual({
      outcome: 'forged',
      reason: 'unsigned',
    })
  }
})

test('a refund notice tells what became of the refund', async () => {
  const wechat = createWechat(aConfig(), { clock })
  const notice = await wechat.verifyNotice(
    incoming(envelope(refund, { event_type: 'REFUND.SUCCESS' })),
  )
  if (notice.outcome !== 'verified') throw new Error(notice.reason)
  expect(notice.eventType).toBe('REFUND.SUCCESS')
  expect(readRefundNews(notice.resource)).toEqual({
    outTradeNo: 'DEV000001',
    outRefundNo: 'R1',
    refundId: '50200207182018070300011301001',
    state: 'SUCCESS',
    amountFen: 100,
  })
  expect(readRefundNews({ ...refund, amount: {} })).toBeUndefined()
})
