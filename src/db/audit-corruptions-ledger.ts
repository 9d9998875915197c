// Ways in which money confirmed by hand and late money that is held come to stand on the wrong account, with the
// invariants that must notice it.

import { type Corruption, damage, unguarded } from './audit-corruptions.ts'

const wrong = (sql: string) => unguarded('ledger_entry', sql)
const held = `kind = 'payment' and credit = 'suspense'`

export const ledgerCorruptions: readonly Corruption[] = [
  damage(
    'money confirmed by hand entered as being at its gateway',
    wrong(
      `update ledger_entry set debit = 'clearing:alipay' where kind = 'payment' and debit = 'clearing:manual'`,
    ),
    'INV-04.payment',
    'INV-04.clearing',
  ),
  damage(
    'nobody knows who confirmed money by hand',
    'delete from manual_confirmation',
    'INV-04.payment',
    'INV-04.found',
    'INV-04.clearing',
  ),
  damage(
    'money that was found, forgotten',
    wrong(`delete from ledger_entry where kind = 'found'`),
    'INV-04.found',
  ),
  damage(
    'money that was found, at another gateway',
    wrong(`update ledger_entry set debit = 'clearing:wechat' where kind = 'found'`),
    'INV-04.found',
  ),
  damage(
    "held money entered as the merchant's",
    wrong(`update ledger_entry set credit = 'payable' where ${held}`),
    'INV-04.held',
  ),
  damage(
    'held money released before anybody decided',
    `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
     select 1, 'release', ref, 'suspense', 'payable', amount_fen, order_number, day, recorded_at
     from ledger_entry where ${held}`,
    'INV-04.held',
    'INV-04.suspense',
  ),
  damage(
    'late money decided and still in suspense',
    `update money_case set state = 'waived', resolved_at = app_now() where kind = 'late' and state = 'open'`,
    'INV-04.held',
    'INV-04.suspense',
  ),
]
