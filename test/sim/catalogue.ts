// What the simulated shop sells: one product for each policy about late money and each effect of a refund.

import type { SimDatabase } from './database.ts'

export const productIds = ['delivers', 'returns', 'holds', 'keeps'] as const

const insert = `
  insert into product (merchant_id, product_id, name, late_policy, refund_effect) values
    (1, 'delivers', '{"zh":"甲","en":"A"}', 'deliver', 'revoke'),
    (1, 'returns', '{"zh":"乙","en":"B"}', 'refund', 'suspend'),
    (1, 'holds', '{"zh":"丙","en":"C"}', 'hold', 'revoke'),
    (1, 'keeps', '{"zh":"丁","en":"D"}', 'deliver', 'none');
  insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days, max_devices)
  select 1, product_id, plan_id, '{"zh":"版","en":"Edition"}', price_fen, 'license', 31, seats
  from product, (values ('month', 990, 1), ('team', 4950, 3), ('year', 9900, 2)) as plans (plan_id, price_fen, seats)`

/** Puts the catalogue in; it stays from seed to seed. */
export function stock(database: SimDatabase): void {
  for (const text of insert.split(';')) database.run({ text })
}
