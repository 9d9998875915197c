// The OpenAPI 3.1 document, written from the route table.

import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { type TSchema, Type } from 'typebox'
import { errorStatus, messageOf } from '../errors.ts'
import type { Route } from './route.ts'

export const openapiHead: FastifyDynamicSwaggerOptions = {
  // Pages of the simulator and files are no part of what programs may rely on.
  hideUntagged: true,
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
        order: { type: 'apiKey', in: 'header', name: 'X-Order-Token' },
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
    ...(route.headers ? { headers: route.headers } : {}),
    ...(route.reply ? { response: responses(route) } : {}),
    ...(route.caller === 'operator'
      ? { security: [{ session: [] }], description: rightWords(route) }
      : {}),
    ...(route.caller === 'customer' ? { security: [{ account: [] }] } : {}),
    ...(route.caller === 'order-token' ? { security: [{ order: [] }, { account: [] }] } : {}),
    tags: [tagOf(route)],
  }
}

/** What was asked of a licence, within what is signed. */
const Asked = Type.Object(
  {
    verb: Type.String(),
    license_key_sha256: Type.Optional(
      Type.String({ description: 'of license_key as it was sent' }),
    ),
    fingerprint: Type.Optional(Type.String()),
    product_id: Type.Optional(Type.String()),
    version: Type.Optional(Type.String()),
    components: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { description: 'the question this answers, as the shop heard it' },
)

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
      ...(route.repeats ? { asked: Asked } : {}),
    })
  }
  for (const status of new Set(route.errors.map((code) => errorStatus[code]))) {
    const codes = route.errors.filter((code) => errorStatus[code] === status)
    byStatus[status] = Type.Object(
      {
        success: Type.Literal(false),
        message: Type.String(),
        error: Type.Object({
          code: Type.Union(codes.map((code) => Type.Literal(code))),
          field: Type.Optional(Type.String()),
          request_id: Type.String(),
        }),
        ...(route.repeats ? { asked: Asked } : {}),
      },
      { description: codes.map((code) => `${code}: ${messageOf(code, 'en')}`).join('\n') },
    )
  }
  return byStatus
}
