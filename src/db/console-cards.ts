// The merchant's side of cards: imported into the pool of a plan, listed, exported, taken out again. The stock of a
// plan of cards is every card it ever had, and moves with the pool in one transaction.

import type { Instant } from '../core/time.ts'
import { type Db, statement } from './connect.ts'

export type PlanOfCards = Readonly<{ productId: string; planId: string }>

export type SealedCard = Readonly<{ hash: Buffer; sealed: string; masked: string }>

// A card is known by its text in the whole shop: sold under two plans it would be sold twice.
const insertRows = statement(
  'insert_cards',
  `insert into card (merchant_id, card_hash, product_id, plan_id, batch, card_sealed, card_masked, state, imported_at)
   select $1, c.hash, $2, $3, $4, c.sealed, c.masked, 'free', app_now()
   from unnest($5::bytea[], $6::text[], $7::text[]) as c(hash, sealed, masked)
   on conflict (merchant_id, card_hash) do nothing
   returning encode(card_hash, 'hex') as hash`,
)

/** Adds cards to the pool and answers the hashes (hex) of those that were new. */
export async function insertCards(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  batch: string,
  cards: readonly SealedCard[],
): Promise<ReadonlySet<string>> {
  const columns = [
    cards.map(({ hash }) => hash),
    cards.map(({ sealed }) => sealed),
    cards.map(({ masked }) => masked),
  ]
  const values = [merchantId, productId, planId, batch, ...columns]
  const rows = await tx.rows<{ hash: string }>(insertRows, values)
  return new Set(rows.map(({ hash }) => hash))
}

const selectOfBatch = statement(
  'list_cards_of_batch',
  `select encode(card_hash, 'hex') as hash from card
   where merchant_id = $1 and card_hash = any($2::bytea[]) and batch = $3`,
)

/** Which of these cards came with the same import, in an earlier part of it. Hashes in hex. */
export async function listCardsOfBatch(
  db: Db,
  merchantId: number,
  hashes: readonly Buffer[],
  batch: string,
): Promise<ReadonlySet<string>> {
  const rows = await db.rows<{ hash: string }>(selectOfBatch, [merchantId, hashes, batch])
  return new Set(rows.map(({ hash }) => hash))
}

const addToStock = statement(
  'add_cards_to_stock',
  `update plan set stock = stock + $4 where merchant_id = $1 and product_id = $2 and plan_id = $3`,
)
const hastenOwed = statement(
  'hasten_owed',
  `update job set run_at = app_now()
   where merchant_id = $1 and kind = 'deliver-owed' and ref in (
     select f.order_number from fulfilment f
     join order_line l using (merchant_id, order_number, line_no)
     where f.merchant_id = $1 and f.state = 'owed' and l.product_id = $2 and l.plan_id = $3)`,
)

/** So many cards are there more; whoever is owed one is served next. */
export async function addStock(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  units: number,
): Promise<void> {
  await tx.rows(addToStock, [merchantId, productId, planId, units])
  await tx.rows(hastenOwed, [merchantId, productId, planId])
}

const findAny = statement(
  'find_card',
  `select 1 from card where merchant_id = $1 and product_id = $2 and ($3::text is null or plan_id = $3) limit 1`,
)

/** Whether a product, or one plan of it, has any card at all. */
export async function findCard(
  db: Db,
  merchantId: number,
  productId: string,
  planId: string | null,
): Promise<boolean> {
  return (await db.rows(findAny, [merchantId, productId, planId])).length > 0
}

export type CardRow = Readonly<{
  /** hex */
  cardHash: string
  masked: string
  batch: string
  /** held: since a restore, until a person says whether it is still unsold */
  state: 'free' | 'held' | 'delivered' | 'void'
  orderNumber: string | null
  importedAt: Instant
  /** `importedAt` in full, for the cursor */
  importedText: string
}>

export type CardFilter = Readonly<{
  state?: CardRow['state'] | undefined
  /** one card, by its hash */
  hash?: Buffer | undefined
  orderNumber?: string | undefined
  batch?: string | undefined
}>

export type CardCursor = Readonly<{ at: string; cardHash: string }>

const selectRows = statement(
  'list_card_rows',
  `select encode(card_hash, 'hex') as "cardHash", card_masked as masked, batch, state,
     order_number as "orderNumber", imported_at as "importedAt", imported_at::text as "importedText"
   from card
   where merchant_id = $1 and product_id = $2 and plan_id = $3 and ($4::text is null or state = $4)
     and ($5::bytea is null or card_hash = $5) and ($6::text is null or order_number = $6)
     and ($7::text is null or batch = $7)
     and ($8::timestamptz is null or imported_at < $8
       or (imported_at = $8 and card_hash > decode($9, 'hex')))
   order by imported_at desc, card_hash
   limit $10`,
)

/** The newest import first. */
export async function listCardRows(
  db: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  { state, hash, orderNumber, batch }: CardFilter,
  after: CardCursor | undefined,
  limit: number,
): Promise<CardRow[]> {
  const filter = [state ?? null, hash ?? null, orderNumber ?? null, batch ?? null]
  const cursor = [after?.at ?? null, after?.cardHash ?? null]
  return db.rows<CardRow>(selectRows, [merchantId, productId, planId, ...filter, ...cursor, limit])
}

