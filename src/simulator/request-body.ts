// The body of a request as it came: the simulator reads every body as bytes, because signatures are over bytes.

import type { FastifyRequest } from 'fastify'

/** The raw bytes of a body; empty without one. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}
