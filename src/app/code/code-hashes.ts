// What is kept of a one-time code and of whom it was sent to: keyed hashes, bound to purpose and recipient.

import type { Recipient } from '../../core/letter.ts'
import type { CodePurpose } from '../../core/one-time-code.ts'
import { hmac } from '../../kit/seal.ts'
import type { App } from '../app.ts'

/** Case makes no difference in an address of mail, or one mailbox would have the limits of many. */
export function recipientHash({ orderTokenKey }: App, to: Recipient): Buffer {
  const name = 'phone' in to ? `phone ${to.phone}` : `mail ${to.email.toLowerCase()}`
  return hmac(orderTokenKey, `recipient|${name}`)
}

export function codeHash(
  { orderTokenKey }: App,
  purpose: CodePurpose,
  recipient: Buffer,
  code: string,
): Buffer {
  return hmac(orderTokenKey, `code|${purpose}|${recipient.toString('hex')}|${code}`)
}
