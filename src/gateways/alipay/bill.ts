// Alipay's bills: fetching the archive of a day, and reading the one table in it that has a line for each trade
// or for each movement of money (fact sheet Alipay, sections 12.12 and 15).

import type { BillKind, BillLine, BillPart } from '../../core/bill.ts'
import { parseShanghai } from '../../core/time.ts'
import { assert } from '../../kit/assert.ts'
import { LongLineError, textLines } from '../../kit/text-lines.ts'
import { listEntries, readEntry, type ZipEntry, ZipError } from '../../kit/zip.ts'
import type { BillFetched } from '../gateway.ts'
import { textIn } from '../json.ts'
import { exchange } from '../transport.ts'
import {
  type Cells,
  fenIn,
  readTable,
  type TableForm,
  type TableLine,
  trouble,
} from './bill-table.ts'
import { callAlipay, codeSays, type Judged, readAbout, unknown } from './call.ts'
import type { Account } from './request.ts'

export const alipayBillParser = 2

/** A line is some 300 bytes; this is a day of more than a million, and what it is packed to. */
const billMax = 512 * 1_048_576
const fileMax = 96 * 1_048_576

const billTypes: Readonly<Record<BillKind, string>> = { trade: 'trade', funds: 'signcustomer' }

/** The address of the file lives 30 seconds, so it is fetched at once. */
export async function fetchBill(
  account: Account,
  day: string,
  kind: BillKind,
  deadlineMs: number,
): Promise<BillFetched> {
  assert(/^\d{4}-\d{2}-\d{2}$/.test(day), 'the day of a bill is yyyy-MM-dd')
  const content = { bill_type: billTypes[kind], bill_date: day }
  const call = { method: 'alipay.data.dataservice.bill.downloadurl.query', content } as const
  const judged = await callAlipay(account, call, deadlineMs)
  const missing = missingOf(judged)
  if (missing) return missing
  const url = readAbout(judged, {}, (node) =>
    textIn(node, 'bill_file_code')?.startsWith('EMPTY_DATA')
      ? undefined
      : (textIn(node, 'bill_download_url') ?? ''),
  )
  if (url === undefined) return { outcome: 'empty' }
  if (typeof url !== 'string') return url
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return unknown('no bill_download_url')

  const answer = await exchange({ method: 'GET', url, headers: {}, answerMax: fileMax }, deadlineMs)
  if (answer.outcome !== 'answered') return answer
  return answer.status === 200
    ? { outcome: 'fetched', bytes: answer.body }
    : unknown(`HTTP ${answer.status}`)
}

/**
 * Only NO_BILL_DATA says that the day was empty. A bill that "does not exist" may not exist yet; the documents
 * write it in capitals, the gateway was seen to write it small.
 */
function missingOf(judged: Judged): BillFetched | undefined {
  if (judged.outcome === 'ok') return undefined
  const code = (judged.outcome === 'refused' ? judged.code : judged.reason).toUpperCase()
  if (codeSays(code, 'NO_BILL_DATA')) return { outcome: 'empty' }
  return codeSays(code, 'BILL_NOT_EXIST') ? { outcome: 'not-ready' } : undefined
}

/** Reads the archive's table piece by piece; a hostile one ends in a part `trouble`. */
export async function* readBill(bytes: Buffer, kind: BillKind): AsyncGenerator<BillPart, void> {
  try {
    const table = readTable(forms[kind])
    for await (const lines of textLines(tablePieces(bytes, kind), 'gb18030')) {
      for (const line of lines) {
        const part = table.read(line)
        if (part) yield part
      }
    }
    yield* table.end()
  } catch (error) {
    if (!(error instanceof ZipError || error instanceof LongLineError)) throw error
    yield trouble(error.message)
  }
}

/**
 * The table of that kind in an archive, or the bytes as they are: whoever takes a bill to a shop may have unpacked
 * it. Throws a ZipError for an archive without one.
 */
export function tablePieces(bytes: Buffer, kind: BillKind): AsyncIterable<Buffer> {
  const isArchive = bytes.subarray(0, 2).toString('latin1') === 'PK'
  return isArchive ? readEntry(entryOf(bytes, kind), billMax) : asIs(bytes)
}

