// Goods of which there is one each: cards bought with a coupon, the last of them owed; and a code charged at the
// counter.

import { randomBytes } from 'node:crypto'
import { deriveSecrets } from '../../src/app/keys.ts'
import { loadMasterKey } from '../../src/kit/master-key.ts'
import { newPurchase, type Purchase } from './buyer.ts'
import { scan } from './cashier.ts'
import { around, aroundCommit } from './points.ts'
import { type Scenario, settle, stands } from './scenario-steps.ts'
import type { Trial } from './trial.ts'

export const goodsScenarios: readonly Scenario[] = [
  {
    name: 'cards are bought with a coupon, and the last one is owed until it comes',
    points: [
      ...aroundCommit('insert_coupon_use'),
      ...around('write_paid_with_others', 'hand_over_cards'),
    ],
    async play(trial) {
      const pool = await openPool(trial, 4)
      const cards = await addCards(trial, pool, 3)
      const buyers = [buyerOf(pool), buyerOf(pool)]
      // The coupon is good for two orders: a use that outlived its order would leave the second without one.
      for (const buyer of buyers) await settle(trial, await trial.opened(buyer))
      await trial.until('three are delivered', delivered, [pool, 3])
      cards.push(...(await addCards(trial, pool, 1)))
      await trial.until('all are delivered', delivered, [pool, 4], () =>
        trial.hurry('deliver-owed', 'true', []),
      )
      expectSame(await cardsSeenBy(trial, buyers), cards)
    },
  },
  {
    name: 'a code is charged at the counter, after a charge that never went out was undone',
    points: [
      ...aroundCommit('insert_code_charge'),
      ...around('alipay.trade.pay', 'mark_code_charge_answered', 'mark_undo_asked'),
    ],
    async play(trial) {
      const purchase = await trial.opened(newPurchase())
      await loseCharge(trial, purchase)
      await trial.until('what nobody heard of is undone', isOver, [purchase.number], () =>
        passMinute(trial, purchase),
      )
      do {
        await scan(trial, purchase)
        await trial.until('the charge is over', isOver, [purchase.number], () =>
          passMinute(trial, purchase),
        )
      } while (!(await trial.asks(isPaid, [purchase.number])))
      await stands(trial, purchase, 'paid', 1)
      const once = 'select duplicate_fen = 0 as so from orders where order_number = $1'
      if (!(await trial.asks(once, [purchase.number]))) throw new Error('charged twice')
    },
  },
]

const delivered = `
  select count(*) = $2 as so from card c join fulfilment f using (merchant_id, order_number, line_no, seq)
  where plan_id = $1 and c.state = 'delivered' and f.state = 'done'`
const isOver = `select not exists (select from attempt where order_number = $1 and state = 'open') as so`
const isPaid = `select state = 'paid' as so from orders where order_number = $1`

/** A plan of cards on sale, and a coupon for two orders of two, which then cost what everything costs here. */
async function openPool(trial: Trial, stock: number): Promise<string> {
  const plan = `C${randomBytes(6).toString('hex').toUpperCase()}`
  await trial.run(
    `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock)
     values (1, 'demo-app', $1, '{"zh": "卡", "en": "Card"}', 5450, 'card', 1, $2)`,
    [plan, stock],
  )
  await trial.run(
    `with made as (
       insert into coupon (merchant_id, coupon_id, note, off_fen, minimum_fen, uses_max, created_at)
       values (1, $1, '', 1000, 0, 2, app_now()) returning coupon_id)
     insert into coupon_code (merchant_id, code, coupon_id) select 1, coupon_id, coupon_id from made`,
    [plan],
  )
  return plan
}

function buyerOf(plan: string): Purchase {
  return newPurchase(plan, 'alipay', { quantity: 2, coupon_code: plan })
}

/** Cards that arrive without the plan's stock knowing better: some of those it counts came late. */
async function addCards(trial: Trial, plan: string, count: number): Promise<string[]> {
  const { cardKeys } = deriveSecrets(loadMasterKey('', trial.env.SECRET_KEY))
  const texts = Array.from({ length: count }, () => randomBytes(8).toString('hex'))
  for (const text of texts) {
    const hash = cardKeys.hash(text)
    await trial.run(
      `insert into card (merchant_id, card_hash, product_id, plan_id, batch, card_sealed, card_masked, state, imported_at)
       values (1, $1, 'demo-app', $2, 'b', $3, '****', 'free', app_now())`,
      [hash, plan, cardKeys.seal(text, hash.toString('hex'))],
    )
  }
  return texts
}

async function cardsSeenBy(trial: Trial, buyers: readonly Purchase[]): Promise<string[]> {
  const seen: string[] = []
  for (const buyer of buyers) {
    const { cards = [] } = await trial.persist((shop) => trial.buyer.look(shop, buyer))
    seen.push(...cards.map(({ card }) => card))
  }
  return seen
}

function expectSame(seen: readonly string[], there: readonly string[]): void {
  if (seen.toSorted().join() !== there.toSorted().join())
    throw new Error(`buyers see ${seen.join()}, and there are ${there.join()}`)
}

/** What a charge leaves behind whose program ended before it asked the gateway, a minute ago. */
async function loseCharge(trial: Trial, { number }: Purchase): Promise<void> {
  await trial.run(
    `insert into code_charge (merchant_id, channel_id, out_trade_no, order_number, asked_by, asked_at)
     select merchant_id, channel_id, out_trade_no, order_number, 'cashier', app_now() - interval '61 seconds'
     from attempt where order_number = $1`,
    [number],
  )
}

/** What of a charge nobody heard the answer to waits for its minute. */
async function passMinute(trial: Trial, { number }: Purchase): Promise<void> {
  await trial.run(
    `update code_charge set asked_at = asked_at - interval '61 seconds'
     where order_number = $1 and asked_at > app_now() - interval '61 seconds'`,
    [number],
  )
  const ofOrder = `ref in (select channel_id || ':' || out_trade_no from attempt where order_number = $1)`
  await trial.hurry('query-attempt', ofOrder, [number])
}
