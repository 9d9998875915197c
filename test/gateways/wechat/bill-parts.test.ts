// WeChat Pay's bills as the shop reads them: from the bytes that came, in the words all gateways share. A hostile
// one ends as a trouble, never as an exception and never in silence.

import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BillKind, BillPart } from '../../../src/core/bill.ts'
import { readBill } from '../../../src/gateways/wechat/bill-parts.ts'
import { shanghai } from '../alipay/accounts.ts'

const columns =
  '交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,微信退款单号,商户退款单号,退款状态,手续费,订单金额,申请退款金额'
const payment =
  '`2026-03-01 12:00:00,`wx1,`1900000001,`4200001,`ORDER1,`SUCCESS,`0,`0,`,`0.59400,`99.00,`0.00'
const refund = (status: string) =>
  `\`2026-03-01 13:00:00,\`wx1,\`1900000001,\`4200001,\`ORDER1,\`REFUND,\`5000001,\`REFUND1,\`${status},\`-0.06000,\`0.00,\`10.00`
const sumNames = '总交易单数,手续费总金额,订单总金额,申请退款总金额'
const whole = textOf(columns, payment, refund('SUCCESS'), sumNames, '`2.0,`0.534,`99.0,`10.00')

describe('a bill of WeChat Pay', () => {
  test.each([
    ['packed', gzipSync(whole)],
    ['as bare text', Buffer.from(whole)],
  ])('is read %s', async (_, bytes) => {
    const { lines, troubles, totals } = await read(bytes)
    expect(troubles).toEqual([])
    expect(lines).toEqual([
      {
        entry: 'payment',
        outTradeNo: 'ORDER1',
        gatewayTradeNo: '4200001',
        refundNo: null,
        amountFen: 9900,
        feeFen: 59,
        at: shanghai('2026-03-01 12:00:00'),
      },
      {
        entry: 'refund',
        outTradeNo: 'ORDER1',
        gatewayTradeNo: '4200001',
        refundNo: 'REFUND1',
        amountFen: 1000,
        feeFen: -6,
        at: shanghai('2026-03-01 13:00:00'),
      },
    ])
    expect(totals?.declared).toMatchObject({ 订单总金额: '99.0' })
    expect(totals?.counted).toMatchObject({ 订单总金额: '99', 总交易单数: '2' })
  })

  test.each([
    ['SUCCESS', 'refund', 1000],
    ['PROCESSING', 'refund', 1000],
    ['FAIL', 'other', 0],
    ['CHANGE', 'other', 0],
  ])('says of a refund in state %s that it is a %s of %i fen', async (status, entry, amountFen) => {
    const text = textOf(columns, payment, refund(status), sumNames, '`2,`0.534,`99,`10')
    expect((await read(Buffer.from(text))).lines[1]).toMatchObject({ entry, amountFen })
  })

  test.each([
    ['is no bill', Buffer.from('<xml><return_code>FAIL</return_code></xml>'), /no-header/],
    ['is cut off', Buffer.from(textOf(columns, payment)), /no-summary/],
    ['does not add up', Buffer.from(whole.replace('`99.0,', '`98.0,')), /total/],
    ['was damaged on its way', gzipSync(whole).subarray(0, -12), /unpacked/],
    ['has ten million columns', Buffer.from(','.repeat(10_000_000)), /too long/],
    ['unpacks into one endless line', gzipSync(Buffer.alloc(32 * 1_048_576)), /too long/],
  ])('that %s says so', async (_, bytes, trouble) => {
    expect((await read(bytes)).troubles.join()).toMatch(trouble)
  })

  test('of movements tells what went to the bank, and came back, by the movement, with the balance', async () => {
    const out = '`2025-03-03 12:00:06,`W1,`F1,`提现,`提现,`支出,`50.00,`49.00,`system,`,`'
    const back = '`2025-03-03 13:00:06,`W1,`F2,`提现,`提现,`收入,`50.00,`99.00,`system,`,`'
    const text = textOf(
      '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
      ...[
        out,
        back,
        '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
        '`2,`1,`50.00,`1,`50.00',
      ],
    )
    const { lines, troubles } = await read(Buffer.from(text), 'funds')
    expect(troubles).toEqual([])
    expect(lines).toMatchObject([
      { entry: 'payout', gatewayTradeNo: 'F1', amountFen: 5000, balanceFen: 4900 },
      { entry: 'payout', gatewayTradeNo: 'F2', amountFen: -5000, balanceFen: 9900 },
    ])
  })

  test('is never an exception, whatever arrives', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some))
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom<BillKind>('trade', 'funds'), async (some, kind) => {
        expect((await read(some, kind)).troubles).not.toEqual([])
        expect((await read(gzipSync(some), kind)).troubles).not.toEqual([])
      }),
    )
  })
})

async function read(bytes: Buffer, kind: BillKind = 'trade') {
  const parts: BillPart[] = []
  for await (const part of readBill(bytes, kind)) parts.push(part)
  return {
    lines: parts.flatMap((each) => (each.part === 'line' ? [each.line] : [])),
    troubles: parts.flatMap((each) => (each.part === 'trouble' ? [each.about] : [])),
    totals: parts.flatMap((each) => (each.part === 'totals' ? [each] : []))[0],
  }
}

function textOf(...lines: readonly string[]): string {
  return `\ufeff${lines.map((line) => `${line}\r\n`).join('')}`
}
