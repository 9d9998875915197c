// What the simulated gateway says no with: a public code, a sub code and a sentence, as the real one
// words them. Thrown wherever a rule is broken and turned into a reply or a page at the edge.

const codeTexts = {
  20000: 'Service Currently Unavailable',
  40001: 'Missing Required Arguments',
  40002: 'Invalid Arguments',
  40003: 'Insufficient Conditions',
  40004: 'Business Failed',
} as const

export type RefusalCode = keyof typeof codeTexts

const sentences: Readonly<Record<string, string>> = {
  'ACQ.TRADE_NOT_EXIST': '交易不存在',
  'ACQ.TRADE_HAS_SUCCESS': '交易已被支付',
  'ACQ.TRADE_HAS_CLOSE': '交易已经关闭',
  'ACQ.TRADE_HAS_FINISHED': '交易已经完结',
  'ACQ.TRADE_STATUS_ERROR': '交易状态不合法',
  'ACQ.TRADE_CANCEL_TIME_OUT': '超过撤销时间范围',
  'ACQ.CONTEXT_INCONSISTENT': '交易信息被篡改',
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': '当前时间已超过允许支付的时间',
  'ACQ.INVALID_PARAMETER': '参数无效',
  'ACQ.TOTAL_FEE_EXCEED': '订单总金额超过限额',
  'ACQ.PAYMENT_AUTH_CODE_INVALID': '支付授权码无效',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': '买家余额不足',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': '买家状态非法，账户已被限制付款',
  'ACQ.DISCORDANT_REPEAT_REQUEST': '不一致的请求',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': '退款金额无效',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': '退款金额与订单金额不一致',
  'isv.invalid-app-id': '无效的AppID参数',
  'isv.missing-app-id': '缺少AppID参数',
}

/** A refusal of the gateway (fact sheet Alipay, section 11). `signed` is false only for app id errors (section 4). */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: RefusalCode
  readonly subCode: string
  readonly signed: boolean

  constructor(code: RefusalCode, subCode: string, sentence = sentences[subCode] ?? subCode) {
    super(sentence)
    this.code = code
    this.subCode = subCode
    this.signed = !subCode.endsWith('-app-id')
  }

  /** The four members every refusal begins with, in the gateway's order. */
  get fields(): Readonly<Record<string, string>> {
    return {
      code: String(this.code),
      msg: codeTexts[this.code],
      sub_code: this.subCode,
      sub_msg: this.message,
    }
  }
}

/** The call was understood and the business rules say no. */
export function businessRefusal(subCode: `ACQ.${string}`, sentence?: string): Refusal {
  return new Refusal(40004, subCode, sentence)
}
