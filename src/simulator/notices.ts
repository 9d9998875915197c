// A gateway's queue of asynchronous notices: delivered at once, and again up the ladder of waits until the
// receiver accepts. What a notice says and what accepts it is the gateway's own, given as a Postman.

import type { Clock } from '../core/ports.ts'
import { type Instant, later, minuteMs } from '../core/time.ts'
import type { Faults } from './faults.ts'
import { earliest } from './moments.ts'
import { type Letter, type Posted, postNotice } from './notice-post.ts'

export type { Letter } from './notice-post.ts'

/** A notice: what it says, which is the gateway's, and how far its delivery is. */
export type Notice<Content> = Content & {
  readonly id: string
  /** The account it belongs to: an app, or a merchant number. */
  readonly appId: string
  /** Whose notices these are in lists; a forged content may say otherwise. */
  readonly outTradeNo: string
  readonly url: string
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
  /** A needless second copy or a probe, which moves the notice up no ladder. */
  readonly isCopy: boolean
}

export type NoticeEntry<Content> =
  | { readonly type: 'notice_made'; readonly notice: Notice<Content> }
  | {
      readonly type: 'notice_tried'
      readonly id: string
      readonly attempt: Attempt
      readonly dueAt: Instant | null
    }
  | { readonly type: 'notice_due'; readonly id: string; readonly dueAt: Instant }

/** How a gateway writes its notices and reads the answers. */
export interface Postman<Content> {
  newId(madeAt: Instant): string
  /** Waits between deliveries. */
  readonly ladderMs: readonly number[]
  /** What goes out for one delivery: probes, if any, then the notice itself. Empty: nothing can be sent. */
  write(notice: Notice<Content>, at: Instant): Promise<readonly Letter[]>
  isAccepted(notice: Notice<Content>, status: number, text: string): boolean
}

export interface Address {
  readonly appId: string
  readonly outTradeNo: string
  readonly url: string
}

export interface Notices<Content> {
  /** Makes a notice and sends it as soon as the faults allow. */
  make(address: Address, content: Content): Notice<Content>
  /** Sends a known notice once more, now. */
  resend(id: string): Notice<Content> | undefined
  /** Sends whatever is due and waits for no answer. */
  startDue(): void
  /** Sends whatever is due and waits for every answer, of earlier deliveries too. */
  deliverDue(): Promise<void>
  nextDue(): Instant | undefined
  list(): readonly Notice<Content>[]
  replay(entry: NoticeEntry<Content>): void
  /** Breaks off deliveries under way; they count as not made. */
  stop(): Promise<void>
  clear(): Promise<void>
}

/** A held notice that nothing overtakes goes out all the same. */
const longestHoldMs = minuteMs

interface Surroundings<Content> {
  readonly clock: Clock
  readonly faults: Faults
  readonly postman: Postman<Content>
  readonly record: (entry: NoticeEntry<Content>) => void
  readonly onError: (error: unknown) => void
}

export function createNotices<Content extends object>(
  around: Surroundings<Content>,
): Notices<Content> {
  const { clock, faults, postman, record, onError } = around
  const notices = new Map<string, Notice<Content>>()
  const open = new Set<string>()
  const underWay = new Map<string, Promise<void>>()
  let breakOff = new AbortController()
  let isStopped = false

  const replay = (entry: NoticeEntry<Content>): void => {
    const before = entry.type === 'notice_made' ? entry.notice : notices.get(entry.id)
    if (!before) return
    const notice = applyEntry(before, entry)
    notices.set(notice.id, notice)
    if (notice.dueAt === null) open.delete(notice.id)
    else open.add(notice.id)
  }

  const commit = (entry: NoticeEntry<Content>): void => {
    // What is broken off by a stop or a reset counts as not made.
    if (isStopped) return
    record(entry)
    replay(entry)
  }

  const make = (address: Address, content: Content): Notice<Content> => {
    const madeAt = clock.now()
    const delayMs = faults.take('delay_notice', address.appId)?.ms ?? 0
    const isHeld = faults.take('reorder_notice', address.appId) !== undefined
    const notice: Notice<Content> = {
      ...content,
      ...address,
      id: postman.newId(madeAt),
      madeAt,
      dueAt: later(madeAt, isHeld ? longestHoldMs : delayMs),
      isHeld,
      attempts: [],
    }
    commit({ type: 'notice_made', notice })
    queueMicrotask(startDue)
    return notice
  }

  const deliver = async (notice: Notice<Content>): Promise<void> => {
    const at = clock.now()
    const post = async (letter: Letter | undefined): Promise<Omit<Attempt, 'isCopy'>> => {
      if (isStopped) return { at, answer: 'broken off', isAccepted: false }
      if (!letter) return { at, answer: 'no such account', isAccepted: false }
      const posted = await postNotice(notice.url, letter, breakOff.signal)
      return { at, answer: posted.answer, isAccepted: isAccepted(notice, posted, postman) }
    }
    const tried = (attempt: Attempt, dueAt: Instant | null) =>
      commit({ type: 'notice_tried', id: notice.id, attempt, dueAt })

    const isLost = faults.take('lose_notice', notice.appId) !== undefined
    const letters = isLost ? [] : await postman.write(notice, at)
    for (const probe of letters.slice(0, -1)) {
      tried({ ...(await post(probe)), isCopy: true }, notice.dueAt)
    }
    const first = isLost ? { at, answer: 'lost', isAccepted: false } : await post(letters.at(-1))
    const dueAt = first.isAccepted ? null : nextRung(notice, at, postman.ladderMs)
    tried({ ...first, isCopy: false }, dueAt)
    if (faults.take('duplicate_notice', notice.appId)) {
      const copy = (await postman.write(notice, at)).at(-1)
      tried({ ...(await post(copy)), isCopy: true }, dueAt)
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

  const due = (): readonly Notice<Content>[] =>
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
    make,
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

/** Tells the entries of a queue from those of the books in one journal. */
export function isNoticeEntry<Content>(
  entry: NoticeEntry<Content> | { readonly type: string },
): entry is NoticeEntry<Content> {
  return ['notice_made', 'notice_tried', 'notice_due'].includes(entry.type)
}

function applyEntry<Content>(
  notice: Notice<Content>,
  entry: NoticeEntry<Content>,
): Notice<Content> {
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
function nextRung(
  { attempts }: { readonly attempts: readonly Attempt[] },
  at: Instant,
  ladderMs: readonly number[],
): Instant | null {
  const wait = ladderMs[attempts.filter((attempt) => !attempt.isCopy).length]
  return wait === undefined ? null : later(at, wait)
}

function isAccepted<Content>(
  notice: Notice<Content>,
  { response }: Posted,
  postman: Postman<Content>,
): boolean {
  return response !== undefined && postman.isAccepted(notice, response.status, response.text)
}
