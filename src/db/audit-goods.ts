// Invariants of goods that run out: no more is sold than there was, and a card goes to one buyer. With the lawful rows
// the self-test starts from, and the ways they go wrong.

import type { Corruption } from './audit-corruptions.ts'
import { damage } from './audit-corruptions.ts'
import { invariant, isSealed } from './audit-invariant.ts'

export const goodsInvariants = [
  invariant(
    'INV-28.taken',
    '套餐占用的库存，就是订单占用的份数，从不超过库存',
    'The stock of a plan that is taken is what orders have taken, and never more than there is',
    `select p.product_id || '/' || p.plan_id as ref,
       'stock ' || coalesce(p.stock::text, 'none') || ', taken ' || p.stock_taken || ', by orders ' || coalesce(l.units, 0) as detail
     from plan p
     left join (select product_id, plan_id, sum(quantity) as units from order_line
       where merchant_id = $1 and stock = 'taken' group by 1, 2) l using (product_id, plan_id)
     where p.merchant_id = $1 and (p.stock_taken <> coalesce(l.units, 0) or p.stock_taken > p.stock)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-28.line',
    '未付款而关闭的订单都归还了库存；其余的都占着',
    'An order that ended unpaid has given its stock back; any other has kept it',
    `select l.order_number || '#' || l.line_no as ref, o.state || ', stock ' || l.stock as detail
     from order_line l
     join orders o on o.merchant_id = $1 and o.order_number = l.order_number
     where l.merchant_id = $1 and l.stock is not null and (l.stock = 'taken') <> (
       o.state in ('waiting', 'closing') or exists (select 1 from fulfilment f where f.merchant_id = $1
         and f.order_number = l.order_number and f.line_no = l.line_no))`,
  ),
  invariant(
    'INV-29.unit',
    '发出的每份卡密恰有一张卡；缺货的没有；收回的已作废',
    'A delivered unit has its card, an owed one has none, and one that was taken back has a void one',
    `select f.order_number || '#' || f.line_no || '.' || f.seq as ref,
       f.state || ', card ' || coalesce(c.state, 'none') as detail
     from fulfilment f
     left join card c on c.merchant_id = $1 and c.order_number = f.order_number and c.line_no = f.line_no
       and c.seq = f.seq
     where f.merchant_id = $1 and f.kind = 'card' and case f.state when 'done' then c.state is distinct from 'delivered'
       when 'owed' then c.state is not null else c.state <> 'void' end`,
  ),
  invariant(
    'INV-29.line',
    '一张卡密只交给一份卖出的卡密，且是同一种套餐',
    'A card belongs to one sold unit, of the plan it was imported for',
    `select encode(c.card_hash, 'hex') as ref, c.state || ', ' || c.order_number as detail
     from card c
     where c.merchant_id = $1 and c.order_number is not null and (c.state in ('free', 'held') or not exists (
       select 1 from fulfilment f
       join order_line l on l.merchant_id = $1 and l.order_number = f.order_number and l.line_no = f.line_no
       where f.merchant_id = $1 and f.order_number = c.order_number and f.line_no = c.line_no and f.seq = c.seq
         and f.kind = 'card' and l.product_id = c.product_id and l.plan_id = c.plan_id))`,
  ),
  invariant(
    'INV-29.once',
    '没有一份发货得到两张卡密',
    'No unit has two cards',
    `select order_number || '#' || line_no || '.' || seq as ref, count(*) || ' cards' as detail
     from card where merchant_id = $1 and order_number is not null
     group by order_number, line_no, seq having count(*) > 1`,
  ),
  invariant(
    'INV-29.pool',
    '卡密套餐的库存就是它的卡密数',
    'The stock of a plan of cards is the cards it has',
    `select p.product_id || '/' || p.plan_id as ref, 'stock ' || p.stock || ', cards ' || coalesce(c.cards, 0) as detail
     from plan p
     left join (select product_id, plan_id, count(*) as cards from card where merchant_id = $1
       group by 1, 2) c using (product_id, plan_id)
     where p.merchant_id = $1 and p.fulfilment_kind = 'card' and p.stock <> coalesce(c.cards, 0)`,
    'look',
    'whole',
  ),
  invariant(
    'INV-29.refunded',
    '卡密作废，是因为它的钱已退回；全额退款后按约定作废',
    'A card is void because its money went back, and none stays good when all of it did',
    `select encode(c.card_hash, 'hex') as ref, c.order_number || ' ' || o.state || ', card ' || c.state as detail
     from card c
     join orders o on o.merchant_id = $1 and o.order_number = c.order_number
     join order_line l on l.merchant_id = $1 and l.order_number = c.order_number and l.line_no = c.line_no
     where c.merchant_id = $1 and case c.state
       when 'void' then not exists (select 1 from refund r where r.merchant_id = $1
         and r.order_number = c.order_number and r.reason <> 'duplicate' and r.state = 'done')
       else o.state = 'refunded' and l.refund_effect <> 'none' and not exists (select 1 from refund r
         where r.merchant_id = $1 and r.order_number = c.order_number and r.state = 'done'
           and r.refund_effect = 'none') end`,
  ),
  invariant(
    'INV-29.sealed',
    '卡密都以密封形式保存',
    'Every card is kept sealed',
    `select encode(card_hash, 'hex') as ref, 'not sealed' as detail from card
     where merchant_id = $1 and not ${isSealed('card_sealed')}`,
    'look',
    'entries',
  ),
  invariant(
    'INV-11.owed',
    '缺货待发的卡密都安排了补发',
    'A card that is owed has its delivery planned',
    `select f.order_number || '#' || f.line_no || '.' || f.seq as ref, 'no job' as detail
     from fulfilment f
     where f.merchant_id = $1 and f.state = 'owed' and not exists (select 1 from job j where j.merchant_id = $1
       and j.kind = 'deliver-owed' and j.ref = f.order_number)`,
  ),
]

/** Which orders of the lawful history have what, by the last digit of their numbers. */
const cardOrders = `right(o.order_number, 1) in ('0', '4', '9')`

/**
 * Every first line is of a limited plan. Three orders have a card beside it, for nothing: delivered, owed, and void
 * since its order was refunded. One card is free.
 */
export const lawfulGoods: readonly string[] = [
  `insert into product (merchant_id, product_id, name) values (1, 'app', '{}')`,
  `insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen,
     amount_fen, fulfilment_kind, max_devices, stock)
   select 1, o.order_number, 2, 'app', 'gift', '{}', 1, 0, 0, 'card', 1, 'taken' from orders o where ${cardOrders}`,
  `insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
   select 1, o.order_number, 2, 1, 'card', (array['done', 'owed', 'revoked'])[position(right(o.order_number, 1) in '049')],
     f.recorded_at
   from orders o join payment_fact f on f.order_number = o.order_number and f.verdict = 'accepted' where ${cardOrders}`,
  `update order_line l set stock = case when o.state = 'waiting' or exists (select 1 from fulfilment f
     where f.order_number = l.order_number and f.line_no = l.line_no) then 'taken' else 'returned' end
   from orders o where o.order_number = l.order_number and l.line_no = 1`,
  `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock, stock_taken)
   select 1, 'app', plan_id, '{}', 0, kind, 1,
     case kind when 'card' then (select count(*) + 1 from fulfilment where kind = 'card' and state <> 'owed')
       else 100000 end + case kind when 'card' then owed.units else 0 end,
     (select count(*) from order_line l where l.plan_id = sold.plan_id and l.stock = 'taken')
   from (values ('year', 'license'), ('gift', 'card')) as sold(plan_id, kind),
     (select count(*) as units from fulfilment where state = 'owed') as owed`,
  `insert into card (merchant_id, card_hash, product_id, plan_id, batch, card_sealed, card_masked, state, order_number,
     line_no, seq, imported_at)
   select 1, sha256(('card' || row_number() over ())::bytea), 'app', 'gift', 'b',
     'v1.k.' || repeat('a', 16) || '.sealed.' || repeat('b', 22), 'G', state, order_number, line_no, seq, app_now()
   from (
     select case state when 'done' then 'delivered' else 'void' end as state, order_number, line_no, seq
     from fulfilment where kind = 'card' and state <> 'owed'
     union all
     select 'free', null, null, null from fulfilment where state = 'owed'
     union all
     select 'free', null, null, null) as cards`,
  `insert into job (merchant_id, kind, ref, run_at, created_at)
   select 1, 'deliver-owed', order_number, app_now() + interval '1 hour', app_now() from fulfilment where state = 'owed'`,
]

const cardOf = (state: string) => `ctid = (select ctid from card where state = '${state}' limit 1)`
const lifted = (constraint: string, sql: string) =>
  `alter table card drop constraint ${constraint}; ${sql}`

export const goodsCorruptions: readonly Corruption[] = [
  damage(
    'more sold than there was',
    `alter table plan drop constraint plan_never_oversold; update plan set stock = stock_taken - 1 where plan_id = 'year'`,
    'INV-28.taken',
    'INV-24.guards',
  ),
  damage(
    'stock given back twice',
    `update plan set stock_taken = stock_taken - 1 where plan_id = 'year'`,
    'INV-28.taken',
  ),
  damage(
    'stock kept for an order that is over',
    `update order_line set stock = 'taken' where stock = 'returned'`,
    'INV-28.line',
    'INV-28.taken',
  ),
  damage(
    'stock given back that was sold',
    `update order_line set stock = 'returned' where stock = 'taken'`,
    'INV-28.line',
  ),
  damage(
    'a delivered card put back into the pool',
    `update card set state = 'free', order_number = null, line_no = null, seq = null where ${cardOf('delivered')}`,
    'INV-29.unit',
  ),
  damage(
    'a card both free and delivered',
    lifted('card_free_or_of_a_unit', `update card set state = 'free' where ${cardOf('delivered')}`),
    'INV-29.line',
    'INV-29.unit',
    'INV-24.guards',
  ),
  damage(
    'a card both held and delivered',
    lifted('card_free_or_of_a_unit', `update card set state = 'held' where ${cardOf('delivered')}`),
    'INV-29.line',
    'INV-29.unit',
    'INV-24.guards',
  ),
  damage(
    'a card delivered to an order of another plan',
    `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock)
       values (1, 'app', 'other', '{}', 0, 'card', 1, 1);
     update card set plan_id = 'other' where ${cardOf('delivered')}`,
    'INV-29.line',
    'INV-29.pool',
  ),
  damage(
    'two cards for one unit',
    lifted(
      'card_merchant_id_order_number_line_no_seq_key',
      `update card c set state = 'delivered', order_number = d.order_number, line_no = d.line_no, seq = d.seq
       from card d where c.state = 'free' and d.state = 'delivered'`,
    ),
    'INV-29.once',
    'INV-24.guards',
  ),
  damage('a card lost from the pool', `delete from card where ${cardOf('free')}`, 'INV-29.pool'),
  damage(
    'a refunded card that is still good',
    `update card set state = 'delivered' where state = 'void'`,
    'INV-29.refunded',
    'INV-29.unit',
  ),
  damage(
    'a card void for nothing',
    `update card set state = 'void' where ${cardOf('delivered')}`,
    'INV-29.refunded',
    'INV-29.unit',
  ),
  damage(
    'a card kept in the open',
    `update card set card_sealed = 'AAAA-BBBB' where ${cardOf('free')}`,
    'INV-29.sealed',
  ),
  damage(
    'nobody will deliver an owed card',
    `delete from job where kind = 'deliver-owed'`,
    'INV-11.owed',
  ),
]
