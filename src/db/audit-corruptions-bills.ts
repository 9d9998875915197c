// Ways in which bills and what was found in them go wrong, with the invariants that must notice it.

import { type Corruption, damage, unguarded } from './audit-corruptions.ts'

export const billCorruptions: readonly Corruption[] = [
  {
    name: 'a day called balanced that is not',
    sql: `update reconciliation set state = 'balanced'`,
    expects: ['INV-13.balanced'],
  },
  damage(
    'a payout that is not on the ledger',
    unguarded('ledger_entry', `delete from ledger_entry where kind = 'payout'`),
    'INV-04.payout',
  ),
  damage(
    'a payout on the ledger that no bill has',
    `update bill_line set gateway_trade_no = 'PAYOUT1' where entry = 'payout'`,
    'INV-04.payout',
    'INV-04.cause',
  ),
  damage(
    'a balance that does not follow from the one before',
    `update bill_file set sums = sums || '{"opening": 9741, "closing": -100}' where (sums->>'payout')::int > 0`,
    'INV-13.closing',
  ),
  {
    name: 'a payment in a bill nobody knows',
    sql: `update bill_line set gateway_trade_no = 'none', out_trade_no = null`,
    expects: ['INV-13.matched', 'INV-13.covered'],
  },
  {
    name: 'a difference without its case',
    sql: `delete from money_case where kind = 'unmatched_bill'`,
    expects: ['INV-13.case'],
  },
  {
    name: 'a line of a bill lost',
    sql: 'delete from bill_line',
    expects: ['INV-13.lines', 'INV-13.covered'],
  },
  {
    name: 'a line of a bill lost, where another payment has a difference',
    sql: `delete from bill_line;
      insert into bill_difference (merchant_id, channel_id, day, kind, ref, state, explanation, found_at, settled_at)
      select merchant_id, channel_id, day, 'missing_payment', 'another', 'resolved', '{}', ran_at, ran_at
      from reconciliation where state = 'balanced' limit 1`,
    expects: ['INV-13.lines', 'INV-13.covered'],
  },
]
