// Notices as a merchant's server sees them: when they come, how often, what they say, and what every fault
// does to them.

import { afterEach, expect, test } from 'vitest'
import { formatShanghai, hourMs, minuteMs } from '../../src/core/time.ts'
import { openStage, orderOf, payByQr, type Stage } from './stage.ts'

let stage: Stage
afterEach(() => stage.stop())

const received = () => stage.receiver.notices
const isRight = (at: number) => stage.sdk.checkNotifySignV2(received()[at]?.fields)
const fault = (kind: string, more = {}) => stage.control('faults', { fault: kind, ...more })

test('an unanswered notice is delivered eight times in about 25 hours, each with its own time', async () => {
  stage = await openStage()
  stage.receiver.answer = () => ({ status: 200, body: 'failure' })
  await payByQr(stage)
  const answer = await stage.control('clock', { advance_ms: 26 * hourMs })
  expect(answer.now_text).toBe('2026-03-02 14:00:00')
  const minutes = received().map(({ at }) => (at - Number(received()[0]?.at)) / minuteMs)
  expect(minutes).toEqual([0, 4, 14, 24, 84, 204, 564, 1464])
  expect(new Set(received().map(({ fields }) => fields.notify_id)).size).toBe(1)
  for (const [at, notice] of received().entries()) {
    expect(notice.fields.notify_time).toBe(formatShanghai(notice.at))
    expect(isRight(at)).toBe(true)
  }
})

test.each([
  { name: 'the word success with a line break', answer: { status: 200, body: 'success\n' } },
  { name: 'a redirect', answer: { status: 302, body: 'success', location: '/elsewhere' } },
  { name: 'an error status', answer: { status: 500, body: 'success' } },
])('$name is no acceptance', async ({ answer }) => {
  stage = await openStage()
  stage.receiver.answer = () => answer
  await payByQr(stage)
  stage.receiver.answer = () => ({ status: 200, body: 'success' })
  await stage.simulator.advance(26 * hourMs)
  expect(received()).toHaveLength(2)
})

test('a lost notice is tried again, a delayed one comes later', async () => {
  stage = await openStage()
  await fault('lose_notice', { times: 1 })
  await payByQr(stage, 'A')
  expect(received()).toHaveLength(0)
  await stage.simulator.advance(4 * minuteMs)
  expect(received()).toHaveLength(1)
  await fault('delay_notice', { times: 1, ms: 90_000 })
  await payByQr(stage, 'B')
  await stage.simulator.advance(89_999)
  expect(received()).toHaveLength(1)
  await stage.simulator.advance(1)
  expect(received()).toHaveLength(2)
})

test('a duplicated notice comes twice with one id', async () => {
  stage = await openStage()
  await fault('duplicate_notice', { times: 1 })
  await payByQr(stage)
  await stage.simulator.advance(26 * hourMs)
  expect(received()).toHaveLength(2)
  expect(received()[0]?.fields.notify_id).toBe(received()[1]?.fields.notify_id)
})

test('a reordered notice is overtaken by the next one', async () => {
  stage = await openStage()
  await fault('reorder_notice', { times: 1 })
  await payByQr(stage, 'A')
  await payByQr(stage, 'B')
  expect(received().map(({ fields }) => fields.out_trade_no)).toEqual(['B', 'A'])
})

test('forged and tampered notices fail the official check, the retry passes', async () => {
  stage = await openStage()
  stage.receiver.answer = () => ({ status: 200, body: 'failure' })
  await fault('forge_notice', { times: 1 })
  await payByQr(stage)
  await fault('tamper_notice', { times: 1 })
  await stage.simulator.advance(4 * minuteMs)
  await stage.simulator.advance(10 * minuteMs)
  expect([isRight(0), isRight(1), isRight(2)]).toEqual([false, false, true])
  expect(received()[1]?.fields.total_amount).toBe('9.91')
})

test('an empty value can be part of the signed text', async () => {
  stage = await openStage()
  await fault('empty_values_signed')
  await payByQr(stage)
  expect(received()[0]?.fields.voucher_detail_list).toBe('')
  expect(isRight(0)).toBe(true)
})

test('an empty value can be left out of the signed text', async () => {
  stage = await openStage()
  await fault('empty_values_dropped')
  await payByQr(stage)
  const { voucher_detail_list, ...rest } = received()[0]?.fields ?? {}
  expect(voucher_detail_list).toBe('')
  expect(isRight(0)).toBe(false)
  expect(stage.sdk.checkNotifySignV2(rest)).toBe(true)
})

test('only payment is told by default; with extra triggers every step is, refunds with their number', async () => {
  stage = await openStage()
  await payByQr(stage, 'A')
  await stage.call('refund', { out_trade_no: 'A', refund_amount: '9.90' })
  await stage.settled()
  expect(received().map(({ fields }) => fields.trade_status)).toEqual(['TRADE_SUCCESS'])
  await fault('extra_triggers')
  await payByQr(stage, 'B')
  await stage.call('refund', { out_trade_no: 'B', refund_amount: '1', out_request_no: 'R1' })
  await stage.control('finish', { out_trade_no: 'B' })
  await stage.settled()
  // Notices may overtake each other, so only what came is compared.
  expect(received()).toHaveLength(5)
  expect(new Set(received().map(({ fields }) => fields.trade_status))).toEqual(
    new Set(['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED']),
  )
  expect(received().find(({ fields }) => fields.out_biz_no)?.fields).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    out_biz_no: 'R1',
    refund_fee: '1.00',
    gmt_refund: '2026-03-01 12:00:00.000',
  })
})

test('any notice can be sent, rightly signed whatever it says, and sent again', async () => {
  stage = await openStage()
  await payByQr(stage)
  const fields = {
    trade_status: 'TRADE_CLOSED',
    total_amount: '0.01',
    app_id: '2021',
    seller_id: '2088',
  }
  const sent = await stage.control('notices', { out_trade_no: 'ORDER1', fields })
  await stage.settled()
  expect(received()[1]?.fields).toMatchObject(fields)
  expect(isRight(1)).toBe(true)
  await stage.control('resend', { notify_id: sent.notify_id })
  await stage.settled()
  expect(received()[2]?.fields.notify_id).toBe(sent.notify_id)
})

test('a receiver that never answers does not hold up the others', async () => {
  stage = await openStage()
  stage.receiver.answer = ({ out_trade_no: number }) =>
    number === 'A' ? undefined : { status: 200, body: 'success' }
  await stage.call('precreate', orderOf('qr', 'A'), { notify_url: stage.receiver.url })
  await stage.call('precreate', orderOf('qr', 'B'), { notify_url: stage.receiver.url })
  await stage.control('pay', { out_trade_no: 'A' })
  await stage.control('pay', { out_trade_no: 'B' })
  await stage.settled()
  expect(received().map(({ fields }) => fields.out_trade_no)).toContain('B')
  const trade = await stage.control('trades/A')
  expect(trade.notices).toMatchObject([{ attempts: [{ answer: 'no answer within 5 s' }] }])
})
