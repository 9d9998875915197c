// What scenarios are made of: steps that end as they would without a kill, however often they are cut off.

import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { CutOff, newPurchase, type Purchase } from './buyer.ts'
import type { Point } from './points.ts'
import type { Trial } from './trial.ts'

/** A story that leads to points: it is played until it was killed at all of them. */
export type Scenario = Readonly<{
  name: string
  points: readonly Point[]
  play(trial: Trial): Promise<void>
}>

const licensesWanted = `
  select o.state = $2 and (select count(*) from license c where c.order_number = o.order_number) = $3 as so
  from orders o where o.order_number = $1`

/** The order stands in this state and has this many keys. */
export async function stands(trial: Trial, { number }: Purchase, state: string, keys: number) {
  await trial.until(`${number} ${state} with ${keys}`, licensesWanted, [number, state, keys])
}

/** The order and its attempt were made then; what follows from that is due. */
export async function madeAt(trial: Trial, { number }: Purchase, at: string): Promise<void> {
  await trial.run(
    `with age as (select created_at - $2::timestamptz as by from orders where order_number = $1),
     attempts as (
       update attempt set created_at = created_at - by, chosen_at = chosen_at - by,
         gateway_expires_at = gateway_expires_at - by from age where order_number = $1)
     update orders set created_at = created_at - by, expires_at = expires_at - by
     from age where order_number = $1`,
    [number, at],
  )
}

/** An order that was closed, and paid all the same. */
export async function paidLate(
  trial: Trial,
  policy: 'deliver' | 'refund' | 'hold',
  gateway: GatewayKind = 'alipay',
): Promise<Purchase> {
  const purchase = await trial.opened(newPurchase('year', gateway))
  await trial.run('update order_line set late_policy = $2 where order_number = $1', [
    purchase.number,
    policy,
  ])
  await trial.persist((shop) => trial.buyer.cancel(shop, purchase))
  await settle(trial, purchase)
  return purchase
}

/** Paid, and the notice delivered until it is acknowledged. */
export async function settle(trial: Trial, purchase: Purchase): Promise<void> {
  const tradeNo = await trial.buyer.pay(purchase)
  await deliver(trial, tradeNo)
}

/** The notice comes until it is acknowledged. */
export async function deliver(trial: Trial, tradeNo: string): Promise<void> {
  await trial.persist(async (shop) => {
    const word = await trial.buyer.notify(shop, tradeNo)
    if (word !== 'success') throw new CutOff(word)
  })
}

/** The refund of this reason is sent and settled. */
export async function returned(trial: Trial, { number }: Purchase, reason: string): Promise<void> {
  const question = `
    select state = 'done' and not exists (
      select from job where kind = 'refund' and ref = refund_no) as so
    from refund where order_number = $1 and reason = $2`
  await trial.until(`${number} returned`, question, [number, reason], () =>
    trial.hurry('refund', refundOf, [number]),
  )
}

/** Whose jobs the refunds of an order are. */
export const refundOf = 'ref in (select refund_no from refund where order_number = $1)'
