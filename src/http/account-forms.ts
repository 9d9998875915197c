// What the forms of buyers' accounts have in common: where they may lead, whose page they are, and how a refusal reads.

import { parseReach, type Reach } from '../core/customer.ts'
import type { CustomerSession } from '../db/customer-sessions.ts'
import { errorCatalogue, type Lang, messageOf, Refusal } from '../errors.ts'
import { accountTextOf } from '../pages/text/text.ts'
import { customerIn } from './customer.ts'
import { goTo, type PageCall } from './page-answer.ts'
import type { Answer } from './route.ts'

export const accountUrl = '/account'
export const settingsUrl = '/account/settings'

/** A path of ours and nothing that a browser would take for another site's address. */
export function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : accountUrl
}

export function signInUrl(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`
}

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
  lang: Lang,
): Readonly<{ text: string; status: number }> {
  if (!(refusal instanceof Refusal) || errorCatalogue[refusal.code].status >= 500) throw refusal
  const { code, field, params, retryAfterSeconds } = refusal
  const { status } = errorCatalogue[code]
  const words = accountTextOf(lang)
  if (code === 'invalid_request' && field === 'new_password') return { text: words.weak, status }
  if (code === 'invalid_request') return { text: words.neither, status }
  const told = { ...params, ...(retryAfterSeconds ? { seconds: retryAfterSeconds } : {}) }
  return { text: messageOf(code, lang, told), status }
}
