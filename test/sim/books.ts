// The gateways' bills: what really moved on a day, with what can be wrong in a bill, which is drawn once for each
// line and day. Some seeds go on for days after everything was healed, until the bills of their days are settled.

import {
  type BillLine,
  type BillPart,
  billDayOf,
  billReadyAt,
  dayAfter,
} from '../../src/core/bill.ts'
import { dayMs, type Instant, instantOf } from '../../src/core/time.ts'
import { enqueueJob } from '../../src/db/jobs.ts'
import type { BillFetched } from '../../src/gateways/gateway.ts'
import type { GatewayModel } from './gateway-model.ts'
import type { Kernel } from './kernel.ts'
import type { World } from './world.ts'

/**
 * What a bill does to a line. For good: `lost`, `twice`, `amount` (one fen more). Mended by a later bill: `late`
 * (in the next day's bill), `appears` (not in the first file), `fee` (another fee in the first file).
 */
export type LineFate = 'plain' | 'late' | 'appears' | 'fee' | 'lost' | 'twice' | 'amount'
/** What is wrong with the first file of a day; `stranger` stays: a payment of another shop. */
export type DayFate = 'plain' | 'not-ready' | 'cut' | 'stranger'

const lineFates = ['plain', 'plain', 'late', 'appears', 'fee', 'lost', 'twice', 'amount'] as const
const dayFates = ['plain', 'plain', 'not-ready', 'cut', 'stranger'] as const

type Bytes = Readonly<{ lines: readonly BillLine[]; declaredLines: number }>

/** One gateway's bills. */
export class Bills {
  readonly #model: GatewayModel
  readonly #kernel: Kernel
  readonly #fates = new Map<string, LineFate>()
  readonly #dayFates = new Map<string, DayFate>()
  /** nothing is wrong in them */
  areTrue = false

  constructor(model: GatewayModel, kernel: Kernel) {
    this.#model = model
    this.#kernel = kernel
  }

