// The words of letters in Chinese.

import type { LetterText } from '../letter-text.ts'

export const lettersZh: LetterText = {
  lang: 'zh-CN',
  between: '、',
  code: {
    subject: ({ code, shopName }) => `${code} 是您的验证码 - ${shopName}`,
    title: '验证码',
    uses: {
      'look-up': '您正在查看订单的完整内容。',
      'sign-in': '您正在登录。',
      'sign-up': '您正在注册。',
      reset: '您正在重设密码。',
      claim:
        '有人要把您名下的全部订单归入一个账号。只在您本人的账号里填写；告诉别人，订单和授权就归别人了。',
    },
    lasts: '5 分钟内有效，只能用一次。请不要告诉任何人，包括自称客服的人。',
    notYou: '不是您本人操作的话，不用理会这封邮件。',
    sms: ({ code, shopName }) => `【${shopName}】验证码 ${code}，5 分钟内有效。请不要告诉任何人。`,
  },
  delivered: {
    subject: ({ shopName }) => `您购买的商品已发货 - ${shopName}`,
    title: '付款成功，商品已发货',
    withKeys: '您购买的内容在下面，请妥善保管。',
    withoutKeys: '打开订单页面，填写下单时的手机号并获取验证码，就能看到完整内容。',
    sms: ({ shopName, orderNumber }) =>
      `【${shopName}】您的订单 ${orderNumber} 已付款并发货，可在本店“查询订单”里查看。`,
  },
  owed: {
    subject: ({ shopName }) => `已收到付款，商品稍后发出 - ${shopName}`,
    title: '已收到付款，商品稍后发出',
    sentence: '有商品暂时没有现货，到货后自动发出，并再次通知您。您不用再付款。',
    sms: ({ shopName, orderNumber }) =>
      `【${shopName}】您的订单 ${orderNumber} 已付款，商品到货后自动发出。您不用再付款。`,
  },
  refunded: {
    subject: ({ shopName, amount }) => `${amount} 已退回 - ${shopName}`,
    title: (amount) => `${amount} 已退回`,
    sentence: '款项退回原来的支付账户。银行卡支付的，到账可能要几个工作日。',
    byHand: '商家已另行把钱退给您，不经过原来的支付账户。没有收到请联系商家。',
    sms: ({ shopName, orderNumber, amount }) =>
      `【${shopName}】您的订单 ${orderNumber} 退款 ${amount} 已退回。`,
  },
  test: {
    subject: (shopName) => `测试邮件 - ${shopName}`,
    title: '邮件已经可以发送',
    sentence: '这是在管理后台点“发送测试”发出的，收到就说明设置可用。',
  },
  seeOrder: '查看订单',
  order: '订单号',
  product: '商品',
  amount: '金额',
  keys: '授权码和卡密',
  content: '内容',
  help: (contact) => `需要帮助？联系商家：${contact}`,
  automatic: '这封邮件由系统自动发出。',
}
