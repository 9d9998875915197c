// Two workers who both believe that a refund is theirs, and a person who undoes it: in every order of their steps,
// what the gateway gives back was promised, and what was let go is never given back.

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { sendRefund } from '../../src/app/refund/send-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import { type Db, statement } from '../../src/db/connect.ts'
import { markRefundUndone } from '../../src/db/refund-ends.ts'
import { findRefund } from '../../src/db/refunds.ts'
import type { Gateway } from '../../src/gateways/gateway.ts'
import { gatewayOf, RefundDeskStage, Till, type TillAnswer } from './refund-desk.ts'
import { inEveryOrder, type Stage } from './turns.ts'

let desk: RefundDeskStage
beforeAll(async () => {
  desk = await RefundDeskStage.open()
})
afterAll(() => desk?.close())

const patience = 1_000
/** A step of its own beside the statements, which nobody may skip. */
const step = statement('', 'values (1)')

const answers: Readonly<Record<string, readonly [TillAnswer, TillAnswer]>> = {
  'refuses the first and takes the second': ['refused', 'refunded'],
  'does not hear the first and takes the second': ['lost', 'refunded'],
  'takes the first without a word': ['mute', 'refunded'],
}
/** TURNS=all tries every answer; the first is the one that lets a refund be undone again. */
const tried = Object.entries(answers).slice(0, process.env.TURNS === 'all' ? undefined : 1)

it.each(tried)('where the gateway %s', { timeout: 300_000 }, async (_name, given) => {
  const orderNumber = await desk.paidOrder(['lifetime'])
  const ends = new Set<string>()
  const orders = await inEveryOrder(desk.app.db, () => stageOf(orderNumber, given, ends))
  expect(orders).toBeGreaterThanOrEqual(40)
  expect(ends).toContain('undone, nothing given')
  expect(ends).toContain('not undone, given')
})

async function stageOf(
  orderNumber: string,
  answers: readonly TillAnswer[],
  ends: Set<string>,
): Promise<Stage<string>> {
  const till = new TillOfAnswers(answers)
  const request = { orderNumber, asked: { amountFen: 1 as Fen }, by: 'ann' }
  const { refundNo } = await planRefund(desk.app, request)
  const send = async (db: Db) => {
    await sendRefund(appWith(db, till), refundNo, patience)
    return 'sent'
  }
  return {
    works: [send, send, (db) => undo(appWith(db, till), refundNo)],
    async check(results, order) {
      const refund = await findRefund(desk.app.db, 1, refundNo)
      const isUndone = results.includes('undone')
      const isGiven = till.given([refundNo]) > 0
      ends.add(`${isUndone ? 'undone' : 'not undone'}, ${isGiven ? 'given' : 'nothing given'}`)
      expect(isUndone, order).toBe(refund?.state === 'cancelled')
      if (isGiven) expect(['done', 'unknown', 'processing'], order).toContain(refund?.state)
      // Whoever has it next ends it, by the same number.
      if (!isUndone) await untilDone(till, refundNo)
    },
  }
}

async function untilDone(till: Till, refundNo: string): Promise<void> {
  const app = { ...desk.app, channels: channelsOf(gatewayOf(till)) }
  await sendRefund(app, refundNo, patience)
  await sendRefund(app, refundNo, patience)
  expect((await findRefund(desk.app.db, 1, refundNo))?.state).toBe('done')
  expect(till.given([refundNo])).toBe(1)
}

/** What undoRefund writes, as one step. */
async function undo(app: App, refundNo: string): Promise<string> {
  const isUndone = await app.db.tx((tx) => markRefundUndone(tx, 1, refundNo, 'cancelled', 'ann'))
  return isUndone ? 'undone' : 'too late'
}

/** Answers the first sending one way and all others another. */
class TillOfAnswers extends Till {
  readonly #answers: readonly TillAnswer[]
  #asked = 0

  constructor(answers: readonly TillAnswer[]) {
    super()
    this.#answers = answers
  }

  override refund(...asked: Parameters<Till['refund']>): ReturnType<Till['refund']> {
    this.answer = this.#answers[Math.min(this.#asked, this.#answers.length - 1)] ?? 'refunded'
    this.#asked += 1
    return super.refund(...asked)
  }
}

/** Statements, transactions as a whole, and sendings each wait for their turn. */
function appWith(db: Db, till: Till): App {
  const gateway = gatewayOf(till)
  return {
    ...desk.app,
    db: {
      ...desk.app.db,
      rows: (...asked) => db.rows(...asked),
      async tx(work) {
        await db.rows(step, [])
        return desk.app.db.tx(work)
      },
    },
    channels: channelsOf({
      ...gateway,
      async refund(...asked) {
        await db.rows(step, [])
        return gateway.refund(...asked)
      },
    }),
  }
}

function channelsOf(gateway: Gateway): App['channels'] {
  return [{ id: 'till', gateway, isOffered: true, notifyUrl: () => '', returnUrl: () => '' }]
}
