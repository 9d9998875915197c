// What we say to Alipay: the common parameters, the business content serialised once, the signature over
// both, and the three shapes in which they travel (fact sheet Alipay, sections 2 and 3).

import type { Clock } from '../../core/ports.ts'
import { formatShanghai } from '../../core/time.ts'
import type { SignRsa } from '../../kit/rsa.ts'
import type { AlipayConfig } from './config.ts'
import { encryptContent } from './encrypt.ts'
import { writeForm } from './form.ts'
import { requestText, signBytes } from './sign.ts'

/** One API call before it is signed. `content` is what `biz_content` will hold; `plain` stands beside it. */
export type AlipayCall = Readonly<{
  method: `alipay.${string}`
  content?: Readonly<Record<string, unknown>>
  plain?: Readonly<Record<string, string>>
  notifyUrl?: string | undefined
  returnUrl?: string | undefined
}>

/** The time to put on calls, and who makes their signatures: Node's pool, unless said otherwise. */
export type Ports = Readonly<{ clock: Clock; sign?: SignRsa }>

/** An account and what its calls are made with. */
export type Account = Ports & Readonly<{ config: AlipayConfig }>

/** All parameters with their signature, values raw. */
export type SignedParams = Readonly<Record<string, string>>

/** Signs a call at the clock's time; its timestamp is Asia/Shanghai wherever the machine stands. */
export async function signCall(
  { config, clock, sign }: Account,
  call: AlipayCall,
): Promise<SignedParams> {
  const { aesKey, privateKey, signType, verify } = config
  const params: Record<string, string> = {
    app_id: config.appId,
    method: call.method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: signType,
    timestamp: formatShanghai(clock.now()),
    version: '1.0',
  }
  if (call.notifyUrl) params.notify_url = call.notifyUrl
  if (call.returnUrl) params.return_url = call.returnUrl
  if (verify.mode === 'cert') {
    params.app_cert_sn = verify.appCertSn
    params.alipay_root_cert_sn = verify.rootCertSn
  }
  Object.assign(params, call.plain)
  if (call.content) {
    const content = JSON.stringify(call.content)
    if (aesKey) params.encrypt_type = 'AES'
    params.biz_content = aesKey ? encryptContent(content, aesKey) : content
  }
  const bytes = Buffer.from(requestText(params), 'utf8')
  params.sign = await signBytes(bytes, { key: privateKey, signType }, sign)
  return params
}

/** Everything in the query: what a browser is redirected to, or an app is handed without the address. */
export function pageUrl(gatewayUrl: string, params: SignedParams): string {
  return withQuery(gatewayUrl, writeForm(params))
}

/** Common parameters in the query, the content in the body: the official habit for both kinds of POST. */
export function splitPost(
  gatewayUrl: string,
  { biz_content = '', ...common }: SignedParams,
): Readonly<{ url: string; content: string }> {
  return { url: withQuery(gatewayUrl, writeForm(common)), content: biz_content }
}

/** An HTML form that posts itself, with a button for browsers without script. */
export function pageForm(gatewayUrl: string, params: SignedParams): string {
  const { url, content } = splitPost(gatewayUrl, params)
  return [
    `<form id="alipay" method="post" action="${escapeHtml(url)}">`,
    `<input type="hidden" name="biz_content" value="${escapeHtml(content)}">`,
    '<noscript><button>支付宝</button></noscript>',
    '</form>',
    '<script>document.getElementById("alipay").submit()</script>',
  ].join('')
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A subject such as `&amp;` must reach the gateway as it was signed (section 2). */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => htmlEscapes[letter] ?? letter)
}
