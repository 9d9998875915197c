// Every sentence on the payers' pages of the simulated WeChat Pay and on the scanner, in both languages.

import type { Speech as AnySpeech } from '../speech.ts'
import type { Rule } from './refusal.ts'

const zh = {
  lang: 'zh-CN',
  other: 'English',
  brand: '模拟微信支付',
  notReal: '这是模拟环境，不会发生真实扣款。',
  payTitle: '确认支付',
  payee: '收款方',
  merchant: '商户',
  orderNumber: '商户订单号',
  amountDue: '应付金额',
  payUntil: '付款截止',
  choosePayer: '选择付款的微信号',
  thisPhone: '这部手机的微信号',
  balanceGood: '零钱充足',
  balancePoor: '零钱不足',
  accountRestricted: '账户受限',
  payNow: '确认支付',
  cancel: '取消',
  refusedTitle: '支付未成功',
  refusedNext: '没有扣款，可以换一个微信号再试。',
  paidTitle: '支付成功',
  paidText: '款项已付给商家。',
  alreadyPaidTitle: '该订单已支付',
  alreadyPaidText: '没有再次扣款，不需要重复支付。',
  expiredTitle: '订单已过期',
  expiredText: '没有扣款。请回到商家重新下单。',
  codeExpiredTitle: '二维码已过期',
  codeExpiredText: '没有扣款。请回到商家刷新二维码后再扫。',
  closedTitle: '订单已关闭',
  closedText: '没有扣款，这笔订单不能再支付。',
  otherAccountTitle: '请用同一微信号',
  otherAccountText: '这个码已被另一个微信号扫过。请用同一微信号支付，或重新下单。',
  leftTitle: '已取消支付',
  leftText: '没有扣款。可以关闭这个页面。',
  backToPay: '继续支付',
  backToMerchant: '返回商家',
  unknownTitle: '找不到这个订单',
  unknownText: '链接不完整，或模拟器已被重置。',
  h5FormatTitle: '商家参数格式有误，请联系商家解决',
  h5FormatText:
    '浏览器没有带来 Referer，或链接不完整。H5 支付必须从商家的网页跳转过来，不能直接打开。',
  h5DomainTitle: '商家存在未配置的参数，请联系商家解决',
  h5DomainText: 'redirect_url 的域名与发起支付的网页不是同一个。',
  h5InsideTitle: '请在微信外打开订单，进行支付',
  h5InsideText: 'H5 支付不能在微信里打开，请换手机浏览器，或使用 JSAPI 支付。',
  h5LateTitle: '支付请求已失效，请重新发起支付',
  h5LateText: '这个链接只有 5 分钟有效。没有扣款，请回到商家重新发起。',
  loginTitle: '登录失败',
  loginApp: 'appid 错误，错误码：10013',
  loginAddress: 'redirect_uri 参数错误，错误码：10003',
  loginScope: 'scope 参数错误或没有 scope 权限，错误码：10005',
  loginOrder:
    '参数不全或顺序不对，应为 appid、redirect_uri、response_type=code、scope、state，以 #wechat_redirect 结尾。',
  scanTitle: '模拟扫码',
  scanText: '没有手机也能扫：粘贴二维码里的文字，就像手机扫到了它。',
  scanCode: '二维码的内容',
  scanPhone: '谁的手机',
  scanAnyone: '到付款页再选',
  scanGo: '扫一扫',
  scanStrangeTitle: '这个码不属于模拟的支付平台',
  scanStrangeText: '只认本站的收款码：微信支付的 weixin:// 码、模拟支付宝的码和本站网页。',
  scanWhichTitle: '用哪个应用打开',
  scanWhichText: '这是一个网页地址。微信和支付宝都能扫，页面会按打开它的应用选择支付方式。',
  openInWechat: '在微信中打开',
  openInAlipay: '在支付宝中打开',
}

export type PageText = Readonly<typeof zh>
export type Speech = AnySpeech<PageText>

