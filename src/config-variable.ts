// What stands in the table of environment variables about each of them.

import type { Kind, Text } from './config-kinds.ts'

/** `or-file`: `NAME` holds the text or `NAME_FILE` the path of a file with it. `file`: `NAME` is the path. */
export type Origin = 'text' | 'or-file' | 'file'

export type Variable<T> = Readonly<{
  kind: Kind<T>
  origin: Origin
  /** read as if it had been set; undefined: the value may be absent */
  fallback: string | undefined
  about: Text
}>

export type WithDefault<T> = Variable<T> & Readonly<{ fallback: string }>
export type Optional<T> = Variable<T> & Readonly<{ fallback: undefined }>

export function optional<T>(
  kind: Kind<T>,
  zh: string,
  en: string,
  origin: Origin = 'text',
): Optional<T> {
  return { kind, origin, fallback: undefined, about: { zh, en } }
}

export function withDefault<T>(
  kind: Kind<T>,
  fallback: string,
  zh: string,
  en: string,
): WithDefault<T> {
  return { kind, origin: 'text', fallback, about: { zh, en } }
}
