// What the simulated shop sells: one product for each policy about late money and each effect of a refund, and two
// that run out: a plan of few units, and one of cards.

import type { SimDatabase } from './database.ts'

export const productIds = ['delivers', 'returns', 'holds', 'keeps'] as const

export const fewPlan = { productId: 'few', planId: 'month' } as const
/** Units of it one phone may have. */
export const phoneLimit = 2
export const cardPlan = { productId: 'cards', planId: 'pack' } as const

const insert = `
  insert into product (merchant_id, product_id, name, late_policy, refund_effect) values
    (1, 'delivers', '{"zh":"甲","en":"A"}', 'deliver', 'revoke'),
    (1, 'returns', '{"zh":"乙","en":"B"}', 'refund', 'suspend'),
    (1, 'holds', '{"zh":"丙","en":"C"}', 'hold', 'revoke'),
    (1, 'keeps', '{"zh":"丁","en":"D"}', 'deliver', 'none');
  insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days, max_devices)
  select 1, product_id, plan_id, '{"zh":"版","en":"Edition"}', price_fen, 'license', 31, seats
  from product, (values ('month', 990, 1), ('team', 4950, 3), ('year', 9900, 2)) as plans (plan_id, price_fen, seats);
  insert into product (merchant_id, product_id, name, late_policy, refund_effect) values
    (1, 'few', '{"zh":"戊","en":"E"}', 'deliver', 'revoke'),
    (1, 'cards', '{"zh":"己","en":"F"}', 'deliver', 'revoke');
  insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days, max_devices, stock, phone_limit)
  values (1, 'few', 'month', '{"zh":"版","en":"Edition"}', 990, 'license', 31, 1, 0, ${phoneLimit}),
    (1, 'cards', 'pack', '{"zh":"卡","en":"Card"}', 490, 'card', null, 1, 0, null)`

/** Puts the catalogue in; it stays from seed to seed. */
export function stock(database: SimDatabase): void {
  for (const text of insert.split(';')) database.run({ text })
}

/** What ran out is gone with the day it ran out on: nothing is there, and nothing taken. */
export const emptyShelves = `update plan set stock = 0, stock_taken = 0 where stock is not null and (stock, stock_taken) <> (0, 0);`
