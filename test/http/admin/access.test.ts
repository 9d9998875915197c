// Every route of the console against every role (expectation 48), read from the route table, so that a route that
// is added tomorrow is covered.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mayDo, type Role, roles } from '../../../src/core/rights.ts'
import type { Route } from '../../../src/http/route.ts'
import { adminRoutes } from '../../../src/http/routes/admin/index.ts'
import { Browser, type Person, signedIn } from '../../support/console.ts'
import { type Reply, Shop } from '../../support/shop.ts'

/** What may be called without a session, because it makes one or says that there is none. */
const doors = [
  'POST /api/v1/admin/session',
  'GET /api/v1/admin/session',
  'POST /api/v1/admin/session/second-factor',
  'POST /api/v1/admin/session/password',
  'POST /api/v1/admin/session/passkey',
  'POST /api/v1/admin/session/passkey/options',
  'POST /api/v1/admin/session/sign-out',
]
const nameOf = ({ method, path }: Route) => `${method} ${path}`
const guarded = adminRoutes.filter((one) => one.caller === 'operator')

let shop: Shop
const people = new Map<Role, Person>()
beforeAll(async () => {
  shop = await Shop.open()
  for (const role of roles) people.set(role, await signedIn(shop, role))
})
afterAll(() => shop?.close())

/** Calls a route with a body no route takes, so that a call that is let through changes nothing. */
function call(browser: Browser, { method, path }: Route): Promise<Reply> {
  const at = path.slice('/api/v1/admin'.length).replace(/:\w+/g, 'none')
  return method === 'GET' ? browser.get(at) : browser.post(at, { 'no such field': true })
}

const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]

describe('the console', () => {
  it('is closed to strangers but for its doors, which are known by name', () => {
    expect(
      adminRoutes
        .filter((one) => one.caller !== 'operator')
        .map(nameOf)
        .sort(),
    ).toEqual([...doors].sort())
    expect(adminRoutes.filter(({ path }) => !path.startsWith('/api/v1/admin/'))).toEqual([])
  })

  it('answers 401 to whoever is not signed in', async () => {
    const stranger = new Browser(shop)
    stranger.cookies.set('keytill_console', 'made-up-token-made-up-token-made-up-token-0')
    for (const one of guarded)
      expect(codeOf(await call(stranger, one)), nameOf(one)).toEqual([401, 'unauthorized'])
  })

  it.each(roles)('48: lets %s do what the role may, and answers 403 to all else', async (role) => {
    const person = people.get(role)
    if (!person) throw new Error('everybody was signed in')
    // Ending sessions would end the test's own.
    for (const one of guarded.filter(({ path }) => !path.endsWith('/end-others'))) {
      const [status, code] = codeOf(await call(person.browser, one))
      const isAllowed = one.right === undefined || mayDo(role, one.right)
      if (!isAllowed) expect([status, code], nameOf(one)).toEqual([403, 'forbidden'])
      else if (one.stepUp) expect([status, code], nameOf(one)).toEqual([403, 'step_up_required'])
      else expect([401, 403], nameOf(one)).not.toContain(status)
    }
  })

  it('takes a write from its own pages only, whatever the route', async () => {
    const { browser } = people.get('owner') ?? { browser: new Browser(shop) }
    for (const one of adminRoutes.filter(({ method }) => method === 'POST')) {
      const at = one.path.slice('/api/v1/admin'.length).replace(/:\w+/g, 'none')
      const foreign = await browser.post(at, {}, { origin: 'https://elsewhere.test' })
      expect(codeOf(foreign), nameOf(one)).toEqual([403, 'forbidden'])
    }
  })

  it('gives each role the rights the merchant was promised', () => {
    expect(roles.filter((role) => mayDo(role, 'people.write'))).toEqual(['owner'])
    expect(roles.filter((role) => mayDo(role, 'settings.write'))).toEqual(['owner'])
    expect(roles.filter((role) => mayDo(role, 'money.write'))).toEqual(['owner', 'finance'])
    expect(roles.filter((role) => mayDo(role, 'orders.write'))).toEqual(['owner', 'support'])
    expect(roles.filter((role) => mayDo(role, 'people.read'))).toEqual(['owner'])
    expect(roles.filter((role) => mayDo(role, 'settings.read'))).toEqual(['owner', 'finance'])
  })
})
