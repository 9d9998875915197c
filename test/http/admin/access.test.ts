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
/**
 * Who may do what, and what asks for a fresh proof, written down a second time: a right or a proof that a route loses
 * must not go by unseen. Words as in the route table; `any` is open to strangers, `own` to whoever is signed in.
 */
const table = `
GET /account/passkeys  own
POST /account/passkeys  own  proved
POST /account/passkeys/options  own  proved
POST /account/passkeys/remove  own  proved
POST /account/recovery-codes  own  proved
POST /account/totp/confirm  own  proved
POST /account/totp/remove  own  proved
POST /account/totp/start  own  proved
GET /audit-log  system.read
GET /books/channels  books.read
GET /books/days  books.read
GET /books/days/:channel/:day  books.read
POST /books/days/:channel/:day/fetch  books.write
POST /books/days/:channel/:day/import  books.write  proved
GET /books/ledger  books.read
GET /cases  money.read
GET /cases/:kind  money.read
POST /cases/:kind/decide  money.write  proved
POST /catalogue/preview  catalogue.read
GET /catalogue/products  catalogue.read
POST /catalogue/products  catalogue.write
GET /catalogue/products/:product_id  catalogue.read
POST /catalogue/products/:product_id/change  catalogue.write
GET /catalogue/products/:product_id/chapters  catalogue.write
POST /catalogue/products/:product_id/chapters  catalogue.write
GET /catalogue/products/:product_id/chapters/:chapter_id  catalogue.write
POST /catalogue/products/:product_id/chapters/:chapter_id/change  catalogue.write
POST /catalogue/products/:product_id/chapters/:chapter_id/delete  catalogue.write
POST /catalogue/products/:product_id/chapters/:chapter_id/files  catalogue.write
POST /catalogue/products/:product_id/chapters/:chapter_id/files/:file_id/delete  catalogue.write
POST /catalogue/products/:product_id/chapters/:chapter_id/move  catalogue.write
POST /catalogue/products/:product_id/copy  catalogue.write
POST /catalogue/products/:product_id/delete  catalogue.write
POST /catalogue/products/:product_id/move  catalogue.write
POST /catalogue/products/:product_id/packages  catalogue.write
GET /catalogue/products/:product_id/packages/:package_id/cards  catalogue.read
GET /catalogue/products/:product_id/packages/:package_id/cards/batches  catalogue.read
POST /catalogue/products/:product_id/packages/:package_id/cards/export  catalogue.write  proved
POST /catalogue/products/:product_id/packages/:package_id/cards/import  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/cards/release  catalogue.write  proved
POST /catalogue/products/:product_id/packages/:package_id/cards/remove  catalogue.write  proved
POST /catalogue/products/:product_id/packages/:package_id/cards/reveal  catalogue.write  proved
POST /catalogue/products/:product_id/packages/:package_id/change  catalogue.write
GET /catalogue/products/:product_id/packages/:package_id/content  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/content  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/content/files  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/content/files/:file_id/delete  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/delete  catalogue.write
POST /catalogue/products/:product_id/packages/:package_id/move  catalogue.write
POST /catalogue/products/:product_id/picture  catalogue.write
GET /channels  orders.read
GET /counter  orders.write
POST /counter/orders  orders.write
GET /counter/orders/:order_number  orders.write
POST /counter/orders/:order_number/charge  orders.write
POST /counter/orders/:order_number/goods  orders.write
GET /coupons  catalogue.read
POST /coupons  catalogue.write
GET /coupons/:coupon_id  catalogue.read
POST /coupons/:coupon_id/change  catalogue.write
GET /coupons/:coupon_id/codes  catalogue.read
POST /coupons/:coupon_id/export  catalogue.write
GET /coupons/:coupon_id/uses  catalogue.read
GET /customers  orders.read
GET /customers/:customer_id  orders.read
POST /customers/:customer_id/change  orders.write  proved
POST /customers/:customer_id/sign-out  orders.write
GET /dashboard  dashboard.read
GET /dashboard/warnings  dashboard.read
GET /license-batches  licenses.read
POST /license-batches  licenses.write  proved
POST /license-batches/:batch_id/export  licenses.write  proved
GET /licenses  licenses.read
GET /licenses/:license_id  licenses.read
POST /licenses/:license_id/extend  licenses.write  proved
POST /licenses/:license_id/limit  licenses.write  proved
POST /licenses/:license_id/reissue  licenses.write  proved
POST /licenses/:license_id/resume  licenses.write
POST /licenses/:license_id/reveal  licenses.write  proved
POST /licenses/:license_id/revoke  licenses.write  proved
POST /licenses/:license_id/suspend  licenses.write
POST /licenses/:license_id/transfer  licenses.write  proved
POST /licenses/:license_id/unbind  licenses.write
POST /licenses/export  licenses.read  proved
GET /look  settings.read
POST /look  settings.write
POST /look/logo  settings.write
GET /operators  people.read
POST /operators  people.write  proved
POST /operators/:operator_id/change  people.write  proved
POST /operators/:operator_id/reset-factor  people.write  proved
POST /operators/:operator_id/reset-password  people.write  proved
GET /orders  orders.read
GET /orders/:order_number  orders.read
POST /orders/:order_number/cancel  orders.write
POST /orders/:order_number/confirm  money.write  proved
POST /orders/:order_number/confirm/decide  money.write  proved
POST /orders/:order_number/cards/reveal  orders.write  proved
POST /orders/:order_number/courses/:line_no/close  orders.write
POST /orders/:order_number/courses/:line_no/open  orders.write
POST /orders/:order_number/link  orders.write  proved
POST /orders/:order_number/resend  orders.write
POST /orders/:order_number/letters/resend  orders.write
POST /settings/letters/:way/test  settings.write
POST /orders/:order_number/redeliver  orders.write
GET /orders/:order_number/refundable  money.read
GET /orders/:order_number/timeline  orders.read
GET /orders/choices  orders.read
POST /orders/export  orders.read  proved
GET /refunds  money.read
POST /refunds  money.write  proved
GET /refunds/:refund_no  money.read
POST /refunds/:refund_no/approve  money.write  proved
POST /refunds/:refund_no/cancel  money.write  proved
POST /refunds/:refund_no/reject  money.write  proved
GET /session  any
POST /session  any
POST /session/end  own
POST /session/end-others  own
GET /session/list  own
POST /session/passkey  any
POST /session/passkey/options  any
POST /session/password  any
POST /session/second-factor  any
POST /session/sign-out  any
POST /session/step-up  own
POST /session/step-up/passkey  own
POST /session/step-up/passkey/options  own
GET /settings  settings.read
POST /settings  settings.write  proved
POST /settings/channels/:kind/examine  settings.write
POST /settings/channels/:kind/test-payments  settings.write
GET /settings/go-live  settings.read
POST /settings/keys  settings.write
GET /settings/payee-asks  settings.read
POST /settings/payee-asks/:ask_id/decide  settings.write  proved
POST /settings/recognise  settings.write
GET /settings/test-payments/:order_number  settings.read
POST /settings/test-payments/:order_number/refund  settings.write  proved
GET /shops  settings.read
POST /shops  settings.write
POST /shops/:shop_id  settings.write
POST /shops/:shop_id/open  settings.write
POST /shops/main  settings.write
GET /system  system.read
GET /system/audits  system.read
POST /system/audits/run  system.write
GET /system/doctor  system.read
GET /system/jobs  system.read
POST /system/jobs/run  system.write  proved
GET /system/log  system.read
GET /system/refused-notices  system.read
GET /system/signing-keys  system.read
GET /webhooks  system.read
POST /webhooks  settings.write  proved
POST /webhooks/:endpoint_id  settings.write  proved
POST /webhooks/:endpoint_id/rotate  settings.write  proved
POST /webhooks/:endpoint_id/state  settings.write
POST /webhooks/:endpoint_id/test  settings.write
GET /webhooks/messages  system.read
GET /webhooks/messages/:message_id  system.read
POST /webhooks/messages/:message_id/send  settings.write
`
const nameOf = ({ method, path }: Route) => `${method} ${path}`
const guarded = adminRoutes.filter((one) => one.caller === 'operator')

let shop: Shop
const people = new Map<Role, Person>()
beforeAll(async () => {
  // Another shop is opened only where the main one has an address.
  shop = await Shop.open({ env: { PUBLIC_URL: 'http://shop.test' } })
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
  it('48: asks for each right and each fresh proof that is written down here', () => {
    const declared = adminRoutes.map(({ method, path, caller, right, stepUp }) => {
      const who = caller === 'operator' ? (right ?? 'own') : 'any'
      const name = `${method} ${path.slice('/api/v1/admin'.length)}`
      return `${name}  ${who}${stepUp ? '  proved' : ''}`
    })
    expect(declared.sort()).toEqual(table.trim().split('\n').sort())
  })

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
