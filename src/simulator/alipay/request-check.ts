// From the parameters of a gateway call to a call that is believed: app, required parameters, formats,
// signature, content, in the order the real gateway checks them (fact sheet Alipay, section 19).

import { parseShanghai } from '../../core/time.ts'
import { type Charset, charsetOf, type Fields, readForm } from '../charset.ts'
import type { App, Apps } from './apps.ts'
import { Refusal } from './refusal.ts'
import { decryptContent, isRightlySigned, requestText } from './sign.ts'

/** The merged parameters of query and body. */
export type Params = ReadonlyMap<string, string>

/** A call whose signature has been verified. */
export interface Call {
  readonly app: App
  readonly method: string
  readonly charset: Charset
  readonly content: Content
  /** what stands beside the content: `grant_type`, `code` */
  readonly params: Params
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
  /** The key the reply has to be encrypted with, if the request was. */
  readonly replyKey: Buffer | null
}

/** Redeems the code of a sign-in. */
export const tokenMethod = 'alipay.system.oauth.token'

/** The parsed `biz_content`. */
export type Content = Readonly<Record<string, unknown>>

/** Decodes query and body in the character set one of them names. The query wins where both name a thing. */
export function mergeParams(query: Uint8Array, body: Uint8Array): Params {
  const read = (charset: Charset): Fields => [
    ...readForm(body, charset),
    ...readForm(query, charset),
  ]
  const named = new Map(read('utf-8')).get('charset') ?? ''
  return new Map(read(charsetOf(named) ?? 'utf-8'))
}

/** The app a call claims to come from, before anything is verified. Throws the two unsigned refusals. */
export function claimedApp(params: Params, apps: Apps): App {
  const appId = params.get('app_id')
  if (!appId) throw new Refusal(40001, 'isv.missing-app-id')
  const app = apps.get(appId)
  if (!app) throw new Refusal(40002, 'isv.invalid-app-id')
  return app
}

/** Verifies everything that does not depend on the business. Throws a Refusal. */
export function checkCall(params: Params, app: App, methods: ReadonlySet<string>): Call {
  checkRequired(params, app)
  const charset = checkFormats(params, app, methods)
  checkSignature(params, app, charset)
  const { content, replyKey } = readContent(params, app)
  return {
    app,
    method: params.get('method') ?? '',
    charset,
    content,
    params,
    notifyUrl: webAddress(params, 'notify_url'),
    returnUrl: webAddress(params, 'return_url'),
    replyKey,
  }
}

const requiredNames = {
  method: 'isv.missing-method',
  charset: 'isv.missing-charset',
  sign_type: 'isv.missing-signature-type',
  sign: 'isv.missing-signature',
  timestamp: 'isv.missing-timestamp',
  version: 'isv.missing-version',
  biz_content: 'isv.missing-biz-content',
}

const certificateNames = {
  app_cert_sn: 'isv.missing-app-cert-sn',
  alipay_root_cert_sn: 'isv.missing-alipay-root-cert-sn',
}

/** The one API whose words stand beside the content, which it has none of. */
const tokenNames = { grant_type: 'isv.missing-grant-type', code: 'isv.code-invalid' }

function checkRequired(params: Params, app: App): void {
  const { biz_content, ...common } = requiredNames
  const own = params.get('method') === tokenMethod ? tokenNames : { biz_content }
  const required = { ...common, ...own, ...(app.certificates ? certificateNames : {}) }
  for (const [name, subCode] of Object.entries(required)) {
    if (!params.get(name)) throw new Refusal(40001, subCode, `缺少参数 ${name}`)
  }
}

function checkFormats(params: Params, app: App, methods: ReadonlySet<string>): Charset {
  const value = (name: string) => params.get(name) ?? ''
  const charset = charsetOf(value('charset'))
  const refuse = (isWrong: boolean, subCode: string) => {
    if (isWrong)
      throw new Refusal(40002, subCode, `参数不合法：${subCode.slice('isv.invalid-'.length)}`)
  }
  refuse(value('sign_type') !== app.signType, 'isv.invalid-signature-type')
  refuse(!/^(json)?$/i.test(value('format')), 'isv.invalid-format')
  refuse(parseShanghai(value('timestamp')) === undefined, 'isv.invalid-timestamp')
  refuse(value('timestamp').length !== 19, 'isv.invalid-timestamp')
  refuse(value('version') !== '1.0', 'isv.invalid-version')
  refuse(!methods.has(value('method')), 'isv.invalid-method')
  if (app.certificates) {
    const { sns } = app.certificates
    refuse(value('app_cert_sn') !== sns.app, 'isv.invalid-app-cert-sn')
    refuse(value('alipay_root_cert_sn') !== sns.root, 'isv.invalid-alipay-root-cert-sn')
  }
  if (!charset) throw new Refusal(40002, 'isv.invalid-charset', '字符集不合法')
  return charset
}

function checkSignature(params: Params, app: App, charset: Charset): void {
  const text = requestText([...params])
  if (isRightlySigned(text, charset, params.get('sign') ?? '', app.publicKey, app.signType)) return
  const advice =
    '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：'
  throw new Refusal(40002, 'isv.invalid-signature', advice + text)
}

function readContent(params: Params, app: App): Pick<Call, 'content' | 'replyKey'> {
  const text = params.get('biz_content') ?? '{}'
  const encryptType = params.get('encrypt_type')
  if (!encryptType) {
    const looksSealed = app.aesKey !== null && !text.trimStart().startsWith('{')
    if (looksSealed) throw new Refusal(40001, 'isv.decryption-error-missing-encrypt-type')
    return { content: parseContent(text), replyKey: null }
  }
  if (!app.aesKey) throw new Refusal(40003, 'isv.missing-encypt-key', '未配置加密密钥')
  const opened = encryptType === 'AES' ? decryptContent(text, app.aesKey) : undefined
  if (opened === undefined) {
    throw new Refusal(40002, 'isv.decryption-error-unknown', '解密出错，未知错误')
  }
  return { content: parseContent(opened), replyKey: app.aesKey }
}

function parseContent(text: string): Content {
  try {
    const content: unknown = JSON.parse(text)
    if (isContent(content)) return content
  } catch {
    // Not JSON at all is refused like JSON that is no object.
  }
  throw new Refusal(40002, 'isv.illegal-json', 'JSON数据不合法')
}

function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function webAddress(params: Params, name: string): string | null {
  const address = params.get(name)
  if (!address) return null
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    throw new Refusal(40002, 'isv.invalid-parameter', `参数无效：${name}`)
  }
  return address
}
