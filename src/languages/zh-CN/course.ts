// The Chinese words about courses and about ordering several things at once.

import { html, type Safe } from '../../pages/html.ts'

export const courseZh = {
  start: '开始学习',
  goOn: '继续学习',
  chapters: '课程目录',
  count: (chapters: number) => `${chapters} 章`,
  position: (at: number, all: number) => `第 ${at} 章，共 ${all} 章`,
  progress: (read: number, all: number) => `已学 ${read} / ${all} 章`,
  plan: (days: number | null) => (days === null ? '永久学习' : `学习期 ${days} 天`),
  preview: '免费试看',
  previewNotice: '您正在免费试看这一章。购买后可以学习全部章节。',
  buy: '去购买这门课程',
  locked: '购买后学习',
  done: '已学完',
  until: (time: string) => `可以学到 ${time}`,
  endless: '永久有效',
  previous: '上一章',
  next: '下一章',
  finish: '学完这一章',
  finishNext: '学完了，看下一章',
  finished: '恭喜，这门课程已经全部学完。',
  toOrder: '查看订单',
  openVideo: '打开视频',
  videoElsewhere: '视频放不出来？在新页面打开',
  videoOf: (title: string) => `${title} 的视频`,
  newTab: '（在新标签页打开）',
  files: '本章文件',
  nothing: '这一章还没有内容。',
  lookup: '课程请用下单时的浏览器打开学习。',
  hidden: '为了保护您购买的课程，这里不能学习。',
  hiddenHow: '请把本页链接粘贴到下单时用的浏览器里打开，就能开始学习。',
  revoked: '已退款，不能再学习。',
  closedBy: (reason: string) => `商家停止了学习，原因：${reason}`,
  closedReason: (reason: string) => `商家写的原因：${reason}`,
  ended: (time: string) => `学习期已于 ${time} 结束。`,
  closed: {
    revoked: { title: '这门课程已退款', sentence: '款项已退回，课程不能再学习。' },
    closed: {
      title: '商家停止了这门课程的学习',
      sentence: '学习进度都还在，商家恢复后可以接着学。有疑问请联系商家。',
    },
    ended: { title: '学习期已经结束', sentence: '需要接着学，可以再次购买，学习期重新计算。' },
    none: {
      title: '这里还不能学习这门课程',
      sentence: '买过的，请用下单时的浏览器打开。还没有买的，可以先看课程介绍。',
    },
    empty: { title: '这门课程还没有章节', sentence: '商家正在准备，请稍后再来。' },
  },
  seeCourse: '看课程介绍',
  quantity: '课程每单一份，不用买多份。',

  pick: {
    lead: '勾选几门课程，一次付款。',
    box: (name: string) => `选 ${name}`,
    chosen: (count: Safe, sum: Safe) => html`已选 ${count} 门，合计 ${sum}`,
    submit: '一起购买',
  },

  basket: {
    link: (count: number) => `购物篮 ${count}`,
    add: '加入购物篮，一起下单',
    title: '购物篮',
    lead: '几件商品一起下单，一次付款。',
    items: (count: number) => `商品（${count} 件）`,
    remove: '移除',
    removeOf: (name: string) => `移除 ${name}`,
    more: '继续选购',
    empty: '购物篮是空的',
    emptyWhy: '在商品页选好套餐，按“加入购物篮”，就可以几件一起下单；课程也可以在首页勾选。',
    gone: '购物篮里有商品已经下架或不能一起下单，已经移除。请确认后再提交，没有产生扣款。',
    full: '购物篮最多放 20 件，请先下单，再买其余的。',
    priceChanged: (amount: string) =>
      `价格刚刚有变动，现在合计 ${amount}。没有下单，也没有扣款；请确认后再提交。`,
  },
}

export type CourseText = typeof courseZh
