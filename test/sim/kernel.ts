// The kernel of the simulation. Everything that waits, waits here: a database call, a gateway call, a sleep.
// Exactly one of the waiting effects runs at a time, chosen by a tape of choices that can be replayed; when
// none is due, virtual time jumps to the next one.

/** Where choices come from: drawn from the seed, or read from a tape, whose end means "nothing special". */
export interface Choices {
  /** One of 0 … n-1; 0 is always the plain, faultless way. */
  choose(n: number): number
  readonly tape: readonly number[]
}

/** Draws from a seed (mulberry32) and records. */
export function drawnChoices(seed: number): Choices {
  const tape: number[] = []
  const draw = generator(seed)
  return {
    tape,
    choose(n) {
      const chosen = n <= 1 ? 0 : Math.floor(draw() * n)
      tape.push(chosen)
      return chosen
    },
  }
}

/** Repeats a tape; what it does not hold, or holds too large, becomes as plain as can be. */
export function replayedChoices(recorded: readonly number[]): Choices {
  const tape: number[] = []
  return {
    tape,
    choose(n) {
      const chosen = Math.min(recorded[tape.length] ?? 0, Math.max(0, n - 1))
      tape.push(chosen)
      return chosen
    },
  }
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Who an effect belongs to. Dropped, none of its effects ever runs; held until a moment, they wait. When something last
 * went wrong between it and the database.
 */
export type Process = {
  readonly name: string
  dropped: boolean
  heldUntil: number
  troubledAt?: number
}

type Effect = Readonly<{
  process: Process
  label: string
  readyAt: () => number
  /** false: something else must happen first */
  free: () => boolean
  run: () => void
}>

export type Policy = 'uniform' | 'fifo' | 'priorities' | 'starve'
const policies: readonly Policy[] = ['fifo', 'uniform', 'uniform', 'priorities', 'starve']

/** A run that goes on and on is a finding of its own. */
const stepsMax = 12_000

export class Endless extends Error {
  override name = 'Endless'
}

export class Kernel {
  now: number
  steps = 0
  /** whose step this is */
  running: Process | undefined
  readonly trace: string[] = []
  readonly marks = new Map<string, number>()
  readonly #choices: Choices
  readonly #waiting: Effect[] = []
  readonly #policy: Policy
  readonly #ranks = new Map<string, number>()
  #hash = 0x811c9dc5
  #stopped = false

  constructor(choices: Choices, startMs: number) {
    this.#choices = choices
    this.now = startMs
    this.#policy = policies[choices.choose(policies.length)] ?? 'fifo'
  }

  choose(n: number): number {
    return this.#choices.choose(n)
  }

  /** One of some things; the first is the plain one. */
  pick<T>(among: readonly [T, ...T[]]): T {
    return among[this.choose(among.length)] ?? among[0]
  }

  /** True in about `perMille` of 1000 cases; a tape of zeros says false. */
  chance(perMille: number): boolean {
    return perMille > 0 && this.choose(1_000) >= 1_000 - perMille
  }

  /** Notes that a situation came up, for the proof that the workload reaches it. */
  mark(name: string): void {
    this.marks.set(name, (this.marks.get(name) ?? 0) + 1)
  }

  note(line: string): void {
    const full = `${this.now} ${line}`
    this.trace.push(full)
    let hash = this.#hash
    for (let at = 0; at < full.length; at += 1)
      hash = Math.imul(hash ^ full.charCodeAt(at), 0x01000193) >>> 0
    this.#hash = hash
  }

  /** The same for the same run, step by step. */
  get hash(): string {
    return this.#hash.toString(16).padStart(8, '0')
  }

  /** Waits for its turn, then runs alone. What it throws, its caller gets. */
  effect<T>(
    process: Process,
    label: string,
    delayMs: number,
    run: () => T,
    free: () => boolean = always,
  ): Promise<T> {
    const dueAt = this.now + delayMs
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        process,
        label,
        free,
        readyAt: () => Math.max(dueAt, process.heldUntil),
        run: () => {
          try {
            resolve(run())
          } catch (error) {
            this.note(
              `${process.name} ${label} threw ${error instanceof Error ? error.message : ''}`,
            )
            reject(error)
          }
        },
      })
    })
  }

  sleep(process: Process, ms: number): Promise<void> {
    return this.effect(process, 'sleep', ms, () => {})
  }

  /** Waits until a moment that may move: it is asked for again before each step. */
  sleepUntil(process: Process, moment: () => number): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#waiting.push({
        process,
        label: 'wait',
        free: always,
        readyAt: () => Math.max(moment(), process.heldUntil),
        run: resolve,
      })
    })
  }

  /** Drops a process with all it waits for. */
  drop(process: Process): void {
    process.dropped = true
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1)
      if (this.#waiting[at]?.process === process) this.#waiting.splice(at, 1)
  }

  /** Ends `run` after the step under way. */
  stop(): void {
    this.#stopped = true
  }

  /** Steps until stopped, until nothing waits, or until `endMs`; `afterEach` is told each step's effect. */
  async run(endMs: number, afterEach: (process: Process) => void): Promise<void> {
    this.#stopped = false
    await settled()
    while (!this.#stopped) {
      const at = this.#next()
      const effect = this.#waiting[at]
      if (!effect) return
      const readyAt = effect.readyAt()
      if (readyAt > endMs) {
        this.now = Math.max(this.now, endMs)
        return
      }
      this.now = Math.max(this.now, readyAt)
      this.steps += 1
      if (this.steps > stepsMax) throw new Endless(`still busy after ${stepsMax} steps`)
      this.#waiting.splice(at, 1)
      if (effect.label !== 'wait') this.note(`${effect.process.name} ${effect.label}`)
      this.running = effect.process
      effect.run()
      await settled()
      afterEach(effect.process)
    }
  }

  /** Which of the waiting effects runs next: one that is due, else the earliest. */
  #next(): number {
    let earliest = -1
    let earliestAt = Number.POSITIVE_INFINITY
    const due: number[] = []
    for (let at = 0; at < this.#waiting.length; at += 1) {
      const effect = this.#waiting[at]
      if (!effect?.free()) continue
      const readyAt = effect.readyAt()
      if (readyAt <= this.now) due.push(at)
      if (readyAt < earliestAt) {
        earliest = at
        earliestAt = readyAt
      }
    }
    return due.length > 1 ? (due[this.#choose(due)] ?? earliest) : earliest
  }

  #choose(due: readonly number[]): number {
    switch (this.#policy) {
      case 'fifo':
        return 0
      case 'uniform':
        return this.choose(due.length)
      case 'priorities':
      case 'starve': {
        // A process drawn first goes before all others (priorities), or only when it is alone (starve). Now and
        // then the order changes, because many races need exactly one change at the right moment.
        if (this.chance(15)) this.#ranks.clear()
        const ranks = due.map((at) => this.#rankOf(this.#waiting[at]?.process.name ?? ''))
        return ranks.indexOf(Math.min(...ranks))
      }
    }
  }

  #rankOf(name: string): number {
    const known = this.#ranks.get(name)
    if (known !== undefined) return known
    const rank = this.#policy === 'starve' ? this.choose(2) : this.choose(8)
    this.#ranks.set(name, rank)
    return rank
  }
}

const always = () => true

/** All that follows at once from the last effect has happened, also what gathers what comes in one turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}
