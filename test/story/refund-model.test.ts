// Refunds in any order of asking, agreeing, refusing, undoing, sending, and whatever the gateway does: after every
// step the books are those of a few lines of arithmetic. RUNS=500 for a long search.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { approveRefund, planRefund, undoRefund } from '../../src/app/refund/plan-refund.ts'
import { sendRefund } from '../../src/app/refund/send-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { isOpen, type RefundState } from '../../src/core/refund.ts'
import { findBroken } from '../../src/db/audit.ts'
import { ledgerInvariants } from '../../src/db/audit-ledger.ts'
import { refundInvariants } from '../../src/db/audit-refunds.ts'
import { insertRefundNotice } from '../../src/db/notices.ts'
import { Refusal } from '../../src/errors.ts'
import { RefundDeskStage, type TillAnswer } from './refund-desk.ts'

const runs = Number(process.env.RUNS ?? '20')
const limit = 5_000 as Fen
/** a month and a year */
const plans = ['month', 'year'] as const

type Known = {
  readonly refundNo: string
  readonly amountFen: number
  readonly byHand: boolean
  /** the failed refund it took the place of */
  readonly insteadOf?: Known
  state: RefundState
  /** its case waits for a person */
  isCaseOpen?: boolean
}
type Model = Readonly<{ paidFen: number; refunds: Known[] }>
type Real = Readonly<{ desk: RefundDeskStage; orderNumber: string }>
type Step = fc.AsyncCommand<Model, Real>

let desk: RefundDeskStage
beforeAll(async () => {
  desk = await RefundDeskStage.open(limit)
})
afterAll(() => desk?.close())

it(`keeps what the arithmetic says, in ${runs} runs`, {
  timeout: 30_000 + runs * 2_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40 }), async (commands) => {
      const orderNumber = await desk.paidOrder(plans)
      const [order] = await desk.rows<{ paid: number }>(
        'select paid_fen::int as paid from orders where order_number = $1',
        [orderNumber],
      )
      const model = { paidFen: order?.paid ?? 0, refunds: [] }
      await fc.asyncModelRun(() => ({ model, real: { desk, orderNumber } }), commands)
    }),
    { numRuns: runs },
  )
  expect(await findBroken(desk.app.db, 1, [...refundInvariants, ...ledgerInvariants])).toEqual([])
})

const which = fc.nat(4)
const answers: readonly TillAnswer[] = [
  'refunded',
  'processing',
  'failed',
  'refused',
  'lost',
  'mute',
]

const steps = [
  fc.integer({ min: 1, max: 12_000 }).map((fen) => step(`ask ${fen}`, ask(fen))),
  which.map((at) => step(`approve ${at}`, approve(at))),
  which.map((at) => step(`reject ${at}`, undo(at, 'rejected'))),
  which.map((at) => step(`cancel ${at}`, undo(at, 'cancelled'))),
  fc
    .tuple(which, fc.constantFrom(...answers))
    .map(([at, how]) => step(`send ${at} ${how}`, send(at, how))),
  which.map((at) => step(`notice ${at}`, notice(at))),
  fc.tuple(which, fc.boolean()).map(([at, well]) => step(`settle ${at} ${well}`, settle(at, well))),
  which.map((at) => step(`again ${at}`, decide(at, 'refund'))),
  which.map((at) => step(`by hand ${at}`, decide(at, 'returned'))),
]

/** A step does its work on both, and afterwards both must say the same. */
function step(name: string, work: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    async run(model, real) {
      await work(model, real)
      await agrees(model, real)
    },
    toString: () => name,
  }
}

type Work = (model: Model, real: Real) => Promise<void>

function ask(fen: number): Work {
  return async (model, { orderNumber }) => {
    const asked = { amountFen: fen as Fen }
    const said = await outcome(() => planRefund(desk.app, { orderNumber, asked, by: 'ann' }))
    const leftFen = model.paidFen - promised(model) - returned(model)
    if (leftFen === 0) return expect(said).toBe('order_not_refundable')
    if (fen > leftFen) return expect(said).toBe('refund_too_much')
    if (typeof said === 'string') throw new Error(said)
    const state = isTooMuchForOne(model, fen) ? 'awaiting' : 'planned'
    expect(said).toMatchObject({ state, amountFen: fen })
    model.refunds.push({ refundNo: said.refundNo, amountFen: fen, state, byHand: false })
  }
}

function approve(at: number): Work {
  return async (model) => {
    const refund = model.refunds[at]
    if (!refund) return
    expect(await outcome(() => approveRefund(desk.app, refund.refundNo, 'ann'))).toBe(
      'other_person_needed',
    )
    const said = await outcome(() => approveRefund(desk.app, refund.refundNo, 'bob'))
    if (refund.state !== 'awaiting') return expect(said).toBe('conflict')
    expect(said).toBeUndefined()
    refund.state = refund.byHand ? 'done' : 'planned'
  }
}

function undo(at: number, to: 'rejected' | 'cancelled'): Work {
  return async (model) => {
    const refund = model.refunds[at]
    if (!refund) return
    const said = await outcome(() => undoRefund(desk.app, refund.refundNo, to, 'bob'))
    const from = to === 'rejected' ? ['awaiting'] : ['awaiting', 'planned']
    if (!from.includes(refund.state)) return expect(said).toBe('conflict')
    expect(said).toBeUndefined()
    refund.state = to
    if (refund.insteadOf) refund.insteadOf.isCaseOpen = true
  }
}

