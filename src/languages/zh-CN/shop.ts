// The Chinese words about the shop itself: its prices by quantity, its announcement, what stands below every page.

export const shopZh = {
  demo: {
    notice: '演示商店：所有付款都是模拟的，不会产生真实扣款。',
    simulator: '打开支付模拟器',
    scan: '演示：模拟扫码',
    clockAhead: (minutes: number) => `演示时钟已拨快 ${minutes} 分钟。`,
  },
  /** after the price of one */
  tier: (from: number, price: string) => `${from} 份起 ${price}/份`,
  tiersBetween: '，',
  /** without a script: what the order as it is typed would cost */
  sum: {
    verb: '计算合计',
    of: (name: string, quantity: number, total: string) => `${name} × ${quantity}：合计 ${total}`,
    off: (amount: string) => `已减 ${amount}`,
  },
  /** what this shop, or a product of it, sells; several kinds: mixed */
  sold: {
    license: { lead: '选好套餐，付款后立即拿到授权码。', promise: '付款成功，授权码立即显示' },
    card: { lead: '选好商品，付款后立即拿到卡密。', promise: '付款成功，卡密立即显示' },
    content: { lead: '选好商品，付款后立即拿到内容。', promise: '付款成功，内容立即显示' },
    course: { lead: '选好课程，付款后马上可以学习。', promise: '付款成功，马上可以学习' },
    mixed: { lead: '选好商品，付款后立即发货。', promise: '付款成功，立即发货' },
  },
  announcement: '公告',
  businessLicense: '营业执照',
}

export type ShopText = typeof shopZh
