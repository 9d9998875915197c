// flat.N: what a paid order costs, in microseconds of CPU of program and database together, in a shop that has sold N
// before; beside a shop that has sold a thousand. The shops run at the same time and sell in turns.

import { setTimeout as wait } from 'node:timers/promises'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import type { Fen } from '../../src/core/money.ts'
import { formatYuan } from '../../src/core/money.ts'
import { timetableMs } from '../../src/core/timetable.ts'
import { statement } from '../../src/db/connect.ts'
import { newTradeNo } from '../support/platform.ts'
import { fillBooks } from './audit-books.ts'
import { cpuSeconds } from './cpu.ts'
import { buy, buyerOf } from './order.ts'
import type { Figure } from './report.ts'
import { median, rateOf, takeTurns } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'

const sizes = [1_000, 10_000, 100_000]
const fullSize = 1_000_000
const rounds = 9
const perRound = 150
const inFlight = 8
const microseconds = 1_000_000
const price = 9_900 as Fen
/** So much dearer than with a thousand, and somebody has to look why. */
const dearerMax = 1.2

/** Names what is not flat on stderr and sets the exit code. */
export async function benchFlat(signal: AbortSignal, { full }: { full: boolean }) {
  const all = full ? [...sizes, fullSize] : sizes
  return onStages(all, [], async (stages) => {
    const contenders = Object.fromEntries(
      stages.map((stage, at) => [`flat.${all[at]}`, () => costOf(stage)]),
    )
    const taken = await takeTurns(contenders, { rounds, signal })
    const [least = ''] = Object.keys(taken)
    const against = { what: 'with 1,000 orders', rounds: taken[least] ?? [] }
    const figures = Object.entries(taken).map(
      ([name, one]): Figure => ({ name, unit: 'µs', rounds: one, against }),
    )
    for (const { name, rounds: ours } of figures) {
      const ratio = median(ours) / median(against.rounds)
      if (ratio <= dearerMax) continue
      console.error(`${name} costs ${Math.round(ratio * 100)} % of what it does with 1,000 orders`)
      process.exitCode = 1
    }
    return figures
  })
}

/** One shop for each size, all running. */
async function onStages<T>(
  left: readonly number[],
  stages: readonly Stage[],
  work: (stages: readonly Stage[]) => Promise<T>,
): Promise<T> {
  const [size, ...others] = left
  if (size === undefined) return work(stages)
  return onStage(async (stage) => {
    await putOffTimetable(stage)
    await fillBooks(stage.connection, size)
    // What the first orders after such a filling pay for alone: it is written out, and the tables are known.
    await stage.app.db.script('checkpoint')
    return onStages(others, [...stages, stage], work)
  })
}

const putOff = statement(
  'bench_put_off',
  "update job set run_at = run_at + interval '1 day' returning 1",
)

/** No order pays for the proof of all books, which would begin a minute after the start. */
async function putOffTimetable({ app }: Stage): Promise<void> {
  const planned = Object.keys(timetableMs).length
  while ((await app.db.rows(putOff, [])).length < planned) await wait(100)
}

let buyers = 0

/** Microseconds of CPU for an order from its placing to its licence. */
async function costOf(stage: Stage): Promise<number> {
  const before = await cpuSeconds(stage.app.db)
  await rateOf(perRound, inFlight, async () => {
    buyers += 1
    await payFor(stage, await buy(stage.app, buyerOf(buyers)))
  })
  const after = await cpuSeconds(stage.app.db)
  const seconds = after.program - before.program + after.server - before.server
  return (seconds * microseconds) / perRound
}

async function payFor({ app, channel, platform }: Stage, number: string): Promise<void> {
  const trade = platform.pay(number, formatYuan(price), newTradeNo())
  const body = Buffer.from(platform.notice(platform.noticeFields(number, trade)))
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const answer = await receiveNotice(app, channel, { body, headers, senderAddress: '127.0.0.1' })
  if (answer.body !== 'success') throw new Error(`a notice was answered ${answer.body}`)
}
