// What the forms of buyers' accounts have in common: whose page they are, and how a refusal reads.

import { parseReach, type Reach } from '../core/customer.ts'
import type { CustomerSession } from '../db/customer-sessions.ts'
import { errorStatus, messageOf, Refusal } from '../errors.ts'
import { accountTextOf } from '../languages/languages.ts'
import { signInUrl } from './account-addresses.ts'
import { customerIn } from './customer.ts'
import { goTo, type PageCall } from './page-answer.ts'
import type { Answer } from './route.ts'

/** Shows a page of the account to whoever is signed in, and leads everybody else to the form that signs in. */
export async function whenSignedIn(
  call: PageCall,
  next: string,
  show: (session: CustomerSession) => Promise<Answer>,
): Promise<Answer> {
  const session = customerIn(call.request)
  return session ? show(session) : goTo(signInUrl(next))
}

/** What was typed into the field for either. Refuses with invalid_request (account). */
export function readAccount(typed: string | undefined): Reach {
  const reach = parseReach(typed ?? '')
  if (!reach) throw new Refusal('invalid_request', { field: 'account' })
  return reach
}

/** The sentence of a refusal under a form of an account; what is no word about the form is thrown on. */
export function sentenceOf(
  refusal: unknown,
  language: string,
): Readonly<{ text: string; status: number }> {
  if (!(refusal instanceof Refusal) || errorStatus[refusal.code] >= 500) throw refusal
  const { code, field, params, retryAfterSeconds } = refusal
  const status = errorStatus[code]
  const words = accountTextOf(language)
  if (code === 'invalid_request' && field === 'new_password') return { text: words.weak, status }
  if (code === 'invalid_request') return { text: words.neither, status }
  const told = { ...params, ...(retryAfterSeconds ? { seconds: retryAfterSeconds } : {}) }
  return { text: messageOf(code, language, told), status }
}
