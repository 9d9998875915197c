// Whose signature is believed: WeChat Pay's public key where the merchant configured it, and the platform
// certificates, downloaded as needed. While an account moves from one to the other both are in use at once
// (fact sheet WeChat Pay, section 4).

import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../core/ports.ts'
import { hourMs, type Instant, later, minuteMs } from '../../core/time.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { isSameSerial, type PlatformCertificate, readCertificateList } from './certificates.ts'
import { judgeAnswer, unknown } from './reply.ts'
import { type Sender, sendCall } from './request.ts'

export type Downloaded =
  | Readonly<{ outcome: 'certificates'; certificates: readonly PlatformCertificate[] }>
  | Refused
  | Unknown

export interface PlatformKeys {
  /**
   * The key that a reply to our own call names; undefined: it is none of WeChat's, or no list could be had. A
   * serial not known here is looked for in a fresh list, within 4 seconds, once in five minutes if it is in
   * none. Nobody looks while a download has failed less than 1.5 seconds ago.
   */
  readonly ofReply: (serial: string) => Promise<KeyObject | undefined>
  /**
   * The same for a notice. Anybody can send one, so once a key of WeChat's is known only ten of them in five
   * minutes make us ask; replies are not touched by that.
   */
  readonly ofNotice: (serial: string) => Promise<KeyObject | undefined>
  /** What sensitive fields are encrypted with; undefined while no list could be had. */
  current(): Promise<Readonly<{ serial: string; key: KeyObject }> | undefined>
  /** Asks for the list and keeps it. */
  download(deadlineMs: number): Promise<Downloaded>
}

/** Two certificates overlap for days during a change, so half a day is soon enough (section 4). */
const freshMs = 12 * hourMs
/** How soon a list that has aged is asked for again when the first try failed. */
const retryMs = minuteMs
/** A notice must be answered within five seconds. */
const downloadMs = 4_000
/** After a failed download nobody asks again so soon: a gateway that is down is not hammered. */
const pauseMs = 1_500

/** For how long a serial that was in no list stays unknown. */
const missMs = 5 * minuteMs
/** How many notices may make us look in how long. */
const noticeBudget = { most: 10, inMs: 5 * minuteMs }

/** The keys of one account; nothing is asked for before it is needed. */
export function createPlatformKeys(sender: Sender): PlatformKeys {
  const { clock, config } = sender
  const { publicKey } = config
  // Kept apart, so that no forged notice can make the serial of a coming certificate unknown to replies.
  const missedByReplies = createMisses(clock)
  const missedByNotices = createMisses(clock)
  const budget = createBudget(clock)
  let certificates = config.platformCertificates
  let listedAt: Instant | undefined
  let triedAt: Instant | undefined
  let failedAt: Instant | undefined
  let running: Promise<Downloaded> | undefined

  function known(serial: string): KeyObject | undefined {
    if (publicKey?.id === serial) return publicKey.key
    return keyAmong(certificates, serial, clock.now())
  }

  /** Whether nothing WeChat signs could be believed, so that every call depends on the list. */
  function isBlind(): boolean {
    return publicKey === undefined && newestAmong(certificates, clock.now()) === undefined
  }

  async function download(deadlineMs: number): Promise<Downloaded> {
    triedAt = clock.now()
    const downloaded = await downloadList(sender, known, deadlineMs)
    const isListed = downloaded.outcome === 'certificates'
    failedAt = isListed ? undefined : clock.now()
    if (!isListed) return downloaded
    certificates = [...downloaded.certificates, ...config.platformCertificates]
    listedAt = clock.now()
    return downloaded
  }

  /** However many ask at the same time, the gateway is asked once. */
  function refresh(): Promise<Downloaded> {
    running ??= download(downloadMs).finally(() => {
      running = undefined
    })
    return running
  }

  function refreshWhenStale(): void {
    const now = clock.now()
    const isStale = listedAt !== undefined && now - listedAt >= freshMs
    // Not awaited: what is known is good enough meanwhile.
    if (isStale && now - (triedAt ?? 0) >= retryMs) void refresh()
  }

  /** Either side of it: a clock that was set back must not make the pause long. */
  function isPausing(): boolean {
    return failedAt !== undefined && Math.abs(clock.now() - failedAt) < pauseMs
  }

  async function find(
    serial: string,
    misses: ReturnType<typeof createMisses>,
    mayAsk: () => boolean,
  ): Promise<KeyObject | undefined> {
    const key = known(serial)
    if (key) {
      refreshWhenStale()
      return key
    }
    if (!isCertificateSerial(serial)) return undefined
    if (running) {
      await running
      return known(serial)
    }
    if (isPausing()) return undefined
    const isWorthAsking = isBlind() || (!misses.has(serial) && mayAsk())
    if (!isWorthAsking) return undefined
    const { outcome } = await refresh()
    const found = known(serial)
    // A list that could not be had says nothing about any serial.
    if (!found && outcome === 'certificates') misses.add(serial)
    return found
  }

  async function current() {
    if (publicKey) return { serial: publicKey.id, key: publicKey.key }
    if (isBlind() && (running || !isPausing())) await refresh()
    return newestAmong(certificates, clock.now())
  }

  return {
    ofReply: (serial) => find(serial, missedByReplies, () => true),
    ofNotice: (serial) => find(serial, missedByNotices, () => budget.spend()),
    current,
    download,
  }
}

