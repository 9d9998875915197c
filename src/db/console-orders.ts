// Orders as the console lists, finds and adds them up. The query builder puts the filters together; the text it
// makes runs as a named statement like every other.

import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Fen } from '../core/money.ts'
import type { LocalText, OrderState } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'
import { counted, goodsOwed, isOpenOrder, owedUnits, practised } from './console-counted.ts'
import {
  fewNamedBy,
  fitsEither,
  type NamedBy,
  type Search,
  searchWays,
  type Way,
} from './console-order-ways.ts'

type OrdersTable = Readonly<{
  merchant_id: number
  order_number: string
  state: OrderState
  due_fen: Fen
  paid_fen: Fen
  refunded_fen: Fen
  contact_person: string
  phone: string
  email: string | null
  pay_type: string | null
  trade_no: string | null
  is_test: boolean
  created_at: Instant
  paid_at: Instant | null
}>

const builder = new Kysely<{ orders: OrdersTable }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

export type OrderFilter = Readonly<{
  /** what a person typed, its keyed hash as a card, and as a licence key where it is one */
  search?: Search | undefined
  state?: OrderState | undefined
  channelId?: string | undefined
  productId?: string | undefined
  /** from this moment on, and before that one: when it was placed, or paid */
  from?: Instant | undefined
  until?: Instant | undefined
  daysOf: 'created' | 'paid'
  /** `open`: somebody must decide; `any`: there is or was something */
  cases?: 'open' | 'any' | undefined
  /** money was confirmed by hand, and a second person must agree */
  awaitsConfirmation?: boolean | undefined
  /** paid for and not delivered, and somebody may have to do something */
  goodsOwed?: boolean | undefined
  /** `without`: what counts in figures, and nothing else */
  tests: 'without' | 'only' | 'with'
  /** a shop for practising, where practice is all there is and counts */
  practice: boolean
}>

export type OrderSort = 'created_at' | '-created_at' | 'amount' | '-amount'

/** Where a page begins: behind this order. `at` is the sorted column as the database writes it. */
export type OrderCursor = Readonly<{ at: string; orderNumber: string }>

export type ListedOrder = Readonly<{
  orderNumber: string
  state: OrderState
  dueFen: Fen
  paidFen: Fen
  refundedFen: Fen
  contactPerson: string
  phone: string
  email: string | null
  payType: string | null
  tradeNo: string | null
  isTest: boolean
  /** went through a practice account alone */
  isPractice: boolean
  createdAt: Instant
  paidAt: Instant | null
  /** the channel that was paid, or chosen last */
  channelId: string | null
  lines: readonly Readonly<{ name: LocalText; quantity: number }>[]
  openCases: number
  awaitsConfirmation: boolean
  /** units paid for that were not delivered */
  owed: number
  /** what a coupon took off, already missing in `dueFen`, and its code */
  discountFen: Fen | null
  couponCode: string | null
  /** of the shop it was placed in; null: the main one */
  shopHost: string | null
  /** microseconds and all, for the cursor */
  createdText: string
}>

/** Orders that fit, at most `limit` of them behind the cursor. */
export async function listConsoleOrders(
  db: Db,
  merchantId: number,
  filter: OrderFilter,
  page: Readonly<{ sort: OrderSort; after?: OrderCursor | undefined; limit: number }>,
): Promise<ListedOrder[]> {
  const query = listQuery(merchantId, await narrowed(db, merchantId, filter), page)
  return run<ListedOrder>(db, query.compile())
}

/** The filter, and for what other tables say the orders that fit it, or how to tell one. */
type Narrowed = OrderFilter & Readonly<{ narrowed: readonly RawBuilder<boolean>[] }>

/**
 * What fits few orders is asked first, and they are named; no plan finds them sooner than by their numbers. What fits
 * many is checked order by order, so that a page of them is full soon.
 */
async function narrowed(db: Db, merchantId: number, filter: OrderFilter): Promise<Narrowed> {
  const asked = waysAsked(filter)
  const ways = asked.flat()
  if (ways.length === 0) return { ...filter, narrowed: [] }
  const found = await run<NamedBy>(db, fewNamedBy(merchantId, ways).compile(builder))
  const numbersOf = new Map(found.map(({ way, numbers }) => [ways[way], numbers]))
  return {
    ...filter,
    narrowed: asked
      .filter((either) => either.length > 0)
      .map((either) => fitsEither(either, (way) => numbersOf.get(way) ?? undefined)),
  }
}

/** Each of these must fit, by one of its ways. */
function waysAsked({
  search,
  channelId,
  productId,
  cases,
}: OrderFilter): readonly (readonly Way[])[] {
  const states = cases === 'open' ? ['open', 'acting'] : undefined
  return [
    search ? searchWays(search) : [],
    channelId ? [{ table: 'attempt', fits: (x) => sql`${x('channel_id')} = ${channelId}` }] : [],
    productId ? [{ table: 'order_line', fits: (x) => sql`${x('product_id')} = ${productId}` }] : [],
    cases
      ? [
          {
            table: 'money_case',
            fits: (x) => (states ? sql`${x('state')} = any(${states})` : sql`true`),
          },
        ]
      : [],
  ]
}

