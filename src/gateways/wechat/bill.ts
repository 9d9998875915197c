// WeChat Pay's bills, read line by line by the names in their header: trades and fund flows. Pure; a large
// file need not be in memory at once. What does not add up is a problem beside the rows, never an exception.

import { type Fen, fenOf } from '../../core/money.ts'
import { type Instant, parseShanghai } from '../../core/time.ts'
import {
  type Bill,
  type BillCells,
  type BillForm,
  type BillPart,
  type BillScanner,
  collectBill,
  linesOf,
  openScanner,
  scanBill,
  textIn,
  unitsOf,
} from './bill-lines.ts'

export type { Bill, BillCells, BillPart, BillProblem, BillScanner } from './bill-lines.ts'
export { linesOf } from './bill-lines.ts'

export type TradeRow = Readonly<{
  /** when it was paid; on a line of a refund, when that was asked for */
  at: Instant
  appId: string
  mchId: string
  gatewayTradeNo: string
  outTradeNo: string
  /** WeChat's word: `SUCCESS`, `REFUND`, `REVOKED` */
  state: string
  /** the order's amount; 0 on a line of a refund */
  amountFen: Fen
  refund: TradeRefund | undefined
  /** millionths of a yuan, as the fee has five decimals; negative when a fee is given back */
  feeMicroYuan: number
  cells: BillCells
}>

export type TradeRefund = Readonly<{
  gatewayRefundNo: string
  refundNo: string
  /** what was asked for; coupons may make up a part of it */
  amountFen: Fen
  /** WeChat's word: `SUCCESS`, `PROCESSING`, `FAIL`, `CHANGE` */
  status: string
}>

export type FlowRow = Readonly<{
  at: Instant
  /** the number of what moved the money: a payment, a refund, a withdrawal */
  gatewayTradeNo: string
  flowNo: string
  business: string
  direction: 'in' | 'out'
  amountFen: Fen
  /** what the account held after it, in fen, negative where it was overdrawn; undefined where the bill does not say */
  balanceFen: number | undefined
  cells: BillCells
}>

/** A trade bill of any type, whole. `text` may begin with a byte order mark (fact sheet WeChat Pay, section 13). */
export function readTradeBill(text: string): Bill<TradeRow> {
  return collectBill(scanTradeBill(linesOf(text)))
}

/** A fund-flow bill, whole. */
export function readFundFlow(text: string): Bill<FlowRow> {
  return collectBill(scanFundFlow(linesOf(text)))
}

/** The same for lines that come one by one, without their line breaks. */
export function scanTradeBill(lines: Iterable<string>): Generator<BillPart<TradeRow>, void> {
  return scanBill(lines, tradeBill)
}

/** The same for lines that come one by one, without their line breaks. */
export function scanFundFlow(lines: Iterable<string>): Generator<BillPart<FlowRow>, void> {
  return scanBill(lines, fundFlow)
}

/** The same for lines that are handed over one by one. */
export function openTradeScanner(): BillScanner<TradeRow> {
  return openScanner(tradeBill)
}

/** The same for lines that are handed over one by one. */
export function openFlowScanner(): BillScanner<FlowRow> {
  return openScanner(fundFlow)
}

const feePlaces = 6
const flowAmount = '收支金额(元)'

const tradeBill: BillForm<TradeRow> = {
  needed: ['交易时间', '微信订单号', '商户订单号', '交易状态', '手续费', '订单金额'],
  read: readTrade,
  totals: new Map([
    ['总交易单数', {}],
    ['应结订单总金额', { column: '应结订单金额' }],
    ['退款总金额', { column: '退款金额' }],
    ['充值券退款总金额', { column: '充值券退款金额' }],
    ['手续费总金额', { column: '手续费' }],
    ['订单总金额', { column: '订单金额' }],
    ['申请退款总金额', { column: '申请退款金额' }],
  ]),
}

const fundFlow: BillForm<FlowRow> = {
  needed: ['记账时间', '微信支付业务单号', '资金流水单号', '业务类型', '收支类型', flowAmount],
  read: readFlow,
  totals: new Map([
    ['资金流水总笔数', {}],
    ['收入笔数', { only: ['收支类型', '收入'] }],
    ['收入金额', { only: ['收支类型', '收入'], column: flowAmount }],
    ['支出笔数', { only: ['收支类型', '支出'] }],
    ['支出金额', { only: ['收支类型', '支出'], column: flowAmount }],
  ]),
}

function readTrade(cells: BillCells): TradeRow | string {
  const at = parseShanghai(textIn(cells, '交易时间'))
  const amountFen = fenIn(cells, '订单金额')
  const feeMicroYuan = unitsOf(textIn(cells, '手续费'), feePlaces)
  const refund = readTradeRefund(cells)
  if (at === undefined) return '交易时间'
  if (amountFen === undefined) return '订单金额'
  if (feeMicroYuan === undefined) return '手续费'
  if (typeof refund === 'string') return refund
  return {
    at,
    appId: textIn(cells, '公众账号ID'),
    mchId: textIn(cells, '商户号'),
    gatewayTradeNo: textIn(cells, '微信订单号'),
    outTradeNo: textIn(cells, '商户订单号'),
    state: textIn(cells, '交易状态'),
    amountFen,
    refund,
    feeMicroYuan,
    cells,
  }
}

/** Lines of payments say `0` where a refund's number stands. */
function readTradeRefund(cells: BillCells): TradeRefund | string | undefined {
  const gatewayRefundNo = textIn(cells, '微信退款单号')
  if (gatewayRefundNo === '' || gatewayRefundNo === '0') return undefined
  const column = cells.has('申请退款金额') ? '申请退款金额' : '退款金额'
  const amountFen = fenIn(cells, column)
  if (amountFen === undefined) return column
  const refundNo = textIn(cells, '商户退款单号')
  return { gatewayRefundNo, refundNo, amountFen, status: textIn(cells, '退款状态') }
}

function readFlow(cells: BillCells): FlowRow | string {
  const at = parseShanghai(textIn(cells, '记账时间'))
  const direction = directions.get(textIn(cells, '收支类型'))
  const amountFen = fenIn(cells, flowAmount)
  if (at === undefined) return '记账时间'
  if (direction === undefined) return '收支类型'
  if (amountFen === undefined) return flowAmount
  return {
    at,
    gatewayTradeNo: textIn(cells, '微信支付业务单号'),
    flowNo: textIn(cells, '资金流水单号'),
    business: textIn(cells, '业务类型'),
    direction,
    amountFen,
    balanceFen: unitsOf(textIn(cells, '账户结余(元)'), 2),
    cells,
  }
}

const directions: ReadonlyMap<string, FlowRow['direction']> = new Map([
  ['收入', 'in'],
  ['支出', 'out'],
])

function fenIn(cells: BillCells, column: string): Fen | undefined {
  const fen = unitsOf(textIn(cells, column), 2)
  return fen === undefined ? undefined : fenOf(fen)
}
