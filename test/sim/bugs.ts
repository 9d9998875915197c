// The bugs the simulation must find, to prove that it would, and where each was found when it was last recorded.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { laterBugs } from './bugs-after.ts'
import { booksBugs } from './bugs-books.ts'
import { moneyBugs } from './bugs-money.ts'
import { rareBugs } from './bugs-rare.ts'
import type { Patch } from './database.ts'
import { billedEvery, firstBilled, rareEvery } from './profile.ts'

/** `find` occurs exactly once in `file`, or the run fails. `source` is where such a bug was seen. */
export type PlantedBug = Patch & Readonly<{ name: string; source: string }>

export const plantedBugs: readonly PlantedBug[] = [
  ...moneyBugs,
  ...laterBugs,
  ...rareBugs,
  ...booksBugs,
]

/** The first so many seeds a bug is looked for on: a mistake that only certain days can show, on those. */
export function seedsFor(bug: PlantedBug, within: number): readonly number[] {
  const seeds = Array.from({ length: within }, (_, at) => at)
  if (booksBugs.includes(bug)) return seeds.map((at) => firstBilled + at * billedEvery)
  return seeds.map((at) => (at + 1) * (rareBugs.includes(bug) ? rareEvery : 1))
}

/** Written by `npm run sim -- --bugs --record`. */
export const foundFile = join(process.cwd(), 'test/sim/bugs-found.json')

/** The seed that found a bug, and how many seeds it may take to find it again, by the bug's name. */
export type FoundAt = Readonly<Partial<Record<string, Readonly<{ seed: number; within: number }>>>>

export const foundAt = JSON.parse(readFileSync(foundFile, 'utf8')) as FoundAt
