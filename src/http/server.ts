// The HTTP server: the route table mounted on Fastify, one envelope for every answer and every error.

import { randomUUID, sign } from 'node:crypto'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { App } from '../app/app.ts'
import { Refusal } from '../errors.ts'
import type { Log } from '../kit/log.ts'
import { languageOf } from '../languages/languages.ts'
import { isWorthPacking, packPage } from './compress.ts'
import { isBuyersRoute, recogniseCustomer } from './customer.ts'
import { createFailures, tooBusy } from './failures.ts'
import { holdsOrderToken } from './identity.ts'
import { languageIn, namesFor } from './language.ts'
import { isUrgent, openRoom, type Room } from './no-room.ts'
import { describeRoute, openapiHead } from './openapi.ts'
import { authorizeOperator, isConsoleRoute } from './operator.ts'
import { allowOtherSites, answerPreflight } from './other-sites.ts'
import type { Answer, BodyForm, Cookie, Route } from './route.ts'
import { buildValidator } from './schema-checks.ts'

/** No answer of ours is bigger, and no honest request comes near it. */
const bodyMax = 64 * 1024
/** Past this a notice is cut off; between the two it is read and refused in the gateway's words. */
const rawBodyMax = 256 * 1024
const requestTimeoutMs = 15_000
/** A head takes no longer, nor does the body of a notice: gateways send theirs at once. */
const readAtOnceMs = 5_000
/** How exactly times of requests are kept. */
const checkEveryMs = 1_000
const keepAliveMs = 72_000

export type ServerSettings = Readonly<{
  /** undefined until database, migrations and keys are there */
  app: () => App | undefined
  /** the same shop over connections kept for what must not wait for pages; absent: over those of everybody */
  urgent?: () => App | undefined
  log: Log
  trustProxy: boolean | number | string | readonly string[]
  routes: readonly Route[]
  /** mounted beside the routes: the simulated gateway in demo mode */
  extras?: (server: FastifyInstance) => void
  contentSecurityPolicy: () => string
  /** how long the body of a notice may take to come in; absent: five seconds */
  readNoticeMs?: number
}>

export async function createServer(settings: ServerSettings): Promise<FastifyInstance> {
  const failures = createFailures(settings)
  const server = fastify({
    frameworkErrors: (error, request, reply) =>
      void failures[formOf(request.url)](error, request, reply),
    logger: false,
    bodyLimit: bodyMax,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: readAtOnceMs, connectionsCheckingInterval: checkEveryMs },
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    trustProxy: trusted(settings.trustProxy) as boolean,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
    // Fastify's defaults would take a string for a number and drop unknown fields in silence.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        allErrors: false,
        useDefaults: false,
      },
    },
    serializerOpts: {},
    schemaController: { compilersFactory: { buildValidator } },
  })
  // Reply schemas document; they must never drop a field from an answer.
  server.setSerializerCompiler(() => (value) => JSON.stringify(value))

  await server.register(cookie)
  await server.register(swagger, openapiHead)
  server.addHook('onSend', (request, reply, payload, done) => {
    setHeaders(reply, settings)
    // A program that asks for what is not there is answered by the shop all the same.
    const isProgram = request.is404 && request.url.startsWith('/api/v1/licenses/')
    if (isProgram) signAnswer(settings, request, reply, payload, done)
    else if (isWorthPacking(request, reply, payload)) packPage(reply, payload, done)
    else done(null, payload)
  })
  server.setErrorHandler(failures.json)
  server.setNotFoundHandler((request, reply) => {
    const isPage = !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html')
    return failures[isPage ? 'form' : 'json'](new Refusal('not_found'), request, reply)
  })

  const room = openRoom()
  server.addHook('onClose', async () => room.stop())
  for (const form of ['json', 'form', 'raw', 'loose'] as const) {
    await server.register(async (scope) => {
      readBodies(scope, form)
      if (form === 'raw') cutSlowBodies(scope, settings.readNoticeMs ?? readAtOnceMs)
      scope.setErrorHandler(failures[form])
      for (const one of settings.routes.filter((each) => each.bodyForm === form))
        mount(scope, one, settings, room)
    })
  }
  settings.extras?.(server)
  return server
}

/** A number of hops as a question for each of them: Fastify leaves a bare number unheeded. */
function trusted(setting: ServerSettings['trustProxy']) {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting
}

/** What a caller understands, told from an address that could not even be routed. */
function formOf(url: string): BodyForm {
  return /^\/(api\/v1\/pay|payment)\/[a-z]+\/notify\b/.test(url) ? 'raw' : 'json'
}

const formType = 'application/x-www-form-urlencoded'

