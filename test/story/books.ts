// What the books say in stories: the rows a test asserts on.

import type { PlacedOrder, Shop } from '../support/shop.ts'

export function licensesOf(shop: Shop, order: PlacedOrder): Promise<number> {
  return shop.count('license', 'order_number = $1', [order.number])
}

export async function stateOf(shop: Shop, order: PlacedOrder): Promise<string | undefined> {
  const [row] = await shop.rows<{ state: string }>(
    'select state from orders where order_number = $1',
    [order.number],
  )
  return row?.state
}

export type CaseRow = Readonly<{ kind: string; reason: string; state: string }>

export function casesOf(shop: Shop, order: PlacedOrder): Promise<CaseRow[]> {
  return shop.rows('select kind, reason, state from money_case where order_number = $1', [
    order.number,
  ])
}

/** The order's attempts by the channel they are at. */
export async function attemptsOf(
  shop: Shop,
  order: PlacedOrder,
): Promise<Readonly<Record<string, string>>> {
  const rows = await shop.rows<{ channel: string; state: string }>(
    'select channel_id as channel, state from attempt where order_number = $1',
    [order.number],
  )
  return Object.fromEntries(rows.map(({ channel, state }) => [channel, state]))
}

/** The number the gateway knows the order's open attempt by. */
export async function openNumberOf(shop: Shop, order: PlacedOrder): Promise<string> {
  const rows = await shop.rows<{ number: string }>(
    "select out_trade_no as number from attempt where order_number = $1 and state = 'open'",
    [order.number],
  )
  const [open] = rows
  if (!open || rows.length > 1) throw new Error(`${rows.length} attempts are open`)
  return open.number
}

/** How much the whole shop has on its books. */
export async function bookCounts(shop: Shop) {
  return {
    facts: await shop.count('payment_fact'),
    licenses: await shop.count('license'),
    paid: await shop.count('orders', "state = 'paid'"),
    cases: await shop.count('money_case'),
    notices: await shop.count('notice'),
  }
}
