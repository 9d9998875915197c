// Reads JSON bodies strictly: a reader per kind of value, put together to the shape a call takes. Whatever
// is missing, of the wrong kind or unknown is refused by its JSON pointer.

import { outOfRange, type V3Error, wrongParameter } from './v3-errors.ts'

/** Gives back the value as what it should be, or throws a V3Error naming `at`. */
export type Reader<T> = (value: unknown, at: string) => T

export interface Member<T> {
  readonly read: Reader<T>
  readonly isRequired: boolean
}

type Members = Readonly<Record<string, Member<unknown>>>
type Group<M extends Members> = {
  readonly [Name in keyof M]: M[Name] extends Member<infer T> ? T : never
}

export function required<T>(read: Reader<T>): Member<T> {
  return { read, isRequired: true }
}

/** Null where it is left out. */
export function optional<T>(read: Reader<T>): Member<T | null> {
  return { read, isRequired: false }
}

/** 1 to `most` characters, counted as a person counts them, matching `form` where one is given. */
export function text(most: number, form?: RegExp): Reader<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw wrongParameter(at, value, '类型错误，应为字符串')
    const { length } = Array.from(value)
    if (length < 1 || length > most) throw outOfRange(at, value, `长度应为 1 至 ${most} 个字符`)
    if (form && !form.test(value)) throw wrongParameter(at, value, '格式错误')
    return value
  }
}

export function whole(least: number, most = 10_000_000_000): Reader<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw wrongParameter(at, value, '类型错误，应为整数')
    }
    if (value < least || value > most) throw outOfRange(at, value, `应在 ${least} 至 ${most} 之间`)
    return value
  }
}

export const flag: Reader<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value
  throw wrongParameter(at, value, '类型错误，应为布尔值')
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = values.find((each) => each === value)
    if (found !== undefined) return found
    throw wrongParameter(at, value, `应为 ${values.join('、')} 之一`)
  }
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw wrongParameter(at, value, '类型错误，应为数组')
    return value.map((each, index) => read(each, `${at}/${index}`))
  }
}

/** An object of these members and no other. */
export function group<M extends Members>(members: M): Reader<Group<M>> {
  return (value, at) => {
    if (!isObject(value)) throw wrongParameter(at || '/', value, '类型错误，应为对象')
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(members, name))
    if (stranger !== undefined) throw extraParameter(`${at}/${stranger}`)
    const read = Object.entries(members).map(([name, member]) => {
      const path = `${at}/${name}`
      if (value[name] !== undefined) return [name, member.read(value[name], path)]
      if (member.isRequired) throw wrongParameter(path, undefined, '缺少必填参数')
      return [name, null]
    })
    // Every name of M is there with what its reader gave back.
    return Object.fromEntries(read) as Group<M>
  }
}

/** One text for equal values, whatever the order of their members. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isObject(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function extraParameter(field: string): V3Error {
  const issue = '存在多余的参数'
  return wrongParameter(field, undefined, issue, 'body', 270_924_358)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
