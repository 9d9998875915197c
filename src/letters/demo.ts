// A demonstration sends nothing: what would have gone out is kept for the simulator's page, and forgotten with the
// process.

import type { LetterWay } from '../core/letter.ts'
import { type LetterDriver, type LetterDrivers, letterKinds, type ReadyLetter } from './letters.ts'

export type KeptLetter = ReadyLetter & Readonly<{ way: LetterWay }>

/** The newest first. */
export type LetterShelf = Readonly<{
  keep(letter: KeptLetter): void
  list(): readonly KeptLetter[]
}>

const keptMax = 100

export function createShelf(): LetterShelf {
  const kept: KeptLetter[] = []
  return {
    keep(letter) {
      kept.unshift(letter)
      kept.length = Math.min(kept.length, keptMax)
    },
    list: () => [...kept],
  }
}

export function openDemo(shelf: LetterShelf): LetterDrivers {
  return { mail: driverOf('mail', shelf), sms: driverOf('sms', shelf) }
}

function driverOf(way: LetterWay, shelf: LetterShelf): LetterDriver {
  return {
    way,
    kinds: letterKinds,
    send: async (letter) => {
      shelf.keep({ ...letter, way })
      return { outcome: 'sent', note: '', code: 'demo' }
    },
    examine: async () => [],
    stop: () => {},
  }
}
