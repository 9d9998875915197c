// Mail and text messages: ways that fail, are slow, take a letter and are not heard, or refuse it for good. What each
// reader got is known here, and so is who should have got it: from what buyers typed, and not from the shop's rows.

import type { LetterKind, LetterWay } from '../../src/core/letter.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import type { LetterDriver, LetterDrivers, ReadyLetter, Sent } from '../../src/letters/letters.ts'
import type { Process } from './kernel.ts'
import { Broken, type World } from './world.ts'

/** `unheard`: taken, and the answer came too late or never; `lost`: neither. */
const manners = ['unheard', 'lost', 'busy', 'refuses', 'slow'] as const
type Manner = (typeof manners)[number] | 'takes' | 'away'

/** How an order's buyer is reached, as they typed it. */
export type Reader = Readonly<{ phone: string; email: string | undefined }>

/** Which kinds each way carries. */
export type OpenWays = Readonly<Partial<Record<LetterWay, readonly LetterKind[]>>>

/** One try of one letter. */
type Handed = {
  readonly letter: ReadyLetter
  readonly way: LetterWay
  readonly by: Process
  readonly at: number
  /** the order it tells of */
  readonly order: string | undefined
  isTaken: boolean
  /** what the shop was told, and when; undefined: nothing yet */
  told: Readonly<{ outcome: Sent['outcome']; at: number }> | undefined
}

/** A sender that met trouble so long ago may still be at work on what it read then. */
const slowestMs = 2 * minuteMs
/** A letter is tried for a day, at the end every three hours. */
const triedMs = 21 * hourMs - minuteMs
const answerMs = 50
const slowMs = 9 * secondMs
const silentMs = 10 * secondMs

export class PostOffice {
  readonly #world: World
  readonly #ways: OpenWays
  readonly #handed: Handed[] = []
  readonly #onCode: (letter: ReadyLetter) => void
  /** by their orders */
  readonly readers = new Map<string, Reader>()
  /** the first moment at which nobody took letters, and the last */
  away: Readonly<{ from: number; until: number }> = { from: 0, until: 0 }

  constructor(world: World, ways: OpenWays, onCode: (letter: ReadyLetter) => void) {
    this.#world = world
    this.#ways = ways
    this.#onCode = onCode
  }

  drivers(process: Process): LetterDrivers {
    const open = Object.entries(this.#ways) as [LetterWay, readonly LetterKind[]][]
    return Object.fromEntries(open.map(([way, kinds]) => [way, this.#driver(way, kinds, process)]))
  }

  /** How many letters about an order its buyer has. */
  countTaken(order: string): number {
    return this.#handed.filter((one) => one.isTaken && one.order === order).length
  }

  #driver(way: LetterWay, kinds: readonly LetterKind[], process: Process): LetterDriver {
    return {
      way,
      kinds,
      send: (letter) => this.#send(way, letter, process),
      examine: async () => [],
      stop: () => {},
    }
  }

  /** All of it happens to the instance that sends: one that is killed meanwhile hears nothing. */
  async #send(way: LetterWay, letter: ReadyLetter, by: Process): Promise<Sent> {
    const { kernel } = this.#world
    const order = [...this.readers.keys()].find((number) => letter.text.includes(number))
    const handed: Handed = {
      letter,
      way,
      by,
      order,
      at: kernel.now,
      isTaken: false,
      told: undefined,
    }
    this.#checkRepeat(handed)
    this.#handed.push(handed)
    const manner = this.#draw()
    kernel.mark(`letter_${manner}`)
    await kernel.effect(by, `letter ${manner}`, answerMs, () => {
      if (manner === 'takes' || manner === 'slow' || manner === 'unheard') this.#take(handed)
    })
    if (manner === 'slow') await kernel.sleep(by, slowMs)
    if (manner === 'unheard' || manner === 'lost' || manner === 'away')
      await kernel.sleep(by, silentMs)
    const outcome = outcomeOf(manner)
    handed.told = { outcome, at: kernel.now }
    return { outcome, note: manner, code: manner }
  }

  #draw(): Manner {
    const { kernel, faults } = this.#world
    if (kernel.now < faults.letter.downUntil) return 'away'
    return kernel.chance(faults.letter.perMille) ? kernel.pick(manners) : 'takes'
  }

  #take(handed: Handed): void {
    const { letter, order } = handed
    handed.isTaken = true
    this.#world.kernel.mark(`letter_of_${letter.kind}`)
    if (letter.kind === 'code') this.#onCode(letter)
    else if (order === undefined) this.#fail('a-letter-names-its-order', letter.text)
    else this.#checkReader(handed, order)
  }