/** Asks for the list, and believes it when it proves itself by a known key or by one of its own. */
async function downloadList(
  sender: Sender,
  known: (serial: string) => KeyObject | undefined,
  deadlineMs: number,
): Promise<Downloaded> {
  const { config, clock } = sender
  const answer = await sendCall(sender, { method: 'GET', path: '/v3/certificates' }, deadlineMs)
  if (answer.outcome === 'unknown') return answer
  const list = answer.status === 200 ? readCertificateList(answer.body, config.apiV3Key) : []
  if (typeof list === 'string') return unknown(list)
  // Only who has the API v3 key can have made the list, so a certificate in it may vouch for the reply.
  const now = clock.now()
  const find = (serial: string) => known(serial) ?? keyAmong(list, serial, now)
  const judged = await judgeAnswer(answer, now, find)
  return judged.outcome === 'ok' ? { outcome: 'certificates', certificates: list } : judged
}

/** Serials that were in no list, each remembered for a while. */
function createMisses(clock: Clock) {
  const untilOf = new Map<string, Instant>()
  return {
    has: (serial: string) => (untilOf.get(serial) ?? 0) > clock.now(),
    add(serial: string): void {
      const now = clock.now()
      for (const [missed, until] of untilOf) if (until <= now) untilOf.delete(missed)
      untilOf.set(serial, later(now, missMs))
    },
  }
}

/** So many in so long, and no more. */
function createBudget(clock: Clock) {
  let spentAt: readonly Instant[] = []
  return {
    spend(): boolean {
      const now = clock.now()
      spentAt = spentAt.filter((at) => now - at < noticeBudget.inMs)
      if (spentAt.length >= noticeBudget.most) return false
      spentAt = [...spentAt, now]
      return true
    },
  }
}

function keyAmong(
  certificates: readonly PlatformCertificate[],
  serial: string,
  now: Instant,
): KeyObject | undefined {
  return certificates.find((one) => isSameSerial(one.serialNo, serial) && isValid(one, now))?.key
}

function newestAmong(certificates: readonly PlatformCertificate[], now: Instant) {
  const [newest] = certificates
    .filter((one) => isValid(one, now))
    .toSorted((a, b) => b.validFrom - a.validFrom)
  return newest && { serial: newest.serialNo, key: newest.key }
}

function isValid({ validFrom, validUntil }: PlatformCertificate, now: Instant): boolean {
  return validFrom <= now && now < validUntil
}

/** Ids of public keys are in no list of certificates. */
function isCertificateSerial(serial: string): boolean {
  return /^[0-9A-Fa-f]{8,40}$/.test(serial)
}
