// A route of the console: who may call it stands in the table, and whoever is let through comes with the call.

import { type Static, type TSchema, Type } from 'typebox'
import type { Right } from '../core/rights.ts'
import type { Author } from '../db/audit-log.ts'
import type { Session } from '../db/operator-sessions.ts'
import { type ErrorCode, Refusal } from '../errors.ts'
import { operatorOf } from './operator.ts'
import type { Answer, Call, Route } from './route.ts'

export type ConsoleCall<Body, Query, Params> = Call<Body, Query, Params> &
  Readonly<{
    operator: Session
    /** who does it, for the audit log */
    by: Author
  }>

type Typed<B extends TSchema, Q extends TSchema, P extends TSchema> = Readonly<{
  method: 'GET' | 'POST'
  /** below /api/v1/admin */
  path: `/api/v1/admin/${string}`
  summary: string
  /** absent: whoever is signed in */
  right?: Right
  /** the operator must have proved again who they are within the last ten minutes */
  stepUp?: boolean
  /** bytes of the body, where the server's own limit is too small */
  bodyMax?: number
  body?: B
  query?: Q
  params?: P
  reply?: TSchema
  status?: number
  errors?: readonly ErrorCode[]
  run(call: ConsoleCall<Static<B>, Static<Q>, Static<P>>): Promise<Answer>
}>

/** Declares a route of the console. The server has checked session, right and step-up before `run` is called. */
export function consoleRoute<B extends TSchema, Q extends TSchema, P extends TSchema>(
  typed: Typed<B, Q, P>,
): Route {
  const { run, errors = [], ...rest } = typed
  const own = [
    'unauthorized' as const,
    'forbidden' as const,
    ...(typed.stepUp ? ['step_up_required' as const] : []),
  ]
  return {
    ...rest,
    caller: 'operator',
    bodyForm: 'json',
    errors: [...new Set([...own, ...errors])],
    run(call) {
      const operator = operatorOf(call.request)
      const by = { operator: operator.email, address: call.address, requestId: call.request.id }
      // The server validates by the schemas before it calls, which is what the cast relies on.
      const checked = call as Call<Static<B>, Static<Q>, Static<P>>
      return run({ ...checked, operator, by })
    },
  }
}

/** The query of every list: at most `limit` rows (1 to 100, by default 50) after the cursor an answer gave. */
export const listQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$' })),
}

const defaultLimit = 50

export function limitOf({ limit }: Readonly<{ limit?: string | undefined }>): number {
  return limit === undefined ? defaultLimit : Number(limit)
}

/** What a list answers: `next` is the cursor of the following page, null on the last one. */
export function listReply<Row extends TSchema>(row: Row) {
  return Type.Object({
    rows: Type.Array(row),
    next: Type.Union([Type.String(), Type.Null()]),
    total: Type.Optional(Type.Integer()),
  })
}

/**
 * A page of a list out of one row more than fits: that row says that there is a next page, which begins behind the
 * last row shown.
 */
export function pageOf<Found, Row>(
  all: readonly Found[],
  limit: number,
  toRow: (one: Found) => Row,
  cursorOf: (last: Found) => string,
): Readonly<{ rows: readonly Row[]; next: string | null }> {
  const shown = all.slice(0, limit)
  const last = all.length > limit ? shown.at(-1) : undefined
  return { rows: shown.map(toRow), next: last === undefined ? null : cursorOf(last) }
}

/** A cursor of a moment and a name (`id` is its form), as lists sorted by time give it. Refuses with invalid_request. */
export function cursorIn(after: string | undefined, id: string) {
  if (after === undefined) return undefined
  const moment = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?[+-]\\d\\d(?::\\d\\d)?'
  const match = new RegExp(`^(${moment})\\|(${id})$`).exec(after)
  const [, at, last] = match ?? []
  if (!at || !last) throw new Refusal('invalid_request', { field: 'after' })
  return { at, id: last }
}

/** What every answer that only looks says. */
export const found = { zh: '查询成功', en: 'Found' } as const

/** A text that may be missing, in an answer. */
export const textOrNull = Type.Union([Type.String(), Type.Null()])

/** A body or an answer that holds nothing. */
export const nothing = Type.Object({}, { additionalProperties: false })
