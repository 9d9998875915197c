// How everything here is measured: short rounds, ours and the other's in turns, so that a neighbour's load
// falls on both; afterwards medians.

/** What each round gave: operations per second, or milliseconds. */
export type Rounds = readonly number[]

/**
 * Runs each contender once for warming up, then all in turns, forwards and backwards alternately, so that
 * none always follows the same one. Throws at the first pause after `signal` is aborted.
 */
export async function takeTurns<Name extends string>(
  contenders: Readonly<Record<Name, () => Promise<number>>>,
  { rounds, signal }: Readonly<{ rounds: number; signal: AbortSignal }>,
): Promise<Readonly<Record<Name, Rounds>>> {
  const names = Object.keys(contenders) as Name[]
  const taken = Object.fromEntries(
    names.map((name) => [name, [] as number[]]),
  ) as unknown as Record<Name, number[]>
  for (const name of names) await contenders[name]()
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      signal.throwIfAborted()
      taken[name].push(await contenders[name]())
    }
  }
  return taken
}

/** Operations per second of `count` calls with `inFlight` under way; `lane` says which of them a call is. */
export async function rateOf(
  count: number,
  inFlight: number,
  work: (at: number, lane: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const run = async (lane: number) => {
    while (next < count) {
      const at = next
      next += 1
      await work(at, lane)
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: inFlight }, (_, lane) => run(lane)))
  return (count * 1_000) / (performance.now() - begun)
}

/** The same for work that never waits. */
export async function rateOfCalls(count: number, work: (at: number) => void): Promise<number> {
  const begun = performance.now()
  for (let at = 0; at < count; at += 1) work(at)
  return (count * 1_000) / (performance.now() - begun)
}

export function median(rounds: Rounds): number {
  const sorted = rounds.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
