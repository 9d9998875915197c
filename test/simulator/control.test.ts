// The control API and the console: faults of the API calls, paying from outside, strictness, and a
// simulator that is killed and comes back.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { hourMs } from '../../src/core/time.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import { openCashier, openStage, orderOf, payByQr, type Stage, submit } from './stage.ts'

let stage: Stage
afterEach(() => stage.stop())

const fault = (kind: string, more = {}) =>
  stage.control('faults', { fault: kind, times: 1, ...more })

test('a failing gateway has not done what it was asked, one that accepted and failed has', async () => {
  stage = await openStage()
  await payByQr(stage)
  const refund = { out_trade_no: 'ORDER1', refund_amount: '1', out_request_no: 'R1' }
  await fault('server_error', { method: 'alipay.trade.refund' })
  await expect(stage.call('refund', refund)).rejects.toThrow('502')
  expect((await stage.control('trades/ORDER1')).refunds).toEqual([])
  await fault('accept_then_server_error', { method: 'alipay.trade.refund' })
  await expect(stage.call('refund', refund)).rejects.toThrow('500')
  expect(await stage.call('refund', refund)).toMatchObject({ fund_change: 'N' })
})

test('a reply with a wrong signature is refused by the official SDK, the next one is right', async () => {
  stage = await openStage()
  await fault('bad_reply_signature')
  await expect(stage.call('query', { out_trade_no: 'A' })).rejects.toThrow('验签失败')
  expect(await stage.call('query', { out_trade_no: 'A' })).toMatchObject({ code: '40004' })
})

test('slashes can be escaped and the signature covers them as sent', async () => {
  stage = await openStage()
  await fault('escape_slashes')
  const made = await stage.call('precreate', orderOf('qr'))
  expect(made.qr_code).toMatch(/^http:\/\//)
})

test('a hanging call is let go when the simulator stops', async () => {
  stage = await openStage()
  await fault('hang')
  const answer = fetch(`${stage.base}/gateway.do`, { method: 'POST' }).catch(() => 'let go')
  await expect.poll(async () => (await stage.control('faults')).faults).toEqual([])
  await stage.simulator.stop()
  expect(await answer).toBe('let go')
})

test('an order can be paid from outside, even after it was closed', async () => {
  stage = await openStage()
  expect(await stage.control('pay', { out_trade_no: 'ORDER1' })).toMatchObject({ status: 404 })
  await stage.call('precreate', orderOf('qr'), { notify_url: stage.receiver.url })
  expect(await stage.control('pay', { out_trade_no: 'ORDER1' })).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
  })
  await openCashier(
    stage.payUrl('page', { out_trade_no: 'LATE', time_expire: '2026-03-01 13:00:00' }),
  )
  await stage.control('clock', { advance_ms: 2 * hourMs })
  const late = { out_trade_no: 'LATE' }
  expect(await stage.control('pay', late)).toMatchObject({ status: 409 })
  expect(await stage.control('pay', { ...late, even_closed: true })).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    paid_at: '2026-03-01 14:00:00',
  })
  await stage.settled()
  expect(stage.receiver.notices.map(({ fields }) => fields.out_trade_no)).toEqual([
    'ORDER1',
    'LATE',
  ])
})

test.each([
  ['pay', { out_trade_no: 'A', surprise: 1 }, 'surprise'],
  ['pay', { out_trade_no: 7 }, 'out_trade_no'],
  ['pay', { out_trade_no: 'A', even_closed: 'true' }, 'even_closed'],
  ['faults', { fault: 'earthquake' }, 'fault'],
  ['faults', { fault: 'hang', times: 1.5 }, 'times'],
  ['clock', { advance_ms: -1 }, 'advance_ms'],
  ['notices', { out_trade_no: 'ORDER1', fields: { total_amount: 1 } }, 'fields.total_amount'],
])('%s refuses %j and names the field', async (path, body, field) => {
  stage = await openStage()
  await payByQr(stage)
  const answer = await stage.control(path, body)
  expect(answer.status).toBe(400)
  expect(answer.error).toContain(`${field}: `)
})

test('the console shows what happened and its forms work without script', async () => {
  stage = await openStage()
  await payByQr(stage)
  const page = await (await fetch(`${stage.base}/`)).text()
  for (const shown of ['ORDER1', 'TRADE_SUCCESS', '200 success', stage.receiver.url]) {
    expect(page).toContain(shown)
  }
  const set = await submit(`${stage.base}/control/faults`, { fault: 'hang', times: '2', ms: '' })
  expect(set.headers.get('location')).toBe('/sim/')
  expect((await stage.control('faults')).faults).toMatchObject([{ fault: 'hang', times: 2 }])
  const fields = { out_trade_no: 'ORDER1', 'fields.trade_status': 'TRADE_CLOSED' }
  expect((await submit(`${stage.base}/control/notices`, fields)).status).toBe(303)
  await stage.settled()
  expect(stage.receiver.notices.at(-1)?.fields.trade_status).toBe('TRADE_CLOSED')
})

test('a reset forgets trades, notices and faults', async () => {
  stage = await openStage()
  await payByQr(stage)
  await fault('hang')
  await stage.control('reset', {})
  expect(await stage.control('trades')).toMatchObject({ trades: [] })
  expect(await stage.call('query', { out_trade_no: 'ORDER1' })).toMatchObject({
    sub_code: 'ACQ.TRADE_NOT_EXIST',
  })
  expect(await payByQr(stage)).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
})

test('a simulator that is killed comes back with its keys, trades, codes and open notices', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  try {
    stage = await openStage({ certificateMode: {} }, folder)
    stage.receiver.answer = () => ({ status: 503, body: '' })
    await payByQr(stage)
    await stage.call('refund', { out_trade_no: 'ORDER1', refund_amount: '1', out_request_no: 'R1' })
    const made = await stage.call('precreate', orderOf('qr', 'UNSCANNED'))
    const killed = stage
    const before = await killed.control('trades/ORDER1')
    expect(statSync(join(folder, 'alipay-private-key.pem')).mode & 0o777).toBe(0o600)
    // What a kill in the middle of a write leaves behind.
    appendFileSync(join(folder, 'alipay-trades.jsonl'), '{"type":"paid","tra')
    stage = await openStage({ certificateMode: {} }, folder)
    expect(stage.simulator.platformPublicKey).toBe(killed.simulator.platformPublicKey)
    expect(stage.simulator.certificates('9021000000000001')).toEqual(
      killed.simulator.certificates('9021000000000001'),
    )
    expect(await stage.control('trades/ORDER1')).toEqual(before)
    const code = new URL(String(made.qr_code)).pathname.replace('/sim', '')
    expect(await (await fetch(stage.base + code)).text()).toContain('确认付款')
    killed.receiver.answer = () => ({ status: 200, body: 'success' })
    await stage.simulator.advance(4 * 60_000)
    expect(killed.receiver.notices).toHaveLength(2)
    const journal = readFileSync(join(folder, 'alipay-trades.jsonl'), 'utf8')
    expect(
      journal
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).not.toEqual([])
    await killed.stop()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('it also runs as a server of its own', async () => {
  stage = await openStage()
  const alone = await startSimulator({ host: '127.0.0.1', port: 0, apps: [], log: { error() {} } })
  try {
    expect((await fetch(`${alone.url}/`)).status).toBe(200)
    expect((await fetch(`${alone.url}/style.css`)).headers.get('content-type')).toContain(
      'text/css',
    )
    expect((await fetch(`${alone.url}/cashier/nothing`)).status).toBe(404)
  } finally {
    await alone.stop()
  }
})
