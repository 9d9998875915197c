// Pages as small as they can travel: a phone far from a mast waits for every kilobyte.

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** By a thread of its own, so that others are answered meanwhile. */
const pack = promisify(gzip)
/** Below this it saves no packet. */
const worthwhile = 1_024

/** The bytes that go out for an answer: those of a page packed, where the browser takes that and nothing is given away. */
export async function packPage(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (typeof payload !== 'string' || payload.length < worthwhile) return payload
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
  if (!isPage || !takesGzip(request) || isSentByOthers(request)) return payload
  reply.header('content-encoding', 'gzip')
  return pack(payload)
}

export function takesGzip({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding'] ?? '')
}

/**
 * How well a page packs tells whoever listens to the line which of its texts are alike. So a page that may hold a key
 * goes out as it is when another site may have chosen its address. Without a cookie nothing on a page is a secret.
 */
function isSentByOthers({ headers }: FastifyRequest): boolean {
  const from = headers['sec-fetch-site']
  return headers.cookie !== undefined && from !== 'same-origin' && from !== 'none'
}
