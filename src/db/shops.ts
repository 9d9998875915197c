// The merchant's shops: the main one, which is the merchant with its look, and those at host names of their own.

import { plainFooter, type ShopLook } from '../core/shop-look.ts'
import type { Storefront } from '../core/storefront.ts'
import { type Db, statement } from './connect.ts'
import { gather } from './gather.ts'

/** With the hash of its logo. */
export type KeptLook = ShopLook & Readonly<{ logoHash: string | null }>

export type Shop = Storefront & Readonly<{ name: string; look: KeptLook }>

const select = statement(
  'find_shops',
  `select s.shop_id as "shopId", s.host, coalesce(s.name, m.name) as name, l.product_ids as shows,
     jsonb_build_object('accent', l.accent, 'announcement', l.announcement, 'announceUntil', l.announce_until,
       'logoHash', l.logo_hash, 'footer', $4::jsonb || coalesce(l.footer, '{}')) as look
   from unnest((select $2::text[]), (select $3::text[])) with ordinality as asked (host, shop_id, at)
   join merchant m on m.merchant_id = $1
   left join shop s
     on s.merchant_id = m.merchant_id and s.is_open and (s.host = asked.host or s.shop_id = asked.shop_id)
   left join lateral (
     select s.accent, s.announcement, s.announce_until, s.logo_hash, s.footer, s.product_ids
     where s.shop_id is not null
     union all
     select w.accent, w.announcement, w.announce_until, w.logo_hash, w.footer, w.product_ids
     from shop_look w where s.shop_id is null and w.merchant_id = m.merchant_id) l on true
   order by asked.at`,
)

type Asked = Readonly<{ host?: string | null; shopId?: string | null }>

/** The open shop of this host name or of this id, else the main one. */
export const findShop = gather<Asked, Shop | undefined>(async (db, merchantId, asked) => {
  const names = asked.map(({ host = null, shopId = null }) => JSON.stringify([host, shopId]))
  const distinct = [...new Set(names)]
  const hosts = distinct.map((name) => asked[names.indexOf(name)]?.host ?? null)
  const ids = distinct.map((name) => asked[names.indexOf(name)]?.shopId ?? null)
  const found = await db.rows<Shop>(select, [merchantId, hosts, ids, JSON.stringify(plainFooter)])
  return names.map((name) => found[distinct.indexOf(name)])
})

const selectOfOrder = statement(
  'find_shop_of_order',
  'select shop_id as "shopId" from order_shop where merchant_id = $1 and order_number = $2',
)

/** The id of the shop an order was placed in; null: the main one. */
export async function findShopOfOrder(
  db: Db,
  merchantId: number,
  orderNumber: string,
): Promise<string | null> {
  const [row] = await db.rows<{ shopId: string }>(selectOfOrder, [merchantId, orderNumber])
  return row?.shopId ?? null
}

/** A shop as its merchant sees it. */
export type ShopRow = Readonly<{
  shopId: string
  host: string
  name: string
  shows: readonly string[] | null
  isOpen: boolean
}>

const list = statement(
  'list_shops',
  `select shop_id as "shopId", host, name, product_ids as shows, is_open as "isOpen"
   from shop where merchant_id = $1 order by created_at, shop_id`,
)

/** All but the main one, also those that are closed; the oldest first. */
export async function listShops(db: Db, merchantId: number): Promise<ShopRow[]> {
  return db.rows<ShopRow>(list, [merchantId])
}

const insert = statement(
  'add_shop',
  `insert into shop (merchant_id, shop_id, host, name, product_ids, created_at)
   values ($1, $2, $3, $4, $5, app_now())`,
)

export async function insertShop(
  tx: Db,
  merchantId: number,
  { shopId, host, name, shows }: Omit<ShopRow, 'isOpen'>,
): Promise<void> {
  await tx.rows(insert, [merchantId, shopId, host, name, shows])
}

const update = statement(
  'edit_shop',
  `update shop set host = $3, name = $4, product_ids = $5, is_open = $6
   where merchant_id = $1 and shop_id = $2`,
)

export async function updateShop(
  tx: Db,
  merchantId: number,
  { shopId, host, name, shows, isOpen }: ShopRow,
): Promise<void> {
  await tx.rows(update, [merchantId, shopId, host, name, shows, isOpen])
}

const upsertShows = statement(
  'set_main_shop_products',
  `insert into shop_look as l (merchant_id, product_ids) values ($1, $2)
   on conflict (merchant_id) do update set product_ids = excluded.product_ids`,
)

/** What the main shop shows. */
export async function setMainShows(
  tx: Db,
  merchantId: number,
  shows: readonly string[] | null,
): Promise<void> {
  await tx.rows(upsertShows, [merchantId, shows])
}