  #checkReader({ letter, way }: Handed, order: string): void {
    const expected = this.#addressOf(order, letter.kind)
    if (expected === undefined || expected.way !== way || expected.to !== letter.to)
      this.#fail('a-letter-goes-to-its-reader', `${letter.id} to ${letter.to}`)
    if (!this.#hasHappened(letter.kind, order))
      this.#fail('a-letter-tells-what-happened', letter.id)
  }

  /** By mail where there is an address and the way carries such letters, else to the phone. */
  #addressOf(
    order: string,
    kind: LetterKind,
  ): Readonly<{ way: LetterWay; to: string }> | undefined {
    const { phone, email } = this.readers.get(order) ?? { phone: '', email: undefined }
    if (email !== undefined && this.#ways.mail?.includes(kind)) return { way: 'mail', to: email }
    return this.#ways.sms?.includes(kind) ? { way: 'sms', to: phone } : undefined
  }

  #hasHappened(kind: LetterKind, order: string): boolean {
    const text =
      kind === 'refunded'
        ? `select 1 from refund where order_number = $1 and state = 'done'`
        : 'select 1 from fulfilment where order_number = $1'
    return this.#world.look(`letter_about_${kind}`, text, [order]).length > 0
  }

  /** Sent again only where nobody can know whether it went out, or who knew it could not write that down. */
  #checkRepeat(again: Handed): void {
    for (const before of this.#handed) {
      if (before.letter.id !== again.letter.id || before.told?.outcome === 'unknown') continue
      this.#world.kernel.mark('letter_sent_again')
      if (!wasHindered(before, before.at - slowestMs) && !wasHindered(again, again.at - slowestMs))
        this.#fail('a-letter-that-was-answered-is-not-sent-again', again.letter.id)
    }
  }

  /** Whatever a buyer must be told of was taken by the right one, or the merchant can see that it was not. */
  checkOwed(): void {
    const owed = this.#world.look<Readonly<{ order: string; kind: LetterKind; times: number }>>(
      'letters_owed',
      `select order_number as order, 'delivered' as kind, 1 as times from fulfilment group by 1
       union all
       select order_number, 'refunded', count(*)::integer from refund where state = 'done' group by 1`,
    )
    for (const { order, kind, times } of owed) {
      if (!this.readers.has(order) || !this.#addressOf(order, kind)) continue
      const about = this.#handed.filter((one) => one.order === order && one.letter.kind === kind)
      const taken = new Set(about.filter(({ isTaken }) => isTaken).map(({ letter: { id } }) => id))
      if (taken.size < times && taken.size + this.#countToldOf(order, kind, about) < times)
        this.#fail('what-is-owed-is-told', `${kind} of ${order}`)
    }
  }

  /** Letters the merchant sees as failed, each refused for good, or tried in vain for a day. */
  #countToldOf(order: string, kind: LetterKind, about: readonly Handed[]): number {
    const failed = this.#world.look<Readonly<{ id: string; at: number }>>(
      'letters_failed',
      `select letter_id as id, created_at as at from letter
       where order_number = $1 and kind = $2 and state = 'failed'`,
      [order, kind],
    )
    for (const { id, at } of failed) {
      const last = about.findLast(({ letter }) => letter.id === id)
      const isOver = this.away.from <= at && this.away.until >= at + triedMs
      if (last?.told?.outcome !== 'refused' && !isOver)
        this.#fail('a-letter-is-not-given-up-too-soon', id)
      this.#world.kernel.mark(isOver ? 'letter_given_up' : 'letter_failed')
    }
    return failed.length
  }

  #fail(rule: string, detail: string): void {
    this.#world.fail(new Broken(rule, detail))
  }
}

function outcomeOf(manner: Manner): Sent['outcome'] {
  if (manner === 'takes' || manner === 'slow') return 'sent'
  return manner === 'refuses' ? 'refused' : 'unknown'
}

/** Killed, held, or cut off from the database since. */
function wasHindered({ by }: Handed, since: number): boolean {
  return by.dropped || by.heldUntil >= since || (by.troubledAt ?? 0) >= since
}
