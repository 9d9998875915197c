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

/** Uses a right code up, in the transaction of what it opens. Throws code_over when somebody else did so meanwhile. */
export type TakeCode = (tx: Db) => Promise<void>

/** Uses a code up. Throws as tryCode and TakeCode do. */
export async function checkCode(app: App, check: CodeCheck, tx: Db = app.db): Promise<void> {
  const take = await tryCode(app, check)
  await take(tx)
}

/**
 * Counts a try before it is known to be wrong, by itself: a refusal that rolls a transaction back must still count.
 * What it answers uses the code up, so that it stays good when what it opens fails. Throws code_wrong (with the tries
 * that are left) and code_over: none was sent, or it is too old, used, or tried too often.
 */
export async function tryCode(app: App, { purpose, to, code }: CodeCheck): Promise<TakeCode> {
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
  return async (tx) => {
    const isTaken = await takeOneTimeCode(tx, app.merchantId, purpose, recipient, hash)
    if (!isTaken) throw new Refusal('code_over')
  }
}
