// How a shop looks: its colour, its announcement, what stands below its pages, its logo.

import type { ShopLook } from '../core/shop-look.ts'
import { type Db, statement } from './connect.ts'

const upsertLook = statement(
  'save_shop_look',
  `insert into shop_look as l (merchant_id, accent, announcement, announce_until, footer)
   values ($1, $2, $3, $4, $5)
   on conflict (merchant_id) do update set accent = excluded.accent, announcement = excluded.announcement,
     announce_until = excluded.announce_until, footer = excluded.footer`,
)

const updateLook = statement(
  'save_other_shop_look',
  `update shop set accent = $3, announcement = $4, announce_until = $5, footer = $6
   where merchant_id = $1 and shop_id = $2`,
)

/** All but the logo, of this shop or for null the main one. */
export async function saveShopLook(
  tx: Db,
  merchantId: number,
  shopId: string | null,
  { accent, announcement, announceUntil, footer }: ShopLook,
): Promise<void> {
  const told = announcement && JSON.stringify(announcement)
  const values = [accent, told, announceUntil, JSON.stringify(footer)]
  if (shopId === null) await tx.rows(upsertLook, [merchantId, ...values])
  else await tx.rows(updateLook, [merchantId, shopId, ...values])
}

const upsertLogo = statement(
  'set_shop_logo',
  `insert into shop_look as l (merchant_id, logo_hash) values ($1, $2)
   on conflict (merchant_id) do update set logo_hash = excluded.logo_hash`,
)

const updateLogo = statement(
  'set_other_shop_logo',
  'update shop set logo_hash = $3 where merchant_id = $1 and shop_id = $2',
)

export async function setShopLogo(
  tx: Db,
  merchantId: number,
  shopId: string | null,
  hash: string | null,
): Promise<void> {
  if (shopId === null) await tx.rows(upsertLogo, [merchantId, hash])
  else await tx.rows(updateLogo, [merchantId, shopId, hash])
}
