// Invariants of what must still happen: nothing that waits is forgotten, and no news was answered and lost.

import { healedInvariant, invariant } from './audit-invariant.ts'

const job = (kind: string, ref: string) =>
  `exists (select 1 from job j where j.merchant_id = $1 and j.kind = '${kind}' and j.ref = ${ref})`

/** By the order, for that is what facts are found by. */
const hasFact = (verdict: string) =>
  `exists (select 1 from payment_fact f where f.merchant_id = $1 and f.order_number = a.order_number
         and f.channel_id = n.channel_id and f.out_trade_no = n.out_trade_no and f.verdict = '${verdict}')`

export const jobInvariants = [
  invariant(
    'INV-11.expire',
    '等待付款的订单都安排了关闭',
    'An order that waits has its closing planned',
    `select o.order_number as ref, o.state as detail from orders o
     where o.merchant_id = $1 and o.state in ('waiting', 'closing') and not ${job('expire-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.query',
    '还能付款的支付单都安排了查询',
    'An attempt that can be paid has its query planned',
    `select a.channel_id || ':' || a.out_trade_no as ref, o.state as detail
     from attempt a
     join orders o on o.merchant_id = $1 and o.order_number = a.order_number
     where a.merchant_id = $1 and a.state = 'open' and a.channel_id <> 'free' and o.state <> 'closing'
       and not ${job('query-attempt', "a.channel_id || ':' || a.out_trade_no")}
       and not ${job('expire-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.watch',
    '刚关闭的订单都安排了 26 小时的守望',
    'An order that was closed is watched for 26 hours',
    `select o.order_number as ref, o.state as detail from orders o
     where o.merchant_id = $1 and o.state in ('cancelled', 'expired')
       and o.closed_at > (select app_now()) - interval '25 hours'
       and exists (select 1 from attempt a where a.merchant_id = $1 and a.order_number = o.order_number)
       and not ${job('watch-order', 'o.order_number')}`,
    'restart',
  ),
  invariant(
    'INV-11.refund',
    '在途的退款都安排了任务',
    'A refund under way has its job',
    `select r.refund_no as ref, r.state as detail from refund r
     where r.merchant_id = $1 and r.state in ('planned', 'processing', 'unknown')
       and not ${job('refund', 'r.refund_no')}`,
    'restart',
  ),
  invariant(
    'INV-11.notice',
    '没有应用的通知都安排了重试',
    'A notice that was not applied has its retry planned',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail from notice n
     where n.merchant_id = $1 and n.state = 'retry'
       and not ${job('retry-notice', "n.channel_id || ':' || n.news_id")}`,
    'restart',
    'entries',
  ),
  invariant(
    'INV-11.subject',
    '每个任务说的对象都存在',
    'Every job is about something that exists',
    `select j.kind || ' ' || j.ref as ref, 'nothing it is about' as detail
     from job j
     where j.merchant_id = $1 and (
       (j.kind = 'refund' and not exists (select 1 from refund r where r.merchant_id = $1 and r.refund_no = j.ref))
       or (j.kind = 'send-letter' and not exists (select 1 from letter l where l.merchant_id = $1 and l.letter_id = j.ref))
       or (j.kind in ('expire-order', 'watch-order') and not exists (select 1 from orders o
         where o.merchant_id = $1 and o.order_number = j.ref))
       or (j.kind = 'retry-notice' and not exists (select 1 from notice n where n.merchant_id = $1
         and n.channel_id = split_part(j.ref, ':', 1) and n.news_id = substr(j.ref, strpos(j.ref, ':') + 1))))`,
    'restart',
    'whole',
  ),
  invariant(
    'INV-11.lease',
    '没有人占着任务不放',
    'Nobody holds a job for longer than a lease lasts',
    `select kind || ' ' || ref as ref, 'leased until ' || lease_until as detail
     from job where merchant_id = $1 and lease_until > real_now() + interval '1 hour'`,
    'restart',
    'whole',
  ),
  invariant(
    'INV-07.notice',
    '由通知得知的到账，通知原文都在',
    'A fact a notice told has the bytes of that notice',
    `select f.channel_id || ':' || f.gateway_trade_no as ref, f.out_trade_no as detail
     from fact_witness w
     join payment_fact f on f.merchant_id = $1 and f.channel_id = w.channel_id
       and f.gateway_trade_no = w.gateway_trade_no
     where w.merchant_id = $1 and w.witness = 'notice' and not exists (select 1 from notice n
       where n.merchant_id = $1 and n.channel_id = f.channel_id and n.out_trade_no = f.out_trade_no
         and n.state = 'applied')`,
  ),
  invariant(
    'INV-07.applied',
    '标为已应用的通知都有到账',
    'A notice marked applied has its fact',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail
     from notice n
     left join attempt a using (merchant_id, channel_id, out_trade_no)
     where n.merchant_id = $1 and n.state = 'applied'
       and not ${hasFact('accepted')} and not ${hasFact('duplicate')}`,
    'look',
    'entries',
  ),
  healedInvariant(
    'INV-08.inbox',
    '收到的通知都有了结果',
    'Every notice has come to its end',
    `select n.channel_id || ':' || n.news_id as ref, n.out_trade_no as detail from notice n
     where n.merchant_id = $1 and n.state = 'retry'`,
    'look',
    'entries',
  ),
  healedInvariant(
    'INV-22.open',
    '没有过期很久还开着的订单',
    'No order is open long after its time',
    `select order_number as ref, state || ' until ' || expires_at as detail from orders
     where merchant_id = $1 and state in ('waiting', 'closing')
       and expires_at < (select app_now()) - interval '30 minutes'`,
  ),
  healedInvariant(
    'INV-11.due',
    '到期的任务在十分钟内有人接手',
    'A job that is due is taken within ten minutes',
    `select kind || ' ' || ref as ref, 'due since ' || run_at as detail from job
     where merchant_id = $1 and parked_at is null and run_at < (select app_now()) - interval '10 minutes'
       and (lease_until is null or lease_until < real_now())`,
    'restart',
    'whole',
  ),
  healedInvariant(
    'INV-11.parked',
    '没有被搁置的任务',
    'No job is set aside',
    `select kind || ' ' || ref as ref, coalesce(last_error, '') as detail from job
     where merchant_id = $1 and parked_at is not null`,
    'look',
    'whole',
  ),
]
