// Who is paying, learnt inside WeChat: its page login with a code (OAuth 2.0). The answer is not signed; that
// it came over TLS from WeChat's own host is its proof.

import type { PayerLogin } from '../gateway.ts'
import { readObject, textIn } from '../json.ts'
import { type Answered, exchange } from '../transport.ts'
import type { V3Config } from './config.ts'
import { unknown } from './reply.ts'

/** The login of an account; undefined without an AppSecret. */
export function payerLogin({ appId, login }: Pick<V3Config, 'appId' | 'login'>) {
  const { appSecret, pageUrl, tokenUrl } = login
  if (!appSecret) return undefined
  return {
    appId,
    url(backTo, state) {
      // WeChat checks the order of the parameters, and the fragment belongs to it.
      const query = queryOf({
        appid: appId,
        redirect_uri: backTo,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
      })
      return `${pageUrl}?${query}#wechat_redirect`
    },
    async openid(code, deadlineMs) {
      const asked = { appid: appId, secret: appSecret.reveal(), code }
      const url = `${tokenUrl}?${queryOf({ ...asked, grant_type: 'authorization_code' })}`
      const headers = { accept: 'application/json' }
      const answer = await exchange({ method: 'GET', url, headers }, deadlineMs)
      return answer.outcome === 'answered' ? readAnswer(answer) : answer
    },
  } satisfies PayerLogin
}

/** Busy, or asked too often: the same code may still be good. */
const busyCodes = [-1, 45_009, 45_011]

function readAnswer({ status, body }: Answered) {
  if (status !== 200) return unknown(`HTTP ${status}`)
  const node = readObject(body)
  if (typeof node === 'string') return unknown(node)
  const openid = textIn(node, 'openid') ?? ''
  if (/^[\w-]{1,128}$/.test(openid)) return { outcome: 'known', openid } as const
  const { errcode } = node
  if (typeof errcode !== 'number' || busyCodes.includes(errcode))
    return unknown(typeof errcode === 'number' ? `errcode ${errcode}` : 'no openid')
  const message = textIn(node, 'errmsg') ?? ''
  return { outcome: 'refused', code: String(errcode), message } as const
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}
