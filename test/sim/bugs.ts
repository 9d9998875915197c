// The bugs the simulation must find, to prove that it would, and where each was found when it was last recorded.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { laterBugs } from './bugs-after.ts'
import { booksBugs } from './bugs-books.ts'
import { lettersBugs } from './bugs-letters.ts'
import { livesBugs } from './bugs-lives.ts'
import { moneyBugs } from './bugs-money.ts'
import { rareBugs } from './bugs-rare.ts'
import type { Patch } from './database.ts'
import type { Showing } from './profile.ts'

/**
 * `find` occurs exactly once in `file`, or the run fails. `source` is where such a bug was seen; `on` says which days
 * can show it, where not all do.
 */
export type PlantedBug = Patch & Readonly<{ name: string; source: string; on?: Showing }>

export const plantedBugs: readonly PlantedBug[] = [
  ...livesBugs,
  ...lettersBugs,
  ...rareBugs,
  ...booksBugs,
  ...laterBugs,
  ...moneyBugs,
]

/** Written by `npm run sim -- --bugs --record`. */
export const foundFile = join(process.cwd(), 'test/sim/bugs-found.json')

/** The seed that found a bug, and how many seeds it may take to find it again, by the bug's name. */
export type FoundAt = Readonly<Partial<Record<string, Readonly<{ seed: number; within: number }>>>>

export const foundAt = JSON.parse(readFileSync(foundFile, 'utf8')) as FoundAt
