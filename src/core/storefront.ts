// Where something is bought: which of the merchant's shops, and what it shows.

export type Storefront = Readonly<{
  /** null: the main shop */
  shopId: string | null
  /** null: of the main shop, whose address is configured */
  host: string | null
  /** the products it shows; null: all of them */
  shows: readonly string[] | null
}>

/** For whoever sells by himself: every product, and the main shop. */
export const wholeShop: Storefront = { shopId: null, host: null, shows: null }
