// WeChat Pay's bills: trades and fund flows as they are published, and what does not add up.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  linesOf,
  readFundFlow,
  readTradeBill,
  scanTradeBill,
} from '../../../src/gateways/wechat/bill.ts'
import { unitsOf } from '../../../src/gateways/wechat/bill-lines.ts'
import { shanghai } from './v2-stand-in.ts'

const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const totals =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

const payment =
  '`2025-03-03 12:00:06,`wx0000000000000d01,`1900000001,`0,`,`4200000001,`DEV000001,`oDEV1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`99.00,`0.00,`0,`0,`0.00,`0.00,`,`,`会员, 一年,`,`0.59400,`0.60%,`99.00,`0.00,`'
const second = payment
  .replace('4200000001', '4200000002')
  .replace('DEV000001', 'DEV000002')
  .replaceAll('99.00', '9.90')
  .replace('0.59400', '0.05940')
const refund =
  '`2025-03-03 13:00:00,`wx0000000000000d01,`1900000001,`0,`,`4200000001,`DEV000001,`oDEV1,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5000000001,`R1,`10.00,`0.00,`ORIGINAL,`SUCCESS,`会员, 一年,`,`-0.06000,`0.60%,`0.00,`10.00,`'
const sums = '`3,`108.90,`10.00,`0.00,`0.59340,`108.90,`10.00'

function bill(...lines: readonly string[]): string {
  return `\ufeff${lines.join('\r\n')}\r\n`
}

const whole = bill(columns, payment, second, refund, totals, sums)

