// Late money that is held: nobody's, in suspense, until a person decides, and the merchant's from then on.

/** In SQL, of the merchant $1: the payment entered under this reference is held. */
export function isHeld(ref: string): string {
  return `exists (
       select from ledger_entry p
       where p.merchant_id = $1 and p.kind = 'payment' and p.ref = ${ref} and p.credit = 'suspense'
         and not exists (select from ledger_entry x
           where x.merchant_id = $1 and x.kind = 'release' and x.ref = p.ref))`
}

/**
 * In SQL: the held money of the cases in the table expression `decided`, with their `kind` and `ref`, becomes the
 * merchant's, but for what went back before.
 */
export function released(decided: string): string {
  return `released as (
     insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day,
       recorded_at)
     select $1, 'release', ref, 'suspense', 'payable', fen, order_number,
       (app_now() at time zone 'Asia/Shanghai')::date, app_now()
     from (
       select p.ref, p.order_number, p.amount_fen - coalesce((
           select sum(e.amount_fen) from refund r
           join ledger_entry e on e.merchant_id = $1 and e.kind = 'refund' and e.ref = r.refund_no
             and e.debit = 'suspense'
           where r.merchant_id = $1 and r.order_number = p.order_number), 0)::bigint as fen
       from ${decided} d
       join ledger_entry p on p.merchant_id = $1 and p.kind = 'payment' and p.ref = d.ref
         and p.credit = 'suspense'
       where d.kind = 'late') rest
     where fen > 0
     on conflict do nothing)`
}
