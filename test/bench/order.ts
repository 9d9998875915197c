// order: orders placed with their payment link signed, per second, in process. The floor is the very statements such an
// order leads to, sent by the bare driver in the same transactions, and the link's signature.

import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import pg from 'pg'
import type { App } from '../../src/app/app.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { openPlaced } from '../../src/app/payment/open-payment.ts'
import { newOrderNumber } from '../../src/core/ids.ts'
import { recorded, renamed, type Sent, send } from './recorded.ts'
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
    const statementsOf = await recordOrder(app)
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
        if (client) await send(client, statementsOf(next()))
        await link
      })
    try {
      const ours = () => rateOf(perRound, inFlight, () => buy(app, next()))
      await ours()
      await app.db.script('analyze')
      const taken = await takeTurns({ ours, floor }, { rounds, signal })
      await proveOrders(stage)
      const what = 'its statements by bare pg, and crypto.sign'
      return [
        { name: 'order', unit: '/s', rounds: taken.ours, against: { what, rounds: taken.floor } },
      ]
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  })
}

export type Buyer = Readonly<{ phone: string; address: string }>

/** Each has a phone and an address of their own, so that none waits for another's lock. */
export function buyerOf(at: number): Buyer {
  const phone = `139${String(at).padStart(8, '0')}`
  return { phone, address: `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}` }
}

/** Places an order with its payment, as one call of a program does; answers its number. */
export async function buy(app: App, { phone, address }: Buyer): Promise<string> {
  const way = { kind: 'alipay', scene: 'pc', payer: { address } } as const
  const placed = await placeOrder(app, {
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
    way,
  })
  const opened = await openPlaced(app, placed, way)
  if (opened.kind !== 'redirect') throw new Error('an order has no link')
  return placed.orderNumber
}

/** The statements of one order, and how they are for another buyer. */
async function recordOrder(shop: App): Promise<(buyer: Buyer) => readonly Sent[]> {
  const sent: Sent[] = []
  const first = buyerOf(0)
  const number = await buy({ ...shop, db: recorded(shop.db, sent) }, first)
  return ({ phone, address }) =>
    renamed(
      sent,
      new Map([
        [number, newOrderNumber(shop.random)],
        [first.phone, phone],
        [first.address, address],
      ]),
    )
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
