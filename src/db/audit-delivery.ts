// Invariants of delivery: what was paid for is delivered once, and what a licence allows is never exceeded.

import { invariant, isSealed } from './audit-invariant.ts'

// Late money that waits for a person, or goes back, has delivered nothing.
const owes = `case when o.state in ('paid', 'refunded', 'part_refunded') and (not o.paid_late
       or exists (select 1 from money_case c where c.merchant_id = $1 and c.kind = 'late'
         and c.order_number = o.order_number and c.reason = 'delivered')) then l.quantity else 0 end`

/** What a person changed in the console is lawful where the audit log says so. */
const changedBy = (actions: string) => `exists (select 1 from audit_log a where a.merchant_id = $1
         and a.subject = c.license_id and a.action in (${actions}))`

/** Or had another plan bought for it. */
const wasUpgraded = `exists (select 1 from line_terms t where t.merchant_id = $1
         and t.license_id = c.license_id and t.act = 'upgrade' and t.before is not null)`

export const deliveryInvariants = [
  invariant(
    'INV-01.units',
    '付过款的明细，每一份恰好发货一次；没付款的没有发货',
    'Every unit that was paid for is delivered exactly once, and no other',
    `select l.order_number || '#' || l.line_no as ref,
       o.state || ', owes ' || ${owes} || ', delivered ' || coalesce(f.units, 0) as detail
     from order_line l
     join orders o on o.merchant_id = $1 and o.order_number = l.order_number
     left join (select order_number, line_no, count(*) as units from fulfilment where merchant_id = $1
       group by 1, 2) f on f.order_number = l.order_number and f.line_no = l.line_no
     where l.merchant_id = $1 and coalesce(f.units, 0) <> ${owes}`,
  ),
  invariant(
    'INV-01.license',
    '每份授权发货恰有一个授权码',
    'Every unit of a licence has exactly one licence',
    `select f.order_number || '#' || f.line_no || '.' || f.seq as ref, 'no licence' as detail
     from fulfilment f
     left join license c using (merchant_id, order_number, line_no, seq)
     where f.merchant_id = $1 and f.kind = 'license' and c.license_id is null`,
  ),
  invariant(
    'INV-01.key',
    '没有两个相同的授权码',
    'No two licences have one key',
    `select (select min(c.license_id) from license c where c.merchant_id = $1 and c.key_hash = twice.key_hash) as ref,
       twice.licenses || ' licences' as detail
     from (select key_hash, count(*) as licenses from license where merchant_id = $1
       group by key_hash having count(*) > 1) twice`,
  ),
  invariant(
    'INV-01.line',
    '授权码是它的明细卖出的那一种',
    'A licence is of the plan its line sold',
    `select c.license_id as ref, c.plan_id || ', sold ' || l.plan_id as detail
     from license c
     join order_line l on l.merchant_id = $1 and l.order_number = c.order_number and l.line_no = c.line_no
     where c.merchant_id = $1 and (c.product_id <> l.product_id or ((c.plan_id <> l.plan_id
       or (c.max_devices <> l.max_devices and not ${changedBy("'license.limit'")})) and not ${wasUpgraded}))`,
  ),
  invariant(
    'INV-01.unpaid',
    '没有到账的订单没有授权码',
    'No licence belongs to an order without an accepted fact',
    `select c.license_id as ref, c.order_number as detail
     from license c
     where c.merchant_id = $1 and c.order_number is not null and not exists (select 1 from payment_fact f
       where f.merchant_id = $1 and f.order_number = c.order_number and f.verdict = 'accepted')`,
  ),
  invariant(
    'INV-14.seats',
    '授权码的设备数与登记的设备一致，不超过上限',
    'A licence counts the devices it has, and never more than it may',
    `select c.license_id as ref, 'used ' || c.devices_used || ', devices ' || coalesce(d.devices, 0) as detail
     from license c
     left join (select license_id, count(*) as devices from device where merchant_id = $1
       group by license_id) d using (license_id)
     where c.merchant_id = $1 and (c.devices_used <> coalesce(d.devices, 0) or (c.devices_used > c.max_devices and not c.terms @> '{"mayExceed": true}'))`,
  ),
  invariant(
    'INV-15.refunded',
    '全额退款的订单，授权已按约定停用',
    'An order whose money is all back has its licences taken as agreed',
    `select c.license_id as ref, o.order_number || ', licence ' || c.state as detail
     from orders o
     join order_line l on l.merchant_id = $1 and l.order_number = o.order_number
     join license c on c.merchant_id = $1 and c.order_number = o.order_number and c.line_no = l.line_no
     where o.merchant_id = $1 and o.state = 'refunded' and c.state = 'active'
       and l.refund_effect <> 'none' and not exists (select 1 from refund r where r.merchant_id = $1
         and r.order_number = o.order_number and r.state = 'done' and r.refund_effect = 'none')`,
  ),
  invariant(
    'INV-15.fulfilment',
    '撤销的发货与撤销的授权一一对应',
    'A delivery is taken back exactly when its licence is',
    `select c.license_id as ref, 'licence ' || c.state || ', delivery ' || f.state as detail
     from license c
     join fulfilment f using (merchant_id, order_number, line_no, seq)
     where c.merchant_id = $1 and (c.state = 'revoked') <> (f.state = 'revoked')`,
  ),
  invariant(
    'INV-15.reason',
    '授权被停用，是因为有钱退回，或有人在操作记录里停用了它',
    'A licence was taken because money went back, or by a person whom the audit log names',
    `select c.license_id as ref, c.state || ', nothing went back' as detail
     from license c
     where c.merchant_id = $1 and c.state <> 'active' and not exists (select 1 from refund r
       where r.merchant_id = $1 and r.order_number = c.order_number and r.reason <> 'duplicate'
         and r.state = 'done') and not ${changedBy("'license.revoke', 'license.suspend'")}`,
  ),
  invariant(
    'INV-16.sealed',
    '授权码都以密封形式保存',
    'Every licence key is kept sealed',
    `select license_id as ref, 'not sealed' as detail from license
     where merchant_id = $1 and not ${isSealed('key_sealed')}`,
  ),
]
