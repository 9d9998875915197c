// What the API says beside its data in Chinese, and the names of an order's states.

import type { AnswerText } from '../answer-text.ts'

export const answersZh: AnswerText = {
  states: {
    waiting: '待支付',
    closing: '待支付',
    paid: '已支付',
    cancelled: '已取消',
    expired: '超时取消',
    refunded: '已退款',
    part_refunded: '部分退款',
  },
  found: '查询成功',
  orderFound: '查询成功',
  orderPlaced: '订单创建成功',
  orderCancelled: '订单已取消',
  orderCodeSent: '如果订单号和手机号正确，验证码已经发出',
  paymentOpened: '支付链接创建成功',
  productsListed: '商品已列出',
  codeSent: '验证码已发送',
  signedIn: '登录成功',
  signedOut: '已退出登录',
  passwordChanged: '密码已更新',
  saved: '已保存',
  ordersClaimed: '订单已归入账号',
  accountDeleted: '账号已注销',
  chapterRemembered: '已记下',
  devicesListed: '设备已列出',
  deviceFreed: '已解绑设备',
  activated: '激活成功',
  valid: '授权有效',
  deactivated: '已解绑设备',
  heard: '已收到',
  fileMade: '授权文件已生成',
  keysListed: '公钥已列出',
}