const selectBatches = statement(
  'list_card_batches',
  `select batch, min(imported_at) as "importedAt", count(*) filter (where state = 'free') as free,
     count(*) filter (where state = 'held') as held,
     count(*) filter (where state = 'delivered') as delivered, count(*) filter (where state = 'void') as void
   from card where merchant_id = $1 and product_id = $2 and plan_id = $3
   group by batch order by min(imported_at) desc, batch limit $4`,
)

/** One import, and what became of its cards. */
export type CardBatch = Readonly<{
  batch: string
  importedAt: Instant
  free: number
  held: number
  delivered: number
  void: number
}>

/** The newest import first. */
export async function listCardBatches(
  db: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  limit: number,
): Promise<CardBatch[]> {
  return db.rows<CardBatch>(selectBatches, [merchantId, productId, planId, limit])
}

const selectSealed = statement(
  'find_card_sealed',
  `select card_sealed as sealed, card_masked as masked, order_number as "orderNumber" from card
   where merchant_id = $1 and product_id = $2 and plan_id = $3 and card_hash = decode($4, 'hex')`,
)

export type FoundCard = Readonly<{ sealed: string; masked: string; orderNumber: string | null }>

export async function findCardSealed(
  db: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  cardHash: string,
): Promise<FoundCard | undefined> {
  const values = [merchantId, productId, planId, cardHash]
  return (await db.rows<FoundCard>(selectSealed, values))[0]
}

const selectSold = statement(
  'find_sold_card',
  `select card_sealed as sealed, card_masked as masked, order_number as "orderNumber" from card
   where merchant_id = $1 and order_number = $2 and card_hash = decode($3, 'hex')`,
)

export async function findSoldCard(
  db: Db,
  merchantId: number,
  orderNumber: string,
  cardHash: string,
): Promise<FoundCard | undefined> {
  return (await db.rows<FoundCard>(selectSold, [merchantId, orderNumber, cardHash]))[0]
}

const selectUnsold = statement(
  'list_unsold_cards',
  `select encode(card_hash, 'hex') as "cardHash", card_sealed as sealed, imported_at::text as at from card
   where merchant_id = $1 and product_id = $2 and plan_id = $3 and state = $7
     and ($4::timestamptz is null or (imported_at, card_hash) > ($4, decode($5, 'hex')))
   order by imported_at, card_hash
   limit $6`,
)

/** free: sold next; held: since a restore, so that it may have been sold. */
export type Unsold = 'free' | 'held'

export type UnsoldCard = Readonly<{ cardHash: string; sealed: string; at: string }>

/** Unsold cards, free ones or held ones, in the order they are sold, those after one of them. */
export async function listUnsoldCards(
  db: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  state: Unsold,
  after: UnsoldCard | undefined,
  limit: number,
): Promise<UnsoldCard[]> {
  const cursor = [after?.at ?? null, after?.cardHash ?? null]
  return db.rows<UnsoldCard>(selectUnsold, [merchantId, productId, planId, ...cursor, limit, state])
}

const lockPool = statement(
  'lock_plan_of_cards',
  `select stock - stock_taken as left from plan
   where merchant_id = $1 and product_id = $2 and plan_id = $3 and fulfilment_kind = 'card'
   for no key update`,
)
// The newest go first: they are the ones somebody has just imported by mistake.
const deleteUnsold = statement(
  'delete_unsold_cards',
  `with gone as (
     delete from card where merchant_id = $1 and card_hash in (
       select card_hash from card
       where merchant_id = $1 and product_id = $2 and plan_id = $3 and state = $6
         and ($4::text is null or batch = $4)
       order by imported_at desc, card_hash limit $5 for update skip locked)
     returning 1),
   counted as (select count(*)::integer as cards from gone),
   stocked as (
     update plan set stock = stock - counted.cards from counted
     where merchant_id = $1 and product_id = $2 and plan_id = $3)
   select cards from counted`,
)

/**
 * Deletes unsold cards, of one import or all, but for those that orders under way will need. Undefined: no such plan
 * of cards.
 */
export async function deleteUnsoldCards(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  batch: string | null,
  state: Unsold,
): Promise<number | undefined> {
  const [pool] = await tx.rows<{ left: number }>(lockPool, [merchantId, productId, planId])
  if (!pool) return undefined
  const values = [merchantId, productId, planId, batch, pool.left, state]
  return (await tx.rows<{ cards: number }>(deleteUnsold, values))[0]?.cards ?? 0
}

const releaseHeld = statement(
  'release_cards',
  `with freed as (
     update card set state = 'free' where merchant_id = $1 and card_hash in (
       select card_hash from card
       where merchant_id = $1 and product_id = $2 and plan_id = $3 and state = 'held'
       order by imported_at, card_hash offset $4)
     returning 1)
   select count(*)::integer as cards from freed`,
)

/**
 * Puts held cards back into the pool, but for the first so many in the order they are sold, serves next whoever is
 * owed one, and answers how many. Undefined: no such plan of cards.
 */
export async function releaseHeldCards(
  tx: Db,
  merchantId: number,
  { productId, planId }: PlanOfCards,
  keptBack: number,
): Promise<number | undefined> {
  if ((await tx.rows(lockPool, [merchantId, productId, planId])).length === 0) return undefined
  const values = [merchantId, productId, planId, keptBack]
  const [released] = await tx.rows<{ cards: number }>(releaseHeld, values)
  await tx.rows(hastenOwed, [merchantId, productId, planId])
  return released?.cards ?? 0
}
