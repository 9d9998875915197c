// Buyers sign in by a code sent to their phone or e-mail address, by their password, or through Alipay. A code that is
// right makes the account where there is none yet, so that nothing tells who has one; a password alone never makes
// one, or somebody could sit in an account before its owner comes.

import { type Reach, reachText } from '../../core/customer.ts'
import type { Db } from '../../db/connect.ts'
import { claimOrdersOf } from '../../db/customer-orders.ts'
import {
  deleteCustomerSessions,
  insertCustomerSession,
  type SessionKind,
} from '../../db/customer-sessions.ts'
import {
  type Customer,
  findCustomerBy,
  insertCustomer,
  markCustomerSignedIn,
  updateCustomerPassword,
} from '../../db/customers.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { tryCode } from '../code/check-code.ts'
import { checkNewPassword, hashPassword, isPassword } from '../people/password.ts'
import type { Visitor } from '../people/sign-in.ts'
import { newRowId, newToken } from '../people/tokens.ts'
import { countTry, marksOf } from '../people/wrong-tries.ts'

/** What the browser or program must keep from now on; `device` only for browsers. */
export type CustomerSignedIn = Readonly<{ customerId: string; token: string; device: string }>

export type From = Readonly<{ kind: SessionKind; visitor: Visitor }>

/** By password. Unknown, disabled, without a password and wrong answer the same: throws credentials_wrong, rate_limited. */
export async function signInByPassword(
  app: App,
  reach: Reach,
  password: string,
  from: From,
): Promise<CustomerSignedIn> {
  const { visitor } = from
  const customer = await findCustomerBy(app.db, app.merchantId, reach)
  const account = customer?.customerId ?? reachText(reach)
  const tried = await countTry(app, 'customer-password', account, visitor)
  const isRight = await isPassword(customer?.passwordHash ?? undefined, password)
  if (!customer || !isRight || customer.state !== 'active') {
    app.log.warn('customer_sign_in_failed', {
      address: visitor.address,
      request_id: visitor.requestId,
    })
    throw new Refusal('credentials_wrong')
  }
  await tried.forgive()
  return app.db.tx((tx) => openCustomerSession(app, tx, customer.customerId, from))
}

/**
 * By a code that was sent to the phone or e-mail address; all orders of it that are nobody's become the account's.
 * Throws as tryCode does, and credentials_wrong for an account that is disabled.
 */
export async function signInByCode(
  app: App,
  { reach, code }: Readonly<{ reach: Reach; code: string }>,
  from: From,
): Promise<CustomerSignedIn> {
  // Before the transaction: a try is counted over a connection of its own.
  const take = await tryCode(app, { purpose: 'sign-in', to: reach, code })
  return app.db.tx(async (tx) => {
    await take(tx)
    const customerId = await enter(app, tx, reach)
    return openCustomerSession(app, tx, customerId, from)
  })
}

/**
 * By a code, with a new password: signing up with one, or setting one anew. Ends every other session. Throws as
 * signInByCode does, and invalid_request (new_password).
 */
export async function signInWithNewPassword(
  app: App,
  asked: Readonly<{
    reach: Reach
    code: string
    newPassword: string
    purpose: 'sign-up' | 'reset'
  }>,
  from: From,
): Promise<CustomerSignedIn> {
  const { reach, code, newPassword, purpose } = asked
  checkNewPassword(newPassword, '', reachText(reach))
  const take = await tryCode(app, { purpose, to: reach, code })
  const passwordHash = await hashPassword(newPassword)
  return app.db.tx(async (tx) => {
    await take(tx)
    const customerId = await enter(app, tx, reach)
    await updateCustomerPassword(tx, app.merchantId, customerId, passwordHash)
    await deleteCustomerSessions(tx, app.merchantId, customerId)
    return openCustomerSession(app, tx, customerId, from)
  })
}

/** By what Alipay's sign-in said of the person. Throws credentials_wrong for an account that is disabled. */
export async function signInByAlipay(
  app: App,
  alipayId: string,
  from: From,
): Promise<CustomerSignedIn> {
  return app.db.tx(async (tx) => {
    const { customerId } = await findOrMake(app, tx, { alipayId })
    return openCustomerSession(app, tx, customerId, from)
  })
}

/** The account of a proven phone or e-mail address, with all its orders that are nobody's. */
async function enter(app: App, tx: Db, reach: Reach): Promise<string> {
  const { customerId } = await findOrMake(app, tx, reach)
  await claimOrdersOf(tx, app.merchantId, customerId, reach)
  return customerId
}

async function findOrMake(
  app: App,
  tx: Db,
  known: Reach | Readonly<{ alipayId: string }>,
): Promise<Pick<Customer, 'customerId'>> {
  const customerId = newRowId(app.random, 'cus')
  if (await insertCustomer(tx, app.merchantId, customerId, known)) return { customerId }
  const found = await findCustomerBy(tx, app.merchantId, known)
  if (found?.state !== 'active') throw new Refusal('credentials_wrong')
  return found
}

/** Always a session of its own with a token of its own, whatever the caller came with. */
export async function openCustomerSession(
  app: App,
  tx: Db,
  customerId: string,
  { kind, visitor }: From,
): Promise<CustomerSignedIn> {
  const { token, tokenHash } = newToken(app.random)
  const device = kind === 'browser' ? (visitor.device ?? newToken(app.random).token) : ''
  const marks = marksOf({ address: visitor.address, device: device || undefined })
  const all = marks.device ? [marks.address, marks.device] : [marks.address]
  // Under the account's row lock: one that is being disabled opens no session any more.
  const isActive = await markCustomerSignedIn(tx, app.merchantId, customerId, all)
  if (!isActive) throw new Refusal('credentials_wrong')
  await insertCustomerSession(tx, app.merchantId, {
    sessionId: newRowId(app.random, 'ses'),
    customerId,
    tokenHash,
    kind,
    address: visitor.address,
    userAgent: visitor.userAgent,
  })
  return { customerId, token, device }
}
