// Why the simulated WeChat Pay says no, in words of neither API version: API v3 and v2 each translate a
// rule into their own code. Thrown wherever a rule is broken and turned into a reply or a page at the edge.

/** Every rule of trade that can be broken, with the sentence the real one would say. */
const sentences = {
  order_unknown: '订单不存在',
  order_to_refund_unknown: '原订单不存在',
  number_used: '商户订单号已使用，订单已支付',
  order_paid: '该订单已支付',
  order_closed: '该订单已关闭',
  order_differs: '商户订单号重复，请求参数与首次下单不一致',
  order_unpaid: '订单未支付，不能退款',
  time_over: '订单已超过支付截止时间',
  refund_unknown: '退款单不存在',
  refund_differs: '商户退款单号重复，请求参数与首次退款不一致',
  refund_total_differs: '订单金额与原订单不一致',
  refund_too_much: '申请退款金额大于订单剩余可退金额',
  refund_too_often: '一笔订单最多支持 50 次部分退款',
  refund_too_soon: '同一订单的两次部分退款需间隔 1 分钟以上',
  refund_too_late: '订单已超过一年的可退款期限',
  refund_not_abnormal: '退款单不是异常状态',
  balance_short: '基本账户余额不足，请充值后重新发起',
  payer_differs: '下单账号与支付账号不一致，请核实后再支付',
  payer_poor: '买家余额不足',
  must_be_reversed: '付款码支付的订单不能关闭，请使用撤销接口',
  reverse_too_soon: '支付后 15 秒内不能撤销',
  reverse_too_late: '订单超过 7 天，不能撤销',
  code_invalid: '付款码无效，请刷新后重试',
  payer_restricted: '买家账户状态异常，无法付款',
} as const

export type Rule = keyof typeof sentences

/** A rule of trade is broken. Parameters and signatures are the API versions' own affair. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly rule: Rule

  constructor(rule: Rule) {
    super(sentences[rule])
    this.rule = rule
  }
}