/** Each kind of route reads its own kind of body and no other. */
function readBodies(scope: FastifyInstance, form: BodyForm): void {
  if (form === 'json') {
    const parse = scope.getDefaultJsonParser('error', 'error')
    // A call without a body may still say that it is JSON.
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
      body === '' ? done(null, undefined) : parse(request, String(body), done),
    )
    return
  }
  if (form === 'loose') {
    const parse = scope.getDefaultJsonParser('error', 'error')
    scope.addContentTypeParser('application/vnd.api+json', { parseAs: 'string' }, parse)
    scope.addContentTypeParser(formType, { parseAs: 'string' }, parseForm)
    return
  }
  scope.removeAllContentTypeParsers()
  if (form === 'form') {
    scope.addContentTypeParser(formType, { parseAs: 'string' }, parseForm)
    return
  }
  scope.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: rawBodyMax },
    (_request, body, done) => done(null, body),
  )
}

function parseForm(
  _request: FastifyRequest,
  body: string | Buffer,
  done: (error: null, value: unknown) => void,
): void {
  // Without a prototype, so that no field's name can mean more than itself.
  done(
    null,
    Object.assign(Object.create(null), Object.fromEntries(new URLSearchParams(String(body)))),
  )
}

/** By the whole time it takes: a body that drips in steadily is never silent for long. */
function cutSlowBodies(scope: FastifyInstance, wholeMs: number): void {
  scope.addHook('preParsing', (request, _reply, body, done) => {
    // Nearly always it came with its head.
    if (request.raw.complete) return done(null, body)
    const cut = setTimeout(() => request.raw.destroy(), wholeMs)
    for (const end of ['end', 'close']) body.once(end, () => clearTimeout(cut))
    done(null, body)
  })
}

function mount(scope: FastifyInstance, one: Route, settings: ServerSettings, room: Room): void {
  const isOpen = one.signed === true || one.otherSites === true
  if (isOpen) answerPreflight(scope, one.path)
  const isOfConsole = isConsoleRoute(one)
  const isOfBuyers = isBuyersRoute(one)
  const appOf = isUrgent(one) ? (settings.urgent ?? settings.app) : settings.app
  scope.route({
    method: one.method,
    url: one.path,
    schema: describeRoute(one),
    ...(one.bodyMax === undefined ? {} : { bodyLimit: one.bodyMax }),
    ...(one.signed
      ? {
          onSend: (request, reply, payload, done) =>
            signAnswer(settings, request, reply, payload, done),
          onResponse: async () => {
            toSign -= 1
          },
        }
      : {}),
    ...(one.repeats
      ? {
          preSerialization: (request, _reply, payload, done) =>
            done(null, { ...Object(payload), asked: one.repeats?.(request.body) }),
        }
      : {}),
    // A HEAD of a live stream would never end.
    exposeHeadRoute:
      one.method === 'GET' && !one.path.endsWith('/events') && one.opensPayment !== true,
    // Before the body is read: whoever may not call learns nothing about what a call looks like.
    onRequest: async (request, reply) => {
      if (one.signed) toSign += 1
      if (isOpen) allowOtherSites(reply)
      const app = appOf()
      if (app && room.isFull(app.db, one)) throw tooBusy()
      if (app && isOfConsole) await authorizeOperator(app, one, request)
      if (app && isOfBuyers) await recogniseCustomer(app, one, request)
    },
    handler: async (request, reply) => {
      const app = appOf()
      if (!app) throw new Refusal('not_ready')
      checkTexts(one, request)
      authorize(app, one, request)
      const language = languageIn(request)
      const lang = namesFor(language)
      const answer = await one.run({
        app,
        request,
        reply,
        body: request.body,
        query: request.query,
        params: request.params ?? {},
        language,
        lang,
        address: request.ip,
      })
      return sendAnswer(app, reply, answer, language, settings)
    },
  })
}

/**
 * No database keeps a NUL or half a character, so no text may hold one: a wrong body or query is told by its
 * field, a wrong name in the path is simply not there. A body where none is expected is refused by its first
 * field. Raw bodies are the gateway's own to read.
 */
function checkTexts(one: Route, request: FastifyRequest): void {
  const broken = brokenText(request.params)
  if (broken !== undefined) {
    throw new Refusal(one.errors.find((code) => code.endsWith('_not_found')) ?? 'not_found')
  }
  if (one.bodyForm === 'raw') return
  const [unexpected] = one.body ? [] : Object.keys((request.body ?? {}) as object)
  // A fingerprint is judged after its key, so that an unknown key is always the first answer.
  const field =
    brokenText(request.query) ??
    unexpected ??
    brokenText(request.body, one.signed ? ['fingerprint'] : [])
  if (field !== undefined) throw new Refusal('invalid_request', { field })
}

/** No schema of ours goes deeper. */
const depthMax = 16

