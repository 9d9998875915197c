// The first start on an empty database, killed at every step, and two first starts at once.

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { aim } from './aim.ts'
import { newPurchase } from './buyer.ts'
import { startPoints } from './paying-scenarios.ts'
import { Program } from './program.ts'
import { Trial } from './trial.ts'

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
beforeEach(() => empty())

async function empty(): Promise<void> {
  await trial.program?.end('SIGKILL')
  await trial.db.script('drop schema public cascade; create schema public')
}

it('comes to the same shop however often its first start is killed', async () => {
  const play = async () => {
    await empty()
    await trial.shop()
  }
  const missed = await aim(trial, { name: 'a first start', points: startPoints, play })
  expect(missed).toEqual([])
  const purchase = await trial.opened(newPurchase())
  expect(await trial.asks('select count(*) = 1 as so from orders', [])).toBe(true)
  expect((await trial.persist((shop) => trial.buyer.look(shop, purchase))).status).toBe(0)
}, 90_000)

it('lets two start at once on an empty database', async () => {
  const both = [1, 2].map(() => new Program(trial.folder, trial.env))
  await Promise.all(both.map((one) => one.ready()))
  const once = 'select count(*) = count(distinct number) and count(*) > 0 as so from migration'
  expect(await trial.asks(once, [])).toBe(true)
  expect(await trial.asks('select count(*) = 1 as so from product where not is_test', [])).toBe(
    true,
  )
  await Promise.all(both.map((one) => one.end('SIGTERM')))
})
