// The catalogue as the console reads and writes it: also what is off sale. The product of test payments is not in it.

import type { KeptTerms } from '../core/license-terms.ts'
import type { Fen } from '../core/money.ts'
import type { FulfilmentKind, LatePolicy, LocalText } from '../core/order.ts'
import type { Picture } from '../core/picture.ts'
import type { PriceTier } from '../core/price-tiers.ts'
import type { RefundEffect } from '../core/refund.ts'
import { type Db, statement } from './connect.ts'
import { hasGoods } from './plan-content.ts'
import { leftToSell } from './stock.ts'

/** What may be edited of a product. */
export type ProductFields = Readonly<{
  name: LocalText
  /** Markdown */
  description: LocalText
  latePolicy: LatePolicy
  refundEffect: RefundEffect
  onSale: boolean
}>

/** What may be edited of a plan. */
export type PlanFields = Readonly<{
  name: LocalText
  priceFen: Fen
  /** null: for ever */
  validDays: number | null
  maxDevices: number
  onSale: boolean
  /** units still to be had, null for any number; of cards it follows from the pool */
  stockLeft: number | null
  /** a warning when no more than so many are left */
  stockWarning: number | null
  /** units one phone may have */
  phoneLimit: number | null
  terms: KeptTerms
  /** what each of several units costs */
  tiers: readonly PriceTier[]
}>

export type NewPlan = PlanFields & Readonly<{ planId: string; kind: FulfilmentKind }>
/**
 * `taken`: units that are sold, or kept for orders that may still be paid. `hasGoods`: false of content without a text
 * or a file and of a course without a chapter, which are not sold.
 */
export type PlanRow = NewPlan & Readonly<{ taken: number; hasGoods: boolean }>
export type ProductRow = ProductFields &
  Readonly<{ productId: string; imageHash: string | null; plans: readonly PlanRow[] }>

const selectProducts = statement(
  'list_console_products',
  `select p.product_id as "productId", p.name, '{"zh": "", "en": ""}'::jsonb || p.description as description,
     p.late_policy as "latePolicy", p.refund_effect as "refundEffect", p.on_sale as "onSale",
     p.image_hash as "imageHash",
     coalesce(jsonb_agg(jsonb_build_object('planId', l.plan_id, 'name', l.name, 'priceFen', l.price_fen,
       'validDays', l.valid_days, 'maxDevices', l.max_devices, 'onSale', l.on_sale,
       'kind', l.fulfilment_kind, 'stockLeft', ${leftToSell('l')}, 'taken', l.stock_taken,
       'stockWarning', l.stock_warning, 'phoneLimit', l.phone_limit, 'terms', l.terms, 'tiers', l.price_tiers,
       'hasGoods', ${hasGoods('l')})
       order by l.position, l.plan_id) filter (where l.plan_id is not null), '[]') as plans
   from product p left join plan l using (merchant_id, product_id)
   where p.merchant_id = $1 and not p.is_test and ($2::text is null or p.product_id = $2)
   group by p.merchant_id, p.product_id
   order by p.position, p.product_id`,
)

/** In the order buyers see them. */
export async function listAllProducts(db: Db, merchantId: number): Promise<ProductRow[]> {
  return db.rows<ProductRow>(selectProducts, [merchantId, null])
}

export async function findAnyProduct(
  db: Db,
  merchantId: number,
  productId: string,
): Promise<ProductRow | undefined> {
  return (await db.rows<ProductRow>(selectProducts, [merchantId, productId]))[0]
}

const selectNames = statement(
  'find_sold_as',
  `select p.name ->> 'en' as product, l.name ->> 'en' as variant
   from product p join plan l using (merchant_id, product_id)
   where p.merchant_id = $1 and p.product_id = $2 and l.plan_id = $3`,
)

/** What a product and its plan are called now, in English; by their ids where they are gone. */
export async function findSoldAs(
  db: Db,
  merchantId: number,
  productId: string,
  planId: string,
): Promise<Readonly<{ product: string; variant: string }>> {
  type Names = Readonly<{ product: string; variant: string }>
  const [names] = await db.rows<Names>(selectNames, [merchantId, productId, planId])
  return names ?? { product: productId, variant: planId }
}