function listQuery(
  merchantId: number,
  filter: Narrowed,
  { sort, after, limit }: Parameters<typeof listConsoleOrders>[3],
) {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const column = sort.endsWith('amount') ? sql.ref('o.due_fen') : sql.ref('o.created_at')
  const type = sql.raw(sort.endsWith('amount') ? 'bigint' : 'timestamptz')
  const isBehind = sql.raw(direction === 'desc' ? '<' : '>')
  let query = fitting(merchantId, filter)
  if (after)
    query = query.where(
      sql<boolean>`(${column}, o.order_number) ${isBehind} (${after.at}::${type}, ${after.orderNumber})`,
    )
  return query
    .select([
      'o.order_number as orderNumber',
      'o.state',
      'o.due_fen as dueFen',
      'o.paid_fen as paidFen',
      'o.refunded_fen as refundedFen',
      'o.contact_person as contactPerson',
      'o.phone',
      'o.email',
      'o.pay_type as payType',
      'o.trade_no as tradeNo',
      'o.is_test as isTest',
      sql<boolean>`${sql.raw(practised('o', String(merchantId)))}`.as('isPractice'),
      'o.created_at as createdAt',
      'o.paid_at as paidAt',
      sql<string>`o.created_at::text`.as('createdText'),
      sql<string | null>`(select a.channel_id from attempt a
        where a.merchant_id = o.merchant_id and a.order_number = o.order_number
        order by a.state = 'paid' desc, a.chosen_at desc limit 1)`.as('channelId'),
      sql<
        ListedOrder['lines']
      >`(select jsonb_agg(jsonb_build_object('name', l.name, 'quantity', l.quantity)
          order by l.line_no)
        from order_line l
        where l.merchant_id = o.merchant_id and l.order_number = o.order_number)`.as('lines'),
      sql<number>`(select count(*) from money_case c
        where c.merchant_id = o.merchant_id and c.order_number = o.order_number
          and c.state in ('open', 'acting'))`.as('openCases'),
      sql<boolean>`${confirmationAwaits}`.as('awaitsConfirmation'),
      sql.raw<number>(owedUnits('o')).as('owed'),
      sql<Fen | null>`${couponUse('discount_fen')}`.as('discountFen'),
      sql<string | null>`${couponUse('code')}`.as('couponCode'),
      sql<string | null>`(select s.host from order_shop b join shop s using (merchant_id, shop_id)
        where b.merchant_id = o.merchant_id and b.order_number = o.order_number)`.as('shopHost'),
    ])
    .orderBy(column, direction)
    .orderBy('o.order_number', direction)
    .limit(limit)
}

export type OrderSums = Readonly<{ count: number; paidFen: Fen; refundedFen: Fen }>

/** Adding up what other tables must be asked about is not worth more than so many rows. */
const summedMax = 10_000

/** How many orders fit, what was paid for them and what went back; undefined where that would take too long. */
export async function countConsoleOrders(
  db: Db,
  merchantId: number,
  filter: OrderFilter,
): Promise<OrderSums | undefined> {
  const { channelId, productId, cases, search } = filter
  const isCostly =
    Boolean(channelId ?? productId ?? cases ?? search) ||
    filter.awaitsConfirmation === true ||
    filter.goodsOwed === true
  const rows = fitting(merchantId, await narrowed(db, merchantId, filter)).select([
    'o.paid_fen',
    'o.refunded_fen',
  ])
  const query = builder
    .selectFrom((isCostly ? rows.limit(summedMax + 1) : rows).as('o'))
    .select([
      sql<number>`count(*)`.as('count'),
      sql<Fen>`coalesce(sum(o.paid_fen), 0)::bigint`.as('paidFen'),
      sql<Fen>`coalesce(sum(o.refunded_fen), 0)::bigint`.as('refundedFen'),
    ])
  const [sums] = await run<OrderSums>(db, query.compile())
  return sums && !(isCostly && sums.count > summedMax) ? sums : undefined
}

function fitting(merchantId: number, filter: Narrowed) {
  const { state, from, until, daysOf, tests, practice } = filter
  const day = daysOf === 'paid' ? 'o.paid_at' : 'o.created_at'
  let query = builder.selectFrom('orders as o').where('o.merchant_id', '=', merchantId)
  // Said outright, as no parameter leads to an index of test orders alone.
  if (tests === 'only') query = query.where(sql<boolean>`o.is_test`)
  if (tests === 'without')
    query = query.where(sql.raw<boolean>(counted('o', String(practice), String(merchantId))))
  // An order that is being closed still waits, for everybody but us.
  if (state === 'waiting')
    query = query.where(sql.raw<boolean>(isOpenOrder('o', String(merchantId))))
  else if (state) query = query.where('o.state', '=', state)
  if (from !== undefined) query = query.where(sql<boolean>`${sql.ref(day)} >= ${moment(from)}`)
  if (until !== undefined) query = query.where(sql<boolean>`${sql.ref(day)} < ${moment(until)}`)
  for (const fits of filter.narrowed) query = query.where(fits)
  if (filter.awaitsConfirmation) query = query.where(confirmationAwaits)
  if (filter.goodsOwed) query = query.where(sql.raw<boolean>(goodsOwed('o', String(merchantId))))
  return query
}

function moment(at: Instant) {
  return sql`${new Date(at).toISOString()}::timestamptz`
}

function couponUse(column: 'discount_fen' | 'code') {
  return sql`(select u.${sql.ref(column)} from coupon_use u
    where u.merchant_id = o.merchant_id and u.order_number = o.order_number)`
}

const confirmationAwaits = sql<boolean>`exists (select from manual_confirmation x
  where x.merchant_id = o.merchant_id and x.order_number = o.order_number and x.state = 'awaiting')`

/**
 * Planned anew each time: what is rare and what is common want other plans, and one kept for all of them is bad at
 * either. So the statement has no name.
 */
async function run<Row>(db: Db, { sql: text, parameters }: CompiledQuery): Promise<Row[]> {
  return db.rows<Row>(statement('', text), parameters)
}
