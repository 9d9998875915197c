// A seller's bills of a day as Alipay writes them: remarks behind `#`, a table, and its totals; values that look
// like numbers end with a tab (fact sheet Alipay, section 15).

import { formatShanghai, type Instant } from '../../core/time.ts'
import { type BillDay, type BillLine, feeOf, linesOn, yuan } from '../bill-day.ts'
import type { Faults } from '../faults.ts'
import type { Payout } from '../payouts.ts'
import type { Refund, Trade } from './model.ts'

export type BillType = 'trade' | 'signcustomer'

/** A text file of the archive; `name` comes behind account and date. */
export interface BillText {
  readonly name: string
  readonly text: string
}

interface Line extends BillLine {
  readonly trade: Trade
  /** Null: the line of the payment itself. */
  readonly refund: Refund | null
  /** Fen, negative when it left the seller. */
  readonly amount: number
  /** Fen, negative when it was taken. */
  readonly fee: number
}

interface Surroundings {
  readonly sellerId: string
  readonly date: string
  readonly madeAt: Instant
  readonly faults: Faults
}

const columns: readonly (readonly [name: string, of: (line: Line) => string])[] = [
  ['支付宝交易号', ({ trade }) => tabbed(trade.tradeNo)],
  ['商户订单号', ({ trade }) => tabbed(trade.order.outTradeNo)],
  ['业务类型', ({ refund }) => (refund ? '退款' : '交易')],
  ['商品名称', ({ trade }) => trade.order.subject],
  ['创建时间', ({ trade }) => formatShanghai(trade.createdAt)],
  ['完成时间', ({ at }) => formatShanghai(at)],
  ['门店编号', () => ''],
  ['门店名称', () => ''],
  ['操作员', () => ''],
  ['终端号', () => ''],
  ['对方账户', ({ trade }) => `*(${trade.buyer?.logonId ?? ''})`],
  ['订单金额（元）', ({ amount }) => yuan(amount)],
  ['商家实收（元）', ({ amount }) => yuan(amount)],
  ['支付宝红包（元）', () => '0.00'],
  ['集分宝（元）', () => '0.00'],
  ['支付宝优惠（元）', () => '0.00'],
  ['商家优惠（元）', () => '0.00'],
  ['券核销金额（元）', () => '0.00'],
  ['券名称', () => ''],
  ['商家红包消费金额（元）', () => '0.00'],
  ['卡消费金额（元）', () => '0.00'],
  ['退款批次号/请求号', ({ refund }) => tabbed(refund?.requestNo ?? '')],
  ['服务费（元）', ({ fee }) => yuan(fee)],
  ['分润（元）', () => '0.00'],
  ['备注', () => ''],
]

/** What a seller has sold, and what went to its bank. */
export interface Account {
  readonly trades: readonly Trade[]
  readonly payouts: readonly Payout[]
}

/** The two tables of a type: each movement, and the sums. */
export function billTexts(
  { trades, payouts }: Account,
  day: BillDay,
  type: BillType,
  around: Surroundings,
): readonly BillText[] {
  const lines = trades.flatMap(linesOf)
  const onDay = <Some extends BillLine>(some: readonly Some[]) =>
    linesOn(day, some, around.faults, around.sellerId)
  return type === 'trade'
    ? tradeTexts(onDay(lines), day, around)
    : movementTexts(onDay(stepsOf(lines, payouts)), day, around)
}

/** What the seller holds, in fen. */
export function balanceOf({ trades, payouts }: Account): number {
  const last = stepsOf(trades.flatMap(linesOf), payouts).at(-1)
  return last ? last.before + sumOf(last.moves) : 0
}

function linesOf(trade: Trade): readonly Line[] {
  if (trade.paidAt === null) return []
  const { outTradeNo, amount } = trade.order
  const paid: Line = {
    at: trade.paidAt,
    number: outTradeNo,
    wrongBy: 0,
    trade,
    refund: null,
    amount,
    fee: 0 - feeOf(amount),
  }
  let rest: number = amount
  const refunded = trade.refunds.map((refund): Line => {
    const before = rest
    rest -= refund.amount
    return {
      at: refund.at,
      number: refund.requestNo,
      wrongBy: 0,
      trade,
      refund,
      amount: 0 - refund.amount,
      fee: feeOf(before) - feeOf(rest),
    }
  })
  return [paid, ...refunded]
}

function tradeTexts(lines: readonly Line[], day: BillDay, around: Surroundings) {
  const rightLines = lines.map((line) => ({ ...line, amount: amountOf(line) }))
  const paid = rightLines.filter(({ refund }) => !refund)
  const refunded = rightLines.filter(({ refund }) => refund)
  const surplus = around.faults.take('bill_wrong_total', around.sellerId) ? 1 : 0
  const head = (title: string) => headOf(`支付宝业务${title}查询`, day, around)
  const detail = [
    ...head('明细'),
    ruler('业务明细列表'),
    columns.map(([name]) => name).join(','),
    ...rightLines.map((line) => columns.map(([, of]) => of(line)).join(',')),
    ruler('业务明细列表结束'),
    `#交易合计：${paid.length + surplus}笔，商家实收共${yuan(sumOf(paid))}元，商家优惠共0.00元`,
    `#退款合计：${refunded.length}笔，商家实收退款共${yuan(sumOf(refunded))}元，商家优惠退款共0.00元`,
    `#导出时间：[${momentOf(formatShanghai(around.madeAt))}]`,
  ]
  const fees = rightLines.reduce((sum, { fee }) => sum + fee, 0)
  const sums = [
    String(paid.length),
    String(refunded.length),
    yuan(sumOf(rightLines)),
    yuan(sumOf(rightLines)),
    '0.00',
    '0.00',
    '0.00',
    yuan(fees),
    '0.00',
    yuan(sumOf(rightLines) + fees),
  ].join(',')
  const summary = [
    ...head('汇总'),
    ruler('业务汇总列表'),
    '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）',
    `合计,,${sums}`,
    ruler('业务汇总列表结束'),
    `#导出时间：[${momentOf(formatShanghai(around.madeAt))}]`,
  ]
  return [text('业务明细', detail), text('业务明细(汇总)', summary)]
}

