// The look-up page as an answer: with what was found, in the look of its shop, the orders of this browser beside it.

import { listOrderSummaries } from '../db/orders.ts'
import { lookupPage } from '../pages/lookup.ts'
import type { RecentOrder } from '../pages/views.ts'
import type { LookupView } from '../pages/views-lookup.ts'
import { ordersOfBrowser } from './identity.ts'
import { contextOf, type PageCall, page } from './page-answer.ts'
import { recentView } from './page-views.ts'
import type { Answer } from './route.ts'

const recentMax = 10

export async function lookupAnswer(
  call: PageCall,
  view: Omit<LookupView, 'recent'>,
  found?: Readonly<{ shopId: string | null }>,
): Promise<Answer> {
  const recent = await recentOrders(call)
  return page(call, lookupPage(await contextOf(call, found), { ...view, recent }), statusOf(view))
}

function statusOf({ outcome, code }: Omit<LookupView, 'recent'>): number {
  if (outcome?.kind === 'not_found') return 404
  if (outcome?.kind === 'rate_limited' || code?.problem?.kind === 'limited') return 429
  return code?.problem ? 400 : 200
}

async function recentOrders({ app, request, lang }: PageCall): Promise<readonly RecentOrder[]> {
  const numbers = ordersOfBrowser(app, request)
  if (numbers.length === 0) return []
  const orders = await listOrderSummaries(app.db, app.merchantId, numbers, recentMax)
  return orders.map((order) => recentView(order, lang))
}
