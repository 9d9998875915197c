// The end of the log file, read backwards. What stands in it went through the redactor when it was written.

import { type FileHandle, open } from 'node:fs/promises'

export type LogLine = Readonly<{
  level: string
  /** as written: ISO 8601, UTC */
  time: string
  event: string
  /** everything else the line says */
  fields: Readonly<Record<string, unknown>>
}>

export type LogQuestion = Readonly<{
  levels: readonly string[]
  /** an order number, a request id, an event: lines that hold it anywhere */
  search?: string | undefined
  /** reads lines that end before this byte; absent: from the end */
  before?: number | undefined
  limit: number
}>

/** `next` is the byte to go on before; null at the file's beginning. */
export type LogPage = Readonly<{ lines: readonly LogLine[]; next: number | null }>

const blockBytes = 256 * 1024
/** No question reads more of the file than this; the next one goes on from there. */
const readMax = 8 * 1024 * 1024

/** Newest first. A file that does not exist has no lines. */
export async function readLog(file: string, question: LogQuestion): Promise<LogPage> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch {
    // A log that goes to stdout alone, or one that is not begun yet.
    return { lines: [], next: null }
  }
  try {
    const { size } = await handle.stat()
    return await readBack(handle, Math.min(question.before ?? size, size), question)
  } finally {
    await handle.close()
  }
}

async function readBack(file: FileHandle, end: number, question: LogQuestion): Promise<LogPage> {
  const { limit } = question
  const lines: LogLine[] = []
  const least = Math.max(0, end - readMax)
  let cut = end
  for (let from = end; from > least; ) {
    from = Math.max(least, from - blockBytes)
    const bytes = await readAt(file, from, cut - from)
    // The first line of a block may have begun before it; the next block reads it whole.
    const start = from === 0 ? 0 : bytes.indexOf(10) + 1
    if (from > 0 && start === 0) continue
    let stop = bytes.length
    while (stop > start) {
      const last = bytes.lastIndexOf(10, stop - 2)
      const begins = Math.max(start, last + 1)
      const line = lineOf(bytes.subarray(begins, stop).toString('utf8'), question)
      if (line) lines.push(line)
      stop = begins
      if (lines.length === limit) return { lines, next: from + begins > 0 ? from + begins : null }
    }
    cut = from + start
  }
  return { lines, next: cut > 0 && cut < end ? cut : null }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function lineOf(text: string, { levels, search }: LogQuestion): LogLine | undefined {
  if (search !== undefined && !text.includes(search)) return undefined
  const parsed = parseLine(text)
  return parsed && levels.includes(parsed.level) ? parsed : undefined
}

function parseLine(text: string): LogLine | undefined {
  try {
    const whole: unknown = JSON.parse(text)
    if (typeof whole !== 'object' || whole === null) return undefined
    const { level, time, event, ...fields } = whole as Record<string, unknown>
    return {
      level: typeof level === 'string' ? level : '',
      time: typeof time === 'string' ? time : '',
      event: typeof event === 'string' ? event : '',
      fields,
    }
  } catch {
    // A line cut short by a full disk, or not ours.
    return undefined
  }
}
