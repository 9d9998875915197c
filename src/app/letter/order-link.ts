// Where a letter leads: the look-up with the number filled in. It opens nothing by itself.

/** At the shop's outside address. */
export function orderNumberLink(site: string, orderNumber: string): string {
  return `${site}/orders?order_number=${orderNumber}`
}
