// The gateways' bills.

import { newPurchase } from './buyer.ts'
import { around, aroundCommit } from './points.ts'
import { deliver, madeAt, type Scenario } from './scenario-steps.ts'
import type { Trial } from './trial.ts'

let billDays = 40

/** A day long ago that no play has used yet, `yyyy-MM-dd`. */
function nextBillDay(): string {
  billDays += 1
  return new Date(Date.now() - billDays * 86_400_000).toISOString().slice(0, 10)
}

/** Ordered and paid on that day. */
async function paidOn(trial: Trial, day: string): Promise<string> {
  const purchase = await trial.opened(newPurchase())
  await madeAt(trial, purchase, `${day} 11:50:00+08`)
  return trial.buyer.pay(purchase, `${day} 12:00:00`)
}

export const bookScenarios: readonly Scenario[] = [
  {
    name: 'the bill of a day is fetched and compared',
    points: [
      ...around('alipay.data.dataservice.bill.downloadurl.query', 'note_bill_witnesses'),
      ...aroundCommit('insert_bill_file', 'insert_bill_lines'),
      ...around('put_differences', 'open_bill_cases', 'post_fees', 'put_reconciliation'),
    ],
    async play(trial) {
      const day = nextBillDay()
      await deliver(trial, await paidOn(trial, day))
      const untold = await paidOn(trial, day)
      // In the form of our numbers: any other would be a sale of somebody else's.
      const nobodys = { ...newPurchase(), number: `N0B0DYS00000${day.replaceAll('-', '')}` }
      await trial.buyer.pay(nobodys, `${day} 13:00:00`)
      await trial.run(
        `insert into job (merchant_id, kind, ref, run_at, created_at)
         values (1, 'download-bill', $1, app_now(), app_now()) on conflict do nothing`,
        [`alipay:${day}`],
      )
      const compared = `select state = 'different' as so from reconciliation where day = $1`
      await trial.until('the day is compared', compared, [day], async () => {
        await trial.hurry('download-bill', 'ref = $1', [`alipay:${day}`])
        await trial.hurry('reconcile', 'ref = $1', [`alipay:${day}`])
      })
      const fees = `select sum(amount_fen) = 118 as so from ledger_entry where kind = 'fee' and day = $1`
      await trial.until('the fees are in the ledger', fees, [day])
      const healed = `select count(*) = 1 as so from payment_fact where gateway_trade_no = $1`
      await trial.until('the payment nobody told of is in the books', healed, [untold])
    },
  },
]
