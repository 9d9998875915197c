// Buyers with an account: how one is reached, as people type it, and what others may see of that.

import { parseEmail, parsePhone } from './order.ts'

/** How a person is reached: 11 digits, or an e-mail address in lower case. */
export type Reach = Readonly<{ phone: string }> | Readonly<{ email: string }>

export type CustomerState = 'active' | 'disabled'

/** What made an order an account's. */
export type ClaimProof = 'placed' | 'token' | 'phone' | 'email'

/** What a person types into the one field for either; undefined when it is neither. */
export function parseReach(typed: string): Reach | undefined {
  const phone = parsePhone(typed)
  if (phone !== undefined) return { phone }
  const email = foldEmail(typed)
  return email === undefined ? undefined : { email }
}

/** Case does not tell two addresses apart anywhere in practice. */
export function foldEmail(typed: string): string | undefined {
  return parseEmail(typed)?.toLowerCase()
}

export function reachText(reach: Reach): string {
  return 'phone' in reach ? reach.phone : reach.email
}

/** `138****5678`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** `l***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${Array.from(email)[0] ?? ''}***${email.slice(at)}`
}
