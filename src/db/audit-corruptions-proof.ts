// Ways in which rows are edited behind the program's back and the schema stops guarding them, with the invariants
// that must notice it.

import { type Corruption, damage, one, unguarded } from './audit-corruptions.ts'

const asStranger = (sql: string) => `set local keytill.program = 'off'; ${sql}`

export const proofCorruptions: readonly Corruption[] = [
  damage(
    'an order edited by another hand',
    asStranger(`update orders set phone = '13900000000' where ${one('orders', 'true')}`),
    'INV-17.orders',
  ),
  damage(
    'an attempt edited by another hand',
    asStranger(`update attempt set subject = 'other' where ${one('attempt', 'true')}`),
    'INV-17.attempt',
  ),
  damage(
    'a refund edited by another hand',
    asStranger(`update refund set note = 'other' where ${one('refund', 'true')}`),
    'INV-17.refund',
  ),
  damage(
    'a ledger entry written by another hand',
    asStranger(
      unguarded(
        'ledger_entry',
        `update ledger_entry set amount_fen = amount_fen + 1 where ${one('ledger_entry', `kind = 'payment'`)}`,
      ),
    ),
    'INV-17.ledger_entry',
    'INV-04.payment',
  ),
  damage(
    'a case ended by another hand',
    asStranger(
      `update money_case set state = 'waived', resolved_at = app_now() where ${one('money_case', `state = 'open'`)}`,
    ),
    'INV-17.money_case',
  ),
  damage(
    'a confirmation by hand said to be of another',
    asStranger(`update manual_confirmation set asked_by = 'other'`),
    'INV-17.manual_confirmation',
  ),
  damage(
    'what becomes of late money, changed after the sale',
    asStranger(
      `update order_line set late_policy = 'hold' where ${one('order_line', `late_policy = 'deliver'`)}`,
    ),
    'INV-17.order_line',
  ),
  damage(
    "a licence's end moved by hand",
    asStranger(`update license set valid_until = valid_from + interval '99 years'`),
    'INV-17.license',
  ),
  damage(
    'a card taken for another by hand',
    asStranger(`update card set card_masked = 'other' where ${one('card', `state = 'delivered'`)}`),
    'INV-17.card',
  ),
  damage(
    'a delivery said to be of another moment',
    asStranger(
      `update fulfilment set done_at = done_at + interval '1 second' where ${one('fulfilment', 'true')}`,
    ),
    'INV-17.fulfilment',
  ),
  damage(
    'shares of a refund moved from one to another by hand',
    asStranger(
      `update refund_line set amount_fen = amount_fen + 1 where ${one('refund_line', 'true')}`,
    ),
    'INV-17.refund_line',
    'INV-05.shares',
  ),
  damage(
    'a price changed by hand',
    asStranger(`update plan set price_fen = price_fen + 1 where ${one('plan', 'true')}`),
    'INV-17.plan',
  ),
  damage(
    'a coupon that takes off more',
    asStranger(`update coupon set off_fen = off_fen + 1`),
    'INV-17.coupon',
  ),
  damage(
    'a code written by another hand',
    asStranger(
      `insert into coupon_code (merchant_id, code, coupon_id) values (1, 'FORGED', 'cpn_1')`,
    ),
    'INV-17.coupon_code',
  ),
  damage(
    'a use of a coupon at another moment',
    asStranger(
      `update coupon_use set used_at = used_at - interval '1 day' where ${one('coupon_use', 'true')}`,
    ),
    'INV-17.coupon_use',
  ),
  damage(
    'an amount as a float',
    `alter table plan alter column price_fen type double precision`,
    'INV-21.money',
  ),
  damage(
    'a guard put out of force',
    'alter table fact_witness disable trigger fact_witness_of_fact',
    'INV-24.guards',
  ),
  damage(
    'a constraint out of force',
    `alter table plan add constraint later check (position >= 0) not valid`,
    'INV-24.constraints',
  ),
  damage(
    'an index that was never finished',
    `create table parted (n integer) partition by range (n); create table part partition of parted for values from (0) to (1); create index parted_by_n on only parted (n)`,
    'INV-24.indexes',
  ),
  damage('a migration left out', `delete from migration where number = 2`, 'INV-20.migrations'),
]
