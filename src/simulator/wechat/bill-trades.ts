// The trade bill of a day: a line for each payment and each refund, in the columns its type has, and the
// totals (fact sheet WeChat Pay, section 13).

import { formatShanghai } from '../../core/time.ts'
import { type BillDay, type BillLine, feeOf, linesOn, yuan } from '../bill-day.ts'
import type { Faults } from '../faults.ts'
import { feeBackOf, feeRate } from './bill-fees.ts'
import type { BillTable } from './bill-file.ts'
import type { Payment, Trade } from './model.ts'
import type { Refund, RefundStatus } from './refunds.ts'

export const tradeBillTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
export type TradeBillType = (typeof tradeBillTypes)[number]

interface Line extends BillLine {
  readonly trade: Trade
  readonly payment: Payment
  /** Null: the line of the payment itself. */
  readonly refund: Refund | null
  /** Fen; negative when given back. */
  readonly fee: number
}

interface Column {
  readonly name: string
  /** The one type of bill that has it, or `refunds`: every one that has refunds. */
  readonly only?: 'REFUND' | 'refunds'
  of(line: Line): string
}

const refundStates = {
  PROCESSING: 'PROCESSING',
  SUCCESS: 'SUCCESS',
  ABNORMAL: 'CHANGE',
  CLOSED: 'FAIL',
} satisfies Record<RefundStatus, string>

const columns: readonly Column[] = [
  { name: '交易时间', of: ({ at }) => formatShanghai(at) },
  { name: '公众账号ID', of: ({ trade }) => trade.order.appId },
  { name: '商户号', of: ({ trade }) => trade.order.mchId },
  { name: '特约商户号', of: () => '0' },
  { name: '设备号', of: ({ trade }) => trade.order.deviceId ?? '' },
  { name: '微信订单号', of: ({ payment }) => payment.transactionId },
  { name: '商户订单号', of: ({ trade }) => trade.order.outTradeNo },
  { name: '用户标识', of: ({ payment }) => payment.openId },
  { name: '交易类型', of: ({ trade }) => trade.order.tradeType },
  { name: '交易状态', of: ({ refund }) => (refund ? 'REFUND' : 'SUCCESS') },
  { name: '付款银行', of: ({ payment }) => payment.bankType },
  { name: '货币种类', of: () => 'CNY' },
  { name: '应结订单金额', of: (line) => yuan(orderAmount(line)) },
  { name: '代金券金额', of: ({ payment, refund }) => yuan(refund ? 0 : (payment.coupon ?? 0)) },
  {
    name: '退款申请时间',
    only: 'REFUND',
    of: ({ refund }) => (refund ? formatShanghai(refund.createdAt) : ''),
  },
  { name: '退款成功时间', only: 'REFUND', of: ({ refund }) => succeededAt(refund) },
  { name: '微信退款单号', only: 'refunds', of: ({ refund }) => refund?.refundId ?? '0' },
  { name: '商户退款单号', only: 'refunds', of: ({ refund }) => refund?.outRefundNo ?? '0' },
  { name: '退款金额', only: 'refunds', of: (line) => yuan(refundedAmount(line)) },
  { name: '充值券退款金额', only: 'refunds', of: () => yuan(0) },
  { name: '退款类型', only: 'refunds', of: ({ refund }) => (refund ? 'ORIGINAL' : '') },
  {
    name: '退款状态',
    only: 'refunds',
    of: ({ refund }) => (refund ? refundStates[refund.status] : ''),
  },
  { name: '商品名称', of: ({ trade }) => trade.order.description },
  { name: '商户数据包', of: ({ trade }) => trade.order.attach ?? '' },
  { name: '手续费', of: ({ fee }) => feeText(fee) },
  { name: '费率', of: () => feeRate },
  { name: '订单金额', of: (line) => yuan(orderAmount(line)) },
  { name: '申请退款金额', only: 'refunds', of: (line) => yuan(askedAmount(line)) },
  { name: '费率备注', of: () => '' },
]

/** Undefined: nothing happened that day that this type of bill tells of. */
export function tradeBillOf(
  trades: readonly Trade[],
  day: BillDay,
  type: TradeBillType,
  { faults, mchId }: Readonly<{ faults: Faults; mchId: string }>,
): BillTable | undefined {
  const all = trades.flatMap((trade) => linesOf(trade, type))
  const lines = linesOn(day, all, faults, mchId)
  if (lines.length === 0) return undefined
  const shown = columns.filter(({ only }) => {
    if (only === 'refunds') return type !== 'SUCCESS'
    return only === undefined || only === type
  })
  return {
    header: shown.map(({ name }) => name),
    rows: lines.map((line) => shown.map((column) => column.of(line))),
    ...totalsOf(lines, faults.take('bill_wrong_total', mchId) ? 1 : 0),
  }
}

function linesOf(trade: Trade, type: TradeBillType): readonly Line[] {
  const { payment, order } = trade
  if (!payment) return []
  const { outTradeNo: number, amount } = order
  const wrongBy = 0
  const paid = { at: payment.at, number, wrongBy, trade, payment, refund: null, fee: feeOf(amount) }
  const refunded = trade.refunds.map((refund) => {
    // Nothing was given back: no minus in front of a zero either.
    const fee = 0 - feeBackOf(trade, refund)
    const number = refund.outRefundNo
    return { at: refund.createdAt, number, wrongBy, trade, payment, refund, fee }
  })
  return [...(type === 'REFUND' ? [] : [paid]), ...(type === 'SUCCESS' ? [] : refunded)]
}

/** `wrong` is how many lines more than there are it says. */
function totalsOf(
  lines: readonly Line[],
  wrong: number,
): Pick<BillTable, 'totalsHeader' | 'totals'> {
  const sum = (of: (line: Line) => number) => lines.reduce((all, line) => all + of(line), 0)
  const totals = [
    ['总交易单数', String(lines.length + wrong)],
    ['应结订单总金额', yuan(sum(orderAmount))],
    ['退款总金额', yuan(sum(refundedAmount))],
    ['充值券退款总金额', yuan(0)],
    ['手续费总金额', feeText(sum(({ fee }) => fee))],
    ['订单总金额', yuan(sum(orderAmount))],
    ['申请退款总金额', yuan(sum(askedAmount))],
  ] as const
  return { totalsHeader: totals.map(([name]) => name), totals: totals.map(([, value]) => value) }
}

/** The line of a refund says nothing of the order's amount. */
function orderAmount({ trade, refund, wrongBy }: Line): number {
  return refund ? 0 : trade.order.amount + wrongBy
}

function askedAmount({ refund, wrongBy }: Line): number {
  return refund ? refund.amount + wrongBy : 0
}

/** A closed refund was asked for and not made. */
function refundedAmount(line: Line): number {
  return line.refund?.status === 'CLOSED' ? 0 : askedAmount(line)
}

/** Fees have five decimals. */
function feeText(fen: number): string {
  return `${yuan(fen)}000`
}

function succeededAt(refund: Refund | null): string {
  if (refund?.status !== 'SUCCESS' || refund.endedAt === null) return ''
  return formatShanghai(refund.endedAt)
}
