// Finding a day's differences, page by page, and mending on the way what the gateway can answer for.

import { missingFrom } from '../../core/bill.ts'
import { type Difference, differ } from '../../core/reconcile.ts'
import { findAttempt } from '../../db/attempts.ts'
import type { BillScope } from '../../db/bills.ts'
import { bePatient, type Database, type Db } from '../../db/connect.ts'
import { findForeignSales } from '../../db/day-sums.ts'
import { enqueueJob } from '../../db/jobs.ts'
import {
  hasMismatchCase,
  isKnownPayment,
  listMissingPayments,
  listMissingRefunds,
  listOddPayments,
  listOddRefunds,
  listRepeatedPayments,
  listRepeatedRefunds,
  type Missing,
  type OddPayment,
  type OddRefund,
  pageSize,
} from '../../db/reconcile.ts'
import type { App, Channel } from '../app.ts'
import { patientMs, queryPayment } from '../payment/query-payment.ts'

type Page = readonly Difference[]

/** Questions to a gateway at once, and for one day in all where the answer is only a remark. */
const atOnce = 4
const remarksMax = 200

/** Payments of the bill that the books do not have so. */
export async function* findOddPayments(
  app: App,
  channel: Channel,
  scope: BillScope,
): AsyncGenerator<Page> {
  yield* pages(
    app.db,
    0,
    (db, after) => listOddPayments(db, scope, after, namesForeign(app)),
    ({ lineNo }) => lineNo,
    (odd) => namePayment(app, channel, scope, odd),
  )
}

/** Refunds of the bill that the books do not have so. */
export async function* findOddRefunds(app: App, scope: BillScope): AsyncGenerator<Page> {
  yield* pages(
    app.db,
    0,
    (db, after) => listOddRefunds(db, scope, after, namesForeign(app)),
    ({ lineNo }) => lineNo,
    (odd) => nameRefund(app, odd),
  )
}

/** Sales of others on the same account: one remark for the day, unless the merchant wants a case for each. */
export async function findForeign(app: App, scope: BillScope): Promise<Page> {
  if (namesForeign(app)) return []
  const { count, fen } = await app.db.tx(async (tx) => {
    await bePatient(tx)
    return findForeignSales(tx, scope)
  })
  if (count === 0) return []
  return [differ('sold_elsewhere', `${scope.day}:elsewhere`, { billFen: fen, word: `${count}` })]
}

function namesForeign({ settings }: App): boolean {
  return settings.foreignSales === 'each'
}

/** Payments and refunds that the bill has more than once. */
export async function findRepeated(app: App, scope: BillScope): Promise<Page> {
  const { payments, refunds } = await app.db.tx(async (tx) => {
    await bePatient(tx)
    return {
      payments: await listRepeatedPayments(tx, scope),
      refunds: await listRepeatedRefunds(tx, scope),
    }
  })
  return [
    ...payments.map(({ number, times, ...rest }) =>
      differ('billed_twice', `${number}:times`, {
        ...rest,
        gatewayTradeNo: number,
        word: `${times}`,
      }),
    ),
    ...refunds.map(({ number, times, ...rest }) =>
      differ('refund_billed_twice', `${number}:times`, {
        ...rest,
        refundNo: number,
        word: `${times}`,
      }),
    ),
  ]
}

/** Money of ours that is in no bill: waited for where a neighbour's bill may have it. */
export async function* findMissing(
  app: App,
  channel: Channel,
  scope: BillScope,
): AsyncGenerator<Page> {
  const isOver = app.clock.now() >= missingFrom(scope.day)
  let asked = 0
  yield* pages(
    app.db,
    '',
    (db, after) => listMissingPayments(db, scope, after),
    ({ number }) => number,
    async (missing) => {
      asked += 1
      const word = asked <= remarksMax ? await remarkOf(channel, missing) : null
      const { number, outTradeNo, oursFen } = missing
      const evidence = { gatewayTradeNo: number, outTradeNo, oursFen, word }
      return differ(isOver ? 'missing' : 'missing_yet', number, evidence)
    },
  )
  yield* pages(
    app.db,
    '',
    (db, after) => listMissingRefunds(db, scope, after),
    ({ number }) => number,
    async ({ number, outTradeNo, oursFen }) =>
      differ(isOver ? 'refund_missing' : 'refund_missing_yet', number, {
        refundNo: number,
        outTradeNo,
        oursFen,
      }),
  )
}

