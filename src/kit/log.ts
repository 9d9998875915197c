// The log: one JSON event per line to stdout and to a file. An event has a name and fields, and every field
// goes through the redactor. Writing is synchronous, so that nothing is lost when the process ends.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'
import { redactFields } from './redact.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** What an event is about: ids, counts, reasons. `level`, `time` and `event` are taken. */
export type Fields = Readonly<
  Record<string, unknown> & { level?: never; time?: never; event?: never }
>

type Write = (event: string, fields?: Fields) => void

/** `event` is a constant in snake_case: `log.info('order_placed', { order_number })`. */
export type Log = Readonly<{
  debug: Write
  info: Write
  warn: Write
  error: Write
  fatal: Write
  /** The same log with fields that every event carries. */
  with(fields: Fields): Log
  /** Closes the file; stdout stays. For tests and for the end of the process. */
  close(): void
}>

/** Where lines go. */
export interface Sink {
  write(line: string): unknown
}

export type LogOptions = Readonly<{
  /** path of the log file, its folder made if need be; undefined: stdout only */
  file: string | undefined
  level: LogLevel
  /** for eyes instead of programs, on stdout only */
  pretty?: boolean
  /** instead of the process's stdout */
  stdout?: Sink
}>

/**
 * Opens the log. Never throws: a file that cannot be written is said once on stdout (`log_file_failed`), and
 * the log goes on there.
 */
export function createLog(options: LogOptions): Log {
  const stdout = options.stdout ?? openStdout()
  let file: LogFile | undefined
  const logger = createLogger(options.level, {
    write(line) {
      stdout.write(options.pretty === true ? prettyLine(line) : line)
      file?.write(line)
    },
  })
  file = openLogFile(options.file, (error) => {
    file = undefined
    logger.error(redactFields({ file: options.file, error }), 'log_file_failed')
  })
  return wrap(logger, {}, () => {
    file?.close()
    file = undefined
  })
}

function createLogger(level: LogLevel, sink: Sink): Logger {
  const settings = {
    level,
    messageKey: 'event',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(settings, { write: (line) => void sink.write(line) })
}

function wrap(logger: Logger, bound: Fields, close: () => void): Log {
  const writer =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal'): Write =>
    (event, fields) => {
      // A hot path may log much at debug: what is not printed is not copied either.
      if (logger.isLevelEnabled(level)) logger[level](redactFields({ ...bound, ...fields }), event)
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    fatal: writer('fatal'),
    with: (fields) => wrap(logger, { ...bound, ...fields }, close),
    close,
  }
}

/** A reader that goes away, or a full disk behind stdout, must not stop a shop. */
function openStdout(): Sink {
  return pino.destination({ dest: 1, sync: true }).on('error', () => undefined)
}

type LogFile = Sink & Readonly<{ close(): void }>

/** `giveUp` is called at most once, and nothing is written after it. */
function openLogFile(
  path: string | undefined,
  giveUp: (error: unknown) => void,
): LogFile | undefined {
  if (path === undefined) return undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    const fd = openSync(path, 'a', 0o640)
    return {
      write(line) {
        try {
          writeSync(fd, line)
        } catch (error) {
          closeSync(fd)
          giveUp(error)
        }
      },
      close: () => closeSync(fd),
    }
  } catch (error) {
    giveUp(error)
    return undefined
  }
}

/** `12:00:00 info  order_placed order_number=…`, from the JSON line. */
function prettyLine(line: string): string {
  const { time, level, event, ...fields }: Record<string, unknown> = JSON.parse(line)
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const clock = new Date(String(time)).toTimeString().slice(0, 8)
  const head = [clock, String(level).padEnd(5), event]
  return `${[...head, ...shown].join(' ')}\n`
}
