// WeChat Pay's API v2 tells that a refund has arrived by a notice that is not signed, only encrypted with the key
// both sides share: ours is believed as a reason to ask, and anybody else's is refused.

import { createCipheriv, createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { nonce } from '../support/wechat-seal.ts'
import { WechatV2Platform } from '../support/wechat-v2-platform.ts'
import { type Fields, v2NoticeOf, xmlOf } from '../support/wechat-v2-xml.ts'

const minute = 60_000
const wechat = new WechatV2Platform()
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [wechat] })
})
afterAll(() => shop?.close())

it('has the gateway asked at once instead of tomorrow', async () => {
  const { order, refundNo } = await underWay()
  const body = noticeOf(order, refundNo, wechat.key)
  expect(wechat.heard(await shop.notify(v2NoticeOf(body)))).toBe('taken')
  await shop.until('done', async () => (await stateOf(refundNo)) === 'done')
  await shop.untilState(order, 'refunded')
  expect(wechat.heard(await shop.notify(v2NoticeOf(body)))).toBe('taken')
  expect(await shop.count('ledger_entry', "kind = 'refund' and ref = $1", [refundNo])).toBe(1)
})

it.each<[string, (order: PlacedOrder, refundNo: string) => string]>([
  ['encrypted with another key', (order, refundNo) => noticeOf(order, refundNo, nonce())],
  ['not encrypted', (order, refundNo) => envelope(rootOf(order, refundNo))],
  [
    'cut short',
    (order, refundNo) => noticeOf(order, refundNo, wechat.key, (text) => text.slice(8)),
  ],
])('is refused when it is %s, and nothing is asked or moved', async (_name, forge) => {
  const { order, refundNo } = await underWay()
  const asked = wechat.calls.length
  const reply = await shop.notify(v2NoticeOf(forge(order, refundNo)))
  expect(wechat.heard(reply)).toBe('refused')
  expect(
    await shop.count('notice', 'out_trade_no = $1 and news_id <> $2', [order.number, '']),
  ).toBe(1)
  expect(
    await shop.count('job', "kind = 'refund' and ref = $1 and run_at <= app_now()", [refundNo]),
  ).toBe(0)
  expect(wechat.calls.length).toBe(asked)
  expect(await stateOf(refundNo)).toBe('processing')
})

/** A refund WeChat has taken on, whose next question is a day away. */
async function underWay() {
  const order = await shop.openedOrder()
  const payment = shop.pay(order)
  expect(wechat.heard(await shop.notify(wechat.notice(payment)))).toBe('taken')
  const { refundNo } = await planRefund(shop.running.app, {
    orderNumber: order.number,
    asked: 'rest',
    by: 'ann',
  })
  await shop.advance(2 * minute + 1_000)
  await shop.until('taken on', async () => (await stateOf(refundNo)) === 'processing')
  const put = `update job set run_at = run_at + interval '1 day'
    where kind = 'refund' and ref = $1 and lease_until is null returning 1`
  await shop.until('the job waits', async () => (await shop.rows(put, [refundNo])).length > 0)
  return { order, refundNo }
}

function noticeOf(
  order: PlacedOrder,
  refundNo: string,
  key: string,
  change = (text: string) => text,
): string {
  const aesKey = createHash('md5').update(key, 'utf8').digest('hex')
  const cipher = createCipheriv('aes-256-ecb', Buffer.from(aesKey, 'ascii'), null)
  const sealed = [cipher.update(rootOf(order, refundNo), 'utf8'), cipher.final()]
  return envelope(change(Buffer.concat(sealed).toString('base64')))
}

function rootOf(order: PlacedOrder, refundNo: string): string {
  const fields: Fields = {
    out_trade_no: order.number,
    out_refund_no: refundNo,
    refund_id: '50000000000000000000000001',
    total_fee: '9900',
    refund_fee: '9900',
    refund_status: 'SUCCESS',
    success_time: '2026-11-21 12:10:00',
  }
  return xmlOf(fields).replace(/xml>/g, 'root>')
}

function envelope(sealed: string): string {
  return xmlOf({
    return_code: 'SUCCESS',
    appid: wechat.appId,
    mch_id: wechat.mchId,
    nonce_str: nonce(),
    req_info: sealed.replaceAll('<', '&lt;'),
  })
}

async function stateOf(refundNo: string): Promise<string | undefined> {
  const [row] = await shop.rows<{ state: string }>(
    'select state from refund where refund_no = $1',
    [refundNo],
  )
  return row?.state
}
