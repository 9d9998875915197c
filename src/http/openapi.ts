// The OpenAPI 3.1 document, written from the route table.

import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { type TSchema, Type } from 'typebox'
import { type ErrorCode, errorCatalogue, messageOf } from '../errors.ts'
import type { Route } from './route.ts'

export const openapiHead: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Keytill',
      version: '1',
      description:
        'A till that hands over keys. Amounts are yuan, times are Asia/Shanghai, errors are told apart by error.code.',
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'keytill_console' },
        account: { type: 'http', scheme: 'bearer' },
      },
    },
  },
}

/** What Fastify validates by and the document is made from. */
export function describeRoute(route: Route): Record<string, unknown> {
  return {
    summary: route.summary,
    ...(route.body ? { body: route.body } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.params ? { params: route.params } : {}),
    ...(route.reply ? { response: responses(route) } : {}),
    ...(route.caller === 'operator'
      ? { security: [{ session: [] }], description: rightWords(route) }
      : {}),
    ...(route.caller === 'customer' ? { security: [{ account: [] }] } : {}),
    tags: [tagOf(route)],
  }
}

function tagOf({ bodyForm, path }: Route): string {
  if (path.startsWith('/api/v1/admin/')) return 'console'
  return bodyForm === 'json' && path.startsWith('/api/') ? 'api' : 'pages and gateways'
}

function rightWords({ right, stepUp }: Route): string {
  const who = right === undefined ? 'Any operator.' : `Right ${right}.`
  return stepUp ? `${who} Needs a fresh proof of who calls.` : who
}

function responses(route: Route): Record<number, TSchema> {
  const byStatus: Record<number, TSchema> = {}
  if (route.reply) {
    byStatus[route.status ?? 200] = Type.Object({
      success: Type.Literal(true),
      message: Type.String(),
      data: route.reply,
    })
  }
  for (const status of new Set(route.errors.map(errorStatus))) {
    const codes = route.errors.filter((code) => errorStatus(code) === status)
    byStatus[status] = Type.Object(
      {
        success: Type.Literal(false),
        message: Type.String(),
        error: Type.Object({
          code: Type.Union(codes.map((code) => Type.Literal(code))),
          field: Type.Optional(Type.String()),
          request_id: Type.String(),
        }),
      },
      { description: codes.map((code) => `${code}: ${messageOf(code, 'en')}`).join('\n') },
    )
  }
  return byStatus
}

function errorStatus(code: ErrorCode): number {
  return errorCatalogue[code].status
}
