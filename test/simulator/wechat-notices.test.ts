// WeChat Pay's notices as a merchant's server sees them: when they come, how often, what they say, and what
// every fault does to them and to replies.

import { afterEach, describe, expect, test } from 'vitest'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { mchId, openWechatStage, placeAndPay, type WechatStage } from './wechat-stage.ts'

let stage: WechatStage
afterEach(() => stage.stop())

const told = () => stage.receiver.told
const isRight = () => told().map(({ headers, body }) => stage.isSigned(headers, body))
const fault = (kind: string, more = {}) =>
  stage.control('faults', { fault: kind, app_id: mchId, times: 1, ...more })
const refuse = { status: 500, body: '{"code":"FAIL","message":"later"}' }

test('an unanswered notice is delivered sixteen times in 24 hours and 4 minutes, signed anew', async () => {
  stage = await openWechatStage()
  stage.receiver.answer = () => refuse
  await placeAndPay(stage)
  const answer = await stage.control('clock', { advance_ms: 30 * hourMs })
  expect(answer.now_text).toBe('2026-03-02 18:00:00')
  const seconds = told().map(({ at }) => (at - Number(told()[0]?.at)) / secondMs)
  expect(seconds).toEqual([
    0, 15, 30, 60, 240, 840, 2040, 3840, 5640, 7440, 11040, 21840, 32640, 43440, 65040, 86640,
  ])
  expect(isRight()).not.toContain(false)
  expect(new Set(told().map(({ json }) => json.id)).size).toBe(1)
  for (const name of ['nonce', 'timestamp', 'signature']) {
    expect(new Set(told().map(({ headers }) => headers[`wechatpay-${name}`])).size).toBe(16)
  }
})

test('the ladder ends at the first 2xx, whatever its body', async () => {
  stage = await openWechatStage()
  stage.receiver.answer = () => (told().length < 4 ? refuse : { status: 200, body: 'fine' })
  await placeAndPay(stage)
  await stage.simulator.advance(30 * hourMs)
  expect(told()).toHaveLength(4)
})

test.each([
  { name: 'a redirect', answer: { status: 302, body: '', location: '/elsewhere' } },
  { name: 'a client error', answer: { status: 401, body: '{"code":"SUCCESS"}' } },
])('$name is no acceptance', async ({ answer }) => {
  stage = await openWechatStage()
  stage.receiver.answer = () => answer
  await placeAndPay(stage)
  stage.receiver.answer = () => ({ status: 204, body: '' })
  await stage.simulator.advance(hourMs)
  expect(told()).toHaveLength(2)
})

test('a receiver that takes more than five seconds has not accepted', async () => {
  stage = await openWechatStage()
  stage.receiver.answer = () => undefined
  await placeAndPay(stage)
  const trade = await stage.control('trades/ORDER1')
  expect(trade.notices).toMatchObject([
    { due_at: '2026-03-01 12:00:15', attempts: [{ answer: 'no answer within 5 s' }] },
  ])
})

test('a notice says in its envelope what it is, and all else under the key', async () => {
  stage = await openWechatStage()
  await placeAndPay(stage)
  const [notice] = told()
  expect(notice?.headers['content-type']).toBe('application/json')
  expect(notice?.json).toMatchObject({
    id: expect.stringMatching(/^EV-\d{24}$/) as unknown,
    create_time: '2026-03-01T12:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      associated_data: 'transaction',
      nonce: expect.stringMatching(/^\w{12}$/) as unknown,
    },
  })
})

test('a coupon lowers what the payer pays, not the total', async () => {
  stage = await openWechatStage()
  await stage.place()
  await stage.control('pay', { out_trade_no: 'ORDER1', coupon_fen: 100 })
  await stage.settled()
  const [notice] = told()
  expect(notice && stage.open(notice)).toMatchObject({
    amount: { total: 990, payer_total: 890 },
    promotion_detail: [{ amount: 100, wechatpay_contribute: 100 }],
  })
})

test('closing is told nobody', async () => {
  stage = await openWechatStage()
  await stage.place()
  await stage.simulator.advance(8 * 24 * hourMs)
  expect((await stage.query()).json).toMatchObject({ trade_state: 'CLOSED' })
  expect(told()).toHaveLength(0)
})

