// A shop, an order and a licence as the tests of the pages need them, with the words a merchant or a buyer
// would have put in.

import { type Fen, fenOf } from '../../src/core/money.ts'
import { type Instant, instantOf, later, minuteMs } from '../../src/core/time.ts'
import type {
  CashierView,
  ContentView,
  FoundOrder,
  Lang,
  LicenseView,
  MethodView,
  PageContext,
  PlanView,
  ProductSummary,
  ProductView,
  RefundView,
  ResultOutcome,
} from '../../src/pages/views.ts'
import type { OwnLicenseView, SeatView } from '../../src/pages/views-license.ts'

export const now: Instant = instantOf(Date.UTC(2026, 10, 21, 4, 0, 3))
export const orderNumber = 'K7M2Q9XD4T8W3H6NPR5V'
export const key = 'K7M2Q-9XD4T-8W3H6-NPR5V-2CJ7B-1E'
export const qrText = 'https://qr.alipay.com/bax03431ljhokirwl38f00a7'
const masked = 'K7M2Q-*****-*****-*****-*****-1E'

export function fen(value: number): Fen {
  const amount = fenOf(value)
  if (amount === undefined) throw new RangeError(`not an amount: ${value}`)
  return amount
}

/** Merchants write their own words, so in English pages these are English too. */
export function merchantNameOf(lang: Lang): string {
  return lang === 'zh' ? '晨星软件' : 'Morning Star Software'
}

export function contextOf(lang: Lang, more: Partial<PageContext> = {}): PageContext {
  return {
    lang,
    merchantName: merchantNameOf(lang),
    publicUrl: 'https://shop.example',
    path: '/',
    assets: (name) => `/assets/${name}?v=1`,
    styles: { shop: ':root{}', noScript: ':root{}' },
    env: 'desktop',
    ...more,
  }
}

export const word = (lang: Lang, zh: string, en: string) => (lang === 'zh' ? zh : en)

export function demoApp(lang: Lang): ProductSummary {
  return {
    id: 'demo-app',
    name: 'Demo App',
    description: word(
      lang,
      '一个小而快的桌面软件：整理、搜索、同步，一把授权码全部解锁。',
      'A small, fast desktop program: sort, search and sync, all unlocked by one key.',
    ),
    plans: [
      plan('month', word(lang, '月度版', 'Monthly'), 990, 31, 1),
      plan('year', word(lang, '年度版', 'Yearly'), 9_900, 365, 3),
      plan('lifetime', word(lang, '终身版', 'Lifetime'), 29_900, null, 5),
      plan('free', word(lang, '试用版', 'Trial'), 0, 7, 1),
    ],
  }
}

function plan(id: string, name: string, price: number, days: number | null, devices: number) {
  return { id, name, priceFen: fen(price), validDays: days, maxDevices: devices, soldOut: false }
}

export function productView(lang: Lang, more: Partial<ProductView> = {}): ProductView {
  return {
    product: demoApp(lang),
    planId: 'year',
    typed: { quantity: '1', contactPerson: '', phone: '', email: '' },
    refused: [],
    idempotencyKey: '6fd4f1f2-2f7a-4a5f-9a52-1b8a6f0f4d11',
    paymentEnabled: true,
    ...more,
  }
}

export const alipay: MethodView = {
  id: 'alipay',
  scenes: ['pc', 'wap', 'qr'],
  available: true,
  qr: { kind: 'code', text: qrText },
}

export const wechatText = 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz'

/** As the page sees it on a desktop: all ways in configured, and no code while the other method is chosen. */
export const wechat: MethodView = {
  id: 'wechat',
  scenes: ['qr', 'wap', 'jsapi'],
  available: true,
}

export const wechatCode: MethodView = { ...wechat, qr: { kind: 'code', text: wechatText } }

export const bridgeParameters = {
  appId: 'wx8888888888888888',
  timeStamp: '1795233603',
  nonceStr: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
  package: 'prepay_id=wx21120003410001',
  signType: 'RSA',
  paySign: 'oR9d8PuhnIc+YZ8cBHFCwfgpaK9gd7vaRvkYD7rthRAZ',
}

/** Inside WeChat, back from its login. */
export const wechatKnown: MethodView = {
  ...wechat,
  jsapi: { parameters: bridgeParameters, startsAtOnce: false },
}

export const combined = { text: `https://shop.example/cashier/${orderNumber}/scan` }

export const lineOf = (lang: Lang) => ({
  name: word(lang, 'Demo App · 年度版', 'Demo App · Yearly'),
  quantity: 1,
})

export function cashierView(lang: Lang, more: Partial<CashierView> = {}): CashierView {
  return {
    orderNumber,
    state: 'waiting',
    amountFen: fen(9_900),
    lines: [lineOf(lang)],
    now,
    expiresAt: later(now, 15 * minuteMs - 1_000),
    methods: [alipay],
    method: 'alipay',
    canCancel: true,
    reorderUrl: '/products/demo-app?plan=year',
    resultUrl: `/payment/result?order_number=${orderNumber}`,
    openUrl: `https://shop.example/cashier/${orderNumber}`,
    ...more,
  }
}

