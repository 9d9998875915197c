// Alipay's trade bills for tests, written line by line after the fact sheet (section 15).

import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'
import { encodeText } from '../../src/simulator/charset.ts'
import { archiveOf, type Packed, packBytes } from './zip.ts'

export const columns =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

export type BillRow = Readonly<{
  tradeNo: string
  outTradeNo: string
  /** yuan; negative for a refund */
  amount: string
  /** our number of the refund, for one */
  refundNo?: string
  fee?: string
  subject?: string
  at?: string
}>

export function rowText(row: BillRow): string {
  const { tradeNo, outTradeNo, amount, refundNo, fee = '0.00', subject = '年度版' } = row
  const at = row.at ?? '2026-03-01 12:00:00'
  const type = refundNo === undefined ? '交易' : '退款'
  const sums = `${amount},${amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00`
  return `${tradeNo}\t,${outTradeNo}\t,${type},${subject},${at},${at},,,,,*三(138****0001),${sums},${refundNo ?? ''}\t,${fee},0.00,`
}

export type Declared = Readonly<{
  paid: number
  paidYuan: string
  back?: number
  backYuan?: string
}>

export const billHead = [
  '#支付宝业务明细查询',
  '#账号：[20880000000000000156]',
  '#起始日期：[2026年03月01日 00:00:00]   终止日期：[2026年03月02日 00:00:00]',
  '#-----------------------------------------业务明细列表----------------------------------------',
  columns,
]

/** The table of a day on which nothing was sold, of any account. */
export function emptyDay(sellerId: string, day: string, next: string): string[] {
  const inChinese = (one: string) => one.replace(/^(\d+)-(\d+)-(\d+)$/, '$1年$2月$3日')
  const [title = '', , , ...rest] = billHead
  const about = [
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${inChinese(day)} 00:00:00]   终止日期：[${inChinese(next)} 00:00:00]`,
  ]
  return [title, ...about, ...rest, ...billFoot({ paid: 0, paidYuan: '0.00' })]
}

export function billFoot({ paid, paidYuan, back = 0, backYuan = '0.00' }: Declared): string[] {
  return [
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${paid}笔，商家实收共${paidYuan}元，商家优惠共0.00元`,
    `#退款合计：${back}笔，商家实收退款共${backYuan}元，商家优惠退款共0.00元`,
    '#导出时间：[2026年03月02日 05:46:49]',
  ]
}

const detailName = '20880000000000000156_20260301_业务明细.csv'
const summaryName = '20880000000000000156_20260301_业务明细(汇总).csv'

/** The archive of a table given line by line. */
export function billOf(lines: readonly string[]): Buffer {
  return billOfBytes(encodeText(lines.map((line) => `${line}\r\n`).join(''), 'gbk'))
}

export function billOfBytes(table: Buffer): Buffer {
  const summary = packBytes(summaryName, encodeText('#支付宝业务汇总查询\r\n', 'gbk'))
  return archiveOf([packBytes(detailName, table), summary])
}

/** The archive of a table too long for memory: `rows` are packed as they come. */
export async function longBill(rows: Iterable<BillRow>, declared: Declared): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 1 })
  const chunks: Buffer[] = []
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk))
  let crc = 0
  let size = 0
  const put = async (lines: readonly string[]) => {
    const bytes = encodeText(lines.map((line) => `${line}\r\n`).join(''), 'gbk')
    crc = crc32(bytes, crc)
    size += bytes.length
    if (!deflate.write(bytes)) await once(deflate, 'drain')
  }
  await put(billHead)
  let batch: string[] = []
  for (const row of rows) {
    batch.push(rowText(row))
    if (batch.length < 1_000) continue
    await put(batch)
    batch = []
  }
  await put(batch)
  await put(billFoot(declared))
  deflate.end()
  await once(deflate, 'end')
  const detail: Packed = {
    name: encodeText(detailName, 'gbk'),
    packed: Buffer.concat(chunks),
    crc,
    size,
  }
  return archiveOf([detail])
}
