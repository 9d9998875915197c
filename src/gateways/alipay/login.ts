// Signing in with Alipay: its page sends the browser back with a code, and the code says who it was (OAuth 2.0). The
// answer is signed as every other one is.

import type { PayerLogin } from '../gateway.ts'
import { textIn } from '../json.ts'
import { callAlipay, unknown } from './call.ts'
import { productionGateway, sandboxGateway } from './config.ts'
import type { Account } from './request.ts'

/** Where each gateway's sign-in page is; elsewhere it lies beside the gateway itself. */
const pages: Readonly<Record<string, string>> = {
  [productionGateway]: 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm',
  [sandboxGateway]: 'https://openauth-sandbox.dl.alipaydev.com/oauth2/publicAppAuthorize.htm',
}

/** The sign-in of an account; undefined where it is not switched on. */
export function signIn(account: Account): PayerLogin | undefined {
  const { appId, gatewayUrl, offersSignIn } = account.config
  if (!offersSignIn) return undefined
  const page = pages[gatewayUrl] ?? new URL('oauth2/publicAppAuthorize.htm', gatewayUrl).href
  return {
    appId,
    url(backTo, state) {
      const query = new URLSearchParams({
        app_id: appId,
        scope: 'auth_base',
        redirect_uri: backTo,
        state,
      })
      return `${page}?${query}`
    },
    async openid(code, deadlineMs) {
      const call = {
        method: 'alipay.system.oauth.token' as const,
        plain: { grant_type: 'authorization_code', code },
      }
      const judged = await callAlipay(account, call, deadlineMs)
      if (judged.outcome !== 'ok') return judged
      // Newer apps are told an open id in place of the user id.
      const openid = textIn(judged.node, 'user_id') || textIn(judged.node, 'open_id') || ''
      if (!/^[\w-]{1,128}$/.test(openid)) return unknown('neither user_id nor open_id')
      return { outcome: 'known', openid }
    },
  }
}
