// How a channel is called, in Chinese.

export const words = {
  gateways: { alipay: '支付宝', wechat: '微信支付', free: '免费', manual: '人工确认和退回' },
  demo: (name: string) => `${name}（演示）`,
  sandbox: (name: string) => `${name}（沙箱）`,
  account: (name: string, account: string) => `${name} ${account}`,
  former: (name: string) => `${name}（以前的账户）`,
}
