// A new operator, with a password that is told once and must be changed; and the very first one.

import type { Role } from '../../core/rights.ts'
import { type Author, appendAuditLog, atStart } from '../../db/audit-log.ts'
import {
  findOperatorByEmail,
  insertOperator,
  listOperators,
  updateOperatorPassword,
} from '../../db/operators.ts'
import { Refusal } from '../../errors.ts'
import type { Secret } from '../../kit/secret.ts'
import type { App } from '../app.ts'
import { hashPassword, newOneTimePassword } from './password.ts'
import { newRowId } from './tokens.ts'

export type NewPerson = Readonly<{ email: string; name: string; role: Role }>

/** Who was made, and the password to tell them; it is kept nowhere. */
export type Invited = Readonly<{ operatorId: string; email: string; oneTimePassword: string }>

/** Throws conflict (email) when somebody has this address already. */
export async function createOperator(app: App, person: NewPerson, by: Author): Promise<Invited> {
  const oneTimePassword = newOneTimePassword(app.random)
  const { operatorId, email } = await insert(app, person, by, {
    password: oneTimePassword,
    passwordOnce: true,
  })
  return { operatorId, email, oneTimePassword }
}

/** The owner made when the program starts; the password is there only when it has to be told. */
export type FirstOwner = Readonly<{ email: string; oneTimePassword: string | undefined }>

const generatedEmail = 'admin@localhost'

/**
 * Makes the configured administrator once, or, while there is nobody at all, one with a generated password. A
 * generated password that was never changed is replaced at each start, so that the one printed last is right.
 */
export async function ensureFirstOwner(
  app: App,
  configured: Readonly<{ email: string; password?: Secret }> | undefined,
): Promise<FirstOwner | undefined> {
  const email = configured?.email.toLowerCase() ?? generatedEmail
  const found = await findOperatorByEmail(app.db, app.merchantId, email)
  if (found) {
    const isAlone = (await listOperators(app.db, app.merchantId)).length === 1
    return found.passwordOnce && isAlone ? renewed(app, found) : undefined
  }
  if (!configured && (await listOperators(app.db, app.merchantId)).length > 0) return undefined
  const given = configured?.password?.reveal()
  const password = given ?? newOneTimePassword(app.random)
  const secret = { password, passwordOnce: given === undefined }
  const isFirst = await insert(app, { email, name: email, role: 'owner' }, atStart, secret).catch(
    (error: unknown) => {
      // Another process that starts at the same moment was first, and tells the password.
      if (error instanceof Refusal) return undefined
      throw error
    },
  )
  if (!isFirst) return undefined
  return { email, oneTimePassword: given === undefined ? password : undefined }
}

async function renewed(
  app: App,
  { operatorId, email }: Readonly<{ operatorId: string; email: string }>,
): Promise<FirstOwner> {
  const oneTimePassword = newOneTimePassword(app.random)
  const passwordHash = await hashPassword(oneTimePassword)
  await updateOperatorPassword(app.db, app.merchantId, operatorId, {
    passwordHash,
    passwordOnce: true,
  })
  return { email, oneTimePassword }
}

async function insert(
  app: App,
  { email: typed, name, role }: NewPerson,
  by: Author,
  { password, passwordOnce }: Readonly<{ password: string; passwordOnce: boolean }>,
): Promise<Readonly<{ operatorId: string; email: string }>> {
  const email = typed.trim().toLowerCase()
  const operatorId = newRowId(app.random, 'op')
  const passwordHash = await hashPassword(password)
  await app.db.tx(async (tx) => {
    const operator = { operatorId, email, name, role, passwordHash, passwordOnce }
    const isMade = await insertOperator(tx, app.merchantId, operator)
    if (!isMade) throw new Refusal('conflict', { field: 'email' })
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'operator.create',
      subject: email,
      details: { role },
    })
  })
  return { operatorId, email }
}
