// A day's bill as Alipay packs it: one table in GBK, in a zip archive (fact sheet Alipay, section 15).

import { crc32, deflateRawSync } from 'node:zlib'
import { encodeText } from '../../src/simulator/charset.ts'

/** A movement of a day. `at` is `yyyy-MM-dd HH:mm:ss`, amounts are yuan as text, negative when they left. */
export type BillEntry = Readonly<{
  tradeNo: string
  outTradeNo: string
  at: string
  amount: string
  fee: string
}>

const columns: readonly (readonly [name: string, of: (entry: BillEntry) => string])[] = [
  ['支付宝交易号', ({ tradeNo }) => `${tradeNo}\t`],
  ['商户订单号', ({ outTradeNo }) => `${outTradeNo}\t`],
  ['业务类型', () => '交易'],
  ['商品名称', () => 'Demo App'],
  ['完成时间', ({ at }) => at],
  ['订单金额（元）', ({ amount }) => amount],
  ['商家实收（元）', ({ amount }) => amount],
  ['退款批次号/请求号', () => ''],
  ['服务费（元）', ({ fee }) => fee],
]

/** `total` is the sum of all, in yuan. */
export function billArchive(entries: readonly BillEntry[], total: string): Buffer {
  const lines = [
    '#支付宝业务明细查询',
    '#-----------------------------------------业务明细列表----------------------------------------',
    columns.map(([name]) => name).join(','),
    ...entries.map((entry) => columns.map(([, of]) => of(entry)).join(',')),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${entries.length}笔，商家实收共${total}元，商家优惠共0.00元`,
    '#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元',
  ]
  return zipOf('业务明细.csv', encodeText(`${lines.join('\r\n')}\r\n`, 'gbk'))
}

/** An archive of one file. */
function zipOf(name: string, content: Buffer): Buffer {
  const title = encodeText(name, 'gbk')
  const packed = deflateRawSync(content)
  // Version, flags, method, time and date; then checksum, sizes, and lengths of name and extra.
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(8, 4)
  facts.writeUInt32LE(crc32(content), 10)
  facts.writeUInt32LE(packed.length, 14)
  facts.writeUInt32LE(content.length, 18)
  facts.writeUInt16LE(title.length, 22)
  const file = Buffer.concat([Buffer.from('PK\x03\x04'), facts, title, packed])
  const madeBy = Buffer.from([20, 0])
  const place = Buffer.alloc(14)
  const entry = Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, facts, place, title])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(entry.length, 8)
  end.writeUInt32LE(file.length, 12)
  return Buffer.concat([file, entry, Buffer.from('PK\x05\x06'), end])
}
