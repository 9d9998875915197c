// A bill of WeChat Pay in the words every gateway's bills share, read piece by piece from the bytes that came.

import type { BillKind, BillLine, BillPart } from '../../core/bill.ts'
import { LongLineError, textLines } from '../../kit/text-lines.ts'
import { type FlowRow, openFlowScanner, openTradeScanner, type TradeRow } from './bill.ts'
import { unpackBill } from './bill-download.ts'
import type { BillScanner, BillPart as WechatPart } from './bill-lines.ts'

export const wechatBillParser = 2

/** Reads a bill of API v2 or v3; a hostile one ends in a part `trouble`. */
export function readBill(bytes: Buffer, kind: BillKind): AsyncGenerator<BillPart, void> {
  return kind === 'trade'
    ? partsOf(bytes, openTradeScanner(), tradeLine)
    : partsOf(bytes, openFlowScanner(), flowLine)
}

async function* partsOf<Row>(
  bytes: Buffer,
  scanner: BillScanner<Row>,
  lineOf: (row: Row) => BillLine,
): AsyncGenerator<BillPart, void> {
  try {
    for await (const lines of textLines(unpackBill(bytes), 'utf-8'))
      for (const text of lines) yield* inCommonWords(scanner.read(text), lineOf)
    yield* inCommonWords(scanner.end(), lineOf)
    yield { part: 'totals', declared: scanner.declared(), counted: scanner.counted() }
  } catch (error) {
    // What unpacks badly, or into too much, or into one endless line.
    const isHostile = error instanceof LongLineError || error instanceof RangeError
    yield { part: 'trouble', about: isHostile ? error.message : 'the bill cannot be unpacked' }
  }
}

function* inCommonWords<Row>(
  parts: Iterable<WechatPart<Row>>,
  lineOf: (row: Row) => BillLine,
): Generator<BillPart, void> {
  for (const each of parts) {
    if (each.kind === 'row') yield { part: 'line', line: lineOf(each.row) }
    else {
      const { line, kind, about } = each.problem
      yield { part: 'trouble', about: `line ${line}: ${kind} ${about.slice(0, 200)}` }
    }
  }
}

const microYuanPerFen = 10_000

/** A refund that failed or whose money came back moved nothing for good; one under way has left the account. */
function tradeLine({ at, outTradeNo, gatewayTradeNo, state, ...row }: TradeRow): BillLine {
  const { refund, feeMicroYuan } = row
  const moved = refund === undefined || ['SUCCESS', 'PROCESSING'].includes(refund.status)
  const entry = state === 'SUCCESS' ? 'payment' : refund && moved ? 'refund' : 'other'
  return {
    entry,
    outTradeNo: outTradeNo || null,
    gatewayTradeNo: gatewayTradeNo || null,
    refundNo: refund?.refundNo ?? null,
    amountFen: refund ? (moved ? refund.amountFen : 0) : row.amountFen,
    feeFen: Math.round(feeMicroYuan / microYuanPerFen),
    at,
  }
}

/** A flow names neither order nor refund by our numbers; what it was for stands in its words. */
function flowLine({ at, gatewayTradeNo, flowNo, business, ...row }: FlowRow): BillLine {
  const { direction, amountFen, balanceFen } = row
  const entry = flows.get(business) ?? 'other'
  const signed = direction === 'in' ? amountFen : 0 - amountFen
  return {
    entry,
    outTradeNo: null,
    gatewayTradeNo: (entry === 'payout' ? flowNo : gatewayTradeNo) || null,
    refundNo: null,
    amountFen: entry === 'fee' ? 0 : isOutgo(entry) ? 0 - signed : signed,
    feeFen: entry === 'fee' ? 0 - signed : 0,
    at,
    ...(balanceFen === undefined ? {} : { balanceFen }),
  }
}

function isOutgo(entry: BillLine['entry']): boolean {
  return entry === 'refund' || entry === 'payout'
}

const flows: ReadonlyMap<string, BillLine['entry']> = new Map([
  ['交易', 'payment'],
  ['退款', 'refund'],
  ['退款退回', 'refund'],
  ['扣除交易手续费', 'fee'],
  ['提现', 'payout'],
])
