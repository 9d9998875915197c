// Every error code a caller may rely on, with its HTTP status and its words. A refusal carries a code and
// never a sentence: the sentence is chosen at the edge, in the caller's language.

export type Lang = 'zh' | 'en'

/** The codes of CONTRACT section 2, those of refunds and cases, and the four that any HTTP server needs. */
export type ErrorCode =
  | 'invalid_request'
  | 'product_not_found'
  | 'package_not_found'
  | 'out_of_stock'
  | 'price_mismatch'
  | 'order_not_found'
  | 'order_not_payable'
  | 'payment_disabled'
  | 'gateway_not_configured'
  | 'gateway_unavailable'
  | 'rate_limited'
  | 'unauthorized'
  | 'forbidden'
  | 'conflict'
  | 'order_not_refundable'
  | 'refund_too_much'
  | 'refund_not_found'
  | 'case_not_found'
  | 'license_not_found'
  | 'license_expired'
  | 'license_revoked'
  | 'license_suspended'
  | 'device_limit_reached'
  | 'device_not_found'
  | 'not_found'
  | 'payload_too_large'
  | 'not_ready'
  | 'internal_error'

/** `zh` and `en` may hold `[a part with a {param}]`, which is shown only where the param is known. */
export type ErrorEntry = Readonly<{ status: number; zh: string; en: string }>

