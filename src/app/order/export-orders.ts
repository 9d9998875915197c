// The filtered list of orders for a spreadsheet, read page by page; that it was taken is written down first.

import { maskCard } from '../../core/card.ts'
import { formatYuan } from '../../core/money.ts'
import type { OrderState } from '../../core/order.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import {
  type ListedOrder,
  listConsoleOrders,
  type OrderCursor,
  type OrderFilter,
} from '../../db/console-orders.ts'
import type { Cell } from '../../kit/xlsx.ts'
import type { App } from '../app.ts'

type Lang = 'zh' | 'en'

const pageRows = 1_000

/** Notes the export in the audit log, then answers its rows, the head first, the newest order first. */
export async function exportOrders(
  app: App,
  filter: OrderFilter,
  by: Author,
  about: Readonly<{ format: string; lang: Lang }>,
): Promise<AsyncGenerator<readonly Cell[]>> {
  const { search, ...rest } = filter
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'order.export',
    subject: 'orders',
    // What was looked for may be a card.
    details: { ...rest, search: search && maskCard(search.text), format: about.format },
  })
  return rowsOf(app, filter, about.lang)
}

async function* rowsOf(app: App, filter: OrderFilter, lang: Lang): AsyncGenerator<readonly Cell[]> {
  yield columns.map((column) => column[lang])
  const mainHost = new URL(app.publicUrl()).host
  let after: OrderCursor | undefined
  for (;;) {
    const page = { sort: '-created_at', after, limit: pageRows } as const
    const orders = await listConsoleOrders(app.db, app.merchantId, filter, page)
    for (const order of orders) {
      const told = { ...order, shopHost: order.shopHost ?? mainHost }
      yield columns.map((column) => column.cell(told, lang))
    }
    const last = orders.at(-1)
    if (!last || orders.length < pageRows) return
    after = { at: last.createdText, orderNumber: last.orderNumber }
  }
}

type Column = Readonly<{ zh: string; en: string; cell(order: ListedOrder, lang: Lang): Cell }>

const columns: readonly Column[] = [
  { zh: '订单号', en: 'Order', cell: (order) => order.orderNumber },
  { zh: '状态', en: 'State', cell: (order, lang) => stateNames[order.state][lang] },
  { zh: '下单时间', en: 'Placed', cell: (order) => zoned(order.createdAt) },
  { zh: '付款时间', en: 'Paid at', cell: (order) => zoned(order.paidAt) },
  {
    zh: '商品',
    en: 'Products',
    cell: ({ lines }, lang) =>
      lines.map(({ name, quantity }) => `${name[lang]} × ${quantity}`).join('; '),
  },
  { zh: '应付', en: 'Amount', cell: (order) => ({ amount: formatYuan(order.dueFen) }) },
  { zh: '实付', en: 'Paid', cell: (order) => ({ amount: formatYuan(order.paidFen) }) },
  { zh: '已退', en: 'Refunded', cell: (order) => ({ amount: formatYuan(order.refundedFen) }) },
  // What the coupon took off is not in the amount any more.
  {
    zh: '优惠',
    en: 'Discount',
    cell: ({ discountFen }) => (discountFen === null ? '' : { amount: formatYuan(discountFen) }),
  },
  { zh: '优惠码', en: 'Coupon', cell: (order) => order.couponCode ?? '' },
  { zh: '支付渠道', en: 'Channel', cell: (order) => order.channelId ?? '' },
  { zh: '渠道交易号', en: 'Trade number', cell: (order) => order.tradeNo ?? '' },
  { zh: '联系人', en: 'Contact', cell: (order) => order.contactPerson },
  { zh: '手机号', en: 'Phone', cell: (order) => order.phone },
  { zh: '邮箱', en: 'E-mail', cell: (order) => order.email ?? '' },
  {
    zh: '测试',
    en: 'Test',
    cell: ({ isTest }, lang) => (isTest ? { zh: '是', en: 'yes' }[lang] : ''),
  },
  { zh: '商店', en: 'Shop', cell: (order) => order.shopHost ?? '' },
]

const stateNames: Readonly<Record<OrderState, Readonly<{ zh: string; en: string }>>> = {
  waiting: { zh: '待支付', en: 'waiting for payment' },
  closing: { zh: '待支付', en: 'waiting for payment' },
  paid: { zh: '已支付', en: 'paid' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  expired: { zh: '超时取消', en: 'expired' },
  refunded: { zh: '已退款', en: 'refunded' },
  part_refunded: { zh: '部分退款', en: 'partly refunded' },
}

/** The wall clock with its zone, so that nobody has to guess it. */
function zoned(at: Instant | null): string {
  return at === null ? '' : `${formatShanghai(at)} +08:00`
}
