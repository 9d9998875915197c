// How API v2 answers: every call is believed or not, run, and its reply signed the way it was itself, unless
// a fault has it otherwise (fact sheet WeChat Pay, sections 19 and 20).

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultKind } from '../faults.ts'
import { letters } from '../names.ts'
import { Refusal } from './refusal.ts'
import type { Surroundings } from './surroundings.ts'
import { billRoutes } from './v2-bills.ts'
import { believe, checkApp, claimedMchId, type V2Call, type V2Route } from './v2-call.ts'
import { V2Error, V2Fault, v2ErrorOf } from './v2-errors.ts'
import { orderRoutes } from './v2-orders.ts'
import { refundRoutes } from './v2-refunds.ts'
import { foreignKeyOf, signFields } from './v2-sign.ts'
import { writeXml } from './v2-xml.ts'

/** Adds every call of API v2; `server` is where `https://api.mch.weixin.qq.com` would be. */
export function addWechatV2(server: FastifyInstance, around: Surroundings): void {
  for (const routes of [orderRoutes, refundRoutes, billRoutes]) {
    for (const route of routes(around)) addRoute(server, around, route)
  }
}

type Is = (kind: FaultKind) => boolean

function addRoute(server: FastifyInstance, around: Surroundings, route: V2Route): void {
  const { faults, hang } = around
  server.route({
    method: ['GET', 'POST'],
    url: route.path,
    handler: async (request, reply) => {
      const mchId = claimedMchId(request)
      const is: Is = (kind) => faults.take(kind, mchId, route.path) !== undefined
      if (is('hang')) {
        reply.hijack()
        await hang(request)
        return reply
      }
      if (is('server_error')) return reply.code(502).send('Bad Gateway')
      return send(reply, run(route, request, around, is))
    },
  })
}

/** XML, or a file that goes out as it is. */
function run(route: V2Route, request: FastifyRequest, around: Surroundings, is: Is) {
  let call: V2Call | undefined
  try {
    call = believe(request, around.merchants)
    checkApp(call, around.merchants)
    if (is('rate_limit')) throw new V2Error('FREQUENCY_LIMITED', '频率限制，请稍后重试')
    const answer = route.answer(call)
    if (is('accept_then_server_error')) throw new V2Error('SYSTEMERROR', '系统超时，请再调用')
    if (Buffer.isBuffer(answer)) return answer
    return signed(call, { result_code: 'SUCCESS', ...answer }, around, is)
  } catch (error) {
    const refused = error instanceof Refusal ? v2ErrorOf(error) : error
    if (refused instanceof V2Fault) return unsigned(refused)
    if (!(refused instanceof V2Error) || !call) throw error
    const { code, message } = refused
    const told = { result_code: 'FAIL', err_code: code, err_code_des: message }
    return signed(call, told, around, is)
  }
}

function signed(
  { merchant, signType }: V2Call,
  told: Readonly<Record<string, string>>,
  { random }: Surroundings,
  is: Is,
): string {
  const fields = Object.entries({
    return_code: 'SUCCESS',
    return_msg: 'OK',
    appid: merchant.appId,
    mch_id: merchant.mchId,
    nonce_str: letters(random, 16),
    ...told,
  })
  const key = is('bad_reply_signature') ? foreignKeyOf(merchant.mchKey) : merchant.mchKey
  return writeXml([...fields, ['sign', signFields(fields, key, signType)]])
}

function unsigned({ message, errorCode }: V2Fault): string {
  const code = errorCode === undefined ? {} : { error_code: errorCode }
  return writeXml(Object.entries({ return_code: 'FAIL', return_msg: message, ...code }))
}

function send(reply: FastifyReply, content: string | Buffer): FastifyReply {
  const type = typeof content === 'string' ? 'text/xml; charset=utf-8' : 'application/octet-stream'
  return reply.type(type).send(content)
}
