// API v2 gives money back only to a caller that shows the merchant's certificate on the TLS connection. Node's
// fetch cannot show one without a dependency of its own, so these few calls go through node:https.

import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Unknown } from '../gateway.ts'
import { type Answered, type Request, tellListener } from '../transport.ts'
import type { V2Config } from './config.ts'

const usualAnswerMax = 1_048_576

/**
 * Sends a request to an https address with a client certificate and reads the whole answer within
 * `deadlineMs`. Says what transport's exchange says, and like it never throws.
 */
export async function exchangeCertified(
  request: Request,
  identity: NonNullable<V2Config['clientCert']>,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const answer = await answerTo(request, identity, deadlineMs)
  tellListener(request, answer)
  return answer
}

async function answerTo(
  request: Request,
  identity: NonNullable<V2Config['clientCert']>,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(deadlineMs)))
  try {
    const message = await send(request, identity, signal)
    const body = await readCapped(message, request.answerMax ?? usualAnswerMax)
    if (!body) return { outcome: 'unknown', reason: 'answer too long' }
    const headers = headersOf(message)
    return { outcome: 'answered', status: message.statusCode ?? 0, headers, body }
  } catch (error) {
    return { outcome: 'unknown', reason: signal.aborted ? 'timeout' : failureOf(error) }
  }
}

function send(
  { method, url, headers, body = '' }: Request,
  { cert, key }: NonNullable<V2Config['clientCert']>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const options = { method, headers: { ...headers, ...length }, cert, key: key.reveal(), signal }
    // `on`, as a connection that is cut may complain more than once.
    httpsRequest(url, options).on('response', resolve).on('error', reject).end(body)
  })
}

async function readCapped(
  message: AsyncIterable<Uint8Array>,
  answerMax: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of message) {
    length += chunk.length
    if (length > answerMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  return headers
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'transport'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
