// The merchant's shops, changed by a person: the host name each answers at, its name, and what it shows. Buyers see it
// with their next page.

import { parsePlainLine } from '../../core/catalogue.ts'
import { randomText } from '../../core/ids.ts'
import { foldHost, parseShopHost } from '../../core/shop-host.ts'
import type { Author } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { listAllProducts } from '../../db/console-catalogue.ts'
import { insertShop, listShops, type ShopRow, setMainShows, updateShop } from '../../db/shops.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { changeCatalogue, differences } from './change-catalogue.ts'
import { mainHost, openShopOf } from './find-shop.ts'
import { requireVersion, shopVersion } from './version.ts'

/** As the settings have it for the main one. */
const nameMax = 40

/** What a person types of it. */
export type TypedShop = Readonly<{
  host: string
  name: string
  /** ids of products; null: all of them */
  shows: readonly string[] | null
}>

/** Who changes it, and the host the console is open at there: it must stay the main shop's, or nobody gets in again. */
export type Editor = Readonly<{ by: Author; consoleHost: string }>

/**
 * Answers its id. Refuses with invalid_request, naming the field, host_taken, host_of_console, and main_host_unset
 * where no host would be left that is the main shop's for certain.
 */
export async function addShop(
  app: App,
  typed: TypedShop,
  { by, consoleHost }: Editor,
): Promise<string> {
  if (!app.settings.demo && app.configuration.config().publicUrl === undefined)
    throw new Refusal('main_host_unset')
  const shopId = randomText(app.random, 12).toLowerCase()
  await changeCatalogue(app, by, async (tx) => {
    const shop = await shopIn(app, tx, shopId, typed, consoleHost)
    await insertShop(tx, app.merchantId, shop)
    const { host: subject, name, shows } = shop
    return { action: 'shop.add', subject, details: { name, products: shows } }
  })
  return shopId
}

/** `version` is what the editor saw. Refuses as addShop does for what was typed, and with changed_meanwhile and not_found. */
export async function changeShop(
  app: App,
  shopId: string,
  typed: TypedShop,
  { by, consoleHost }: Editor,
  version?: string,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const before = await rowOf(app, tx, shopId)
    requireVersion(version, shopVersion(before))
    const shop = await shopIn(app, tx, shopId, typed, consoleHost)
    const details = differences(flat(before), flat(shop))
    if (Object.keys(details).length === 0) return undefined
    await updateShop(tx, app.merchantId, { ...shop, isOpen: before.isOpen })
    return { action: 'shop.change', subject: before.host, details }
  })
}

/** What the main shop shows; its name and address are settings. Refuses as changeShop. */
export async function changeMainShows(
  app: App,
  typed: TypedShop['shows'],
  by: Author,
  version?: string,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const before = await openShopOf(app, tx, null)
    requireVersion(version, shopVersion(before))
    const products = await showsIn(app, tx, typed)
    const details = differences({ products: before.shows }, { products })
    if (Object.keys(details).length === 0) return undefined
    await setMainShows(tx, app.merchantId, products)
    return { action: 'shop.change', subject: 'shop', details }
  })
}

/**
 * Closes a shop or opens it again. Where a closed one was, the main one answers, and its orders lead there. Refuses with
 * host_taken, host_of_console and not_found.
 */
export async function openShop(
  app: App,
  shopId: string,
  isOpen: boolean,
  { by, consoleHost }: Editor,
): Promise<void> {
  await changeCatalogue(app, by, async (tx) => {
    const shop = await rowOf(app, tx, shopId)
    if (shop.isOpen === isOpen) return undefined
    if (isOpen) await requireFree(app, tx, shop, consoleHost)
    await updateShop(tx, app.merchantId, { ...shop, isOpen })
    return { action: isOpen ? 'shop.open' : 'shop.close', subject: shop.host }
  })
}

async function rowOf(app: App, tx: Db, shopId: string): Promise<ShopRow> {
  const row = (await listShops(tx, app.merchantId)).find((one) => one.shopId === shopId)
  if (!row) throw new Refusal('not_found')
  return row
}

/** As a person reads it in the audit log. */
function flat({ host, name, shows }: Pick<ShopRow, 'host' | 'name' | 'shows'>) {
  return { host, name, products: shows }
}

async function shopIn(
  app: App,
  tx: Db,
  shopId: string,
  typed: TypedShop,
  consoleHost: string,
): Promise<Omit<ShopRow, 'isOpen'>> {
  const host = parseShopHost(typed.host, app.publicUrl())
  if (host === undefined) throw new Refusal('invalid_request', { field: 'host' })
  const name = parsePlainLine(typed.name, nameMax)
  if (name === undefined) throw new Refusal('invalid_request', { field: 'name' })
  await requireFree(app, tx, { shopId, host }, consoleHost)
  return { shopId, host, name, shows: await showsIn(app, tx, typed.shows) }
}

/** One host name leads to one shop, and the console is the main one's. Throws host_taken and host_of_console. */
async function requireFree(
  app: App,
  tx: Db,
  { shopId, host }: Pick<ShopRow, 'shopId' | 'host'>,
  consoleHost: string,
): Promise<void> {
  const others = (await listShops(tx, app.merchantId)).filter((one) => one.shopId !== shopId)
  const isTaken = others.some((one) => one.isOpen && one.host === host)
  if (isTaken || host === mainHost(app)) throw new Refusal('host_taken', { field: 'host' })
  if (host === foldHost(consoleHost, app.publicUrl()))
    throw new Refusal('host_of_console', { field: 'host' })
}

/** At least one, each once, in the order of the catalogue. Throws invalid_request. */
async function showsIn(app: App, tx: Db, typed: TypedShop['shows']): Promise<TypedShop['shows']> {
  if (typed === null) return null
  const products = await listAllProducts(tx, app.merchantId)
  const shows = products.map(({ productId }) => productId).filter((one) => typed.includes(one))
  const isWhole = shows.length > 0 && shows.length === typed.length
  if (!isWhole) throw new Refusal('invalid_request', { field: 'products' })
  return shows
}
