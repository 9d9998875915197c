// A route is data: method, path, who calls, what comes in, what goes out, which errors. The server, the
// OpenAPI document and the tests of every route read the same table.

import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { App } from '../app/app.ts'
import type { Right } from '../core/rights.ts'
import type { ErrorCode, Lang } from '../errors.ts'
import type { AnswerWord } from '../languages/answer-text.ts'

/**
 * Who may call. `order-token`: whoever holds the order's token, by header, cookie or (events) query, or is signed in to
 * the account it belongs to; `customer`: whoever is signed in to an account.
 */
export type Caller = 'anyone' | 'order-token' | 'customer' | 'gateway' | 'operator'

/**
 * How the body arrives: JSON for programs, a form from our own pages, raw bytes from gateways; loose is any of JSON,
 * JSON:API and a form, for programs that were written for another service.
 */
export type BodyForm = 'json' | 'form' | 'raw' | 'loose'

export type Call<Body, Query, Params> = Readonly<{
  app: App
  request: FastifyRequest
  /** for routes that take the connection over, and for nothing else */
  reply: FastifyReply
  body: Body
  query: Query
  params: Params
  /** the id of the language the caller reads: of pages, errors and letters */
  language: string
  /** of names and of what the console is told, which are written in two */
  lang: Lang
  /** the caller's address, through the configured proxies only */
  address: string
}>

/** What a route answers. Data is wrapped in the envelope of CONTRACT section 2. */
export type Answer =
  | Readonly<{
      kind: 'data'
      status?: number
      /** of the console, which speaks two languages, the sentence itself */
      message: AnswerWord | Readonly<{ zh: string; en: string }>
      data: unknown
      cookies?: readonly Cookie[]
    }>
  | Readonly<{
      kind: 'text'
      status: number
      contentType: string
      /** a stream is sent as it comes */
      body: string | Buffer | Readable
      headers?: Readonly<Record<string, string>>
      /** the one place elsewhere the page plays a video from */
      mediaOrigin?: string
      cookies?: readonly Cookie[]
    }>
  | Readonly<{ kind: 'redirect'; location: string; cookies?: readonly Cookie[] }>
  /** the route has taken the connection over */
  | Readonly<{ kind: 'taken' }>

export type Cookie = Readonly<{
  name: string
  value: string
  maxAgeSeconds: number
  httpOnly: boolean
}>

export type Route = Readonly<{
  method: 'GET' | 'POST'
  path: string
  summary: string
  caller: Caller
  bodyForm: BodyForm
  body?: TSchema
  query?: TSchema
  params?: TSchema
  /** those the route reads itself, by their names in small letters */
  headers?: TSchema
  /** what stands under `data` on success */
  reply?: TSchema
  status?: number
  errors: readonly ErrorCode[]
  /** the answer's exact bytes are signed with the licence key */
  signed?: boolean
  /** what was asked, for the signed answer to repeat, errors included: `body` is whatever came */
  repeats?: (body: unknown) => Readonly<Record<string, unknown>>
  /** pages of other sites may call it, as they may every signed one: it asks for no cookie */
  otherSites?: boolean
  /** a form that only a page of ours may send, whether or not somebody is signed in */
  fromOwnPage?: boolean
  /** finds what is there already: the first to be asked to come again when there is too much to do */
  looksUp?: boolean
  /** a GET that opens a payment: no HEAD, and nothing that looks ahead, may have it done */
  opensPayment?: boolean
  /** what an operator must be allowed to do; absent: whoever is signed in */
  right?: Right
  /** the operator must have proved again who they are within the last ten minutes */
  stepUp?: boolean
  /** bytes of the body, where the server's own limit is too small */
  bodyMax?: number
  run(call: Call<unknown, unknown, unknown>): Promise<Answer>
}>

type Typed<B extends TSchema, Q extends TSchema, P extends TSchema> = Omit<
  Route,
  'body' | 'query' | 'params' | 'run' | 'bodyForm' | 'errors' | 'caller'
> &
  Readonly<{
    caller?: Caller
    bodyForm?: BodyForm
    errors?: readonly ErrorCode[]
    body?: B
    query?: Q
    params?: P
    run(call: Call<Static<B>, Static<Q>, Static<P>>): Promise<Answer>
  }>

/** Declares a route; its handler sees body, query and params as their schemas say, and never otherwise. */
export function route<B extends TSchema, Q extends TSchema, P extends TSchema>(
  typed: Typed<B, Q, P>,
): Route {
  const { run, ...rest } = typed
  return {
    caller: 'anyone',
    bodyForm: 'json',
    errors: [],
    ...rest,
    // The server validates by the schemas before it calls, which is what the cast relies on.
    run: (call) => run(call as Call<Static<B>, Static<Q>, Static<P>>),
  }
}

export function ok(
  message: AnswerWord | Readonly<{ zh: string; en: string }>,
  data: unknown,
  cookies: readonly Cookie[] = [],
): Answer {
  return { kind: 'data', message, data, cookies }
}
