// What the shop's people do about buyers' accounts: sign one out everywhere, and close and open it.

import type { CustomerState } from '../../core/customer.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { deleteCustomerSessions } from '../../db/customer-sessions.ts'
import { lockCustomer, updateCustomerState } from '../../db/customers.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

/** Throws customer_not_found. */
export async function signCustomerOut(
  app: App,
  customerId: string,
  by: Author,
  reason: string,
): Promise<void> {
  await app.db.tx(async (tx) => {
    if (!(await lockCustomer(tx, app.merchantId, customerId)))
      throw new Refusal('customer_not_found')
    await deleteCustomerSessions(tx, app.merchantId, customerId)
    const entry = { action: 'customer.sign_out' as const, subject: customerId, reason }
    await appendAuditLog(tx, app.merchantId, by, entry)
  })
}

/** A disabled account is signed out at once and signs in no more; its orders stay. Throws customer_not_found. */
export async function setCustomerState(
  app: App,
  customerId: string,
  state: CustomerState,
  by: Author,
  reason: string,
): Promise<void> {
  await app.db.tx(async (tx) => {
    const before = await lockCustomer(tx, app.merchantId, customerId)
    if (!before) throw new Refusal('customer_not_found')
    if (before.state === state) return
    await updateCustomerState(tx, app.merchantId, customerId, state)
    if (state === 'disabled') await deleteCustomerSessions(tx, app.merchantId, customerId)
    const action = state === 'disabled' ? 'customer.disable' : 'customer.enable'
    await appendAuditLog(tx, app.merchantId, by, { action, subject: customerId, reason })
  })
}
