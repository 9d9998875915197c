// Amounts and days in the console's calls about money: yuan and `yyyy-MM-dd` outside, fen and moments inside.

import { Type } from 'typebox'
import { dayAfter, isBillDay, startOfDay } from '../../../core/bill.ts'
import { type Fen, parseYuan } from '../../../core/money.ts'
import type { Instant } from '../../../core/time.ts'
import { Refusal } from '../../../errors.ts'
import { yuan } from '../../reply.ts'

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Unsafe<Word>(Type.Union(words.map((word) => Type.Literal(word))))
}

/** Yuan in a body: a number, or its decimal text. */
export const Amount = Type.Union([Type.Number(), Type.String({ maxLength: 20 })])
export const amountOrNull = Type.Union([Type.Number(), Type.Null()])
export const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const Day = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }))
/** A range of days in a query, both included. */
export const dayQuery = { from: Day, to: Day }

/** Refuses with invalid_request. */
export function fenIn(field: string, amount: number | string): Fen {
  const fen = parseYuan(String(amount))
  if (fen === undefined) throw new Refusal('invalid_request', { field })
  return fen
}

/** Refuses with invalid_request a day there is none of. */
export function dayIn(field: string, day: string): string {
  if (!isBillDay(day)) throw new Refusal('invalid_request', { field })
  return day
}

/** The moments a range of days begins and is over. Refuses with invalid_request. */
export function spanIn({
  from,
  to,
}: Readonly<{ from?: string | undefined; to?: string | undefined }>): Readonly<{
  from: Instant | undefined
  until: Instant | undefined
}> {
  return {
    from: from === undefined ? undefined : startOfDay(dayIn('from', from)),
    until: to === undefined ? undefined : startOfDay(dayAfter(dayIn('to', to), 1)),
  }
}

/** Yuan of a sum that may be below zero. */
export function signedYuan(fen: number): number {
  return fen < 0 ? -yuan(-fen as Fen) : yuan(fen as Fen)
}

export function yuanOrNull(fen: number | null): number | null {
  return fen === null ? null : signedYuan(fen)
}
