// What an instance logs: a line of the day's story, and a mark for the proof that days are rich.

import type { Fields, Log } from '../../src/kit/log.ts'
import type { Kernel } from './kernel.ts'

/** `judge` is told the errors. */
export function logOf(kernel: Kernel, name: string, judge: (error: unknown) => void): Log {
  const tell = (event: string, fields?: Fields) => {
    kernel.note(`${name} log ${event}${shown(fields)}`)
    kernel.mark(`log_${event}`)
  }
  const error = (event: string, fields?: Fields) => {
    tell(event, fields)
    if (fields?.error !== undefined) judge(fields.error)
  }
  const log: Log = {
    debug: tell,
    info: tell,
    warn: tell,
    error,
    fatal: error,
    with: () => log,
    close: () => {},
  }
  return log
}

function shown(fields: Fields | undefined): string {
  if (!fields) return ''
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => ` ${name}=${String(value)}`)
    .join('')
}
