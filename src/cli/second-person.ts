// Where two people must agree, the command line can tell nobody apart: a name is what somebody typed. So the second one
// agrees in the console, and the first one has to be somebody the console knows.

import type { App } from '../app/app.ts'
import { findOperatorByEmail } from '../db/operators.ts'
import { CliError } from './verb.ts'

/** Refuses, and says where it is done instead. */
export function agreesInConsole(page: 'refunds' | 'cases'): never {
  throw new CliError(
    'failed',
    `a second person agrees in the console, at /admin/${page}, signed in as themselves: a name typed here proves nothing`,
  )
}

/** What waits for a second person was asked for by an operator, so that the console knows the first one again. */
export async function requireOperator({ db, merchantId }: App, by: string): Promise<void> {
  const operator = await findOperatorByEmail(db, merchantId, by)
  if (operator?.state === 'active') return
  throw new CliError(
    'failed',
    `this is above the limit, so a second person must agree in the console: --by must be the e-mail address of an operator there, and ${by} is none`,
  )
}
