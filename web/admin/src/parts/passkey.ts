// The browser's side of passkeys, loaded only when somebody uses one.

import { ApiError } from '../api/call.ts'

/** Browsers know passkeys on https and on localhost only, and bind them to a name, never to an IP address. */
export function canPasskeys(): boolean {
  const isAddress = /^[\d.]+$|:/.test(location.hostname)
  return !isAddress && typeof window.PublicKeyCredential === 'function'
}

/** Has the browser sign with a passkey. Throws ApiError with `failed` when the person gave up or it could not. */
export async function askPasskey(options: unknown, failed: string) {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const optionsJSON = options as Parameters<typeof startAuthentication>[0]['optionsJSON']
  return plain(await orRefuse(startAuthentication({ optionsJSON }), failed))
}

/** Has the browser make a passkey. Throws ApiError with `failed`. */
export async function makePasskey(options: unknown, failed: string) {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON']
  return plain(await orRefuse(startRegistration({ optionsJSON }), failed))
}

function orRefuse<T>(asked: Promise<T>, failed: string): Promise<T> {
  return asked.catch(() => {
    throw new ApiError(failed, { code: 'passkey_not_made' })
  })
}

/** The shape the client's types know: any object. */
function plain(response: object): Record<string, unknown> {
  return { ...response }
}
