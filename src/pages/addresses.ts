// The addresses of pages, and the same page with one word of its query set.

/** The page of a product, with a plan chosen already. */
export function productUrl(productId: string, planId?: string): string {
  const path = `/products/${encodeURIComponent(productId)}`
  return planId === undefined ? path : `${path}?plan=${encodeURIComponent(planId)}`
}

/** The same page in another language. The server keeps the choice in a cookie. */
export function inLanguage(path: string, lang: string): string {
  return withParameter(path, 'lang', lang)
}

/** The path with one parameter of its query set; the others stay. */
export function withParameter(path: string, name: string, value: string): string {
  const [way = '/', query = ''] = path.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set(name, value)
  return `${way}?${parameters.toString()}`
}
