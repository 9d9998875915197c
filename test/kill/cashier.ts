// Whoever stands at the counter, signed in to the console by a row of their own: passwords are not what is killed here.

import { createHash, randomBytes } from 'node:crypto'
import { ask, type Purchase } from './buyer.ts'
import type { Trial } from './trial.ts'

/** of Alipay's form */
const payCode = '281234567890123456'
const token = randomBytes(32).toString('base64url')

/** Lets the cashier in; once for a database. */
async function signIn(trial: Trial): Promise<void> {
  await trial.run(
    `insert into operator (merchant_id, operator_id, email, name, role, password_hash, password_once, created_at)
     values (1, 'op_kill', 'cashier@shop.test', 'cashier', 'owner', '', false, real_now())
     on conflict do nothing`,
  )
  await trial.run(
    `insert into operator_session (merchant_id, session_id, operator_id, token_hash, state, created_at, seen_at,
       address, user_agent)
     values (1, 'ses_kill', 'op_kill', $1, 'open', real_now(), real_now(), '127.0.0.1', 'test')
     on conflict do nothing`,
    [createHash('sha256').update(token).digest()],
  )
}

/** Scans the code on the buyer's phone until the screen says something. */
export async function scan(trial: Trial, { number }: Purchase): Promise<void> {
  await signIn(trial)
  const path = `/api/v1/admin/counter/orders/${number}/charge`
  await trial.persist((shop) =>
    ask(
      shop,
      'POST',
      path,
      { code: payCode },
      { cookie: `keytill_console=${token}`, origin: shop },
    ),
  )
}
