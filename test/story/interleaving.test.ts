// Paid by both methods within one millisecond: every order in which the statements of the reports can meet on
// the real database ends in the same books.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Applied, applyFact, type FactReport } from '../../src/app/payment/apply-fact.ts'
import { applyTogether } from '../../src/app/payment/apply-together.ts'
import type { PaidFact } from '../../src/core/fact.ts'
import type { Fen } from '../../src/core/money.ts'
import { instantOf } from '../../src/core/time.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { Shop } from '../support/shop.ts'
import { newTradeNo } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import { inEveryOrder, type Stage, type Work } from './turns.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({
    standIns: [new AlipayStandIn(), new WechatPlatform('public key')],
  })
})
afterAll(() => shop?.close())

const price = 9900 as Fen

type Told = Readonly<{ channelId: 'alipay' | 'wechat'; witness: 'notice' | 'query' }>

const alipayNotice: Told = { channelId: 'alipay', witness: 'notice' }
const alipayQuery: Told = { channelId: 'alipay', witness: 'query' }
const wechatNotice: Told = { channelId: 'wechat', witness: 'notice' }
const wechatQuery: Told = { channelId: 'wechat', witness: 'query' }

type Meeting = [name: string, least: number, callers: readonly (readonly Told[])[]]

/** What differs from another meeting by its order alone is tried with TURNS=all. */
const theOtherWayRound: readonly Meeting[] =
  process.env.TURNS === 'all'
    ? [
        [
          'two notices while we ask the other way round',
          300,
          [[alipayNotice], [wechatNotice], [wechatQuery, alipayQuery]],
        ],
      ]
    : []

describe('paid by both methods within one millisecond, there is one delivery and one refund case', () => {
  // Each inner list is told by one caller, one after the other; the callers meet in every interleaving.
  it.each<Meeting>([
    ['two notices', 4, [[alipayNotice], [wechatNotice]]],
    ['a notice that comes twice', 40, [[alipayNotice], [wechatNotice], [alipayNotice]]],
    ['a notice and two queries', 60, [[wechatNotice], [alipayQuery], [wechatQuery]]],
    [
      'two gateways that tell twice',
      36,
      [
        [alipayNotice, alipayQuery],
        [wechatQuery, wechatNotice],
      ],
    ],
    ['two notices while we ask', 300, [[alipayNotice], [wechatNotice], [alipayQuery, wechatQuery]]],
    ...theOtherWayRound,
  ])(
    'in every interleaving of %s (at least %i)',
    async (_name, least, callers) => {
      const orders = await inEveryOrder(shop.running.app.db, () => stageOf(callers))
      expect(orders).toBeGreaterThanOrEqual(least)
    },
    60_000,
  )
})

/** A fresh order open at both gateways, the callers who tell of it, and what the books must say afterwards. */
async function stageOf(callers: readonly (readonly Told[])[]): Promise<Stage<readonly Applied[]>> {
  const { app } = shop.running
  const number = await freshOrder()
  const paidAt = instantOf(app.clock.now())
  const facts = { alipay: factOf(number, paidAt), wechat: factOf(number, paidAt) }
  const works = callers.map(
    (told): Work<readonly Applied[]> =>
      async (db) => {
        const results: Applied[] = []
        const at = { ...app, db: { ...app.db, ...db } }
        for (const one of told) {
          const report = reportOf(one, facts[one.channelId])
          results.push(await (one.witness === 'notice' ? applyTogether : applyFact)(at, report))
        }
        return results
      },
  )
  return {
    works,
    async check(results, order) {
      const all = results.flat()
      expect(
        all.filter((result) => result === 'applied'),
        order,
      ).toHaveLength(2)
      expect(
        all.filter((result) => result === 'repeat'),
        order,
      ).toHaveLength(all.length - 2)
      expect(await booksOf(number), order).toEqual(paidAndPaidTwice(callers.flat()))
    },
  }
}

const ready: string[] = []

/** Orders are made in bulk, as the interleavings are many: what the shop would write, at both channels. */
async function freshOrder(): Promise<string> {
  if (ready.length === 0) {
    const { number: pattern } = await shop.order()
    const rows = await shop.rows<{ number: string }>(copies, [pattern])
    ready.push(...rows.map(({ number }) => number))
  }
  return ready.pop() ?? ''
}

const copies = `
  with number as (
    select 'COPY' || lpad(n::text, 4, '0') || left($1, 12) as copy from generate_series(1, 100) n),
  placed as (
    insert into orders (merchant_id, order_number, state, due_fen, contact_person, phone,
      client_address, created_at, expires_at)
    select merchant_id, copy, state, due_fen, contact_person, phone, client_address, created_at,
      expires_at
    from orders, number where order_number = $1),
  lines as (
    insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity,
      unit_fen, amount_fen, fulfilment_kind, valid_days, max_devices)
    select merchant_id, copy, line_no, product_id, plan_id, name, quantity, unit_fen, amount_fen,
      fulfilment_kind, valid_days, max_devices
    from order_line, number where order_number = $1),
  attempts as (
    insert into attempt (merchant_id, channel_id, out_trade_no, order_number, state, amount_fen,
      subject, gateway_expires_at, created_at, chosen_at)
    select merchant_id, channel, copy, copy, 'open', due_fen, '', expires_at, created_at, created_at
    from orders, number, unnest(array['alipay', 'wechat']) channel where order_number = $1)
  select copy as number from number`

function factOf(outTradeNo: string, paidAt: PaidFact['paidAt']): PaidFact {
  return { outTradeNo, gatewayTradeNo: newTradeNo(), amountFen: price, paidAt }
}

function reportOf({ channelId, witness }: Told, fact: PaidFact): FactReport {
  if (witness === 'query') return { channelId, fact, witness }
  const body = Buffer.from(fact.gatewayTradeNo)
  const kept = { headers: {}, receivedAt: fact.paidAt, senderAddress: '127.0.0.1' }
  return {
    channelId,
    fact,
    witness,
    notice: { newsId: `news of ${fact.gatewayTradeNo}`, body, ...kept },
  }
}

/** Whoever came first paid the order; the other's money waits in a case. */
function paidAndPaidTwice(told: readonly Told[]) {
  const witnesses = new Set(told.map(({ channelId, witness }) => `${channelId} ${witness}`))
  const notices = [...witnesses].filter((one) => one.endsWith('notice'))
  return {
    state: 'paid',
    paid: price,
    duplicate: price,
    licenses: 1,
    facts: 'accepted duplicate',
    witnesses: [...witnesses].sort().join(', '),
    attempts: 'paid paid',
    cases: 'duplicate acting',
    notices: notices.length,
  }
}

async function booksOf(number: string): Promise<unknown> {
  const [books] = await shop.rows(
    `select state, paid_fen as paid, duplicate_fen as duplicate,
       (select count(*) from license l where l.order_number = $1) as licenses,
       (select string_agg(verdict, ' ' order by verdict) from payment_fact f
         where f.order_number = $1) as facts,
       (select string_agg(w.channel_id || ' ' || witness, ', ' order by w.channel_id, witness)
         from fact_witness w join payment_fact f using (channel_id, gateway_trade_no)
         where f.order_number = $1) as witnesses,
       (select string_agg(a.state, ' ') from attempt a where a.order_number = $1) as attempts,
       (select string_agg(kind || ' ' || c.state, ', ') from money_case c
         where c.order_number = $1) as cases,
       (select count(*) from notice n where n.out_trade_no = $1 and n.state = 'applied') as notices
     from orders where order_number = $1`,
    [number],
  )
  return books
}