/** What a worker does once the refund's time has come, or comes again. */
function send(at: number, answer: TillAnswer): Work {
  return async (model) => {
    const refund = model.refunds[at]
    if (!refund) return
    desk.till.answer = answer
    const known = desk.till.refunds.get(refund.refundNo)?.state
    const isOver = await sendRefund(desk.app, refund.refundNo, 1_000)
    if (isOpen(refund.state) && refund.state !== 'awaiting') {
      refund.state = after(refund.state, known ?? answer)
      refund.isCaseOpen = refund.state === 'failed'
    }
    expect(isOver).toBe(!isOpen(refund.state) || refund.state === 'awaiting')
  }
}

/** `told`: what the till has of it, or does with it now. */
function after(state: RefundState, told: TillAnswer | 'done'): RefundState {
  switch (told) {
    case 'done':
    case 'refunded':
      return 'done'
    case 'processing':
    case 'failed':
      return told
    case 'lost':
    case 'mute':
      return 'unknown'
    case 'refused':
      return state === 'planned' ? 'planned' : 'unknown'
  }
}

function notice(at: number): Work {
  return async (model, { orderNumber }) => {
    const refund = model.refunds[at]
    if (!refund) return
    const about = { outTradeNo: orderNumber, refundNo: refund.refundNo }
    const receivedAt = desk.app.clock.now()
    const newsId = `${refund.refundNo} ${model.refunds.length}`
    const row = { newsId, body: Buffer.from('news'), headers: {}, receivedAt, senderAddress: '::1' }
    await insertRefundNotice(desk.app.db, 1, 'till', about, row)
  }
}

/** What the gateway was working on comes to an end there. */
function settle(at: number, well: boolean): Work {
  return async (model) => {
    const refund = desk.till.refunds.get(model.refunds[at]?.refundNo ?? '')
    if (refund?.state === 'processing') refund.state = well ? 'done' : 'failed'
  }
}

function decide(at: number, decision: 'refund' | 'returned'): Work {
  return async (model) => {
    const failed = model.refunds[at]
    if (!failed) return
    const given = decision === 'returned' ? { amountFen: failed.amountFen as Fen } : {}
    const said = await outcome(() =>
      decideCase(desk.app, {
        kind: 'refund_failed',
        ref: failed.refundNo,
        decision,
        by: 'ann',
        note: 'transfer 4711',
        ...given,
      }),
    )
    if (failed.state !== 'failed') return expect(said).toBe('case_not_found')
    if (!failed.isCaseOpen) return expect(said).toBe('conflict')
    const leftFen = model.paidFen - promised(model) - returned(model)
    if (leftFen === 0) return expect(said).toBe('order_not_refundable')
    // Its lines may have gone back otherwise in the meantime.
    if (said === 'refund_too_much') return
    expect(said).toBeUndefined()
    failed.isCaseOpen = false
    const [found] = await desk.rows<{ no: string }>(
      `select refund_no as no from money_case where kind = 'refund_failed' and ref = $1`,
      [failed.refundNo],
    )
    const byHand = decision === 'returned'
    const { amountFen } = failed
    const state = isTooMuchForOne(model, amountFen) ? 'awaiting' : byHand ? 'done' : 'planned'
    model.refunds.push({ refundNo: found?.no ?? '', amountFen, state, byHand, insteadOf: failed })
  }
}

/** One person may decide until more than the limit would have gone back in all. */
function isTooMuchForOne(model: Model, fen: number): boolean {
  return returned(model) + promised(model) + fen > limit
}

function promised({ refunds }: Model): number {
  return sum(refunds.filter(({ state }) => isOpen(state)))
}

function returned({ refunds }: Model): number {
  return sum(refunds.filter(({ state }) => state === 'done'))
}

function sum(refunds: readonly Known[]): number {
  return refunds.reduce((all, { amountFen }) => all + amountFen, 0)
}

async function agrees(model: Model, { orderNumber }: Real): Promise<void> {
  const [order] = await desk.rows<{
    reserved: number
    refunded: number
    ledger: number
    lines: number
  }>(
    `select reserved_fen::int as reserved, refunded_fen::int as refunded,
       (select coalesce(sum(amount_fen), 0)::int from ledger_entry e
         where e.order_number = o.order_number and e.kind = 'refund') as ledger,
       (select sum(refund_fen)::int from order_line l where l.order_number = o.order_number) as lines
     from orders o where order_number = $1`,
    [orderNumber],
  )
  const back = returned(model)
  const open = promised(model)
  expect(order).toEqual({ reserved: open, refunded: back, ledger: back, lines: back + open })
  expect(back + open).toBeLessThanOrEqual(model.paidFen)
  const states = await desk.rows<{ no: string; state: string }>(
    'select refund_no as no, state from refund where order_number = $1 order by 1',
    [orderNumber],
  )
  const known = model.refunds.map(({ refundNo: no, state }) => ({ no, state }))
  expect(states).toEqual(known.toSorted((one, other) => (one.no < other.no ? -1 : 1)))
  // What the gateway has given back was given of what was promised to it.
  const own = model.refunds.filter(({ byHand }) => !byHand)
  const promisedTo = own.filter(({ state }) => state === 'done' || isOpen(state))
  expect(desk.till.given(own.map(({ refundNo }) => refundNo))).toBeLessThanOrEqual(sum(promisedTo))
}

/** What came of it: its answer, or the code it was refused with. */
async function outcome<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
