// A shop killed while a webhook message is on its way: the receiver has it, and nobody has written that down.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deriveSecrets } from '../../src/app/keys.ts'
import { sealWebhookSecret } from '../../src/app/webhook/secret.ts'
import { webhookInvariants } from '../../src/db/audit-webhooks.ts'
import { statement } from '../../src/db/connect.ts'
import { loadMasterKey } from '../../src/kit/master-key.ts'
import { build } from '../support/build.ts'
import { createDatabase, databaseUrl, type TestDatabase } from '../support/database.ts'
import { anOrder } from '../support/shop.ts'
import { Receiver, verified } from '../support/webhook-receiver.ts'
import { Program, pause } from './program.ts'

const patienceMs = 120_000
const secretKey = 'a secret for tests only, long enough'
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let folder: string
let database: TestDatabase
let receiver: Receiver
let program: Program
beforeAll(async () => {
  await build()
  folder = mkdtempSync(join(tmpdir(), 'keytill-kill-'))
  database = await createDatabase(2)
  receiver = await Receiver.start()
})
afterAll(async () => {
  program?.kill()
  await program?.ended
  await receiver?.stop()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const rows = <Row>(text: string, values: readonly unknown[] = []) =>
  database.db.rows<Row>(statement('', text), values)
const start = () =>
  Program.start(folder, {
    DATABASE_URL: databaseUrl(database.connection),
    SECRET_KEY: secretKey,
    DEMO: '1',
  })

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await pause(25)
  }
}

it(
  'a message whose sender was killed before it could note the answer goes out again: same id, same bytes',
  async () => {
    program = await start()
    const { sealer } = deriveSecrets(loadMasterKey(folder, secretKey))
    await rows(
      `insert into webhook_endpoint (merchant_id, endpoint_id, url, name, events, complete_since, secret_sealed, created_at)
     values (1, 'ep_1', $1, 'one', '{order.paid}', app_now(), $2, app_now())`,
      [receiver.url('/'), sealWebhookSecret(sealer, secret, 'ep_1')],
    )
    await rows('update plan set price_fen = 0')
    // It has the message, and its sender is dead before an answer can be noted.
    receiver.behaviours.set('/', (response) => {
      receiver.behaviours.delete('/')
      program.kill()
      response.writeHead(200).end()
    })
    const headers = { 'content-type': 'application/json' }
    const placed = await fetch(`${program.url}/api/v1/user/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify(anOrder),
    })
    expect(placed.status).toBe(201)
    await program.ended
    expect(await rows('select state, tries from webhook_message')).toEqual([
      { state: 'pending', tries: 0 },
    ])
    program = await start()
    // The dead one's lease ends in time; a test does not wait for it.
    await rows(`update job set lease_until = real_now() where kind = 'send-webhooks'`)
    await until('it goes out again', async () => receiver.received.length === 2)
    await until('it is noted', async () => {
      const [message] = await rows<{ state: string }>('select state from webhook_message')
      return message?.state === 'delivered'
    })
    const [first, second] = receiver.received
    if (!first || !second) throw new Error('two came')
    expect(second.body).toBe(first.body)
    expect(verified(secret, second).id).toBe(verified(secret, first).id)
    expect(await rows('select try_no, outcome from webhook_try')).toEqual([
      { try_no: 1, outcome: 'delivered' },
    ])
    for (const { statement: asked } of webhookInvariants)
      expect(await database.db.rows(asked, [1])).toEqual([])
  },
  patienceMs,
)
