// One question to the shop and its signed answer, kept with all that proves it.

import {
  acceptSuccessors,
  type Device,
  isGenuine,
  type License,
  type PublicKeys,
  readJson,
  readSignature,
  type Successor,
  type Verify,
} from './protocol.ts'

/** An answer as it came: whoever keeps it can verify it again at each reading. */
export type Exchange = Readonly<{ body: string; nonce: string; signature: string }>

/** What a genuine answer says; `at` is the shop's clock in ms. */
export type Reading = Readonly<{
  at: number
  refusal?: string
  license?: License
  device?: Device
}>

export type Asked =
  | Readonly<{ exchange: Exchange; reading: Reading; successors?: readonly Successor[] }>
  /** nobody answered, somebody else did, or the shop cannot say now */
  | Readonly<{ failure: string }>

export type Asking = Readonly<{
  server: string
  timeoutMs?: number
  fetch?: typeof fetch
}>

/** Refusals that are about the licence; any other is about this one call. */
const isFinal = /^(license|device|trial|version)_/

/** Asks with a new nonce, so that no old answer can be played again. Never throws for what the network does. */
export async function askShop(
  asking: Asking,
  verify: Verify,
  keys: PublicKeys,
  verb: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Asked> {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  const reply = await call(asking, `/api/v1/licenses/${verb}`, { ...fields, nonce })
  if (!reply) return { failure: 'unreachable' }
  const signature = readSignature(reply.signature)
  if (!signature || reply.signature === null) return { failure: unsigned(reply.status) }

  const exchange = { body: reply.body, nonce, signature: reply.signature }
  const known = await readExchange(verify, keys, exchange)
  if (known) return told(exchange, known)
  if (Object.hasOwn(keys, signature.kid)) return { failure: 'not_genuine' }
  const successors = await listSuccessors(asking)
  const reading = await readExchange(
    verify,
    await acceptSuccessors(verify, keys, successors),
    exchange,
  )
  return reading ? { ...told(exchange, reading), successors } : { failure: 'not_genuine' }
}

/** What an answer says; undefined unless one of the keys signed it. */
export async function readExchange(
  verify: Verify,
  keys: PublicKeys,
  exchange: Exchange,
): Promise<Reading | undefined> {
  const at = readSignature(exchange.signature)?.at
  if (at === undefined || !(await isGenuine(verify, keys, exchange))) return undefined
  const { success, data, error } = Object(readJson(exchange.body))
  if (success === true && data?.license && data.device)
    return { at, license: data.license, device: data.device }
  return { at, refusal: String(error?.code ?? 'unreachable') }
}

function told(exchange: Exchange, reading: Reading): Asked {
  const { refusal } = reading
  if (refusal !== undefined && !isFinal.test(refusal)) return { failure: refusal }
  return { exchange, reading }
}

/** Whatever stands before a shop may be out of order; only an answer that looks like one is a forgery. */
function unsigned(status: number): string {
  return status === 200 ? 'not_genuine' : 'unreachable'
}

async function listSuccessors(asking: Asking): Promise<readonly Successor[]> {
  const reply = await call(asking, '/api/v1/licenses/public-key')
  const keys: unknown = Object(readJson(reply?.body ?? '')).data?.keys
  return Array.isArray(keys) ? keys : []
}

async function call(
  { server, timeoutMs = 10_000, fetch: send = fetch }: Asking,
  path: string,
  body?: Readonly<Record<string, unknown>>,
) {
  const cut = new AbortController()
  const timer = setTimeout(() => cut.abort(), timeoutMs)
  try {
    const reply = await send(server.replace(/\/+$/, '') + path, {
      ...(body
        ? {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }
        : {}),
      redirect: 'error',
      signal: cut.signal,
    })
    const signature = reply.headers.get('keytill-signature')
    return { status: reply.status, signature, body: await reply.text() }
  } catch {
    // The network is what fails most of all; the caller has an answer for it.
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