async function* asIs(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

const tableNames: Readonly<Record<BillKind, string>> = { trade: '业务明细', funds: '账务明细' }

/** Beside the table there is one of sums for each shop, whose name says so in parentheses. */
function entryOf(bytes: Buffer, kind: BillKind): ZipEntry {
  const found = listEntries(bytes).filter((entry) => {
    const name = new TextDecoder(entry.isUtf8 ? 'utf-8' : 'gb18030').decode(entry.name)
    return name.includes(tableNames[kind]) && !name.includes('汇总')
  })
  const [entry] = found
  if (!entry || found.length > 1) throw new ZipError(`${found.length} files of ${tableNames[kind]}`)
  return entry
}

const amount = '订单金额(元)'
const received = '商家实收(元)'
const fee = '服务费(元)'
const refundNumber = '退款批次号/请求号'
const income = '收入金额(+元)'
const outgo = '支出金额(-元)'
const movementNumber = '账务流水号'

/** How the first line of each kind of table begins. */
export const titles: Readonly<Record<BillKind, string>> = {
  trade: '#支付宝业务明细',
  funds: '#支付宝账务明细',
}

const forms: Readonly<Record<BillKind, TableForm>> = {
  trade: {
    title: titles.trade,
    needed: [
      '支付宝交易号',
      '商户订单号',
      '业务类型',
      '完成时间',
      amount,
      received,
      refundNumber,
      fee,
    ],
    freeText: '商品名称',
    read: readTrade,
    totals: /^#(交易|退款)合计[：:](\d+)笔，商家实收(?:退款)?共([-\d.]+)元/,
    totalNames: ['交易', '退款'],
  },
  funds: {
    title: titles.funds,
    needed: [movementNumber, '商户订单号', '发生时间', income, outgo, '业务类型'],
    freeText: '商品名称',
    read: readMovement,
    totals: /^#(支出|收入)合计[：:](\d+)笔，共([-\d.]+)元/,
    totalNames: ['支出', '收入'],
  },
}

/** A refund's line has negative amounts, and the fee that was given back as a positive one. */
function readTrade(cells: Cells): TableLine | string {
  const at = parseShanghai(cells('完成时间'))
  const [orderFen, receivedFen, feeFen] = [amount, received, fee].map((name) => fenIn(cells(name)))
  if (at === undefined) return '完成时间'
  if (orderFen === undefined) return amount
  if (receivedFen === undefined) return received
  if (feeFen === undefined) return fee
  const type = cells('业务类型')
  const entry = type === '交易' ? 'payment' : type === '退款' ? 'refund' : 'other'
  const line: BillLine = {
    entry,
    outTradeNo: cells('商户订单号') || null,
    gatewayTradeNo: cells('支付宝交易号') || null,
    refundNo: entry === 'refund' ? cells(refundNumber) || null : null,
    amountFen: entry === 'refund' ? 0 - orderFen : orderFen,
    feeFen: 0 - feeFen,
    at,
  }
  return { line, total: type, totalFen: receivedFen }
}

const movements: ReadonlyMap<string, BillLine['entry']> = new Map([
  ['在线支付', 'payment'],
  ['交易付款', 'payment'],
  ['交易退款', 'refund'],
  ['收费', 'fee'],
  ['退费', 'fee'],
  ['提现', 'payout'],
])

function readMovement(cells: Cells): TableLine | string {
  const at = parseShanghai(cells('发生时间'))
  const [inFen, outFen] = [income, outgo].map((name) => fenIn(cells(name)))
  if (at === undefined) return '发生时间'
  if (inFen === undefined) return income
  if (outFen === undefined) return outgo
  const movedFen = inFen - Math.abs(outFen)
  const balance = cells('账户余额(元)')
  const balanceFen = balance === '' ? undefined : fenIn(balance)
  const entry = movements.get(cells('业务类型')) ?? 'other'
  const line: BillLine = {
    entry,
    outTradeNo: cells('商户订单号') || null,
    gatewayTradeNo: entry === 'payout' ? cells(movementNumber) || null : null,
    refundNo: null,
    amountFen: entry === 'fee' ? 0 : isOutgo(entry) ? 0 - movedFen : movedFen,
    feeFen: entry === 'fee' ? 0 - movedFen : 0,
    at,
    ...(balanceFen === undefined ? {} : { balanceFen }),
  }
  return {
    line,
    total: inFen === 0 ? '支出' : '收入',
    totalFen: inFen === 0 ? Math.abs(outFen) : inFen,
  }
}

function isOutgo(entry: BillLine['entry']): boolean {
  return entry === 'refund' || entry === 'payout'
}