const lockMerchant = statement(
  'lock_catalogue',
  'select 1 from merchant where merchant_id = $1 for no key update',
)

/** Lets changes of the catalogue pass one by one until this transaction ends. Orders do not wait for it. */
export async function lockCatalogue(tx: Db, merchantId: number): Promise<void> {
  await tx.rows(lockMerchant, [merchantId])
}

const insertProduct = statement(
  'add_product',
  `insert into product (merchant_id, product_id, name, description, late_policy, refund_effect, on_sale, position)
   select $1, $2, $3, $4, $5, $6, $7,
     (select coalesce(max(position) + 1, 0) from product where merchant_id = $1)
   on conflict do nothing returning 1`,
)

/** Puts it last. False when the id is taken, by the product of test payments too. */
export async function addProduct(
  tx: Db,
  merchantId: number,
  productId: string,
  { name, description, latePolicy, refundEffect, onSale }: ProductFields,
): Promise<boolean> {
  const values = [name, description, latePolicy, refundEffect, onSale]
  return (await tx.rows(insertProduct, [merchantId, productId, ...values])).length > 0
}

const updateProduct = statement(
  'edit_product',
  `update product set name = $3, description = $4, late_policy = $5, refund_effect = $6, on_sale = $7
   where merchant_id = $1 and product_id = $2`,
)

export async function editProduct(
  tx: Db,
  merchantId: number,
  productId: string,
  { name, description, latePolicy, refundEffect, onSale }: ProductFields,
): Promise<void> {
  const values = [name, description, latePolicy, refundEffect, onSale]
  await tx.rows(updateProduct, [merchantId, productId, ...values])
}

const lockProduct = statement(
  'lock_product',
  'select 1 from product where merchant_id = $1 and product_id = $2 for update',
)
const countLines = statement(
  'count_ordered',
  `select exists (select from order_line where merchant_id = $1 and product_id = $2
     and ($3::text is null or plan_id = $3)) as "isOrdered"`,
)

/**
 * Whether it was ever ordered, by whatever became of the order. Orders that are being placed now are waited for, and
 * none of this product can be placed until this transaction ends.
 */
export async function findOrdered(
  tx: Db,
  merchantId: number,
  productId: string,
  planId: string | null,
): Promise<boolean> {
  await tx.rows(lockProduct, [merchantId, productId])
  const values = [merchantId, productId, planId]
  return (await tx.rows<{ isOrdered: boolean }>(countLines, values))[0]?.isOrdered ?? true
}

const deletePlans = statement(
  'delete_plans',
  `delete from plan where merchant_id = $1 and product_id = $2 and ($3::text is null or plan_id = $3)`,
)
const deleteOne = statement(
  'delete_product',
  'delete from product where merchant_id = $1 and product_id = $2',
)

export async function deleteProduct(tx: Db, merchantId: number, productId: string): Promise<void> {
  await tx.rows(deletePlans, [merchantId, productId, null])
  await tx.rows(deleteOne, [merchantId, productId])
}

export async function deletePlan(
  tx: Db,
  merchantId: number,
  productId: string,
  planId: string,
): Promise<void> {
  await tx.rows(deletePlans, [merchantId, productId, planId])
}

const insertPlan = statement(
  'add_plan',
  `insert into plan (merchant_id, product_id, plan_id, name, price_fen, valid_days, max_devices, on_sale,
     fulfilment_kind, stock, stock_warning, phone_limit, terms, price_tiers, position)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
     (select coalesce(max(position) + 1, 0) from plan where merchant_id = $1 and product_id = $2)
   on conflict do nothing returning 1`,
)

/** Puts it last. A pool of cards begins empty. False when the product has a plan of that id. */
export async function addPlan(
  tx: Db,
  merchantId: number,
  productId: string,
  plan: NewPlan,
): Promise<boolean> {
  const { planId, name, priceFen, validDays, maxDevices, onSale, kind } = plan
  const stock = kind === 'card' ? 0 : plan.stockLeft
  const { stockWarning, phoneLimit, terms, tiers } = plan
  const limits = [stock, stockWarning, phoneLimit, JSON.stringify(terms), JSON.stringify(tiers)]
  const values = [name, priceFen, validDays, maxDevices, onSale, kind, ...limits]
  return (await tx.rows(insertPlan, [merchantId, productId, planId, ...values])).length > 0
}

