// A process that sleeps through its lease, in real time: the other takes its job over, and what the sleeper does
// when it wakes up moves nothing.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { newPurchase } from './buyer.ts'
import { Program, pause } from './program.ts'
import { Trial } from './trial.ts'

/** the lease, the worker's pause, and room for a starved machine */
const takenOverMsMax = 40_000
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

it('takes over the refund of a process that fell asleep, and the money goes back once', async () => {
  const purchase = await trial.opened(newPurchase())
  for (const tradeNo of [await trial.buyer.pay(purchase), await trial.buyer.pay(purchase)])
    await trial.persist((shop) => trial.buyer.notify(shop, tradeNo))
  const sleeper = trial.program
  let asleepAt = 0
  trial.gateway.onCall = (method, moment) => {
    if (method !== 'alipay.trade.refund' || moment !== 'after' || asleepAt > 0) return 'pass'
    sleeper?.signal('SIGSTOP')
    asleepAt = performance.now()
    return 'pass'
  }
  await trial.run(`update job set run_at = app_now() where kind = 'refund'`)
  const other = Program.start(trial.folder, trial.env)

  const done = `select state = 'done' as so from refund where order_number = $1`
  while (!(await trial.asks(done, [purchase.number]))) {
    if (asleepAt > 0) expect(performance.now() - asleepAt).toBeLessThan(takenOverMsMax)
    await pause(200)
  }
  expect(asleepAt).toBeGreaterThan(0)
  sleeper?.signal('SIGCONT')
  const woken = `select not exists (select from job where kind = 'refund') as so`
  await trial.until('no job is left', woken, [])
  await (await other).end('SIGTERM')
  expect(trial.gateway.truth().filter(({ kind }) => kind === 'refunded')).toHaveLength(1)
  expect(await trial.faults()).toEqual([])
}, 90_000)
