// Reads what the business parameters of a call say: members by name and length, and the order that the
// order-creating APIs have in common (fact sheet Alipay, section 12.0).

import { type Fen, fenMax, formatYuan, parseYuan } from '../../core/money.ts'
import { dayMs, hourMs, type Instant, minuteMs, parseShanghai } from '../../core/time.ts'
import type { Lifetime, Order, Scene } from './model.ts'
import { businessRefusal, type Refusal } from './refusal.ts'
import type { Call, Content } from './request-check.ts'

const productCodes = {
  page: ['FAST_INSTANT_TRADE_PAY'],
  wap: ['QUICK_WAP_WAY', 'QUICK_WAP_PAY'],
  app: ['QUICK_MSECURITY_PAY', undefined],
  qr: ['QR_CODE_OFFLINE', 'FACE_TO_FACE_PAYMENT', undefined],
  code: ['FACE_TO_FACE_PAYMENT', 'OFFLINE_PAYMENT', undefined],
} satisfies Record<Scene, (string | undefined)[]>

const longestMs = 15 * dayMs
const defaultMs = {
  page: longestMs,
  wap: longestMs,
  app: longestMs,
  qr: 3 * hourMs,
  code: 3 * hourMs,
} satisfies Record<Scene, number>

/** The order a call makes. Throws a Refusal naming the member that is wrong. */
export function readOrder(call: Call, scene: Scene, now: Instant): Order {
  const { content, app } = call
  const outTradeNo = readText(content, 'out_trade_no', 64)
  const sellerId = readOptionalText(content, 'seller_id', 28)
  const productCode = readOptionalText(content, 'product_code', 64)
  if (!/^[\w-]+$/.test(outTradeNo)) throw wrong('out_trade_no')
  if (sellerId !== null && sellerId !== app.sellerId) throw wrong('seller_id')
  if (!productCodes[scene].some((code) => (code ?? null) === productCode))
    throw wrong('product_code')
  return {
    appId: app.appId,
    sellerId: app.sellerId,
    scene,
    outTradeNo,
    amount: readAmount(content, 'total_amount'),
    subject: readText(content, 'subject', 256),
    body: readOptionalText(content, 'body', 128),
    passbackParams: readOptionalText(content, 'passback_params', 512),
    notifyUrl: call.notifyUrl,
    charset: call.charset,
    lifetime: readLifetime(content, scene, now),
  }
}

/** How long a QR code can be opened: 2 hours unless `qr_code_timeout_express` says otherwise. */
export function readQrLife(content: Content): number {
  const text = readOptionalText(content, 'qr_code_timeout_express', 6)
  return text === null ? 2 * hourMs : (duration(text) ?? refuse('qr_code_timeout_express'))
}

/** Yuan, as text or as a JSON number, above zero. */
export function readAmount(content: Content, name: string): Fen {
  const text = readText(content, name, 16)
  const amount = parseYuan(text)
  if (amount !== undefined && amount > 0) return amount
  const isTooMuch = /^\d{9,}(\.\d{1,2})?$/.test(text)
  if (isTooMuch) throw businessRefusal('ACQ.TOTAL_FEE_EXCEED', `金额超过 ${formatYuan(fenMax)} 元`)
  throw wrong(name)
}

/** A required text of 1 to `longest` characters. */
export function readText(content: Content, name: string, longest: number): string {
  return readOptionalText(content, name, longest) ?? refuse(name)
}

/** Null for a member that is missing, null or empty; numbers are taken as their text. */
export function readOptionalText(content: Content, name: string, longest: number): string | null {
  const value = content[name]
  if (value === undefined || value === null || value === '') return null
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.length > longest) throw wrong(name)
  return text
}

function readLifetime(content: Content, scene: Scene, now: Instant): Lifetime {
  const absolute = readOptionalText(content, 'time_expire', 32)
  const relative = readOptionalText(content, 'timeout_express', 6)
  if (absolute !== null) {
    const at = parseShanghai(absolute) ?? refuse('time_expire')
    if (at > now + longestMs) throw wrong('time_expire')
    return { kind: 'until', at }
  }
  if (relative === '1c') return { kind: 'today' }
  if (relative === null) return { kind: 'for', ms: defaultMs[scene] }
  return { kind: 'for', ms: duration(relative) ?? refuse('timeout_express') }
}

/** `1m` … `15d`, whole numbers only. */
function duration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const unitMs = unit === 'm' ? minuteMs : unit === 'h' ? hourMs : dayMs
  const ms = Number(count) * unitMs
  return ms >= minuteMs && ms <= longestMs ? ms : undefined
}

function refuse(name: string): never {
  throw wrong(name)
}

function wrong(name: string): Refusal {
  return businessRefusal('ACQ.INVALID_PARAMETER', `参数无效：${name}`)
}
