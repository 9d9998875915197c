// What a shop or a product sells, so that its pages speak of that and of nothing else.

import type { FulfilmentKind } from '../core/order.ts'
import type { PlanView } from './views.ts'

/** The one kind of goods that plans are of; of nothing, and of several, there is no one word. */
export function soldKind(plans: readonly PlanView[]): FulfilmentKind | 'mixed' {
  const [kind, another] = new Set(plans.map((plan) => plan.kind ?? 'license'))
  return kind === undefined || another !== undefined ? 'mixed' : kind
}