const updatePlan = statement(
  'edit_plan',
  `update plan set name = $4, price_fen = $5, valid_days = $6, max_devices = $7, on_sale = $8,
     stock_warning = $9, phone_limit = $10, terms = $11, price_tiers = $12
   where merchant_id = $1 and product_id = $2 and plan_id = $3`,
)

/** Everything but its stock. */
export async function editPlan(
  tx: Db,
  merchantId: number,
  productId: string,
  plan: NewPlan,
): Promise<void> {
  const { planId, name, priceFen, validDays, maxDevices, onSale, stockWarning, phoneLimit } = plan
  const rules = [JSON.stringify(plan.terms), JSON.stringify(plan.tiers)]
  const limits = [stockWarning, phoneLimit, ...rules]
  const values = [name, priceFen, validDays, maxDevices, onSale, ...limits]
  await tx.rows(updatePlan, [merchantId, productId, planId, ...values])
}

const updateStock = statement(
  'set_plan_stock',
  `update plan set stock = stock_taken + $4
   where merchant_id = $1 and product_id = $2 and plan_id = $3`,
)

/** So many are left from now, whatever was sold a moment ago; null: any number. */
export async function setPlanStock(
  tx: Db,
  merchantId: number,
  productId: string,
  planId: string,
  left: number | null,
): Promise<void> {
  await tx.rows(updateStock, [merchantId, productId, planId, left])
}

const placeProducts = statement(
  'place_products',
  `update product p set position = o.position
   from unnest($2::text[]) with ordinality as o(product_id, position)
   where p.merchant_id = $1 and p.product_id = o.product_id`,
)
const placePlans = statement(
  'place_plans',
  `update plan p set position = o.position
   from unnest($3::text[]) with ordinality as o(plan_id, position)
   where p.merchant_id = $1 and p.product_id = $2 and p.plan_id = o.plan_id`,
)

/** Puts all products of the catalogue into this order. */
export async function orderProducts(
  tx: Db,
  merchantId: number,
  productIds: readonly string[],
): Promise<void> {
  await tx.rows(placeProducts, [merchantId, productIds])
}

/** Puts all plans of a product into this order. */
export async function orderPlans(
  tx: Db,
  merchantId: number,
  productId: string,
  planIds: readonly string[],
): Promise<void> {
  await tx.rows(placePlans, [merchantId, productId, planIds])
}

const insertImageRow = statement(
  'insert_product_image',
  `insert into product_image (merchant_id, hash, content_type, width, height, bytes)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
)
const setImage = statement(
  'set_product_image',
  'update product set image_hash = $3 where merchant_id = $1 and product_id = $2',
)
const deleteImages = statement(
  'delete_unused_images',
  `delete from product_image i where i.merchant_id = $1
     and not exists (select from product p where p.merchant_id = $1 and p.image_hash = i.hash)
     and not exists (select from shop_look l where l.merchant_id = $1 and l.logo_hash = i.hash)
     and not exists (select from shop s where s.merchant_id = $1 and s.logo_hash = i.hash)`,
)

/** `hash` is the SHA-256 of `bytes` in hex, which the table checks. */
export async function insertImage(
  tx: Db,
  merchantId: number,
  hash: string,
  { contentType, width, height }: Picture,
  bytes: Uint8Array,
): Promise<void> {
  await tx.rows(insertImageRow, [merchantId, hash, contentType, width, height, bytes])
}

/** Pictures nothing shows any more go with the change that took the last one away. */
export async function setProductImage(
  tx: Db,
  merchantId: number,
  productId: string,
  hash: string | null,
): Promise<void> {
  await tx.rows(setImage, [merchantId, productId, hash])
}

/** Call it under `lockCatalogue`. */
export async function deleteUnusedImages(tx: Db, merchantId: number): Promise<void> {
  await tx.rows(deleteImages, [merchantId])
}
