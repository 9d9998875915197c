// An append-only file of JSON lines. An entry is in the operating system's hands before anything is
// answered, so killing the process forgets nothing; without a path it only pretends.

import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Journal<Entry> {
  /** What earlier processes wrote, oldest first. */
  readonly earlier: readonly Entry[]
  append(entry: Entry): void
  clear(): void
  close(): void
}

/**
 * Opens the journal at `path`, made when missing; undefined keeps nothing. A last line that a killed
 * process left half written was never acknowledged and is cut off; any other unreadable line throws.
 */
export function openJournal<Entry>(path: string | undefined): Journal<Entry> {
  if (path === undefined) return { earlier: [], append() {}, clear() {}, close() {} }
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a', 0o600)
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  return {
    earlier: whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry),
    append: (entry) => {
      writeSync(file, `${JSON.stringify(entry)}\n`)
    },
    clear: () => truncateSync(path, 0),
    close: () => closeSync(file),
  }
}
