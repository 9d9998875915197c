// What can be asked and told about an order that may exist: its state, and closing it (fact sheet WeChat Pay,
// sections 8 and 11).

import { fenOf } from '../../core/money.ts'
import { type Instant, instantOf } from '../../core/time.ts'
import type { Closed, Queried, Traced, Unknown } from '../gateway.ts'
import { isObject, type JsonObject, textIn } from '../json.ts'
import { type Account, callWechat } from './call.ts'
import { orderNumber } from './numbers.ts'
import { isRefusedWith, type Judged, readAbout, unknown } from './reply.ts'
import { hasGoneBack, meaningOf } from './trade-state.ts'

export async function queryTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Queried> {
  const number = encodeURIComponent(orderNumber(outTradeNo))
  return query(account, `out-trade-no/${number}`, { out_trade_no: outTradeNo }, deadlineMs)
}

/** Only an order that was paid has a transaction id. */
export async function queryTransaction(
  account: Account,
  transactionId: string,
  deadlineMs: number,
): Promise<Queried> {
  const id = encodeURIComponent(transactionId)
  return query(account, `id/${id}`, { transaction_id: transactionId }, deadlineMs)
}

/** Which order a transaction belongs to, whatever became of it. */
export async function traceTransaction(
  account: Account,
  transactionId: string,
  deadlineMs: number,
): Promise<Traced> {
  const judged = await ask(account, `id/${encodeURIComponent(transactionId)}`, deadlineMs)
  if (isRefusedWith(judged, 'ORDER_NOT_EXIST')) return { outcome: 'absent' }
  const asked = { transaction_id: transactionId, mchid: account.config.mchId }
  return readAbout(judged, asked, (node) => tracedOf(textIn(node, 'out_trade_no')))
}

/** What a reply about a transaction names as our number. */
export function tracedOf(
  outTradeNo: string | undefined,
): Extract<Traced, { outcome: 'traced' }> | Unknown {
  return outTradeNo ? { outcome: 'traced', outTradeNo } : unknown('no out_trade_no')
}

export async function closeTrade(
  account: Account,
  outTradeNo: string,
  deadlineMs: number,
): Promise<Closed> {
  const number = encodeURIComponent(orderNumber(outTradeNo))
  const path = `/v3/pay/transactions/out-trade-no/${number}/close`
  const content = { mchid: account.config.mchId }
  const judged = await callWechat(account, { method: 'POST', path, content }, deadlineMs)
  if (isRefusedWith(judged, 'ORDER_NOT_EXIST')) return { outcome: 'absent' }
  if (isRefusedWith(judged, 'ORDER_CLOSED')) return { outcome: 'closed' }
  if (isRefusedWith(judged, 'ORDER_PAID')) return { outcome: 'not-closable' }
  return readAbout(judged, {}, () => ({ outcome: 'closed' }))
}

/**
 * The facts of a payment that arrived, out of a query's reply or a notice; or the name of the member that
 * cannot be read. `untold` is the time of payment where none is told.
 */
export function readPaid(node: JsonObject, untold: Instant | undefined) {
  const outTradeNo = textIn(node, 'out_trade_no')
  const gatewayTradeNo = textIn(node, 'transaction_id')
  const amount = isObject(node.amount) ? node.amount : {}
  const { total, currency = 'CNY' } = amount
  const amountFen = typeof total === 'number' ? fenOf(total) : undefined
  const paidAt = parseTime(textIn(node, 'success_time') ?? '') ?? untold
  if (!outTradeNo) return 'out_trade_no'
  if (!gatewayTradeNo) return 'transaction_id'
  if (amountFen === undefined || currency !== 'CNY') return 'amount'
  if (paidAt === undefined) return 'success_time'
  return { outTradeNo, gatewayTradeNo, amountFen, paidAt }
}

/** RFC 3339 with its offset; undefined for anything else. */
export function parseTime(text: string): Instant | undefined {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/
  const at = form.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : instantOf(at)
}

async function query(
  account: Account,
  which: string,
  asked: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<Queried> {
  const { mchId, appId } = account.config
  const judged = await ask(account, which, deadlineMs)
  if (isRefusedWith(judged, 'ORDER_NOT_EXIST')) return { outcome: 'absent' }
  if (isRefusedWith(judged, 'ORDER_CLOSED')) return { outcome: 'closed' }
  const ours = { ...asked, mchid: mchId, appid: appId }
  return readAbout(judged, ours, (node) => readTrade(node, ours, account.clock.now()))
}

function ask(account: Account, which: string, deadlineMs: number): Promise<Judged> {
  const mchid = encodeURIComponent(account.config.mchId)
  const path = `/v3/pay/transactions/${which}?mchid=${mchid}`
  return callWechat(account, { method: 'GET', path }, deadlineMs)
}

/** Where a reply says that the order stands; a paid order's time is WeChat's, or `now` where it tells none. */
export function readTrade(
  node: JsonObject,
  ours: Readonly<Record<string, string>>,
  now: Instant,
): Queried {
  const state = textIn(node, 'trade_state') ?? 'missing'
  const meaning = meaningOf(state)
  if (meaning === undefined) return unknown(`trade_state ${state}`)
  if (meaning !== 'paid') return { outcome: meaning }

  // Money is believed only of a reply that names the order, the merchant and the app itself.
  const unnamed = Object.keys(ours).find((name) => node[name] !== ours[name])
  if (unnamed !== undefined) return unknown(`paid, but no ${unnamed} is named`)
  const fact = readPaid(node, now)
  if (typeof fact === 'string') return unknown(`paid, but ${fact} is unreadable`)
  return { outcome: 'paid', fact: { ...fact, ...hasGoneBack(state) } }
}
