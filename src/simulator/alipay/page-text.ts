// Every sentence on the simulated cashier of Alipay, in both languages.

import type { Speech as AnySpeech } from '../speech.ts'
import type { Refusal } from './refusal.ts'

const zh = {
  lang: 'zh-CN',
  other: 'English',
  brand: '模拟支付宝',
  notReal: '这是模拟环境，不会发生真实扣款。',
  cashier: '收银台',
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
  loginTitle: '用支付宝登录',
  loginText: '商家想知道您是谁，不会看到您的姓名和手机号。选择一个账户登录：',
  loginApp: '应用不存在，或没有开通登录。',
  loginAddress: '回跳地址不是一个网址。',
  loginScope: '授权范围不对，应为 auth_base 或 auth_user。',
}

export type PageText = Readonly<typeof zh>
export type Speech = AnySpeech<PageText>

const en: PageText = {
  lang: 'en',
  other: '中文',
  brand: 'Simulated Alipay',
  notReal: 'This is a simulation. No real money moves.',
  cashier: 'Cashier',
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
  loginTitle: 'Sign in with Alipay',
  loginText:
    'The merchant wants to know who you are, and sees neither your name nor your phone. Sign in as:',
  loginApp: 'There is no such app, or it offers no sign-in.',
  loginAddress: 'The address to go back to is no web address.',
  loginScope: 'The scope must be auth_base or auth_user.',
}

export const pageTexts = { zh, en }

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
