// Another owner decides about a change of who gets the money: agrees, and it is in force, or not, and all stays.

import type { ConfigProblem } from '../../config.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { listOwners, listPayeeAsks, type PayeeAsk, removePayeeAsk } from '../../db/payee-asks.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { changesOf } from './payee.ts'
import { putInForce, rehearseChanges } from './save-settings.ts'

/**
 * Puts in force what was asked for. `confirmed` is the number of the account the money goes to, typed. Answers what
 * keeps it from being used by now; it waits on then. Refuses with conflict when it does not wait any more,
 * other_person_needed for the asker and for an owner of less than a day, and confirmation_required.
 */
export async function agreeToPayee(
  app: App,
  by: Author,
  askId: string,
  confirmed: string | undefined,
): Promise<readonly ConfigProblem[]> {
  const ask = await askNamed(app, askId)
  const owners = await listOwners(app.db, app.merchantId)
  const isSettled = owners.some(({ email, isSettled: is }) => email === by.operator && is)
  if (ask.askedBy === by.operator || !isSettled) throw new Refusal('other_person_needed')
  if (confirmed !== ask.account) throw new Refusal('confirmation_required', { field: 'confirmed' })
  const rehearsed = rehearseChanges(app, changesOf(app, ask))
  if (rehearsed.problems.length > 0) return rehearsed.problems
  await putInForce(app, by, rehearsed, async (tx) => {
    if (!(await removePayeeAsk(tx, app.merchantId, ask))) throw new Refusal('conflict')
    await appendAuditLog(tx, app.merchantId, by, toldOf('settings.payee_agree', ask))
  })
  return []
}

/** Takes an ask back, or rejects it; any owner may. Refuses with conflict when it does not wait any more. */
export async function rejectPayee(app: App, by: Author, askId: string): Promise<void> {
  const ask = await askNamed(app, askId)
  await app.db.tx(async (tx) => {
    if (!(await removePayeeAsk(tx, app.merchantId, ask))) throw new Refusal('conflict')
    await appendAuditLog(tx, app.merchantId, by, toldOf('settings.payee_reject', ask))
  })
}

async function askNamed(app: App, askId: string): Promise<PayeeAsk> {
  const asks = await listPayeeAsks(app.db, app.merchantId)
  const ask = asks.find((one) => one.askId === askId)
  if (!ask) throw new Refusal('conflict')
  return ask
}

function toldOf(action: 'settings.payee_agree' | 'settings.payee_reject', ask: PayeeAsk) {
  const { gateway, account, askedBy } = ask
  return { action, subject: gateway.toUpperCase(), details: { account, asked_by: askedBy } }
}
