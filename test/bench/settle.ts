// settle.N: notices taken per second, N in flight, from raw bytes to the durable licence; and, as floor, the
// very statements those notices lead to, sent by the bare driver with their values ready. settle.p99: how long one
// notice in a hundred takes, or longer, while they come at half the highest of these rates.

import type pg from 'pg'
import type { App } from '../../src/app/app.ts'
import { applyFact, type FactReport } from '../../src/app/payment/apply-fact.ts'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import { newOrderNumber } from '../../src/core/ids.ts'
import { type Fen, formatYuan } from '../../src/core/money.ts'
import type { OrderLine } from '../../src/core/order.ts'
import { formatShanghai, later } from '../../src/core/time.ts'
import { insertAttempt } from '../../src/db/attempts.ts'
import { type Database, statement } from '../../src/db/connect.ts'
import { insertOrders } from '../../src/db/place-orders.ts'
import { newTradeNo } from '../support/platform.ts'
import { connectBare, recorded, type Sent, send } from './recorded.ts'
import type { Figure } from './report.ts'
import { median, rateOf, takeTurns } from './rounds.ts'
import { onStage, quiet, type Stage } from './stage.ts'

const rounds = 7
const loads = [
  { inFlight: 1, perRound: 80 },
  { inFlight: 8, perRound: 200 },
  { inFlight: 64, perRound: 448 },
  { inFlight: 256, perRound: 1_024 },
]
const tail = { rounds: 5, perRound: 1_500 }
const floorConnectionsMax = 8
const soldBefore = 1_000
const hourMs = 3_600_000
const line: OrderLine = {
  lineNo: 1,
  productId: 'demo-app',
  planId: 'year',
  name: { zh: 'Demo App · 年度版', en: 'Demo App · Yearly' },
  quantity: 1,
  unitFen: 9_900 as Fen,
  amountFen: 9_900 as Fen,
  fulfilmentKind: 'license',
  validDays: 365,
  maxDevices: 3,
}

export async function benchSettle(signal: AbortSignal): Promise<Figure[]> {
  return onStage(async (stage) => {
    const figures: Figure[] = []
    await sellBefore(stage)
    for (const load of loads) figures.push(await measure(stage, load, signal))
    const peak = Math.max(...figures.map(({ rounds }) => median(rounds)))
    figures.push(await measureTail(stage, peak / 2, signal))
    await proveBooks(stage)
    return figures
  })
}

/** Orders there are. */
let placed = 0

/** A shop that has sold before: its code is hot, and its tables are not empty. */
async function sellBefore(stage: Stage): Promise<void> {
  const notices = await waitingNotices(stage, soldBefore)
  await rateOf(notices.length, floorConnectionsMax, (at) => take(stage, notices[at]))
}

