// What runs out: plans below the stock their merchant wants to be warned at, and buyers who wait for what they paid.

import { countOwedUnits, listLowStock } from '../db/stock.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { App } from './app.ts'

/** One finding for each plan that runs out, the emptiest first. Throws when the database fails. */
export async function examineStock({
  db,
  merchantId,
}: Pick<App, 'db' | 'merchantId'>): Promise<readonly Finding[]> {
  const owed = await countOwedUnits(db, merchantId)
  const cards: Finding = {
    level: 'bad',
    check: 'cards_owed',
    zh: `${owed.cards} 张卡密已付款还没有发出：请导入卡密，随后自动发货。`,
    en: `${owed.cards} cards are paid for and not delivered: import cards, and they are delivered by themselves.`,
  }
  const licenses: Finding = {
    level: 'bad',
    check: 'licenses_owed',
    zh: `${owed.licenses} 笔续期或升级已付款，但授权已停用或已换套餐，没有生效：请退款，或在授权页手工延长。`,
    en: `${owed.licenses} renewals or upgrades are paid for, but their licence was taken or has another package: refund them, or extend the licence by hand.`,
  }
  const low = await listLowStock(db, merchantId)
  const plans = low.map(({ productId, planId, name, left }) => ({
    level: 'warn' as const,
    check: `stock:${productId}/${planId}`,
    zh: left === 0 ? `「${name.zh}」已售罄。` : `「${name.zh}」只剩 ${left} 份。`,
    en: left === 0 ? `“${name.en}” is sold out.` : `Only ${left} left of “${name.en}”.`,
  }))
  return [...(owed.cards > 0 ? [cards] : []), ...(owed.licenses > 0 ? [licenses] : []), ...plans]
}
