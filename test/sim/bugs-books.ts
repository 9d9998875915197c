// Planted bugs about bills: what a comparison of the gateway's bill with the books overlooks, forgets or counts
// twice. Only days whose bills come and lie can show them.

import type { PlantedBug } from './bugs.ts'

const reconcile = 'src/db/reconcile.ts'
const differences = 'src/db/differences.ts'
const bill = 'src/core/bill.ts'

export const booksBugs: readonly PlantedBug[] = [
  {
    name: 'a bill may say another amount of a payment',
    on: 'bills',
    source: '03 section 4.6',
    file: reconcile,
    find: '(f.gateway_trade_no is null or f.amount_fen <> l.amount_fen',
    replace: '(f.gateway_trade_no is null',
  },
  {
    name: 'a bill may say another amount of a refund',
    on: 'bills',
    source: '03 section 4.6',
    file: reconcile,
    find: "and (r.refund_no is null or r.state <> 'done' or r.amount_fen <> l.amount_fen)",
    replace: "and (r.refund_no is null or r.state <> 'done')",
  },
  {
    name: 'a refund that a bill has twice is not noticed',
    on: 'bills',
    source: '03 section 4.6',
    file: reconcile,
    find: 'group by r.refund_no, r.out_trade_no, r.amount_fen having count(*) > 1',
    replace: 'group by r.refund_no, r.out_trade_no, r.amount_fen having count(*) > 9',
  },
  {
    name: 'a payment is looked for in the bill of its own day alone',
    on: 'bills',
    source: '03 section 7, 11',
    file: reconcile,
    find: 'and l.day between $3::date - 1 and $3::date + 3',
    replace: 'and l.day = $3::date',
  },
  {
    name: 'nobody misses a refund in the bill',
    on: 'bills',
    source: '03 section 4.6',
    file: reconcile,
    find: "and e.credit = 'clearing:' || $2 and r.refund_no > $4",
    replace: "and e.credit = 'nothing:' || $2 and r.refund_no > $4",
  },
  {
    name: 'what is missing is waited for without an end',
    on: 'bills',
    source: '07 L5',
    file: bill,
    find: 'const missingMs = 3 * dayMs',
    replace: 'const missingMs = 300 * dayMs',
  },
  {
    name: 'a bill is never looked at again',
    on: 'bills',
    source: '03 section 7, 11',
    file: bill,
    find: 'const lookedAgainMs = [readyMs + dayMs, readyMs + 2 * dayMs]',
    replace: 'const lookedAgainMs = [readyMs - dayMs, readyMs - 2 * dayMs]',
  },
  {
    name: 'a difference that is gone goes on waiting',
    on: 'bills',
    source: '07 L5',
    file: differences,
    find: "where merchant_id = $1 and channel_id = $2 and day = $3 and state in ('waiting', 'case')",
    replace: "where merchant_id = $1 and channel_id = $2 and day = $3 and state = 'case'",
  },
  {
    name: 'a difference is written down, and no case is opened',
    on: 'bills',
    source: '03 section 4.6',
    file: differences,
    find: '  if (cases.length > 0)\n',
    replace: '  if (cases.length > 1_000)\n',
  },
  {
    name: 'the fees of a bill that is compared again are posted again',
    on: 'bills',
    source: '03 section 4.8',
    file: differences,
    find: 'rest as (select $4::bigint - fen as fen, times from posted)',
    replace: 'rest as (select $4::bigint as fen, times from posted)',
  },
]
