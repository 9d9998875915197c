// What every part of the open counter is told: the order, where the page runs, and what is chosen.

import type { Text } from '../languages/languages.ts'
import type { CashierView, PageContext, PayChoice } from './views.ts'
import type { Choice } from './ways.ts'

export type Order = Readonly<{
  context: PageContext
  view: CashierView
  text: Text
  choices: readonly Choice[]
  /** undefined: nothing can be chosen */
  chosen: Choice | undefined
}>

/** The environment that this page's address asks for instead of the one the browser tells. */
export function askedEnvironment({ context }: Order): string | undefined {
  const [, query = ''] = context.path.split('?', 2)
  return new URLSearchParams(query).get('env') ?? undefined
}

/** This order's cashier with another choice; what the address says about the device stays, or is `env`. */
export function cashierWith(
  order: Order,
  choice: PayChoice | undefined,
  env = askedEnvironment(order),
): string {
  const asked = Object.entries({ method: choice, env }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return `/cashier/${order.view.orderNumber}?${new URLSearchParams(asked).toString()}`
}
