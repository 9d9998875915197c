// A buyer has what was bought sent to the phone or the address of mail the order was placed with. Nobody else can be
// written to this way: the page takes no address.

import type { LetterWay, Recipient } from '../../core/letter.ts'
import { findOrderReach, insertGoodsLetter } from '../../db/letters.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { takeLetterCalls } from '../code/send-code.ts'
import { recipientOf } from '../order/open-by-code.ts'

type Order = Readonly<{ orderNumber: string; phone: string }>
export type WayForGoods = Readonly<{ way: LetterWay; to: Recipient }>

/** The ways what was delivered can go to the order's buyer now: by mail first, which carries the whole of it. */
export async function waysForGoods(
  app: App,
  { orderNumber, phone }: Order,
): Promise<readonly WayForGoods[]> {
  const open = (['mail', 'sms'] as const).filter((way) =>
    app.letters[way]?.kinds.includes('delivered'),
  )
  if (open.length === 0) return []
  const reach = await findOrderReach(app.db, app.merchantId, orderNumber, phone)
  return open.flatMap((way) => {
    const to = reach && recipientOf(reach, way)
    return to ? [{ way, to }] : []
  })
}

/** Throws rate_limited as a one-time code to the same recipient does, and letter_not_found: there is nothing to send. */
export async function sendGoods(
  app: App,
  order: Order,
  { way, address, lang }: Readonly<{ way: LetterWay; address: string; lang: string }>,
): Promise<void> {
  const ways = await waysForGoods(app, order)
  const to = ways.find((one) => one.way === way)?.to
  if (!to) throw new Refusal('letter_not_found')
  await takeLetterCalls(app, to, address)
  const isWritten = await insertGoodsLetter(app.db, app.merchantId, order.orderNumber, way, lang)
  if (!isWritten) throw new Refusal('letter_not_found')
}
