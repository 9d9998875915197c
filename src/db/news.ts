// What the processes of one shop tell each other, over PostgreSQL's LISTEN and NOTIFY: that something moved, never what
// is true now. Nothing rests on it. A line breaks and a pooler may swallow what is told, so whoever hears looks by
// himself now and then as well.

import pg from 'pg'
import { type ConnectSettings, type Db, lineSettings, statement } from './connect.ts'

/** What is told, and by whom: migration 0039 tells under the same name of rows that seldom change. */
const channel = 'keytill'
/** Each line speaks to itself so often, and counts as dead when it did not hear that by the next time. */
const beatEveryMs = 10_000
const answerMs = 5_000
const againMs = 1_000
const beat = 'beat'

export type ListenSettings = Pick<ConnectSettings, 'connection'> &
  Readonly<{
    /** what somebody told */
    onNews: (payload: string) => void
    /** it hears from now on, and may have missed something before */
    onHearing: () => void
    onDeaf: (reason: string) => void
  }>

export type Listener = Readonly<{ isHearing(): boolean; stop(): Promise<void> }>

/** Listens on a line of its own for as long as it is wanted; a line that breaks or falls silent is replaced. */
export function listen(settings: ListenSettings): Listener {
  let line: Line | undefined
  let again: NodeJS.Timeout | undefined
  let isStopped = false
  const open = () => {
    line = openLine(settings, (reason) => {
      line = undefined
      if (isStopped) return
      settings.onDeaf(reason)
      again = setTimeout(open, againMs).unref()
    })
  }
  open()
  return {
    isHearing: () => line?.isHearing() ?? false,
    async stop() {
      isStopped = true
      clearTimeout(again)
      await line?.end('stopped')
    },
  }
}

type Line = Readonly<{ isHearing(): boolean; end(reason: string): Promise<void> }>

function openLine(
  { connection, onNews, onHearing }: ListenSettings,
  onEnd: (reason: string) => void,
): Line {
  const client = new pg.Client({
    ...lineSettings(connection),
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  let ownPid: number | undefined
  let isHearing = false
  let isAnswered = true
  let isOver = false
  const end = async (reason: string) => {
    if (isOver) return
    isOver = true
    isHearing = false
    clearInterval(beating)
    onEnd(reason)
    // A line that is gone cannot be ended in order, and need not be.
    await client.end().catch(() => undefined)
  }
  const speak = async () => {
    if (!isAnswered) throw new Error('it does not hear itself')
    isAnswered = false
    await client.query(tellText, [channel, beat])
  }
  const failed = (error: unknown) => void end(String(error))
  const beating = setInterval(() => void (isHearing && speak().catch(failed)), beatEveryMs).unref()

  client.on('error', failed)
  client.on('end', () => void end('the connection ended'))
  client.on('notification', ({ payload = '', processId }) => {
    if (payload !== beat) return onNews(payload)
    if (processId !== ownPid) return
    isAnswered = true
    if (isHearing) return
    isHearing = true
    onHearing()
  })
  const begin = async () => {
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    ownPid = rows[0]?.pid
    await client.query(`listen ${channel}`)
    await speak()
  }
  begin().catch(failed)
  return { isHearing: () => isHearing, end }
}

const tellText = 'select pg_notify($1, $2)'
const tell = statement('tell_news', tellText)

/**
 * Tells every process that listens, this one included. By itself, after what it tells of is committed: a transaction
 * that writes and tells would hold a lock of the whole server while it commits.
 */
export async function tellNews(db: Db, payload: string): Promise<void> {
  await db.rows(tell, [channel, payload])
}

/** Names that move in a rush are told together: long for a computer, and nothing for a person. */
const gatherMs = 20
/** A payload has 8,000 bytes at most, an order's number 32. */
const togetherMax = 200

export type Teller = Readonly<{ tell(name: string): void; stop(): void }>

/** Tells of names soon and together, after `topic` in one payload. What could not be told is lost. */
export function openTeller(db: Db, topic: string, onLost: (error: unknown) => void): Teller {
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tellAll = async () => {
    timer = undefined
    const names = [...waiting].slice(0, togetherMax)
    for (const name of names) waiting.delete(name)
    if (waiting.size > 0) plan()
    await tellNews(db, `${topic} ${names.join(' ')}`).catch(onLost)
  }
  const plan = () => {
    timer ??= setTimeout(() => void tellAll(), gatherMs).unref()
  }
  return {
    tell(name) {
      waiting.add(name)
      plan()
    },
    stop: () => clearTimeout(timer),
  }
}
