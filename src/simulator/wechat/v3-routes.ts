// How API v3 answers: every call is checked, run, and its reply signed, unless a fault has it otherwise
// (fact sheet WeChat Pay, sections 2, 3 and 12).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultKind } from '../faults.ts'
import type { Signer } from './keys.ts'
import type { Merchant } from './merchants.ts'
import { Refusal } from './refusal.ts'
import { readAuthorization } from './sign.ts'
import type { Surroundings } from './surroundings.ts'
import { askedSigner, checkHeaders, checkSigner } from './v3-check.ts'
import { errorOfRefusal, V3Error } from './v3-errors.ts'
import { asProbe, type SentTo, signatureHeaders } from './v3-signature.ts'

/** A call that is believed. */
export interface V3Call {
  readonly merchant: Merchant
  readonly request: FastifyRequest
  readonly query: URLSearchParams
  /** The named parts of the path. */
  readonly path: Readonly<Record<string, string>>
}

export interface V3Reply {
  readonly status: number
  readonly body: Buffer
  /** Null: no body. */
  readonly type: string | null
  /** Bill files are the one thing that goes out unsigned. */
  readonly isSigned: boolean
}

export interface V3Route {
  readonly method: 'GET' | 'POST'
  /** As the documentation writes it, `/v3/…/{name}`; a fault's `method` names it so too. */
  readonly path: string
  /** Does what is asked. Throws a Refusal or a V3Error. */
  answer(call: V3Call): V3Reply
}

export function json(value: unknown, status = 200): V3Reply {
  const body = Buffer.from(JSON.stringify(value), 'utf8')
  return { status, body, type: 'application/json; charset=utf-8', isSigned: true }
}

export const empty: V3Reply = { status: 204, body: Buffer.alloc(0), type: null, isSigned: true }

export function file(body: Buffer, type: string): V3Reply {
  return { status: 200, body, type, isSigned: false }
}

/** Puts one call of API v3 on a server. */
export function addV3Route(server: FastifyInstance, around: Surroundings, route: V3Route): void {
  const { faults, hang } = around
  const url = route.path.replace(/\{(\w+)\}/g, ':$1')

  server.route<{ Params: Record<string, string> }>({
    method: route.method,
    url,
    handler: async (request, reply) => {
      const mchId = claimedMchId(request)
      const is = (kind: FaultKind) => faults.take(kind, mchId, route.path) !== undefined
      if (is('hang')) {
        reply.hijack()
        await hang(request)
        return reply
      }
      if (is('server_error')) return reply.code(502).send('Bad Gateway')
      if (is('rate_limit')) return sendUnsigned(reply, tooMany, around)
      const answered = run(route, request, request.params, around)
      if (is('accept_then_server_error')) return sendUnsigned(reply, systemError, around)
      return send(reply, answered, { mchId, method: route.path }, around)
    },
  })
}

const tooMany = new V3Error(429, 'FREQUENCY_LIMIT_EXCEED', 268_447_840, '接口请求频率超过限制')
const systemError = new V3Error(500, 'SYSTEM_ERROR', 268_435_457, '系统繁忙，请稍后重试')

interface Answered {
  readonly reply: V3Reply
  /** Undefined: nobody is known to sign for. */
  readonly signer: Signer | undefined
  /** 0 for success. */
  readonly number: number
}

function run(
  route: V3Route,
  request: FastifyRequest,
  path: Readonly<Record<string, string>>,
  around: Surroundings,
): Answered {
  const { merchants, keys } = around
  const claimed = merchants.get(claimedMchId(request))
  const asked = claimed && askedSigner(request, claimed, around)
  const signer = asked ?? (claimed && keys.signerFor(claimed))
  try {
    const merchant = checkSigner(request, around)
    checkHeaders(request, asked)
    const query = new URLSearchParams(request.url.split('?').slice(1).join('?'))
    return { reply: route.answer({ merchant, request, query, path }), signer, number: 0 }
  } catch (error) {
    const refused = error instanceof Refusal ? errorOfRefusal(error) : error
    if (!(refused instanceof V3Error)) throw error
    return { reply: json(refused.body, refused.status), signer, number: refused.number }
  }
}

/** Who a request says it is from, before anything is verified; empty where it does not say. */
function claimedMchId(request: FastifyRequest): string {
  return readAuthorization(request.headers.authorization ?? '')?.mchId ?? ''
}

async function send(
  reply: FastifyReply,
  { reply: { status, body, type, isSigned }, signer, number }: Answered,
  to: SentTo,
  around: Surroundings,
): Promise<FastifyReply> {
  reply.code(status).headers(commonHeaders(number, around))
  if (type !== null) reply.type(type)
  if (isSigned && signer) reply.headers(await replyHeaders(body, signer, to, around))
  return reply.send(type === null ? undefined : body)
}

async function replyHeaders(body: Buffer, signer: Signer, to: SentTo, around: Surroundings) {
  const { faults, keys } = around
  const is = (kind: FaultKind) => faults.take(kind, to.mchId, to.method) !== undefined
  const isForged = is('bad_reply_signature')
  const privateKey = isForged ? await keys.foreignKey() : signer.privateKey
  const headers = await signatureHeaders(body, { ...signer, privateKey }, to, around)
  return is('signature_probe') ? asProbe(headers) : headers
}

function sendUnsigned(reply: FastifyReply, error: V3Error, around: Surroundings): FastifyReply {
  const { status, body, type } = json(error.body, error.status)
  return reply
    .code(status)
    .headers(commonHeaders(error.number, around))
    .type(type ?? '')
    .send(body)
}

function commonHeaders(number: number, { random, wireClock }: Surroundings) {
  const id = Buffer.from(random.bytes(20)).toString('hex').toUpperCase()
  return { 'request-id': `${id}-${number}`, date: new Date(wireClock.now()).toUTCString() }
}