const en: PageText = {
  lang: 'en',
  other: '中文',
  brand: 'Simulated WeChat Pay',
  notReal: 'This is a simulation. No real money moves.',
  payTitle: 'Confirm payment',
  payee: 'Payee',
  merchant: 'merchant',
  orderNumber: 'Merchant order number',
  amountDue: 'Amount due',
  payUntil: 'Pay until',
  choosePayer: 'Pay with the WeChat account of',
  thisPhone: 'The WeChat account of this phone',
  balanceGood: 'enough money',
  balancePoor: 'not enough money',
  accountRestricted: 'account restricted',
  payNow: 'Confirm payment',
  cancel: 'Cancel',
  refusedTitle: 'Payment did not succeed',
  refusedNext: 'Nothing was charged. Another account can be tried.',
  paidTitle: 'Payment successful',
  paidText: 'The merchant has been paid.',
  alreadyPaidTitle: 'This order is already paid',
  alreadyPaidText: 'Nothing was charged again, and nothing is left to pay.',
  expiredTitle: 'The order has expired',
  expiredText: 'Nothing was charged. Please order again at the merchant.',
  codeExpiredTitle: 'The QR code has expired',
  codeExpiredText:
    'Nothing was charged. Please refresh the code at the merchant and scan it again.',
  closedTitle: 'The order is closed',
  closedText: 'Nothing was charged, and this order can no longer be paid.',
  otherAccountTitle: 'Please use the same WeChat account',
  otherAccountText:
    'Another WeChat account has scanned this code. Please pay with that one, or order again.',
  leftTitle: 'Payment cancelled',
  leftText: 'Nothing was charged. This page can be closed.',
  backToPay: 'Go on paying',
  backToMerchant: 'Back to the merchant',
  unknownTitle: 'Order not found',
  unknownText: 'The link is incomplete, or the simulator has been reset.',
  h5FormatTitle: "The merchant's parameters are malformed (商家参数格式有误，请联系商家解决)",
  h5FormatText:
    "The browser brought no Referer, or the link is incomplete. H5 payment must be reached from the merchant's page and cannot be opened directly.",
  h5DomainTitle: 'A parameter is not configured (商家存在未配置的参数，请联系商家解决)',
  h5DomainText: 'The domain of redirect_url is not that of the page the payment came from.',
  h5InsideTitle: 'Please open outside WeChat (请在微信外打开订单，进行支付)',
  h5InsideText: "H5 payment does not open inside WeChat. Use a phone's browser, or pay by JSAPI.",
  h5LateTitle: 'The payment link is no longer valid (支付请求已失效，请重新发起支付)',
  h5LateText:
    'The link lives five minutes. Nothing was charged; please start again at the merchant.',
  loginTitle: 'Login failed',
  loginApp: 'Wrong appid, error code 10013',
  loginAddress: 'Wrong redirect_uri, error code 10003',
  loginScope: 'Wrong scope, or no permission for it, error code 10005',
  loginOrder:
    'Parameters are missing or in the wrong order: appid, redirect_uri, response_type=code, scope, state, and #wechat_redirect at the end.',
  scanTitle: 'Scan without a phone',
  scanText: 'Paste the text of a QR code here, and it is as if a phone had scanned it.',
  scanCode: 'What the QR code says',
  scanPhone: 'Whose phone',
  scanAnyone: 'choose when paying',
  scanGo: 'Scan',
  scanStrangeTitle: 'This code is not of the simulated gateways',
  scanStrangeText:
    "Only this site's codes are known: weixin:// codes of WeChat Pay, codes of the simulated Alipay, and pages of this site.",
  scanWhichTitle: 'Which app opens it',
  scanWhichText:
    'This is the address of a page. WeChat and Alipay can both scan it, and the page chooses the method by the app that opens it.',
  openInWechat: 'Open in WeChat',
  openInAlipay: 'Open in Alipay',
}

export const pageTexts = { zh, en }

/** The gateway's sentences are Chinese; these are the ones a payer can meet. */
const reasonsInEnglish: Readonly<Partial<Record<Rule, string>>> = {
  payer_differs: 'The order is for another account.',
  payer_poor: 'The account does not hold enough money.',
  payer_restricted: 'The account is restricted and cannot pay.',
}

/** Why a payment was refused, in the visitor's language. */
export function reasonFor(
  refusal: { readonly rule: Rule; readonly message: string },
  { isEnglish }: Speech,
): string {
  return (isEnglish ? reasonsInEnglish[refusal.rule] : undefined) ?? refusal.message
}