export function license(lang: Lang, more: Partial<LicenseView> = {}): LicenseView {
  return {
    label: lineOf(lang).name,
    maxDevices: 3,
    validFrom: now,
    validUntil: later(now, 365 * 24 * 60 * minuteMs),
    status: 'active',
    key: { kind: 'whole', text: key },
    fileUrl: '/files/license.json',
    ...more,
  }
}

export const payment = {
  payType: 'alipay',
  paidAt: now,
  tradeNo: '2026112122001465850500585462',
} as const

export const paid = (lang: Lang, more: Partial<Extract<ResultOutcome, { kind: 'paid' }>> = {}) =>
  ({
    kind: 'paid',
    payment,
    licenses: [license(lang)],
    late: false,
    isReturning: false,
    refunds: [],
    ...more,
  }) as const

export const dayLong = 24 * 60 * minuteMs

export const seat = (at: number, name: string | null, more: Partial<SeatView> = {}): SeatView => ({
  id: `0197a1c2-0000-7000-8000-00000000000${at}`,
  name,
  activatedAt: later(now, -at * dayLong),
  lastSeenAt: later(now, -at * minuteMs),
  leaseUntil: null,
  ...more,
})

/** What can be bought for a licence of the yearly plan. */
export function offers(lang: Lang): readonly PlanView[] {
  const [, year, lifetime] = demoApp(lang).plans
  if (!year || !lifetime) throw new Error('the sample has these plans')
  const until = later(now, 730 * dayLong)
  const told = { awaitingDays: null }
  return [
    { ...year, offer: { act: 'renew', fullFen: year.priceFen, until, ...told } },
    {
      ...lifetime,
      priceFen: fen(20_027),
      offer: { act: 'upgrade', fullFen: lifetime.priceFen, until: null, ...told },
    },
  ]
}

export function ownLicense(lang: Lang, more: Partial<OwnLicenseView> = {}): OwnLicenseView {
  return {
    kind: 'own',
    path: `/orders/${orderNumber}/licenses/L7M2Q9XD4T8W3H6N`,
    label: lineOf(lang).name,
    status: 'active',
    now,
    validFrom: now,
    validUntil: later(now, 365 * dayLong),
    awaitingDays: null,
    isTrial: false,
    features: [],
    versionMax: null,
    key: { kind: 'whole', text: key },
    fileUrl: '/files/license.json',
    fileDays: null,
    maxDevices: 3,
    mayExceed: false,
    devicesUsed: 2,
    isFloating: false,
    devices: [seat(2, word(lang, '办公电脑', 'Office')), seat(1, null)],
    left: 3,
    nextAt: null,
    offers: offers(lang),
    paymentEnabled: true,
    resultUrl: `/payment/result?order_number=${orderNumber}`,
    ...more,
  }
}

export const content = (lang: Lang, more: Partial<ContentView> = {}): ContentView => ({
  label: word(lang, 'Demo App · 课程', 'Demo App · Course'),
  state: 'open',
  text: word(
    lang,
    '## 观看地址\n\n网盘：https://pan.example/abc\n提取码：**7788**\n\n- 第一课\n- 第二课',
    '## Where to watch\n\nhttps://pan.example/abc\nCode: **7788**\n\n- Lesson one\n- Lesson two',
  ),
  files: [
    {
      name: word(lang, '讲义（第一版）.pdf', 'Handout (first edition).pdf'),
      bytes: 1_468_006,
      url: '/files/1',
    },
    { name: 'subtitles.srt', bytes: 700, url: '/files/2' },
  ],
  ...more,
})

const refund = (amount: number, progress: RefundView['progress']): RefundView => ({
  amountFen: fen(amount),
  isSecond: false,
  progress,
})
export const returned = (amount: number) => refund(amount, { kind: 'returned', at: now })
export const underway = (amount: number) => refund(amount, { kind: 'underway' })
export const stuck = (amount: number) => refund(amount, { kind: 'stuck' })
export const handed = (amount: number) => refund(amount, { kind: 'handed', at: now })
export const settled = (amount: number) => refund(amount, { kind: 'settled' })
export const second = (one: RefundView): RefundView => ({ ...one, isSecond: true })

export const hiddenKey = (lang: Lang) =>
  license(lang, { key: { kind: 'masked', text: masked }, fileUrl: undefined })

export function foundOrder(lang: Lang, more: Partial<FoundOrder> = {}): FoundOrder {
  return {
    orderNumber,
    state: 'paid',
    amountFen: fen(9_900),
    lines: [lineOf(lang)],
    payment,
    refunds: [],
    licenses: [hiddenKey(lang)],
    ...more,
  }
}
