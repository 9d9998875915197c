// What the program's own statements for an order and for a payment cost in their best form: those of as many as go together
// at most, sent by the bare driver with their values ready. In microseconds of CPU, of driver and database together.

import type { App } from '../../src/app/app.ts'
import { applyTogether } from '../../src/app/payment/apply-together.ts'
import { openCallBook, recordCalls } from '../../src/app/record-calls.ts'
import { newOrderNumber } from '../../src/core/ids.ts'
import { cpuSeconds } from './cpu.ts'
import { type Buyer, buy, buyerOf } from './order.ts'
import { connectBare, recorded, renamed, type Sent, send } from './recorded.ts'
import { recordPayments, waitingNotices } from './settle.ts'
import { quiet, type Stage } from './stage.ts'

/** As many as go together at most. */
const together = 64
/** Whoever comes first goes alone; the next are two groups. */
const atOneMoment = 1 + 2 * together
const orderGroups = 16
const paymentMoments = 8
const lanes = 2
const microseconds = 1_000_000

export type OwnStatements = Readonly<{
  order(): Promise<number>
  payment(): Promise<number>
  stop(): Promise<void>
}>

export async function openOwnStatements(stage: Stage): Promise<OwnStatements> {
  const { app } = stage
  const clients = await connectBare(stage.connection, lanes)
  let buyers = 0
  const nextBuyers = () =>
    Array.from({ length: together }, () => {
      buyers += 1
      return buyerOf(buyers)
    })
  // Plans are made for tables that are not empty.
  for (const all of [nextBuyers(), nextBuyers()]) await Promise.all(all.map((one) => buy(app, one)))
  const ordered = await recordOrders(app, nextBuyers())

  /** Each lane sends its share; the sending alone counts. */
  const costOf = async (groups: readonly (readonly Sent[])[], count: number) => {
    // The program has tables that have grown looked at; of what the bare driver writes it knows nothing.
    await app.db.script('analyze')
    const before = await cpuSeconds(app.db)
    const sendShare = async (lane: number) => {
      const client = clients[lane]
      for (let at = lane; client && at < groups.length; at += lanes)
        await send(client, groups[at] ?? [])
    }
    await Promise.all(clients.map((_, lane) => sendShare(lane)))
    const after = await cpuSeconds(app.db)
    const seconds = after.program - before.program + after.server - before.server
    return (seconds * microseconds) / count
  }
  let paid = 0
  return {
    async order() {
      const groups = Array.from({ length: orderGroups }, () => ordered(nextBuyers()))
      const cost = await costOf(groups, orderGroups * together)
      await proveOpened(app, buyers)
      return cost
    },
    async payment() {
      const groups: Sent[][] = []
      for (let moment = 0; moment < paymentMoments; moment += 1) {
        const notices = await waitingNotices(stage, atOneMoment)
        groups.push(await recordPayments(stage, notices, applyTogether))
      }
      const count = paymentMoments * atOneMoment
      const cost = await costOf(groups, count)
      paid += count
      await provePaid(app, paid)
      return cost
    },
    async stop() {
      await Promise.all(clients.map((client) => client.end()))
    },
  }
}

/** The statements of orders placed and opened at one moment, and how they are for other buyers. */
async function recordOrders(
  shop: App,
  buyers: readonly Buyer[],
): Promise<(others: readonly Buyer[]) => readonly Sent[]> {
  const sent: Sent[] = []
  const db = recorded(shop.db, sent)
  const calls = openCallBook(db, shop.merchantId, quiet)
  const channels = shop.channels.map((channel) => recordCalls(channel, calls.record))
  const app: App = { ...shop, log: quiet, db, channels }
  const numbers = await Promise.all(buyers.map((buyer) => buy(app, buyer)))
  await calls.settled()
  return (others) => {
    const names = new Map<string, string>()
    for (const [at, { phone, address }] of buyers.entries()) {
      names.set(numbers[at] ?? '', newOrderNumber(shop.random))
      names.set(phone, others[at]?.phone ?? '')
      names.set(address, others[at]?.address ?? '')
    }
    return renamed(sent, names)
  }
}

/** Every buyer has an order with an open payment. Throws otherwise. */
async function proveOpened({ db }: App, expected: number): Promise<void> {
  const text = `select count(distinct o.phone) as buyers from orders o join attempt a using (merchant_id, order_number)
    where o.phone like '139%'`
  const [books] = await db.rows<{ buyers: number }>({ name: '', text }, [])
  if (books?.buyers !== expected) throw new Error(`${books?.buyers} of ${expected} have ordered`)
}

/** Every one is paid, with its licence. Throws otherwise. */
async function provePaid({ db }: App, expected: number): Promise<void> {
  const text = `select count(*) as paid from orders o join license l using (merchant_id, order_number)
    where o.state = 'paid' and o.paid_fen = o.due_fen`
  const [books] = await db.rows<{ paid: number }>({ name: '', text }, [])
  if (books?.paid !== expected) throw new Error(`${books?.paid} of ${expected} are paid`)
}
