// Letters: what a buyer is told outside the page, by mail or text message.

import { minuteMs, secondMs } from './time.ts'

/** `owed`: paid, and something of it is yet to come. */
/** The id of the language a letter is in where nothing else is known of its reader. */
export const standardLanguage = 'zh'

export type LetterKind = 'code' | 'delivered' | 'owed' | 'refunded'

export type LetterWay = 'mail' | 'sms'

/** Whom a letter goes to. The phone is folded (parsePhone). */
export type Recipient = Readonly<{ phone: string }> | Readonly<{ email: string }>

/** `unknown`: nobody said whether it was taken. */
export type LetterOutcome = 'sent' | 'refused' | 'unknown'

export function wayTo(to: Recipient): LetterWay {
  return 'phone' in to ? 'sms' : 'mail'
}

/** A code is waited for by somebody who looks at the page; all else may come an hour late. */
const codeWaits = [5, 10, 20, 30].map((seconds) => seconds * secondMs)
const usualWaits = [15, 60, 300, 1_800, 3_600, 10_800].map((seconds) => seconds * secondMs)

/** How long to wait before the next try, after so many. */
export function waitAfterLetterTry(kind: LetterKind, tries: number): number {
  const waits = kind === 'code' ? codeWaits : usualWaits
  return waits[Math.min(tries - 1, waits.length - 1)] ?? minuteMs
}

/** What a page shows of a phone: `138****8000`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** What a page shows of an address of mail: `b***r@example.com`; nothing of a name of one or two letters but the first. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const name = Array.from(email.slice(0, at))
  const last = name.length > 2 ? (name.at(-1) ?? '') : ''
  return `${name[0] ?? ''}***${last}${email.slice(at)}`
}

export function maskRecipient(to: Recipient): string {
  return 'phone' in to ? maskPhone(to.phone) : maskEmail(to.email)
}
