// Plays scenarios until they were killed at every one of their points.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { nameOf } from './points.ts'
import type { Scenario } from './scenario-steps.ts'
import { Trial } from './trial.ts'

const patienceMs = 120_000

/** One test for each scenario, all on one database. */
export function killedWhere(scenarios: readonly Scenario[]): void {
  let database: TestDatabase
  let trial: Trial
  beforeAll(async () => {
    await build()
    database = await createDatabase(1)
    trial = await Trial.open(database.connection)
  })
  afterAll(async () => {
    await trial?.close()
    await database?.drop()
  })

  describe('nothing is lost and nothing done twice, killed at every point where', () => {
    it.each(scenarios)(
      '$name',
      async (scenario) => {
        expect(await aim(trial, scenario)).toEqual([])
        expect(await trial.faults()).toEqual([])
      },
      patienceMs,
    )
  })
}

/**
 * Every statement and call at least once: in turn just before and just after, or with KILL_SIDES=all on both sides.
 */
function sidesOf(points: Scenario['points']): Scenario['points'] {
  if (process.env.KILL_SIDES === 'all') return points
  const places = [...new Set(points.map(({ at }) => at))]
  return places.flatMap((at, place) => {
    const here = points.filter((point) => point.at === at)
    return here.slice(place % here.length, (place % here.length) + 1)
  })
}

/** Answers the points that no play reached; empty when each was hit. */
export async function aim(trial: Trial, { points, play }: Scenario): Promise<string[]> {
  await trial.shop()
  let left = sidesOf(points).map(({ at, moment }) => nameOf(at, moment))
  for (;;) {
    trial.armed.clear()
    for (const name of left) trial.armed.add(name)
    await play(trial)
    const missed = left.filter((name) => trial.armed.has(name))
    if (missed.length === 0 || missed.length === left.length) {
      trial.armed.clear()
      return missed
    }
    left = missed
  }
}
