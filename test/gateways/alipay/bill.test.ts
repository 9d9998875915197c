// Alipay's bills: what is read in a right one, and that a hostile one ends as a trouble, never as an exception
// and never in silence.

import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BillKind, BillLine, BillPart } from '../../../src/core/bill.ts'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import type { Gateway } from '../../../src/gateways/gateway.ts'
import { encodeText } from '../../../src/simulator/charset.ts'
import {
  billFoot,
  billHead,
  billOf,
  billOfBytes,
  columns,
  longBill,
  rowText,
} from '../../support/alipay-bill.ts'
import { archiveOf, packBytes, packText } from '../../support/zip.ts'
import { aConfig, clock, shanghai } from './accounts.ts'
import { openStandIn, type StandIn, signedReply } from './stand-in.ts'

const paid = { tradeNo: '2026030122001400000000000001', outTradeNo: 'ORDER1', amount: '99.00' }
const back = { ...paid, amount: '-10.00', refundNo: 'REFUND1', fee: '0.06' }
const foot = billFoot({ paid: 1, paidYuan: '99.00', back: 1, backYuan: '-10.00' })
const onlyPaid = billFoot({ paid: 1, paidYuan: '99.00' })

let standIn: StandIn
let gateway: Gateway
beforeAll(async () => {
  standIn = await openStandIn()
  gateway = alipayGateway(aConfig({ gateway: standIn.url }), { clock })
})
afterAll(() => standIn.close())

describe('a bill of trades', () => {
  test('has a line for each payment and each refund, with fees as what the gateway kept', async () => {
    const { lines, troubles } = await read(
      billOf([...billHead, rowText({ ...paid, fee: '-0.59' }), rowText(back), ...foot]),
    )
    expect(troubles).toEqual([])
    const at = shanghai('2026-03-01 12:00:00')
    const numbers = { outTradeNo: 'ORDER1', gatewayTradeNo: paid.tradeNo, at }
    expect(lines).toEqual([
      { entry: 'payment', ...numbers, refundNo: null, amountFen: 9900, feeFen: 59 },
      { entry: 'refund', ...numbers, refundNo: 'REFUND1', amountFen: 1000, feeFen: -6 },
    ])
  })

  test.each([
    ['a comma', '年度版, 三台'],
    ['two commas', 'A,B,C'],
    ['a quoted comma', '"年度版, 三台"'],
    ['a lone quote', '12" 屏'],
    ['a formula', '=1+1'],
  ])('is read although a subject has %s', async (_, subject) => {
    const { lines, troubles } = await read(
      billOf([...billHead, rowText({ ...paid, subject }), ...onlyPaid]),
    )
    expect(troubles).toEqual([])
    expect(lines).toMatchObject([{ outTradeNo: 'ORDER1', amountFen: 9900 }])
  })

  test('is read by the names of its columns, however they are ordered', async () => {
    const turned = (text: string) => text.split(',').reverse().join(',')
    const head = [...billHead.slice(0, -1), turned(columns)]
    const { lines, troubles } = await read(billOf([...head, turned(rowText(paid)), ...onlyPaid]))
    expect(troubles).toEqual([])
    expect(lines).toMatchObject([{ gatewayTradeNo: paid.tradeNo, amountFen: 9900 }])
  })

  test('may have a letter that is none in a subject', async () => {
    const text = [...billHead, rowText({ ...paid, subject: '@@' }), ...onlyPaid].join('\r\n')
    const table = encodeText(text, 'gbk')
    table.writeUInt8(0xff, table.indexOf('@@'))
    const { lines, troubles, counted } = await read(billOfBytes(table))
    expect(troubles).toEqual([])
    expect(lines).toHaveLength(1)
    expect(counted.damaged).toBe('1')
  })

  test('of an empty day has no lines', async () => {
    const empty = billOf([...billHead, ...billFoot({ paid: 0, paidYuan: '0.00' })])
    expect(await read(empty)).toMatchObject({ lines: [], troubles: [] })
  })

  test('may begin with a byte order mark', async () => {
    const mark = Buffer.from('84319533', 'hex')
    const table = encodeText([...billHead, rowText(paid), ...onlyPaid].join('\r\n'), 'gbk')
    expect(await read(billOfBytes(Buffer.concat([mark, table])))).toMatchObject({ troubles: [] })
  })
})

