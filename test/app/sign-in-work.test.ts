// Nobody learns from the time of an answer which accounts exist: every wrong sign-in costs one and the same hash. The
// hashes are counted, as no clock on a busy machine could tell.

import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'

const verified: string[] = []
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return {
    ...real,
    verify(kept: string, ...rest: [string]) {
      verified.push(kept)
      return real.verify(kept, ...rest)
    },
  }
})

// What another file of this worker has loaded knows the real one.
vi.resetModules()
const { Browser, raised, signedIn } = await import('../support/console.ts')
const { Shop } = await import('../support/shop.ts')

let shop: Awaited<ReturnType<typeof Shop.open>>
beforeAll(async () => {
  shop = await Shop.open({ standIns: [] })
})
afterAll(() => shop?.close())
beforeEach(() => verified.splice(0))

/** What argon2 was asked to do: the text in front of salt and hash. */
const work = () => verified.map((kept) => kept.split('$').slice(0, 4).join('$'))
const once = ['$argon2id$v=19$m=19456,t=2,p=1']

it('a wrong password, an account that is closed and one that never was cost the same work', async () => {
  const owner = await raised(shop)
  const clerk = await signedIn(shop, 'reader')
  const closing = { state: 'disabled', reason: 'left' }
  await owner.browser.post(`/operators/${clerk.operatorId}/change`, closing)
  for (const email of [owner.email, clerk.email, 'nobody@shop.test', 'no address at all']) {
    verified.splice(0)
    const reply = await new Browser(shop).signIn(email, 'not the password')
    expect([email, reply.status, work()]).toEqual([email, 401, once])
  }
})
