// Reads the fields of a call of API v2. Lengths are bytes, as v2 counts them; a field nobody expects is
// signed like the rest and otherwise ignored (fact sheet WeChat Pay, sections 19 and 20).

import { isIP } from 'node:net'
import { type Fen, fenOf } from '../../core/money.ts'
import { type Instant, parseShanghai } from '../../core/time.ts'
import { lacksParameter, wrongV2Parameter } from './v2-errors.ts'
import type { V2Fields } from './v2-xml.ts'

/** Of a merchant's own numbers of orders. */
export const orderNumberForm = /^[0-9A-Za-z_\-|*]{1,32}$/
/** Of a merchant's own numbers of refunds. */
export const refundNumberForm = /^[0-9A-Za-z_\-|*@]{1,64}$/

/** Null where it is left out or empty. Throws a V2Error. */
export function optionalText(
  fields: V2Fields,
  name: string,
  mostBytes: number,
  form?: RegExp,
): string | null {
  const value = fields.get(name) ?? ''
  if (value === '') return null
  if (Buffer.byteLength(value) > mostBytes) throw wrongV2Parameter(name, '长度有误')
  if (form && !form.test(value)) throw wrongV2Parameter(name)
  return value
}

export function text(fields: V2Fields, name: string, mostBytes: number, form?: RegExp): string {
  const value = optionalText(fields, name, mostBytes, form)
  if (value === null) throw lacksParameter(name)
  return value
}

export function oneOf<const T extends string>(fields: V2Fields, name: string, ...values: T[]): T {
  const value = text(fields, name, 32)
  const found = values.find((each) => each === value)
  if (found === undefined) throw wrongV2Parameter(name)
  return found
}

/** A whole number of fen, at least one. */
export function amount(fields: V2Fields, name: string): Fen {
  const fen = fenOf(Number(text(fields, name, 11, /^[1-9]\d*$/)))
  if (fen === undefined) throw wrongV2Parameter(name)
  return fen
}

/** An address for notices: absolute, http or https, no query. */
export function optionalNoticeAddress(fields: V2Fields, name: string): string | null {
  const value = optionalText(fields, name, 256, /^https?:\/\/[^?#]+$/i)
  if (value !== null && !URL.canParse(value)) throw wrongV2Parameter(name)
  return value
}

export function noticeAddress(fields: V2Fields, name: string): string {
  const value = optionalNoticeAddress(fields, name)
  if (value === null) throw lacksParameter(name)
  return value
}

export function ipAddress(fields: V2Fields, name: string): string {
  const value = text(fields, name, 64)
  if (isIP(value) === 0) throw wrongV2Parameter(name)
  return value
}

/** `yyyyMMddHHmmss` in Shanghai's time. */
export function optionalMoment(fields: V2Fields, name: string): Instant | null {
  const value = optionalText(fields, name, 14)
  if (value === null) return null
  const at = parseShanghai(
    value.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6'),
  )
  if (at === undefined) throw wrongV2Parameter(name)
  return at
}
