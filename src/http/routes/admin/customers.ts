// Buyers' accounts in the console: found by phone or e-mail address, their orders, signed out everywhere, closed and
// opened. Whoever may not act on orders sees how a buyer is reached in part only.

import { Type } from 'typebox'
import { setCustomerState, signCustomerOut } from '../../../app/customer/manage-customer.ts'
import { maskEmail, maskPhone, parseReach } from '../../../core/customer.ts'
import { mayDo, type Role } from '../../../core/rights.ts'
import { formatShanghai } from '../../../core/time.ts'
import { listAuditLog } from '../../../db/audit-log.ts'
import {
  type ConsoleCustomer,
  findConsoleCustomer,
  listConsoleCustomers,
  listCustomerOrders,
} from '../../../db/console-customers.ts'
import { listCustomerSessions } from '../../../db/customer-sessions.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  cursorIn,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull, yuan } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { oneOf } from './money-fields.ts'

const customers = '/api/v1/admin/customers' as const
const one = `${customers}/:customer_id` as const
const exact = { additionalProperties: false }
const shownMax = 100
const reason = Type.String({ minLength: 1, maxLength: 500 })
const states = ['active', 'disabled'] as const
const Params = Type.Object({ customer_id: Type.String({ maxLength: 64 }) })

const row = {
  customer_id: Type.String(),
  phone: textOrNull,
  email: textOrNull,
  password: Type.Boolean(),
  alipay: Type.Boolean(),
  state: oneOf(states),
  orders: Type.Integer(),
  created_at: Type.String(),
  signed_in_at: textOrNull,
}
const Detail = Type.Object({
  ...row,
  latest_orders: Type.Array(
    Type.Object({
      order_number: Type.String(),
      name: Type.String(),
      state: Type.String(),
      amount: Type.Number(),
      how: oneOf(['placed', 'token', 'phone', 'email']),
      created_at: Type.String(),
    }),
  ),
  sessions: Type.Array(
    Type.Object({
      session_id: Type.String(),
      kind: oneOf(['browser', 'program']),
      created_at: Type.String(),
      seen_at: Type.String(),
      address: Type.String(),
    }),
  ),
  history: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      operator: Type.String(),
      action: Type.String(),
      reason: Type.String(),
    }),
  ),
})

export const customerRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: customers,
    summary: "Buyers' accounts, the newest first; found by a whole phone number or e-mail address",
    right: 'orders.read',
    query: Type.Object(
      {
        ...listQuery,
        state: Type.Optional(oneOf(states)),
        search: Type.Optional(Type.String({ maxLength: 254 })),
      },
      exact,
    ),
    reply: listReply(Type.Object(row)),
    errors: ['invalid_request'],
    async run({ app, query, operator }) {
      const limit = limitOf(query)
      const text = query.search?.trim() ?? ''
      const reach = parseReach(text)
      // What is neither a phone number nor an e-mail address is nobody's.
      if (text !== '' && !reach) return ok(found, { rows: [], next: null })
      const after = cursorIn(query.after, 'cus_[0-9a-f]{18}')
      const at = after && { at: after.at, customerId: after.id }
      const filter = { reach, state: query.state }
      const rows = await listConsoleCustomers(app.db, app.merchantId, filter, at, limit + 1)
      const cursorOf = (last: ConsoleCustomer) => `${last.createdText}|${last.customerId}`
      const seen = (customer: ConsoleCustomer) => rowOf(customer, operator.role)
      return ok(found, pageOf(rows, limit, seen, cursorOf))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'One account: its orders, where it is signed in, and what was done about it',
    right: 'orders.read',
    params: Params,
    reply: Detail,
    errors: ['customer_not_found'],
    async run({ app, params, lang, operator }) {
      const { customer_id: customerId } = params
      const customer = await findConsoleCustomer(app.db, app.merchantId, customerId)
      if (!customer) throw new Refusal('customer_not_found')
      const [orders, sessions, history] = await Promise.all([
        listCustomerOrders(app.db, app.merchantId, customerId, shownMax),
        listCustomerSessions(app.db, app.merchantId, customerId),
        listAuditLog(app.db, app.merchantId, { subject: customerId, limit: shownMax }),
      ])
      return ok(found, {
        ...rowOf(customer, operator.role),
        latest_orders: orders.map((order) => ({
          order_number: order.orderNumber,
          name: order.name[lang],
          state: order.state,
          amount: yuan(order.dueFen),
          how: order.how,
          created_at: formatShanghai(order.createdAt),
        })),
        sessions: sessions.map((session) => ({
          session_id: session.sessionId,
          kind: session.kind,
          created_at: formatShanghai(session.createdAt),
          seen_at: formatShanghai(session.seenAt),
          address: session.address,
        })),
        history: history.map(({ seq, at, operator: by, action, reason: why }) => ({
          seq,
          at: formatShanghai(at),
          operator: by,
          action,
          reason: why,
        })),
      })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/sign-out`,
    summary: 'Sign the buyer out everywhere',
    right: 'orders.write',
    params: Params,
    body: Type.Object({ reason }, exact),
    reply: nothing,
    errors: ['customer_not_found', 'invalid_request'],
    async run({ app, params, body, by }) {
      await signCustomerOut(app, params.customer_id, by, body.reason)
      return ok({ zh: '已退出所有登录', en: 'Signed out everywhere' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/change`,
    summary: 'Disable an account, which signs it out and keeps it out, or enable it again',
    right: 'orders.write',
    stepUp: true,
    params: Params,
    body: Type.Object({ state: oneOf(states), reason }, exact),
    reply: nothing,
    errors: ['customer_not_found', 'invalid_request'],
    async run({ app, params, body, by }) {
      await setCustomerState(app, params.customer_id, body.state, by, body.reason)
      return ok({ zh: '已保存', en: 'Saved' }, {})
    },
  }),
]

function rowOf(customer: ConsoleCustomer, role: Role) {
  const { phone, email } = customer
  const seesAll = mayDo(role, 'orders.write')
  return {
    customer_id: customer.customerId,
    phone: phone === null || seesAll ? phone : maskPhone(phone),
    email: email === null || seesAll ? email : maskEmail(email),
    password: customer.hasPassword,
    alipay: customer.hasAlipay,
    state: customer.state,
    orders: customer.orders,
    created_at: formatShanghai(customer.createdAt),
    signed_in_at: timeOrNull(customer.signedInAt),
  }
}
