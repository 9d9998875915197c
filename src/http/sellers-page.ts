// Back to the seller's own page. What it is told there is signed: a buyer can type any address.

import { sign } from 'node:crypto'
import type { App } from '../app/app.ts'
import { wireStatus } from '../core/order.ts'
import type { OrderView } from '../db/orders.ts'

/**
 * Undefined for an order that named no page. Beside the number and the status (CONTRACT section 2) it is told our word
 * for both, in the form of `Keytill-Signature`: over `t`, the nonce `return` and `order_number=…&status=…`, by the key
 * that signs the answers about licences. No licence program's own nonce is that word.
 */
export function sellersPage(
  { signingKeys, clock }: Pick<App, 'signingKeys' | 'clock'>,
  { orderNumber, returnUrl, state }: Pick<OrderView, 'orderNumber' | 'returnUrl' | 'state'>,
): string | undefined {
  if (returnUrl === null) return undefined
  const told = { order_number: orderNumber, status: String(wireStatus[state]) }
  const seconds = Math.floor(clock.now() / 1000)
  const { kid, privateKey } = signingKeys.current
  const bytes = Buffer.from(`${seconds}.return.${new URLSearchParams(told)}`)
  const signature = sign(null, bytes, privateKey).toString('base64')
  const url = new URL(returnUrl)
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value)
  url.searchParams.set('keytill_signature', `t=${seconds},kid=${kid},ed25519=${signature}`)
  return url.href
}
