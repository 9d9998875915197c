// The host name a shop answers at, as browsers send it: small letters, in ASCII, without a standard port.

const hostMax = 200

/** Of what a person types; undefined for an address of numbers, a path, or anything else that is no host name. */
export function parseShopHost(text: string, site: string): string | undefined {
  const { protocol } = new URL(site)
  const typed = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
  if (typed === '' || typed.length > hostMax || /[\s\p{Cc}/\\?#@]/u.test(typed)) return undefined
  const host = hostIn(typed, protocol)
  if (host === undefined) return undefined
  const labels = host.replace(/:\d+$/, '').split('.')
  const isName = labels.every((label) => /^(?!-)[0-9a-z-]{1,63}(?<!-)$/.test(label))
  // What ends in digits is an address, and those change hands.
  return isName && !/^\d+$/.test(labels.at(-1) ?? '') ? host : undefined
}

/** Of what a request says; undefined where that is no host. */
export function foldHost(said: string, site: string): string | undefined {
  return /^[^\s/\\?#@]+$/.test(said) ? hostIn(said, new URL(site).protocol) : undefined
}

/**
 * Neither the standard ports nor the dot at the end of a whole name make it another one: some proxies add a port, and
 * browsers send the dot that somebody typed.
 */
function hostIn(text: string, protocol: string): string | undefined {
  const address = `${protocol}//${text.replace(/:(80|443)$/, '').replace(/\.(?=(:\d+)?$)/, '')}`
  return URL.canParse(address) ? new URL(address).host : undefined
}
