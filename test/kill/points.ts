// Where the program is killed: just before a statement or a gateway call leaves it, or just after it was done
// and before the program knows.

import type { Moment } from './database-proxy.ts'

/** A named statement of src/db or a method of the gateway, and the moment around it. */
export type Point = Readonly<{ at: string; moment: Moment }>

export function nameOf(at: string, moment: Moment): string {
  return `${moment} ${at}`
}

/** On both sides of it. */
export function around(...all: readonly string[]): Point[] {
  return all.flatMap((at) => [
    { at, moment: 'before' as const },
    { at, moment: 'after' as const },
  ])
}

/** Around it and around the commit of its transaction. */
export function aroundCommit(...all: readonly string[]): Point[] {
  return all.flatMap((at) => [
    ...around(at),
    { at, moment: 'before commit' as const },
    { at, moment: 'after commit' as const },
  ])
}