  /** The file of a day as the gateway has it now. */
  fetch(day: string): BillFetched {
    const fate = this.dayFateOf(day)
    const isFirst = this.#kernel.now < billReadyAt(day) + dayMs / 2
    if (fate === 'not-ready' && this.#kernel.now < billReadyAt(day) + dayMs / 10)
      return { outcome: 'not-ready' }
    const lines = this.linesOf(day, isFirst)
    if (lines.length === 0) return { outcome: 'empty' }
    const kept = fate === 'cut' && isFirst ? lines.slice(1) : lines
    const file: Bytes = { lines: kept, declaredLines: lines.length }
    return { outcome: 'fetched', bytes: Buffer.from(JSON.stringify(file)) }
  }

  /** What a day's bill says: in its first file, or in the last. */
  linesOf(day: string, isFirst: boolean): readonly BillLine[] {
    const before = dayAfter(day, -1)
    const own = this.moved(day).filter((line) => this.fateOf(line) !== 'late')
    const late = this.moved(before).filter((line) => this.fateOf(line) === 'late')
    const lines = [...own, ...late].flatMap((line) => asBilled(line, this.fateOf(line), isFirst))
    return this.dayFateOf(day) === 'stranger'
      ? [...lines, strangeLine(this.#model.kind, day)]
      : lines
  }

  /** What really moved on a day. */
  moved(day: string): readonly BillLine[] {
    return this.all().filter(({ at }) => billDayOf(at) === day)
  }

  /** The days whose bills have lines. */
  days(): readonly string[] {
    const moved = this.all().map(({ at }) => billDayOf(at))
    return [...new Set(moved.flatMap((day) => [day, dayAfter(day, 1)]))].sort()
  }

  fateOf({ entry, gatewayTradeNo, refundNo }: BillLine): LineFate {
    if (this.areTrue) return 'plain'
    return drawOnce(this.#fates, `${entry} ${refundNo ?? gatewayTradeNo}`, () => {
      const fate = this.#kernel.pick<LineFate>(lineFates)
      if (fate !== 'plain') this.#kernel.mark(`bill_${fate}`)
      return fate
    })
  }

  dayFateOf(day: string): DayFate {
    if (this.areTrue) return 'plain'
    return drawOnce(this.#dayFates, day, () => {
      const fate = this.#kernel.pick<DayFate>(dayFates)
      if (fate !== 'plain') this.#kernel.mark(`bill_${fate}`)
      return fate
    })
  }

  /** Everything that moved, in the order it was made. */
  all(): readonly BillLine[] {
    const lines: BillLine[] = []
    for (const trade of this.#model.trades.values()) {
      if (trade.state !== 'paid') continue
      const { outTradeNo, gatewayTradeNo, chargedFen } = trade
      const names = { outTradeNo, gatewayTradeNo }
      const paidAt = instantOf(trade.paidAt)
      lines.push({
        ...names,
        entry: 'payment',
        refundNo: null,
        ...amount(chargedFen, 1),
        at: paidAt,
      })
      for (const refund of trade.refunds.values()) {
        if (this.#model.refundState(refund) !== 'done') continue
        const { refundNo, amountFen, settlesAt } = refund
        const at = instantOf(Math.floor(settlesAt / 1_000) * 1_000)
        lines.push({ ...names, entry: 'refund', refundNo, ...amount(amountFen, -1), at })
      }
    }
    return lines
  }
}

/** Reads such a file, as a gateway's own reader does. */
export async function* readBill(bytes: Buffer): AsyncGenerator<BillPart> {
  const { lines, declaredLines } = JSON.parse(bytes.toString('utf8')) as Bytes
  for (const line of lines) yield { part: 'line', line }
  const [declared, counted] = [{ lines: `${declaredLines}` }, { lines: `${lines.length}` }]
  yield { part: 'totals', declared, counted }
  if (declaredLines !== lines.length) yield { part: 'trouble', about: 'lines are missing' }
}

/** Plans the bills of the days on which money moved, as the timetable does for every day. */
export async function planBills(world: World): Promise<void> {
  world.kernel.mark('bills')
  for (const model of Object.values(world.models))
    for (const day of model.bills.days())
      await world.call((app) =>
        enqueueJob(
          app.db,
          app.merchantId,
          'download-bill',
          `${model.kind}:${day}`,
          Math.max(0, billReadyAt(day) - world.kernel.now),
        ),
      )
}

function asBilled(line: BillLine, fate: LineFate, isFirst: boolean): readonly BillLine[] {
  switch (fate) {
    case 'plain':
    case 'late':
      return [line]
    case 'appears':
      return isFirst ? [] : [line]
    case 'fee':
      return [isFirst ? { ...line, feeFen: line.feeFen + 3 } : line]
    case 'lost':
      return []
    case 'twice':
      return [line, line]
    case 'amount':
      return [{ ...line, amountFen: line.amountFen + 1 }]
  }
}

/** Six in a thousand are kept, and come back with a refund. */
function amount(amountFen: number, sign: 1 | -1) {
  return { amountFen, feeFen: sign * Math.ceil((amountFen * 6) / 1_000) }
}

export function strangerOf(kind: string, day: string): string {
  return `${kind}-stranger-${day}`
}

function strangeLine(kind: string, day: string): BillLine {
  const at: Instant = instantOf(billReadyAt(dayAfter(day, -1)))
  const gatewayTradeNo = strangerOf(kind, day)
  // Of the form of ours, and of no order here.
  const outTradeNo = 'N0B0DYKN0WSTH1S0NE22'
  return { entry: 'payment', outTradeNo, gatewayTradeNo, refundNo: null, ...amount(990, 1), at }
}

function drawOnce<Fate>(drawn: Map<string, Fate>, key: string, draw: () => Fate): Fate {
  const fate = drawn.get(key) ?? draw()
  drawn.set(key, fate)
  return fate
}
