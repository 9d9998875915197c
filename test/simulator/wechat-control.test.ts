// The control API and console over two gateways, and a simulated WeChat Pay that is killed and comes back.

import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { startSimulator } from '../../src/simulator/index.ts'
import {
  authorize,
  mchId,
  merchantPublicKey,
  openWechatStage,
  placeAndPay,
  serialNo,
  type WechatStage,
  wechatAppId,
} from './wechat-stage.ts'

let stage: WechatStage
afterEach(() => stage.stop())

test('an order is paid from outside by its number, even after it was closed', async () => {
  stage = await openWechatStage()
  const order = { out_trade_no: 'ORDER1' }
  expect(await stage.control('pay', order)).toMatchObject({ status: 404 })
  await stage.place({ time_expire: '2026-03-01T12:30:00+08:00' })
  await stage.control('clock', { advance_ms: hourMs })
  expect(await stage.control('pay', order)).toMatchObject({ status: 409, sub_code: 'ORDER_CLOSED' })
  expect(await stage.control('pay', { ...order, even_closed: true })).toMatchObject({
    gateway: 'wechat',
    trade_status: 'SUCCESS',
    total_amount: '9.90',
    scene: 'native',
    paid_at: '2026-03-01 13:00:00',
  })
  await stage.settled()
  expect(stage.receiver.told).toHaveLength(1)
  expect(await stage.control('finish', order)).toMatchObject({ status: 409 })
})

test.each([
  ['oKeytillPayer000000000000002', 'NOT_ENOUGH'],
  ['oKeytillPayer000000000000003', 'USER_ACCOUNT_ABNORMAL'],
])('payer %s cannot pay: %s', async (buyerId, subCode) => {
  stage = await openWechatStage()
  await stage.place()
  const answer = await stage.control('pay', { out_trade_no: 'ORDER1', buyer_id: buyerId })
  expect(answer).toMatchObject({ status: 409, sub_code: subCode })
})

test('where both gateways know a number, Alipay is meant unless WeChat Pay is named', async () => {
  stage = await openWechatStage()
  await stage.place()
  await stage.precreate('ORDER1')
  const order = { out_trade_no: 'ORDER1' }
  expect(await stage.control('pay', order)).toMatchObject({ gateway: 'alipay' })
  expect((await stage.query()).json).toMatchObject({ trade_state: 'NOTPAY' })
  expect(await stage.control('pay', { ...order, gateway: 'wechat' })).toMatchObject({
    gateway: 'wechat',
    trade_status: 'SUCCESS',
  })
  expect(await stage.control('trades/ORDER1')).toMatchObject({ gateway: 'alipay' })
  expect(await stage.control('trades/ORDER1?gateway=wechat')).toMatchObject({ gateway: 'wechat' })
  expect((await stage.control('trades')).trades).toHaveLength(2)
  expect(await stage.control('pay', { ...order, gateway: 'paypal' })).toMatchObject({ status: 400 })
})

test('the console shows WeChat Pay orders and its forms reach them', async () => {
  stage = await openWechatStage()
  await placeAndPay(stage)
  const page = await (await fetch(`${stage.base}/`)).text()
  for (const shown of ['微信支付', 'ORDER1', 'TRANSACTION.SUCCESS', stage.notifyUrl]) {
    expect(page).toContain(shown)
  }
  const names = [...page.matchAll(/name="([^"]+)"/g)].map(([, name]) => name)
  expect(names).toContain('fields.amount.total')
  await fetch(`${stage.base}/control/notices`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      gateway: 'wechat',
      out_trade_no: 'ORDER1',
      'fields.trade_state': 'CLOSED',
      'fields.amount.total': '5',
    }),
  })
  await stage.settled()
  const last = stage.receiver.told.at(-1)
  expect(last && stage.open(last)).toMatchObject({ trade_state: 'CLOSED', amount: { total: 5 } })
})

test('a rotation can be asked for from outside', async () => {
  stage = await openWechatStage({ mode: 'certificates' })
  const asked = { switch_in_ms: 0, overlap_ms: minuteMs }
  const { serial_no: serial } = await stage.control('rotate', asked)
  expect((await stage.query()).headers.get('wechatpay-serial')).toBe(serial)
  expect(stage.wechat.certificates()).toHaveLength(2)
  await stage.simulator.advance(minuteMs)
  expect(stage.wechat.certificates()).toHaveLength(1)
})

test('alone, with a clock only it reads, it still speaks the time of its callers', async () => {
  stage = await openWechatStage()
  const alone = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    apps: [],
    merchants: [{ mchId, appId: wechatAppId, merchantPublicKey, serialNo, mode: 'public-key' }],
    log: { error() {} },
  })
  try {
    await alone.simulator.advance(26 * hourMs)
    const path = `/wechat/v3/pay/transactions/id/4200?mchid=${mchId}`
    const headers = { authorization: authorize('GET', path, ''), accept: 'application/json' }
    const reply = await fetch(alone.url + path, { headers })
    expect(reply.status).toBe(404)
    const age = Math.floor(Date.now() / 1000) - Number(reply.headers.get('wechatpay-timestamp'))
    expect(age).toBeLessThan(300)
  } finally {
    await alone.stop()
  }
})

test('a reset forgets orders and notices, and the number is free again', async () => {
  stage = await openWechatStage()
  await placeAndPay(stage)
  await stage.control('reset', {})
  expect(await stage.control('trades')).toMatchObject({ trades: [] })
  expect((await stage.query()).status).toBe(404)
  expect((await placeAndPay(stage)).json).toMatchObject({ trade_state: 'SUCCESS' })
})

test('one that is killed comes back with keys, orders, refunds under way and open notices', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  try {
    stage = await openWechatStage({ mode: 'both' }, folder)
    stage.receiver.answer = () => ({ status: 503, body: '' })
    await placeAndPay(stage)
    await stage.refund({ notify_url: stage.notifyUrl })
    const fresh = await stage.wechat.rotateCertificate({ switchInMs: minuteMs })
    const killed = stage
    const before = await killed.control('trades/ORDER1')
    expect(before.refunds).toMatchObject([{ refund_status: 'PROCESSING' }])
    for (const name of ['wechat-private-key.pem', 'wechat-certificates.json']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    }
    // What a kill in the middle of a write leaves behind.
    appendFileSync(join(folder, 'wechat-trades.jsonl'), '{"type":"paid","mch')
    stage = await openWechatStage({ mode: 'both' }, folder)
    expect(stage.platformKeys()).toEqual(killed.platformKeys())
    expect(stage.wechat.certificates().at(-1)?.serial).toBe(fresh)
    expect(await stage.control('trades/ORDER1')).toEqual(before)
    killed.receiver.answer = () => ({ status: 204, body: '' })
    await stage.simulator.advance(15 * secondMs)
    expect(killed.receiver.told.map(({ json }) => json.event_type)).toEqual([
      'TRANSACTION.SUCCESS',
      'REFUND.SUCCESS',
      'TRANSACTION.SUCCESS',
    ])
    await killed.stop()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
