// Pages as small as they can travel: a phone far from a mast waits for every kilobyte.

import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Below this it saves no packet. */
const worthwhile = 1_024

/** Whether an answer is a page that its browser takes packed, and that gives nothing away by how well it packs. */
export function isWorthPacking(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): payload is string {
  if (typeof payload !== 'string' || payload.length < worthwhile) return false
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
  return isPage && takesGzip(request) && !isSentByOthers(request)
}

/** The bytes that go out for it, made by a thread of its own, so that others are answered meanwhile. */
export function packPage(
  reply: FastifyReply,
  payload: string,
  done: (error: Error | null, payload: Buffer) => void,
): void {
  reply.header('content-encoding', 'gzip')
  gzip(payload, done)
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
