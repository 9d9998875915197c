// Ways in which books go wrong, each with the invariants that must notice it. They say which row by what it is,
// so that they fit any books that have such a row.

export type Corruption = Readonly<{ name: string; sql: string; expects: readonly string[] }>

export const unguarded = (table: string, sql: string) =>
  `alter table ${table} disable trigger user; ${sql}`
export const one = (table: string, where: string) =>
  `ctid = (select ctid from ${table} where ${where} limit 1)`
const without = (table: string, constraint: string, sql: string) =>
  `alter table ${table} drop constraint ${constraint}; ${sql}`
export const damage = (name: string, sql: string, ...expects: string[]): Corruption => ({
  name,
  sql,
  expects,
})
const paidInTime = `state = 'paid' and not paid_late and refunded_fen = 0 and due_fen > 0`
/** The gateway's number of a payment that nothing else points to but its witnesses. */
const simplePayment = `select min(o.trade_no) from orders o where o.${paidInTime} and o.duplicate_fen = 0
  and not exists (select 1 from refund r where r.order_number = o.order_number)`

export const corruptions: readonly Corruption[] = [
  damage(
    'an order that owes another sum than was paid',
    without(
      'orders',
      'orders_check2',
      `update orders set due_fen = due_fen + 1 where ${one('orders', paidInTime)}`,
    ),
    'INV-09.version',
    'INV-09.sum',
    'INV-24.guards',
  ),
  damage(
    'paid without a payment',
    `alter table payment_fact disable trigger user; ${unguarded('fact_witness', `delete from fact_witness where gateway_trade_no = (${simplePayment}); delete from payment_fact where gateway_trade_no = (${simplePayment})`)}`,
    'INV-02.sum',
    'INV-02.state',
    'INV-01.unpaid',
    'INV-04.cause',
  ),
  damage(
    'another time of payment',
    unguarded(
      'payment_fact',
      `update payment_fact set paid_at = paid_at - interval '1 second' where ${one('payment_fact', `verdict = 'accepted'`)}`,
    ),
    'INV-02.words',
  ),
  damage(
    'late money without its case',
    `delete from money_case where ${one('money_case', `kind = 'late'`)}`,
    'INV-02.late',
  ),
  damage(
    'second payment of another amount',
    unguarded(
      'payment_fact',
      `update payment_fact set amount_fen = amount_fen - 1 where verdict = 'duplicate'`,
    ),
    'INV-03.again',
  ),
  damage(
    'second payment without its case',
    `delete from money_case where kind = 'duplicate'`,
    'INV-10.suspense',
  ),
  damage(
    'amount of a fact changed',
    unguarded(
      'payment_fact',
      `update payment_fact set amount_fen = amount_fen + 1 where ${one('payment_fact', `verdict = 'accepted' and amount_fen > 0`)}`,
    ),
    'INV-03.attempt',
    'INV-02.sum',
    'INV-04.payment',
    'INV-04.clearing',
    'INV-24.guards',
    'INV-17.payment_fact',
  ),
  damage(
    'paid attempt reopened',
    `update attempt set state = 'open' where ${one('attempt', `state = 'paid' and amount_fen > 0`)}`,
    'INV-03.attempt',
  ),
  damage(
    'attempt paid without a fact',
    `update attempt set state = 'paid' where ${one('attempt', `state = 'closed'`)}`,
    'INV-03.paid_attempt',
    'INV-09.unpaid_attempt',
  ),
  damage(
    'a fact nobody witnessed',
    unguarded(
      'fact_witness',
      'delete from fact_witness where gateway_trade_no = (select min(gateway_trade_no) from fact_witness)',
    ),
    'INV-03.witness',
  ),
  damage(
    'refunded sum wrong',
    `update orders set reserved_fen = reserved_fen + 1 where ${one('orders', paidInTime)}`,
    'INV-05.sum',
  ),
  damage(
    'refund of a line wrong',
    `update order_line set refund_fen = refund_fen + 1 where ${one('order_line', 'refund_fen < amount_fen')}`,
    'INV-05.line',
  ),
  damage(
    'share of a refund lost',
    `delete from refund_line where ${one('refund_line', 'true')}`,
    'INV-05.shares',
  ),
  damage(
    'second payment returned twice as much',
    `update refund set amount_fen = amount_fen + 1 where reason = 'duplicate'`,
    'INV-05.again',
  ),
  damage(
    'refunded order said to be paid',
    `update orders set state = 'paid' where ${one('orders', `state = 'refunded'`)}`,
    'INV-05.state',
  ),
  damage(
    'refund let go by a failure',
    `update refund set state = 'failed', settled_at = app_now() where ${one('refund', `state = 'planned' and reason = 'asked'`)}`,
    'INV-05.sum',
    'INV-05.line',
  ),
  damage(
    'refund aimed at another payment',
    `update refund set reason = 'asked' where reason = 'duplicate'`,
    'INV-06.fact',
  ),
  damage(
    'agreed to by oneself',
    without(
      'refund',
      'refund_two_persons',
      `update refund set decided_by = asked_by where ${one('refund', `state = 'done'`)}`,
    ),
    'INV-06.persons',
    'INV-24.guards',
  ),
  damage(
    'refund without the time of its end',
    without(
      'refund',
      'refund_settled_check',
      `update refund set settled_at = null where ${one('refund', `state = 'done'`)}`,
    ),
    'INV-06.settled',
  ),
  damage(
    'case ended before its refund',
    `update money_case set state = 'resolved', reason = 'refunded', resolved_at = app_now() where kind = 'duplicate'`,
    'INV-10.case',
  ),
  damage(
    'case of another amount',
    `update money_case set amount_fen = 1 where kind = 'late'`,
    'INV-10.amount',
  ),
  damage(
    'case ended at no time',
    `update money_case set state = 'waived' where ${one('money_case', `state = 'open'`)}`,
    'INV-10.end',
  ),
  damage(
    'second payment kept',
    `delete from refund where reason = 'duplicate'`,
    'INV-10.returned',
    'INV-10.case',
    'INV-11.subject',
  ),
  damage(
    'ledger entry of a payment lost',
    unguarded(
      'ledger_entry',
      `delete from ledger_entry where ${one('ledger_entry', `kind = 'payment'`)}`,
    ),
    'INV-04.payment',
    'INV-04.clearing',
  ),
  damage(
    'ledger entry of a second payment on the wrong account',
    unguarded(
      'ledger_entry',
      `update ledger_entry set credit = 'payable' where kind = 'duplicate'`,
    ),
    'INV-04.payment',
    'INV-04.suspense',
  ),
  damage(
    'ledger entry of a refund lost',
    unguarded(
      'ledger_entry',
      `delete from ledger_entry where ${one('ledger_entry', `kind = 'refund'`)}`,
    ),
    'INV-04.refund',
  ),
  damage(
    'ledger entry of a payment on another day',
    unguarded(
      'ledger_entry',
      `update ledger_entry set day = day + 1 where ${one('ledger_entry', `kind = 'payment'`)}`,
    ),
    'INV-04.payment',
  ),
  damage(
    'refund of the gateway taken for one by hand',
    `update refund set by_hand = true, note = 'cash' where ${one('refund', `state = 'done' and reason = 'asked'`)}`,
    'INV-04.refund',
    'INV-04.clearing',
  ),
  damage(
    'ledger entry without a cause',
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at) values (1, 'payment', 'nobody:1', 'clearing:alipay', 'payable', 1, '2026-01-01', app_now())`,
    'INV-04.cause',
  ),
  damage(
    'an entry from an account to itself',
    without(
      'ledger_entry',
      'ledger_entry_check',
      `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at) values (1, 'fee', 'x', 'fee', 'fee', 1, '2026-01-01', app_now())`,
    ),
    'INV-04.zero',
    'INV-04.fee',
  ),
  damage(
    'entry of a fee turned round',
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at) values (1, 'fee', 'x', 'clearing:alipay', 'fee', 1, '2026-01-01', app_now())`,
    'INV-04.fee',
    'INV-04.clearing',
  ),
  damage(
    'line of an order dearer',
    `alter table order_line drop constraint order_line_check; update order_line set amount_fen = amount_fen + 1 where ${one('order_line', 'true')}`,
    'INV-09.sum',
  ),
  damage(
    'closed order that can be paid',
    `update attempt set state = 'open' where ${one('attempt', `state = 'closed'`)}`,
    'INV-09.closed',
  ),
  damage(
    'two attempts open at one channel',
    `drop index attempt_one_open; insert into attempt select (jsonb_populate_record(a, '{"out_trade_no": "again"}')).* from attempt a where a.state = 'open' limit 1`,
    'INV-09.one_open',
    'INV-24.guards',
  ),
  damage(
    'attempt of another amount',
    `update attempt set amount_fen = amount_fen + 1 where ${one('attempt', `state = 'closed'`)}`,
    'INV-09.attempt',
  ),
  damage(
    'attempt closed by silence',
    `update attempt set seen = 'nothing' where ${one('attempt', `state = 'closed'`)}`,
    'INV-09.error',
  ),
  damage(
    'paid in the future',
    unguarded(
      'payment_fact',
      `update payment_fact set paid_at = app_now() + interval '1 day' where ${one('payment_fact', 'true')}`,
    ),
    'INV-18.time',
  ),
  damage(
    'delivered before it was paid',
    `update fulfilment set done_at = done_at - interval '1 hour' where ${one('fulfilment', 'true')}`,
    'INV-18.delivered',
  ),
  damage(
    'closed before it was placed',
    `update orders set closed_at = created_at - interval '1 hour' where ${one('orders', `state = 'cancelled'`)}`,
    'INV-18.ordered',
  ),
  damage(
    'key of no order',
    `update idempotency_key set order_number = 'none' where ${one('idempotency_key', 'true')}`,
    'INV-19.key',
  ),
  damage(
    'nobody will expire an order',
    `delete from job where kind in ('expire-order', 'query-attempt')`,
    'INV-11.expire',
    'INV-11.query',
  ),
  damage(
    'nobody watches a closed order',
    `delete from job where kind = 'watch-order'`,
    'INV-11.watch',
  ),
  damage('nobody will send a refund', `delete from job where kind = 'refund'`, 'INV-11.refund'),
  damage(
    'a notice nobody will apply',
    `update notice set state = 'retry' where ${one('notice', 'true')}`,
    'INV-11.notice',
    'INV-07.notice',
    'INV-08.inbox',
  ),
  damage(
    'a notice said to be applied',
    `update notice set out_trade_no = 'none' where ${one('notice', 'true')}`,
    'INV-07.applied',
    'INV-07.notice',
  ),
  damage(
    'a job held for ever',
    `update job set lease_until = real_now() + interval '1 year'`,
    'INV-11.lease',
  ),
  damage(
    'goods delivered twice',
    `insert into fulfilment select merchant_id, order_number, line_no, seq + 1, kind, state, done_at from fulfilment limit 1`,
    'INV-01.units',
    'INV-01.license',
  ),
  damage(
    'goods not delivered',
    `delete from line_terms; delete from device; delete from license; delete from fulfilment where ${one('fulfilment', 'true')}`,
    'INV-01.units',
    'INV-01.license',
  ),
  damage(
    'a licence of another plan',
    `update license set plan_id = 'other' where ${one('license', 'true')}`,
    'INV-01.line',
  ),
  damage(
    'two licences with one key',
    without(
      'license',
      'license_merchant_id_key_hash_key',
      `update license set key_hash = sha256('same')`,
    ),
    'INV-01.key',
    'INV-24.guards',
  ),
  damage(
    'seats miscounted',
    `update license set devices_used = case devices_used when 0 then 1 else 0 end where ${one('license', 'true')}`,
    'INV-14.seats',
  ),
  damage(
    'refunded and still licensed',
    `update license set state = 'active' where state = 'revoked'`,
    'INV-15.refunded',
    'INV-15.fulfilment',
  ),
  damage(
    'licence taken for nothing',
    `update license set state = 'suspended' where order_number = (select order_number from orders where ${paidInTime} and order_number in (select order_number from license) limit 1)`,
    'INV-15.reason',
  ),
  damage(
    'a key kept in the open',
    `update license set key_sealed = 'KT-AAAA-BBBB' where ${one('license', 'true')}`,
    'INV-16.sealed',
  ),
  damage(
    'an order open long after its time',
    `update orders set created_at = created_at - interval '1 day', expires_at = expires_at - interval '1 day' where state = 'waiting'`,
    'INV-22.open',
  ),
  damage('a job set aside', `update job set parked_at = app_now()`, 'INV-11.parked'),
  damage(
    'a job nobody takes',
    `update job set run_at = app_now() - interval '1 hour', lease_until = null`,
    'INV-11.due',
  ),
]
