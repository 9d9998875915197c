// A course of an order in the console: closed for its buyer, and opened again.

import { Type } from 'typebox'
import { closeCourse, openCourseAgain } from '../../../app/course/close-course.ts'
import { consoleRoute, nothing } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { Reason } from './money-fields.ts'

const path = '/api/v1/admin/orders/:order_number/courses/:line_no'
const Params = Type.Object({
  order_number: Type.String({ minLength: 1, maxLength: 40 }),
  line_no: Type.String({ pattern: '^[1-9][0-9]{0,2}$' }),
})
const Body = Type.Object({ reason: Reason }, { additionalProperties: false })
const errors = ['invalid_request', 'course_not_found', 'course_unchangeable'] as const

const lineOf = (params: Readonly<{ order_number: string; line_no: string }>) => ({
  orderNumber: params.order_number,
  lineNo: Number(params.line_no),
})

export const orderCourseRoutes: readonly Route[] = [
  consoleRoute({
    method: 'POST',
    path: `${path}/close`,
    summary: 'Close a course for the buyer of this order, who reads the reason; no money moves',
    right: 'orders.write',
    params: Params,
    body: Body,
    reply: nothing,
    errors,
    async run({ app, params, body, by }) {
      await closeCourse(app, lineOf(params), by, body.reason)
      return ok({ zh: '已停止学习', en: 'The course is closed for this buyer' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/open`,
    summary: 'Open a course again that was closed by hand',
    right: 'orders.write',
    params: Params,
    body: Body,
    reply: nothing,
    errors,
    async run({ app, params, body, by }) {
      await openCourseAgain(app, lineOf(params), by, body.reason)
      return ok({ zh: '已恢复学习', en: 'The course is open again for this buyer' }, {})
    },
  }),
]
