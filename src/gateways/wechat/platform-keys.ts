// Whose signature is believed: WeChat Pay's public key where the merchant configured it, and the platform
// certificates, downloaded as needed. While an account moves from one to the other both are in use at once
// (fact sheet WeChat Pay, section 4).

import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../core/ports.ts'
import { hourMs, type Instant, later, minuteMs } from '../../core/time.ts'
import type { Refused, Unknown } from '../gateway.ts'
import { type PlatformCertificate, readCertificateList } from './certificates.ts'
import { judgeAnswer, unknown } from './reply.ts'
import { type Sender, sendCall } from './request.ts'

export type Downloaded =
  | Readonly<{ outcome: 'certificates'; certificates: readonly PlatformCertificate[] }>
  | Refused
  | Unknown

export interface PlatformKeys {
  /**
   * The key a message names; undefined: it is none of WeChat's. An unknown certificate is looked for once in
   * a fresh list, within 4 seconds.
   */
  readonly find: (serial: string) => Promise<KeyObject | undefined>
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

/** For how long a serial that was in no list stays unknown, and how many others may be looked for meanwhile. */
const missMs = 5 * minuteMs
const missesMax = 10

/** The keys of one account; nothing is asked for before it is needed. */
export function createPlatformKeys(sender: Sender): PlatformKeys {
  const { clock, config } = sender
  const { publicKey } = config
  const misses = createMisses(clock)
  let certificates: readonly PlatformCertificate[] = []
  let listedAt: Instant | undefined
  let triedAt: Instant | undefined
  let running: Promise<Downloaded> | undefined

  function known(serial: string): KeyObject | undefined {
    if (publicKey?.id === serial) return publicKey.key
    return keyAmong(certificates, serial, clock.now())
  }

  async function download(deadlineMs: number): Promise<Downloaded> {
    triedAt = clock.now()
    const downloaded = await downloadList(sender, known, deadlineMs)
    if (downloaded.outcome !== 'certificates') return downloaded
    certificates = downloaded.certificates
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

  async function find(serial: string): Promise<KeyObject | undefined> {
    const key = known(serial)
    if (key) {
      refreshWhenStale()
      return key
    }
    const joins = running !== undefined
    if (!joins && !misses.mayAskFor(serial)) return undefined
    const { outcome } = await refresh()
    const found = known(serial)
    if (!found && !joins) misses.note(outcome === 'certificates' ? serial : undefined)
    return found
  }

  async function current() {
    if (publicKey) return { serial: publicKey.id, key: publicKey.key }
    if (certificates.length === 0) await refresh()
    return newestAmong(certificates, clock.now())
  }

  return { find, current, download }
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

/**
 * Remembers what was looked for in vain: anybody can send us serials, and none of them may make us call the
 * gateway again and again.
 */
function createMisses(clock: Clock) {
  let misses: readonly Readonly<{ serial: string | undefined; until: Instant }>[] = []
  return {
    mayAskFor(serial: string): boolean {
      const now = clock.now()
      misses = misses.filter(({ until }) => until > now)
      const isMissed = misses.some((miss) => miss.serial === serial)
      return isCertificateSerial(serial) && !isMissed && misses.length < missesMax
    },
    /** No serial: the list could not be had, which says nothing about any, but trying costs as much. */
    note(serial: string | undefined): void {
      misses = [...misses, { serial, until: later(clock.now(), missMs) }]
    },
  }
}

function keyAmong(
  certificates: readonly PlatformCertificate[],
  serial: string,
  now: Instant,
): KeyObject | undefined {
  const serialNo = serial.toUpperCase()
  return certificates.find((one) => one.serialNo === serialNo && isValid(one, now))?.key
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
