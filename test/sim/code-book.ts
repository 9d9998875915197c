// One-time codes as those know them who asked for them, got them and entered them: what may open, what must, and how
// many may be had. Nothing here is read from the shop: a code comes by its letter.

import type { App } from '../../src/app/app.ts'
import type { CodePurpose } from '../../src/core/one-time-code.ts'
import { hourMs, minuteMs } from '../../src/core/time.ts'
import type { ReadyLetter } from '../../src/letters/letters.ts'
import { type Heard, hear } from './hear.ts'
import { Broken, type World } from './world.ts'

export type Asked = Readonly<{
  purpose: CodePurpose
  /** who counts for the limits */
  subject: string
  /** who may get it; undefined: nobody, for there is no such order */
  reader: string | undefined
  address: string
  /** nothing but the limits of codes can be in the way */
  isPlain: boolean
}>

type Ask = Asked & { from: number; until: number; outcome: 'open' | 'sent' | 'unknown' | 'no' }

export type Entered = Readonly<{ purpose: CodePurpose; readers: readonly string[]; code: string }>

type Use = Entered & {
  from: number
  until: number
  outcome: 'open' | 'opened' | 'unknown' | 'wrong' | 'no'
  /** what opened */
  by: CodeLetter | undefined
}

type CodeLetter = Readonly<{ id: string; to: string; code: string; at: number }>

/** As letters and pages say it. */
const lifeMs = 5 * minuteMs
const triesMax = 3
const limits = [
  { of: 'subject', most: 1, ms: minuteMs },
  { of: 'subject', most: 10, ms: 24 * hourMs },
  { of: 'address', most: 20, ms: hourMs },
] as const

export class CodeBook {
  readonly #world: World
  readonly #asks: Ask[] = []
  readonly #letters: CodeLetter[] = []
  readonly #uses: Use[] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Somebody asks for a code. */
  async ask(asked: Asked, work: (app: App) => Promise<unknown>): Promise<void> {
    const { kernel } = this.#world
    const ask: Ask = {
      ...asked,
      from: kernel.now,
      until: Number.POSITIVE_INFINITY,
      outcome: 'open',
    }
    this.#asks.push(ask)
    const heard = await hear(this.#world, work)
    ask.until = kernel.now
    ask.outcome = heard.is === 'done' ? 'sent' : heard.is === 'refused' ? 'no' : 'unknown'
    kernel.mark(asked.reader === undefined ? 'code_for_nobody' : `code_asked_${ask.outcome}`)
    if (ask.outcome === 'sent') this.#checkLimits(ask)
    if (heard.is === 'refused' && asked.isPlain) this.#checkRefusal(ask)
  }

  /** A letter with a code has come. */
  take(letter: ReadyLetter): void {
    const [code = ''] = /\b\d{6}\b/.exec(letter.params.code ?? letter.subject) ?? []
    const one: CodeLetter = { id: letter.id, to: letter.to.toLowerCase(), code, at: letter.at }
    if (this.#askedFor(one).length === 0)
      this.#fail('a-code-goes-to-who-asked', `${letter.id} to ${letter.to}`)
    const before = this.#letters.find(({ id }) => id === one.id)
    if (before && before.code !== code) this.#fail('a-code-stays-the-same', letter.id)
    if (!before) this.#letters.push(one)
  }

  /** The codes that came to somebody, the newest last. */
  inbox(reader: string): readonly string[] {
    const own = this.#letters.filter(({ to }) => to === reader)
    return own.toSorted((a, b) => a.at - b.at).map(({ code }) => code)
  }

  /** Somebody enters a code. */
  async enter<T>(entered: Entered, work: (app: App) => Promise<T>): Promise<Heard<T>> {
    const { kernel } = this.#world
    const until = Number.POSITIVE_INFINITY
    const use: Use = { ...entered, from: kernel.now, until, outcome: 'open', by: undefined }
    this.#uses.push(use)
    const heard = await hear(this.#world, work)
    use.until = kernel.now
    use.outcome = outcomeOf(heard)
    kernel.mark(`code_entered_${use.outcome}`)
    if (use.outcome === 'opened') this.#checkOpened(use)
    if (use.outcome === 'wrong') this.#checkWrong(use)
    return heard
  }

  /** The asks that can have brought a letter: no two codes for one reader are written at one moment. */
  #askedFor({ to, at }: CodeLetter): readonly Ask[] {
    return this.#asks.filter(
      ({ reader, from, until, outcome }) =>
        reader === to && outcome !== 'no' && from <= at && at <= until,
    )
  }

  #checkLimits(last: Ask): void {
    for (const { of, most, ms } of limits) {
      const sent = this.#asks.filter((ask) => ask.outcome === 'sent' && ask[of] === last[of])
      const some = sent.slice(-most - 1)
      const began = Math.min(...some.map(({ from }) => from))
      if (some.length <= most || last.until - began >= ms) continue
      this.#fail('codes-have-limits', `${some.length} for one ${of} in ${last.until - began} ms`)
    }
  }

