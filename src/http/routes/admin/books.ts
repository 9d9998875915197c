// Reconciliation: how each day's bill compares with our books, every difference with its end, and the clearing
// accounts by day.

import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { audited } from '../../../app/audited.ts'
import { askForBill } from '../../../app/books/ask-for-bill.ts'
import { importBillFile } from '../../../app/books/import-bill.ts'
import { formatShanghai } from '../../../core/time.ts'
import {
  type BillDay,
  type BillDifference,
  findBillDay,
  type LedgerDay,
  listBillDays,
  listBillDifferences,
  listLedgerDays,
} from '../../../db/console-books.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import { amountOrNull, dayIn, dayQuery, oneOf, signedYuan, yuanOrNull } from './money-fields.ts'

const path = '/api/v1/admin/books'
const Channel = Type.String({ minLength: 1, maxLength: 64 })
const Params = Type.Object({ channel: Channel, day: Type.String({ maxLength: 10 }) })
const State = oneOf(['waiting', 'balanced', 'different', 'unavailable'])
const Kind = oneOf([
  'unknown_payment',
  'missing_payment',
  'amount',
  'unknown_refund',
  'missing_refund',
  'refund_amount',
  'totals',
  'foreign_sale',
  'funds',
])
const DifferenceState = oneOf(['healed', 'waiting', 'case', 'resolved'])
const after = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}\\..{1,64}$' }))
/** More are on record; nobody reads more. */
const listedMax = 500
/** Of a file somebody brings, 24 MiB: some million lines of a packed bill. `keytill reconcile --file` takes any. */
const fileBase64Max = 24 * 1_048_576 * (4 / 3)

const row = {
  day: Type.String(),
  channel: Type.String(),
  state: State,
  trouble: textOrNull,
  compared_at: Type.String(),
  fetched_at: textOrNull,
  lines: Type.Integer(),
  matched: Type.Integer({ description: 'payments and refunds that bill and books both have' }),
  healed: Type.Integer(),
  waiting: Type.Integer(),
  open: Type.Integer({ description: 'differences with a case' }),
  resolved: Type.Integer(),
  is_busy: Type.Boolean({ description: 'the bill is being fetched or compared now' }),
}
const Sums = Type.Object({
  payments: Type.Integer(),
  payments_amount: Type.Number(),
  refunds: Type.Integer(),
  refunds_amount: Type.Number(),
})
const Difference = Type.Object({
  kind: Kind,
  ref: Type.String(),
  state: DifferenceState,
  says: Type.String(),
  ours: amountOrNull,
  bill: amountOrNull,
  order_number: textOrNull,
  refund_no: textOrNull,
  case: Type.Union([Type.Object({ kind: Type.String(), ref: Type.String() }), Type.Null()]),
})
const Day = Type.Object({
  ...row,
  file_bytes: Type.Union([Type.Integer(), Type.Null()]),
  bill: Sums,
  books: Sums,
  matched_sums: Sums,
  fee: Type.Number({ description: 'what the gateway kept, by its bill' }),
  ledger_fee: Type.Number({ description: 'the same by our ledger' }),
  payouts: Type.Number({
    description: "what went to the merchant's bank, by the bill of movements",
  }),
  ledger_payouts: Type.Number({ description: 'the same by our ledger' }),
  closing: Type.Union([Type.Number(), Type.Null()], {
    description: 'what the account held at the end of the day, by the bill of movements',
  }),
  ledger_closing: Type.Union([Type.Number(), Type.Null()], {
    description: 'the same by what it held before and what moved since by our ledger',
  }),
  differences: Type.Array(Difference),
  is_cut: Type.Boolean({ description: 'there are more differences than are listed' }),
})
const LedgerRow = Type.Object({
  day: Type.String(),
  channel: Type.String(),
  payments: Type.Integer(),
  payments_amount: Type.Number(),
  refunds: Type.Integer(),
  refunds_amount: Type.Number(),
  fee: Type.Number(),
  payouts: Type.Number({ description: "what went to the merchant's bank" }),
  balance: Type.Number({
    description: 'what had come in and not gone out by the end of the day',
  }),
})
const dayList = { ...listQuery, ...dayQuery, after, channel: Type.Optional(Channel) }

