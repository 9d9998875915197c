// What every way of sending letters looks like to the use cases. A driver knows one protocol; it knows no order and no
// database.

import type { LetterKind, LetterOutcome, LetterWay } from '../core/letter.ts'
import type { Instant } from '../core/time.ts'

/** A letter as it goes out. */
export type ReadyLetter = Readonly<{
  /** the same at every try, so that whoever takes it twice can tell */
  id: string
  /** the site it comes from, such as shop.example */
  host: string
  kind: LetterKind
  /** the tag of its language */
  lang: string
  /** a phone (11 digits) or an address of mail, as the way wants it */
  to: string
  /** whom it comes from, as people know them */
  shopName: string
  subject: string
  text: string
  html: string
  /** what a text message's template is filled with */
  params: Readonly<Record<string, string>>
  at: Instant
}>

/**
 * What became of it. `refused` is for good, `unknown` may be tried again. `note` is what the other side said, for the
 * merchant; it may name the recipient and stands in no log.
 */
export type Sent = Readonly<{ outcome: LetterOutcome; note: string; code: string }>

/** One thing an examination found out. */
export type LetterFinding = Readonly<{
  level: 'ok' | 'warn' | 'bad'
  check: string
  zh: string
  en: string
}>

export interface LetterDriver {
  readonly way: LetterWay
  /** the kinds it may carry: a text message needs a template for each */
  readonly kinds: readonly LetterKind[]
  /** Never throws for what the outside does. */
  send(letter: ReadyLetter): Promise<Sent>
  /** Whether it would work, without sending anything. */
  examine(): Promise<readonly LetterFinding[]>
  stop(): void
}

/** The ways that are open. */
export type LetterDrivers = Readonly<Partial<Record<LetterWay, LetterDriver>>>

export const letterKinds: readonly LetterKind[] = ['code', 'delivered', 'owed', 'refunded']
