// Invariants of webhooks: every message has its fact, every fact its messages, and what is called delivered was.

import type { Corruption } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'

/** By the order, so that an audit of the latest moves looks at their messages alone. */
const ofOrder = `from orders o
     join webhook_message m on m.merchant_id = $1 and m.order_number = o.order_number
     where o.merchant_id = $1`

const hasCourse = `exists (select 1 from fulfilment u where u.merchant_id = $1 and u.order_number = o.order_number
         and u.kind = 'course' and u.line_no::text = m.ref)`

/** What must be there for a message of each type. */
const hasFact = `case m.type
       when 'order.paid' then o.paid_at is not null and exists (select 1 from payment_fact f
         where f.merchant_id = $1 and f.order_number = o.order_number and f.verdict = 'accepted')
       when 'order.delivered' then exists (select 1 from fulfilment u
         where u.merchant_id = $1 and u.order_number = o.order_number)
       when 'order.expired' then o.closed_at is not null
       when 'order.cancelled' then o.closed_at is not null
       when 'order.refunded' then exists (select 1 from refund r
         where r.merchant_id = $1 and r.order_number = o.order_number and r.refund_no = m.ref and r.state = 'done')
       when 'refund.failed' then exists (select 1 from refund r
         where r.merchant_id = $1 and r.order_number = o.order_number and r.refund_no = m.ref)
       when 'case.opened' then exists (select 1 from money_case c
         where c.merchant_id = $1 and c.order_number = o.order_number and c.kind || ' ' || c.ref = m.ref)
       when 'course.closed' then ${hasCourse}
       when 'course.opened' then ${hasCourse}
       when 'license.activated' then exists (select 1 from license c
         where c.merchant_id = $1 and c.order_number = o.order_number and c.license_id = split_part(m.ref, ' ', 1))
       when 'license.revoked' then exists (select 1 from license c
         where c.merchant_id = $1 and c.order_number = o.order_number and c.license_id = m.ref and c.state = 'revoked')
       else m.type like 'license.%' and exists (select 1 from license c
         join license_event e on e.merchant_id = $1 and e.license_id = c.license_id
         where c.merchant_id = $1 and c.order_number = o.order_number
           and e.license_id || ' ' || e.event_no = m.ref and 'license.' || e.kind = m.type) end`

/**
 * Endpoints that had to be told of something at `at`: not what a transaction wrote while the endpoint was being made,
 * nor what was told so long ago that its messages may be forgotten.
 */
const listening = (type: string, at: string) => `join webhook_endpoint e on e.merchant_id = $1
       and e.state = 'active' and '${type}' = any(e.events) and e.complete_since < ${at} - interval '1 minute'
       and ${at} > (select app_now()) - interval '29 days'`
const isUntold = (type: string, order: string) => `not exists (select 1 from webhook_message m
       where m.merchant_id = $1 and m.endpoint_id = e.endpoint_id and m.type = '${type}'
         and m.order_number = ${order})`

export const webhookInvariants: readonly Invariant[] = [
  invariant(
    'INV-26.fact',
    '每条 Webhook 消息说的事都发生过',
    'What a webhook message tells of has happened',
    `select m.message_id as ref, m.type || ' ' || m.ref as detail ${ofOrder} and not coalesce(${hasFact}, false)`,
  ),
  invariant(
    'INV-26.told',
    '付款和发货都通知了每个订阅的 Webhook',
    'Every payment and delivery was told to each webhook that wants to hear of it',
    `select f.order_number as ref, 'order.paid was not told to ' || e.endpoint_id as detail
     from payment_fact f
     join orders o on o.merchant_id = $1 and o.order_number = f.order_number and not o.is_test
     ${listening('order.paid', 'f.recorded_at')}
     where f.merchant_id = $1 and f.verdict = 'accepted' and ${isUntold('order.paid', 'f.order_number')}
     union all
     select u.order_number, 'order.delivered was not told to ' || e.endpoint_id
     from fulfilment u
     join orders o on o.merchant_id = $1 and o.order_number = u.order_number and not o.is_test
     ${listening('order.delivered', 'u.done_at')}
     where u.merchant_id = $1 and u.state = 'done' and u.seq = 1 and ${isUntold('order.delivered', 'u.order_number')}`,
  ),
  invariant(
    'INV-26.delivered',
    '标为送达的消息有一次成功的发送，而且只有一次',
    'A message called delivered got through, and by itself only once',
    `select m.message_id as ref, m.state || ' after ' || m.tries_in_all || ' tries' as detail ${ofOrder}
       and ((m.state = 'delivered' and not exists (select 1 from webhook_try t
           where t.merchant_id = $1 and t.message_id = m.message_id and t.outcome = 'delivered'))
         or m.tries_in_all <> (select count(*) from webhook_try t
           where t.merchant_id = $1 and t.message_id = m.message_id)
         or 1 < (select count(*) from webhook_try t
           where t.merchant_id = $1 and t.message_id = m.message_id and t.outcome = 'delivered' and not t.by_hand))`,
  ),
]

const endpoint = `insert into webhook_endpoint (merchant_id, endpoint_id, url, name, events, complete_since,
    secret_sealed, created_at)
  values (1, 'ep_1', 'https://a.example/', 'A', '{order.paid,order.delivered}', '-infinity', '', app_now());`
const message = (type: string, order: string, state = 'pending') => `
  insert into webhook_message (merchant_id, endpoint_id, type, order_number, ref, created_at, due_at, state,
    delivered_at)
  select 1, 'ep_1', '${type}', order_number, order_number, app_now(), app_now(), '${state}', app_now()
  from orders where ${order} limit 1;`
const delivered = (tryNo: number) => `
  insert into webhook_try (merchant_id, message_id, try_no, at, url, by_hand, ms, outcome, answer)
  select 1, message_id, ${tryNo}, app_now(), '', false, 1, 'delivered', '' from webhook_message;`

export const webhookCorruptions: readonly Corruption[] = [
  {
    name: 'a webhook told of a payment that never was',
    sql: endpoint + message('order.paid', 'paid_at is null'),
    expects: ['INV-26.fact'],
  },
  {
    name: 'a webhook told of a refund that never was',
    sql: endpoint + message('order.refunded', 'true'),
    expects: ['INV-26.fact'],
  },
  {
    name: 'a payment no webhook was told of',
    sql: endpoint,
    expects: ['INV-26.told'],
  },
  {
    name: 'a message called delivered that nobody sent',
    sql: endpoint + message('order.paid', 'paid_at is not null', 'delivered'),
    expects: ['INV-26.delivered'],
  },
  {
    name: 'a message delivered twice',
    sql: `${endpoint + message('order.paid', 'paid_at is not null', 'delivered')}
      update webhook_message set tries = 2, tries_in_all = 2, body = '';
      drop index webhook_try_delivered_once; ${delivered(1) + delivered(2)}`,
    expects: ['INV-26.delivered'],
  },
]
