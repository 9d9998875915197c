// What a payment does to the books, told as stories over the whole program, for every gateway.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Decision, decideCase } from '../../src/app/case/decide-case.ts'
import { approveRefund } from '../../src/app/refund/plan-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { findBroken } from '../../src/db/audit.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { newPayment } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import { WechatV2Platform } from '../support/wechat-v2-platform.ts'
import { casesOf, licensesOf, openNumberOf, stateOf } from './books.ts'
import { casesOfEvery } from './cases.ts'

const gateways = [
  new AlipayStandIn(),
  new WechatPlatform('platform certificates'),
  new WechatPlatform('public key'),
  new WechatV2Platform(),
]

describe.each(gateways)('at $name', (gateway) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [gateway] })
  })
  afterAll(() => shop?.close())

  it.each(casesOfEvery(gateway))('$name', ({ tell }) => tell(shop))
})

describe('money that is not what was asked', () => {
  const alipay = new AlipayStandIn()
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [alipay], env: { REFUND_APPROVAL: '250' } })
  })
  afterEach(async () => {
    // The stand-in dates every payment alike.
    const broken = await findBroken(shop.database.db, 1)
    expect(broken.filter(({ id }) => id !== 'INV-18.time')).toEqual([])
  })
  afterAll(() => shop?.close())

  async function caseOf(outTradeNo: string): Promise<Readonly<{ kind: string; ref: string }>> {
    const text =
      'select kind, ref from money_case where out_trade_no = $1 order by opened_at limit 1'
    const [found] = await shop.rows<{ kind: string; ref: string }>(text, [outTradeNo])
    if (!found) throw new Error('no case')
    return found
  }
  const decide = async (outTradeNo: string, made: Partial<Decision>) =>
    decideCase(shop.running.app, {
      decision: 'refund',
      by: 'ann',
      note: '多付了',
      ...(await caseOf(outTradeNo)),
      ...made,
    })
  async function paid(order: PlacedOrder, amountFen: number): Promise<void> {
    const notice = shop.standIn.notice(alipay.pay(order.number, amountFen))
    expect(shop.standIn.heard(await shop.notify(notice))).toBe('refused')
  }
  const suspenseOf = async (order: PlacedOrder): Promise<number> => {
    const [row] = await shop.rows<{ fen: number }>(
      `select coalesce(sum(case credit when 'suspense' then amount_fen else -amount_fen end), 0)::bigint as fen
       from ledger_entry where order_number = $1`,
      [order.number],
    )
    return row?.fen ?? -1
  }

  it.each([
    { as: 'over', fen: 10_000 },
    { as: 'mismatch', fen: 9_800 },
  ])(
    'goes back the way it came ($as), in suspense until then, and the order can be paid',
    async ({ as, fen }) => {
      const order = await shop.openedOrder()
      await paid(order, fen)
      expect(await caseOf(order.number)).toMatchObject({ kind: as })
      expect(await suspenseOf(order)).toBe(0)
      await decide(order.number, {})
      expect(await suspenseOf(order)).toBe(fen)
      expect(await stateOf(shop, order)).toBe('waiting')
      await expect(decide(order.number, {})).rejects.toMatchObject({ code: 'conflict' })
      await shop.advance(3 * 60_000)
      await shop.until('it went back', async () => (await suspenseOf(order)) === 0)
      expect(alipay.calls.filter(({ verb }) => verb === 'refund')).toContainEqual({
        verb: 'refund',
        outTradeNo: order.number,
      })
      expect(await casesOf(shop, order)).toEqual([
        { kind: as, reason: 'taken_up', state: 'resolved' },
        { kind: 'duplicate', reason: 'refunded', state: 'resolved' },
      ])
      expect((await shop.open(order)).status).toBe(200)
      const again = alipay.pay(await openNumberOf(shop, order), 9900)
      expect(shop.standIn.heard(await shop.notify(shop.standIn.notice(again)))).toBe('taken')
      expect(await licensesOf(shop, order)).toBe(1)
    },
  )

  it('above the limit waits for a second person, and can be returned by hand with its proof', async () => {
    const order = await shop.openedOrder()
    await paid(order, 30_000)
    const less = { decision: 'returned', amountFen: 29_900 as Fen } as const
    await expect(decide(order.number, less)).rejects.toMatchObject({ code: 'invalid_request' })
    await decide(order.number, { decision: 'returned', amountFen: 30_000 as Fen })
    expect(
      await shop.rows('select state from refund where order_number = $1', [order.number]),
    ).toEqual([{ state: 'awaiting' }])
    expect(await suspenseOf(order)).toBe(30_000)
    const [{ no }] = (await shop.rows<{ no: string }>(
      'select refund_no as no from money_case where order_number = $1 and refund_no is not null',
      [order.number],
    )) as [{ no: string }]
    await approveRefund(shop.running.app, no, 'bob')
    expect(await suspenseOf(order)).toBe(0)
    expect(await casesOf(shop, order)).toContainEqual({
      kind: 'duplicate',
      reason: 'returned_by_hand',
      state: 'resolved',
    })
  })

  it('for an order nobody knows ends with the proof that somebody sent it back', async () => {
    const payment = newPayment('NOSUCHORDER12345678', 30_000)
    await shop.notify(alipay.notice(payment))
    const back = { decision: 'returned', amountFen: 30_000 as Fen, note: '商户后台已退' } as const
    expect(await decide('NOSUCHORDER12345678', back)).toBe('asked')
    await expect(decide('NOSUCHORDER12345678', back)).rejects.toMatchObject({
      code: 'other_person_needed',
    })
    expect(await decide('NOSUCHORDER12345678', { ...back, by: 'bob' })).toBe('decided')
    const text = `select state, reason, note from money_case where out_trade_no = 'NOSUCHORDER12345678'`
    expect(await shop.rows(text)).toEqual([
      { state: 'resolved', reason: 'returned_by_hand', note: '商户后台已退' },
    ])
  })
})

describe('a notice of Alipay alone', () => {
  const alipay = new AlipayStandIn()
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [alipay] })
  })
  afterAll(() => shop?.close())

  it('of TRADE_FINISHED counts as paid, and a late TRADE_CLOSED does not unpay', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    const finished = alipay.notice(payment, { trade_status: 'TRADE_FINISHED' })
    expect((await shop.notify(finished)).text).toBe('success')
    expect(await licensesOf(shop, order)).toBe(1)
    const closed = alipay.notice(payment, { trade_status: 'TRADE_CLOSED', notify_id: 'closed' })
    expect((await shop.notify(closed)).text).toBe('success')
    expect((await shop.look(order)).json.data.status).toBe(1)
  })

  it('of TRADE_FINISHED after TRADE_SUCCESS changes nothing', async () => {
    const order = await shop.openedOrder()
    const payment = shop.pay(order)
    for (const trade_status of ['TRADE_SUCCESS', 'TRADE_FINISHED'])
      expect((await shop.notify(alipay.notice(payment, { trade_status }))).text).toBe('success')
    expect([await licensesOf(shop, order), await casesOf(shop, order)]).toEqual([1, []])
    expect(await shop.count('payment_fact', 'order_number = $1', [order.number])).toBe(1)
  })

  it('that only says the buyer is there asks nothing', async () => {
    const order = await shop.openedOrder()
    const payment = newPayment(order.number, 9900)
    const there = alipay.notice(payment, { trade_status: 'WAIT_BUYER_PAY' })
    expect((await shop.notify(there)).text).toBe('success')
    expect(await stateOf(shop, order)).toBe('waiting')
  })
})