/** Words by LOOK.md: what happened, what it means for the money, what to do. */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorEntry>> = {
  invalid_request: {
    status: 400,
    zh: '提交的内容有误[（{field}）]，请检查后重试',
    en: 'Something in the request is not right[ ({field})]. Please check it and try again',
  },
  product_not_found: {
    status: 404,
    zh: '没有找到该商品，可能已下架。请返回商店重新选择',
    en: 'This product was not found; it may no longer be on sale. Please choose again in the shop',
  },
  package_not_found: {
    status: 404,
    zh: '没有找到该套餐，可能已下架。请返回商店重新选择',
    en: 'This package was not found; it may no longer be on sale. Please choose again in the shop',
  },
  out_of_stock: {
    status: 409,
    zh: '库存不足[，现有 {left} 件]，尚未扣款。请减少数量或选择其他套餐',
    en: 'Not enough in stock[: {left} left]. Nothing was charged. Please order fewer or choose another package',
  },
  price_mismatch: {
    status: 400,
    zh: '价格已变动[，现为 {amount} 元]，尚未扣款。请刷新页面后重新下单',
    en: 'The price has changed[ to {amount} yuan]. Nothing was charged. Please reload the page and order again',
  },
  order_not_found: {
    status: 404,
    zh: '没有找到该订单，请核对订单号和手机号',
    en: 'This order was not found. Please check the order number and the phone number',
  },
  order_not_payable: {
    status: 409,
    zh: '订单当前状态不能支付或取消，请查看订单详情',
    en: 'This order can no longer be paid or cancelled. Please look at its current state',
  },
  payment_disabled: {
    status: 503,
    zh: '商家暂时关闭了支付，尚未扣款。请稍后再试或联系商家',
    en: 'The shop has paused payments. Nothing was charged. Please try again later or contact the shop',
  },
  gateway_not_configured: {
    status: 503,
    zh: '该支付方式暂不可用，尚未扣款。请选择其他方式或联系商家',
    en: 'This way to pay is not available. Nothing was charged. Please choose another or contact the shop',
  },
  gateway_unavailable: {
    status: 503,
    zh: '支付渠道暂时没有回应，订单已保留；如已付款，到账后会自动确认。请稍后再试',
    en: 'The payment service is not answering. Your order is kept, and a payment already made will be found. Please try again shortly',
  },
  rate_limited: {
    status: 429,
    zh: '操作过于频繁，请稍后[（{seconds} 秒后）]再试',
    en: 'Too many requests. Please wait a moment[ ({seconds} seconds)] and try again',
  },
  unauthorized: {
    status: 401,
    zh: '需要先证明身份，请登录或提供订单凭证后重试',
    en: 'We need to know who you are. Please sign in or send the order token, and try again',
  },
  forbidden: {
    status: 403,
    zh: '没有权限进行此操作，如有需要请联系管理员',
    en: 'You are not allowed to do this. Please ask an administrator if you need to',
  },
  conflict: {
    status: 409,
    zh: '该请求与先前的请求冲突，先前的结果不变。请刷新后重试',
    en: 'This request conflicts with an earlier one, which stands. Please reload and try again',
  },
  order_not_refundable: {
    status: 409,
    zh: '订单没有可退的金额，可能尚未付款，或已经全部退款',
    en: 'Nothing of this order can be refunded: it was never paid, or all of it has gone back',
  },
  refund_too_much: {
    status: 409,
    zh: '退款超过可退的金额[，还可退 {left} 元]，没有退出任何款项',
    en: 'This is more than can be refunded[; {left} yuan are left]. Nothing was sent back',
  },
  refund_not_found: {
    status: 404,
    zh: '没有找到这笔退款，请核对退款单号',
    en: 'This refund was not found. Please check its number',
  },
  case_not_found: {
    status: 404,
    zh: '没有找到这条异常单，请核对种类和编号',
    en: 'This case was not found. Please check its kind and reference',
  },
  license_not_found: {
    status: 404,
    zh: '没有找到该许可证，请核对密钥',
    en: 'This licence was not found. Please check the key',
  },
  license_expired: {
    status: 400,
    zh: '许可证已过期，续费后可继续使用',
    en: 'This licence has expired. Renew it to go on using it',
  },
  license_revoked: {
    status: 400,
    zh: '许可证已被收回，如有疑问请联系商家',
    en: 'This licence has been revoked. Please contact the shop if you have questions',
  },
  license_suspended: {
    status: 400,
    zh: '许可证已被暂停，请联系商家了解原因',
    en: 'This licence is suspended. Please contact the shop for the reason',
  },
  device_limit_reached: {
    status: 409,
    zh: '已达到设备数上限[（{max} 台）]，请先停用一台设备',
    en: 'All devices of this licence are in use[ ({max})]. Please deactivate one first',
  },
  device_not_found: {
    status: 404,
    zh: '该设备尚未激活，请先激活',
    en: 'This device is not activated. Please activate it first',
  },
  not_found: {
    status: 404,
    zh: '没有找到该地址，请检查后重试',
    en: 'There is nothing at this address. Please check it and try again',
  },
  payload_too_large: {
    status: 413,
    zh: '提交的内容过大，请缩减后重试',
    en: 'The request is too large. Please make it smaller and try again',
  },
  not_ready: {
    status: 503,
    zh: '系统正在启动，请稍后再试',
    en: 'The shop is starting. Please try again in a moment',
  },
  internal_error: {
    status: 500,
    zh: '系统出现问题，已经记录；已付的款项不会丢失。请稍后再试，或凭请求编号联系商家',
    en: 'Something went wrong on our side and was recorded. No payment is lost. Please try again later or contact the shop with the request id',
  },
}

/** What a message may name: `field`, `seconds`, `amount` (yuan), `left`, `max`. */
export type MessageParams = Readonly<Record<string, string | number>>

export type RefusalDetail = Readonly<{
  /** the field of the request that is to blame, as the caller spells it */
  field?: string
  retryAfterSeconds?: number
  params?: MessageParams
}>

/** The request was understood and is not done. Not a fault of ours: those are other errors and become `internal_error`. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** for messageOf: those given, and `field` and `seconds` where they are known */
  readonly params: MessageParams

  constructor(code: ErrorCode, detail: RefusalDetail = {}) {
    super(code)
    const { field, retryAfterSeconds, params } = detail
    this.code = code
    this.field = field
    this.retryAfterSeconds = retryAfterSeconds
    this.params = {
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { seconds: retryAfterSeconds }),
      ...params,
    }
  }
}

/** The sentence for a person. A bracketed part whose params are not all known is left out. */
export function messageOf(code: ErrorCode, lang: Lang, params: MessageParams = {}): string {
  return errorCatalogue[code][lang].replace(/\[([^\]]*)\]/g, (_all, part: string) => {
    const names = [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (names.some((name) => params[name] === undefined)) return ''
    return part.replace(/\{(\w+)\}/g, (_brace, name: string) => String(params[name]))
  })
}
