// What the pages of cases say, in Chinese.

export const zh = {
  title: '异常单',
  text: '来得晚、付了两次或金额不对的款项。系统不会丢掉，也不会默默收下，由您决定怎么处理',
  search: '订单号、退款单号或渠道交易号',
  kind: '种类',
  state: '状态',
  order: '订单',
  amount: '金额',
  channel: '支付渠道',
  openedAt: '发现时间',
  resolvedAt: '结束时间',
  days: '发现日期',
  all: '全部',
  awaitsWaiver: '待另一人同意不处理',
  emptyTitle: '没有异常',
  emptyText: '订单关闭后才到的付款、重复付款、金额不符、退款失败和对不上的账单会列在这里，等您决定',
  states: {
    open: '待决定',
    acting: '处理中',
    resolved: '已解决',
    waived: '已了结',
    pending: '未结束的',
  },
  kinds: {
    late: '迟到的付款',
    duplicate: '重复付款',
    over: '多付',
    mismatch: '金额或单号不符',
    unmatched_bill: '账单多出的款项',
    missing_in_bill: '账单缺少的款项',
    refund_unknown: '退款没有结果',
    refund_failed: '退款失败',
  },
  says: {
    late: '付款在订单关闭之后才到。钱已经到账，货物要看怎么决定',
    duplicate: '同一个订单付了两次，多出的这一笔不对应任何货物',
    over: '付款多于订单应付的金额，没有入账，也没有发货',
    mismatch: '付款或退款的金额、单号与本店的记录不一致，没有据此改动任何款项',
    unmatched_bill: '支付渠道的账单里有一笔资金变动，本店没有对应的记录',
    missing_in_bill: '本店账上有一笔款项，支付渠道三天内的账单里都没有',
    refund_unknown: '支付渠道超过一天没有说明这笔退款的结果。系统仍在查询，占用的金额没有放开',
    refund_failed: '支付渠道没有退出这笔款项，买家还没有收到退款',
  },
  hints: {
    over: '请在支付渠道的商户平台核对并退回这笔交易，处理完后在这里结束',
    mismatch: '请在支付渠道的商户平台核对这笔交易，需要退款的在那里退回，处理完后在这里结束',
    unmatched_bill:
      '请在支付渠道的商户平台核对：是其他系统的收款，还是有人在那里直接退款。核对清楚后在这里结束',
    missing_in_bill:
      '请向支付渠道核实这笔交易。账单补上后，系统会自动结束；核对清楚也可以在这里结束',
  },
  outcomes: {
    delivered: '已发货',
    refunded: '款项已退回',
    returning: '正在退回',
    matched: '账单已经对上',
    returned_by_hand: '已人工退回',
    same_money: '与人工确认的是同一笔',
    never_arrived: '退款没有到达支付渠道，正在重试',
  },
  /** 原因比种类说得更多的异常单。 */
  saysOf: {
    stranded:
      '微信支付已经从商户余额扣了这笔退款，但付款人的账户没有收下。钱在微信支付，记在这个退款单号下，系统不会再退第二笔',
    gone_back: '本店得知这笔付款时，它已经全部或部分退回，所以没有发货',
    sold_out: '款项在订单结束之后到账，而它要的货物已经被别人买完，所以没有发货',
    account_gone:
      '这笔付款属于以前的收款账户，它已经不在设置里。能查到它的 26 小时里没有人可以问，所以不知道是否付了款',
    after_hand:
      '这个订单由人工确认过收款，现在支付渠道又报告了一笔。可能就是同一笔，也可能付了两次，系统分不清，没有退款',
  },
  hintsOf: {
    stranded:
      '请在微信支付商户平台找到这笔异常退款：退到付款人的另一张银行卡，本单会自动结束；或退到您自己的银行账户，再用其他方式退给买家，然后在这里记录',
    gone_back:
      '请在微信支付商户平台查看退了多少。全部退回的，在“账单多出的款项”里记录那笔退款，本单会自动结束；只退一部分的，在那里记录，买家仍要货物时在这里发货',
    sold_out: '有货之后可以在这里发货；否则请退款',
    account_gone:
      '请在原收款账户的商户平台查看这笔交易。已付款的，到订单页确认收款；没有付款的，在这里结束，订单也随之结束',
    after_hand:
      '请在支付渠道的商户平台数一数：付了两笔的，在这里退回这一笔；只有一笔的，选“就是同一笔”',
    refund_not_ours:
      '如果有人在支付渠道的商户平台退了这个订单的款，请在这里记录，账目和授权就会一致',
  },
  waiveAsked: (by: string) => `${by} 要求不处理并结束。金额超过限额，要由另一位成员作同样的决定`,
  back: '异常单',
  what: '发生了什么',
  decisions: '可以怎样处理',
  decisionsNone: '不需要决定',
  money: '款项',
  goods: '货物',
  decide: {
    deliver: '发货',
    refund: '退款',
    returned: '记录已人工退回',
    same: '就是同一笔',
    waive: '不处理，结束',
  },
  moneyOf: {
    deliver: '留下，订单记为已付款',
    refund: '原路退回付款人，两分钟后发出，在此之前可以撤销',
    refundLate: '原路退回付款人，两分钟后发出，在此之前可以撤销。超过限额的要由另一位成员先同意',
    refundAgain: '重新发起同样金额的退款，原路退回付款人。超过限额的要由另一位成员先同意',
    refundNow: '立即用同一个退款单号再试，不会重复退款',
    returned: (amount: string) =>
      `记录您已经用现金或转账退回全部 ${amount}，支付渠道不再退。超过限额的要由另一位成员先同意`,
    recorded: (amount: string) =>
      `把支付渠道已经退回的 ${amount} 记入账目：不再退出任何款项，可退金额相应减少`,
    same: '只算一笔：人工确认的就是这一笔，不退款。超过限额的要由另一位成员作同样的决定',
    waive: '不变，本店不会退出也不会收进任何款项。超过限额的要由另一位成员作同样的决定',
  },
  goodsOf: {
    deliver: '立即发货，买家可以看到授权',
    none: '不发货，也不改变已经发出的货物',
    asRefund: '按原来那笔退款的设置处理',
    chosen: '按下面的选择处理',
  },
  returnedAmount: '已退回的金额（元）',
  returnedHint: '必须是全部金额。请在原因里写明凭据，例如转账单号',
  effect: '授权',
  effects: {
    product: '按商品的设置，明细全额退回后处理',
    none: '保留',
    suspend: '暂停',
    revoke: '作废',
  },
  done: '已按决定处理',
  asked: '等另一位成员作同样的决定',
  facts: '款项',
  refund: '退款',
  outTradeNo: '商户单号',
  tradeNo: '渠道交易号',
  ref: '编号',
  orderPaid: '订单已付款',
  orderRefunded: '订单已退款',
  bill: '账单日',
  note: '备注',
  history: '经过',
  opened: '系统发现',
}
