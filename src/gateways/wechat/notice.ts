// Notices of API v3: verified over the raw body, decrypted, and then read (fact sheet WeChat Pay, section 10).

import { hash } from 'node:crypto'
import type { Instant } from '../../core/time.ts'
import type { IncomingNotice, NoticeReading } from '../gateway.ts'
import { isObject, type JsonObject, readObject, textIn } from '../json.ts'
import type { Account } from './call.ts'
import { decryptResource } from './cipher.ts'
import { headerReader, isGenuine, type MessageHeaders, readMarks } from './message.ts'
import { meaningOf } from './trade-state.ts'
import { parseTime, readPaid } from './trades.ts'

/** A notice as any server hands it over. */
export type WechatNotice = Readonly<{
  /** exactly the bytes that came */
  body: Uint8Array
  /** a `Headers`, Node's `request.headers`, or a record whose names are in any case */
  headers: MessageHeaders
  /** a signature is good for five minutes around it, also when the notice is read again */
  receivedAt: Instant
}>

export type VerifiedNotice =
  | Readonly<{
      outcome: 'verified'
      /** such as `TRANSACTION.SUCCESS` */
      eventType: string
      /** when WeChat made it, RFC 3339 */
      createTime: string | undefined
      /** what was encrypted, as text */
      plaintext: string
      /** the same, parsed; compare merchant, app and amount before believing what it says */
      resource: JsonObject
    }>
  | Readonly<{ outcome: 'forged'; reason: string }>
  | Readonly<{ outcome: 'unreadable'; reason: string }>

/** A notice is two or three kilobytes. */
const bodyMax = 65_536

/** Verifies and decrypts a notice. Never throws. */
export async function verifyNotice(
  { config, keys }: Account,
  { body, headers, receivedAt }: WechatNotice,
): Promise<VerifiedNotice> {
  if (body.length > bodyMax) return unreadable('too long')
  const marks = readMarks(headerReader(headers), receivedAt)
  if (typeof marks === 'string') return forged(marks)
  const key = await keys.ofNotice(marks.serial)
  if (!key) return forged('unknown serial')
  if (!isGenuine(marks, body, key)) return forged('bad signature')

  const envelope = readObject(body)
  if (typeof envelope === 'string') return unreadable(envelope)
  const eventType = textIn(envelope, 'event_type')
  if (!eventType || !isObject(envelope.resource)) return unreadable('not a notice')
  const plain = decryptResource(envelope.resource, config.apiV3Key)
  if (!plain) return unreadable('cannot be decrypted: the account has another API v3 key')
  const resource = readObject(plain)
  if (typeof resource === 'string') return unreadable(`its content is ${resource}`)
  const createTime = textIn(envelope, 'create_time')
  return { outcome: 'verified', eventType, createTime, plaintext: plain.toString('utf8'), resource }
}

/** What a notice says: a payment, that a refund has news, or an event that is verified and quiet. */
export async function readNotice(
  account: Account,
  incoming: IncomingNotice,
): Promise<NoticeReading> {
  const notice = await verifyNotice(account, incoming)
  if (notice.outcome !== 'verified') return notice
  const { eventType, plaintext, resource } = notice
  // A notice of several orders paid at once has sub orders instead of a number.
  const isPayment = eventType === 'TRANSACTION.SUCCESS' && resource.sub_orders === undefined
  const outTradeNo = textIn(resource, 'out_trade_no') ?? ''
  if (isPayment && outTradeNo === '') return unreadable('no out_trade_no')
  const news = isPayment ? readNews(notice) : undefined
  return {
    outcome: 'verified',
    // The envelope and its signature are made anew for each delivery.
    newsId: hash('sha256', `${eventType}\n${plaintext}`, 'hex'),
    paid: typeof news === 'string' ? undefined : news,
    outTradeNo,
    refundNo: eventType.startsWith('REFUND.') ? textIn(resource, 'out_refund_no') : undefined,
    stranger: strangerIn(account, resource, isPayment),
    garbled: typeof news === 'string' ? news : undefined,
  }
}

type Verified = Extract<VerifiedNotice, { outcome: 'verified' }>

/** The fact a notice affirms, or the name of the member that cannot be read. */
function readNews({ resource, createTime }: Verified) {
  if (meaningOf(textIn(resource, 'trade_state') ?? '') !== 'paid') return 'trade_state'
  return readPaid(resource, parseTime(createTime ?? ''))
}

/** Refund notices name no app, payments always do. */
function strangerIn({ config }: Account, resource: JsonObject, isPayment: boolean) {
  const { mchid, appid } = resource
  const needsApp = isPayment || appid !== undefined
  if (mchid !== config.mchId) return `mchid ${nameOf(mchid)}`
  if (needsApp && appid !== config.appId) return `appid ${nameOf(appid)}`
  return undefined
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : 'missing'
}

function forged(reason: string) {
  return { outcome: 'forged', reason } as const
}

function unreadable(reason: string) {
  return { outcome: 'unreadable', reason } as const
}