async function remarkOf({ gateway }: Channel, { outTradeNo }: Missing): Promise<string> {
  return (await gateway.query(outTradeNo, patientMs)).outcome
}

async function namePayment(
  app: App,
  channel: Channel,
  scope: BillScope,
  odd: OddPayment,
): Promise<Difference> {
  const { lineNo, entry, gatewayTradeNo, outTradeNo, billFen, factFen, attemptFen } = odd
  const evidence = { billFen, outTradeNo, gatewayTradeNo }
  const ref = gatewayTradeNo ?? `${scope.day}:${lineNo}`
  if (entry !== 'payment') return differ('other_movement', `${ref}:${lineNo}`, evidence)
  if (factFen !== null) {
    const reason = factFen === billFen ? 'other_number' : 'other_amount'
    return differ(reason, ref, { ...evidence, oursFen: factFen, word: outTradeNo })
  }
  if (attemptFen === null || gatewayTradeNo === null || outTradeNo === null)
    return differ('not_ours', ref, evidence)
  return mend(app, channel, scope, { ...evidence, outTradeNo, gatewayTradeNo, attemptFen })
}

/** The file itself is not signed, so the gateway is asked, and its signed word is what becomes a fact. */
async function mend(
  app: App,
  channel: Channel,
  scope: BillScope,
  line: Readonly<{
    billFen: number
    outTradeNo: string
    gatewayTradeNo: string
    attemptFen: number
  }>,
): Promise<Difference> {
  const { attemptFen, ...evidence } = line
  const ref = line.gatewayTradeNo
  const attempt = await findAttempt(app.db, app.merchantId, channel.id, line.outTradeNo)
  const news = attempt ? await queryPayment(app, attempt, patientMs) : 'unknown'
  const isSame = line.billFen === attemptFen
  if (await isKnownPayment(app.db, scope, ref)) {
    app.log.warn('healed_by_bill', { channel: channel.id, ...evidence })
    return isSame
      ? differ('told_by_bill', ref, evidence)
      : differ('other_amount', ref, { ...evidence, oursFen: attemptFen })
  }
  if (await hasMismatchCase(app.db, scope, ref))
    return differ('refused', ref, { ...evidence, oursFen: attemptFen })
  const isSilent = news === 'unknown' && app.clock.now() < missingFrom(scope.day)
  return isSilent
    ? differ('gateway_silent', ref, evidence)
    : differ('gateway_denies', ref, { ...evidence, word: news })
}

/** The gateway is still to say what became of these. */
const unsettled = ['planned', 'processing', 'unknown']

async function nameRefund(app: App, odd: OddRefund): Promise<Difference> {
  const { lineNo, refundNo, outTradeNo, gatewayTradeNo, billFen, oursFen, state } = odd
  const evidence = { billFen, outTradeNo, gatewayTradeNo, refundNo }
  if (refundNo === null || state === null || oursFen === null)
    return differ('refund_not_ours', refundNo ?? `${gatewayTradeNo}:${lineNo}`, evidence)
  if (oursFen !== billFen) return differ('refund_other_amount', refundNo, { ...evidence, oursFen })
  if (!unsettled.includes(state))
    return differ('refund_contradicts', refundNo, { ...evidence, word: state })
  if (state !== 'planned') await enqueueJob(app.db, app.merchantId, 'refund', refundNo, 0)
  return differ('refund_asked', refundNo, evidence)
}

/** Reads page after page and names what is in each, a few at a time. */
async function* pages<Row, Key>(
  db: Database,
  first: Key,
  read: (db: Db, after: Key) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
  name: (row: Row) => Promise<Difference>,
): AsyncGenerator<Page> {
  let after = first
  for (;;) {
    const at = after
    const rows = await db.tx(async (tx) => {
      await bePatient(tx)
      return read(tx, at)
    })
    const page: Difference[] = []
    for (let at = 0; at < rows.length; at += atOnce)
      page.push(...(await Promise.all(rows.slice(at, at + atOnce).map(name))))
    if (page.length > 0) yield page
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = keyOf(last)
  }
}
