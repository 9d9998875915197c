// The Chinese words of money on its way back.

/** What a buyer waits for once it was sent; only the gateway and the bank know more. */
export const whenBack = '退款发出后，退到余额或零钱一般几分钟到账，退到银行卡一般 1 至 7 个工作日。'

export const refundsZh = {
  name: '退款',
  underway: '正在原路退回',
  returned: '已原路退回',
  handed: '商家已另行退还',
  second: '重复付款',
  stuck: (amount: string) =>
    `${amount} 的退款没有成功，由商家处理，钱不会丢。有疑问请把订单号发给商家。`,
  settled: (amount: string) =>
    `${amount} 的退款没有成功，商家登记为已与您另行处理，不会再自动退回。与您了解的不一致时，请把订单号发给商家。`,
  twice: {
    underway: (amount: string) =>
      `这笔订单收到了两次付款。多付的 ${amount} 正在原路退回，您不需要做任何事。${whenBack}`,
    returned: (amount: string) =>
      `这笔订单收到过两次付款。多付的 ${amount} 已原路退回。${whenBack}`,
    handed: (amount: string) =>
      `这笔订单收到过两次付款。多付的 ${amount} 已由商家另行退还给您，不经过原支付账户。没有收到时，请把订单号发给商家。`,
    settled: (amount: string) =>
      `这笔订单收到过两次付款。多付的 ${amount}，商家登记为已与您另行处理，不会自动退回。与您了解的不一致时，请把订单号发给商家。`,
    stuck: (amount: string) =>
      `这笔订单收到了两次付款。多付的 ${amount} 还没有退回，由商家处理，钱不会丢。有疑问请把订单号发给商家。`,
  },
}

export type RefundsText = typeof refundsZh
