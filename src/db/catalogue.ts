// What is on sale: products and their plans.

import type { KeptTerms } from '../core/license-terms.ts'
import type { Fen } from '../core/money.ts'
import type { FulfilmentKind, LocalText } from '../core/order.ts'
import type { PriceTier } from '../core/price-tiers.ts'
import type { Storefront } from '../core/storefront.ts'
import { type Db, statement } from './connect.ts'
import { gather } from './gather.ts'
import { hasGoods } from './plan-content.ts'
import { leftToSell } from './stock.ts'

export type Plan = Readonly<{
  productId: string
  planId: string
  name: LocalText
  priceFen: Fen
  /** what each of several units costs */
  tiers: readonly PriceTier[]
  fulfilmentKind: FulfilmentKind
  validDays: number | null
  maxDevices: number
  /** units still to be had; null: any number */
  stockLeft: number | null
  /** units one phone may have; null: any number */
  phoneLimit: number | null
  terms: KeptTerms
}>

export type Product = Readonly<{
  productId: string
  name: LocalText
  /** Markdown */
  description: Partial<LocalText>
  /** absent: none */
  imageHash?: string | null
  plans: readonly Plan[]
}>

/** A product with plans that are never short. */
export type NewProduct = Omit<Product, 'plans'> &
  Readonly<{ plans: readonly Omit<Plan, 'stockLeft' | 'phoneLimit' | 'terms' | 'tiers'>[] }>

const selectProducts = statement(
  'list_products',
  `select p.product_id as "productId", p.name, p.description, p.image_hash as "imageHash",
     coalesce(jsonb_agg(jsonb_build_object('productId', l.product_id, 'planId', l.plan_id, 'name', l.name,
       'priceFen', l.price_fen, 'fulfilmentKind', l.fulfilment_kind, 'validDays', l.valid_days,
       'maxDevices', l.max_devices, 'stockLeft', ${leftToSell('l')}, 'phoneLimit', l.phone_limit, 'terms', l.terms,
       'tiers', l.price_tiers) order by l.position, l.plan_id)
       filter (where l.plan_id is not null), '[]') as plans
   from product p
   left join plan l on l.merchant_id = p.merchant_id and l.product_id = p.product_id and l.on_sale
     and ${hasGoods('l')}
   where p.merchant_id = $1 and p.on_sale and ($2::text[] is null or p.product_id = any($2))
   group by p.merchant_id, p.product_id
   order by p.position, p.product_id`,
)

/** What is on sale, and is shown there. */
export async function listProducts(
  db: Db,
  merchantId: number,
  { shows }: Pick<Storefront, 'shows'>,
): Promise<Product[]> {
  return db.rows<Product>(selectProducts, [merchantId, shows])
}

const findOnSale = gather<string, Product | undefined>(async (db, merchantId, ids) => {
  const found = await db.rows<Product>(selectProducts, [merchantId, [...new Set(ids)]])
  return ids.map((id) => found.find(({ productId }) => productId === id))
})

/** Undefined for what is not on sale, or not shown there. */
export async function findProduct(
  db: Db,
  merchantId: number,
  productId: string,
  { shows }: Pick<Storefront, 'shows'>,
): Promise<Product | undefined> {
  if (shows && !shows.includes(productId)) return undefined
  return findOnSale(db, merchantId, productId)
}

const selectNames = statement(
  'find_plan_names',
  `select p.name as product, coalesce(l.name, jsonb_build_object('zh', $3::text, 'en', $3::text)) as plan
   from product p
   left join plan l on l.merchant_id = p.merchant_id and l.product_id = p.product_id and l.plan_id = $3::text
   where p.merchant_id = $1 and p.product_id = $2`,
)

/** What a product and its plan are called now, on sale or not; a plan that is gone is called by its id. */
export async function findPlanNames(
  db: Db,
  merchantId: number,
  productId: string,
  planId: string,
): Promise<Readonly<{ product: LocalText; plan: LocalText }> | undefined> {
  const values = [merchantId, productId, planId]
  return (await db.rows<{ product: LocalText; plan: LocalText }>(selectNames, values))[0]
}

const selectImage = statement(
  'find_product_image',
  `select content_type as "contentType", bytes from product_image where merchant_id = $1 and hash = $2`,
)

export type ProductImage = Readonly<{ contentType: string; bytes: Buffer }>

export async function findProductImage(
  db: Db,
  merchantId: number,
  hash: string,
): Promise<ProductImage | undefined> {
  return (await db.rows<ProductImage>(selectImage, [merchantId, hash]))[0]
}

const upsertProduct = statement(
  'insert_product',
  `insert into product (merchant_id, product_id, name, description, position)
   values ($1, $2, $3, $4, $5) on conflict do nothing`,
)
const upsertPlan = statement(
  'insert_plan',
  `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days,
     max_devices, position)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
)

/** Adds a product with its plans; what exists already is left as it is. */
export async function insertProduct(
  db: Db,
  merchantId: number,
  product: NewProduct,
  position: number,
): Promise<void> {
  await db.rows(upsertProduct, [
    merchantId,
    product.productId,
    product.name,
    product.description,
    position,
  ])
  for (const [index, plan] of product.plans.entries()) {
    await db.rows(upsertPlan, [
      merchantId,
      plan.productId,
      plan.planId,
      plan.name,
      plan.priceFen,
      plan.fulfilmentKind,
      plan.validDays,
      plan.maxDevices,
      index,
    ])
  }
}

const updateRetired = statement(
  'retire_sample',
  `update product p set on_sale = false where p.merchant_id = $1 and p.product_id = $2 and p.on_sale
     and not exists (select from audit_log a
       where a.merchant_id = $1 and a.subject = $2 and a.action <> 'product.retire')
   returning 1 as retired`,
)

/** Takes a product off sale that nobody has ever changed. False: it was off sale, or somebody has. */
export async function retireSample(
  tx: Db,
  merchantId: number,
  productId: string,
): Promise<boolean> {
  return (await tx.rows(updateRetired, [merchantId, productId])).length === 1
}

const updateRecalled = statement(
  'recall_sample',
  `update product p set on_sale = true where p.merchant_id = $1 and p.product_id = $2 and not p.on_sale
     and 'product.retire' = (select a.action from audit_log a
       where a.merchant_id = $1 and a.subject = $2 order by a.seq desc limit 1)`,
)

/** Puts a product on sale again that was retired, and has not been touched since. */
export async function recallSample(tx: Db, merchantId: number, productId: string): Promise<void> {
  await tx.rows(updateRecalled, [merchantId, productId])
}

const renameMerchant = statement(
  'rename_new_merchant',
  `update merchant set name = $2 where merchant_id = $1 and name = 'Keytill'`,
)

/** Gives a shop that was never named its name. */
export async function nameNewMerchant(db: Db, merchantId: number, name: string): Promise<void> {
  await db.rows(renameMerchant, [merchantId, name])
}
