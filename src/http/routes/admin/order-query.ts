// How the console asks for orders: one search box, filters, order and page, the same for the list and its export.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { isPractice } from '../../../app/practice.ts'
import { parseLicenseKey } from '../../../core/ids.ts'
import { parsePhone } from '../../../core/order.ts'
import type {
  ListedOrder,
  OrderCursor,
  OrderFilter,
  OrderSort,
} from '../../../db/console-orders.ts'
import { Refusal } from '../../../errors.ts'
import { dayQuery, spanIn } from './money-fields.ts'

/** One of these words. */
export function words<T extends string>(all: readonly T[]) {
  return Type.Unsafe<T>(Type.Union(all.map((one) => Type.Literal(one))))
}

const states = ['waiting', 'paid', 'cancelled', 'expired', 'refunded', 'part_refunded'] as const
const sorts = ['created_at', '-created_at', 'amount', '-amount'] as const

export const filterQuery = {
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'the beginning of an order, trade, attempt or refund number, phone (or its last four digits), e-mail, name; or a whole licence key or card',
    }),
  ),
  status: Type.Optional(words(states)),
  channel: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  product: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  ...dayQuery,
  days: Type.Optional(
    Type.Literal('paid', { description: 'from and to are days of payment, not of the order' }),
  ),
  cases: Type.Optional(words(['open', 'any'] as const)),
  confirmation: Type.Optional(
    Type.Literal('awaiting', {
      description: 'money was confirmed by hand; a second person must agree',
    }),
  ),
  goods: Type.Optional(
    Type.Literal('owed', {
      description: 'paid for and not delivered: units wait for cards, or a case is open',
    }),
  ),
  tests: Type.Optional(words(['only', 'with'] as const)),
}
export const sortQuery = Type.Optional(words(sorts))

const Filter = Type.Object(filterQuery)

/** Refuses with invalid_request a day there is none of. */
export function filterIn(app: App, query: Static<typeof Filter>): OrderFilter {
  const { status, channel, product, days, cases, confirmation, goods, tests } = query
  const search = searchIn(app, query.search)
  return {
    ...spanIn(query),
    search,
    state: status,
    channelId: channel,
    productId: product,
    daysOf: days ?? 'created',
    cases,
    awaitsConfirmation: confirmation === 'awaiting',
    goodsOwed: goods === 'owed',
    // Whoever looks for a number means that order, test or not.
    tests: tests ?? (search ? 'with' : 'without'),
    practice: isPractice(app),
  }
}

function searchIn(app: App, typed = ''): OrderFilter['search'] {
  const text = typed.trim()
  if (text === '') return undefined
  const key = parseLicenseKey(text)
  return {
    text: parsePhone(text) ?? text,
    cardHash: app.cardKeys.hash(text),
    keyHash: key === undefined ? undefined : app.licenseKeys.hash(key),
  }
}

/** The cursor behind an order, for the sort the list has. */
export function cursorOf(order: ListedOrder, sort: OrderSort): string {
  const at = sort.endsWith('amount') ? String(order.dueFen) : order.createdText
  return Buffer.from(JSON.stringify([at, order.orderNumber])).toString('base64url')
}

/** Refuses with invalid_request what is no cursor of this sort. */
export function cursorIn(given: string | undefined, sort: OrderSort): OrderCursor | undefined {
  if (given === undefined) return undefined
  const form = sort.endsWith('amount')
    ? /^\["(\d{1,15})","([0-9A-Za-z]{16,32})"\]$/
    : /^\["(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00)","([0-9A-Za-z]{16,32})"\]$/
  const [, at, orderNumber] = form.exec(Buffer.from(given, 'base64url').toString('utf8')) ?? []
  if (at === undefined || orderNumber === undefined)
    throw new Refusal('invalid_request', { field: 'after' })
  return { at, orderNumber }
}
