// One question to the shop and its signed answer, kept with all that proves it.

import {
  acceptSuccessors,
  bytesOf,
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
  /** the question as the shop heard it */
  asked: unknown
}>

/**
 * What of a question counts, in the order in which the shop repeats it in what it signs. A nonce shows that an answer is
 * new; only this shows that it answers what was asked, and not what somebody on the way made of it.
 */
export type Question = Readonly<{
  verb: string
  license_key_sha256: string
  fingerprint: string
  product_id: string
  version: string | undefined
  components: Readonly<Record<string, string>> | undefined
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
  question: Question,
  beside: Readonly<Record<string, unknown>>,
): Promise<Asked> {
  const { verb, license_key_sha256: _, ...fields } = question
  const nonce = hexOf(crypto.getRandomValues(new Uint8Array(16)))
  const reply = await call(asking, `/api/v1/licenses/${verb}`, { ...fields, ...beside, nonce })
  if (!reply) return { failure: 'unreachable' }
  const signature = readSignature(reply.signature)
  if (!signature || reply.signature === null) return { failure: unsigned(reply.status) }

  const exchange = { body: reply.body, nonce, signature: reply.signature }
  const successors = Object.hasOwn(keys, signature.kid) ? undefined : await listSuccessors(asking)
  const all = successors ? await acceptSuccessors(verify, keys, successors) : keys
  const reading = await readExchange(verify, all, exchange)
  if (reading) return { ...told(question, exchange, reading), ...(successors && { successors }) }
  // Refused before the question was read: the shop knew no nonce, and nothing of the licence.
  const isUnread =
    reply.status !== 200 && (await readExchange(verify, all, { ...exchange, nonce: '' }))
  return { failure: isUnread ? 'unreachable' : 'not_genuine' }
}

/** Whether an answer is one to this question, and a yes one that lets a program run. */
export function isAnswerTo({ asked, license }: Reading, question: Question): boolean {
  if (JSON.stringify(asked) !== JSON.stringify(question)) return false
  if (!license) return true
  const isRunning = license.status === 'active' || question.verb === 'deactivate'
  return isRunning && license.product_id === question.product_id
}

export async function sha256(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text).slice()))
  return hexOf(hash)
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What an answer says; undefined unless one of the keys signed it. */
export async function readExchange(
  verify: Verify,
  keys: PublicKeys,
  exchange: Exchange,
): Promise<Reading | undefined> {
  const at = readSignature(exchange.signature)?.at
  if (at === undefined || !(await isGenuine(verify, keys, exchange))) return undefined
  const { success, data, error, asked } = Object(readJson(exchange.body))
  if (success === true && data?.license && data.device)
    return { at, asked, license: data.license, device: data.device }
  return { at, asked, refusal: String(error?.code ?? 'unreachable') }
}

function told(question: Question, exchange: Exchange, reading: Reading): Asked {
  const { refusal } = reading
  if (refusal !== undefined && !isFinal.test(refusal)) return { failure: refusal }
  return isAnswerTo(reading, question) ? { exchange, reading } : { failure: 'not_genuine' }
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
