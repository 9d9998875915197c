// What the basket's page shows.

import type { Fen } from '../core/money.ts'
import type { PlanView, ProductView } from './views.ts'

export type BasketView = Pick<
  ProductView,
  'typed' | 'refused' | 'refusal' | 'takesCoupons' | 'couponRefusal' | 'idempotencyKey'
> &
  Readonly<{
    items: readonly Readonly<{
      productId: string
      plan: PlanView
      /** product and plan */
      name: string
      url: string
    }>[]
    /** as a form carries them */
    itemsText: string
    totalFen: Fen
    paymentEnabled: boolean
  }>
