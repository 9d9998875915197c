// What waits for a person now, as the overview says it.

import { type Db, statement } from './connect.ts'
import { counted, goodsOwed } from './console-counted.ts'

/** What waits for a person now, whatever the span. */
export type Waiting = Readonly<{
  casesOpen: number
  /** of these, somebody wants to leave the money, and a second person must agree */
  waiversAwaiting: number
  /** money confirmed by hand that a second person must agree to */
  confirmationsAwaiting: number
  /** changes of who gets the money that another owner must agree to */
  payeesAwaiting: number
  /** orders paid for and not delivered, as the list of orders finds them */
  goodsOwed: number
  refundsAwaiting: number
  refundsUnderWay: number
  jobsSetAside: number
  /**
   * forged, unreadable or wrong notices of the last 7 days; what carries nothing or no signature is a scanner, or
   * the doctor who looks whether the address answers
   */
  noticesRefused: number
}>

const selectWaiting = statement(
  'count_waiting_now',
  `select
     (select count(*) from money_case where merchant_id = $1 and state = 'open') as "casesOpen",
     (select count(*) from money_case where merchant_id = $1 and state = 'open' and waive_asked_by is not null)
       as "waiversAwaiting",
     (select count(*) from manual_confirmation where merchant_id = $1 and state = 'awaiting')
       as "confirmationsAwaiting",
     (select count(*) from payee_ask where merchant_id = $1) as "payeesAwaiting",
     (select count(*) from orders o where o.merchant_id = $1 and ${goodsOwed('o')} and ${counted('o', '$2')})
       as "goodsOwed",
     (select count(*) from refund where merchant_id = $1 and state = 'awaiting') as "refundsAwaiting",
     (select count(*) from refund where merchant_id = $1 and state in ('planned', 'processing', 'unknown'))
       as "refundsUnderWay",
     (select count(*) from job where merchant_id = $1 and parked_at is not null) as "jobsSetAside",
     (select coalesce(sum(count), 0)::bigint from notice_refusal
       where merchant_id = $1 and last_at > app_now() - interval '7 days'
         and last_reason not in ('empty', 'unsigned'))
     + (select count(*) from money_case where merchant_id = $1 and kind = 'mismatch'
       and opened_at > app_now() - interval '7 days') as "noticesRefused"`,
)

/** `practice`: whether orders of practice accounts count too. */
export async function countWaitingNow(
  db: Db,
  merchantId: number,
  practice: boolean,
): Promise<Waiting> {
  const [row] = await db.rows<Waiting>(selectWaiting, [merchantId, practice])
  return (
    row ?? {
      casesOpen: 0,
      waiversAwaiting: 0,
      confirmationsAwaiting: 0,
      payeesAwaiting: 0,
      goodsOwed: 0,
      refundsAwaiting: 0,
      refundsUnderWay: 0,
      jobsSetAside: 0,
      noticesRefused: 0,
    }
  )
}
