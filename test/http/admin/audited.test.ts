// Every writing call of the console, read from the route table: what it does stands in the audit log, in the same
// transaction, and where the log cannot be written nothing is done and nothing is shown.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminRoutes } from '../../../src/http/routes/admin/index.ts'
import type { Reply } from '../../support/shop.ts'
import type { Deed } from './deed.ts'
import { deeds } from './deeds.ts'
import { Stage } from './stage.ts'

/** Calls that change nothing anybody could miss, each with the reason why it leaves no row. */
const silent: Readonly<Record<string, string>> = {
  '/session/passkey/options': 'asks a browser a question',
  '/session/step-up/passkey/options': 'asks a browser a question',
  '/account/passkeys/options': 'asks a browser a question',
  '/account/totp/start': 'a secret that is in force only once its first code is given',
  '/settings/recognise': 'looks at a text and forgets it',
  '/settings/keys': 'makes a key pair and forgets it',
  '/settings/channels/:kind/examine': 'asks a gateway with texts that are saved nowhere',
  '/catalogue/preview': 'shows a text as a page would',
}
const writing = adminRoutes
  .filter(({ method }) => method === 'POST')
  .map(({ path }) => path.slice('/api/v1/admin'.length))

let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage?.shop.close())

it('every writing call is known here, and nothing else is', () => {
  expect(Object.keys({ ...deeds, ...silent }).sort()).toEqual([...writing].sort())
})

it.each(Object.keys(deeds))('%s is in the audit log, or not done', async (path) => {
  const { shop } = stage
  const deed = await deeds[path]?.(stage)
  if (!deed) throw new Error('it is known')
  const before = await newest()

  await shop.rows(`create trigger full_disk before insert on audit_log
    for each row execute function refuse_change()`)
  const refused = await call(deed)
  await shop.rows('drop trigger full_disk on audit_log')
  expect([refused.status, refused.json?.data]).toEqual([500, undefined])

  const done = await call(deed)
  expect(done.status, done.text).toBeLessThan(300)
  const seq = await newest()
  expect(seq).toBeGreaterThan(before)
  if (deed.table === undefined) return
  const [row] = await shop.rows<{ together: boolean }>(
    `select exists (select from ${deed.table} d join audit_log a on a.xmin = d.xmin
       where a.seq > $1) as together`,
    [before],
  )
  expect(row, `${deed.table} was written by another transaction`).toEqual({ together: true })
})

async function newest(): Promise<number> {
  const [row] = await stage.shop.rows<{ seq: number }>(
    'select coalesce(max(seq), 0) as seq from audit_log',
  )
  return Number(row?.seq)
}

async function call({ at, body, bodyOf, by = stage.me.browser }: Deed): Promise<Reply> {
  return by.post(at, bodyOf ? await bodyOf() : body)
}
