// The judge of a trial: the shop's books on one side, the gateway's synced truth log on the other. Every
// sentence it answers is something a buyer or the merchant has lost. The audit's own invariants come on top.

import { findBroken } from '../../src/db/audit.ts'
import { type Db, statement } from '../../src/db/connect.ts'
import type { Truth } from './gateway-link.ts'

const merchantId = 1

type Row = Readonly<{ fault: string }>

/** Empty when nothing was lost, nothing delivered twice, and no money went back twice. */
export async function findFaults(db: Db, truth: readonly Truth[]): Promise<string[]> {
  const told = JSON.stringify(truth)
  const rows = await Promise.all([
    ...truthRules.map((rule) => db.rows<Row>(statement('', `${asTruth} ${rule}`), [told])),
    ...bookRules.map((rule) => db.rows<Row>(statement('', rule), [])),
  ])
  const broken = await findBroken(db, merchantId)
  return [
    ...rows.flat().map(({ fault }) => fault),
    ...broken.map(({ id, ref, detail }) => `${id}: ${ref} ${detail}`),
  ]
}

const asTruth = `
  with told as (
    select * from jsonb_to_recordset($1::jsonb) as t(kind text, "outTradeNo" text, "tradeNo" text,
      "requestNo" text, amount numeric, status text)),
  paid as (select "outTradeNo", "tradeNo", (amount * 100)::bigint as fen from told where kind = 'paid'),
  acknowledged as (select distinct "tradeNo", status from told where kind = 'acknowledged'),
  refunded as (
    select "requestNo", "tradeNo", (amount * 100)::bigint as fen from told where kind = 'refunded')`

const truthRules = [
  // An acknowledged notice is never sent again: what follows from it must be there.
  `select 'acknowledged and lost: trade ' || a."tradeNo" as fault
   from acknowledged a join paid p using ("tradeNo")
   where a.status = 'TRADE_SUCCESS' and not exists (
     select from payment_fact f join notice n on n.channel_id = f.channel_id
       and n.out_trade_no = f.out_trade_no and n.state = 'applied'
     where f.gateway_trade_no = a."tradeNo")`,
  `select 'paid and not in the books: trade ' || p."tradeNo" as fault
   from paid p left join payment_fact f on f.gateway_trade_no = p."tradeNo" and f.amount_fen = p.fen
   where f.gateway_trade_no is null
     and not exists (select from money_case c where c.gateway_trade_no = p."tradeNo")`,
  `select 'in the books and not paid: trade ' || f.gateway_trade_no as fault
   from payment_fact f where f.channel_id <> 'free'
     and not exists (select from paid p where p."tradeNo" = f.gateway_trade_no and p.fen = f.amount_fen)`,
  `select 'given back without a reason of ours: ' || g."requestNo" as fault
   from refunded g left join refund r on r.refund_no = g."requestNo"
     and r.gateway_trade_no = g."tradeNo" and r.amount_fen = g.fen and r.state = 'done'
   where r.refund_no is null`,
  `select 'said to be given back and was not: ' || r.refund_no as fault
   from refund r where r.state = 'done'
     and not exists (select from refunded g where g."requestNo" = r.refund_no)`,
  `select 'given back more than was paid: trade ' || "tradeNo" as fault
   from refunded join paid p using ("tradeNo")
   group by "tradeNo", p.fen having sum(refunded.fen) > p.fen`,
]

const bookRules = [
  `select 'keys of order ' || o.order_number || ': ' || given.n || ' given, ' || owed.n || ' ordered'
     || case when o.paid_late then ', paid late' else '' end as fault
   from orders o
   cross join lateral (select count(*) as n from license c
     where c.merchant_id = o.merchant_id and c.order_number = o.order_number) as given
   cross join lateral (select coalesce(sum(l.quantity) filter (where l.fulfilment_kind = 'license'), 0) as n,
       bool_or(l.late_policy <> 'deliver') as withheld
     from order_line l where l.merchant_id = o.merchant_id and l.order_number = o.order_number) as owed
   where given.n <> case when o.paid_at is null or (o.paid_late and owed.withheld and not exists (
       select from money_case c where c.merchant_id = o.merchant_id and c.kind = 'late'
         and c.order_number = o.order_number and c.reason = 'delivered')) then 0
     else owed.n end`,
  `select 'cards of order ' || o.order_number || ': ' || given.n || ' given or owed, ' || wanted.n || ' ordered' as fault
   from orders o
   cross join lateral (select count(*) filter (where state = 'delivered') + (select count(*) from fulfilment f
       where f.merchant_id = o.merchant_id and f.order_number = o.order_number and f.state = 'owed') as n
     from card c where c.merchant_id = o.merchant_id and c.order_number = o.order_number) as given
   cross join lateral (select coalesce(sum(l.quantity), 0) as n from order_line l
     where l.merchant_id = o.merchant_id and l.order_number = o.order_number
       and l.fulfilment_kind = 'card' and o.paid_at is not null) as wanted
   where given.n <> wanted.n`,
  `select 'two keys that are one: ' || min(license_id) as fault
   from license group by merchant_id, key_hash having count(*) > 1`,
  `select 'orders of one key: ' || string_agg(order_number, ', ') as fault
   from orders group by merchant_id, phone having count(*) > 1`,
  `select 'two refunds of one reason: trade ' || gateway_trade_no as fault
   from refund where reason in ('duplicate', 'late') and state <> 'cancelled'
   group by merchant_id, channel_id, gateway_trade_no having count(*) > 1`,
  `select 'a seat is miscounted: ' || c.license_id as fault
   from license c where c.devices_used <> (select count(*) from device d
     where d.merchant_id = c.merchant_id and d.license_id = c.license_id)`,
  `select 'nobody will expire order ' || order_number as fault
   from orders o where state in ('waiting', 'closing') and not exists (select from job j
     where j.merchant_id = o.merchant_id and j.kind = 'expire-order' and j.ref = o.order_number)`,
  `select 'nobody will send refund ' || refund_no as fault
   from refund r where state in ('planned', 'processing', 'unknown') and not exists (select from job j
     where j.merchant_id = r.merchant_id and j.kind = 'refund' and j.ref = r.refund_no)`,
]
