// The first page: what was sold, how far orders came, what waits for a person, and what is about to fail.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import { sumDays, totalOf } from '../../../app/books/sum-days.ts'
import { findWarnings } from '../../../app/console-warnings.ts'
import { isPractice } from '../../../app/practice.ts'
import { billDayOf, dayAfter } from '../../../core/bill.ts'
import { type Days, daysBefore, lengthOf } from '../../../core/days.ts'
import { findLastAudit } from '../../../db/audit-runs.ts'
import { countWaitingNow, type Waiting } from '../../../db/console-dashboard.ts'
import type { DaySums, SumsOfDay } from '../../../db/console-day-sums.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import { consoleRoute, found, textOrNull } from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { dayQuery, signedYuan } from './money-fields.ts'

const path = '/api/v1/admin/dashboard'
const rangeMaxDays = 366
/** A short range is too little to see a trend in. */
const trendDays = 30
const trendMinDays = 7
const weekDays = 7
/** Products below these are left out. */
const productsMax = 100

const Figures = Type.Object({
  from: Type.String(),
  to: Type.String(),
  revenue: Type.Number({ description: 'of orders paid in these days' }),
  refunded: Type.Number({ description: 'that went back in these days, whenever it was paid' }),
  net: Type.Number(),
  paid_orders: Type.Integer(),
  refunds: Type.Integer(),
  orders: Type.Integer({ description: 'placed in these days' }),
})
const Day = Type.Object({
  day: Type.String(),
  revenue: Type.Number(),
  refunded: Type.Number(),
  net: Type.Number(),
  orders: Type.Integer(),
  paid_orders: Type.Integer(),
})
const Amounts = { revenue: Type.Number(), refunded: Type.Number(), net: Type.Number() }
const Dashboard = Type.Object({
  range: Figures,
  steps: Type.Object(
    {
      placed: Type.Integer(),
      opened: Type.Integer(),
      paid: Type.Integer(),
      delivered: Type.Integer(),
    },
    { description: 'how far the orders placed in the range came until now' },
  ),
  failed: Type.Object(
    {
      expired: Type.Integer({ description: 'not paid in time' }),
      charges_refused: Type.Integer({ description: "of the buyer's code at the counter" }),
      refunds_failed: Type.Integer(),
    },
    { description: 'what of these orders failed until now' },
  ),
  before: Figures,
  same_weekday: Type.Union([Figures, Type.Null()], {
    description: 'for a single day: a week before',
  }),
  days: Type.Array(Day),
  channels: Type.Array(
    Type.Object({ channel_id: Type.String(), paid_orders: Type.Integer(), ...Amounts }),
  ),
  products: Type.Array(
    Type.Object({
      product_id: Type.String(),
      package_id: Type.String(),
      name: Type.String(),
      sold: Type.Integer(),
      ...Amounts,
    }),
  ),
  waiting: Type.Object({
    cases_open: Type.Integer(),
    waivers: Type.Integer({
      description: 'cases somebody wants to leave; a second person must agree',
    }),
    confirmations: Type.Integer({
      description: 'money confirmed by hand that a second person must agree to',
    }),
    payees: Type.Integer({
      description: 'changes of who gets the money that another owner must agree to',
    }),
    goods_owed: Type.Integer({ description: 'orders paid for and not delivered' }),
    refunds_awaiting: Type.Integer(),
    refunds_under_way: Type.Integer(),
    jobs_set_aside: Type.Integer(),
    notices_refused: Type.Integer({ description: 'of the last 7 days' }),
  }),
  last_audit: Type.Object({
    finished_at: textOrNull,
    checked: Type.Integer(),
    broken: Type.Integer(),
  }),
  practice: Type.Boolean({ description: 'nothing real is sold yet, so practice counts' }),
})