async function measure(
  stage: Stage,
  { inFlight, perRound }: Readonly<{ inFlight: number; perRound: number }>,
  signal: AbortSignal,
): Promise<Figure> {
  const perContender = perRound * (rounds + 1)
  const notices = await waitingNotices(stage, perContender)
  const sent = await recordAll(stage, await waitingNotices(stage, perContender))
  // Autovacuum does this within a minute; plans then fit the tables as they are.
  await stage.app.db.script('analyze')
  const clients = await connectBare(stage.connection, Math.min(inFlight, floorConnectionsMax))
  const ours = () => {
    const batch = notices.splice(0, perRound)
    return rateOf(batch.length, inFlight, (at) => take(stage, batch[at]))
  }
  const floor = () => {
    const batch = sent.splice(0, perRound)
    return rateOf(batch.length, clients.length, (at, lane) => sendNext(clients[lane], batch[at]))
  }
  try {
    const taken = await takeTurns({ ours, floor }, { rounds, signal })
    const what = `the same statements by bare pg, connections: ${clients.length}`
    const against = { what, rounds: taken.floor }
    return { name: `settle.${inFlight}`, unit: '/s', rounds: taken.ours, against }
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** Notices come when they come, whether or not the one before is taken; each is late by the time since it was due. */
async function measureTail(stage: Stage, perSecond: number, signal: AbortSignal): Promise<Figure> {
  const rounds: number[] = []
  for (let round = 0; round < tail.rounds; round += 1) {
    const notices = await waitingNotices(stage, tail.perRound)
    signal.throwIfAborted()
    const begun = performance.now()
    const late = notices.map(async (notice, at) => {
      const due = (at * 1_000) / perSecond
      await new Promise((resolve) => setTimeout(resolve, due))
      await take(stage, notice)
      return performance.now() - begun - due
    })
    const sorted = (await Promise.all(late)).toSorted((a, b) => a - b)
    rounds.push(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN)
  }
  return { name: 'settle.p99', unit: 'ms', rounds }
}

/** Orders whose payment is open, and the notice of each one's payment, made a moment ago. */
export async function waitingNotices(stage: Stage, count: number): Promise<Buffer[]> {
  const { app, platform } = stage
  placed += count
  const paidAt = formatShanghai(app.clock.now())
  const [first = '', ...others] = Array.from({ length: count }, () => newOrderNumber(app.random))
  await placeOrder(stage, first)
  await app.db.tx(async (tx) => {
    for (const copy of copies) await tx.rows(copy, [first, others])
  })
  return [first, ...others].map((number) => {
    const trade = platform.pay(number, formatYuan(line.amountFen), newTradeNo(), paidAt)
    return Buffer.from(platform.notice(platform.noticeFields(number, trade)))
  })
}

async function placeOrder({ app, channel }: Stage, orderNumber: string): Promise<void> {
  await insertOrders(app.db, app.merchantId, [
    {
      orderNumber,
      dueFen: line.amountFen,
      contactPerson: '张三',
      phone: '13800138000',
      email: null,
      returnUrl: null,
      clientAddress: '127.0.0.1',
      lifeMs: hourMs,
      lines: [line],
      idempotency: undefined,
    },
  ])
  await insertAttempt(app.db, app.merchantId, {
    channelId: channel.id,
    outTradeNo: orderNumber,
    orderNumber,
    subject: line.name.zh,
    gatewayExpiresAt: later(app.clock.now(), hourMs),
    firstQueryMs: hourMs,
  })
}

/** Copies an order just placed under other numbers, which is ten times faster than placing each. */
const copies = [
  ['orders', `jsonb_build_object('order_number', n)`],
  ['order_line', `jsonb_build_object('order_number', n)`],
  ['attempt', `jsonb_build_object('order_number', n, 'out_trade_no', n)`],
].map(([table, changed]) =>
  statement(
    `bench_copy_${table}`,
    `insert into ${table}
     select copied.* from ${table} first, unnest($2::text[]) n,
       jsonb_populate_record(first, ${changed}) copied
     where first.order_number = $1`,
  ),
)

export const noticeType = 'application/x-www-form-urlencoded; charset=utf-8'
const headers = { 'content-type': noticeType }

async function take({ app, channel }: Stage, body: Buffer | undefined): Promise<void> {
  if (!body) throw new Error('no notice left')
  const answer = await receiveNotice(app, channel, {
    body,
    headers,
    senderAddress: '127.0.0.1',
  })
  if (answer.body !== 'success') throw new Error(`a notice was answered ${answer.body}`)
}

async function recordAll(stage: Stage, bodies: readonly Buffer[]): Promise<Sent[][]> {
  const sent: Sent[][] = []
  await rateOf(bodies.length, floorConnectionsMax, async (at) => {
    sent[at] = await recordPayments(stage, bodies.slice(at, at + 1), applyFact)
  })
  return sent
}

/** What a notice tells of. */
async function readReport({ app, channel }: Stage, body: Buffer): Promise<FactReport> {
  const incoming = { body, headers, receivedAt: app.clock.now() }
  const reading = await channel.gateway.readNotice(incoming)
  if (reading.outcome !== 'verified' || !reading.paid) throw new Error('not a notice of a payment')
  const notice = { ...incoming, newsId: reading.newsId, senderAddress: '127.0.0.1' }
  return { channelId: channel.id, fact: reading.paid, witness: 'notice', notice }
}

/** The statements notices lead to when they come at one moment. The books are read and not written. */
export async function recordPayments(
  stage: Stage,
  bodies: readonly Buffer[],
  apply: (app: App, report: FactReport) => Promise<unknown>,
): Promise<Sent[]> {
  const reports = await Promise.all(bodies.map((body) => readReport(stage, body)))
  const sent: Sent[] = []
  const app: App = { ...stage.app, log: quiet, db: unwritten(stage.app.db, sent) }
  await Promise.all(reports.map((report) => apply(app, report)))
  return sent
}

/** Reads, and says that what is to be written was. */
function unwritten(db: Database, sent: Sent[]): Database {
  const noted = recorded(db, sent)
  return {
    ...noted,
    async rows<Row>(...[asked, values]: Parameters<Database['rows']>) {
      if (asked.name.startsWith('read_')) return noted.rows<Row>(asked, values)
      sent.push({ statement: asked, values })
      const numbers = Array.isArray(values[1]) ? values[1] : ['']
      return numbers.map((orderNumber) => ({ orderNumber }) as Row)
    },
  }
}

/** Each statement commits by itself, as ours do: one transaction that writes for each notice. */
async function sendNext(client: pg.Client | undefined, sent: readonly Sent[] | undefined) {
  if (!client || !sent) throw new Error('nothing left to send')
  await send(client, sent)
}

const countWrong = statement(
  'bench_count_wrong',
  `select count(*) as total, count(*) filter (where o.state <> 'paid' or o.paid_fen <> o.due_fen
     or (select count(*) from license l
         where l.merchant_id = o.merchant_id and l.order_number = o.order_number) <> 1
     or (select count(*) from payment_fact f
         where f.merchant_id = o.merchant_id and f.order_number = o.order_number
           and f.verdict = 'accepted' and f.row_seal is not null) <> 1) as wrong
   from orders o`,
)

/** Every order, ours and the floor's, is paid once, sealed, and has one licence. Throws otherwise. */
async function proveBooks({ app }: Stage): Promise<void> {
  const [books] = await app.db.rows<{ total: number; wrong: number }>(countWrong, [])
  if (books?.total === placed && books.wrong === 0) return
  throw new Error(`of ${placed} orders, ${books?.total} are there and ${books?.wrong} are wrong`)
}
