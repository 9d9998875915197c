// Invariants of courses: who may read what was paid for, and nobody else. With the lawful rows the self-test starts from,
// and the ways they go wrong.

import { type Corruption, damage } from './audit-corruptions.ts'
import { type Invariant, invariant, isSealed } from './audit-invariant.ts'

/** Money of the order went back, a second payment aside. */
const wasRefunded = (more = 'true') => `exists (select 1 from refund r where r.merchant_id = $1
         and r.order_number = f.order_number and r.reason <> 'duplicate' and r.state = 'done' and ${more})`

export const courseInvariants: readonly Invariant[] = [
  invariant(
    'INV-33.line',
    '开通的课程就是明细卖出的课程',
    'A course is opened by a line that sold one, and such a line opens nothing else',
    `select f.order_number || '#' || f.line_no as ref, f.kind || ', sold ' || l.fulfilment_kind as detail
     from fulfilment f
     join order_line l on l.merchant_id = $1 and l.order_number = f.order_number and l.line_no = f.line_no
     where f.merchant_id = $1 and (f.kind = 'course') <> (l.fulfilment_kind = 'course')`,
  ),
  invariant(
    'INV-33.refunded',
    '课程收回，是因为它的钱已退回；全额退款后按约定收回',
    'A course is closed because its money went back, and none stays open when all of it did',
    `select f.order_number || '#' || f.line_no as ref, o.state || ', delivery ' || f.state as detail
     from fulfilment f
     join orders o on o.merchant_id = $1 and o.order_number = f.order_number
     join order_line l on l.merchant_id = $1 and l.order_number = f.order_number and l.line_no = f.line_no
     where f.merchant_id = $1 and f.kind = 'course' and case f.state
       when 'revoked' then not ${wasRefunded()}
       else o.state = 'refunded' and l.refund_effect <> 'none' and not ${wasRefunded("r.refund_effect = 'none'")} end`,
  ),
  invariant(
    'INV-33.read',
    '学习进度属于开通了的那门课程',
    'Only a course that was delivered has chapters finished, and its own',
    `select r.order_number || '#' || r.line_no as ref, r.product_id || '/' || r.chapter_id as detail
     from chapter_read r
     where r.merchant_id = $1 and not exists (select 1 from fulfilment f
       join order_line l on l.merchant_id = $1 and l.order_number = f.order_number and l.line_no = f.line_no
       where f.merchant_id = $1 and f.order_number = r.order_number and f.line_no = r.line_no
         and f.kind = 'course' and l.product_id = r.product_id)`,
  ),
  invariant(
    'INV-33.closed',
    '手动停止的课程确实开通过，操作日志里有原因',
    'A course closed by hand was delivered, and the audit log says who closed it',
    `select c.order_number || '#' || c.line_no as ref, c.reason as detail
     from course_closed c
     where c.merchant_id = $1 and not (
       exists (select 1 from fulfilment f where f.merchant_id = $1 and f.order_number = c.order_number
         and f.line_no = c.line_no and f.kind = 'course')
       and exists (select 1 from audit_log a where a.merchant_id = $1 and a.subject = c.order_number
         and a.action = 'course.close'))`,
  ),
  invariant(
    'INV-33.sealed',
    '课程正文都以密封形式保存',
    'The text of every chapter is kept sealed',
    `select product_id || '/' || chapter_id as ref, 'not sealed' as detail from chapter
     where merchant_id = $1 and text_sealed is not null and not ${isSealed('text_sealed')}`,
    'look',
    'whole',
  ),
]

/** Which orders of the lawful history bought a course beside the rest, for nothing, by the last digit of their numbers. */
const learns = `right(o.order_number, 1) in ('0', '9')`

/** One is open and begun; the money of the other went back. */
export const lawfulCourses: readonly string[] = [
  `insert into chapter (merchant_id, product_id, chapter_id, position, title, text_sealed, is_preview)
   values (1, 'app', 'first', 0, '{}', 'v1.k.' || repeat('a', 16) || '.sealed.' || repeat('b', 22), false)`,
  `insert into order_line (merchant_id, order_number, line_no, product_id, plan_id, name, quantity, unit_fen,
     amount_fen, fulfilment_kind, max_devices)
   select 1, o.order_number, 4, 'app', 'course', '{}', 1, 0, 0, 'course', 1 from orders o where ${learns}`,
  `insert into fulfilment (merchant_id, order_number, line_no, seq, kind, state, done_at)
   select 1, o.order_number, 4, 1, 'course', case o.state when 'refunded' then 'revoked' else 'done' end, f.recorded_at
   from orders o join payment_fact f on f.order_number = o.order_number and f.verdict = 'accepted' where ${learns}`,
  `insert into chapter_read (merchant_id, order_number, line_no, product_id, chapter_id, read_at)
   select 1, order_number, 4, 'app', 'first', app_now() from fulfilment where kind = 'course' and state = 'done'`,
]

export const courseCorruptions: readonly Corruption[] = [
  damage(
    'a course opened by a line that sold something else',
    `update fulfilment set kind = 'content' where kind = 'course' and state = 'done'`,
    'INV-33.line',
    'INV-33.read',
  ),
  damage(
    'a refunded course that is still open',
    `update fulfilment set state = 'done' where kind = 'course' and state = 'revoked'`,
    'INV-33.refunded',
  ),
  damage(
    'a course closed for nothing',
    `update fulfilment set state = 'revoked' where kind = 'course' and state = 'done'`,
    'INV-33.refunded',
  ),
  damage(
    'a chapter finished that was never bought',
    'update chapter_read set line_no = 1',
    'INV-33.read',
  ),
  damage(
    'a course closed by nobody',
    `insert into course_closed (merchant_id, order_number, line_no, closed_at, reason)
     select 1, order_number, 4, app_now(), 'x' from fulfilment where kind = 'course' and state = 'done'`,
    'INV-33.closed',
  ),
  damage(
    'a chapter kept in the open',
    `update chapter set text_sealed = 'Chapter one'`,
    'INV-33.sealed',
  ),
]
