// A gateway's notice: verified over its raw bytes, then applied, then answered. The answer is "taken" only
// when everything that follows from the notice is durable.

import { noticeWaits, waitOf } from '../../core/backoff.ts'
import { openMismatch } from '../../db/mismatches.ts'
import {
  findNoticeForRetry,
  insertNoticeForRetry,
  insertQuietNotice,
  insertRefundNotice,
  insertRefusal,
  type NoticeRow,
} from '../../db/notices.ts'
import {
  type IncomingNotice,
  keptHeaders,
  type NoticeAnswer,
  type NoticeReading,
  type NoticeVerdict,
  probeAgent,
} from '../../gateways/gateway.ts'
import type { App, Channel } from '../app.ts'
import { lookAtUndone } from '../counter/was-undone.ts'
import { type Applied, applyFact, type FactReport } from './apply-fact.ts'
import { applyTogether } from './apply-together.ts'
import { noteFormerAccount } from './former-notice.ts'

/** `<xml></xml>`, the longest of the empty notices. */
const probeBytesMax = 11

/** A notice, and the address it came from. */
export type ReceivedNotice = Omit<IncomingNotice, 'receivedAt'> &
  Readonly<{ senderAddress: string }>

/** Answers in the gateway's own words. Never throws: a fault of ours is an answer that asks for a repeat. */
export async function receiveNotice(
  app: App,
  channel: Channel,
  received: ReceivedNotice,
): Promise<NoticeAnswer> {
  try {
    return channel.gateway.answerNotice(await take(app, channel, received))
  } catch (error) {
    app.log.error('notice_failed', { channel: channel.id, error })
    return channel.gateway.answerNotice('failed')
  }
}

async function take(
  app: App,
  channel: Channel,
  { senderAddress, ...received }: ReceivedNotice,
): Promise<NoticeVerdict> {
  const incoming = { ...received, receivedAt: app.clock.now() }
  const reading = await channel.gateway.readNotice(incoming)
  if (reading.outcome !== 'verified') {
    if (isProbe(incoming)) return 'refused'
    app.log.warn('notice_refused', {
      channel: channel.id,
      verdict: reading.outcome,
      reason: reading.reason,
    })
    const { outcome, reason } = reading
    const former = await noteFormerAccount(app, channel, incoming.body)
    const channelId = former?.channelId ?? channel.id
    await insertRefusal(app.db, app.merchantId, channelId, outcome, reason, senderAddress)
    return 'refused'
  }
  const notice: NoticeRow = {
    ...incoming,
    newsId: reading.newsId,
    headers: kept(incoming.headers),
    senderAddress,
  }
  return applyReading(app, channel, reading, notice)
}

/** The doctor's own look at the address. Whoever else says so brings nothing either: there is nothing to count. */
function isProbe({ headers, body }: IncomingNotice): boolean {
  return headers['user-agent'] === probeAgent && body.length <= probeBytesMax
}

function kept(headers: IncomingNotice['headers']): IncomingNotice['headers'] {
  const texts: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = headers[name]
    if (value !== undefined) texts[name] = value
  }
  return texts
}

type Verified = Extract<NoticeReading, { outcome: 'verified' }>

async function applyReading(
  app: App,
  channel: Channel,
  reading: Verified,
  notice: NoticeRow,
): Promise<NoticeVerdict> {
  const { outTradeNo, paid } = reading
  if (reading.stranger !== undefined || reading.garbled !== undefined) {
    const reason = reading.stranger === undefined ? 'garbled' : 'stranger'
    app.log.warn('payment_mismatch', {
      reason,
      out_trade_no: outTradeNo,
      told: reading.stranger ?? reading.garbled,
    })
    await openMismatch(app.db, {
      merchantId: app.merchantId,
      channelId: channel.id,
      outTradeNo,
      gatewayTradeNo: paid?.gatewayTradeNo ?? null,
      amountFen: paid?.amountFen ?? null,
      orderNumber: null,
      reason,
      notice,
    })
    return 'refused'
  }
  if (!paid && reading.refundNo !== undefined) {
    const { refundNo } = reading
    await insertRefundNotice(app.db, app.merchantId, channel.id, { outTradeNo, refundNo }, notice)
    return 'taken'
  }
  if (!paid) {
    await insertQuietNotice(app.db, app.merchantId, channel.id, outTradeNo, notice)
    return 'taken'
  }
  try {
    const report = { channelId: channel.id, fact: paid, witness: 'notice', notice } as const
    return (await applyTold(app, report)) === 'refused' ? 'refused' : 'taken'
  } catch (error) {
    // The news is kept although we could not act on it; if even that fails, the gateway's repeat is left.
    app.log.error('notice_not_applied', { channel: channel.id, out_trade_no: outTradeNo, error })
    const firstWait = waitOf(noticeWaits, 0)
    await insertNoticeForRetry(app.db, app.merchantId, channel.id, outTradeNo, notice, firstWait)
    return 'failed'
  }
}

/** Applies a kept notice again. Throws when that fails again, or when it cannot be read with the keys of now. */
export async function retryNotice(app: App, channel: Channel, newsId: string): Promise<void> {
  const notice = await findNoticeForRetry(app.db, app.merchantId, channel.id, newsId)
  if (!notice) return
  const reading = await channel.gateway.readNotice(notice)
  if (reading.outcome !== 'verified' || !reading.paid) {
    const why = reading.outcome === 'verified' ? 'it says nothing of money' : reading.reason
    throw new Error(`notice ${newsId} was right when it came, and is not now: ${why}`)
  }
  await applyTold(app, { channelId: channel.id, fact: reading.paid, witness: 'notice', notice })
}

/** Throws where only the gateway can tell whether it still has the money, and does not say. */
async function applyTold(app: App, report: FactReport): Promise<Applied> {
  const applied = await applyTogether(app, report)
  if (applied !== 'doubtful') return applied
  const { channelId, fact } = report
  if (!(await lookAtUndone(app, channelId, fact)))
    throw new Error(`nobody knows whether ${fact.outTradeNo} was undone`)
  return applyFact(app, report)
}
