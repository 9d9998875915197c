// Alipay's sign-in and an account that is there already become one: whoever has just proved both joins them. Only an
// account that is nothing but an Alipay sign-in is ever taken into another, so that no proof opens more than it did.

import type { Reach } from '../../core/customer.ts'
import type { Db } from '../../db/connect.ts'
import { claimOrdersOf } from '../../db/customer-orders.ts'
import { type CustomerSession, deleteCustomerSessions } from '../../db/customer-sessions.ts'
import {
  type Customer,
  clearCustomerAlipay,
  deleteCustomer,
  findCustomerBy,
  lockCustomer,
  takeOverCustomer,
  updateCustomerReach,
} from '../../db/customers.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { tryCode } from '../code/check-code.ts'
import { codeWays } from '../code/send-code.ts'
import { type Again, proveAgain } from './change-account.ts'
import { type CustomerSignedIn, type From, openCustomerSession } from './sign-in.ts'

/**
 * Signs the account in with this Alipay from now on, which its owner has just proved in the same browser. An account
 * that Alipay had made before goes over with its orders. Throws alipay_taken where it belongs to any other account, and
 * conflict where this one has another Alipay.
 */
export async function linkAlipay(
  app: App,
  { customerId }: Pick<CustomerSession, 'customerId'>,
  alipayId: string,
): Promise<void> {
  await app.db.tx(async (tx) => {
    const [own, other] = await lockBoth(app, tx, customerId, { alipayId })
    if (own.alipayId !== null && own.alipayId !== alipayId) throw new Refusal('conflict')
    if (other) {
      if (!isAlipayAlone(other)) throw new Refusal('alipay_taken')
      await takeOver(app, tx, other.customerId, own.customerId)
    }
    const isFree = await updateCustomerReach(tx, app.merchantId, own.customerId, { alipayId })
    if (!isFree) throw new Refusal('alipay_taken')
  })
}

/**
 * Alipay opens this account no more, and every other session ends. Throws last_sign_in where there is no other way in,
 * and as setCustomerPassword does.
 */
export async function unlinkAlipay(
  app: App,
  session: CustomerSession,
  again: Again,
): Promise<void> {
  await proveAgain(app, session, again)
  const { customerId, sessionId } = session
  await app.db.tx(async (tx) => {
    const own = await lockCustomer(tx, app.merchantId, customerId)
    if (!own || !hasAnotherWayIn(app, own)) throw new Refusal('last_sign_in')
    await clearCustomerAlipay(tx, app.merchantId, customerId)
    await deleteCustomerSessions(tx, app.merchantId, customerId, sessionId)
  })
}

/**
 * Another phone or e-mail address, proved by a code sent to it; its orders come with it. Where another account has it
 * and this one is an Alipay sign-in alone, this one goes over to it, and a session of that one is answered; only with
 * `from`, since a program keeps the token it has. Throws sign_in_again, credentials_wrong, reach_taken, rate_limited,
 * and as tryCode does.
 */
export async function setCustomerReach(
  app: App,
  session: CustomerSession,
  { reach, code }: Readonly<{ reach: Reach; code: string }>,
  again: Again,
  from?: From,
): Promise<CustomerSignedIn | undefined> {
  await proveAgain(app, session, again)
  const take = await tryCode(app, { purpose: 'sign-up', to: reach, code })
  return app.db.tx(async (tx) => {
    await take(tx)
    const [own, other] = await lockBoth(app, tx, session.customerId, reach)
    const { alipayId } = own
    const isOpen = other?.state === 'active' && other.alipayId === null
    if (other && isOpen && from && alipayId !== null && isAlipayAlone(own)) {
      await takeOver(app, tx, own.customerId, other.customerId)
      await updateCustomerReach(tx, app.merchantId, other.customerId, { alipayId })
      await claimOrdersOf(tx, app.merchantId, other.customerId, reach)
      return openCustomerSession(app, tx, other.customerId, from)
    }
    const isFree = await updateCustomerReach(tx, app.merchantId, own.customerId, reach)
    if (!isFree) throw new Refusal('reach_taken', { field: 'phone' in reach ? 'phone' : 'email' })
    await claimOrdersOf(tx, app.merchantId, own.customerId, reach)
    return undefined
  })
}

/** The account itself, and the other one that is known by this; always in one order, so that no two wait for each other. */
async function lockBoth(
  app: App,
  tx: Db,
  customerId: string,
  known: Reach | Readonly<{ alipayId: string }>,
): Promise<readonly [own: Customer, other: Customer | undefined]> {
  const found = await findCustomerBy(tx, app.merchantId, known)
  const ids = [...new Set([customerId, ...(found ? [found.customerId] : [])])].sort()
  const locked = new Map<string, Customer>()
  for (const id of ids) {
    const one = await lockCustomer(tx, app.merchantId, id)
    if (one) locked.set(id, one)
  }
  const own = locked.get(customerId)
  if (own?.state !== 'active') throw new Refusal('unauthorized')
  locked.delete(customerId)
  // Its owner may have changed it between the look and the lock; then it is no more to do with this proof.
  const other = [...locked.values()].find((one) => isKnownBy(one, known))
  return [own, other]
}

function isKnownBy(
  { phone, email, alipayId }: Customer,
  known: Reach | Readonly<{ alipayId: string }>,
): boolean {
  if ('phone' in known) return phone === known.phone
  return 'email' in known ? email === known.email : alipayId === known.alipayId
}

/** By its password, or by a code where the shop can send one. */
function hasAnotherWayIn(app: App, { phone, email, passwordHash }: Customer): boolean {
  if (phone === null && email === null) return false
  const ways = codeWays(app)
  const byCode =
    (phone !== null && ways.includes('sms')) || (email !== null && ways.includes('mail'))
  return passwordHash !== null || byCode
}

/** Made by Alipay's sign-in and nothing else: whoever has that Alipay has all of it. */
function isAlipayAlone({ phone, email, passwordHash, state }: Customer): boolean {
  return phone === null && email === null && passwordHash === null && state === 'active'
}

async function takeOver(app: App, tx: Db, fromId: string, toId: string): Promise<void> {
  await takeOverCustomer(tx, app.merchantId, fromId, toId)
  await deleteCustomer(tx, app.merchantId, fromId)
  app.log.info('customer_joined', { customer: toId, of: fromId })
}
