// The addresses of a buyer's account, and where signing in may lead.

export const accountUrl = '/account'
export const settingsUrl = '/account/settings'

/** A path of ours and nothing that a browser would take for another site's address. */
export function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : accountUrl
}

export function signInUrl(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`
}
