// Fetching a day's bills: the bytes are kept as they came, and what is read in them is compared later.

import { createHash } from 'node:crypto'
import { type BillKind, type BillPart, billDayOf, startOfDay } from '../../core/bill.ts'
import { dayMs } from '../../core/time.ts'
import { type BillScope, findLatestBill, importBill } from '../../db/bills.ts'
import { putUnbilledDay } from '../../db/differences.ts'
import type { Gateway } from '../../gateways/gateway.ts'
import type { App, Channel } from '../app.ts'

/** A large bill takes its time. */
const deadlineMs = 180_000

/**
 * `kept`: the day's trades can be compared, also where there were none. `missing`: the gateway has no bill yet, or
 * gave no answer. `trouble`: there is one that cannot be believed.
 */
export type BillDownloaded =
  | Readonly<{ outcome: 'kept' }>
  | Readonly<{ outcome: 'missing'; reason: string }>
  | Readonly<{ outcome: 'trouble'; reason: string }>

/**
 * Fetches the bills of trades and of movements and keeps them. Not every account may see its movements; that they are
 * missing is noted where the day is compared. Safe to repeat: the same bytes change nothing.
 */
export async function downloadBill(
  app: App,
  channel: Channel,
  day: string,
): Promise<BillDownloaded> {
  const trades = await downloadOne(app, channel, day, 'trade')
  if (trades.outcome === 'missing')
    await putUnbilledDay(app.db, scopeOf(app, channel, day), 'waiting', trades.reason)
  const movements = await downloadOne(app, channel, day, 'funds')
  if (movements.outcome === 'trouble')
    app.log.error('bill_trouble', { channel: channel.id, day, kind: 'funds', ...movements })
  if (movements.outcome === 'missing' && trades.outcome === 'kept')
    app.log.warn('bill_missing', { channel: channel.id, day, kind: 'funds', ...movements })
  return trades
}

export function scopeOf(app: App, channel: Pick<Channel, 'id'>, day: string): BillScope {
  return { merchantId: app.merchantId, channelId: channel.id, day }
}

async function downloadOne(
  app: App,
  channel: Channel,
  day: string,
  kind: BillKind,
): Promise<BillDownloaded> {
  const { gateway } = channel
  const fetched = await gateway.fetchBill(day, kind, deadlineMs)
  switch (fetched.outcome) {
    case 'fetched':
      return keepBill(app, channel, day, kind, fetched.bytes)
    case 'empty':
      return keepBill(app, channel, day, kind, Buffer.alloc(0))
    case 'not-ready':
      return { outcome: 'missing', reason: 'not ready' }
    case 'refused':
      return { outcome: 'missing', reason: `${fetched.code} ${fetched.message}`.trim() }
    case 'unknown':
      return { outcome: 'missing', reason: fetched.reason }
  }
}

/** Keeps the bytes and what is read in them. The same bytes, read the same way, change nothing. */
export async function keepBill(
  app: App,
  channel: Channel,
  day: string,
  kind: BillKind,
  bytes: Buffer,
): Promise<BillDownloaded> {
  const scope = scopeOf(app, channel, day)
  const { gateway } = channel
  const sha256 = createHash('sha256').update(bytes).digest()
  const parser = gateway.billParser
  const latest = await findLatestBill(app.db, scope, kind)
  const isSame = latest?.parser === parser && latest.sums !== null && latest.sha256.equals(sha256)
  const trouble = isSame
    ? latest.trouble
    : await importBill(app.db, scope, { kind, bytes, sha256, parser }, () =>
        readOfDay(gateway, bytes, kind, day),
      )
  return trouble === null ? { outcome: 'kept' } : { outcome: 'trouble', reason: trouble }
}

/** What is in a bill of the day; of a day without trades there are no bytes. */
export function readOfDay(
  gateway: Gateway,
  bytes: Buffer,
  kind: BillKind,
  day: string,
): AsyncGenerator<BillPart> {
  return ofDay(day, partsOf(gateway, bytes, kind))
}

async function* partsOf(gateway: Gateway, bytes: Buffer, kind: BillKind): AsyncGenerator<BillPart> {
  if (bytes.length > 0) yield* gateway.readBill(bytes, kind)
}

/** Whatever came, it is about this day or its neighbours' first and last moments. */
async function* ofDay(day: string, parts: AsyncIterable<BillPart>): AsyncGenerator<BillPart> {
  const start = startOfDay(day)
  for await (const part of parts) {
    if (part.part === 'line' && (part.line.at < start - dayMs || part.line.at >= start + 2 * dayMs))
      yield { part: 'trouble', about: `a line of ${billDayOf(part.line.at)}` }
    else yield part
  }
}
