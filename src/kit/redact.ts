// What a log may show of a value: secrets, key bodies, tokens, licence keys, phones and addresses of mail are masked by
// type, by name and by form, wherever they stand. The copy is bounded in depth, length and breadth, and never throws.

import { Secret } from './secret.ts'

const mask = '[secret]'
const depthMax = 6
const membersMax = 100
const textMax = 4_000

/** Compared with the name in lower case without `_` and `-`. */
const secretName =
  /token|secret|passw(?:or)?d|authorization|cookie|licensekey|privatekey|apikey|v3key|mchkey|aeskey|databaseurl|authcode/

type Mask = (text: string) => string

/** A text without `sign` is not searched: for most texts that is the quickest way to know. */
function replacing(form: RegExp, shown: string, sign?: RegExp): Mask {
  return (text) => (!sign || sign.test(text) ? text.replace(form, shown) : text)
}

const masks: readonly Mask[] = [
  replacing(/-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, '[pem]'),
  maskKeyBodies,
  replacing(
    /(?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{2,5}){3,6}(?![0-9A-Z])/gi,
    '[license key]',
    // Not only two hyphens, as a day has.
    /-[0-9A-Z]{2,5}-[0-9A-Z]{2,5}-/i,
  ),
  // A buyer's mobile phone; a longer number is none.
  replacing(/(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g, '[phone]'),
  replacing(/\b(Bearer|Basic)\s+[^\s"',]+/gi, `$1 ${mask}`),
  replacing(/([?&;]\w*(?:token|secret|password)=)[^&#\s"']+/gi, `$1${mask}`),
  // The password in postgres://user:password@host
  replacing(/(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, `$1${mask}`),
  // An address of mail, also as it stands in a URL; of no more than 64 characters before the @, or it were slow to look for.
  replacing(
    /[^\s@<>"'`,;:()[\]{}/=&?|]{1,64}(?:@|%40)[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/giu,
    '[email]',
    /@|%40/,
  ),
]

/** A copy of an event's fields that may be printed as JSON. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return copyOfMembers(Object.entries(fields), 0)
  } catch {
    // A getter or a toString of somebody else's object threw. A log line never fails for that.
    return { unprintable: Object.keys(fields) }
  }
}

/** A bare word shorter than any of these forms, and no phone: most of what is logged is a number or a constant. */
const harmless = /^(?:[0-9A-Za-z]{1,10}|[0-9A-Za-z]{12,63})$/

/** A text of any length with everything masked that looks like a secret. */
export function maskSecrets(text: string): string {
  if (harmless.test(text)) return text
  let shown = text
  for (const maskOne of masks) shown = maskOne(shown)
  return shown
}

/** Letters of base64 side by side, without the `=` at their end: as many as a line of a key has. */
const keyBodyMin = 64
const letterOfBase64 = Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(code)),
)

/**
 * Masks a line of a key, or a key without its first and last line. A hex digest of this length is no secret. Something
 * that long stands at one place at least of those that are as far apart, so that not every letter is looked at.
 */
function maskKeyBodies(text: string): string {
  const isLetterAt = (at: number) => letterOfBase64[text.charCodeAt(at)] === true
  let shown = ''
  let shownTo = 0
  for (let place = keyBodyMin - 1; place < text.length; place += keyBodyMin) {
    if (!isLetterAt(place)) continue
    let from = place
    while (from > shownTo && isLetterAt(from - 1)) from -= 1
    let to = place + 1
    while (to < text.length && isLetterAt(to)) to += 1
    place = to
    if (to - from < keyBodyMin || /^[0-9a-f]+$/.test(text.slice(from, to))) continue
    shown += `${text.slice(shownTo, from)}[base64]`
    shownTo = to + (/^={0,2}/.exec(text.slice(to, to + 2))?.[0].length ?? 0)
  }
  return shown + text.slice(shownTo)
}

/** The same cut at 4,000 characters. */
function redactText(text: string): string {
  const shown = maskSecrets(text)
  return shown.length > textMax ? `${shown.slice(0, textMax)}…` : shown
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  return copyOfObject(value, depth)
}

function copyOfObject(value: object, depth: number): unknown {
  if (value instanceof Secret) return mask
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof URL) return redactText(value.href)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= depthMax) return '[deep]'
  if (Array.isArray(value))
    return value.slice(0, membersMax).map((member) => copyOf(member, depth + 1))
  if (value instanceof Map || value instanceof Set) return copyOf([...value], depth)
  if (value instanceof Error) return copyOfError(value, depth)
  return copyOfMembers(Object.entries(value), depth)
}

/** Name, message and stack are no enumerable members of an error, its code and the rest are. */
function copyOfError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error
  const known = Object.entries({ name, message, stack, ...(cause ? { cause } : {}) })
  return copyOfMembers([...known, ...Object.entries(error)], depth)
}

function copyOfMembers(
  members: readonly (readonly [string, unknown])[],
  depth: number,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [name, member] of members.slice(0, membersMax)) {
    copy[name] = isSecret(name, member) ? mask : copyOf(member, depth + 1)
  }
  return copy
}

function isSecret(name: string, member: unknown): boolean {
  if (typeof member === 'boolean' || member === null || member === undefined) return false
  return secretName.test(name.toLowerCase().replace(/[_-]/g, ''))
}