/** What moved the account at once, and what it held before; in the order of time. */
interface Step extends BillLine {
  readonly tradeNo: string
  readonly outTradeNo: string
  readonly subject: string
  readonly moves: readonly Move[]
  /** Fen. */
  readonly before: number
  /** How many moves there were before it. */
  readonly earlier: number
}

interface Move {
  readonly business: string
  /** Fen, negative when it left the seller. */
  readonly amount: number
}

type Unplaced = Omit<Step, 'before' | 'earlier'>

function stepsOf(lines: readonly Line[], payouts: readonly Payout[]): readonly Step[] {
  const steps = [...lines.map(tradeStep), ...payouts.map(payoutStep)]
  let [balance, count] = [0, 0]
  return steps
    .toSorted((a, b) => a.at - b.at)
    .map((step) => {
      const [before, earlier] = [balance, count]
      balance += sumOf(step.moves)
      count += step.moves.length
      return { ...step, before, earlier }
    })
}

function tradeStep({ trade, refund, amount, fee, ...line }: Line): Unplaced {
  const moves = [
    { business: refund ? '交易退款' : '在线支付', amount },
    { business: refund ? '退费' : '收费', amount: fee },
  ].filter((move) => move.amount !== 0)
  const { outTradeNo, subject } = trade.order
  return { ...line, tradeNo: trade.tradeNo, outTradeNo, subject, moves }
}

function payoutStep({ at, number, amount }: Payout): Unplaced {
  const moves = [{ business: '提现', amount: 0 - amount }]
  return { at, number, wrongBy: 0, tradeNo: number, outTradeNo: '', subject: '', moves }
}

/** The balance is what it truly was, also where a line is wrong on purpose. */
function movementsOf({ moves, before, earlier, wrongBy, ...step }: Step) {
  let balance = before
  return moves.map(({ business, amount }, index) => {
    balance += amount
    const billed = index === 0 ? amountOf({ amount, wrongBy }) : amount
    return { ...step, flow: earlier + index + 1, business, amount: billed, balance }
  })
}

function movementTexts(steps: readonly Step[], day: BillDay, around: Surroundings) {
  const movements = steps.flatMap(movementsOf)
  const out = movements.filter(({ amount }) => amount < 0)
  const into = movements.filter(({ amount }) => amount > 0)
  const numbered = `${around.sellerId}${around.date.replaceAll('-', '')}`
  const rows = movements.map((movement) => {
    const { flow, tradeNo, outTradeNo, subject, at, business, amount, balance } = movement
    return [
      tabbed(`${numbered}${String(flow).padStart(10, '0')}`),
      tabbed(tradeNo),
      tabbed(outTradeNo),
      subject,
      formatShanghai(at),
      '',
      amount > 0 ? yuan(amount) : '',
      amount < 0 ? yuan(amount) : '',
      yuan(balance),
      '支付宝',
      business,
      '',
    ].join(',')
  })
  const detail = [
    ...headOf('支付宝账务明细查询', day, around),
    ruler('账务明细列表'),
    '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
    ...rows,
    ruler('账务明细列表结束'),
    `#支出合计：${out.length}笔，共${yuan(sumOf(out))}元`,
    `#收入合计：${into.length}笔，共${yuan(sumOf(into))}元`,
    `#导出时间：[${momentOf(formatShanghai(around.madeAt))}]`,
  ]
  const summary = [
    ...headOf('支付宝账务汇总查询', day, around),
    `#导出时间：[${momentOf(formatShanghai(around.madeAt))}]`,
  ]
  return [text('账务明细', detail), text('账务明细(汇总)', summary)]
}

function headOf(title: string, { from, until }: BillDay, { sellerId }: Surroundings) {
  return [
    `#${title}`,
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${momentOf(formatShanghai(from))}]   终止日期：[${momentOf(formatShanghai(until))}]`,
  ]
}

/** `2019年09月16日 00:00:00` */
function momentOf(shanghai: string): string {
  const [date = '', time = ''] = shanghai.split(' ')
  const [year, month, day] = date.split('-')
  return `${year}年${month}月${day}日 ${time}`
}

function ruler(words: string): string {
  return `#${'-'.repeat(40)}${words}${'-'.repeat(40)}`
}

function text(name: string, lines: readonly string[]): BillText {
  return { name, text: lines.map((line) => `${line}\r\n`).join('') }
}

function tabbed(value: string): string {
  return `${value}\t`
}

function amountOf({ amount, wrongBy }: Pick<Line, 'amount' | 'wrongBy'>): number {
  return amount < 0 ? amount - wrongBy : amount + wrongBy
}

function sumOf(some: readonly { readonly amount: number }[]): number {
  return some.reduce((sum, { amount }) => sum + amount, 0)
}