describe('a bill in trouble', () => {
  const row = rowText(paid)
  const table = (...lines: readonly string[]) => billOf([...billHead, ...lines])
  test.each<readonly [what: string, bytes: () => Buffer, trouble: RegExp]>([
    ['is no bill', () => Buffer.from('<html>404</html>'), /begins with none/],
    ['is nothing', () => Buffer.alloc(0), /cut off/],
    ['has no table', () => archiveOf([packText('readme.txt', 'x')]), /0 files/],
    ['has two tables', () => twice(), /2 files/],
    ['is encrypted', () => archiveOf([packText('业务明细.csv', 'x')], 1), /encrypted/],
    ['is packed strangely', () => archiveOf([packText('业务明细.csv', 'x')], 0, 99), /unknown way/],
    ['was damaged on its way', () => damaged(), /damaged/],
    ['has lost its end', () => billOf([...billHead, row]), /cut off/],
    ['has lost its sums', () => table(row, ...onlyPaid.slice(0, 1)), /交易: nothing/],
    ['counts a payment too many', () => table(row, row, ...onlyPaid), /交易: 1\/9900, counted 2/],
    ['says another sum', () => table(row, ...billFoot({ paid: 1, paidYuan: '99.01' })), /counted/],
    [
      'lacks a column',
      () => billOf([...billHead.slice(0, -1), '支付宝交易号,商户订单号']),
      /missing/,
    ],
    ['is another kind', () => billOf(['#支付宝账务明细查询', row]), /begins with none/],
    [
      'has an amount in words',
      () => table(row.replaceAll('99.00', '九十九'), ...onlyPaid),
      /订单金额/,
    ],
    [
      'has a day there never was',
      () => table(row.replaceAll('03-01', '02-30'), ...onlyPaid),
      /完成时间/,
    ],
    ['has a line too short', () => table('a,b', ...onlyPaid), /not 25 values/],
    ['goes on after its end', () => table(row, ...onlyPaid, row), /after the end/],
    ['has ten million columns', () => billOf([...billHead, ','.repeat(10_000_000)]), /too long/],
  ])('that %s says so', async (_, bytes, trouble) => {
    const { troubles } = await read(bytes())
    expect(troubles.join()).toMatch(trouble)
  })

  test('that unpacks into gigabytes is given up early', async () => {
    const zeros = Buffer.alloc(64 * 1_048_576)
    const packed = deflateRawSync(zeros, { level: 9 })
    const name = encodeText('业务明细.csv', 'gbk')
    const bomb = archiveOf([{ name, packed, crc: crc32(zeros), size: 1 }])
    expect((await read(bomb)).troubles.join()).toMatch(/too long/)
  })

  test('is never an exception, whatever arrives', async () => {
    const whole = table(row, ...onlyPaid)
    const scrap = fc.constantFrom(...billHead, row, ...foot, '"', ',', '\ufeff', '\0')
    const broken = fc.oneof(
      fc.array(fc.oneof(scrap, fc.string()), { maxLength: 12 }).map((lines) => billOf(lines)),
      fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
        const copy = Buffer.from(whole)
        copy[at] = byte
        return copy
      }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => billOfBytes(Buffer.from(bytes))),
    )
    const right = await read(whole)
    await fc.assert(
      fc.asyncProperty(broken, fc.constantFrom<BillKind>('trade', 'funds'), async (bytes, kind) => {
        const { troubles, lines } = await read(bytes, kind)
        if (troubles.length === 0) expect(lines).toEqual(kind === 'trade' ? right.lines : [])
      }),
      { numRuns: 300 },
    )
  })

  function twice(): Buffer {
    return archiveOf([packText('1_业务明细.csv', 'x'), packText('2_业务明细.csv', 'x')])
  }

  function damaged(): Buffer {
    const bytes = encodeText('#支付宝业务明细查询', 'gbk')
    return archiveOf([{ ...packBytes('业务明细.csv', bytes), crc: 1 }])
  }
})

