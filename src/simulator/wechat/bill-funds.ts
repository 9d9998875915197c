// The fund-flow bill of a day: everything that moved a merchant's basic account, with its balance after each
// move (fact sheet WeChat Pay, section 13).

import { formatShanghai, type Instant } from '../../core/time.ts'
import { type BillDay, feeOf, isOn, yuan } from '../bill-day.ts'
import type { Payout } from '../payouts.ts'
import { feeBackAtFirst } from './bill-fees.ts'
import type { BillTable } from './bill-file.ts'
import type { Trade } from './model.ts'

interface Move {
  readonly at: Instant
  /** The number of the payment, the refund or the payout. */
  readonly businessNo: string
  readonly business: string
  readonly direction: '收入' | '支出'
  /** Fen. */
  readonly amount: number
  readonly remark: string
  readonly voucherNo: string
}

interface BookedMove extends Move {
  readonly flowNo: string
  /** Fen, after the move. */
  readonly balance: number
}

const header = [
  '记账时间',
  '微信支付业务单号',
  '资金流水单号',
  '业务名称',
  '业务类型',
  '收支类型',
  '收支金额(元)',
  '账户结余(元)',
  '资金变更提交申请人',
  '备注',
  '业务凭证号',
]

/** A merchant's basic account. */
export interface Account {
  readonly mchId: string
  readonly trades: readonly Trade[]
  readonly payouts: readonly Payout[]
}

/** What it holds, in fen. */
export function balanceOf(account: Account): number {
  return booked(account).at(-1)?.balance ?? 0
}

/** Undefined: nothing moved that day. */
export function fundFlowOf(account: Account, day: BillDay): BillTable | undefined {
  const moves = booked(account).filter(({ at }) => isOn(day, at))
  if (moves.length === 0) return undefined
  return { header, rows: moves.map(rowOf), ...totalsOf(moves) }
}

/** A refund leaves the account when it is accepted, and comes back when it is closed. */
function movesOf(trade: Trade): readonly Move[] {
  const { order, payment, refunds } = trade
  if (!payment) return []
  const { at, transactionId } = payment
  const paid = { at, businessNo: transactionId, voucherNo: order.outTradeNo, remark: '' }
  const fee = feeOf(order.amount)
  const moves: Move[] = [
    { ...paid, business: '交易', direction: '收入', amount: order.amount },
    { ...paid, business: '扣除交易手续费', direction: '支出', amount: fee },
  ]
  for (const refund of refunds) {
    const { createdAt, endedAt, refundId, outRefundNo, status } = refund
    const amount = refund.amount - feeBackAtFirst(trade, refund)
    const remark = refund.reason ?? ''
    const moved = { businessNo: refundId, voucherNo: outRefundNo, remark, amount }
    moves.push({ ...moved, at: createdAt, business: '退款', direction: '支出' })
    if (status === 'CLOSED' && endedAt !== null) {
      moves.push({ ...moved, at: endedAt, business: '退款退回', direction: '收入' })
    }
  }
  return moves.filter(({ amount }) => amount > 0)
}

function moveOut({ at, number, amount }: Payout): Move {
  const named = { businessNo: number, voucherNo: number, remark: '' }
  return { ...named, at, business: '提现', direction: '支出', amount }
}

/** In the order of time, numbered, the account having begun with nothing. */
function booked({ mchId, trades, payouts }: Account): readonly BookedMove[] {
  let balance = 0
  return [...trades.flatMap(movesOf), ...payouts.map(moveOut)]
    .toSorted((a, b) => a.at - b.at)
    .map((move, index) => {
      balance += move.direction === '收入' ? move.amount : -move.amount
      const day = formatShanghai(move.at).slice(0, 10).replaceAll('-', '')
      return { ...move, balance, flowNo: `${mchId}${day}${String(index + 1).padStart(10, '0')}` }
    })
}

function rowOf(move: BookedMove): readonly string[] {
  return [
    formatShanghai(move.at),
    move.businessNo,
    move.flowNo,
    move.business,
    move.business,
    move.direction,
    yuan(move.amount),
    yuan(move.balance),
    'system',
    move.remark,
    move.voucherNo,
  ]
}

function totalsOf(moves: readonly Move[]): Pick<BillTable, 'totalsHeader' | 'totals'> {
  const only = (direction: Move['direction']) =>
    moves.filter((move) => move.direction === direction)
  const sum = (some: readonly Move[]) => yuan(some.reduce((all, { amount }) => all + amount, 0))
  const [income, outgo] = [only('收入'), only('支出')]
  return {
    totalsHeader: ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额'],
    totals: [
      String(moves.length),
      String(income.length),
      sum(income),
      String(outgo.length),
      sum(outgo),
    ],
  }
}
