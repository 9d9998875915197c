// Payments that are told of at the same moment are settled together: one reading of the books, one transaction. Whoever
// comes alone goes at once; in a rush those who come while a group is being written go with the next one.

import { isSaidNo } from '../../db/connect.ts'
import { findSnapshots } from '../../db/payment-snapshot.ts'
import { markPaidTogether, type PaidWrite } from '../../db/payments.ts'
import type { App } from '../app.ts'
import { type Applied, applyFact, type FactReport, plainPayment, tellPaid } from './apply-fact.ts'

/** So many go alone, at once and in the cheapest way; who comes while these or a group are under way goes with others. */
const aloneMax = 2
/** While one group is written the next one is read, and one waits for the disk while the other has the processor. */
const groupsMax = 2
const togetherMax = 64
/** So many are worth statements and a commit of their own beside a group; fewer wait until it is written. */
const besideMin = 16

type Told = Readonly<{
  app: App
  report: FactReport
  resolve(applied: Applied | Promise<Applied>): void
  reject(error: unknown): void
}>

type Desk = { alone: number; groups: number; isCalled: boolean; readonly waiting: Told[] }

/** By the connections they use: notices have their own. */
const desks = new WeakMap<App['db'], Desk>()

/** As applyFact, together with what else is told of meanwhile. What cannot be settled so is settled by itself. */
export function applyTogether(app: App, report: FactReport): Promise<Applied> {
  const desk = desks.get(app.db) ?? { alone: 0, groups: 0, isCalled: false, waiting: [] }
  desks.set(app.db, desk)
  return new Promise((resolve, reject) => {
    desk.waiting.push({ app, report, resolve, reject })
    if (desk.alone + desk.groups === 0) serve(desk)
    else call(desk)
  })
}

/** Beside others, who comes in the same turn of the event loop comes together. */
function call(desk: Desk): void {
  if (desk.isCalled || desk.waiting.length === 0) return
  desk.isCalled = true
  setImmediate(() => {
    desk.isCalled = false
    serve(desk)
  })
}

function serve(desk: Desk): void {
  while (isGroup(desk)) void goTogether(desk, desk.waiting.splice(0, shareOf(desk)))
  const [first, ...others] = desk.waiting
  if (!first || others.length > 0 || desk.alone >= aloneMax || desk.groups > 0) return
  desk.waiting.length = 0
  void goAlone(desk, first)
}

function isGroup({ waiting, groups }: Desk): boolean {
  return groups < groupsMax && waiting.length >= (groups === 0 ? 2 : besideMin)
}

/** Where two groups can be made of those who wait, both go at once. */
function shareOf({ waiting: { length }, groups }: Desk): number {
  const isForTwo = groups === 0 && length >= 2 * besideMin
  return Math.min(togetherMax, isForTwo ? Math.ceil(length / 2) : length)
}

async function goAlone(desk: Desk, { app, report, resolve, reject }: Told): Promise<void> {
  desk.alone += 1
  await applyFact(app, report).then(resolve, reject)
  desk.alone -= 1
  call(desk)
}

/** None waits for a lock. */
async function goTogether(desk: Desk, group: readonly Told[]): Promise<void> {
  desk.groups += 1
  const [first] = group
  try {
    const reports = group.map(({ report }) => report)
    const paid = first ? await payGroup(first.app, reports) : new Set()
    for (const { app, report, resolve } of group)
      resolve(paid.has(report) ? 'applied' : applyFact(app, report))
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
  desk.groups -= 1
  call(desk)
}

/**
 * Those that were paid in time for new licences, and are; every other is left out, and all of them when one of them
 * cannot be written. Throws when the database is away; nothing is written then.
 */
async function payGroup(
  app: App,
  reports: readonly FactReport[],
): Promise<ReadonlySet<FactReport>> {
  try {
    const plain = await findPlain(app, reports)
    if (plain.size === 0) return new Set()
    const won = await markPaidTogether(app.db, app.merchantId, [...plain.values()])
    // In the order they came in, whatever order the database answers in.
    const paid = [...plain.values()].filter(({ write }) => won.has(write.orderNumber))
    if (paid.length > 1) app.log.debug('paid_together', { count: paid.length })
    for (const { report, write } of paid) tellPaid(app, write.orderNumber, report, undefined)
    return new Set(paid.map(({ report }) => report))
  } catch (error) {
    // A database that is away is away for each of them.
    if (!isSaidNo(error)) throw error
    app.log.warn('payments_not_together', { count: reports.length, error })
    return new Set()
  }
}

/** By their orders; of two payments of one order the second would find the books moved. */
async function findPlain(app: App, reports: readonly FactReport[]) {
  const asked = reports.map(({ channelId, fact, notice }) => ({
    channelId,
    fact,
    newsId: notice?.newsId ?? null,
  }))
  const books = await findSnapshots(app.db, app.merchantId, asked)
  const plain = new Map<string, PaidWrite & Readonly<{ report: FactReport }>>()
  for (const [at, report] of reports.entries()) {
    const one = books[at] && plainPayment(app, report, books[at])
    if (one && !plain.has(one.write.orderNumber))
      plain.set(one.write.orderNumber, { ...one, report })
  }
  return plain
}
