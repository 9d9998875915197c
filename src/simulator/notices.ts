// The queue of asynchronous notices: made when a trade moves, delivered at once, and again up the ladder
// of waits until the receiver answers `success` (fact sheet Alipay, section 14).

import type { Clock, Random } from '../core/ports.ts'
import { formatShanghai, hourMs, type Instant, later, minuteMs } from '../core/time.ts'
import type { App, Apps } from './apps.ts'
import { earliest } from './books.ts'
import { type Charset, writeForm } from './charset.ts'
import type { Faults } from './faults.ts'
import type { Keyring } from './keyring.ts'
import type { Trade, TradeEvent } from './model.ts'
import { digits } from './names.ts'
import { noticeFields } from './notice-fields.ts'
import { postNotice } from './notice-post.ts'
import { withSignature } from './sign.ts'

export interface Notice {
  readonly id: string
  readonly appId: string
  /** Whose notices these are in lists; the field of the same name may say otherwise. */
  readonly outTradeNo: string
  readonly url: string
  readonly charset: Charset
  readonly fields: Readonly<Record<string, string>>
  readonly madeAt: Instant
  /** When it goes out next; null: accepted or given up. */
  readonly dueAt: Instant | null
  /** Waits for a younger notice to overtake it. */
  readonly isHeld: boolean
  readonly attempts: readonly Attempt[]
}

export interface Attempt {
  readonly at: Instant
  readonly answer: string
  readonly isAccepted: boolean
  /** A needless second copy, which moves the notice up no ladder. */
  readonly isCopy: boolean
}

export type NoticeEntry =
  | { readonly type: 'notice_made'; readonly notice: Notice }
  | {
      readonly type: 'notice_tried'
      readonly id: string
      readonly attempt: Attempt
      readonly dueAt: Instant | null
    }
  | { readonly type: 'notice_due'; readonly id: string; readonly dueAt: Instant }

export interface Notices {
  /** Makes the notice an event calls for, if any. */
  onEvent(event: TradeEvent, trade: Trade): void
  /** Sends a notice about a trade now, whatever it says: `fields` replace the true ones. Undefined: no address. */
  send(trade: Trade, fields: Readonly<Record<string, string>>): Notice | undefined
  /** Sends a known notice once more, now. */
  resend(id: string): Notice | undefined
  /** Sends whatever is due and waits for no answer. */
  startDue(): void
  /** Sends whatever is due and waits for every answer, of earlier deliveries too. */
  deliverDue(): Promise<void>
  nextDue(): Instant | undefined
  list(): readonly Notice[]
  replay(entry: NoticeEntry): void
  /** Breaks off deliveries under way; they count as not made. */
  stop(): Promise<void>
  clear(): Promise<void>
}

/** Waits between deliveries: eight in about 25 hours. */
const ladderMs = [
  4 * minuteMs,
  10 * minuteMs,
  10 * minuteMs,
  hourMs,
  2 * hourMs,
  6 * hourMs,
  15 * hourMs,
]

/** A held notice that nothing overtakes goes out all the same. */
const longestHoldMs = minuteMs

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly apps: Apps
  readonly keyring: Keyring
  readonly faults: Faults
  readonly record: (entry: NoticeEntry) => void
  readonly onError: (error: unknown) => void
}

