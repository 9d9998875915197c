// Every Chinese word of the buyer's pages. The shape of this object is the shape every other language has
// to have; sentences with values in them are functions, so that no page glues words together.

import type { OrderState } from '../../core/order.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { html, type Safe } from '../../pages/html.ts'
import type { Environment, OrderField, PayChoice, PayMethod } from '../../pages/views.ts'
import { accountZh } from './account.ts'
import { codeZh } from './code.ts'
import { courseZh } from './course.ts'
import { licenseZh } from './license.ts'
import { lookupZh, rescueZh } from './lookup.ts'
import { refundsZh, whenBack } from './refunds.ts'
import { shopZh } from './shop.ts'

const payTypes: Record<PayMethod | 'free', string> = {
  alipay: '支付宝',
  wechat: '微信支付',
  free: '免费',
}
/** What a merchant is told of goods that have not come. */
type Ticket = Readonly<Record<'ticket' | 'orderNumber' | 'amount' | 'paidAt' | 'tradeNo', string>>
/** The app that scans, where it is named otherwise than the way to pay. */
const apps: Record<PayChoice, string> = {
  alipay: '支付宝',
  wechat: '微信',
  both: '微信或支付宝',
}
/** The app around the page. */
function around(env: Environment): string {
  if (env === 'wechat' || env === 'alipay') return apps[env]
  return '当前应用'
}

const orderStates: Record<OrderState, string> = {
  waiting: '待支付',
  closing: '正在关闭',
  paid: '已支付',
  cancelled: '已取消',
  expired: '超时取消',
  refunded: '已退款',
  part_refunded: '部分退款',
}

const fieldRefused: Record<OrderField, string> = {
  package_id: '请选择一个在售的套餐。',
  quantity: '数量请填 1 到 100 的整数。',
  contact_person: '姓名请填 1 到 50 个字。',
  phone: '请填 11 位中国大陆手机号。',
  email: '邮箱格式不对，不需要可以留空。',
  coupon_code: '这个优惠码不能用于这笔订单。',
}

