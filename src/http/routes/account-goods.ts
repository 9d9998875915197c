// What belongs to the account that is signed in: its orders, its courses, and its licences with their devices.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { findFreshOrder } from '../../app/order/find-order.ts'
import { foldOrderNumber } from '../../core/ids.ts'
import { licenseStatus } from '../../core/license.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { listCoursesOfOrders } from '../../db/courses.ts'
import { listOwnedLicenses, type OwnedLicense } from '../../db/customer-orders.ts'
import { findOrder } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { limitOf, listQuery, listReply, pageOf } from '../console-route.ts'
import { customerOf, ordersOwned, ownsOrder } from '../customer.ts'
import { courseData, orderData, timeOrNull, unstarted } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'
import { CourseReply } from './courses.ts'
import { OrderReply } from './orders.ts'

/** Each is read whole. */
const ordersMax = 20
const ListQuery = Type.Object(listQuery, { additionalProperties: false })
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const accountGoodsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/user/courses',
    summary: 'The courses of the account that is signed in, with how far each is read',
    caller: 'customer',
    reply: Type.Object({
      courses: Type.Array(
        Type.Intersect([
          CourseReply,
          Type.Object({ order_number: Type.String(), name: Type.String() }),
        ]),
      ),
    }),
    errors: ['unauthorized'],
    async run({ app, request, lang }) {
      const courses = await listCoursesOfOrders(app.db, app.merchantId, ordersOwned(request), null)
      const rows = courses.map((course) => ({
        ...courseData(course),
        order_number: course.orderNumber,
        name: course.name[lang],
      }))
      return ok('found', { courses: rows })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/orders',
    looksUp: true,
    summary: 'The orders of the account that is signed in, the newest first, twenty at most',
    caller: 'customer',
    query: ListQuery,
    reply: listReply(Type.Intersect([OrderReply, Type.Object({ created_at: Type.String() })])),
    errors: ['unauthorized', 'invalid_request'],
    async run({ app, request, query, language }) {
      const { numbers, next } = orderPage(ordersOwned(request), query.after, limitIn(query))
      const orders = await Promise.all(
        numbers.map((number) => findOrder(app.db, app.merchantId, number)),
      )
      const rows = orders.flatMap((order) =>
        order
          ? [
              {
                ...orderData(app, order, language, true),
                created_at: formatShanghai(order.createdAt),
              },
            ]
          : [],
      )
      return ok('found', { rows, next, total: ordersOwned(request).length })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/orders/:order_number',
    looksUp: true,
    summary: 'An order of the account that is signed in, with fresh news',
    caller: 'customer',
    params: Type.Object({ order_number: Type.String({ maxLength: 64 }) }),
    reply: OrderReply,
    errors: ['unauthorized', 'order_not_found'],
    async run({ app, request, params, language }) {
      const number = foldOrderNumber(params.order_number)
      const order = ownsOrder(request, number) ? await findFreshOrder(app, number) : undefined
      if (!order) throw new Refusal('order_not_found')
      return ok('found', orderData(app, order, language, true))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/user/licenses',
    looksUp: true,
    summary: 'The licences of the account that is signed in, with the devices they are active on',
    caller: 'customer',
    query: ListQuery,
    reply: listReply(
      Type.Object({
        license_id: Type.String(),
        license_key: Type.String(),
        order_number: Type.String(),
        product_id: Type.String(),
        package_id: Type.String(),
        name: Type.String(),
        status: Type.String(),
        valid_from: Type.String(),
        valid_until: Nullable(Type.String()),
        max_devices: Type.Integer(),
        devices_used: Type.Integer(),
        starts: Type.Optional(Type.Literal('activation')),
        validity_days: Type.Optional(Type.Integer()),
        devices: Type.Array(
          Type.Object({
            device_id: Type.String(),
            name: Nullable(Type.String()),
            activated_at: Type.String(),
            last_seen_at: Type.String(),
          }),
        ),
      }),
    ),
    errors: ['unauthorized', 'invalid_request'],
    async run({ app, request, query, lang }) {
      const limit = limitOf(query)
      const { customerId } = customerOf(request)
      const page = { after: query.after, limit: limit + 1 }
      const licenses = await listOwnedLicenses(app.db, app.merchantId, customerId, page)
      const rowOf = (one: OwnedLicense) => ({ ...licenseRow(app, one), name: one.name[lang] })
      return ok(
        'found',
        pageOf(licenses, limit, rowOf, (last) => last.licenseId),
      )
    },
  }),
]

/** One page out of all numbers; the cursor is the last number shown. Throws invalid_request (after). */
export function orderPage(
  all: readonly string[],
  after: string | undefined,
  limit: number,
): Readonly<{ numbers: readonly string[]; next: string | null }> {
  const at = after === undefined ? -1 : all.indexOf(after)
  if (after !== undefined && at < 0) throw new Refusal('invalid_request', { field: 'after' })
  const numbers = all.slice(at + 1, at + 1 + limit)
  const isLast = at + 1 + limit >= all.length
  return { numbers, next: isLast ? null : (numbers.at(-1) ?? null) }
}

function limitIn(query: Readonly<{ limit?: string }>): number {
  return Math.min(ordersMax, limitOf(query))
}

function licenseRow(app: App, license: OwnedLicense) {
  return {
    license_id: license.licenseId,
    license_key: app.licenseKeys.unseal(license.keySealed, license.licenseId),
    order_number: license.orderNumber,
    product_id: license.productId,
    package_id: license.planId,
    status: licenseStatus(license.state, license.validUntil, license.now),
    valid_from: formatShanghai(license.validFrom),
    valid_until: timeOrNull(license.validUntil),
    max_devices: license.maxDevices,
    devices_used: license.devicesUsed,
    ...unstarted(license.awaitingDays),
    devices: license.devices.map((device) => ({
      device_id: device.deviceId,
      name: device.name,
      activated_at: formatShanghai(device.activatedAt as Instant),
      last_seen_at: formatShanghai(device.lastSeenAt as Instant),
    })),
  }
}