test('a bill of movements is checked by its own sums', async () => {
  const movement = (into: string, out: string, type: string) =>
    `F1\t,B1\t,ORDER1\t,年度版,2026-03-01 12:00:00,,${into},${out},99.00,支付宝,${type},`
  const bill = (sum: string) =>
    archiveOf([
      packText(
        '1_账务明细.csv',
        [
          '#支付宝账务明细查询',
          '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
          movement('99.00', '', '在线支付'),
          movement('', '-0.59', '收费'),
          movement('', '-50.00', '提现'),
          '#-----账务明细列表结束-----',
          '#支出合计：2笔，共50.59元',
          `#收入合计：1笔，共${sum}元`,
        ].join('\r\n'),
      ),
    ])
  const { lines, troubles } = await read(bill('99.00'), 'funds')
  expect(troubles).toEqual([])
  expect(lines).toMatchObject([
    { entry: 'payment', amountFen: 9900, feeFen: 0 },
    { entry: 'fee', amountFen: 0, feeFen: 59 },
    { entry: 'payout', amountFen: 5000, feeFen: 0, gatewayTradeNo: expect.stringMatching(/./) },
  ])
  expect((await read(bill('98.00'), 'funds')).troubles.join()).toMatch(/收入/)
})

test('a bill of twenty thousand lines passes through piece by piece', async () => {
  function* rows() {
    for (let i = 0; i < 20_000; i += 1) yield { ...paid, tradeNo: `T${i}`, outTradeNo: `O${i}` }
  }
  const bytes = await longBill(rows(), { paid: 20_000, paidYuan: '1980000.00' })
  const { lines, troubles } = await read(bytes)
  expect(troubles).toEqual([])
  expect(lines).toHaveLength(20_000)
})

describe('asked for a bill, Alipay', () => {
  const node = { code: '10000', msg: 'Success' }

  test('says where it is, and the bytes come as they are', async () => {
    const bytes = billOf([...billHead, rowText(paid), ...onlyPaid])
    standIn.answer((asked, response) => {
      if (asked.file === undefined)
        return signedReply(asked, { ...node, bill_download_url: `${standIn.url}?file=1` })
      response.end(bytes)
      return undefined
    })
    const fetched = await gateway.fetchBill('2026-03-01', 'trade', 5_000)
    expect(fetched).toEqual({ outcome: 'fetched', bytes })
    expect(JSON.parse(standIn.asked[0]?.biz_content ?? '')).toEqual({
      bill_type: 'trade',
      bill_date: '2026-03-01',
    })
  })

  test.each([
    [{ code: '40004', msg: 'Business Failed', sub_code: 'NO_BILL_DATA' }, 'empty'],
    [{ code: '40004', msg: 'Business Failed', sub_code: 'BILL_NOT_EXIST' }, 'not-ready'],
    [{ code: '40004', msg: 'Business Failed', sub_code: 'isp.bill_not_exist' }, 'not-ready'],
    [{ code: '40004', msg: 'Business Failed', sub_code: 'TYPE_NOT_SUPPORTED' }, 'refused'],
    [{ code: '20000', msg: 'Unavailable', sub_code: 'isp.unknow-error' }, 'unknown'],
    [{ ...node, bill_file_code: 'EMPTY_DATA_WITH_BILL_FILE', bill_download_url: 'x' }, 'empty'],
    [{ ...node, bill_download_url: 'file:///etc/passwd' }, 'unknown'],
    [node, 'unknown'],
  ])('answers %o, which means %s', async (reply, outcome) => {
    standIn.answer((asked) => signedReply(asked, reply))
    expect(await gateway.fetchBill('2026-03-01', 'trade', 5_000)).toMatchObject({ outcome })
  })
})

async function read(bytes: Buffer, kind: BillKind = 'trade') {
  const parts: BillPart[] = []
  for await (const part of gateway.readBill(bytes, kind)) parts.push(part)
  const lines: BillLine[] = parts.flatMap((each) => (each.part === 'line' ? [each.line] : []))
  const troubles = parts.flatMap((each) => (each.part === 'trouble' ? [each.about] : []))
  const totals = parts.find((each) => each.part === 'totals')
  return { lines, troubles, counted: totals?.part === 'totals' ? totals.counted : {} }
}
