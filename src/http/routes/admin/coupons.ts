// Coupons in the console: listed with what became of them, made, changed, their codes exported.

import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import { changeCoupon, createCoupon, exportCodes } from '../../../app/coupon/edit-coupon.ts'
import { billDayOf } from '../../../core/bill.ts'
import { codeLengthMax, couponStates, drawnMax, parseCouponCode } from '../../../core/coupon.ts'
import { formatShanghai } from '../../../core/time.ts'
import { listAuditLog } from '../../../db/audit-log.ts'
import {
  type CodeRow,
  findConsoleCoupon,
  listCouponCodes,
  listCoupons,
  listCouponUses,
} from '../../../db/console-coupons.ts'
import { Refusal } from '../../../errors.ts'
import { csvLine, csvStart } from '../../../kit/csv.ts'
import {
  consoleRoute,
  cursorIn,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
} from '../../console-route.ts'
import { yuan } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import {
  Code,
  Coupon,
  CouponBody,
  CouponDetail,
  couponData,
  couponDetail,
  fieldsIn,
  Use,
} from './coupon-fields.ts'
import { oneOf } from './money-fields.ts'

const coupons = '/api/v1/admin/coupons' as const
const one = `${coupons}/:coupon_id` as const
const read = 'catalogue.read' as const
const write = 'catalogue.write' as const
const exact = { additionalProperties: false }
const historyMax = 50
const Params = Type.Object({ coupon_id: Type.String({ maxLength: 64 }) })
const saved = { zh: '已保存，立即生效', en: 'Saved, and in force now' }

const CreateBody = Type.Object(
  {
    ...CouponBody,
    codes: Type.Union(
      [
        Type.Object({ code: Type.String({ minLength: 1, maxLength: codeLengthMax * 2 }) }, exact),
        Type.Object({ count: Type.Integer({ minimum: 1, maximum: drawnMax }) }, exact),
      ],
      { description: 'one code, or so many drawn at random' },
    ),
  },
  exact,
)
const ChangeBody = Type.Partial(Type.Object({ ...CouponBody, is_on: Type.Boolean() }, exact), exact)

export const couponRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: coupons,
    summary: 'Coupons with their state, their uses and what they took off, the newest first',
    right: read,
    query: Type.Object(
      {
        ...listQuery,
        state: Type.Optional(oneOf(couponStates)),
        search: Type.Optional(Type.String({ maxLength: 100 })),
      },
      exact,
    ),
    reply: listReply(Coupon),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const text = query.search?.trim() ?? ''
      // A beginning may be shorter than any whole code.
      const code = text.toUpperCase().replace(/[\s-]/g, '') || null
      const filter = { state: query.state, search: text === '' ? undefined : { text, code } }
      const after = cursorIn(query.after, '[0-9a-z_]{1,64}')
      const at = after && { at: after.at, couponId: after.id }
      const rows = await listCoupons(app.db, app.merchantId, filter, at, limit + 1)
      const cursorOf = (last: (typeof rows)[number]) => `${last.createdText}|${last.couponId}`
      return ok(found, pageOf(rows, limit, couponData, cursorOf))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'A coupon with its latest changes',
    right: read,
    params: Params,
    reply: CouponDetail,
    errors: ['coupon_not_found'],
    async run({ app, params }) {
      const coupon = await findConsoleCoupon(app.db, app.merchantId, params.coupon_id)
      if (!coupon) throw new Refusal('coupon_not_found')
      const filter = { subject: params.coupon_id, limit: historyMax }
      const history = await listAuditLog(app.db, app.merchantId, filter)
      return ok(found, couponDetail(coupon, history))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: coupons,
    summary: 'Make a coupon with one code or many; it is on at once',
    right: write,
    body: CreateBody,
    reply: Type.Object({ coupon_id: Type.String() }),
    status: 201,
    errors: ['invalid_request', 'product_not_found', 'id_taken'],
    async run({ app, body, by }) {
      const { codes, ...typed } = body
      const couponId = await createCoupon(app, fieldsIn(typed), codes, by)
      const message = { zh: '已添加，立即生效', en: 'Made, and in force now' }
      return { kind: 'data', status: 201, message, data: { coupon_id: couponId } }
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/change`,
    summary: 'Change what is given of a coupon; placed orders keep what they were placed with',
    right: write,
    params: Params,
    body: ChangeBody,
    reply: nothing,
    errors: ['invalid_request', 'coupon_not_found', 'product_not_found', 'coupon_uses_taken'],
    async run({ app, params, body, by }) {
      await changeCoupon(app, params.coupon_id, fieldsIn(body), by)
      return ok(saved, {})
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${one}/codes`,
    summary: 'The codes of a coupon with their uses',
    right: read,
    params: Params,
    query: Type.Object(listQuery, exact),
    reply: listReply(Code),
    async run({ app, params, query }) {
      const limit = limitOf(query)
      const after = query.after === undefined ? undefined : parseCouponCode(query.after)
      const { coupon_id: couponId } = params
      const rows = await listCouponCodes(app.db, app.merchantId, couponId, after, limit + 1)
      const same = (row: CodeRow) => row
      return ok(
        found,
        pageOf(rows, limit, same, ({ code }) => code),
      )
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${one}/uses`,
    summary: 'The orders a coupon was used for, the newest first, also those that ended unpaid',
    right: read,
    params: Params,
    query: Type.Object(listQuery, exact),
    reply: listReply(Use),
    errors: ['invalid_request'],
    async run({ app, params, query }) {
      const limit = limitOf(query)
      const after = cursorIn(query.after, '[0-9A-Za-z]{16,32}')
      const at = after && { at: after.at, orderNumber: after.id }
      const rows = await listCouponUses(app.db, app.merchantId, params.coupon_id, at, limit + 1)
      const useOf = (use: (typeof rows)[number]): Static<typeof Use> => ({
        order_number: use.orderNumber,
        code: use.code,
        discount: yuan(use.discountFen),
        amount: yuan(use.dueFen),
        state: use.state,
        used_at: formatShanghai(use.usedAt),
      })
      const cursorOf = (last: (typeof rows)[number]) => `${last.usedText}|${last.orderNumber}`
      return ok(found, pageOf(rows, limit, useOf, cursorOf))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/export`,
    summary: 'Every code of a coupon with its uses, as CSV',
    right: write,
    params: Params,
    body: nothing,
    errors: ['invalid_request', 'coupon_not_found'],
    async run({ app, params, by, lang }) {
      const codes = await exportCodes(app, params.coupon_id, by)
      const name = `coupons-${billDayOf(app.clock.now())}.csv`
      const head = lang === 'zh' ? ['优惠码', '已用次数'] : ['Code', 'Uses']
      return {
        kind: 'text',
        status: 200,
        contentType: 'text/csv; charset=utf-8',
        body: Readable.from(csvOf(head, codes)),
        headers: { 'content-disposition': `attachment; filename="${name}"` },
      }
    },
  }),
]

async function* csvOf(
  head: readonly string[],
  codes: AsyncIterable<CodeRow>,
): AsyncGenerator<string> {
  yield csvStart
  yield csvLine(head)
  for await (const { code, uses } of codes) yield csvLine([code, String(uses)])
}