export const zh = {
  tag: 'zh-CN',
  label: '中文',
  skip: '跳到正文',
  findOrder: '查询订单',
  poweredBy: '由 Keytill 提供',
  footer: '页脚',
  time: (at: Instant) => formatShanghai(at),
  wait: (seconds: number) => (seconds < 90 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`),
  copy: '复制',
  copied: '已复制',
  selected: '已选中，请用系统的复制功能复制',
  copyOrderNumber: '复制订单号',
  backToShop: '返回商店',
  orderAgain: '重新下单',
  orderNumber: '订单号',
  amount: '金额',
  discount: '优惠',
  product: '商品',
  payee: '收款方',
  requestId: '请求编号',
  payTypes,
  orderStates,
  line: (name: string, quantity: number) => `${name} × ${quantity}`,
  andMore: (lines: number) => `等 ${lines} 项`,
  days: (days: number | null) => (days === null ? '永久有效' : `有效 ${days} 天`),
  devices: (count: number) => `${count} 台设备`,

  ...shopZh,

  help: {
    paidNothing: '付了款没收到？',
    steps: [
      '请不要重复付款。付款成功的钱不会丢，到账后授权码自动发放。',
      '稍等片刻后按“我已完成支付”，或凭订单号和手机号查询订单。',
      '仍然没有，请把订单号发给商家核对。',
    ],
    rescue: '凭账单里的单号找回付款',
    merchant: '联系商家',
  },

  catalogue: {
    products: '在售商品',
    from: '低至',
    free: '免费',
    choose: '选择套餐',
    chooseOf: (product: string) => `选择 ${product} 的套餐`,
    plans: '套餐',
    soldOut: '售罄',
    left: (units: number) => `库存 ${units} 份`,
    phoneLimit: (units: number) => `每个手机号限购 ${units} 份`,
    card: '卡密',
    empty: '暂时没有在售的商品',
    emptyWhy: '商品上架后会出现在这里。已经下过单的，可以随时查询订单。',
    paymentOff: '本店暂停收款，暂时不能下单；已付款的订单不受影响。',
    promises: {
      lock: '付款在支付平台完成，本店不经手您的银行卡',
      search: '凭订单号和手机号，随时查到订单',
    },
  },

  buy: {
    about: '商品介绍',
    plan: '选择套餐',
    quantity: '数量',
    fewer: '减少一份',
    more: '增加一份',
    quantityHint: '每份一个授权码，最多 100 份。',
    quantityHintCards: '每份一张卡密，最多 100 份。',
    outOfStock: (left: number) =>
      `库存不足，现有 ${left} 份，没有产生扣款。请减少数量或选择其他套餐。`,
    phoneLimit: (max: number, left: number) =>
      `这个套餐每个手机号限购 ${max} 份，您还可以购买 ${left} 份。没有产生扣款。`,
    contact: '联系人',
    name: '姓名',
    phone: '手机号',
    phoneHint: '只用来查找这笔订单，换了设备也能查到；不会用于推销。',
    phoneHintTexted: '用来查找这笔订单、收验证码和通知；不会用于推销。',
    email: '邮箱',
    optional: '选填',
    emailHint: '商家需要联系您时使用。',
    emailHintMailed: '付款后的发货通知发到这里；以后也用它收验证码、查看这笔订单。',
    coupon: {
      have: '有优惠码？',
      code: '优惠码',
      use: '使用',
      off: '优惠码可用，已减',
    },
    total: '合计',
    submit: '立即购买',
    submitFree: '免费领取',
    submitting: '正在下单…',
    next: '下一步选择支付方式，现在不会扣款。',
    refusedTitle: '还差一点，请改好标出的内容：',
    fieldRefused,
    tooMany: (wait: string) =>
      `未支付的订单太多，请先完成或取消它们，或在 ${wait}后再试。没有产生扣款。`,
    conflict: '刚才的订单已经生成。如果还要再下这一单，请确认内容后再提交一次。',
    soldOutTitle: '已售罄',
    soldOut: '这件商品的套餐都已售罄，可以看看别的商品。',
    paymentOffTitle: '暂停收款',
    paymentOff: '本店暂停收款，暂时不能下单。已付款的订单不受影响，可以照常查询。',
  },

  cashier: {
    title: '收银台',
    amountDue: '应付金额',
    payWithin: (clock: Safe) => html`请在 ${clock} 内完成支付`,
    methods: '选择支付方式',
    /** for those who do not see the page change */
    methodsLoad: '（选中后，本页换成所选的方式）',
    useMethod: '换成所选方式',
    changing: '正在切换支付方式',
    choices: { alipay: '支付宝', wechat: '微信支付', both: '微信 / 支付宝 通用码' },
    unavailable: '维护中，暂时不能使用',
    methodHint: {
      scan: (choice: PayChoice) => `用${apps[choice]}扫一扫`,
      jump: (choice: PayChoice) => `打开${apps[choice]}付款`,
      scanOrJump: (choice: PayChoice) => `用${apps[choice]}扫一扫，或跳转支付`,
      inside: (choice: PayChoice) => `在${apps[choice]}里直接付款`,
      browser: (choice: PayChoice) => `换到手机浏览器用${apps[choice]}付款`,
      phone: (choice: PayChoice) => `请在手机${apps[choice]}里打开本页使用`,
      both: '一个码，两个应用都能扫',
    },
    jump: (choice: PayChoice, amount: string) => `跳转到${apps[choice]}支付 ${amount}`,
    jumpHere: (choice: PayChoice, amount: string) => `在本机打开${apps[choice]}支付 ${amount}`,
    inside: (amount: string) => `确认支付 ${amount}`,
    newTab: '（在新标签页打开）',
    scan: (choice: PayChoice) => html`打开${apps[choice]} <strong>扫一扫</strong>`,
    scanElsewhere: (choice: PayChoice) =>
      html`用另一台手机的${apps[choice]} <strong>扫一扫</strong>`,
    sameAccount: '请一直用同一个微信号，或重新下单。',
    qrLabel: (choice: PayChoice, amount: string) => `用${apps[choice]}扫码支付 ${amount} 的二维码`,
    qrMissing: '暂时没有二维码',
    qrMissingWhy: '如果已经在别处付款，请稍等；还没有的话，请刷新二维码，或换一种方式。',
    refreshQr: '刷新二维码',
    done: '我已完成支付',
    cancel: '取消订单',
    viaPhone: '在手机上打开？换成手机支付',
    viaQr: '换一种方式：用另一台手机扫码',
    waiting: '正在等待付款，付款后自动跳转',
    opened: '请在新打开的页面完成付款，本页会自动更新',
    retrying: '网络异常，正在重试',
    cover: {
      title: '请在浏览器中打开',
      why: (env: Environment, method: string) =>
        `${around(env)}里不能打开${method}，换到手机浏览器就可以付款，订单不变。`,
      whyAll: (env: Environment) =>
        `${around(env)}里不能完成付款，换到手机浏览器就可以，订单不变。`,
      steps: ['点右上角 ···', '选择“在浏览器中打开”', '在浏览器里完成支付'],
      copy: '复制链接',
      link: '本页链接',
      wrong: '我已经在浏览器里，继续支付',
    },
    bridge: {
      cancelled: '这次没有付款，订单还为您保留着，可以再按上面的按钮付款。',
      failed:
        '微信没有完成这次付款。如果您已经付款，请稍等，不要重复支付；还没有的话，请刷新本页再试，或换一种方式。',
      needsScript: '在微信里付款需要 JavaScript。请在设置里允许后刷新，或在手机浏览器中打开本页。',
    },
    states: {
      waiting: { title: '等待付款', sentence: '' },
      confirming: {
        title: '正在确认付款',
        sentence: '暂未收到付款结果，请勿重复支付，稍后自动更新。',
      },
      paid: { title: '支付成功', sentence: '款项已收到，授权码已经准备好。' },
      closing: {
        title: '正在关闭订单',
        sentence: '正在向支付平台核实没有付款，核实后关闭订单，请不要再付款。',
      },
      expired: {
        title: '订单已超时',
        sentence:
          '没有在时限内收到付款，请不要再付这一单。如果刚刚已经付款，到账后本页会自动更新。',
      },
      cancelled: { title: '订单已取消', sentence: '这笔订单没有收款，需要时可以重新下单。' },
    },
    checkAgain: '已完成支付，再查一次',
    notPaidYet: '未完成，继续支付',
    seeKeys: '查看授权码',
    refresh: '刷新本页',
    troubleTitle: '暂时连不上支付平台',
    trouble: '没有扣款，订单还在。请再试一次，或换一种支付方式。',
    tryAgain: '再试一次',
  },

  result: {
    title: '支付结果',
    backToSeller: (host: string) => `返回 ${host}`,
    receipt: '收据',
    paid: '支付成功',
    free: '领取成功',
    keyLabel: (label: string, devices: number) => `${label}（${devices} 台设备）`,
    keysTitle: (count: number) => `您的授权码（${count} 个）`,
    yourKey: '您的授权码',
    cardsTitle: (count: number) => `您的卡密（${count} 张）`,
    yourCard: '您的卡密',
    copyCard: '复制卡密',
    copyCardOf: (position: number) => `复制第 ${position} 张卡密`,
    cardsOwed: (units: number) =>
      `还有 ${units} 张卡密正在补货。款项已收到，到货后会显示在本页，请不要重复购买。`,
    owed: '已收到付款，卡密还没有发出',
    ticket: {
      name: '问题编号',
      copy: '复制说明',
      note: (of: Ticket) =>
        `问题编号 ${of.ticket}：订单 ${of.orderNumber} 已于 ${of.paidAt} 付款 ${of.amount}，渠道交易号 ${of.tradeNo}，还没有收到货。`,
    },
    copyKey: '复制授权码',
    copyKeyOf: (position: number) => `复制第 ${position} 个授权码`,
    copyAll: '全部复制',
    download: '下载为文本',
    file: '离线授权文件',
    validity: '有效期',
    validTo: (from: string, until: string) => `${from} 至 ${until}`,
    validEver: (from: string) => `${from} 起永久有效`,
    licenseStates: { active: '有效', expired: '已过期', suspended: '已暂停', revoked: '已作废' },
    tradeNo: '交易号',
    method: '支付方式',
    paidAt: '支付时间',
    print: '打印收据',
    printGoods: {
      license: '收据上印出授权码',
      card: '收据上印出卡密',
      content: '收据上印出内容',
    },
    send: {
      title: '发送给自己',
      by: {
        mail: (to: string) => `发送到邮箱 ${to}`,
        sms: (to: string) => `发短信到 ${to}`,
      },
      sent: (to: string) => `已发送到 ${to}，通常一分钟内收到。邮件也可能在垃圾箱里。`,
      wait: '发送得太频繁，请一分钟后再试。一天最多发送十次。',
    },
    late: '款项在订单超时之后到账，我们已照常发放授权码。',
    lateTitle: '款项在订单关闭之后才到账',
    lateFates: {
      returning: `订单已关闭，没有发货。款项会自动原路退回，您不需要做任何事，请不要重复付款。${whenBack}`,
      held: '订单已关闭，钱没有丢：商家正在处理，会发货或把款项原路退回。请先保存订单号。',
      settled:
        '订单已关闭，没有发货。商家登记为已与您另行处理，款项不会自动退回。与您了解的不一致时，请把订单号发给商家。',
    },
    hidden: '这里不是下单时用的浏览器。为了保护您的授权码，只显示一部分。',
    hiddenHow: '请把本页链接粘贴到下单时用的浏览器里打开，就能看到完整的授权码。',
    copyLink: '复制本页链接',
    confirming: '正在确认付款',
    confirmingWhy: '正在向支付平台核实，确认后本页自动更新。请不要重复付款。',
    confirmingLong:
      '比平时久一些。付款成功的钱不会丢，到账后授权码自动发放；您也可以先离开，稍后凭订单号和手机号查询。',
    checkAgain: '再查一次',
    unpaid: '还没有收到付款',
    unpaidWhy: (until: string) => `订单为您保留到 ${until}。如果已经付款，请稍等，不要重复付款。`,
    payOn: '继续支付',
    expired: '订单已超时',
    expiredWhy: '没有在时限内收到付款，订单已关闭。如果刚刚已经付款，到账后本页会自动更新。',
    cancelled: '订单已取消',
    cancelledWhy: '这笔订单没有收款，需要时可以重新下单。',
    failed: '已收到付款，授权码还没有发出',
    failedWhy:
      '钱已安全到账，这个问题已经登记，商家用问题编号就能查到。授权码发出后本页会显示，请先保存订单号。',
    refresh: '刷新本页',
    refunded: '已退款',
    refundedWhy: (amount: string) => `${amount} 已退回原支付账户。${whenBack}`,
    handedWhy: (amount: string) =>
      `${amount} 已由商家另行退还给您，不经过原支付账户。没有收到时，请把订单号发给商家。`,
    refunding: '退款处理中',
    refundingWhy: (amount: string) => `${amount} 正在原路退回，您不需要做任何事。${whenBack}`,
    partRefunded: '已部分退款',
    unverified: '不能确认这次付款',
    unverifiedWhy:
      '打开本页的链接不完整或已经失效，凭它不能确认付款。如果您已经付款，钱不会丢，请用订单号和手机号查询。',
    use: '怎样使用授权码？',
    useSteps: [
      '在软件的激活窗口粘贴授权码，大小写和连字符都不影响。',
      '每激活一台设备占用一个名额，换设备时在旧设备上解除激活，或在“授权和设备”里解绑。',
      '不能联网的设备，请在软件里导入离线授权文件。',
    ],
    keepSafe: '授权码相当于现金，请不要发给别人。',
  },

  refunds: refundsZh,
  license: licenseZh,
  account: accountZh,
  code: codeZh,
  course: courseZh,
  lookup: lookupZh,
  rescue: rescueZh,

  problem: {
    retryAfter: (wait: string) => `请在 ${wait}后再试。订单和付款不受影响。`,
    kinds: {
      not_found: { title: '没有这个页面', sentence: '链接可能写错了，或者商品已经下架。' },
      order_private: {
        title: '这里看不到这笔订单',
        sentence: '请用下单时的浏览器打开，或者凭订单号和手机号查询。',
      },
      bad_request: {
        title: '这次操作没有完成',
        sentence: '页面可能放得太久了。没有产生扣款，请返回后再试一次。',
      },
      rate_limited: { title: '操作太频繁', sentence: '' },
      server_error: {
        title: '我们这边出了问题',
        sentence: '如果正在付款，付款成功的钱不会丢，稍后凭订单号和手机号就能查到结果。',
      },
      unavailable: {
        title: '暂时不能服务',
        sentence: '系统正在启动或维护，稍后就好。已付款的订单不受影响。',
      },
      payment_disabled: {
        title: '本店暂停收款',
        sentence: '暂时不能付款，没有产生扣款。已付款的订单不受影响，可以照常查询。',
      },
    },
    retry: '再试一次',
  },
}

export type Text = typeof zh
