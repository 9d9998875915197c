// load: how long orders and notices take when they come steadily, at half of what the built program takes at most, each
// counted from the moment it was due. overload: notices while far more people look up orders than it can answer.

import type { Callers, Told } from './callers.ts'
import { callersOf } from './memory.ts'
import { onProgram } from './program.ts'
import type { Figure } from './report.ts'
import { proveSold } from './sold.ts'

const inFlight = 32
const warmUp = 300
const peakOf = 600
const steadySeconds = 10
const overloadSeconds = 10
/** Times as many look-ups as it answers when nothing else is asked. */
const overloadFactor = 4
const noticesPerSecond = 40

export async function benchLoad(signal: AbortSignal): Promise<Figure[]> {
  return onProgram(async (program) => {
    const callers = await callersOf(program)
    try {
      const figures: Figure[] = []
      let sold = 0
      const call = async (talk: 'order' | 'notice', count: number, perSecond?: number) => {
        signal.throwIfAborted()
        const shape = perSecond === undefined ? { count, inFlight } : { count, perSecond }
        if (talk === 'order') sold += count
        return all(await callers.call(talk, shape), count)
      }
      await call('order', warmUp)
      await program.db.script('analyze')
      const orders = rateOf(await call('order', peakOf))
      const noticesAtHalf = (of: number) => Math.round((of / 2) * steadySeconds)
      figures.push(
        ...latencies(
          'load.order',
          await call('order', noticesAtHalf(orders), orders / 2),
          orders / 2,
        ),
      )
      // Notices are of orders there are: as many more as half the peak will want.
      await callers.sign()
      const notices = rateOf(await call('notice', peakOf))
      const wanted = noticesAtHalf(notices)
      while (sold - peakOf < wanted + noticesPerSecond * overloadSeconds)
        await call('order', peakOf)
      await callers.sign()
      figures.push(
        ...latencies('load.notice', await call('notice', wanted, notices / 2), notices / 2),
      )
      figures.push(...(await overload(callers)))
      await proveSold(program, sold, peakOf + wanted + noticesPerSecond * overloadSeconds)
      return figures
    } finally {
      callers.stop()
    }
  })
}

async function overload(callers: Callers): Promise<Figure[]> {
  const before = rateOf(await callers.call('lookup', { count: peakOf, inFlight }))
  const perSecond = before * overloadFactor
  const count = Math.round(perSecond * overloadSeconds)
  const [lookups, notices] = await Promise.all([
    callers.call('lookup', { count, perSecond }),
    callers.call('notice', {
      count: noticesPerSecond * overloadSeconds,
      perSecond: noticesPerSecond,
    }),
  ])
  all(notices, noticesPerSecond * overloadSeconds)
  const part = (value: number) => (100 * value) / count
  const one = (name: string, unit: Figure['unit'], value: number): Figure => ({
    name: `overload.${name}`,
    unit,
    rounds: [value],
  })
  return [
    one('lookup.asked', '/s', perSecond),
    one('lookup.answered', '/s', rateOf(lookups)),
    one('lookup.p99', 'ms', lookups.p99),
    one('lookup.refused', '%', part(lookups.others['503'] ?? 0)),
    one('lookup.refused.p99', 'ms', lookups.refusedP99),
    one('lookup.lost', '%', part(count - lookups.right - (lookups.others['503'] ?? 0))),
    one('notice.p50', 'ms', notices.p50),
    one('notice.p99', 'ms', notices.p99),
  ]
}

/** Throws unless every one was answered as it should be. */
function all(told: Told, count: number): Told {
  if (told.right === count) return told
  throw new Error(`of ${count} ${told.right} were answered: ${JSON.stringify(told.others)}`)
}

const rateOf = ({ right, ms }: Told) => (right * 1_000) / ms

function latencies(name: string, { p50, p99, p999 }: Told, perSecond: number): Figure[] {
  return [
    { name: `${name}.rate`, unit: '/s', rounds: [perSecond] },
    { name: `${name}.p50`, unit: 'ms', rounds: [p50] },
    { name: `${name}.p99`, unit: 'ms', rounds: [p99] },
    { name: `${name}.p999`, unit: 'ms', rounds: [p999] },
  ]
}
