// Who may read which course, until when, and what of it they have finished.

import type { LocalText } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

/** A line that was delivered a course. */
export type OrderCourse = Readonly<{
  orderNumber: string
  lineNo: number
  productId: string
  planId: string
  /** of the line */
  name: LocalText
  /** ended: its time is over; revoked: its money went back; closed: by a person of the shop */
  state: 'open' | 'ended' | 'revoked' | 'closed'
  /** why it was closed, as that person told the buyer */
  closedReason: string | null
  /** null: for ever */
  validUntil: Instant | null
  /** how many chapters the product has */
  chapters: number
  /** the finished ones of them */
  read: readonly string[]
}>

const selectOfOrders = statement(
  'list_courses_of_orders',
  `select of_order.order_number as "orderNumber", line_no as "lineNo", product_id as "productId", plan_id as "planId", name,
     valid_until as "validUntil", closed_reason as "closedReason",
     case when state = 'revoked' then 'revoked' when closed_reason is not null then 'closed' when valid_until <= app_now() then 'ended' else 'open' end as state,
     (select count(*) from chapter c where c.merchant_id = $1 and c.product_id = of_order.product_id) as chapters,
     coalesce((select jsonb_agg(r.chapter_id) from chapter_read r where r.merchant_id = $1
       and r.order_number = of_order.order_number and r.line_no = of_order.line_no), '[]') as read
   from (
     select f.order_number, f.line_no, f.state, l.product_id, l.plan_id, l.name,
       f.done_at + l.valid_days * interval '24 hours' as valid_until, c.reason as closed_reason
     from fulfilment f
     join order_line l using (merchant_id, order_number, line_no)
     left join course_closed c using (merchant_id, order_number, line_no)
     where f.merchant_id = $1 and f.order_number = any($2) and f.kind = 'course' and f.seq = 1
       and ($3::text is null or l.product_id = $3)) of_order
   order by order_number, line_no`,
)

/** What orders were delivered of a product, or of any. */
export async function listCoursesOfOrders(
  db: Db,
  merchantId: number,
  orderNumbers: readonly string[],
  productId: string | null,
): Promise<OrderCourse[]> {
  return db.rows<OrderCourse>(selectOfOrders, [merchantId, orderNumbers, productId])
}

const insertRead = statement(
  'mark_chapter_read',
  `insert into chapter_read (merchant_id, order_number, line_no, product_id, chapter_id, read_at)
   select $1, $2, $3, $4, c.chapter_id, app_now()
   from chapter c where c.merchant_id = $1 and c.product_id = $4 and c.chapter_id = $5
   on conflict do nothing`,
)

/** Once is for good; a chapter that is gone meanwhile is none. */
export async function markChapterRead(
  db: Db,
  merchantId: number,
  { orderNumber, lineNo, productId }: Pick<OrderCourse, 'orderNumber' | 'lineNo' | 'productId'>,
  chapterId: string,
): Promise<void> {
  await db.rows(insertRead, [merchantId, orderNumber, lineNo, productId, chapterId])
}

const selectDelivered = statement(
  'find_delivered_course',
  `select l.product_id as "productId", f.state = 'revoked' as "isRevoked"
   from fulfilment f
   join order_line l using (merchant_id, order_number, line_no)
   where f.merchant_id = $1 and f.order_number = $2 and f.line_no = $3 and f.kind = 'course' and f.seq = 1
     and f.state in ('done', 'revoked')
   for update of f`,
)

/** A line that was delivered a course, locked until the transaction ends. */
export async function findDeliveredCourse(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  lineNo: number,
): Promise<Readonly<{ productId: string; isRevoked: boolean }> | undefined> {
  type Found = Readonly<{ productId: string; isRevoked: boolean }>
  return (await tx.rows<Found>(selectDelivered, [merchantId, orderNumber, lineNo]))[0]
}

const insertClosed = statement(
  'close_course_line',
  `insert into course_closed (merchant_id, order_number, line_no, closed_at, reason)
   values ($1, $2, $3, app_now(), $4) on conflict do nothing returning 1 as written`,
)

/** False: it was closed before. */
export async function closeCourseLine(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  lineNo: number,
  reason: string,
): Promise<boolean> {
  return (await tx.rows(insertClosed, [merchantId, orderNumber, lineNo, reason])).length === 1
}

const deleteClosed = statement(
  'open_course_line',
  `delete from course_closed where merchant_id = $1 and order_number = $2 and line_no = $3 returning 1 as written`,
)

/** False: it was not closed. */
export async function openCourseLine(
  tx: Db,
  merchantId: number,
  orderNumber: string,
  lineNo: number,
): Promise<boolean> {
  return (await tx.rows(deleteClosed, [merchantId, orderNumber, lineNo])).length === 1
}