/** The path of the first text that cannot be kept, or of what lies too deep; undefined when there is none. */
function brokenText(value: unknown, exempt: readonly string[] = [], depth = 0): string | undefined {
  if (typeof value === 'string') return /[\0\p{Cs}]/u.test(value) ? '' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > depthMax) return ''
  for (const [name, inner] of Object.entries(value)) {
    if (exempt.includes(name)) continue
    const found = brokenText(inner, [], depth + 1)
    if (found !== undefined) return found === '' ? name : `${name}.${found}`
  }
  return undefined
}

function authorize(app: App, one: Route, request: FastifyRequest): void {
  if (one.caller !== 'order-token') return
  const { order_number: orderNumber = '' } = (request.params ?? {}) as { order_number?: string }
  const { token } = one.path.endsWith('/events') ? (request.query as { token?: string }) : {}
  if (!holdsOrderToken(app, request, orderNumber, token)) throw new Refusal('unauthorized')
}

function sendAnswer(
  app: App,
  reply: FastifyReply,
  answer: Answer,
  language: string,
  settings: ServerSettings,
): FastifyReply | Promise<void> {
  if (answer.kind === 'taken') return Promise.resolve()
  setCookies(app, reply, answer.cookies ?? [])
  switch (answer.kind) {
    case 'data':
      return reply
        .code(answer.status ?? 200)
        .header('cache-control', 'no-store')
        .send({ success: true, message: saidOf(answer.message, language), data: answer.data })
    case 'text':
      if (answer.headers) reply.headers(answer.headers)
      if (answer.mediaOrigin !== undefined)
        guardPage(reply, `${settings.contentSecurityPolicy()}; media-src ${answer.mediaOrigin}`)
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      return reply.code(answer.status).header('content-type', answer.contentType).send(answer.body)
    case 'redirect':
      return reply.header('cache-control', 'no-store').redirect(answer.location, 303)
  }
}

/** Of the console, which speaks two languages, the sentence itself; of all others the words of the caller's own. */
function saidOf(message: Extract<Answer, { kind: 'data' }>['message'], language: string): string {
  return typeof message === 'string'
    ? languageOf(language).answers[message]
    : message[namesFor(language)]
}

function setCookies(app: App, reply: FastifyReply, cookies: readonly Cookie[]): void {
  for (const { name, value, maxAgeSeconds, httpOnly } of cookies) {
    const secure = app.settings.secureCookies
    reply.setCookie(name, value, {
      path: '/',
      httpOnly,
      sameSite: 'lax',
      secure,
      maxAge: maxAgeSeconds,
    })
  }
}

function setHeaders(reply: FastifyReply, settings: ServerSettings): void {
  reply.header('x-request-id', reply.request.id)
  reply.header('x-content-type-options', 'nosniff')
  // WeChat's page asks which site a payer comes from; the order number in the path is not told. Other sites learn
  // nothing from the other pages; ours must, or a browser would not say where a form of theirs comes from.
  const leadsToGateway = reply.request.url.startsWith('/cashier/')
  reply.header('referrer-policy', leadsToGateway ? 'strict-origin' : 'same-origin')
  // Half a year: whoever gives https up for good waits that long, and nobody on the way takes it off before.
  if (settings.app()?.publicUrl().startsWith('https:'))
    reply.header('strict-transport-security', 'max-age=15552000')
  // The simulated gateway brings its own policy.
  if (reply.hasHeader('content-security-policy')) return
  guardPage(reply, settings.contentSecurityPolicy())
}

function guardPage(reply: FastifyReply, policy: string): void {
  reply.header('content-security-policy', policy)
  reply.header('cross-origin-opener-policy', 'same-origin')
  reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
}

/** Calls under way whose answers are signed. */
let toSign = 0

/** `Keytill-Signature` over `t.nonce.body`: the exact bytes that go out, errors included. */
function signAnswer(
  settings: ServerSettings,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  const app = settings.app()
  if (!app || typeof payload !== 'string') {
    done(null, payload)
    return
  }
  const { nonce } = (request.body ?? {}) as { nonce?: unknown }
  const seconds = Math.floor(app.clock.now() / 1000)
  const bound = typeof nonce === 'string' && nonce.length <= 64 ? nonce : ''
  const { kid, privateKey } = app.signingKeys.current
  const bytes = Buffer.from(`${seconds}.${bound}.${payload}`)
  const finish = (error: Error | null, signature?: Buffer) => {
    const ed25519 = signature?.toString('base64')
    if (signature) reply.header('keytill-signature', `t=${seconds},kid=${kid},ed25519=${ed25519}`)
    done(error, payload)
  }
  // By a thread of its own while others are answered. To go there and back takes as long as the signature, so that
  // who asks alone is answered sooner without.
  if (toSign > 1) sign(null, bytes, privateKey, finish)
  else finish(null, sign(null, bytes, privateKey))
}
