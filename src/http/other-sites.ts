// Calls from pages of other sites: a licensed program may be one. Such a route knows its caller by nothing but what the
// call itself says, so there is no cookie that a foreign page could borrow.

import type { FastifyInstance, FastifyReply } from 'fastify'

export function allowOtherSites(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*')
  reply.header('access-control-expose-headers', 'keytill-signature, retry-after')
}

/** Answers a browser that asks first whether the call may be made. */
export function answerPreflight(scope: FastifyInstance, path: string): void {
  scope.options(path, { schema: { hide: true } }, async (_request, reply) => {
    allowOtherSites(reply)
    reply.header('access-control-allow-headers', 'content-type')
    reply.header('access-control-max-age', '86400')
    return reply.code(204).send()
  })
}