export const booksRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: `${path}/days`,
    summary: "Each day's bill compared with the books, by channel, newest first",
    right: 'books.read',
    query: Type.Object(
      { ...dayList, state: Type.Optional(State) },
      { additionalProperties: false },
    ),
    reply: listReply(Type.Object(row)),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const filter = { ...filterOf(query), state: query.state }
      const cursor = cursorOf(query.after)
      const days = await listBillDays(app.db, app.merchantId, filter, cursor, limit + 1)
      return ok(found, pageOf(days, limit, rowOf, cursorBehind))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/days/:channel/:day`,
    summary: 'A day at a channel: the sums of both sides, and every difference',
    right: 'books.read',
    params: Params,
    reply: Day,
    errors: ['invalid_request', 'not_found'],
    async run({ app, params, lang }) {
      const { channel: channelId, day } = params
      const scope = { merchantId: app.merchantId, channelId, day: dayIn('day', day) }
      const seen = await findBillDay(app.db, scope)
      if (!seen) throw new Refusal('not_found')
      const span = { channelId, from: day, to: day }
      const [ledger] = await listLedgerDays(app.db, app.merchantId, span, undefined, 1)
      const differences = await listBillDifferences(app.db, scope, listedMax + 1)
      return ok(found, dayOf(seen, ledger, differences, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/days/:channel/:day/fetch`,
    summary: "Fetch a day's bill again and compare it; safe to repeat",
    right: 'books.write',
    params: Params,
    body: nothing,
    reply: nothing,
    errors: ['invalid_request', 'gateway_not_configured'],
    async run({ app, by, params }) {
      const { channel } = params
      const day = dayIn('day', params.day)
      await audited(
        app,
        by,
        (inside) => askForBill(inside, channel, day),
        () => ({ action: 'books.fetch', subject: `${channel}:${day}` }),
      )
      return ok({ zh: '正在重新取账单并核对', en: 'The bill is being fetched and compared' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/days/:channel/:day/import`,
    summary: "Bring a day's bill as the file the gateway gave, and compare it; safe to repeat",
    right: 'books.write',
    stepUp: true,
    bodyMax: fileBase64Max + 1_024,
    params: Params,
    body: Type.Object(
      {
        file: Type.String({
          minLength: 1,
          maxLength: fileBase64Max,
          pattern: '^[A-Za-z0-9+/]+={0,2}$',
          description: 'its bytes in base64: the archive or the table of Alipay or WeChat Pay',
        }),
      },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: [
      'invalid_request',
      'gateway_not_configured',
      'bill_unreadable',
      'bill_of_other_account',
      'bill_of_other_day',
      'bill_contradicts_itself',
      'bill_kept_differs',
    ],
    async run({ app, by, params, body }) {
      const { channel } = params
      const day = dayIn('day', params.day)
      const bytes = Buffer.from(body.file, 'base64')
      await audited(
        app,
        by,
        (inside) => importBillFile(inside, channel, day, bytes),
        (kind) => ({
          action: 'books.import',
          subject: `${channel}:${day}`,
          details: { kind, sha256: createHash('sha256').update(bytes).digest('hex') },
        }),
      )
      return ok({ zh: '账单已导入，正在核对', en: 'The bill is imported and being compared' }, {})
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/ledger`,
    summary: "Each channel's clearing account by day, newest first",
    right: 'books.read',
    query: Type.Object(dayList, { additionalProperties: false }),
    reply: listReply(LedgerRow),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const cursor = cursorOf(query.after)
      const days = await listLedgerDays(app.db, app.merchantId, filterOf(query), cursor, limit + 1)
      return ok(found, pageOf(days, limit, ledgerRowOf, cursorBehind))
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/channels`,
    summary: 'The channels bills come from, for the filters',
    right: 'books.read',
    reply: Type.Object({ channels: Type.Array(Type.String()) }),
    async run({ app }) {
      return ok(found, { channels: app.channels.map(({ id }) => id) })
    },
  }),
]

type DayList = Readonly<{ channel?: string; from?: string; to?: string }>

function filterOf({ channel, from, to }: DayList) {
  return {
    channelId: channel,
    from: from === undefined ? undefined : dayIn('from', from),
    to: to === undefined ? undefined : dayIn('to', to),
  }
}

function cursorOf(given: string | undefined) {
  return given === undefined
    ? undefined
    : { day: dayIn('after', given.slice(0, 10)), channelId: given.slice(11) }
}

function cursorBehind({ day, channelId }: Readonly<{ day: string; channelId: string }>): string {
  return `${day}.${channelId}`
}

function rowOf(one: BillDay) {
  const { matchedPayments = 0, matchedRefunds = 0, lines = 0 } = one.counts
  return {
    day: one.day,
    channel: one.channelId,
    state: one.state,
    trouble: one.trouble,
    compared_at: formatShanghai(one.ranAt),
    fetched_at: timeOrNull(one.fetchedAt),
    lines,
    matched: matchedPayments + matchedRefunds,
    healed: one.healed,
    waiting: one.waiting,
    open: one.open,
    resolved: one.resolved,
    is_busy: one.isBusy,
  }
}

function dayOf(
  one: BillDay,
  ledger: LedgerDay | undefined,
  differences: readonly BillDifference[],
  lang: Lang,
) {
  const { counts } = one
  const sum = (name: string) => signedYuan(counts[name] ?? 0)
  const sumOrNull = (name: string) => {
    const fen = counts[name]
    return fen === undefined ? null : signedYuan(fen)
  }
  return {
    ...rowOf(one),
    file_bytes: one.fileBytes,
    bill: {
      payments: counts.payments ?? 0,
      payments_amount: sum('paymentsFen'),
      refunds: counts.refunds ?? 0,
      refunds_amount: sum('refundsFen'),
    },
    books: {
      payments: ledger?.payments ?? 0,
      payments_amount: signedYuan(ledger?.paymentsFen ?? 0),
      refunds: ledger?.refunds ?? 0,
      refunds_amount: signedYuan(ledger?.refundsFen ?? 0),
    },
    matched_sums: {
      payments: counts.matchedPayments ?? 0,
      payments_amount: sum('matchedPaymentsFen'),
      refunds: counts.matchedRefunds ?? 0,
      refunds_amount: sum('matchedRefundsFen'),
    },
    fee: sum('feeFen'),
    ledger_fee: signedYuan(ledger?.feeFen ?? 0),
    payouts: sum('payoutFen'),
    ledger_payouts: signedYuan(ledger?.payoutsFen ?? 0),
    closing: sumOrNull('closingFen'),
    ledger_closing: sumOrNull('closingBookedFen'),
    differences: differences.slice(0, listedMax).map((one) => differenceOf(one, lang)),
    is_cut: differences.length > listedMax,
  }
}

function differenceOf(one: BillDifference, lang: Lang) {
  return {
    kind: one.kind,
    ref: one.ref,
    state: one.state,
    says: one.says[lang],
    ours: yuanOrNull(one.oursFen),
    bill: yuanOrNull(one.billFen),
    order_number: one.orderNumber,
    refund_no: one.refundNo,
    case: one.case,
  }
}

function ledgerRowOf(one: LedgerDay) {
  return {
    day: one.day,
    channel: one.channelId,
    payments: one.payments,
    payments_amount: signedYuan(one.paymentsFen),
    refunds: one.refunds,
    refunds_amount: signedYuan(one.refundsFen),
    fee: signedYuan(one.feeFen),
    payouts: signedYuan(one.payoutsFen),
    balance: signedYuan(one.balanceFen),
  }
}
