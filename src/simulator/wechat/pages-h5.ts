// On which conditions the link of an H5 order opens: from a page of the merchant's, outside WeChat, within five
// minutes, with its way back on the same site (fact sheet WeChat Pay, section 6).

import type { IncomingHttpHeaders } from 'node:http'
import type { Ticket } from './model.ts'
import { h5UrlOf, type Surroundings } from './surroundings.ts'

/** Which page WeChat shows instead of the payment. */
export type H5Problem = 'h5Format' | 'h5Domain' | 'h5Inside' | 'h5Late'

/** Why a link does not open; undefined: it does. */
export function h5ProblemOf(
  ticket: Ticket | undefined,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  around: Pick<Surroundings, 'books' | 'clock' | 'wechatUrl'>,
): H5Problem | undefined {
  const { books, clock } = around
  const backUrl = query.get('redirect_url')
  const referer = siteOf(headers.referer)
  // To the real one a link without a page it comes from is as malformed as one with a wrong number.
  if (referer === undefined || !ticket) return 'h5Format'
  const trade = books.find(ticket.mchId, ticket.outTradeNo)
  if (trade?.order.tradeType !== 'MWEB') return 'h5Format'
  const issued = new URL(h5UrlOf(ticket, around)).searchParams
  if (query.get('package') !== issued.get('package')) return 'h5Format'
  if (backUrl !== null && siteOf(backUrl) !== referer) return 'h5Domain'
  if (/MicroMessenger/i.test(headers['user-agent'] ?? '')) return 'h5Inside'
  return ticket.goodUntil <= clock.now() ? 'h5Late' : undefined
}

/** The host of a web address, every name of this machine being one; undefined for anything else. */
function siteOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const { protocol, hostname } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? 'this machine' : hostname
}
