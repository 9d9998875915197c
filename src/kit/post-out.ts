// Posts bytes to an address somebody else named. The name is resolved once, every address behind it must be one that
// may be reached, and the connection goes to those addresses and to no others. Redirects are not followed.

import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'

export type Posting = Readonly<{
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}>

export type PostLimits = Readonly<{
  /** until the connection stands, TLS included, in ms */
  connectMs: number
  /** until the answer is complete, in ms */
  wholeMs: number
  /** bytes of the answer that are read; the rest is never fetched */
  answerMax: number
}>

/** Which addresses may be reached, and how a name becomes addresses. */
export type Reach = Readonly<{
  mayReach: (address: string) => boolean
  resolve?: (host: string) => Promise<readonly LookupAddress[]>
}>

export type Posted = Readonly<{ ms: number }> &
  (
    | Readonly<{
        outcome: 'answered'
        status: number
        retryAfter: string | undefined
        body: Buffer
      }>
    | Readonly<{ outcome: 'unreachable'; error: string }>
    /** the address is one that must not be reached; nothing was sent */
    | Readonly<{ outcome: 'blocked'; error: string }>
  )

type Outcome = Posted extends infer One ? (One extends Posted ? Omit<One, 'ms'> : never) : never

/** Never throws: whatever the network does is an outcome. */
export async function postOut(
  posting: Posting,
  { mayReach, resolve = resolveAll }: Reach,
  limits: PostLimits,
): Promise<Posted> {
  const began = performance.now()
  const outcome = await tryPost(posting, mayReach, resolve, limits)
  return { ...outcome, ms: Math.round(performance.now() - began) }
}

async function tryPost(
  posting: Posting,
  mayReach: Reach['mayReach'],
  resolve: NonNullable<Reach['resolve']>,
  limits: PostLimits,
): Promise<Outcome> {
  const ended = new AbortController()
  const end = (why: string) => () => ended.abort(why)
  const connecting = setTimeout(end('no connection in time'), limits.connectMs)
  const whole = setTimeout(end('no answer in time'), limits.wholeMs)
  try {
    const url = new URL(posting.url)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host) ? [asAddress(host)] : await orEnd(resolve(host), ended.signal)
    const closed = addresses.find(({ address }) => !mayReach(address))
    if (closed) return { outcome: 'blocked', error: `${closed.address} must not be reached` }
    if (addresses.length === 0) return { outcome: 'unreachable', error: 'no address' }
    const connected = () => clearTimeout(connecting)
    const answer = await send(url, posting, addresses, ended.signal, connected)
    const body = await readUpTo(answer, limits.answerMax)
    const retryAfter = answer.headers['retry-after']
    return { outcome: 'answered', status: answer.statusCode ?? 0, retryAfter, body }
  } catch (error) {
    const { signal } = ended
    return { outcome: 'unreachable', error: signal.aborted ? String(signal.reason) : wordOf(error) }
  } finally {
    clearTimeout(connecting)
    clearTimeout(whole)
    // Whatever is still on its way belongs to nobody now.
    ended.abort()
  }
}

function send(
  url: URL,
  { headers, body }: Posting,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
  connected: () => void,
): Promise<IncomingMessage> {
  const isHttps = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // A connection kept from before was made to addresses nobody has checked now.
      agent: false,
      lookup: only(addresses),
      signal,
    })
    request.on('socket', (socket: Socket) =>
      socket.once(isHttps ? 'secureConnect' : 'connect', connected),
    )
    request.on('response', resolve)
    request.on('error', reject)
    request.end(body)
  })
}

/** Answers the addresses that were checked, whatever name is asked for. */
function only(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, answer) => {
    const [first = asAddress('')] = addresses
    if (all) answer(null, [...addresses])
    else answer(null, first.address, first.family)
  }
}

async function readUpTo(answer: IncomingMessage, max: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // Leaving the loop destroys the answer and its connection.
    if (length >= max) break
  }
  return Buffer.concat(chunks).subarray(0, max)
}

function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })
}

/** A name that is being resolved cannot be let go, but it can be left behind. */
function orEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const end = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('ended')), { once: true })
  })
  return Promise.race([work, end])
}

function asAddress(address: string): LookupAddress {
  return { address, family: isIP(address) }
}

/** The system's own word, such as ECONNREFUSED or CERT_HAS_EXPIRED. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
