// What every part of the simulated WeChat Pay works with.

import type { FastifyRequest } from 'fastify'
import type { Clock, Random } from '../../core/ports.ts'
import type { Faults } from '../faults.ts'
import type { PayCodes } from '../pay-codes.ts'
import type { Books } from './books.ts'
import type { Keys } from './keys.ts'
import type { Merchants } from './merchants.ts'
import type { Ticket } from './model.ts'

export interface Surroundings {
  readonly merchants: Merchants
  readonly books: Books
  readonly keys: Keys
  readonly faults: Faults
  /** What payers show at a counter. */
  readonly codes: PayCodes
  readonly random: Random
  /** Time in the simulated world. */
  readonly clock: Clock
  /** Time as callers have it: stamps and checks what goes over the wire. */
  readonly wireClock: Clock
  /** Path of the simulator's mount, without a slash at its end; its style sheet is `/style.css` below it. */
  readonly basePath: () => string
  /** Absolute address of the WeChat side, `…/wechat`, without a slash at its end. */
  readonly wechatUrl: () => string
  /** Waits until the simulator stops or the caller hangs up. */
  readonly hang: (request: FastifyRequest) => Promise<void>
}

/** The path of an H5 link below the WeChat side, as the real host spells it. */
export const h5Path = '/cgi-bin/mmpayweb-bin/checkmweb'

/** What a QR code shows. Nothing but WeChat's own scanner opens it (section 6). */
export function codeUrlOf(ticket: Ticket): string {
  return `weixin://wxpay/bizpayurl?pr=${ticket.code}`
}

/** Where a phone browser pays, outside WeChat (section 6). */
export function h5UrlOf(ticket: Ticket, { wechatUrl }: Pick<Surroundings, 'wechatUrl'>): string {
  const number = Buffer.from(ticket.code).readUInt32BE(0)
  return `${wechatUrl()}${h5Path}?prepay_id=${ticket.prepayId}&package=${number}`
}