export const dashboardRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'The figures of a range of days (Asia/Shanghai, today when absent) and what waits now',
    right: 'dashboard.read',
    query: Type.Object(dayQuery, { additionalProperties: false }),
    reply: Dashboard,
    errors: ['invalid_request'],
    async run({ app, query, lang }) {
      return ok(found, await figuresOf(app, rangeIn(app, query), lang))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/warnings`,
    summary: 'What the doctor finds fault with; asks the gateways, at most every ten minutes',
    right: 'dashboard.read',
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          level: Type.Union([Type.Literal('warn'), Type.Literal('bad')]),
          check: Type.String(),
          says: Type.String(),
        }),
      ),
    }),
    async run({ app, lang }) {
      const findings = await findWarnings(app)
      const rows = findings.map(({ level, check, ...says }) => ({ level, check, says: says[lang] }))
      return ok(found, { rows })
    },
  }),
]

function rangeIn(app: App, given: Readonly<{ from?: string; to?: string }>): Days {
  const today = billDayOf(app.clock.now())
  const days = { from: given.from ?? given.to ?? today, to: given.to ?? today }
  const length = lengthOf(days)
  if (length < 1 || length > rangeMaxDays) throw new Refusal('invalid_request', { field: 'from' })
  return days
}

/** All the page shows of a range of days, asked for at once. */
export async function figuresOf(
  app: App,
  days: Days,
  lang: Lang,
): Promise<Static<typeof Dashboard>> {
  const { db, merchantId } = app
  const practice = isPractice(app)
  const length = lengthOf(days)
  const before = daysBefore(days, length)
  const lastWeek = length === 1 ? daysBefore(days, weekDays) : undefined
  const trend =
    length >= trendMinDays ? days : { from: dayAfter(days.to, 1 - trendDays), to: days.to }
  const [first = days.from] = [before.from, trend.from, lastWeek?.from ?? days.from].sort()
  const [all, waiting, audit] = await Promise.all([
    sumDays(app, { from: first, to: days.to }),
    countWaitingNow(db, merchantId, practice),
    findLastAudit(db, merchantId),
  ])
  const own = totalOf(all, days)
  return {
    range: rangeOf(own, days),
    ...stepsData(own),
    before: rangeOf(totalOf(all, before), before),
    same_weekday: lastWeek ? rangeOf(totalOf(all, lastWeek), lastWeek) : null,
    days: dayRows(all, trend),
    channels: own.channels.map(({ channelId, paid, ...money }) => ({
      channel_id: channelId,
      paid_orders: paid,
      ...amountsOf(money),
    })),
    products: own.products
      .slice(0, productsMax)
      .map(({ productId, planId, name, sold, ...money }) => ({
        product_id: productId,
        package_id: planId,
        name: name[lang],
        sold,
        ...amountsOf(money),
      })),
    waiting: waitingData(waiting),
    last_audit: {
      finished_at: timeOrNull(audit?.finishedAt ?? null),
      checked: audit?.checked ?? 0,
      broken: audit?.broken ?? 0,
    },
    practice,
  }
}

function stepsData(sums: DaySums) {
  const { placed, opened, paidOfPlaced: paid, delivered } = sums
  return {
    steps: { placed, opened, paid, delivered },
    failed: {
      expired: sums.expired,
      charges_refused: sums.chargesRefused,
      refunds_failed: sums.refundsFailed,
    },
  }
}

function waitingData(waiting: Waiting) {
  return {
    cases_open: waiting.casesOpen,
    waivers: waiting.waiversAwaiting,
    confirmations: waiting.confirmationsAwaiting,
    payees: waiting.payeesAwaiting,
    goods_owed: waiting.goodsOwed,
    refunds_awaiting: waiting.refundsAwaiting,
    refunds_under_way: waiting.refundsUnderWay,
    jobs_set_aside: waiting.jobsSetAside,
    notices_refused: waiting.noticesRefused,
  }
}

function rangeOf(sums: DaySums, days: Days): Static<typeof Figures> {
  return {
    ...days,
    ...amountsOf(sums),
    paid_orders: sums.paid,
    refunds: sums.refunds,
    orders: sums.placed,
  }
}

function dayRows(all: readonly SumsOfDay[], trend: Days): Static<typeof Day>[] {
  return all
    .filter(({ day }) => day >= trend.from && day <= trend.to)
    .sort((one, other) => (one.day < other.day ? -1 : 1))
    .map(({ day, sums }) => ({
      day,
      ...amountsOf(sums),
      orders: sums.placed,
      paid_orders: sums.paid,
    }))
}

function amountsOf({ paidFen, refundedFen }: Readonly<{ paidFen: number; refundedFen: number }>) {
  return {
    revenue: signedYuan(paidFen),
    refunded: signedYuan(refundedFen),
    net: signedYuan(paidFen - refundedFen),
  }
}
