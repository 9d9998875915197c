// Invariants of letters: each tells of what has happened, every delivery was told of, one that waits has its job, and
// what is called sent was sent once.

import type { Corruption } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'

/** By the order, so that an audit of the latest moves looks at their letters alone. */
const ofOrder = `from orders o
     join letter l on l.merchant_id = $1 and l.order_number = o.order_number
     where o.merchant_id = $1`

const hasFact = `case l.kind
       when 'code' then true
       when 'refunded' then exists (select 1 from refund r
         where r.merchant_id = $1 and r.order_number = o.order_number and r.refund_no = l.ref and r.state = 'done')
       else o.paid_at is not null and exists (select 1 from fulfilment f
         where f.merchant_id = $1 and f.order_number = o.order_number) end`

export const letterInvariants: readonly Invariant[] = [
  invariant(
    'INV-34.fact',
    '发给买家的每封信说的事都发生过',
    'What a letter to a buyer tells of has happened',
    `select l.letter_id as ref, l.kind || ' ' || l.ref as detail ${ofOrder} and not ${hasFact}`,
  ),
  invariant(
    'INV-34.told',
    '每次发货都通知了买家',
    'Every delivery was told to its buyer',
    `select f.order_number as ref, 'no letter tells of it' as detail
     from fulfilment f
     join orders o on o.merchant_id = $1 and o.order_number = f.order_number and not o.is_test
     where f.merchant_id = $1 and f.state = 'done' and f.seq = 1 and f.line_no = 1
       and f.done_at > (select app_now()) - interval '170 days'
       and exists (select 1 from letter_way w where w.merchant_id = $1 and 'delivered' = any(w.kinds)
         and 'owed' = any(w.kinds) and (w.way = 'sms' or o.email is not null)
         and w.open_since < f.done_at - interval '1 minute')
       and not exists (select 1 from letter l where l.merchant_id = $1 and l.order_number = f.order_number
         and l.kind in ('delivered', 'owed'))`,
  ),
  invariant(
    'INV-34.sent',
    '标为已发的信成功发送过，而且只有一次',
    'A letter called sent was sent, and once',
    `select l.letter_id as ref, l.state || ' after ' || l.tries || ' tries' as detail ${ofOrder}
       and ((l.state = 'sent') <> exists (select 1 from letter_try t
           where t.merchant_id = $1 and t.letter_id = l.letter_id and t.outcome = 'sent')
         or l.tries <> (select count(*) from letter_try t
           where t.merchant_id = $1 and t.letter_id = l.letter_id))`,
  ),
  invariant(
    'INV-34.job',
    '等待发送的信都安排了任务',
    'A letter that waits has its job',
    `select l.letter_id as ref, l.kind as detail from letter l
     where l.merchant_id = $1 and l.state = 'pending' and not exists (select 1 from job j
       where j.merchant_id = $1 and j.kind = 'send-letter' and j.ref = l.letter_id)`,
    'restart',
    'whole',
  ),
]

const letter = (kind: string, order: string, state = 'pending') => `
  insert into letter (merchant_id, letter_id, kind, way, lang, order_number, ref, created_at, over_at, state, ended_at)
  select 1, '${kind}-x', '${kind}', 'sms', 'zh', order_number, order_number, app_now(),
    app_now() + interval '1 day', '${state}', case when '${state}' <> 'pending' then app_now() end
  from orders where ${order} limit 1;`

export const letterCorruptions: readonly Corruption[] = [
  {
    name: 'a letter about a refund that never was',
    sql: letter('refunded', 'true'),
    expects: ['INV-34.fact'],
  },
  {
    name: 'a delivery no buyer was told of',
    sql: `insert into letter_way (merchant_id, way, kinds, open_since)
      values (1, 'sms', '{code,delivered,owed,refunded}', '-infinity');`,
    expects: ['INV-34.told'],
  },
  {
    name: 'a letter called sent that nobody sent',
    sql: letter('delivered', 'paid_at is not null', 'sent'),
    expects: ['INV-34.sent'],
  },
  {
    name: 'a letter that waits for nobody',
    sql: `${letter('delivered', 'paid_at is not null')} delete from job where kind = 'send-letter';`,
    expects: ['INV-34.job'],
  },
]
