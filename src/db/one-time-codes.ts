// One-time codes as rows: each is sent with its letter, tried three times at most, and taken once.

import type { LetterWay } from '../core/letter.ts'
import type { CodePurpose } from '../core/one-time-code.ts'
import { type Db, statement } from './connect.ts'

export type NewCode = Readonly<{
  purpose: CodePurpose
  recipient: Buffer
  codeHash: Buffer
  lifeMs: number
  tries: number
  letter: Readonly<{
    letterId: string
    way: LetterWay
    lang: string
    orderNumber: string | null
    /** null: it is nobody's */
    sealed: string | null
  }>
}>

const insert = statement(
  'insert_one_time_code',
  `with code as (
     insert into one_time_code as c
       (merchant_id, purpose, recipient, code_hash, sent_at, expires_at, tries_left)
     values ($1, $2, $3, $4, app_now(), app_now() + $5 * interval '1 millisecond', $6)
     on conflict (merchant_id, purpose, recipient) do update set code_hash = excluded.code_hash,
       sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries_left = excluded.tries_left,
       taken_at = null
     returning purpose, sent_at, expires_at)
   insert into letter
     (merchant_id, letter_id, kind, way, lang, order_number, ref, sealed, created_at, over_at)
   select $1, $7, 'code', $8, $9, $10, code.purpose, $11, code.sent_at, code.expires_at
   from code`,
)

/** Puts a code in force in place of the one before, together with the letter that tells it. */
export async function insertCode(db: Db, merchantId: number, code: NewCode): Promise<void> {
  const { letter } = code
  await db.rows(insert, [
    merchantId,
    code.purpose,
    code.recipient,
    code.codeHash,
    code.lifeMs,
    code.tries,
    letter.letterId,
    letter.way,
    letter.lang,
    letter.orderNumber,
    letter.sealed,
  ])
}

const countTry = statement(
  'count_code_try',
  `update one_time_code set tries_left = tries_left - 1
   where merchant_id = $1 and purpose = $2 and recipient = $3
     and taken_at is null and expires_at > app_now() and tries_left > 0
   returning code_hash as "codeHash", tries_left as "triesLeft"`,
)

/** Counts a try before it is known to be wrong, so that many at once are no more than three. Undefined: no code holds. */
export async function countCodeTry(
  db: Db,
  merchantId: number,
  purpose: CodePurpose,
  recipient: Buffer,
): Promise<Readonly<{ codeHash: Buffer; triesLeft: number }> | undefined> {
  const values = [merchantId, purpose, recipient]
  return (await db.rows<{ codeHash: Buffer; triesLeft: number }>(countTry, values))[0]
}

const take = statement(
  'take_one_time_code',
  `update one_time_code set taken_at = app_now()
   where merchant_id = $1 and purpose = $2 and recipient = $3 and code_hash = $4
     and taken_at is null and expires_at > app_now()
   returning 1 as taken`,
)

/** Uses a code up. False: somebody did so at the same moment. */
export async function takeOneTimeCode(
  db: Db,
  merchantId: number,
  purpose: CodePurpose,
  recipient: Buffer,
  codeHash: Buffer,
): Promise<boolean> {
  return (await db.rows(take, [merchantId, purpose, recipient, codeHash])).length === 1
}
