// The look-up's codes: one is sent to the phone or e-mail of an order, and whoever enters it is the buyer from now on.

import { Type } from 'typebox'
import { checkOrderCode, sendOrderCode, waysToBuyer } from '../../app/order/open-by-code.ts'
import { maskRecipient } from '../../core/letter.ts'
import { codePauseMs } from '../../core/one-time-code.ts'
import { isPaid, parsePhone } from '../../core/order.ts'
import type { OrderView } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import type { CodeProblem, CodeView } from '../../pages/views-code.ts'
import type { LookupOutcome } from '../../pages/views-lookup.ts'
import { viewerOf } from '../goods-views.ts'
import { orderCookies } from '../identity.ts'
import { lookupAnswer } from '../lookup-answer.ts'
import { goTo, type PageCall } from '../page-answer.ts'
import { foundOrder, resultUrl } from '../page-views.ts'
import { type Answer, type Route, route } from '../route.ts'
import { shopIdOf } from '../shop.ts'
import { lookUp } from './orders.ts'

const Text = Type.Optional(Type.String({ maxLength: 2_000 }))
const Way = Type.Optional(Type.Union([Type.Literal('sms'), Type.Literal('mail')]))

type FormCall = PageCall & Readonly<{ address: string }>
type Typed = Readonly<{ orderNumber: string; phone: string }>
type Step = Pick<CodeView, 'sent' | 'problem'>

export const lookupCodeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/orders',
    looksUp: true,
    bodyForm: 'form',
    summary: 'Look an order up by number and phone',
    body: Type.Object({ order_number: Text, phone: Text }),
    async run(call) {
      const typed = typedOf(call.body)
      return answerFor(call, typed, async () => ({}))
    },
  }),
  route({
    method: 'POST',
    path: '/orders/codes',
    bodyForm: 'form',
    summary: 'Send a one-time code to the phone or e-mail of an order that was looked up',
    body: Type.Object({ order_number: Text, phone: Text, way: Way }),
    async run(call) {
      const { app, body, address, language } = call
      const typed = typedOf(body)
      return answerFor(call, typed, async ({ phone }) => {
        try {
          const sent = await sendOrderCode(app, {
            ...typed,
            phone,
            way: body.way,
            address,
            lang: language,
            shopId: await shopIdOf(call),
          })
          return { sent }
        } catch (error) {
          return { ...outBefore(body.way, error), problem: problemOf(error) }
        }
      })
    },
  }),
  route({
    method: 'POST',
    path: '/orders/reveal',
    bodyForm: 'form',
    summary: "Take a one-time code: this browser is the buyer's from now on",
    body: Type.Object({ order_number: Text, phone: Text, way: Way, code: Text }),
    async run(call) {
      const { app, body, request } = call
      return answerFor(call, typedOf(body), async (order) => {
        try {
          await checkOrderCode(app, order, body.code ?? '')
          return goTo(resultUrl(order), orderCookies(app, request, order.orderNumber))
        } catch (error) {
          const problem = problemOf(error)
          // One that holds may be entered again; for another it is offered anew.
          const { way } = body
          return problem.kind === 'wrong' && way
            ? { problem, sent: { way, pauseSeconds: 0 } }
            : { problem }
        }
      })
    },
  }),
]

function typedOf(body: Readonly<{ order_number?: string; phone?: string }>): Typed {
  return { orderNumber: body.order_number ?? '', phone: body.phone ?? '' }
}

/** Looks the order up anew at each step: number and phone come from a form anybody can write. */
async function answerFor(
  call: FormCall,
  typed: Typed,
  work: (order: OrderView) => Promise<Step | Answer>,
): Promise<Answer> {
  const found = await find(call, typed)
  if (!('order' in found)) return lookupAnswer(call, { typed, outcome: found.outcome })
  const { app, request, lang } = call
  const { order } = found
  const viewer = viewerOf(app, request, order.orderNumber)
  const outcome: LookupOutcome = { kind: 'found', order: foundOrder(app, order, lang, viewer) }
  const ways = isPaid(order.state) && !viewer.isBuyer ? await waysToBuyer(app, order) : []
  if (ways.length === 0) return lookupAnswer(call, { typed, outcome }, order)
  const step = await work(order)
  if ('kind' in step) return step
  const code = { ...typed, ways: ways.map(({ way, to }) => ({ way, to: maskRecipient(to) })) }
  return lookupAnswer(call, { typed, outcome, code: { ...code, ...step } }, order)
}

async function find(
  call: FormCall,
  typed: Typed,
): Promise<Readonly<{ order: OrderView }> | Readonly<{ outcome: LookupOutcome }>> {
  const phone = parsePhone(typed.phone)
  if (phone === undefined) return { outcome: { kind: 'not_found' } }
  try {
    return { order: await lookUp(call, typed.orderNumber, phone) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code !== 'rate_limited') return { outcome: { kind: 'not_found' } }
    const retryAfterSeconds = error.retryAfterSeconds ?? 60
    return { outcome: { kind: 'rate_limited', retryAfterSeconds } }
  }
}

/** Refused within the minute after one was sent: its field stays open. */
function outBefore(way: CodeView['ways'][number]['way'] | undefined, error: unknown): Step {
  if (!(error instanceof Refusal) || error.code !== 'rate_limited' || !way) return {}
  const { retryAfterSeconds = 60 } = error
  if (retryAfterSeconds * 1_000 > codePauseMs) return {}
  return { sent: { way, pauseSeconds: retryAfterSeconds } }
}

/** Throws what is no refusal about the code. */
function problemOf(error: unknown): CodeProblem {
  if (!(error instanceof Refusal)) throw error
  const { code, params, retryAfterSeconds = 60 } = error
  const left = typeof params.left === 'number' ? params.left : undefined
  if (code === 'code_wrong') return { kind: 'wrong', left }
  if (code === 'code_over') return { kind: 'over' }
  if (code === 'code_unavailable') return { kind: 'unavailable' }
  if (code === 'rate_limited') return { kind: 'limited', waitSeconds: retryAfterSeconds }
  throw error
}
