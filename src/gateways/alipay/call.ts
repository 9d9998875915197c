// One server-to-server call: send it, verify the answer, and say what it proves. Only a verified success is
// a success; whatever proves nothing is "unknown" (fact sheet Alipay, sections 4 and 11).

import type { Refused, Unknown } from '../gateway.ts'
import { textIn } from '../json.ts'
import { type Answered, postForm } from '../transport.ts'
import type { AlipayConfig } from './config.ts'
import { writeForm } from './form.ts'
import { type ReplyNode, readReply } from './reply.ts'
import { type Account, type AlipayCall, signCall, splitPost } from './request.ts'

export type Judged = Readonly<{ outcome: 'ok'; node: ReplyNode }> | Refused | Unknown

/** Signs, sends and judges a call. Never throws for what the outside does. */
export async function callAlipay(
  account: Account,
  call: AlipayCall,
  deadlineMs: number,
): Promise<Judged> {
  const answer = await sendCall(account, call, deadlineMs)
  return answer.outcome === 'answered' ? judgeAnswer(account.config, call.method, answer) : answer
}

/** Signs and sends a call; the answer is not yet verified. */
export async function sendCall(
  account: Account,
  call: AlipayCall,
  deadlineMs: number,
): Promise<Answered | Unknown> {
  const { gatewayUrl, callUrl = gatewayUrl } = account.config
  const { url, content } = splitPost(callUrl, await signCall(account, call))
  const body = writeForm(content === '' ? {} : { biz_content: content })
  return postForm(url, body, deadlineMs)
}

/** What an answer proves. A refusal's `code` is Alipay's sub code, or its code where there is none. */
export function judgeAnswer(
  config: AlipayConfig,
  method: string,
  { status, body }: Answered,
): Judged {
  // The gateway answers errors with 200 too; anything else comes from something in between.
  if (status !== 200) return unknown(`HTTP ${status}`)
  const { verify, signType, aesKey } = config
  const certSn = verify.mode === 'cert' ? verify.alipayCertSn : undefined
  const reply = readReply(body, method, { key: verify.alipayPublicKey, signType, certSn, aesKey })
  switch (reply.outcome) {
    case 'unverifiable':
      return unknown(reply.reason)
    case 'unsigned':
      return judgeUnsigned(reply.node)
    case 'signed':
      return judgeSigned(method, reply.node)
  }
}

/** Whether a code says this, by "contains": the documents spell the same code in several ways (section 11). */
export function codeSays(code: string, ...words: readonly string[]): boolean {
  return words.some((word) => code.includes(word))
}

/** A buyer's code was taken and the buyer must confirm: a success of this one call (section 12.5). */
export const isPending = (node: ReplyNode) => codeOf(node) === '10003'

function judgeSigned(method: string, node: ReplyNode): Judged {
  const code = codeOf(node)
  if (code === '10000' || (method === 'alipay.trade.pay' && isPending(node)))
    return { outcome: 'ok', node }
  // The one call whose success has no code: a token says enough.
  if (method === 'alipay.system.oauth.token' && code === '' && textIn(node, 'access_token'))
    return { outcome: 'ok', node }
  const refused = refusalIn(node)
  // 20000 leaves the result open; so does a code of no known kind.
  const isRefusal = /^(20001|4\d{4})$/.test(code)
  const provesNothing = codeSays(refused.code, 'SYSTEM_ERROR', 'unknow-error', 'isp.')
  return isRefusal && !provesNothing ? refused : unknown(refused.code || 'no code')
}

/** Only the gateway's own errors come unsigned; a business word without a signature is nobody's word. */
function judgeUnsigned(node: ReplyNode): Judged {
  const refused = refusalIn(node)
  const isGatewayError =
    /^(20001|4000[1-36])$/.test(codeOf(node)) && /^(isv|aop)\.[a-z-]+$/.test(refused.code)
  return isGatewayError ? refused : unknown('unsigned')
}

/**
 * Reads a success, but only when it answers what was asked: a signature does not say which request it
 * belongs to, and an old answer about another order is just as rightly signed.
 */
export function readAbout<T>(
  judged: Judged,
  asked: Readonly<Record<string, unknown>>,
  read: (node: ReplyNode) => T,
): T | Refused | Unknown {
  if (judged.outcome !== 'ok') return judged
  const { node } = judged
  const isOther = Object.entries(asked).some(([name, value]) => (node[name] ?? value) !== value)
  return isOther ? unknown('the reply is about another order') : read(node)
}

function refusalIn(node: ReplyNode): Refused {
  return {
    outcome: 'refused',
    code: textIn(node, 'sub_code') || codeOf(node),
    message: textIn(node, 'sub_msg') ?? textIn(node, 'msg') ?? '',
  }
}

function codeOf({ code }: ReplyNode): string {
  return typeof code === 'string' || typeof code === 'number' ? String(code) : ''
}

/** An outcome that proves nothing, and why. */
export function unknown(reason: string): Unknown {
  return { outcome: 'unknown', reason }
}
