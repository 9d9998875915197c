// What the page at the counter shows of an order: where its last charge stands, in words a cashier can act on.

import { chargePatienceMs } from '../../core/backoff.ts'
import { canOrder, isPaid } from '../../core/order.ts'
import { minuteMs } from '../../core/time.ts'
import { type CodeCharge, findLatestCodeCharge } from '../../db/code-charges.ts'
import { findOrder, type OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/**
 * `ready`: nothing was charged yet, or nothing is left of it: a code may be scanned. `asking`: the gateway has not said.
 * `password`: the buyer must confirm on the phone. `undoing`: the charge is being ended; nobody may pay again yet.
 * `refused`, `unpaid`: the last charge is over and took nothing. `returned`: it had been paid and went back.
 * `over`: the order was cancelled, or its time is over.
 */
export type CounterState =
  | 'ready'
  | 'asking'
  | 'password'
  | 'undoing'
  | 'refused'
  | 'unpaid'
  | 'paid'
  | 'returned'
  | 'over'

export type CounterView = Readonly<{
  order: OrderView
  charge: CodeCharge | undefined
  state: CounterState
  /** ms the buyer still has to confirm */
  leftMs: number
}>

/** Reads only: the gateway is asked by the charge's job. Throws order_not_found. */
export async function findCounter(app: App, orderNumber: string): Promise<CounterView> {
  const { db, merchantId } = app
  const order = await findOrder(db, merchantId, orderNumber)
  if (!order) throw new Refusal('order_not_found')
  const charge = await findLatestCodeCharge(db, merchantId, orderNumber)
  const leftMs = charge ? Math.max(0, chargePatienceMs - (charge.now - charge.askedAt)) : 0
  return { order, charge, leftMs, state: stateOf(order, charge, leftMs) }
}

function stateOf(order: OrderView, charge: CodeCharge | undefined, leftMs: number): CounterState {
  if (order.state === 'refunded') return 'returned'
  if (isPaid(order.state)) return 'paid'
  if (charge?.state === 'open') return openState(order, charge, leftMs)
  if (!canOrder(order.state, 'open')) return 'over'
  if (!charge) return 'ready'
  return charge.answer === 'refused' ? 'refused' : 'unpaid'
}

function openState(order: OrderView, { answer, seen }: CodeCharge, leftMs: number): CounterState {
  if (answer === 'refused' || leftMs === 0 || !canOrder(order.state, 'open')) return 'undoing'
  return answer === 'waiting' || seen === 'waiting' ? 'password' : 'asking'
}

/** How long after the payment whoever took it may hand the goods over. */
const handOverMs = 30 * minuteMs

/** Whether this person took the money a moment ago, and the buyer waits for what was bought. */
export function mayHandOver({ order, charge, state }: CounterView, operator: string): boolean {
  if (state !== 'paid' || charge?.state !== 'paid' || order.paidAt === null) return false
  return charge.askedBy === operator && order.now - order.paidAt <= handOverMs
}