describe('a fault', () => {
  test('loses a notice, which is tried again, or delays it', async () => {
    stage = await openWechatStage()
    await fault('lose_notice')
    await placeAndPay(stage)
    expect(told()).toHaveLength(0)
    await stage.simulator.advance(15 * secondMs)
    expect(told()).toHaveLength(1)
    await fault('delay_notice', { ms: 90_000 })
    await placeAndPay(stage, { out_trade_no: 'ORDER2' })
    await stage.simulator.advance(89_999)
    expect(told()).toHaveLength(1)
    await stage.simulator.advance(1)
    expect(told()).toHaveLength(2)
  })

  test('duplicates a notice under one id, each copy signed by itself', async () => {
    stage = await openWechatStage()
    await fault('duplicate_notice')
    await placeAndPay(stage)
    await stage.simulator.advance(30 * hourMs)
    expect(isRight()).toEqual([true, true])
    expect(told()[0]?.json.id).toBe(told()[1]?.json.id)
    expect(told()[0]?.headers['wechatpay-nonce']).not.toBe(told()[1]?.headers['wechatpay-nonce'])
  })

  test('lets the next notice overtake one', async () => {
    stage = await openWechatStage()
    await fault('reorder_notice')
    await placeAndPay(stage)
    await placeAndPay(stage, { out_trade_no: 'ORDER2' })
    expect(told().map((each) => stage.open(each).out_trade_no)).toEqual(['ORDER2', 'ORDER1'])
  })

  test.each([
    'forge_notice',
    'tamper_notice',
    'stale_timestamp',
    'unknown_serial',
    'missing_headers',
  ])('%s spoils one delivery, and the retry is right', async (kind) => {
    stage = await openWechatStage()
    stage.receiver.answer = () => refuse
    await fault(kind, kind.endsWith('notice') ? {} : { method: 'notice' })
    await placeAndPay(stage)
    await stage.simulator.advance(15 * secondMs)
    // A stale one is rightly signed: only its time gives it away.
    expect(isRight()).toEqual([kind === 'stale_timestamp', true])
    const age = Date.now() / 1000 - Number(told()[0]?.headers['wechatpay-timestamp'])
    if (kind === 'stale_timestamp') expect(age).toBeGreaterThan(600)
  })

  test('sends a signature probe ahead of the genuine notice', async () => {
    stage = await openWechatStage()
    await fault('signature_probe', { method: 'notice' })
    await placeAndPay(stage)
    expect(isRight()).toEqual([false, true])
    expect(told()[0]?.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//)
    expect(told()[0]?.json.id).toBe(told()[1]?.json.id)
    await stage.simulator.advance(30 * hourMs)
    expect(told()).toHaveLength(2)
  })

  const native = '/v3/pay/transactions/native'
  test.each([
    ['bad_reply_signature', 200, false],
    ['signature_probe', 200, false],
    ['unknown_serial', 200, false],
    ['missing_headers', 200, false],
    ['stale_timestamp', 200, true],
    ['rate_limit', 429, false],
    ['server_error', 502, false],
    ['accept_then_server_error', 500, false],
  ])('%s comes with status %i, and the next reply is right', async (kind, status, signed) => {
    stage = await openWechatStage()
    await fault(kind, { method: native })
    const raw = await stage.place()
    expect(raw.status).toBe(status)
    expect(stage.isSigned(raw.headers, raw.text)).toBe(signed)
    const isPlaced = !['rate_limit', 'server_error'].includes(kind)
    expect((await stage.query()).status).toBe(isPlaced ? 200 : 404)
    const next = await stage.place()
    expect(next.status).toBe(200)
    expect(stage.isSigned(next.headers, next.text)).toBe(true)
  })

  test('hangs a call until the simulator stops', async () => {
    stage = await openWechatStage()
    await fault('hang')
    const answer = stage.place().catch(() => 'let go')
    await expect.poll(async () => (await stage.control('faults')).faults).toEqual([])
    await stage.simulator.stop()
    expect(await answer).toBe('let go')
  })

  test('of another merchant or another API touches nothing', async () => {
    stage = await openWechatStage()
    await fault('server_error', { app_id: '1900000009' })
    await fault('server_error', { method: '/v3/certificates' })
    expect((await stage.place()).status).toBe(200)
  })
})

test('any notice can be sent by hand, rightly signed whatever it says, and sent again', async () => {
  stage = await openWechatStage()
  await stage.place()
  const fields = { trade_state: 'SUCCESS', 'amount.total': '1', mchid: '1900000009' }
  const sent = await stage.control('notices', { out_trade_no: 'ORDER1', fields })
  await stage.settled()
  const [notice] = told()
  expect(isRight()).toEqual([true])
  expect(notice && stage.open(notice)).toMatchObject({
    trade_state: 'SUCCESS',
    mchid: '1900000009',
    amount: { total: 1, currency: 'CNY' },
  })
  await stage.control('resend', { notify_id: sent.notify_id })
  await stage.simulator.advance(minuteMs)
  expect(told()).toHaveLength(2)
})
