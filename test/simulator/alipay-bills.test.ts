// The bills of the simulated Alipay, unpacked and read here by rules of the test's own and added up again.

import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dayMs, hourMs } from '../../src/core/time.ts'
import { type Json, openStage, payByQr, type Stage, sellerId } from './stage.ts'

const firstDay = '2026-03-01'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

test('the bill of trades has every payment and refund of its day, and says their sums', async () => {
  await payAndRefund()
  await toNextMorning()
  const files = await download('trade')
  const [detail = '', summary = ''] = [...files.values()]
  expect([...files.keys()]).toEqual([
    `${sellerId}0156_20260301_业务明细.csv`,
    `${sellerId}0156_20260301_业务明细(汇总).csv`,
  ])
  const rows = rowsOf(detail)
  expect(rows).toMatchObject([
    { 商户订单号: 'ORDER1\t', 业务类型: '交易', '订单金额（元）': '9.90', '服务费（元）': '-0.06' },
    { 业务类型: '退款', '订单金额（元）': '-4.00', '退款批次号/请求号': 'R1\t' },
  ])
  expect(detail).toContain('#交易合计：1笔，商家实收共9.90元')
  expect(detail).toContain('#退款合计：1笔，商家实收退款共-4.00元')
  expect(summary).toContain('合计,,1,1,5.90')
})

test('the bill of movements has fees and payouts as movements of their own, and what is left', async () => {
  await payAndRefund()
  const payOut = (fen: number) => stage.control('payouts', { gateway: 'alipay', amount_fen: fen })
  expect(await payOut(587)).toMatchObject({ status: 409 })
  expect(await payOut(580)).toMatchObject({ status: 200, account: sellerId, balance_fen: 6 })
  await toNextMorning()
  const [detail = ''] = [...(await download('signcustomer')).values()]
  expect(rowsOf(detail).map((row) => row.业务类型)).toEqual([
    '在线支付',
    '收费',
    '交易退款',
    '退费',
    '提现',
  ])
  expect(rowsOf(detail).at(-1)).toMatchObject({ '账户余额（元）': '0.06' })
  expect(detail).toContain('#收入合计：2笔，共9.92元')
})

test('a day without trades has a bill with no lines', async () => {
  await toNextMorning()
  const [detail = ''] = [...(await download('trade')).values()]
  expect(rowsOf(detail)).toEqual([])
  expect(detail).toContain('#交易合计：0笔')
})

test('there is none before nine the next morning, nor of a day that is not over', async () => {
  await stage.clock.advance(12 * hourMs + 8 * hourMs)
  expect((await ask('trade')).sub_code).toBe('isp.bill_not_exist')
  expect((await ask('trade', '2026-03-02')).sub_code).toBe('invalid_arguments')
  expect((await ask('nonsense')).sub_code).toBe('TYPE_NOT_SUPPORTED')
})

test('its address dies after half a minute', async () => {
  await toNextMorning()
  const { bill_download_url: url } = await ask('trade')
  await stage.clock.advance(31_000)
  expect((await fetch(String(url))).status).toBe(403)
})

test('it is wrong on purpose about the order a fault names', async () => {
  await payAndRefund()
  await payByQr(stage, 'ORDER2')
  await toNextMorning()
  const numbersWith = async (fault: string) => {
    await stage.control('faults', { fault, method: 'ORDER2' })
    const [detail = ''] = [...(await download('trade')).values()]
    await stage.control('faults/clear', {})
    return rowsOf(detail).map((row) => `${row.商户订单号?.trim()} ${row['订单金额（元）']}`)
  }
  const right = ['ORDER1 9.90', 'ORDER1 -4.00', 'ORDER2 9.90']
  expect(await numbersWith('bill_leaves_out')).toEqual(right.slice(0, 2))
  expect(await numbersWith('bill_line_twice')).toEqual([...right, 'ORDER2 9.90'])
  expect(await numbersWith('bill_other_amount')).toEqual([...right.slice(0, 2), 'ORDER2 9.91'])
})

async function payAndRefund(): Promise<void> {
  await payByQr(stage)
  await stage.call('refund', {
    out_trade_no: 'ORDER1',
    refund_amount: '4.00',
    out_request_no: 'R1',
  })
}

async function toNextMorning(): Promise<void> {
  await stage.clock.advance(dayMs)
}

async function ask(type: string, date = firstDay): Promise<Json> {
  const method = 'alipay.data.dataservice.bill.downloadurl.query'
  const bizContent = { bill_type: type, bill_date: date }
  return (await stage.sdk.exec(method, { bizContent }, { validateSign: true })) as Json
}

/** The archive's files by name. */
async function download(type: string): Promise<ReadonlyMap<string, string>> {
  const { bill_download_url: url } = await ask(type)
  const response = await fetch(String(url))
  expect(response.status).toBe(200)
  const archive = Buffer.from(await response.arrayBuffer())
  const gbk = new TextDecoder('gbk', { fatal: true })
  const files = new Map<string, string>()
  // From one local header to the next, with the lengths they say.
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [packed, named] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)]
    const start = at + 30 + named
    const name = gbk.decode(archive.subarray(at + 30, start))
    files.set(name, gbk.decode(inflateRawSync(archive.subarray(start, start + packed))))
    at = start + packed
  }
  return files
}

function rowsOf(text: string): Readonly<Record<string, string>>[] {
  const [header = '', ...rows] = text.split('\r\n').filter((line) => !/^#|^$/.test(line))
  const names = header.split(',')
  return rows.map((row) =>
    Object.fromEntries(row.split(',').map((value, at) => [names[at] ?? '', value])),
  )
}
