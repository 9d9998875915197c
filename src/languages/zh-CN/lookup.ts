// The Chinese words of finding an order again: by its number and phone, and by the number in a bill.

import type { RescueVerdict } from '../../pages/views-lookup.ts'
import { whenBack } from './refunds.ts'

export const lookupZh = {
  title: '查询订单',
  lead: '输入订单号和下单时的手机号，查看付款和发放情况。',
  phone: '下单时的手机号',
  submit: '查询',
  notFound: '没有找到订单',
  notFoundWhy: '订单号或手机号不对。请核对后再查，订单号在下单页和收据上。',
  limited: '查询太频繁',
  limitedWhy: (wait: string) => `请在 ${wait}后再试，订单和付款不受影响。`,
  keysMasked: '为了保护您的授权码，这里只显示一部分。完整的授权码请用下单时的浏览器查看。',
  payOn: '继续支付',
  seeResult: '查看完整结果',
  license: '授权码',
  recent: '本浏览器的订单',
  none: '本浏览器还没有订单。',
  buy: '去选购',
}

export type LookupText = typeof lookupZh

type Told = Readonly<{ title: string; sentence: string }>

const verdicts: Record<RescueVerdict, Told> = {
  delivered: {
    title: '付款已确认，已经发货',
    sentence:
      '完整内容请用下单时的浏览器查看。换了手机或浏览器，请把订单号发给商家，核对后会给您打开它的链接。',
  },
  owed: {
    title: '付款已确认，还没有发货',
    sentence: '钱已安全到账，这个问题已经登记，发货后用订单号就能查到。请不要重复付款。',
  },
  refunding: {
    title: '付款已确认，正在退款',
    sentence: `款项正在原路退回，您不需要做任何事。${whenBack}`,
  },
  refunded: { title: '这笔订单退过款', sentence: '退款的金额和时间见下方。' },
  late: { title: '款项在订单关闭之后才到账', sentence: '这笔钱怎样处理，见下方说明。' },
  unpaid: {
    title: '支付平台还没有这笔付款',
    sentence: '订单还为您保留着。账单显示已付的话，请过一两分钟再核实，不要重复付款。',
  },
  over: {
    title: '订单已关闭，没有收到付款',
    sentence:
      '支付平台查不到这笔订单的付款。账单显示已付的话，请换用“交易单号”再核实一次，或把账单截图发给商家。',
  },
  silent: {
    title: '支付平台暂时没有回答',
    sentence: '付款成功的钱不会丢，我们会继续查询。请过几分钟再核实，不要重复付款。',
  },
  contradicted: {
    title: '收到了钱，但和订单不符',
    sentence: '金额或账户与订单不同，商家正在核对，会发货或退回。请把这个单号发给商家。',
  },
}

export const rescueZh = {
  title: '付了款没收到？',
  lead: '输入支付宝或微信账单里的单号，我们马上向支付平台核实，付款到账就发货。',
  number: '账单里的单号',
  numberHint: '交易单号、商户单号、本店订单号都可以。',
  phone: '下单时的手机号',
  phoneHint: '填对手机号，还能看到发放的内容。',
  submit: '核实付款',
  where: '单号在哪里',
  bills: {
    alipay: ['打开“我的”，再点“账单”', '点开这笔付款', '复制“订单号”或“商家订单号”'],
    wechat: [
      '打开“我”，点“服务”，再点“钱包”',
      '点开“账单”里的这笔付款',
      '复制“交易单号”或“商户单号”',
    ],
  },
  notFound: '没有查到这笔付款',
  notFoundWhy:
    '请核对单号和手机号。刚付的款要等一两分钟；一直查不到，请把账单截图发给商家，不要重复付款。',
  verdicts,
}

export type RescueText = typeof rescueZh
