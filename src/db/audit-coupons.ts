// Invariants of coupons: a discount is what its lines cost less, and a limit holds. With the lawful rows the self-test
// starts from, and the ways they go wrong.

import type { Corruption } from './audit-corruptions.ts'
import { damage } from './audit-corruptions.ts'
import { invariant } from './audit-invariant.ts'
import { isLive } from './coupons.ts'

export const couponInvariants = [
  invariant(
    'INV-30.share',
    '订单的优惠等于各明细分摊之和，没有不明来历的优惠',
    "An order's discount is the sum of its lines' shares, and none comes from nowhere",
    `select order_number as ref, 'discount ' || coalesce(u.discount_fen, 0) || ', lines ' || coalesce(l.sum, 0) as detail
     from (select order_number, sum(discount_fen) as sum from order_line
       where merchant_id = $1 and discount_fen > 0 group by order_number) l
     full join (select order_number, discount_fen from coupon_use where merchant_id = $1) u using (order_number)
     where u.discount_fen is distinct from l.sum`,
  ),
  invariant(
    'INV-30.due',
    '用了优惠码的订单至少还要付一分钱',
    'An order with a coupon costs at least 0.01',
    `select u.order_number as ref, 'due ' || coalesce(o.due_fen::text, 'nothing: no order') as detail
     from coupon_use u
     left join orders o on o.merchant_id = $1 and o.order_number = u.order_number
     where u.merchant_id = $1 and coalesce(o.due_fen, 0) < 1`,
  ),
  invariant(
    'INV-30.buyer',
    '优惠码的每次使用，都记着它的优惠和下单的手机号',
    'Every use of a code tells its coupon and the phone it was ordered with',
    `select u.order_number as ref, 'coupon ' || u.coupon_id || ', code of ' || coalesce(k.coupon_id, 'none') as detail
     from coupon_use u
     join orders o on o.merchant_id = $1 and o.order_number = u.order_number
     left join coupon_code k on k.merchant_id = $1 and k.code = u.code
     where u.merchant_id = $1 and (k.coupon_id is distinct from u.coupon_id or o.phone <> u.phone)`,
  ),
  // Money that comes after an order expired takes its use again, whatever the limit says.
  invariant(
    'INV-30.limit',
    '优惠码的使用从不超过它的次数；迟到的付款除外',
    'No code is used more often than it may be, but by money that came late',
    `select u.code as ref, count(*) || ' uses of ' || c.uses_max as detail
     from coupon c
     join coupon_use u on u.merchant_id = $1 and u.coupon_id = c.coupon_id
     join orders o on o.merchant_id = $1 and o.order_number = u.order_number
     where c.merchant_id = $1 and c.uses_max is not null and ${isLive('o')} and not o.paid_late
     group by u.code, c.uses_max having count(*) > c.uses_max`,
    'look',
    'whole',
  ),
]

/** Paid, waiting, expired, and paid late: two of every four count against the limit, the last one goes beyond it. */
const used = `l.line_no = 1 and right(l.order_number, 1) in ('0', '1', '3', '4')`

/** Orders that cost what they cost by a coupon; every number ends as in `lawfulHistory`. */
export const lawfulCoupons: readonly string[] = [
  `update order_line l set unit_fen = unit_fen + 1000, discount_fen = 1000 where ${used}`,
  `insert into coupon (merchant_id, coupon_id, note, off_fen, minimum_fen, uses_max, created_at)
   select 1, 'cpn_1', 'spring', 1000, 0, greatest(1, count(*) / 2), app_now() from order_line l where ${used}`,
  `insert into coupon_code (merchant_id, code, coupon_id) values (1, 'SPRING', 'cpn_1'), (1, 'OTHER', 'cpn_1')`,
  `insert into coupon_use (merchant_id, order_number, code, coupon_id, phone, discount_fen, used_at)
   select 1, o.order_number, 'SPRING', 'cpn_1', o.phone, 1000, o.created_at
   from order_line l join orders o using (merchant_id, order_number) where ${used}`,
]

const oneUse = `order_number = (select max(order_number) from coupon_use)`

export const couponCorruptions: readonly Corruption[] = [
  damage(
    'a discount that is more than its shares',
    `update coupon_use set discount_fen = discount_fen + 1 where ${oneUse}`,
    'INV-30.share',
  ),
  damage('a discount no coupon gave', `delete from coupon_use where ${oneUse}`, 'INV-30.share'),
  damage(
    'a share of a discount lost',
    `alter table order_line drop constraint order_line_check; update order_line set discount_fen = 0 where ${oneUse}`,
    'INV-30.share',
    'INV-24.guards',
  ),
  damage(
    'an order that a coupon made free',
    `update orders set due_fen = 0 where state = 'expired' and order_number in (select order_number from coupon_use)`,
    'INV-30.due',
    'INV-09.sum',
  ),
  damage(
    'a use of another phone',
    `update coupon_use set phone = '13900139000' where ${oneUse}`,
    'INV-30.buyer',
  ),
  damage(
    'a use of another coupon',
    `insert into coupon (merchant_id, coupon_id, note, off_fen, minimum_fen, created_at)
       values (1, 'cpn_2', 'autumn', 1000, 0, app_now());
     update coupon_code set coupon_id = 'cpn_2' where code = 'SPRING'`,
    'INV-30.buyer',
  ),
  damage(
    'a code used more often than it may be',
    `update coupon set uses_max = uses_max - 1`,
    'INV-30.limit',
  ),
]
