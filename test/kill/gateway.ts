// Alipay and WeChat Pay as a program of its own that no kill of ours reaches. What it did and what the shop acknowledged to it
// goes into a truth log, synced line by line: the books are held against that afterwards.
// Usage: node GATEWAY TRUTH_LOG, bundled; the first line printed is JSON: { url, env }.

import { createSign } from 'node:crypto'
import { once } from 'node:events'
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Platform } from '../support/platform.ts'
import { strangerPair } from '../support/rsa-pair.ts'
import { newTradeNo } from '../support/stand-in.ts'
import { billArchive } from './bill.ts'
import type { Command, Truth } from './gateway-link.ts'
import { WechatDesk } from './wechat-desk.ts'

type Coming = Extract<Command, { outTradeNo: string }>

type Trade = {
  outTradeNo: string
  tradeNo: string
  amount: string
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED'
  paidAt: string
}

/** Longer than this the real one does not wait for an answer to a notice. */
const noticeMs = 5_000
/** keys and signatures; its own server is never started */
const platform = new Platform()
const trades: Trade[] = []
const refunds = new Map<string, Readonly<{ tradeNo: string; amount: string }>>()
const truthFile = openSync(process.argv[2] ?? '', 'a')

const wechat = new WechatDesk(note)
await wechat.start()
const server = createServer((request, response) => {
  void serve(request, response)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.stdout.write(`${JSON.stringify({ url, env: { ...wechat.env(), ...platform.env() } })}\n`)
// Whoever started us is gone when this ends.
process.stdin.resume().on('end', () => process.exit(0))

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const target = request.url ?? ''
  if (target.startsWith('/bill?')) return void response.end(bill(target))
  if (target === '/control')
    return void response.end(JSON.stringify(await obey(JSON.parse(body) as Command)))
  if (target.startsWith('/v3/')) {
    const { method = '', headers } = request
    const reply = await wechat.answer({ method, target, headers, body })
    return void response
      .writeHead(reply.status, Object.fromEntries(reply.headers))
      .end(await reply.text())
  }
  response.setHeader('content-type', 'text/html;charset=utf-8')
  response.end(answer(target, body))
}

function note(truth: Truth): void {
  writeSync(truthFile, `${JSON.stringify(truth)}\n`)
  fsyncSync(truthFile)
}

/** What the real one would answer to a call; nonsense to one the shop has not signed. */
function answer(target: string, body: string): string {
  const query = new URL(target, 'http://gateway').searchParams
  for (const [name, value] of new URLSearchParams(body)) query.set(name, value)
  if (!platform.isSigned(query)) return 'not signed by the shop'
  const method = query.get('method') ?? ''
  const content = JSON.parse(query.get('biz_content') ?? '{}') as Record<string, string>
  const node = JSON.stringify(business(method, content))
  const sign = createSign('RSA-SHA256').update(node).sign(platform.keys.privateKey, 'base64')
  return `{"${method.replaceAll('.', '_')}_response":${node},"sign":"${sign}"}`
}

async function obey(command: Command): Promise<string> {
  switch (command.verb) {
    case 'enter':
      trades.push({ ...command, status: 'WAIT_BUYER_PAY', paidAt: 'never' })
      return command.tradeNo
    case 'pay':
      return pay(command)
    case 'notify':
      return notify(command)
  }
}

/** The buyer pays, once more if need be: every payment is a trade of its own. */
function pay({ outTradeNo, tradeNo, amount, gateway, paidAt = shanghaiNow() }: Coming): string {
  if (gateway === 'wechat') wechat.pay(outTradeNo, tradeNo, amount, paidAt)
  else trades.push({ outTradeNo, tradeNo, amount, status: 'TRADE_SUCCESS', paidAt })
  note({ kind: 'paid', outTradeNo, tradeNo, amount })
  return tradeNo
}

/** Delivers one notice; answers the shop's word, and what it acknowledged is noted first. */
async function notify(command: Extract<Command, { verb: 'notify' }>): Promise<string> {
  const { to, tradeNo, changes = {}, forged = false, waitMs = noticeMs } = command
  const isWechat = wechat.has(tradeNo)
  const letter = isWechat ? wechat.notice(tradeNo, forged) : alipayNotice(tradeNo, changes, forged)
  const init = { method: 'POST', ...letter, signal: AbortSignal.timeout(waitMs) }
  const reply = await fetch(to, init).catch(() => undefined)
  if (!reply) return 'no answer'
  const heard = isWechat ? wechat.wordOf(reply) : reply.text()
  const word = await heard.catch(() => 'cut off')
  if (!isWechat && reply.status !== 200) return 'no answer'
  const status = changes.trade_status ?? 'TRADE_SUCCESS'
  if (word === 'success') note({ kind: 'acknowledged', tradeNo, status })
  return word
}

function alipayNotice(tradeNo: string, changes: Readonly<Record<string, string>>, forged: boolean) {
  const trade = trades.find((one) => one.tradeNo === tradeNo)
  if (!trade) throw new Error(`no trade ${tradeNo}`)
  const fields = platform.noticeFields(
    trade.outTradeNo,
    { ...trade, status: 'TRADE_SUCCESS' },
    { notify_time: shanghaiNow(), ...changes },
  )
  const key = forged ? strangerPair().privateKey : platform.keys.privateKey
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { body: platform.notice(fields, key), headers }
}

function business(method: string, content: Record<string, string>): Record<string, string> {
  const { out_trade_no = '', trade_no, out_request_no = '' } = content
  const trade = findTrade(out_trade_no, trade_no)
  if (method === 'alipay.trade.precreate')
    return done({ out_trade_no, qr_code: `https://qr.alipay.com/${out_trade_no}` })
  if (method === 'alipay.data.dataservice.bill.downloadurl.query') return offerBill(content)
  if (method === 'alipay.trade.pay') return charge(out_trade_no, content.total_amount ?? '')
  // Undoing what was never heard of is done at once (fact sheet Alipay, section 12.9).
  if (method === 'alipay.trade.cancel' && !trade) return done({ out_trade_no, retry_flag: 'N' })
  if (!trade) return no('ACQ.TRADE_NOT_EXIST')
  const numbers = { out_trade_no, trade_no: trade.tradeNo }
  switch (method) {
    case 'alipay.trade.query':
      return done({
        ...numbers,
        trade_status: trade.status,
        total_amount: trade.amount,
        send_pay_date: trade.paidAt,
      })
    case 'alipay.trade.close':
      if (trade.status !== 'WAIT_BUYER_PAY') return no('ACQ.TRADE_STATUS_ERROR')
      trade.status = 'TRADE_CLOSED'
      return done(numbers)
    case 'alipay.trade.refund':
      return done({ ...numbers, ...giveBack(trade, out_request_no, content.refund_amount ?? '') })
    case 'alipay.trade.fastpay.refund.query':
      return done({ ...numbers, out_request_no, ...refundNews(out_request_no) })
    default:
      return no('ACQ.INVALID_PARAMETER')
  }
}

/** A code is good for one payment; asked again by the same number, the trade it made is told. */
function charge(outTradeNo: string, amount: string): Record<string, string> {
  const made = findTrade(outTradeNo, undefined)
  const tradeNo = made?.tradeNo ?? pay({ verb: 'pay', outTradeNo, tradeNo: newTradeNo(), amount })
  const paidAt = made?.paidAt ?? shanghaiNow()
  return done({
    out_trade_no: outTradeNo,
    trade_no: tradeNo,
    total_amount: amount,
    gmt_payment: paidAt,
  })
}

/** By Alipay's own number where it is given; else what was paid comes before what was not. */
function findTrade(outTradeNo: string, tradeNo: string | undefined): Trade | undefined {
  if (tradeNo !== undefined) return trades.find((one) => one.tradeNo === tradeNo)
  const all = trades.filter((one) => one.outTradeNo === outTradeNo)
  return all.find((one) => one.status === 'TRADE_SUCCESS') ?? all[0]
}

/** Money moves once for each request number (fact sheet Alipay, section 12.10). */
function giveBack(trade: Trade, requestNo: string, amount: string): Record<string, string> {
  if (refunds.has(requestNo)) return { fund_change: 'N' }
  refunds.set(requestNo, { tradeNo: trade.tradeNo, amount })
  note({ kind: 'refunded', tradeNo: trade.tradeNo, requestNo, amount })
  return { fund_change: 'Y', refund_fee: amount }
}

function refundNews(requestNo: string): Record<string, string> {
  const refund = refunds.get(requestNo)
  return refund ? { refund_status: 'REFUND_SUCCESS', refund_amount: refund.amount } : {}
}

/** Movements have no bill here; trades have one on each day that had any. */
function offerBill({ bill_type: type, bill_date: day = '' }: Record<string, string>) {
  const isEmpty = type !== 'trade' || paidOn(day).length === 0
  return isEmpty
    ? done({ bill_file_code: 'EMPTY_DATA_WITH_BILL_FILE' })
    : done({ bill_download_url: `${url}/bill?day=${day}` })
}

function bill(target: string): Buffer {
  const entries = paidOn(new URL(target, url).searchParams.get('day') ?? '')
  const fen = entries.reduce((sum, { amount }) => sum + Number(amount.replace('.', '')), 0)
  const total = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
  return billArchive(
    entries.map((trade) => ({ ...trade, at: trade.paidAt, fee: '-0.59' })),
    total,
  )
}

function paidOn(day: string): Trade[] {
  return trades.filter(({ status, paidAt }) => status === 'TRADE_SUCCESS' && paidAt.startsWith(day))
}

function done(fields: Record<string, string>): Record<string, string> {
  return { code: '10000', msg: 'Success', ...fields }
}

function no(subCode: string): Record<string, string> {
  return { code: '40004', msg: 'Business Failed', sub_code: subCode, sub_msg: subCode }
}

/** `yyyy-MM-dd HH:mm:ss`, as everything at Alipay is dated. */
function shanghaiNow(): string {
  const shanghai = new Date(Date.now() + 8 * 3_600_000)
  return shanghai.toISOString().slice(0, 19).replace('T', ' ')
}