  /** What was refused was one too many, or somebody else's call was in the way at the same moment. */
  #checkRefusal(refused: Ask): void {
    const isDue = limits.some(({ of, most, ms }) => {
      const others = this.#asks.filter(
        (ask) =>
          ask !== refused &&
          ask[of] === refused[of] &&
          (ask.outcome === 'no' ? ask.until >= refused.from : ask.until > refused.from - ms),
      )
      return others.some(({ outcome }) => outcome === 'no') || others.length >= most
    })
    if (!isDue) this.#fail('who-may-ask-gets-a-code', refused.subject)
  }

  #checkOpened(use: Use): void {
    const known = this.#letters.filter(
      ({ code, to }) => code === use.code && use.readers.includes(to),
    )
    const found = known.map((letter) => ({ letter, rule: this.#ruleAgainst(use, letter) }))
    const [first] = found
    const right = found.find(({ rule }) => rule === undefined)
    if (!first) this.#fail('what-opens-was-sent', use.readers.join())
    else if (right) use.by = right.letter
    else this.#fail(first.rule ?? '', `${first.letter.id}, ${use.from - first.letter.at} ms old`)
  }

  /** Why this code should not have opened. */
  #ruleAgainst(use: Use, letter: CodeLetter): string | undefined {
    const { purpose } = use
    if (!this.#askedFor(letter).some((ask) => ask.purpose === purpose))
      return 'a-code-opens-what-it-was-asked-for'
    if (use.from >= letter.at + lifeMs) return 'a-code-is-good-for-five-minutes'
    const newer = this.#asks.some(
      (ask) =>
        ask.purpose === purpose &&
        ask.subject === letter.to &&
        ask.outcome === 'sent' &&
        ask.from > letter.at &&
        ask.until < use.from,
    )
    if (newer) return 'only-the-newest-code-opens'
    if (this.#uses.some(({ by }) => by === letter)) return 'a-code-opens-once'
    const wrong = this.#othersOf(use, letter).filter(
      ({ outcome, from, until }) => outcome === 'wrong' && from > letter.at && until < use.from,
    )
    return wrong.length >= triesMax ? 'three-tries-and-no-more' : undefined
  }

  /** Entered for the same, while the code was out. */
  #othersOf(use: Use, { to, at }: CodeLetter): readonly Use[] {
    return this.#uses.filter(
      (other) =>
        other !== use &&
        other.purpose === use.purpose &&
        other.readers.includes(to) &&
        other.until >= at,
    )
  }

  /** A right code that came alone, in time and before three others were tried opens. */
  #checkWrong(use: Use): void {
    for (const letter of this.#letters) {
      if (letter.code !== use.code || !use.readers.includes(letter.to)) continue
      const asks = this.#askedFor(letter)
      const [own] = asks
      if (asks.length !== 1 || own?.purpose !== use.purpose) continue
      if (use.until >= letter.at + lifeMs) continue
      const isReplaced = this.#asks.some(
        (ask) =>
          ask !== own &&
          ask.purpose === use.purpose &&
          ask.subject === letter.to &&
          ask.outcome !== 'no' &&
          ask.until >= letter.at,
      )
      const others = this.#othersOf(use, letter)
      const isCrossed = others.some(({ code, until }) => code === use.code || until >= use.from)
      if (!isReplaced && !isCrossed && others.length < triesMax)
        this.#fail('a-right-code-opens', letter.id)
    }
  }

  #fail(rule: string, detail: string): void {
    this.#world.fail(new Broken(rule, detail))
  }
}

function outcomeOf(heard: Heard<unknown>): Use['outcome'] {
  if (heard.is === 'done') return 'opened'
  if (heard.is === 'unknown') return 'unknown'
  return heard.code === 'code_wrong' || heard.code === 'code_over' ? 'wrong' : 'no'
}