describe('a trade bill', () => {
  test('is read without a problem', () => {
    const { rows, problems } = readTradeBill(whole)
    expect(problems).toEqual([])
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({
      at: shanghai('2025-03-03 12:00:06'),
      appId: 'wx0000000000000d01',
      mchId: '1900000001',
      gatewayTradeNo: '4200000001',
      outTradeNo: 'DEV000001',
      state: 'SUCCESS',
      amountFen: 9900,
      refund: undefined,
      feeMicroYuan: 594_000,
    })
    expect(rows[0]?.cells.get('商品名称')).toBe('会员, 一年')
    expect(rows[0]?.cells.get('费率备注')).toBe('')
    expect(rows[2]).toMatchObject({
      at: shanghai('2025-03-03 13:00:00'),
      outTradeNo: 'DEV000001',
      state: 'REFUND',
      amountFen: 0,
      refund: {
        gatewayRefundNo: '5000000001',
        refundNo: 'R1',
        amountFen: 1000,
        status: 'SUCCESS',
      },
      feeMicroYuan: -60_000,
    })
  })

  test('is read by the names of its columns, wherever they stand', () => {
    const turned = (line: string, mark: string) => line.split(mark).toReversed().join(mark)
    const lines = [payment, second, refund].map((line) => `\`${turned(line.slice(1), ',`')}`)
    const { rows, problems } = readTradeBill(bill(turned(columns, ','), ...lines, totals, sums))
    expect(problems).toEqual([])
    expect(rows.map(({ outTradeNo, amountFen }) => [outTradeNo, amountFen])).toEqual([
      ['DEV000001', 9900],
      ['DEV000002', 990],
      ['DEV000001', 0],
    ])
  })

  test.each([
    ['line feeds alone', whole.replaceAll('\r\n', '\n')],
    ['no byte order mark', whole.slice(1)],
    ['no line break at its end', whole.trimEnd()],
    ['empty lines at its end', `${whole}\r\n\r\n`],
    [
      'sums of one decimal, as the published sample',
      whole.replace('`3,`108.90,`10.00', '`3.0,`108.9,`10.0'),
    ],
  ])('may come with %s', (_, text) => {
    const { rows, problems } = readTradeBill(text)
    expect(problems).toEqual([])
    expect(rows).toHaveLength(3)
  })

  test('of a day without trade has no rows', () => {
    const text = bill(columns, totals, '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00')
    expect(readTradeBill(text)).toEqual({ rows: [], problems: [] })
  })

  test('of payments alone lacks the columns of refunds', () => {
    const header =
      '交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,手续费,费率,订单金额,费率备注'
    const line = '`2019-11-03 19:10:56,`wx1,`1,`42,`N1,`SUCCESS,`0.01,`0.00000,`0.60%,`0.01,`'
    const { rows, problems } = readTradeBill(
      bill(header, line, totals, '`1,`0.01,`0.00,`0.00,`0.00000,`0.01,`0.00'),
    )
    expect(problems).toEqual([])
    expect(rows).toMatchObject([{ outTradeNo: 'N1', amountFen: 1, refund: undefined }])
  })

  test.each([
    ['总交易单数', sums.replace('`3', '`4'), '总交易单数 4, counted 3'],
    ['应结订单总金额', sums.replace('108.90', '108.91'), '应结订单总金额 108.91, counted 108.9'],
    ['手续费总金额', sums.replace('0.59340', '0.59'), '手续费总金额 0.59, counted 0.5934'],
    ['申请退款总金额', sums.replace(/10.00$/, '0.00'), '申请退款总金额 0.00, counted 10'],
  ])('whose %s does not add up is reported', (_, line, about) => {
    const { rows, problems } = readTradeBill(bill(columns, payment, second, refund, totals, line))
    expect(rows).toHaveLength(3)
    expect(problems).toEqual([{ line: 6, kind: 'total', about }])
  })

  test('from which a line is missing is reported in every sum', () => {
    const { problems } = readTradeBill(bill(columns, payment, refund, totals, sums))
    expect(problems.map(({ kind }) => kind)).toEqual(['total', 'total', 'total', 'total'])
  })

  test.each([
    ['is cut off', bill(columns, payment), { line: 2, kind: 'no-summary' }],
    ['has lost its last line', bill(columns, payment, totals), { line: 3, kind: 'no-summary' }],
    ['is empty', '', { line: 0, kind: 'no-header' }],
    ['is a page of HTML', '<html></html>', { line: 1, kind: 'no-header' }],
    ['has no header', bill(payment, totals, sums), { line: 1, kind: 'no-header' }],
    [
      'has no column of amounts',
      bill(columns.replace(',订单金额', ',金额')),
      { line: 1, kind: 'no-header', about: '订单金额' },
    ],
  ])('that %s is reported', (_, text, problem) => {
    expect(readTradeBill(text).problems).toEqual([expect.objectContaining(problem)])
  })

  test.each([
    ['a value too many', payment.replace('会员', '会员,`员'), 'columns', '28 instead of 27'],
    ['a value too few', payment.slice(0, -2), 'columns', '26 instead of 27'],
    [
      'a day there never was',
      payment.replace('03-03', '02-30'),
      'value',
      '交易时间 2025-02-30 12:00:06',
    ],
    ['an amount in words', payment.replaceAll('99.00', '九十九'), 'value', '订单金额 九十九'],
    [
      'an amount of three decimals',
      payment.replaceAll('99.00', '99.001'),
      'value',
      '订单金额 99.001',
    ],
    ['an amount below zero', payment.replaceAll('99.00', '-99.00'), 'value', '订单金额 -99.00'],
    ['no fee', payment.replace('0.59400', ''), 'value', '手续费 '],
    ['a refund of nothing readable', refund.replaceAll('10.00', 'x'), 'value', '申请退款金额 x'],
    ['no marks', payment.replaceAll('`', ''), 'stray', payment.replaceAll('`', '')],
  ])('reports a line with %s and goes on', (_, line, kind, about) => {
    const { rows, problems } = readTradeBill(bill(columns, line, second, totals, sums))
    expect(rows).toHaveLength(1)
    expect(problems[0]).toEqual({ line: 2, kind, about })
  })

  test('that goes on after its last line is reported', () => {
    expect(readTradeBill(whole + payment).problems).toEqual([
      { line: 7, kind: 'stray', about: payment },
    ])
  })

  test('can be read while it is still coming in', () => {
    function* endless() {
      yield columns
      for (;;) yield payment
    }
    let rows = 0
    for (const part of scanTradeBill(endless())) {
      if (part.kind === 'row') rows += 1
      if (rows === 1_000) break
    }
    expect(rows).toBe(1_000)
  })

  test('is never an exception, whatever arrives', () => {
    const scrap = fc.constantFrom(columns, totals, payment, sums, '`', ',`', '\r\n', '\n', '\ufeff')
    const text = fc.array(fc.oneof(scrap, fc.string()), { maxLength: 12 })
    fc.assert(
      fc.property(text, (parts) => {
        const { rows, problems } = readTradeBill(parts.join(''))
        expect(rows.length + problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a fund-flow bill', () => {
  const header =
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
  const summary = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'
  const income =
    '`2025-03-03 12:00:06,`4200000001,`F1,`交易,`交易,`收入,`99.00,`1099.00,`system,`,`V1'
  const outgo =
    '`2025-03-03 13:00:00,`5000000001,`F2,`退款,`退款,`支出,`10.00,`1089.00,`system,`R1,`V2'

  test('is read without a problem', () => {
    const { rows, problems } = readFundFlow(
      bill(header, income, outgo, summary, '`2,`1,`99.00,`1,`10.00'),
    )
    expect(problems).toEqual([])
    expect(rows).toMatchObject([
      { flowNo: 'F1', business: '交易', direction: 'in', amountFen: 9900 },
      { gatewayTradeNo: '5000000001', flowNo: 'F2', direction: 'out', amountFen: 1000 },
    ])
    expect(rows[0]?.cells.get('账户结余(元)')).toBe('1099.00')
  })

  test('is read with full-width parentheses too', () => {
    const wide = header.replaceAll('(', '（').replaceAll(')', '）')
    const { rows, problems } = readFundFlow(bill(wide, income, summary, '`1,`1,`99.00,`0,`0.00'))
    expect(problems).toEqual([])
    expect(rows).toHaveLength(1)
  })

  test.each([
    ['`3,`1,`99.00,`1,`10.00', '资金流水总笔数 3, counted 2'],
    ['`2,`2,`99.00,`1,`10.00', '收入笔数 2, counted 1'],
    ['`2,`1,`109.00,`1,`10.00', '收入金额 109.00, counted 99'],
    ['`2,`1,`99.00,`1,`10.01', '支出金额 10.01, counted 10'],
  ])('whose totals %s do not add up is reported', (line, about) => {
    const { problems } = readFundFlow(bill(header, income, outgo, summary, line))
    expect(problems).toEqual([{ line: 5, kind: 'total', about }])
  })

  test('reports money that goes neither in nor out', () => {
    const odd = income.replace('收入', '冻结')
    const { rows, problems } = readFundFlow(bill(header, odd, summary, '`0,`0,`0.00,`0,`0.00'))
    expect(rows).toEqual([])
    expect(problems).toEqual([{ line: 2, kind: 'value', about: '收支类型 冻结' }])
  })
})

test('a decimal text becomes a whole number of small units, without a float between', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.nat(3), (units, zeros) => {
      const digits = String(Math.abs(units)).padStart(7, '0')
      const text = `${units < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}${'0'.repeat(zeros)}`
      expect(unitsOf(text, 6)).toBe(units)
    }),
  )
  for (const text of [
    '',
    '.5',
    '5.',
    '1e3',
    '+1',
    ' 1',
    '1,000.00',
    '0x1',
    '1.2.3',
    '½',
    '1.0000001',
  ])
    expect(unitsOf(text, 6)).toBeUndefined()
})

test('a text of many lines is cut at each of them', () => {
  expect([...linesOf('a\r\nb\n\nc')]).toEqual(['a', 'b', '', 'c'])
})
