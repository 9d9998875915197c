// order: orders placed with their payment link signed, per second, in process. The floor is the very statements such an
// order leads to, sent by the bare driver in the same transactions, and the link's signature.

import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import pg from 'pg'
import type { App } from '../../src/app/app.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { openPayment } from '../../src/app/payment/open-payment.ts'
import { newOrderNumber } from '../../src/core/ids.ts'
import type { Db, Statement } from '../../src/db/connect.ts'
import type { Figure } from './report.ts'
import { rateOf, takeTurns } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'

const rounds = 7
const perRound = 160
const inFlight = 16
/** As many as the program's pool has. */
const connections = 10
const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

export async function benchOrder(signal: AbortSignal): Promise<Figure[]> {
  return onStage(async (stage) => {
    const { app, platform } = stage
    const sent = await recordOrder(app)
    const clients = Array.from({ length: connections }, () => new pg.Client(stage.connection))
    await Promise.all(clients.map((client) => client.connect()))
    const key = platform.app.privateKey
    let buyers = 1
    const next = () => {
      buyers += 1
      return buyerOf(buyers)
    }
    const floor = () =>
      rateOf(perRound, connections, async (_, lane) => {
        const link = signAsync('RSA-SHA256', Buffer.from(linkText), key)
        const client = clients[lane]
        if (client) await replay(client, sent, { ...next(), number: newOrderNumber(app.random) })
        await link
      })
    try {
      const ours = () => rateOf(perRound, inFlight, () => buy(app, next()))
      await ours()
      await app.db.script('analyze')
      const taken = await takeTurns({ ours, floor }, { rounds, signal })
      await proveOrders(stage)
      const what = `its ${sent.length} statements by bare pg, and crypto.sign`
      return [
        { name: 'order', unit: '/s', rounds: taken.ours, against: { what, rounds: taken.floor } },
      ]
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  })
}

type Buyer = Readonly<{ phone: string; address: string }>

/** Each has a phone and an address of their own, so that none waits for another's lock. */
export function buyerOf(at: number): Buyer {
  const phone = `139${String(at).padStart(8, '0')}`
  return { phone, address: `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}` }
}

/** Places an order and opens its payment; answers its number. */
export async function buy(app: App, { phone, address }: Buyer): Promise<string> {
  const { orderNumber } = await placeOrder(app, {
    lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
    contactPerson: '张三',
    phone,
    email: undefined,
    lang: undefined,
    customerId: undefined,
    totalFen: undefined,
    returnUrl: undefined,
    clientAddress: address,
    idempotency: undefined,
  })
  const payer = { address }
  const opened = await openPayment(app, { orderNumber, kind: 'alipay', scene: 'pc', payer })
  if (opened.kind !== 'redirect') throw new Error('an order has no link')
  return orderNumber
}

type Sent = Readonly<{ statement: Statement; values: readonly unknown[] }>
type Order = Buyer & Readonly<{ number: string }>

/** The statements of one order, with its own number, phone and address in their values. */
export async function recordOrder(shop: App): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  const recorded = (db: Db): Db => ({
    rows(statement, values) {
      sent.push({ statement, values })
      return db.rows(statement, values)
    },
  })
  const plain = (text: string) => sent.push({ statement: { name: '', text }, values: [] })
  const app: App = {
    ...shop,
    db: {
      ...shop.db,
      ...recorded(shop.db),
      async tx(work) {
        plain('begin')
        const result = await shop.db.tx((db) => work(recorded(db)))
        plain('commit')
        return result
      },
    },
  }
  const buyer = buyerOf(0)
  const number = await buy(app, buyer)
  const marks = [number, buyer.phone, buyer.address] as const
  return sent.map(({ statement, values }) => ({ statement, values: values.map(markedBy(marks)) }))
}

const placeholders = ['\u0001number', '\u0001phone', '\u0001address'] as const

const markedBy = (marks: readonly string[]) => (value: unknown) =>
  replaced(value, (text) =>
    marks.reduce((all, mark, at) => all.replaceAll(mark, placeholders[at] ?? ''), text),
  )

/** The same with another text in each text of it. */
function replaced(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  return Array.isArray(value) ? value.map((one) => replaced(one, change)) : value
}

export async function replay(
  client: pg.Client,
  sent: readonly Sent[],
  order: Order,
): Promise<void> {
  const own = [order.number, order.phone, order.address]
  const filled = (text: string) =>
    placeholders.reduce((all, mark, at) => all.replaceAll(mark, own[at] ?? ''), text)
  for (const { statement, values } of sent) {
    const { name, text } = statement
    if (values.length === 0) await client.query(text)
    else await client.query({ name, text, values: values.map((value) => replaced(value, filled)) })
  }
}

/** As long as what a link's signature covers. */
const linkText = 'x'.repeat(700)

/** Every order, ours and the floor's, is there with one open payment. Throws otherwise. */
async function proveOrders({ app }: Stage): Promise<void> {
  const text = `select count(*) as orders, count(*) filter (where (select count(*) from attempt a
    where a.merchant_id = o.merchant_id and a.order_number = o.order_number) = 1) as opened from orders o`
  const [books] = await app.db.rows<{ orders: number; opened: number }>({ name: '', text }, [])
  const expected = 1 + perRound * (2 * (rounds + 1) + 1)
  if (books?.orders === expected && books.opened === expected) return
  throw new Error(`of ${expected} orders: ${JSON.stringify(books)}`)
}
