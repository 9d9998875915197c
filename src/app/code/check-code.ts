// Taking a one-time code: three tries at most, and once only, however many ask at the same moment.

import { timingSafeEqual } from 'node:crypto'
import type { Recipient } from '../../core/letter.ts'
import { type CodePurpose, parseCode } from '../../core/one-time-code.ts'
import type { Db } from '../../db/connect.ts'
import { countCodeTry, takeOneTimeCode } from '../../db/one-time-codes.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { codeHash, recipientHash } from './code-hashes.ts'

/** `code` as it was typed. */
export type CodeCheck = Readonly<{ purpose: CodePurpose; to: Recipient; code: string }>

/**
 * Uses a code up, in `tx` where it is given, so that it stays good when what it opens fails. The try itself is counted
 * outside of it: a refusal that rolls the transaction back must still count. Throws code_wrong (with the tries that are
 * left) and code_over: none was sent, or it is too old, used, or tried too often.
 */
export async function checkCode(
  app: App,
  { purpose, to, code }: CodeCheck,
  tx: Db = app.db,
): Promise<void> {
  const typed = parseCode(code)
  // Not a code at all: a slip of the keyboard, which costs no try.
  if (typed === undefined) throw new Refusal('code_wrong')
  const recipient = recipientHash(app, to)
  const held = await countCodeTry(app.db, app.merchantId, purpose, recipient)
  if (!held) throw new Refusal('code_over')
  const hash = codeHash(app, purpose, recipient, typed)
  if (!timingSafeEqual(hash, held.codeHash)) {
    if (held.triesLeft === 0) throw new Refusal('code_over')
    throw new Refusal('code_wrong', { params: { left: held.triesLeft } })
  }
  const isTaken = await takeOneTimeCode(tx, app.merchantId, purpose, recipient, hash)
  if (!isTaken) throw new Refusal('code_over')
}
