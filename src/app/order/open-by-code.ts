// A one-time code to the phone or the address of mail an order was placed with opens it for whoever gets it.

import { foldOrderNumber } from '../../core/ids.ts'
import type { LetterWay, Recipient } from '../../core/letter.ts'
import { findOrderReach, type OrderReach } from '../../db/letters.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { checkCode } from '../code/check-code.ts'
import { type CodeSent, codeWays, sendCode } from '../code/send-code.ts'
import { judgeCall, takeCall } from '../limits.ts'

export type OrderCodeRequest = Readonly<{
  /** as typed */
  orderNumber: string
  /** folded */
  phone: string
  /** absent: to the phone where that is possible, else by mail */
  way?: LetterWay | undefined
  address: string
  /** the id of the language it is written in */
  lang: string
  /** where it was asked for; null or absent: in the main shop */
  shopId?: string | null | undefined
}>

/**
 * Sends a code to an order's phone or address of mail. There is the same answer, after the same work, whether or not
 * there is such an order of such a phone, and whether or not it has an address of mail; only wrong ones count as a miss.
 * Throws code_unavailable, rate_limited.
 */
export async function sendOrderCode(
  app: App,
  { orderNumber: typed, phone, way: wanted, address, lang, shopId }: OrderCodeRequest,
): Promise<CodeSent & Readonly<{ way: LetterWay }>> {
  const way = wanted ?? codeWays(app)[0]
  if (way === undefined || !codeWays(app).includes(way)) throw new Refusal('code_unavailable')
  const orderNumber = foldOrderNumber(typed)
  await takeCall(app, 'lookup', [{ address }])
  const misses = [{ address }, `phone ${phone}`]
  await takeCall(app, 'lookup-miss', misses)
  await takeCall(app, 'lookup-miss-order', [orderNumber])
  const reach = await findOrderReach(app.db, app.merchantId, orderNumber, phone)
  await judgeCall(app, 'lookup-miss', misses, reach !== undefined)
  await judgeCall(app, 'lookup-miss-order', [orderNumber], reach !== undefined)
  const to = reach && recipientOf(reach, way)
  const sent = await sendCode(app, {
    purpose: 'look-up',
    to: to ?? nobody(way, phone),
    address,
    lang,
    shopId,
    orderNumber: to ? orderNumber : undefined,
    isKnown: to !== undefined,
  })
  return { ...sent, way }
}

export type WayToBuyer = Readonly<{ way: LetterWay; to: Recipient }>

/** The ways a code can go to this order's buyer now. */
export async function waysToBuyer(
  app: App,
  { orderNumber, phone }: Readonly<{ orderNumber: string; phone: string }>,
): Promise<readonly WayToBuyer[]> {
  if (codeWays(app).length === 0) return []
  const reach = await findOrderReach(app.db, app.merchantId, orderNumber, phone)
  return codeWays(app).flatMap((way) => {
    const to = reach && recipientOf(reach, way)
    return to ? [{ way, to }] : []
  })
}

/** Takes a code that was sent to the order's phone or its address of mail. Throws code_wrong, code_over. */
export async function checkOrderCode(
  app: App,
  { orderNumber, phone }: Readonly<{ orderNumber: string; phone: string }>,
  code: string,
): Promise<void> {
  const reach = await findOrderReach(app.db, app.merchantId, orderNumber, phone)
  const email = reach?.email ?? null
  const all: Recipient[] = [{ phone }, ...(email === null ? [] : [{ email }])]
  let refusal = new Refusal('code_over')
  for (const to of all) {
    try {
      return await checkCode(app, { purpose: 'look-up', to, code })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // That one is wrong tells more than that there is none of the other way.
      if (error.code === 'code_wrong') refusal = error
    }
  }
  throw refusal
}

export function recipientOf({ phone, email }: OrderReach, way: LetterWay): Recipient | undefined {
  if (way === 'sms') return { phone }
  return email === null ? undefined : { email }
}

/** Counts like somebody, so that the limits do not tell who there is. No address of mail has a space in it. */
function nobody(way: LetterWay, phone: string): Recipient {
  return way === 'sms' ? { phone } : { email: `nobody ${phone}` }
}
