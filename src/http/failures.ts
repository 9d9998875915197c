// How failures leave the server: an envelope for programs, a page for people, its own word for a gateway.

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { errorStatus, messageOf, Refusal } from '../errors.ts'
import type { Log } from '../kit/log.ts'
import { languageIn } from './language.ts'
import { noticeFailure } from './notice-failure.ts'
import { problemHtml } from './page-answer.ts'
import type { BodyForm } from './route.ts'

const busySeconds = 5

type Tell = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply | Promise<FastifyReply>

export function createFailures({
  log,
  app,
}: Readonly<{ log: Log; app: () => App | undefined }>): Readonly<Record<BodyForm, Tell>> {
  return {
    json: (error, request, reply) => sendEnvelope(refusalOf(log, error, request), request, reply),
    form: (error, request, reply) =>
      sendPage(app(), refusalOf(log, error, request), request, reply),
    raw: (error, request, reply) => sendFailureWord(log, error, request, reply),
    loose: (error, request, reply) => sendLoose(refusalOf(log, error, request), reply),
  }
}

/** Turns any error into a refusal: what was refused as it is, bad input by its field, ours by number only. */
export function refusalOf(log: Log, error: unknown, request: FastifyRequest): Refusal {
  const refusal = asRefusal(error)
  if (refusal.code === 'internal_error' || (refusal.code === 'busy' && refusal !== error)) {
    const { id, method, routeOptions } = request
    log.error('request_failed', { request_id: id, method, path: routeOptions.url, error })
  }
  return refusal
}

function sendEnvelope(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, field, params } = refusal
  return head(refusal, reply)
    .header('content-type', 'application/json; charset=utf-8')
    .send({
      success: false,
      message: messageOf(code, languageIn(request), params),
      error: { code, ...(field === undefined ? {} : { field }), request_id: request.id },
    })
}

/** In the two forms that programs written for others look for; they read English. */
function sendLoose(refusal: Refusal, reply: FastifyReply): FastifyReply {
  const { code, params } = refusal
  const detail = messageOf(code, 'en', params)
  return head(refusal, reply)
    .header('content-type', 'application/json; charset=utf-8')
    .send({ error: detail, errors: [{ title: code, detail, code: code.toUpperCase() }] })
}

async function sendPage(
  app: App | undefined,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!app) return sendEnvelope(refusal, request, reply)
  const page = await problemHtml(app, request, refusal)
  return head(refusal, reply).header('content-type', 'text/html; charset=utf-8').send(page)
}

function head(refusal: Refusal, reply: FastifyReply): FastifyReply {
  const { code, retryAfterSeconds } = refusal
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(errorStatus[code]).header('cache-control', 'no-store')
}

/** A gateway understands its own word only, whatever went wrong on the way to the handler. */
function sendFailureWord(
  log: Log,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  log.warn('notice_unread', { request_id: request.id, path: request.routeOptions.url, error })
  const kind = /^\/(api\/v1\/pay|payment)\/wechat\//.test(request.url) ? 'wechat' : 'alipay'
  const status = errorStatus[asRefusal(error).code]
  const answer = noticeFailure(kind, status < 500 ? 400 : status === 503 ? 503 : 500)
  return reply.code(answer.status).header('content-type', answer.contentType).send(answer.body)
}

/** Nothing is free to answer with; whoever comes again in a moment finds it otherwise. */
export function tooBusy(): Refusal {
  return new Refusal('busy', { retryAfterSeconds: busySeconds })
}

type FrameworkError = Readonly<{
  statusCode?: number
  validation?: readonly Readonly<{
    instancePath: string
    params: Readonly<Record<string, unknown>>
  }>[]
}>

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const { statusCode, validation } = error as FrameworkError
  const [first] = validation ?? []
  if (first) {
    const inside = first.params.additionalProperty ?? first.params.missingProperty
    const field = [
      ...first.instancePath.split('/').slice(1),
      ...(typeof inside === 'string' ? [inside] : []),
    ].join('.')
    return new Refusal('invalid_request', { field })
  }
  // Everything the framework refuses by itself (JSON syntax, content type, size) is the caller's mistake.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal('invalid_request')
  return statusCode === 503 ? tooBusy() : new Refusal('internal_error')
}
