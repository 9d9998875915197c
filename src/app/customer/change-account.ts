// What buyers change about their own account. A session that was opened a while ago proves too little for that: the
// password is asked for again, or signing in anew.

import { type CustomerSession, deleteCustomerSessions } from '../../db/customer-sessions.ts'
import { deleteCustomer, findCustomer, updateCustomerPassword } from '../../db/customers.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { checkNewPassword, hashPassword, isPassword } from '../people/password.ts'
import { countTry, type Place } from '../people/wrong-tries.ts'

/** What proves again who one is: the present password; absent: the session must be a fresh one. */
export type Again = Readonly<{ password: string | undefined; place: Place }>

/** Ends every other session. Throws sign_in_again, credentials_wrong, invalid_request (new_password), rate_limited. */
export async function setCustomerPassword(
  app: App,
  session: CustomerSession,
  next: string,
  again: Again,
): Promise<void> {
  await proveAgain(app, session, again)
  const { customerId, sessionId, phone, email } = session
  checkNewPassword(next, again.password ?? '', phone ?? email ?? customerId)
  const passwordHash = await hashPassword(next)
  await app.db.tx(async (tx) => {
    await updateCustomerPassword(tx, app.merchantId, customerId, passwordHash)
    await deleteCustomerSessions(tx, app.merchantId, customerId, sessionId)
  })
}

/** The account with its sessions; orders and licences stay as they are. Throws as setCustomerPassword does. */
export async function deleteAccount(
  app: App,
  session: CustomerSession,
  again: Again,
): Promise<void> {
  await proveAgain(app, session, again)
  await app.db.tx((tx) => deleteCustomer(tx, app.merchantId, session.customerId))
}

/** Throws sign_in_again, credentials_wrong, rate_limited. */
export async function proveAgain(
  app: App,
  { customerId, isFresh, hasPassword }: CustomerSession,
  { password, place }: Again,
): Promise<void> {
  if (password === undefined || !hasPassword) {
    if (isFresh) return
    throw new Refusal('sign_in_again')
  }
  const tried = await countTry(app, 'customer-password', customerId, place)
  const customer = await findCustomer(app.db, app.merchantId, customerId)
  if (!(await isPassword(customer?.passwordHash ?? undefined, password)))
    throw new Refusal('credentials_wrong', { field: 'password' })
  await tried.forgive()
}
