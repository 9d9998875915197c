// The bills of the simulated WeChat Pay, read here by rules of the test's own and added up again.

import { createHash, randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { Hash, Transformer } from 'wechatpay-axios-plugin'
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { assert } from '../../src/kit/assert.ts'
import {
  authorize,
  type Json,
  mchId,
  mchKey,
  openWechatStage,
  placeAndPay,
  type WechatStage,
  wechatAppId,
} from './wechat-stage.ts'

const firstDay = '2026-03-01'

let stage: WechatStage
afterEach(() => stage.stop())

test('the trade bill has every payment and refund of its day, and its totals are their sums', async () => {
  stage = await openStageWithTrades()
  const bill = readBill(await download(`/v3/bill/tradebill?bill_date=${firstDay}`))
  expect(bill.header).toEqual(allColumns)
  expect(bill.rows.map((row) => [row.交易时间, row.商户订单号, row.交易状态])).toEqual([
    ['2026-03-01 12:00:00', 'ORDER-A', 'SUCCESS'],
    ['2026-03-01 12:10:00', 'ORDER-A', 'REFUND'],
    ['2026-03-01 23:59:59', 'ORDER-B', 'SUCCESS'],
  ])
  const [paid, refunded] = bill.rows
  expect(paid).toMatchObject({
    公众账号ID: wechatAppId,
    商户号: mchId,
    交易类型: 'NATIVE',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    应结订单金额: '9.90',
    代金券金额: '0.90',
    微信退款单号: '0',
    商户退款单号: '0',
    退款金额: '0.00',
    退款类型: '',
    商品名称: '一年授权, & more',
    商户数据包: 'A,B',
    手续费: '0.06000',
    费率: '0.60%',
    订单金额: '9.90',
    费率备注: '',
  })
  expect(paid?.微信订单号).toMatch(/^42000\d{23}$/)
  expect(refunded).toMatchObject({
    微信订单号: paid?.微信订单号,
    应结订单金额: '0.00',
    商户退款单号: 'REFUND1',
    退款金额: '4.00',
    退款类型: 'ORIGINAL',
    退款状态: 'SUCCESS',
    手续费: '-0.02000',
    订单金额: '0.00',
    申请退款金额: '4.00',
  })
  const sums = {
    总交易单数: bill.rows.length,
    应结订单总金额: sumOf(bill.rows, '应结订单金额'),
    退款总金额: sumOf(bill.rows, '退款金额'),
    充值券退款总金额: 0,
    手续费总金额: sumOf(bill.rows, '手续费'),
    订单总金额: sumOf(bill.rows, '订单金额'),
    申请退款总金额: sumOf(bill.rows, '申请退款金额'),
  }
  expect(Object.keys(bill.totals)).toEqual(Object.keys(sums))
  for (const [name, sum] of Object.entries(sums)) {
    expect(microOf(bill.totals[name])).toBe(name === '总交易单数' ? sum * 1_000_000 : sum)
  }
})

test('midnight in Shanghai parts the days', async () => {
  stage = await openStageWithTrades()
  await stage.simulator.advance(dayMs)
  const bill = readBill(await download('/v3/bill/tradebill?bill_date=2026-03-02'))
  expect(bill.rows.map((row) => [row.交易时间, row.商户订单号])).toEqual([
    ['2026-03-02 00:00:00', 'ORDER-C'],
    ['2026-03-02 00:01:00', 'ORDER-C'],
  ])
  expect(bill.rows[1]).toMatchObject({
    退款状态: 'FAIL',
    退款金额: '0.00',
    申请退款金额: '9.90',
    手续费: '0.00000',
  })
})

test('a bill of one type has that type’s lines and columns', async () => {
  stage = await openStageWithTrades()
  const of = async (type: string) =>
    readBill(await download(`/v3/bill/tradebill?bill_date=${firstDay}&bill_type=${type}`))
  const success = await of('SUCCESS')
  expect(success.header).toEqual(allColumns.filter((name) => !name.includes('退款')))
  expect(success.rows.map((row) => row.交易状态)).toEqual(['SUCCESS', 'SUCCESS'])
  const refund = await of('REFUND')
  expect(refund.header).toEqual([
    ...allColumns.slice(0, 14),
    '退款申请时间',
    '退款成功时间',
    ...allColumns.slice(14),
  ])
  expect(refund.rows).toHaveLength(1)
  expect(refund.rows[0]).toMatchObject({
    退款申请时间: '2026-03-01 12:10:00',
    退款成功时间: '2026-03-01 12:10:10',
  })
})

test('the fund-flow bill tells every move and the balance after it', async () => {
  stage = await openStageWithTrades()
  await stage.simulator.advance(dayMs)
  const day = async (date: string) =>
    readBill(await download(`/v3/bill/fundflowbill?bill_date=${date}`))
  const first = await day(firstDay)
  expect(first.header).toHaveLength(11)
  expect(
    first.rows.map((row) => [row.业务类型, row.收支类型, row['收支金额(元)'], row['账户结余(元)']]),
  ).toEqual([
    ['交易', '收入', '9.90', '9.90'],
    ['扣除交易手续费', '支出', '0.06', '9.84'],
    ['退款', '支出', '3.98', '5.86'],
    ['交易', '收入', '9.90', '15.76'],
    ['扣除交易手续费', '支出', '0.06', '15.70'],
  ])
  expect(first.totals).toEqual({
    资金流水总笔数: '5',
    收入笔数: '2',
    收入金额: '19.80',
    支出笔数: '3',
    支出金额: '4.10',
  })
  const second = await day('2026-03-02')
  expect(second.rows.at(-1)).toMatchObject({ 业务类型: '退款退回', '账户结余(元)': '25.54' })
  const numbers = [...first.rows, ...second.rows].map((row) => row.资金流水单号)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('a packed bill unpacks to the file whose SHA1 was told', async () => {
  stage = await openStageWithTrades()
  const query = `bill_date=${firstDay}&tar_type=GZIP`
  const packed = await download(`/v3/bill/tradebill?${query}`, gunzipSync)
  const plain = await download(`/v3/bill/tradebill?bill_date=${firstDay}`)
  expect(packed).toEqual(plain)
})

test('a bill can be had from ten the next morning, and for three months', async () => {
  stage = await openWechatStage()
  const codeOf = async (query: string) => {
    const { status, json, headers, text } = await stage.raw('GET', `/v3/bill/tradebill?${query}`)
    expect(stage.isSigned(headers, text)).toBe(true)
    return status === 200 ? 'OK' : json.code
  }
  await placeAndPay(stage)
  const bill = `bill_date=${firstDay}`
  expect(await codeOf(bill)).toBe('PARAM_ERROR')
  await stage.simulator.advance(12 * hourMs)
  expect(await codeOf(bill)).toBe('STATEMENT_CREATING')
  await stage.simulator.advance(10 * hourMs - 1)
  expect(await codeOf(bill)).toBe('STATEMENT_CREATING')
  await stage.simulator.advance(1)
  expect(await codeOf(bill)).toBe('OK')
  expect(await codeOf('bill_date=2026-02-28')).toBe('NO_STATEMENT_EXIST')
  expect(await codeOf(`${bill}&bill_type=REFUND`)).toBe('NO_STATEMENT_EXIST')
  for (const wrong of [
    '',
    'bill_date=20260301',
    'bill_date=2026-02-30',
    `${bill}&bill_type=ANY`,
    `${bill}&tar_type=ZIP`,
  ]) {
    expect(await codeOf(wrong)).toBe('PARAM_ERROR')
  }
  const funds = await stage.raw('GET', `/v3/bill/fundflowbill?${bill}&account_type=FEES`)
  expect(funds.json.code).toBe('NO_STATEMENT_EXIST')
  await stage.simulator.advance(93 * dayMs)
  expect(await codeOf(bill)).toBe('PARAM_ERROR')
})

test('the download wants the merchant’s signature, is not signed itself, and ends after five minutes', async () => {
  stage = await openStageWithTrades()
  const told = await stage.raw('GET', `/v3/bill/tradebill?bill_date=${firstDay}`)
  const url = String(told.json.download_url)
  expect(url).toMatch(/\/wechat\/v3\/billdownload\/file\?token=\w{40,}$/)
  const anonymous = await fetch(url, { headers: { accept: '*/*', 'user-agent': 'test' } })
  expect(anonymous.status).toBe(401)
  const path = url.slice(`${stage.base}/wechat`.length)
  const file = await stage.raw('GET', path)
  expect(file.status).toBe(200)
  expect(file.headers.get('wechatpay-signature')).toBeNull()
  expect((await stage.raw('GET', '/v3/billdownload/file?token=nobodys')).status).toBe(404)
  await stage.simulator.advance(5 * minuteMs - 1)
  expect((await stage.raw('GET', path)).status).toBe(200)
  await stage.simulator.advance(1)
  expect((await stage.raw('GET', path)).status).toBe(404)
})

test('the independent client fetches a bill with API v3', async () => {
  stage = await openStageWithTrades()
  const { v3 } = stage.client()
  const params = { bill_date: firstDay, bill_type: 'ALL' }
  const told = (await v3?.bill?.tradebill?.get({ params }))?.data as Json
  const token = new URL(String(told.download_url)).searchParams.get('token')
  const config = { params: { token }, responseType: 'arraybuffer' } as const
  const bytes = (await v3?.billdownload?.file?.get(config))?.data as Buffer
  expect(createHash('sha1').update(bytes).digest('hex')).toBe(told.hash_value)
})

test('API v2 hands out the same bills as bare text, the fund flow for HMAC-SHA256 alone', async () => {
  stage = await openStageWithTrades()
  const trades = await postV2('downloadbill', { bill_date: '20260301', bill_type: 'ALL' })
  expect(trades).toEqual(await download(`/v3/bill/tradebill?bill_date=${firstDay}`))
  const packed = { bill_date: '20260301', bill_type: 'ALL', tar_type: 'GZIP' }
  expect(gunzipSync(await postV2('downloadbill', packed))).toEqual(trades)
  const asked = { bill_date: '20260301', account_type: 'Basic' }
  const funds = await postV2('downloadfundflow', { ...asked, sign_type: 'HMAC-SHA256' })
  expect(funds).toEqual(await download(`/v3/bill/fundflowbill?bill_date=${firstDay}`))

  const refusalOf = async (path: string, fields: Record<string, string>) => {
    const reply = Transformer.toObject((await postV2(path, fields)).toString('utf8')) as Json
    expect(reply).not.toHaveProperty('sign')
    expect(reply.return_code).toBe('FAIL')
    return reply.return_msg
  }
  expect(await refusalOf('downloadfundflow', asked)).toBe('签名类型错误')
  expect(await refusalOf('downloadbill', { bill_date: '20260228' })).toBe('No Bill Exist')
  expect(await refusalOf('downloadbill', { bill_date: '2026-03-01' })).toBe('invalid bill_date')
  await stage.simulator.advance(14 * hourMs)
  expect(await refusalOf('downloadbill', { bill_date: '20260302' })).toBe('Bill Creating')
})

const allColumns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'.split(
    ',',
  )

/** Three payments around midnight, one refund made and one closed; it is ten in the morning after. */
async function openStageWithTrades(): Promise<WechatStage> {
  stage = await openWechatStage({ mchKey })
  const named = { description: '一年授权,\n& more', attach: 'A,B' }
  await stage.place({ ...named, out_trade_no: 'ORDER-A' })
  await stage.place({ out_trade_no: 'ORDER-UNPAID' })
  await stage.control('pay', { out_trade_no: 'ORDER-A', coupon_fen: 90 })
  await stage.simulator.advance(10 * minuteMs)
  await stage.refund({ out_trade_no: 'ORDER-A' }, 400)
  await stage.simulator.advance(11 * hourMs + 50 * minuteMs - secondMs)
  await placeAndPay(stage, { out_trade_no: 'ORDER-B' })
  await stage.simulator.advance(secondMs)
  await placeAndPay(stage, { out_trade_no: 'ORDER-C' })
  await stage.simulator.advance(minuteMs)
  await stage.control('faults', { fault: 'refund_closed', times: 1 })
  await stage.refund({ out_trade_no: 'ORDER-C', out_refund_no: 'REFUND2' }, 990)
  await stage.simulator.advance(10 * hourMs - minuteMs)
  return stage
}

/** Both steps by hand; the file, whose hash is as it was told. */
async function download(
  path: string,
  unpack: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<Buffer> {
  const told = await stage.raw('GET', path)
  assert(told.status === 200, `there is a bill, not ${told.text}`)
  const url = new URL(String(told.json.download_url))
  const response = await fetch(url, {
    headers: {
      authorization: authorize('GET', url.pathname + url.search, ''),
      accept: '*/*',
      'user-agent': 'test',
    },
  })
  const bytes = unpack(Buffer.from(await response.arrayBuffer()))
  expect(told.json.hash_type).toBe('SHA1')
  expect(createHash('sha1').update(bytes).digest('hex')).toBe(told.json.hash_value)
  return bytes
}

async function postV2(path: string, fields: Record<string, string>): Promise<Buffer> {
  const nonce = randomUUID().replaceAll('-', '')
  const all = { appid: wechatAppId, mch_id: mchId, nonce_str: nonce, ...fields }
  const type = fields.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const response = await fetch(`${stage.base}/wechat/pay/${path}`, {
    method: 'POST',
    body: Transformer.toXml({ ...all, sign: Hash.sign(type, all, mchKey) }),
  })
  return Buffer.from(await response.arrayBuffer())
}

type Row = Readonly<Record<string, string>>

function readBill(bytes: Buffer) {
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = bytes.subarray(3).toString('utf8')
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(text.endsWith('\r\n')).toBe(true)
  const lines = text.split('\r\n').slice(0, -1)
  const header = lines[0]?.split(',') ?? []
  const row = (line = '', names = header): Row => {
    expect(line.startsWith('`')).toBe(true)
    const values = line.slice(1).split(',`')
    expect(values).toHaveLength(names.length)
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
  }
  return {
    header,
    rows: lines.slice(1, -2).map((line) => row(line)),
    totals: row(lines.at(-1), lines.at(-2)?.split(',')),
  }
}

/** Millionths of a yuan. */
function microOf(text = ''): number {
  const [, minus, yuan = '', decimals = ''] = /^(-)?(\d+)(?:\.(\d{1,6}))?$/.exec(text) ?? []
  const micro = Number(yuan + decimals.padEnd(6, '0'))
  return minus === undefined ? micro : -micro
}

function sumOf(rows: readonly Row[], name: string): number {
  return rows.reduce((sum, row) => sum + microOf(row[name]), 0)
}
