// A person in the console closes a course for one buyer, and opens it again. Neither touches money or what was
// delivered; each is written down with its reason in the same transaction.

import type { AuditAction } from '../../core/audit-action.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { closeCourseLine, findDeliveredCourse, openCourseLine } from '../../db/courses.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** Which line of which order. */
export type CourseLine = Readonly<{ orderNumber: string; lineNo: number }>

/** Refuses with course_not_found, course_unchangeable (closed already, or its money went back). */
export async function closeCourse(app: App, line: CourseLine, by: Author, reason: string) {
  await change(app, line, 'course.close', by, reason, (tx, told) =>
    closeCourseLine(tx, app.merchantId, line.orderNumber, line.lineNo, told),
  )
}

/** Refuses with course_not_found, course_unchangeable (it was not closed by hand, or its money went back). */
export async function openCourseAgain(app: App, line: CourseLine, by: Author, reason: string) {
  await change(app, line, 'course.open', by, reason, (tx) =>
    openCourseLine(tx, app.merchantId, line.orderNumber, line.lineNo),
  )
}

/** `write` answers whether it changed anything. */
async function change(
  app: App,
  { orderNumber, lineNo }: CourseLine,
  action: Extract<AuditAction, `course.${string}`>,
  by: Author,
  typed: string,
  write: (tx: Db, reason: string) => Promise<boolean>,
): Promise<void> {
  const reason = typed.trim()
  if (reason === '') throw new Refusal('invalid_request', { field: 'reason' })
  await app.db.tx(async (tx) => {
    const course = await findDeliveredCourse(tx, app.merchantId, orderNumber, lineNo)
    if (!course) throw new Refusal('course_not_found')
    if (course.isRevoked || !(await write(tx, reason))) throw new Refusal('course_unchangeable')
    const details = { product: course.productId, line: lineNo }
    await appendAuditLog(tx, app.merchantId, by, { action, subject: orderNumber, reason, details })
  })
}
