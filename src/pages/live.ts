// What a page tells its island so that it can follow an order: where the news comes from, at which states
// the page may stay as it is, and where to go when the order is paid.

import type { Text } from '../languages/languages.ts'
import { html, type Safe } from './html.ts'

/**
 * Attributes of the element the island follows. `staysAt` lists the order states, divided by spaces, that
 * this page already shows; any other state turns it.
 */
export function liveAttributes(
  order: Readonly<{ orderNumber: string; resultUrl: string }>,
  staysAt: string,
  text: Text,
): Safe {
  const { orderNumber, resultUrl } = order
  return html`data-live data-events="/api/v1/user/orders/${orderNumber}/events" data-poll="/cashier/${orderNumber}/status" data-stays="${staysAt}" data-paid="${resultUrl}" data-retrying="${text.cashier.retrying}"`
}

/** The line the island writes into; read out when it changes. Empty ones take no room. */
export function statusLine(sentence: string): Safe {
  return html`<p class="status-line" role="status"><span class="dot"></span><span data-status>${sentence}</span></p>`
}
