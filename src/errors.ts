// Every error code a caller may rely on, with its HTTP status and its words. A refusal carries a code and
// never a sentence: the sentence is chosen at the edge, in the caller's language.

import { type BillErrorCode, billErrors } from './errors-bill.ts'
import { type CodeErrorCode, codeErrors } from './errors-code.ts'
import { type CouponErrorCode, couponErrors } from './errors-coupon.ts'
import { type CustomerErrorCode, customerErrors } from './errors-customer.ts'
import { type GoodsErrorCode, goodsErrors } from './errors-goods.ts'
import { type LicenseErrorCode, licenseErrors } from './errors-license.ts'

export type Lang = 'zh' | 'en'

/** The codes of CONTRACT section 2, those of refunds and cases, and the four that any HTTP server needs. */
export type ErrorCode =
  | 'invalid_request'
  | 'product_not_found'
  | 'package_not_found'
  | 'out_of_stock'
  | 'purchase_limit'
  | 'price_mismatch'
  | CouponErrorCode
  | BillErrorCode
  | CodeErrorCode
  | CustomerErrorCode
  | GoodsErrorCode
  | LicenseErrorCode
  | 'order_not_found'
  | 'order_not_payable'
  | 'payment_disabled'
  | 'gateway_not_configured'
  | 'pay_code_unknown'
  | 'gateway_unavailable'
  | 'rate_limited'
  | 'unauthorized'
  | 'forbidden'
  | 'other_person_needed'
  | 'conflict'
  | 'order_not_refundable'
  | 'order_not_paid'
  | 'nothing_owed'
  | 'order_paid'
  | 'reference_used'
  | 'refund_too_much'
  | 'refund_not_found'
  | 'case_not_found'
  | 'sign_in_failed'
  | 'step_up_required'
  | 'confirmation_required'
  | 'account_in_use'
  | 'operator_not_found'
  | 'last_owner'
  | 'passkey_not_found'
  | 'passkey_refused'
  | 'session_not_found'
  | 'license_not_found'
  | 'license_unchangeable'
  | 'license_refunded'
  | 'job_not_found'
  | 'webhook_not_found'
  | 'webhook_url_refused'
  | 'webhook_limit'
  | 'license_expired'
  | 'license_revoked'
  | 'license_suspended'
  | 'device_limit_reached'
  | 'device_not_found'
  | 'not_found'
  | 'payload_too_large'
  | 'not_ready'
  | 'busy'
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
  purchase_limit: {
    status: 409,
    zh: '该套餐限制每个手机号的购买数量[（限购 {max} 件，还可购买 {left} 件）]，尚未扣款。请减少数量',
    en: 'There is a limit for each phone number[: {max} of this package, {left} more for you]. Nothing was charged. Please order fewer',
  },
  price_mismatch: {
    status: 400,
    zh: '价格已变动[，现为 {amount} 元]，尚未扣款。请刷新页面后重新下单',
    en: 'The price has changed[ to {amount} yuan]. Nothing was charged. Please reload the page and order again',
  },
  ...codeErrors,
  ...couponErrors,
  ...customerErrors,
  ...goodsErrors,
  ...billErrors,
  ...licenseErrors,
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
  pay_code_unknown: {
    status: 400,
    zh: '这不是本店能收的付款码，没有扣款。请让顾客打开支付宝或微信的付款码再扫一次',
    en: 'This is not a payment code this shop can take. Nothing was charged. Ask the customer to open the payment code in Alipay or WeChat, and scan again',
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
  other_person_needed: {
    status: 403,
    zh: '这一步要由另一个人来做，提出的人自己不能同意',
    en: 'Another person has to do this: whoever asked for it cannot agree to it',
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
  order_not_paid: {
    status: 409,
    zh: '订单没有到账，或款项已退回、正在退回，不能发货',
    en: 'This order was not paid, or its money went back, so nothing is delivered',
  },
  nothing_owed: {
    status: 409,
    zh: '没有缺少的商品。如有待处理的异常单，请先处理它',
    en: 'No goods are missing. If a case about this order is open, decide it first',
  },
  order_paid: {
    status: 409,
    zh: '订单已经到账，无需再确认。请刷新页面',
    en: 'This order is paid already. Please reload the page',
  },
  reference_used: {
    status: 409,
    zh: '这个交易号已经属于另一笔到账，没有记入。请核对',
    en: 'This number names another payment already, so nothing was written. Please check it',
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
  sign_in_failed: {
    status: 401,
    zh: '邮箱或密码不对，请检查后重试',
    en: 'The e-mail address or the password is not right. Please check them and try again',
  },
  step_up_required: {
    status: 403,
    zh: '这一步需要再次验证身份，验证后请重试',
    en: 'Please prove again who you are, and then repeat this step',
  },
  confirmation_required: {
    status: 409,
    zh: '切换到正式环境后收的是真钱，请输入账号确认，尚未保存',
    en: 'From now on real money is taken. Please type the number of the account to confirm; nothing is saved yet',
  },
  account_in_use: {
    status: 409,
    zh: '原账号还有事未完[：付款 {payments}，退款 {refunds}，未对账 {days} 天，最早 {until} 结束]，尚未保存',
    en: 'The account is in use[: {payments} payments, {refunds} refunds, {days} days to reconcile, until {until}]. Not saved',
  },
  operator_not_found: {
    status: 404,
    zh: '没有找到该操作员，请刷新列表',
    en: 'This operator was not found. Please reload the list',
  },
  last_owner: {
    status: 409,
    zh: '这是最后一位店主，没有改动。请先指定另一位店主',
    en: 'This is the last owner, so nothing was changed. Please make somebody else an owner first',
  },
  passkey_not_found: {
    status: 404,
    zh: '没有找到该通行密钥，请刷新列表',
    en: 'This passkey was not found. Please reload the list',
  },
  passkey_refused: {
    status: 400,
    zh: '通行密钥没有通过验证，请重试',
    en: 'This passkey could not be verified. Please try again',
  },
  session_not_found: {
    status: 404,
    zh: '没有找到该登录，可能已经结束。请刷新列表',
    en: 'This session was not found; it may have ended. Please reload the list',
  },
  license_not_found: {
    status: 404,
    zh: '没有找到该授权，请核对授权码',
    en: 'This licence was not found. Please check the key',
  },
  license_unchangeable: {
    status: 409,
    zh: '授权现在的状态不能这样做，没有改动。请刷新后查看',
    en: 'The licence is not in a state that allows this, so nothing was changed. Please reload and look',
  },
  license_refunded: {
    status: 409,
    zh: '订单的钱已经全部退回，授权不能恢复，没有改动',
    en: 'All money of the order has gone back, so the licence cannot be resumed. Nothing was changed',
  },
  webhook_not_found: {
    status: 404,
    zh: '没有找到，或者接收地址没有启用。请刷新后查看',
    en: 'This was not found, or its webhook is not active. Please reload and look',
  },
  webhook_url_refused: {
    status: 400,
    zh: '不能用这个地址。请填写 https 开头的完整地址，不带用户名、密码和井号；http 的本机地址只能在演示模式下用',
    en: 'This address cannot be used. Please enter a complete https address without user name, password or fragment; http on this machine in demo mode only',
  },
  webhook_limit: {
    status: 409,
    zh: '已经有 20 个接收地址，没有添加。请先移除不用的',
    en: 'There are 20 webhooks already, so none was added. Please remove one that is not used',
  },
  job_not_found: {
    status: 404,
    zh: '没有找到该任务，可能已经完成。请刷新列表',
    en: 'This job was not found; it may be done. Please reload the list',
  },
  license_expired: {
    status: 400,
    zh: '授权已过期，续费后可继续使用',
    en: 'This licence has expired. Renew it to go on using it',
  },
  license_revoked: {
    status: 400,
    zh: '授权已被收回，如有疑问请联系商家',
    en: 'This licence has been revoked. Please contact the shop if you have questions',
  },
  license_suspended: {
    status: 400,
    zh: '授权已被暂停，请联系商家了解原因',
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
  busy: {
    status: 503,
    zh: '系统繁忙，请稍后[（{seconds} 秒后）]再试；已付的款项不会丢失',
    en: 'The shop is very busy. Please try again in a moment[ ({seconds} seconds)]. No payment is lost',
  },
  internal_error: {
    status: 500,
    zh: '系统出现问题，已经记录；已付的款项不会丢失。请稍后再试，或凭请求编号联系商家',
    en: 'Something went wrong on our side and was recorded. No payment is lost. Please try again later or contact the shop with the request id',
  },
}

/** What a message may name: `field`, `seconds`, `amount` (yuan), `left`, `max`, `from` (a day). */
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
