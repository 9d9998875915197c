// How a merchant's shop looks: its colour, its announcement, what stands below its pages, its logo.

import type { ShopLook } from '../core/shop-look.ts'
import { type Db, statement } from './connect.ts'

const upsertLook = statement(
  'save_shop_look',
  `insert into shop_look as l (merchant_id, accent, announcement, announce_until, footer)
   values ($1, $2, $3, $4, $5)
   on conflict (merchant_id) do update set accent = excluded.accent, announcement = excluded.announcement,
     announce_until = excluded.announce_until, footer = excluded.footer`,
)

/** All but the logo. */
export async function saveShopLook(
  tx: Db,
  merchantId: number,
  { accent, announcement, announceUntil, footer }: ShopLook,
): Promise<void> {
  const told = announcement && JSON.stringify(announcement)
  await tx.rows(upsertLook, [merchantId, accent, told, announceUntil, JSON.stringify(footer)])
}

const upsertLogo = statement(
  'set_shop_logo',
  `insert into shop_look as l (merchant_id, logo_hash) values ($1, $2)
   on conflict (merchant_id) do update set logo_hash = excluded.logo_hash`,
)

export async function setShopLogo(tx: Db, merchantId: number, hash: string | null): Promise<void> {
  await tx.rows(upsertLogo, [merchantId, hash])
}
