// Every sentence on the simulated cashier and console, in both languages, and how a visitor's language is
// chosen.

import type { Refusal } from './refusal.ts'

const zh = {
  lang: 'zh-CN',
  other: 'English',
  brand: '模拟支付宝',
  notReal: '这是模拟环境，不会发生真实扣款。',
  cashier: '收银台',
  subject: '商品',
  orderNumber: '商户订单号',
  tradeNumber: '支付宝交易号',
  amountDue: '应付金额',
  chooseBuyer: '选择付款账户',
  balanceGood: '余额充足',
  balancePoor: '余额不足',
  accountRestricted: '账户受限',
  payNow: '确认付款',
  logIn: '仅登录，暂不付款',
  leave: '离开',
  payUntil: '付款截止',
  loggedIn: '已登录，交易已创建，等待付款。',
  refusedTitle: '付款未成功',
  refusedNext: '没有扣款，可以换一个账户再试。',
  paidTitle: '付款成功',
  paidText: '款项已付给商家。',
  backToMerchant: '返回商家',
  closedTitle: '交易已关闭',
  closedText: '这笔交易已关闭，不能再付款。',
  lateTitle: '已超过付款时间',
  lateText: '没有扣款。请回到商家重新下单。',
  unusableTitle: '无法付款',
  leftTitle: '已离开收银台',
  leftText: '没有扣款。可以关闭这个页面。',
  backToCashier: '回到收银台',
  unknownTitle: '找不到这个页面',
  unknownText: '链接不完整，或模拟器已被重置。',
  appResult: '客户端收到的结果',
  consoleTitle: '模拟器控制台',
  clock: '时钟',
  forward: '快进',
  tenMinutes: '10 分钟',
  oneHour: '1 小时',
  allDay: '26 小时',
  faults: '故障',
  fault: '故障种类',
  times: '次数（空为一直）',
  delay: '延迟毫秒数',
  setFault: '设置故障',
  clearFaults: '清除全部故障',
  noFaults: '没有设置故障，一切正常。',
  always: '一直',
  trades: '交易',
  noTrades: '还没有交易。买家登录收银台或扫码后，交易会出现在这里。',
  state: '状态',
  amount: '金额',
  actions: '操作',
  pay: '付款',
  payLate: '关闭后付款',
  finish: '完结',
  sendNotice: '发送通知',
  status: '通知状态',
  notices: '通知',
  noNotices: '还没有通知。付款成功后，发往商家的通知会出现在这里。',
  target: '地址',
  attempts: '投递与应答',
  nextAt: '下次投递',
  over: '已结束',
  resend: '重发',
  reset: '清空模拟器',
}

export type PageText = Readonly<typeof zh>

const en: PageText = {
  lang: 'en',
  other: '中文',
  brand: 'Simulated Alipay',
  notReal: 'This is a simulation. No real money moves.',
  cashier: 'Cashier',
  subject: 'For',
  orderNumber: 'Merchant order number',
  tradeNumber: 'Alipay trade number',
  amountDue: 'Amount due',
  chooseBuyer: 'Pay with the account of',
  balanceGood: 'enough money',
  balancePoor: 'not enough money',
  accountRestricted: 'account restricted',
  payNow: 'Confirm payment',
  logIn: 'Log in only, pay later',
  leave: 'Leave',
  payUntil: 'Pay until',
  loggedIn: 'Logged in. The trade exists and waits for payment.',
  refusedTitle: 'Payment did not succeed',
  refusedNext: 'Nothing was charged. Another account can be tried.',
  paidTitle: 'Payment successful',
  paidText: 'The merchant has been paid.',
  backToMerchant: 'Back to the merchant',
  closedTitle: 'Trade closed',
  closedText: 'This trade is closed and can no longer be paid.',
  lateTitle: 'The time to pay is over',
  lateText: 'Nothing was charged. Please order again at the merchant.',
  unusableTitle: 'Cannot be paid',
  leftTitle: 'You have left the cashier',
  leftText: 'Nothing was charged. This page can be closed.',
  backToCashier: 'Back to the cashier',
  unknownTitle: 'Page not found',
  unknownText: 'The link is incomplete, or the simulator has been reset.',
  appResult: 'What the client app receives',
  consoleTitle: 'Simulator console',
  clock: 'Clock',
  forward: 'Forward',
  tenMinutes: '10 minutes',
  oneHour: '1 hour',
  allDay: '26 hours',
  faults: 'Faults',
  fault: 'Kind of fault',
  times: 'Times (empty: always)',
  delay: 'Delay in milliseconds',
  setFault: 'Set fault',
  clearFaults: 'Clear all faults',
  noFaults: 'No fault is set. All is well.',
  always: 'always',
  trades: 'Trades',
  noTrades: 'No trades yet. One appears when a buyer logs in at the cashier or scans a code.',
  state: 'State',
  amount: 'Amount',
  actions: 'Actions',
  pay: 'Pay',
  payLate: 'Pay after closing',
  finish: 'Finish',
  sendNotice: 'Send notice',
  status: 'Notice state',
  notices: 'Notices',
  noNotices: 'No notices yet. They appear here once a trade is paid.',
  target: 'Address',
  attempts: 'Deliveries and answers',
  nextAt: 'Next delivery',
  over: 'over',
  resend: 'Send again',
  reset: 'Empty the simulator',
}

/** The gateway's sentences are Chinese; these are the ones a buyer can meet. */
const reasonsInEnglish: Readonly<Record<string, string>> = {
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'The account does not hold enough money.',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': 'The account is restricted and cannot pay.',
  'ACQ.CONTEXT_INCONSISTENT': 'This order number was used for something else before.',
  'ACQ.TRADE_HAS_SUCCESS': 'This order number is already paid.',
}

/** Why something was refused, in the visitor's language. */
export function reasonFor(refusal: Refusal, { isEnglish }: Speech): string {
  return (isEnglish ? reasonsInEnglish[refusal.subCode] : undefined) ?? refusal.message
}

/** How a page speaks and how its links keep the language that was asked for. */
export interface Speech {
  readonly text: PageText
  readonly isEnglish: boolean
  /** `?lang=…` where the address named one, else empty. */
  readonly suffix: string
}

/** `?lang=` wins over the first language of `Accept-Language`; Chinese unless English is asked for. */
export function speechFor(lang: string | null, acceptLanguage: string | undefined): Speech {
  const named = lang === 'en' || lang === 'zh' ? lang : null
  const isEnglish = named === null ? /^\s*en\b/i.test(acceptLanguage ?? '') : named === 'en'
  return { text: isEnglish ? en : zh, isEnglish, suffix: named === null ? '' : `?lang=${named}` }
}
