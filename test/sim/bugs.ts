// The bugs the simulation must find, to prove that it would.

import { laterBugs } from './bugs-after.ts'
import { moneyBugs } from './bugs-money.ts'
import type { Patch } from './database.ts'

/** `find` occurs exactly once in `file`, or the run fails. `source` is where such a bug was seen. */
export type PlantedBug = Patch & Readonly<{ name: string; source: string }>

export const plantedBugs: readonly PlantedBug[] = [...moneyBugs, ...laterBugs]
