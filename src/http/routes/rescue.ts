// "I paid and got nothing": the page that finds a payment by the number in its bill.

import { Type } from 'typebox'
import { type Rescued, type RescueNews, rescueOrder } from '../../app/order/rescue-order.ts'
import { isPaid, parsePhone } from '../../core/order.ts'
import { Refusal } from '../../errors.ts'
import { rescuePage } from '../../pages/rescue.ts'
import type { ResultOutcome } from '../../pages/views.ts'
import type { RescueOutcome, RescueVerdict } from '../../pages/views-lookup.ts'
import { viewerOf } from '../goods-views.ts'
import { contextOf, type PageCall, page } from '../page-answer.ts'
import { foundOrder, outcomeOf } from '../page-views.ts'
import { type Answer, type Route, route } from '../route.ts'

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))

type Typed = Readonly<{ number: string; phone: string }>
type RescueCall = PageCall & Readonly<{ address: string }>

export const rescueRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rescue',
    bodyForm: 'form',
    summary: 'The form for whoever paid and got nothing',
    run: (call) => show(call, { number: '', phone: '' }, {}),
  }),
  route({
    method: 'POST',
    path: '/rescue',
    looksUp: true,
    bodyForm: 'form',
    summary: 'Find a payment by the number in its bill, and ask the gateways about it',
    body: Type.Object({ number: Text, phone: Text }),
    async run(call) {
      const { number = '', phone = '' } = call.body
      const typed = { number: number.trim(), phone: phone.trim() }
      return show(call, typed, await rescue(call, typed))
    },
  }),
]

/** `order`: whose shop the page is in the look of. */
type Shown = Readonly<{ outcome?: RescueOutcome; order?: Rescued['order'] }>

async function rescue(call: RescueCall, typed: Typed): Promise<Shown> {
  const phone = typed.phone === '' ? undefined : parsePhone(typed.phone)
  if (typed.number === '' || (typed.phone !== '' && phone === undefined))
    return { outcome: { kind: 'not_found' } }
  try {
    const asked = { number: typed.number, phone, address: call.address }
    const rescued = await rescueOrder(call.app, asked)
    return { outcome: foundOutcome(call, rescued, phone !== undefined), order: rescued.order }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: refusedOutcome(error) }
  }
}

function refusedOutcome({ code, retryAfterSeconds = 60 }: Refusal): RescueOutcome {
  if (code === 'gateway_unavailable') return { kind: 'silent' }
  return code === 'rate_limited' ? { kind: code, retryAfterSeconds } : { kind: 'not_found' }
}

/** Without the phone, a stranger with somebody's bill learns how the payment stands, and of the goods nothing. */
function foundOutcome(
  { app, request, lang }: RescueCall,
  { order, news }: Rescued,
  isPhoneRight: boolean,
): RescueOutcome {
  const viewer = viewerOf(app, request, order.orderNumber)
  const shown = foundOrder(app, order, lang, viewer)
  // The buyer's own browser is one press away from the whole of it.
  const seesGoods = isPhoneRight && !viewer.isBuyer
  const outcome = outcomeOf(app, order, lang, viewer, false)
  return {
    kind: 'found',
    verdict: isPaid(order.state) ? paidVerdict(outcome) : openVerdict(outcome, news),
    order: seesGoods ? shown : { ...shown, licenses: [], contents: [] },
  }
}

function paidVerdict(outcome: ResultOutcome): RescueVerdict {
  switch (outcome.kind) {
    case 'late':
      return 'late'
    case 'refunded':
    case 'part_refunded':
      return 'refunded'
    case 'paid':
      if (outcome.isReturning) return 'refunding'
      return outcome.owedCards ? 'owed' : 'delivered'
    case 'delivery_failed':
    case 'confirming':
    case 'unpaid':
    case 'expired':
    case 'cancelled':
      return 'owed'
  }
}

function openVerdict(outcome: ResultOutcome, news: RescueNews): RescueVerdict {
  if (news !== 'told') return news
  return outcome.kind === 'unpaid' ? 'unpaid' : 'over'
}

async function show(call: RescueCall, typed: Typed, { outcome, order }: Shown): Promise<Answer> {
  const html = rescuePage(await contextOf(call, order), { typed, outcome })
  return page(call, html, statusOf(outcome))
}

function statusOf(outcome: RescueOutcome | undefined): number {
  switch (outcome?.kind) {
    case 'not_found':
      return 404
    case 'rate_limited':
      return 429
    case 'silent':
      return 503
    case 'found':
    case undefined:
      return 200
  }
}
