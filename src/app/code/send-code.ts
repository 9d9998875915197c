// Sending a one-time code to a phone or an address of mail, within limits that no one person can get around.

import { type LetterWay, type Recipient, wayTo } from '../../core/letter.ts'
import {
  type CodePurpose,
  codeLifeMs,
  codePauseMs,
  codeTries,
  newCode,
} from '../../core/one-time-code.ts'
import { insertCode } from '../../db/one-time-codes.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { takeCalls } from '../limits.ts'
import { codeHash, recipientHash } from './code-hashes.ts'

export type CodeRequest = Readonly<{
  purpose: CodePurpose
  to: Recipient
  /** the caller's */
  address: string
  /** the id of the language it is written in */
  lang: string
  /** whose goods it shows; the console then shows the letter beside the order */
  orderNumber?: string | undefined
  /** where it was asked for, which the letter speaks of; null or absent: in the main shop */
  shopId?: string | null | undefined
  /**
   * False: there is no such order or account. The limits, the work and the answer are the same, and what is written
   * goes to nobody, so that nobody learns who buys here.
   */
  isKnown?: boolean
}>

/** What a page needs to tell: so many seconds until another may be asked for, and until this one is over. */
export type CodeSent = Readonly<{ pauseSeconds: number; lifeSeconds: number }>

/** What a code's letter holds, sealed. */
export type CodeLetter = Readonly<{ to: Recipient; code: string; shopId?: string | null }>

/** The ways a code can go now. */
export function codeWays({ letters }: Pick<App, 'letters'>): readonly LetterWay[] {
  return (['sms', 'mail'] as const).filter((way) => letters[way] !== undefined)
}

/** Sends a code, which puts the one before out of force. Throws code_unavailable, rate_limited. */
export async function sendCode(app: App, request: CodeRequest): Promise<CodeSent> {
  const { purpose, to, address, lang, orderNumber, shopId, isKnown = true } = request
  if (!codeWays(app).includes(wayTo(to))) throw new Refusal('code_unavailable')
  const recipient = recipientHash(app, to)
  await takeLetterCalls(app, to, address)
  const code = newCode(app.random)
  const letterId = `code-${Buffer.from(app.random.bytes(12)).toString('hex')}`
  const letter: CodeLetter = { to, code, shopId: shopId ?? null }
  const sealed = app.sealer.seal(JSON.stringify(letter), letterContext(letterId))
  await insertCode(app.db, app.merchantId, {
    purpose,
    recipient,
    codeHash: codeHash(app, purpose, recipient, code),
    lifeMs: codeLifeMs,
    tries: codeTries,
    letter: {
      letterId,
      way: wayTo(to),
      lang,
      orderNumber: orderNumber ?? null,
      sealed: isKnown ? sealed : null,
    },
  })
  return { pauseSeconds: codePauseMs / 1000, lifeSeconds: codeLifeMs / 1000 }
}

/** Counts one letter that somebody at `address` asks for. Throws rate_limited. */
export async function takeLetterCalls(app: App, to: Recipient, address: string): Promise<void> {
  const subject = recipientHash(app, to).toString('base64url')
  await takeCalls(app, [
    { name: 'code-pause', subject },
    { name: 'code-day', subject },
    { name: 'code-address', subject: { address } },
    { name: 'code-all', subject: 'all' },
  ])
}

/** Where a sealed letter belongs. */
export function letterContext(letterId: string): string {
  return `letter|${letterId}`
}
