// What every part of the open counter is told: the order, where the page runs, and what is chosen.

import { withParameter } from './layout.ts'
import type { Text } from './text/text.ts'
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

/** This order's cashier with another choice; what the address says about the device stays. */
export function cashierWith(
  order: Order,
  choice: PayChoice,
  env = askedEnvironment(order),
): string {
  const address = withParameter(`/cashier/${order.view.orderNumber}`, 'method', choice)
  return env === undefined ? address : withParameter(address, 'env', env)
}