export function createNotices(around: Surroundings): Notices {
  const { clock, random, apps, faults, record, onError } = around
  const notices = new Map<string, Notice>()
  const open = new Set<string>()
  const underWay = new Map<string, Promise<void>>()
  let breakOff = new AbortController()
  let isStopped = false

  const replay = (entry: NoticeEntry): void => {
    const before = entry.type === 'notice_made' ? entry.notice : notices.get(entry.id)
    if (!before) return
    const notice = applyEntry(before, entry)
    notices.set(notice.id, notice)
    if (notice.dueAt === null) open.delete(notice.id)
    else open.add(notice.id)
  }

  const commit = (entry: NoticeEntry): void => {
    record(entry)
    replay(entry)
  }

  const make = (trade: Trade, app: App, fields: Notice['fields']): Notice | undefined => {
    const { outTradeNo, notifyUrl, charset } = trade.order
    if (notifyUrl === null) return undefined
    const madeAt = clock.now()
    const delayMs = faults.take('delay_notice', app.appId)?.ms ?? 0
    const isHeld = faults.take('reorder_notice', app.appId) !== undefined
    const notice: Notice = {
      id: `${formatShanghai(madeAt).slice(0, 10).replaceAll('-', '')}00222${digits(random, 21)}`,
      appId: app.appId,
      outTradeNo,
      url: notifyUrl,
      charset,
      fields,
      madeAt,
      dueAt: later(madeAt, isHeld ? longestHoldMs : delayMs),
      isHeld,
      attempts: [],
    }
    commit({ type: 'notice_made', notice })
    queueMicrotask(startDue)
    return notice
  }

  const deliver = async (notice: Notice): Promise<void> => {
    const app = apps.get(notice.appId)
    const at = clock.now()
    const attempt = { at, ...(await tryOnce(notice, app, at, around, breakOff.signal)) }
    if (isStopped) return
    const dueAt = attempt.isAccepted ? null : nextRung(notice, at)
    commit({ type: 'notice_tried', id: notice.id, attempt, dueAt })
    if (app && faults.take('duplicate_notice', app.appId)) {
      const copy = {
        at,
        ...(await tryOnce(notice, app, at, around, breakOff.signal)),
        isCopy: true,
      }
      if (!isStopped) commit({ type: 'notice_tried', id: notice.id, attempt: copy, dueAt })
    }
    if (!notice.isHeld) releaseHeld(notice.appId)
    startDue()
  }

  const releaseHeld = (appId: string): void => {
    for (const id of open) {
      const notice = notices.get(id)
      const isOvertaken = notice?.isHeld && notice.appId === appId && notice.attempts.length === 0
      if (isOvertaken) commit({ type: 'notice_due', id, dueAt: clock.now() })
    }
  }

  const due = (): readonly Notice[] =>
    [...open]
      .flatMap((id) => notices.get(id) ?? [])
      .filter(({ dueAt }) => dueAt !== null && dueAt <= clock.now())
      .sort((a, b) => Number(a.dueAt) - Number(b.dueAt))

  const startDue = (): void => {
    for (const notice of isStopped ? [] : due()) {
      if (underWay.has(notice.id)) continue
      const delivery = deliver(notice).catch(onError)
      underWay.set(
        notice.id,
        delivery.finally(() => underWay.delete(notice.id)),
      )
    }
  }

  const settle = async (): Promise<void> => {
    isStopped = true
    breakOff.abort()
    await Promise.all(underWay.values())
  }

  return {
    onEvent: (event, trade) => {
      const app = apps.get(trade.order.appId)
      if (!app) return
      const isWanted = event.type === 'paid' || faults.take('extra_triggers', app.appId)
      const refund = event.type === 'refunded' ? event.refund : null
      if (isWanted) make(trade, app, noticeFields(trade, app, refund))
    },
    send: (trade, fields) => {
      const app = apps.get(trade.order.appId)
      return app && make(trade, app, { ...noticeFields(trade, app, null), ...fields })
    },
    resend: (id) => {
      if (!notices.has(id)) return undefined
      commit({ type: 'notice_due', id, dueAt: clock.now() })
      queueMicrotask(startDue)
      return notices.get(id)
    },
    startDue,
    deliverDue: async () => {
      startDue()
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
    nextDue: () => earliest([...open].map((id) => notices.get(id)?.dueAt ?? undefined)),
    list: () => [...notices.values()],
    replay,
    stop: settle,
    clear: async () => {
      await settle()
      notices.clear()
      open.clear()
      breakOff = new AbortController()
      isStopped = false
    },
  }
}

function applyEntry(notice: Notice, entry: NoticeEntry): Notice {
  switch (entry.type) {
    case 'notice_made':
      return entry.notice
    case 'notice_tried':
      return { ...notice, attempts: [...notice.attempts, entry.attempt], dueAt: entry.dueAt }
    case 'notice_due':
      return { ...notice, dueAt: entry.dueAt }
  }
}

/** When a notice that was not accepted at `at` goes out again; null once it has climbed the whole ladder. */
function nextRung(notice: Notice, at: Instant): Instant | null {
  const wait = ladderMs[notice.attempts.filter((attempt) => !attempt.isCopy).length]
  return wait === undefined ? null : later(at, wait)
}

async function tryOnce(
  notice: Notice,
  app: App | undefined,
  at: Instant,
  { faults, keyring }: Surroundings,
  signal: AbortSignal,
): Promise<Omit<Attempt, 'at'>> {
  if (!app) return { answer: 'unknown app', isAccepted: false, isCopy: false }
  if (faults.take('lose_notice', app.appId))
    return { answer: 'lost', isAccepted: false, isCopy: false }
  const body = await noticeBody(notice, app, at, { faults, keyring })
  return { ...(await postNotice(notice.url, body, signal)), isCopy: false }
}

async function noticeBody(
  notice: Notice,
  app: App,
  at: Instant,
  { faults, keyring }: Pick<Surroundings, 'faults' | 'keyring'>,
): Promise<string> {
  const is = (kind: Parameters<Faults['take']>[0]) => faults.take(kind, app.appId) !== undefined
  const key = is('forge_notice') ? await keyring.foreignKey() : keyring.privateKey
  const isEmptySigned = is('empty_values_signed')
  const isEmptyDropped = !isEmptySigned && is('empty_values_dropped')
  const empty = [['voucher_detail_list', '']] as const
  const fields = Object.entries({
    ...notice.fields,
    notify_id: notice.id,
    notify_time: formatShanghai(at),
  })
  // Sources differ on whether an empty value is signed; both kinds exist (section 5).
  const signed = isEmptySigned ? [...fields, ...empty] : fields
  const sent = await withSignature(signed, notice.charset, key, app.signType)
  const whole = isEmptyDropped ? [...sent, ...empty] : sent
  return writeForm(is('tamper_notice') ? whole.map(anotherAmount) : whole, notice.charset)
}

function anotherAmount([name, value]: readonly [string, string]): readonly [string, string] {
  if (name !== 'total_amount') return [name, value]
  return [name, value.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))]
}
